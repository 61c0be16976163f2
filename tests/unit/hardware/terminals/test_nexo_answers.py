"""Answers: matched, bounded, and never a card number in what comes of them."""

from __future__ import annotations

import contextlib
import copy
import json
import traceback
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulators import nexo_replies as replies
from hardware.simulators.nexo_journal import Entry, Fate
from hardware.simulators.nexo_patron import CardAct
from hardware.terminals import nexo_answers as answers
from hardware.terminals.nexo_json import Malformed, Number, parse, written
from hardware.terminals.nexo_messages import Category, Parties
from pos.money import Money
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, Declined, TerminalIdentity

PARTIES = Parties("Window1", "P400Plus-123456789")
AT = datetime(2026, 11, 21, 18, tzinfo=UTC)
REQUEST = CardRequest("ref1", "M1", Money(4250))
CARDS = ("4111111111111111", "5555555555554444", "378282246310005", "6011000990139424")
TRACKS = tuple(f";{card}=29121010000012300000?" for card in CARDS)
HEADER = {
    "ProtocolVersion": "3.0",
    "MessageClass": "Service",
    "MessageCategory": "Payment",
    "MessageType": "Response",
    "ServiceID": "M1",
    "SaleID": "Window1",
    "POIID": "P400Plus-123456789",
}


def entry(moved: int = 4250) -> Entry:
    key = ("Window1", "M1")
    return Entry("Payment", key, "ref1", Money(4250), "charge", Fate.APPROVED, Money(moved), "T1")


def approved(moved: int = 4250) -> dict:
    return json.loads(written(replies.approved(entry(moved), CardAct("tap"), AT)))


def read(body: object) -> CardResult:
    return answers.card_answer(parse(json.dumps(body).encode()), Category.PAYMENT, REQUEST)


def refused(body: object) -> str:
    with pytest.raises(Malformed) as caught:
        read(body)
    return caught.value.code


def changed(value: object, *path: str) -> dict:
    body = copy.deepcopy(approved())
    place = body["PaymentResponse"]
    for name in path[:-1]:
        place = place[name]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return body


AMOUNT = ("PaymentResult", "AmountsResp", "AuthorizedAmount")
OURS = ("SaleData", "SaleTransactionID", "TransactionID")


def test_an_approval() -> None:
    result = read(approved())
    assert (result.outcome, result.amount) == (CardOutcome.APPROVED, Money(4250))
    assert result.terminal_reference == "T1@2026-11-21T18:00:00.000Z"


def test_what_was_authorised_counts_not_the_word_for_it() -> None:
    assert read(approved(4249)).outcome is CardOutcome.PARTIAL
    assert read(changed("Success", "Response", "Result")).outcome is CardOutcome.APPROVED
    partly = changed("Partial", "Response", "Result")
    assert read(partly).amount == Money(4250)


