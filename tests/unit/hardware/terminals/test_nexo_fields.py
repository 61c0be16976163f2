from __future__ import annotations

import pytest

from hardware.terminals import nexo_fields as fields
from pos.ports.terminals import EntryMode, TerminalReceipt, Verified

CARD = "4111111111111111"


def receipt(*texts: str, **values: object) -> TerminalReceipt:
    lines = [{"Text": text} for text in texts]
    made = {"OutputContent": {"OutputText": lines}, **values}
    found = fields.receipts({"PaymentReceipt": [made]})
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "masked",
    [
        "411111 **** 1111",
        "************1111",
        "411111******1111",
        "XXXX XXXX XXXX 1111",
        "**** 1111",
        "4111-11**-****-1111",
    ],
)
def test_the_last_four_of_a_masked_number(masked: str) -> None:
    assert fields.last_four(masked) == "1111"


@pytest.mark.parametrize(
    "other", ["", "1111", CARD, "4111 1111 1111 1111", "**** 11111", "1111****", "****", "x1111x"]
)
def test_nothing_of_a_number_that_is_not_masked(other: str) -> None:
    assert fields.last_four(other) == ""


def test_the_chips_fields_are_those_on_the_list() -> None:
    form = "AID=A0000000031010&applicationLabel=VISA&applicationPreferredName=Visa%20Credit"
    form += f"&tvr=0000008000&tsi=E800&arc=00&pan={CARD}&expiryDate=12%2F2029&cardHolderName=PAT"
    found = fields.emv(fields.additional({"AdditionalResponse": form}))
    assert found == (
        ("aid", "A0000000031010"),
        ("label", "Visa Credit"),
        ("tvr", "0000008000"),
        ("tsi", "E800"),
        ("arc", "00"),
    )


@pytest.mark.parametrize("name", ["AID", "applicationLabel", "tvr", "tsi", "arc"])
def test_a_card_number_in_a_field_of_the_chip_is_dropped(name: str) -> None:
    assert fields.emv(fields.additional({"AdditionalResponse": f"{name}={CARD}"})) == ()


def test_more_fields_than_any_terminal_sends_are_none() -> None:
    assert fields.additional({"AdditionalResponse": "a=1&" * 1000}) == {}


def test_how_the_card_was_read_and_its_holder_verified() -> None:
    assert fields.entry_mode({"EntryMode": ["ICC"]}) is EntryMode.CHIP
    assert fields.entry_mode({"EntryMode": "Tapped"}) is EntryMode.TAP
    assert fields.entry_mode({"EntryMode": ["MagStripe"]}) is EntryMode.STRIPE
    assert fields.entry_mode({"EntryMode": [1, {}, "Keyed"]}) is EntryMode.KEYED
    assert fields.entry_mode({}) is EntryMode.UNKNOWN
    assert fields.verified({"AuthenticationMethod": ["OfflinePIN"]}) is Verified.PIN
    assert fields.verified({"AuthenticationMethod": ["PaperSignature"]}) is Verified.SIGNATURE
    assert fields.verified({}) is Verified.UNKNOWN


# ---- receipts ----


def test_a_receipt_is_printed_as_sent() -> None:
    made = receipt(
        "name=Theatre&key=header1",
        "key=filler",
        "name=AMOUNT&value=USD%2042.50&key=total",
        "A line of its own & more",
        DocumentQualifier="CustomerReceipt",
        RequiredSignatureFlag=True,
    )
    assert made == TerminalReceipt(
        ("Theatre", "", "AMOUNT USD 42.50", "A line of its own & more"), True, True
    )


def test_a_line_goes_on_until_it_ends() -> None:
    lines = [{"Text": "TOTAL ", "EndOfLineFlag": False}, {"Text": "42.50"}, {"Text": "end"}]
    made = {"OutputContent": {"OutputText": lines}}
    assert fields.receipts({"PaymentReceipt": [made]})[0].lines == ("TOTAL 42.50", "end")


def test_no_control_character_reaches_a_printer() -> None:
    assert receipt("a\x1bp\x00\x19b\n").lines == ("a p  b ",)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (f"Card {CARD}", "Card ****************"),
        ("Card 4111 1111 1111 1111", "Card **** **** **** ****"),
        ("Card 411111******1111", "Card ************1111"),
        ("Card 541333 **** 9990", "Card ****** **** 9990"),
        ("Card ****111111", "Card ******1111"),
        ("EXP 12/29", "EXP **/**"),
        ("Expiry date: 2029-12", "Expiry date: ****-**"),
        ("VISA 12/29", "VISA **/**"),
        (f";{CARD}=29121010000012300000?", ";****************=********************?"),
        ("TID 32202273 AUTH 123456", "TID 32202273 AUTH 123456"),
    ],
)
def test_no_more_than_four_digits_and_no_expiry_date(line: str, printed: str) -> None:
    assert receipt(line).lines == (printed,)


def test_a_card_number_over_two_lines() -> None:
    assert receipt("4111 1111", "1111 1111", "OK").lines == ("**** ****", "**** ****", "OK")


def test_a_receipt_without_end_is_cut() -> None:
    made = receipt(*["x" * 1000] * 1000)
    assert len(made.lines) == fields.MOST_LINES
    assert {len(line) for line in made.lines} == {fields.LONGEST_LINE}
