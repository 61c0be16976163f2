"""What a settlement file may look like, and what is said of it when it may not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pos.closing.settlement.columns import Field, guess_columns, mapped_columns
from pos.closing.settlement.reading import read_settlement
from pos.closing.settlement.values import holds_card, minor_of, moment_of, zone_of
from pos.views.settlement import LineKind, Processor
from tests.unit.pos.closing.settlement.card_season import a_season, adyen, square_json, stripe

CARD = "4111 1111 1111 1111"
SEASON = a_season(evenings=1, sales=4)


def codes(data: bytes, **given: object) -> list[str]:
    read = read_settlement("f.csv", data, **given)  # type: ignore[arg-type]
    return [finding.code for finding in read.findings]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.50", 1250),
        ("-0.5", -50),
        ("1,234.50", 123_450),
        ("(12.00)", -1200),
        ("12,50", 1250),
        ("$7", 700),
        ("1.234,56", 123_456),
        ("12.505", None),
        ("1e3", None),
        ("nan", None),
        ("٣", None),
    ],
)
def test_amounts_are_exact_or_none(text: str, minor: int | None) -> None:
    assert minor_of(text, "USD") == minor


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("UTC", 0), ("PST", -8), ("CEST", 2), ("GMT+01:00", 1), ("-0730", -7.5), ("EDT", -4)],
)
def test_zones_go_under_many_names(zone: str, hours: float) -> None:
    assert zone_of(zone) == timezone(timedelta(hours=hours))


def test_a_zone_nobody_knows_is_none() -> None:
    assert zone_of("Mars/Olympus") is None
    assert zone_of("../etc/passwd") is None
    assert zone_of("+99:00") is None


@pytest.mark.parametrize(
    "text", ["2026-03-01 19:30:05", "2026-03-01T19:30:05", "3/1/2026 7:30:05 PM", "3/1/26 19:30:05"]
)
def test_moments_are_brought_to_utc_by_the_files_own_zone(text: str) -> None:
    zone = zone_of("PST")
    assert zone is not None
    assert moment_of(text, zone) == (
        datetime(2026, 3, 2, 3, 30, 5, tzinfo=UTC),
        date(2026, 3, 1),
    )


def test_a_moment_that_says_its_offset_needs_no_zone() -> None:
    at = datetime(2020, 1, 26, 2, 25, 34, tzinfo=UTC)
    assert moment_of("2020-01-25T18:25:34-08:00", UTC) == (at, date(2020, 1, 25))
    assert moment_of("2020-01-25", UTC) == (None, date(2020, 1, 25))
    assert moment_of("2020-13-25 10:00:00", UTC) is None


def test_a_card_number_is_refused_in_any_column_and_never_repeated() -> None:
    for place in ("Box office, window", "Foyer"):
        data = stripe(SEASON.moved).replace(b"Box office, window", CARD.encode(), 1)
        read = read_settlement("f.csv", data)
        assert [f.code for f in read.findings] == ["field.card_number"], place
        assert "4111" not in repr(read)
    in_the_amount = stripe(SEASON.moved).replace(b",card_present,", b",4111111111111111,", 1)
    assert codes(in_the_amount) == ["field.card_number"]
    in_json = square_json(SEASON.moved).replace(b'"mov_', b'"4111111111111111 ', 1)
    assert codes(in_json) == ["field.card_number"]
    header = stripe(SEASON.moved).replace(b"description", b"4111111111111111", 1)
    assert codes(header) == ["field.card_number"]


def test_moments_and_ids_are_no_cards() -> None:
    for text in ("2026-11-20 19:31:05", "0193abcdef7a8bcd9e0fab012c", "pi_3MtwBwLkdIwHu7ix28a3t"):
        assert not holds_card(text)
    assert holds_card(CARD)
    assert holds_card("2223 0031 2200 3222")


def test_what_is_no_settlement_says_so() -> None:
    assert codes(b"") == ["file.empty"]
    assert codes(b"a,b\n1,2\n") == ["settlement.unknown"]
    assert codes(b"\x00\x01") == ["file.not_text"]
    assert codes(b"{", processor=Processor.SQUARE) == ["file.truncated"]
    assert codes(b'{"payouts": 1}') == ["field.missing"]
    assert codes(b"[]") == ["file.empty"]


def test_a_missing_column_is_named_with_the_line_of_the_header() -> None:
    data = stripe(SEASON.moved).replace(b"reporting_category", b"reporting", 1)
    read = read_settlement("f.csv", data, processor=Processor.STRIPE)
    assert [(f.code, f.evidence, f.subject) for f in read.findings] == [
        ("settlement.column_missing", ("reporting_category",), "f.csv:1")
    ]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    lines = stripe(SEASON.moved).decode().splitlines(keepends=True)
    lines[1] = lines[1].replace(",usd,", ",eur,")
    lines[2] = lines[2].replace(",charge,", ",magic,", 1)
    lines[3] = "short,line\n"
    read = read_settlement("f.csv", "".join(lines).encode())
    assert [(f.code, f.subject.split()[0]) for f in read.findings] == [
        ("settlement.currency", "f.csv:2"),
        ("settlement.type_unknown", "f.csv:3"),
        ("settlement.row_short", "f.csv:4"),
    ]


def test_a_line_that_does_not_add_up_is_shown_with_its_three_amounts() -> None:
    first = SEASON.moved[0]
    net = f"{(first.minor - first.fee) / 100:.2f}".encode()
    read = read_settlement("f.csv", stripe(SEASON.moved).replace(net, b"0.01", 1))
    (finding,) = read.findings
    assert finding.code == "settlement.line_sum"
    assert finding.evidence[2] == "0.01"


def test_an_adyen_batch_without_its_payout_line_is_not_whole() -> None:
    lines = adyen(SEASON.moved).decode().splitlines(keepends=True)
    kept = [line for line in lines if "MerchantPayout" not in line]
    assert codes("".join(kept).encode()) == ["settlement.no_total"]


def test_a_page_of_a_longer_list_is_not_whole() -> None:
    found = json.loads(square_json(SEASON.moved))
    assert codes(json.dumps({**found, "cursor": "next"}).encode()) == ["settlement.more_pages"]
    net = sum(one.minor - one.fee for one in SEASON.moved)
    payout = {"id": SEASON.moved[0].payout, "amount_money": {"amount": net + 1}}
    assert codes(json.dumps({**found, "payout": payout}).encode()) == ["settlement.payout_sum"]
    found["payout_entries"][0]["gross_amount_money"]["amount"] = 1.5
    assert codes(json.dumps(found).encode()) == ["field.not_an_amount"]


def test_a_partial_capture_and_a_web_sale_are_what_they_are() -> None:
    data = stripe(SEASON.moved).decode().replace(",charge,", ",partial_capture_reversal,", 1)
    read = read_settlement("f.csv", data.encode())
    assert {line.kind for line in read.lines} == {LineKind.CHARGE, LineKind.FEE}
    lines = stripe([SEASON.moved[0]]).decode().replace("card_present", "card")
    (line,) = read_settlement("f.csv", lines.replace(SEASON.moved[0].reference, "").encode()).lines
    assert line.remote


def test_columns_are_guessed_and_a_mapping_puts_them_right() -> None:
    header = ["Auth Code", "Amount", "Sale date", "Store", "Net total", "Order ref"]
    guessed = guess_columns(header)
    assert set(guessed.at) == {Field.APPROVAL, Field.GROSS, Field.DATE, Field.NET}
    assert guessed.unread == ("Store", "Order ref")
    mapped = mapped_columns(header, {"reference": "Order ref", "gross": "Net total"})
    assert mapped.at[Field.REFERENCE] == 5
    assert mapped.at[Field.GROSS] == 4
    assert Field.NET not in mapped.at
    assert Field.GROSS not in mapped_columns(header, {"gross": ""}).at


def test_any_other_file_needs_no_type_no_net_and_no_payout() -> None:
    data = (
        b"Id\tAmount\tFee\tDate\tPaid on\n"
        b"7\t10.00\t0.30\t2026-03-01\t2026-03-03\n"
        b"8\t-4\t\t2026-03-02\t2026-03-03\n"
    )
    read = read_settlement("bank.txt", data)
    assert read.findings == ()
    assert [(x.kind.value, x.gross_minor, x.net_minor, x.payout) for x in read.lines] == [
        ("charge", 1000, 970, "2026-03-03"),
        ("refund", -400, -400, "2026-03-03"),
    ]
    assert (read.payouts[0].net_minor, read.payouts[0].paid_on) == (570, date(2026, 3, 3))