@pytest.mark.parametrize(
    ("value", "path", "code"),
    [
        ("other", OURS, "other_reference"),
        (None, OURS, "other_reference"),
        (42.51, AMOUNT, "other_amount"),
        (0, AMOUNT, "other_amount"),
        (-1, AMOUNT, "other_amount"),
        (42.501, AMOUNT, "amount"),
        (True, AMOUNT, "amount"),
        ([42.5], AMOUNT, "amount"),
        ("x", AMOUNT, "amount"),
        (1e400, AMOUNT, "not_json"),
        (None, AMOUNT, "no_AuthorizedAmount"),
        ("CAD", ("PaymentResult", "AmountsResp", "Currency"), "other_currency"),
        ("Maybe", ("Response", "Result"), "result"),
        (1, ("Response", "Result"), "no_Result"),
        (None, ("Response",), "no_Response"),
        (None, ("PaymentResult",), "no_PaymentResult"),
        ([], ("PaymentResult",), "no_PaymentResult"),
        ("x", ("PaymentReceipt",), "no_PaymentReceipt"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    value: object, path: tuple[str, ...], code: str
) -> None:
    assert refused(changed(value, *path)) == code


@pytest.mark.parametrize(("written_as", "minor"), [("42.5", 4250), ("42.500", 4250), ("7", 700)])
def test_an_amount_is_exact_in_every_spelling(written_as: str, minor: int) -> None:
    body = parse(json.dumps(changed("AMOUNT", *AMOUNT)).encode())
    assert isinstance(body, dict)
    body["PaymentResponse"]["PaymentResult"]["AmountsResp"]["AuthorizedAmount"] = Number(written_as)
    assert answers.card_answer(body, Category.PAYMENT, REQUEST).amount == Money(minor)


@pytest.mark.parametrize("spelling", ["4.25e1", "0x10", "42,50", "42.5.0", "٤٢", "1" * 5000])
def test_an_amount_in_no_plain_decimals_is_refused(spelling: str) -> None:
    with pytest.raises(Malformed) as caught:
        answers.card_answer({**changed(Number(spelling), *AMOUNT)}, Category.PAYMENT, REQUEST)
    assert caught.value.__context__ is None
    assert caught.value.code == "amount"


@pytest.mark.parametrize(
    ("error", "outcome", "why"),
    [
        ("Refusal", CardOutcome.DECLINED, Declined.REFUSED),
        ("WrongPIN", CardOutcome.DECLINED, Declined.WRONG_PIN),
        ("InvalidCard", CardOutcome.DECLINED, Declined.CARD_INVALID),
        ("PaymentRestriction", CardOutcome.DECLINED, Declined.CARD_RESTRICTED),
        ("UnreachableHost", CardOutcome.DECLINED, Declined.HOST_UNREACHABLE),
        ("NotAllowed", CardOutcome.DECLINED, Declined.NOT_ALLOWED),
        ("DeviceOut", CardOutcome.DECLINED, Declined.OTHER),
        ("SomethingNew", CardOutcome.DECLINED, Declined.OTHER),
        ("Aborted", CardOutcome.CANCELLED, None),
        ("Cancel", CardOutcome.CANCELLED, None),
        ("Busy", CardOutcome.NOT_SENT, None),
        ("LoggedOut", CardOutcome.NOT_SENT, None),
        ("MessageFormat", CardOutcome.NOT_SENT, None),
        ("InProgress", CardOutcome.UNKNOWN, None),
    ],
)
def test_every_way_to_say_no(error: str, outcome: CardOutcome, why: Declined | None) -> None:
    result = read(replies.failed("Payment", error))
    assert (result.outcome, result.declined, result.amount) == (outcome, why, None)


def test_a_no_to_another_sale_is_refused() -> None:
    other = {"SaleData": {"SaleTransactionID": {"TransactionID": "other"}}}
    assert refused(replies.failed("Payment", "Refusal", other)) == "other_reference"


# ---- status ----


def status(header: dict[str, str], body: object | None = None) -> dict:
    made = entry()
    made.answer = approved() if body is None else body  # type: ignore[assignment]
    told = json.loads(written(replies.status(made, HEADER)))
    told["TransactionStatusResponse"]["RepeatedMessageResponse"]["MessageHeader"].update(header)
    return told


def asked(body: object) -> CardResult:
    read_back = parse(json.dumps(body).encode())
    return answers.status_answer(read_back, Category.PAYMENT, REQUEST, PARTIES)


def test_the_first_answer_once_more() -> None:
    assert asked(status({})) == read(approved())


@pytest.mark.parametrize("name", ["ServiceID", "SaleID", "POIID", "MessageCategory"])
def test_the_answer_to_another_message_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match=f"other_{name}"):
        asked(status({name: "other"}))


def test_the_same_message_id_with_another_reference_is_refused() -> None:
    with pytest.raises(Malformed, match="other_reference"):
        asked(status({}, changed("other", *OURS)))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("NotFound", CardOutcome.NOT_FOUND),
        ("InProgress", CardOutcome.IN_PROGRESS),
        ("UnreachableHost", CardOutcome.UNKNOWN),
        ("Busy", CardOutcome.UNKNOWN),
        ("LoggedOut", CardOutcome.UNKNOWN),
    ],
)
def test_no_answer_to_repeat(error: str, outcome: CardOutcome) -> None:
    assert asked(replies.failed("TransactionStatus", error)).outcome is outcome


# ---- login, diagnosis, totals ----


def test_login_tells_which_terminal_it_is() -> None:
    welcome = answers.login_answer(replies.login("P400Plus-1234", AT), PARTIES)
    assert welcome.identity == TerminalIdentity("P400Plus", "1234", "1.0")
    assert welcome.refused is None
    no = answers.login_answer(replies.failed("Login", "Busy"), PARTIES)
    assert no.identity == TerminalIdentity("P400Plus", "123456789", "")
    assert no.refused is Condition.TERMINAL_BUSY


