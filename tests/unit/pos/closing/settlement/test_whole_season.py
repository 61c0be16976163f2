"""A season of payments against the files derived from it: clean, then with one fault after the
other put in. Each fault ends in its class, and nothing else does."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from pos.closing.settlement.matching import match
from pos.closing.settlement.reading import read_settlement
from pos.views.settlement import FoundLine, LineClass, MatchReport, NextStep, OurPayment
from tests.unit.pos.closing.settlement.card_season import (
    RULES,
    WRITERS,
    ZONE,
    Moved,
    Season,
    a_season,
    adyen,
    payout_of,
    square_json,
    stripe,
)

Write = Callable[[Sequence[Moved]], bytes]
FORMATS: dict[str, Write] = {**WRITERS, "square_json": square_json}
C = LineClass


def lines_of(write: Write, moved: Sequence[Moved], file_id: str = "f") -> list[FoundLine]:
    read = read_settlement(f"{file_id}.csv", write(moved), zone=ZONE)
    assert read.good, read.findings[:5]
    return [replace(line, file_id=file_id) for line in read.lines]


def matched(
    write: Write, season: Season, moved: Sequence[Moved], payments: Sequence[OurPayment] = ()
) -> MatchReport:
    ours = payments or season.payments
    report = match(lines_of(write, moved), ours, RULES, season.as_of)
    assert report.proof.holds
    return report


def wrong(report: MatchReport) -> Counter[LineClass]:
    """Return what is not plainly well."""
    well = (C.AGREED, C.FEE)
    return Counter(one.line_class for one in report.matchings if one.line_class not in well)


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("seed", range(3))
def test_a_clean_season_agrees_to_the_cent(write: Write, seed: int) -> None:
    season = a_season(seed)
    report = matched(write, season, season.moved)
    assert wrong(report) == Counter()
    assert not any(one.needs_person for one in report.matchings)
    assert {one.payment_ids[0] for one in report.matchings if one.payment_ids} == {
        payment.payment_id for payment in season.payments
    }
    fees = sum(one.minor for one in season.moved if one.kind == "fee")
    assert report.proof.explained_minor == fees


def charges(season: Season) -> list[int]:
    return [place for place, one in enumerate(season.moved) if one.kind == "charge"]


def refunds(season: Season) -> list[int]:
    return [place for place, one in enumerate(season.moved) if one.kind == "refund"]


def without(season: Season, place: int) -> list[Moved]:
    return [one for at, one in enumerate(season.moved) if at != place]


def changed(season: Season, place: int, **changes: object) -> list[Moved]:
    moved = list(season.moved)
    moved[place] = replace(moved[place], **changes)  # type: ignore[arg-type]
    return moved


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("seed", range(2))
class TestOneFault:
    def test_a_charge_the_processor_never_had(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        place = charges(season)[5 + seed]
        report = matched(write, season, without(season, place))
        assert wrong(report) == {C.ORDER_NO_CHARGE: 1}

    def test_a_charge_without_an_order(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        gone = next(p for p in season.payments[7 + seed :] if p.kind == "charge")
        kept = [p for p in season.payments if gone.payment_id not in (p.payment_id, p.parent_id)]
        missing = {p.payment_id for p in season.payments} - {p.payment_id for p in kept}
        moved = [
            one for one in season.moved if one.kind != "refund" or one.own_reference not in missing
        ]
        report = matched(write, season, moved, kept)
        assert wrong(report) == {C.CHARGED_NO_ORDER: 1}

    def test_cents_changed(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        place = charges(season)[3 + seed]
        moved = changed(season, place, minor=season.moved[place].minor - 1)
        report = matched(write, season, moved)
        assert wrong(report) == {C.AMOUNT_DIFFERS: 1}

    def test_charged_twice(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        twice = season.moved[charges(season)[2 + seed]]
        again = replace(twice, movement=f"{twice.movement}b", at=twice.at + timedelta(minutes=2))
        if write is FORMATS["other"]:
            again = replace(again, approval="ZZ99")  # a charge of its own to the card's bank
        report = matched(write, season, [*season.moved, again])
        assert wrong(report) == {C.DUPLICATE: 1}

    def test_shifted_into_the_next_payout(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        place = charges(season)[4]
        later = payout_of(season.moved[place].at + timedelta(days=1))
        report = matched(write, season, changed(season, place, payout=later))
        assert wrong(report) == Counter()

    def test_chargeback_and_its_reversal(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        taken = season.moved[charges(season)[1]]
        back = replace(
            taken,
            kind="chargeback",
            movement="disp",
            own="dp_1",
            own_reference="",
            minor=-taken.minor,
            fee=1500,
            at=taken.at + timedelta(days=3),
        )
        won = replace(back, kind="chargeback_reversed", movement="won", minor=taken.minor, fee=0)
        lost = matched(write, season, [*season.moved, back])
        assert wrong(lost) == {C.CHARGEBACK: 1}
        assert [one.step for one in lost.matchings if one.needs_person] == [
            NextStep.ANSWER_CHARGEBACK
        ]
        if write is not FORMATS["other"]:  # where a line names its payment, the pair is known
            both = matched(write, season, [*season.moved, back, won])
            assert wrong(both) == {C.CHARGEBACK: 2}
            assert not any(one.needs_person for one in both.matchings)

    def test_a_fee_of_its_own(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        fee = next(one for one in season.moved if one.kind == "fee")
        monthly = replace(fee, movement="monthly", minor=-1999)
        report = matched(write, season, [*season.moved, monthly])
        assert wrong(report) == Counter()
        assert sum(one.line_class is C.FEE for one in report.matchings) == 1 + sum(
            one.kind == "fee" for one in season.moved
        )

    def test_a_refund_nobody_made_here(self, write: Write, seed: int) -> None:
        season = a_season(seed)
        taken = season.moved[charges(season)[0]]
        back = replace(
            taken,
            kind="refund",
            movement="rogue",
            own="re_rogue",
            own_reference="",
            reference=taken.reference,
            approval="",
            minor=-500,
            fee=0,
            at=taken.at + timedelta(days=2, hours=3),
        )
        report = matched(write, season, [*season.moved, back])
        assert wrong(report) == {C.CHARGED_NO_ORDER: 1}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "other"])
def test_merged_refunds_of_one_charge(name: str) -> None:
    season = a_season()
    parent = next(p for p in season.payments if p.kind == "charge" and p.amount_minor > 3000)
    first = next(p for p in season.payments if p.kind == "refund")
    backs = [
        replace(
            first,
            payment_id=f"9999{number}" + "cd" * 13 + "e",
            reference=f"9999{number}" + "cd" * 13 + "e",
            keys=(f"re_{number}",),
            parent_id=parent.payment_id,
            amount_minor=-minor,
        )
        for number, minor in enumerate((700, 801))
    ]
    example = next(one for one in season.moved if one.kind == "refund")
    merged = replace(
        example,
        movement="merged",
        own="re_merged",
        own_reference="",
        payment=parent.keys[0],
        reference=parent.reference,
        minor=-1501,
    )
    payments = (*season.payments, *backs)
    if any(p.parent_id == parent.payment_id for p in season.payments):
        pytest.fail("the charge has a refund already; choose another seed")
    report = matched(FORMATS[name], season, [*season.moved, merged], payments)
    assert wrong(report) == Counter()
    together = next(one for one in report.matchings if len(one.payment_ids) == 2)
    assert set(together.payment_ids) == {back.payment_id for back in backs}
    by_the_first = replace(merged, own="re_0", own_reference=backs[0].reference)
    again = matched(FORMATS[name], season, [*season.moved, by_the_first], payments)
    assert wrong(again) == Counter()


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_files_and_lines_does_not_matter(name: str) -> None:
    season = a_season(2)
    place = charges(season)[6]
    moved = without(season, place)
    payouts = sorted({one.payout for one in moved})
    files = [
        lines_of(FORMATS[name], [one for one in moved if one.payout == payout], payout)
        for payout in payouts
    ]
    forward = [line for file in files for line in file]
    shuffled = list(forward)
    random.Random(3).shuffle(shuffled)
    one, other = (
        match(lines, order, RULES, season.as_of)
        for lines, order in (
            (forward, season.payments),
            (shuffled, tuple(reversed(season.payments))),
        )
    )
    assert set(one.matchings) == set(other.matchings)
    assert one.proof == other.proof


@pytest.mark.parametrize("name", WRITERS)
def test_columns_in_any_order_and_delimiters_say_the_same(name: str) -> None:
    season = a_season()
    write = WRITERS[name]
    first = read_settlement("a.csv", write(season.moved), zone=ZONE)
    for delimiter, order in ((",", 1), (";", 2), ("\t", 3)):
        data = b"\xef\xbb\xbf" + write(season.moved, delimiter, random.Random(order))
        again = read_settlement("a.csv", data, zone=ZONE)
        assert (again.lines, again.payouts, again.processor) == (
            first.lines,
            first.payouts,
            first.processor,
        )


@pytest.mark.parametrize("name", FORMATS)
def test_another_currency_stops_the_file_at_its_line(name: str) -> None:
    season = a_season()
    moved = changed(season, 4, currency="EUR")
    read = read_settlement("file", FORMATS[name](moved), zone=ZONE)
    assert not read.good
    assert "settlement.currency" in {finding.code for finding in read.findings}


@pytest.mark.parametrize("name", FORMATS)
def test_a_type_nobody_knows_stops_the_file_at_its_line(name: str) -> None:
    season = a_season()
    moved = changed(season, 4, kind="teleported")
    read = read_settlement("file", FORMATS[name](moved), zone=ZONE)
    errors = [finding.code for finding in read.findings if finding.severity == "error"]
    assert errors[0] == "settlement.type_unknown"
    if name != "square_json":
        assert read.findings[0].subject.startswith("file:6 ")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_anywhere_never_passes_for_whole_unseen(name: str) -> None:
    season = a_season(evenings=1, sales=4)
    data = FORMATS[name](season.moved)
    for end in range(len(data) - 3, len(data) // 2, -7):
        if data[:end].endswith(b"\n") and name != "adyen":
            continue  # where a line ends, only a file with totals can tell
        read = read_settlement("file", data[:end], zone=ZONE)
        assert read.findings, data[:end][-60:]


@pytest.mark.parametrize("write", [stripe, adyen], ids=["stripe", "adyen"])
def test_a_doubled_line_is_a_fault_of_the_file(write: Write) -> None:
    season = a_season()
    data = write([*season.moved, season.moved[3]])
    read = read_settlement("file", data, zone=ZONE)
    assert [finding.code for finding in read.findings] == ["settlement.line_twice"]


def test_lines_that_do_not_make_the_payout_are_told_with_both_sums() -> None:
    season = a_season()
    text = adyen(season.moved).decode().splitlines(keepends=True)
    del text[3]
    read = read_settlement("file", "".join(text).encode(), zone=ZONE)
    assert [finding.code for finding in read.findings] == ["settlement.payout_sum"]
