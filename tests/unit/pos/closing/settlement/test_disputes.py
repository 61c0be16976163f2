"""The same money taken back, or given back, more than once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from pos.closing.settlement.matching import match
from pos.views.settlement import LineClass, Matching, MatchReport, NextStep
from tests.unit.pos.closing.settlement.card_season import RULES, Moved, Season, a_season
from tests.unit.pos.closing.settlement.test_whole_season import FORMATS, lines_of

C, S = LineClass, NextStep
DAYS = timedelta(days=1)


def told(name: str, season: Season, *files: Sequence[Moved]) -> MatchReport:
    """Match files that came one after the other."""
    lines = [
        line for at, moved in enumerate(files) for line in lines_of(FORMATS[name], moved, f"f{at}")
    ]
    report = match(lines, season.payments, RULES, season.as_of)
    assert report.proof.holds
    return report


def of_file(report: MatchReport, file: str) -> list[tuple[LineClass, NextStep]]:
    return [(one.line_class, one.step) for one in report.matchings if one.row.file_id == file]


def first(report: MatchReport, file: str) -> Matching:
    return next(one for one in report.matchings if one.row.file_id == file)


def dispute(
    taken: Moved, number: int, days: int, kind: str = "chargeback", **more: object
) -> Moved:
    """Return the bank's side of a charge: taken back, or given again."""
    plain = replace(
        taken,
        kind=kind,
        movement=f"m_{kind}_{number}",
        own=f"dp_{number}",
        own_reference="",
        minor=taken.minor if kind == "chargeback_reversed" else -taken.minor,
        fee=0,
        at=taken.at + days * DAYS,
        payout=f"po_later{days}",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def charge(season: Season) -> Moved:
    """Return a charge that nothing went back of."""
    backs = {one.payment for one in season.moved if one.kind == "refund"}
    return next(one for one in season.moved if one.kind == "charge" and one.payment not in backs)


@pytest.mark.parametrize("name", FORMATS)
def test_one_charge_is_taken_back_once(name: str) -> None:
    season = a_season()
    taken = charge(season)
    once, again = dispute(taken, 1, 3), dispute(taken, 2, 5)
    report = told(name, season, season.moved, [once], [again])
    assert of_file(report, "f1") == [(C.CHARGEBACK, S.ANSWER_CHARGEBACK)]
    assert of_file(report, "f2") == [(C.DUPLICATE, S.ASK_PROCESSOR)]
    assert [ref.file_id for ref in first(report, "f2").evidence if ref.line] == ["f1"]
    won = dispute(taken, 1, 7, "chargeback_reversed")
    report = told(name, season, season.moved, [once], [again], [won])
    assert of_file(report, "f1") == of_file(report, "f3") == [(C.CHARGEBACK, S.NOTHING)]
    assert of_file(report, "f2") == [(C.DUPLICATE, S.ASK_PROCESSOR)]
    both = dispute(taken, 2, 8, "chargeback_reversed")
    report = told(name, season, season.moved, [once], [again], [won], [both])
    assert not any(one.needs_person for one in report.matchings)


@pytest.mark.parametrize("name", ["stripe", "other"])
def test_after_a_dispute_was_won_a_second_one_is_new(name: str) -> None:
    season = a_season()
    taken = charge(season)
    first_one, won = dispute(taken, 1, 3), dispute(taken, 1, 5, "chargeback_reversed")
    second = dispute(taken, 2, 9)
    report = told(name, season, season.moved, [first_one, won], [second])
    assert of_file(report, "f1") == [(C.CHARGEBACK, S.NOTHING)] * 2
    assert of_file(report, "f2") == [(C.CHARGEBACK, S.ANSWER_CHARGEBACK)]
    lone = told(name, season, season.moved, [won])
    assert of_file(lone, "f1") == [(C.CHARGEBACK, S.ASK_PROCESSOR)]


def test_parts_of_a_charge_may_be_taken_back_one_by_one_but_not_more_than_all() -> None:
    season = a_season()
    taken = charge(season)
    half = -(taken.minor // 2)
    parts = [dispute(taken, n, n, minor=half) for n in (1, 2)]
    report = told("stripe", season, season.moved, parts, [dispute(taken, 3, 6, minor=half)])
    assert of_file(report, "f1") == [(C.CHARGEBACK, S.ANSWER_CHARGEBACK)] * 2
    assert of_file(report, "f2") == [(C.DUPLICATE, S.ASK_PROCESSOR)]
    later = parts[0].at + DAYS
    same = replace(parts[0], movement="m_again", payout="po_again", at=later)
    report = told("stripe", season, season.moved, parts[:1], [same])
    assert of_file(report, "f2") == [(C.DUPLICATE, S.ASK_PROCESSOR)]


def test_of_a_charge_that_no_file_brought_the_same_sum_again_is_twice() -> None:
    season = a_season()
    unknown = replace(charge(season), payment="pi_old", own="pi_old", reference="")
    files = [dispute(unknown, 1, 3)], [dispute(unknown, 2, 5)]
    report = told("stripe", season, season.moved, *files)
    assert of_file(report, "f1") == [(C.CHARGEBACK, S.ANSWER_CHARGEBACK)]
    assert of_file(report, "f2") == [(C.DUPLICATE, S.ASK_PROCESSOR)]


def test_what_was_given_back_is_answered_with_the_refund() -> None:
    season = a_season()
    whole = next(
        back
        for back in season.payments
        if back.parent_id
        and any(
            p.payment_id == back.parent_id and p.amount_minor == -back.amount_minor
            for p in season.payments
        )
    )
    taken = next(
        one for one in season.moved if one.kind == "charge" and one.reference == whole.parent_id
    )
    report = told("stripe", season, season.moved, [dispute(taken, 1, 3)])
    assert of_file(report, "f1") == [(C.CHARGEBACK, S.ANSWER_REFUNDED)]
    assert whole.payment_id in {ref.payment_id for ref in first(report, "f1").evidence}


@pytest.mark.parametrize("name", FORMATS)
def test_one_refund_in_two_files_is_twice(name: str) -> None:
    season = a_season()
    back = next(one for one in season.moved if one.kind == "refund")
    again = replace(back, movement="m_again", payout="po_again", at=back.at + timedelta(minutes=1))
    report = told(name, season, season.moved, [again])
    if name == "other":  # nothing but the clue, and two lines have it: nobody can tell them apart
        assert of_file(report, "f1") == [(C.CHARGED_NO_ORDER, S.CHOOSE)]
        return
    assert of_file(report, "f1") == [(C.DUPLICATE, S.ASK_PROCESSOR)]
    renamed = replace(again, own="re_other", own_reference="")
    report = told(name, season, season.moved, [renamed])
    assert of_file(report, "f1") == [(C.DUPLICATE, S.ASK_PROCESSOR)]