@pytest.mark.parametrize(
    ("told", "condition"),
    [
        ("OK", None),
        ("Busy", Condition.TERMINAL_BUSY),
        ("Maintenance", Condition.NO_SERVICE),
        ("Unreachable", Condition.PROCESSOR_UNREACHABLE),
    ],
)
def test_how_the_terminal_is(told: str, condition: Condition | None) -> None:
    assert answers.diagnosis_answer(replies.diagnosis(told)) is condition


def test_totals_of_another_currency_are_refused() -> None:
    row = {"PaymentCurrency": "CAD", "PaymentTotals": []}
    body = {"GetTotalsResponse": {"Response": {"Result": "Success"}, "TransactionTotals": [row]}}
    with pytest.raises(Malformed, match="currency"):
        answers.totals_answer(body, "USD")
    assert answers.totals_answer(replies.failed("GetTotals", "NotAllowed"), "USD") is None


# ---- card numbers ----


def planted(value: object, where: list[str], what: object, place: int) -> object:
    """``value`` with ``what`` at the ``place``-th of its leaves and objects."""
    count = -1

    def walk(one: object) -> object:
        nonlocal count
        count += 1
        if isinstance(one, dict):
            made = {key: walk(inside) for key, inside in one.items()}
            return {**made, **dict.fromkeys(where, what)} if count == place else made
        if isinstance(one, list):
            return [walk(inside) for inside in one]
        return what if count == place else one

    return walk(value)


def in_form(card: str, form: str) -> object:
    grouped = " ".join(card[at : at + 4] for at in range(0, len(card), 4))
    forms = {
        "plain": card,
        "grouped": grouped,
        "dashed": grouped.replace(" ", "-"),
        "track": f";{card}=29121010000012300000?",
        "track1": f"%B{card}^SPECIMEN/PAT^2912101?",
        "form": f"name={card}&value={card}&key=pan&AID={card}&applicationLabel={card}&tvr={card}",
        "number": int(card),
        "list": [card],
        "object": {"PAN": card},
    }
    return forms[form]


FORMS = ("plain", "grouped", "dashed", "track", "track1", "form", "number", "list", "object")


@given(
    st.integers(0, 90),
    st.sampled_from(CARDS),
    st.sampled_from(FORMS),
    st.lists(st.sampled_from(["PAN", "TrackData", "ExpiryDate", "CardHolderName", "x"])),
    st.sampled_from(["payment", "status", "declined"]),
)
def test_no_planted_card_number_is_ever_in_what_comes_of_an_answer(
    place: int, card: str, form: str, where: list[str], kind: str
) -> None:
    what = in_form(card, form)
    declined = json.loads(written(replies.declined(entry(0), CardAct("tap", "refused"), AT)))
    body = {"payment": approved(), "status": status({}), "declined": declined}[kind]
    made = json.dumps(planted(body, where, what, place)).encode()
    try:
        value = parse(made)
        if kind == "status":
            told = repr(answers.status_answer(value, Category.PAYMENT, REQUEST, PARTIES))
        else:
            told = repr(answers.card_answer(value, Category.PAYMENT, REQUEST))
    except Malformed as wrong:
        told = "".join([repr(wrong), repr(wrong.__context__), *traceback.format_exception(wrong)])
    digits = "".join(char for char in told if char.isdigit())
    assert card not in told
    assert card not in digits
    assert "SPECIMEN" not in told


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["PaymentResponse", "Response", "Result", "SaleData", "PaymentResult"]
                ),
                inside,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_is_sent_ends_as_a_result_or_as_malformed(value: object) -> None:
    body = parse(json.dumps(value).encode())
    for read_it in (
        lambda: answers.card_answer(body, Category.PAYMENT, REQUEST),
        lambda: answers.card_answer(body, Category.REVERSAL, REQUEST),
        lambda: answers.status_answer(body, Category.PAYMENT, REQUEST, PARTIES),
        lambda: answers.login_answer(body, PARTIES),
        lambda: answers.diagnosis_answer(body),
        lambda: answers.totals_answer(body, "USD"),
    ):
        with contextlib.suppress(Malformed):
            read_it()
