"""Likely causes over a real file: blind until a count is in, each with the rows that support it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import TillNotYours
from pos.views.cash import PaperCounted
from pos.views.causes import CauseKind
from tests.integration.small_house import House
from tests.integration.test_closing import EXPECTED_CASH, all_papers, count, evening, lock, sheet
from tests.integration.test_selling import rows

TENDERS = "SELECT tender_id FROM tender WHERE kind = 'cash' AND amount_minor = 9000"


def test_nothing_is_told_before_a_count_is_in(house: House) -> None:
    session = evening(house)
    closing, causes = house.office.closing, house.office.causes
    till = house.office.tills.current()
    assert till is not None
    assert causes.of_till(session, till.till_id) == ()
    closing.start_count(house.command(), session)
    assert causes.of_till(session, till.till_id) == ()
    closing.submit_count(house.command(), session, sheet(EXPECTED_CASH - 9_000), all_papers(house))
    (told,) = causes.of_till(session, till.till_id)
    assert told.tender == "cash"
    assert len(told.causes) <= 5
    exact = next(each for each in told.causes if each.kind is CauseKind.ONE_SALE)
    assert [(row.subject_id,) for row in exact.rows] == rows(house, TENDERS)
    closing.recount(house.command(), session)
    assert causes.of_till(session, till.till_id) == ()


def test_a_check_rung_as_cash_is_seen_on_both_sides(house: House) -> None:
    session = evening(house)
    found = PaperCounted("check", "", "77", "Bo Example", 3_000)
    papers = (*all_papers(house), found)
    till = count(house, session, sheet(EXPECTED_CASH - 3_000), papers).till
    cash, check = house.office.causes.of_till(session, till.till_id)
    assert [each.causes[0].kind for each in (cash, check)] == [CauseKind.CHECK_AS_CASH] * 2
    assert {row.kind.value for row in cash.causes[0].rows} == {"paper", "tender"}


def test_a_locked_till_keeps_its_causes_and_a_good_one_has_none(house: House) -> None:
    session = evening(house)
    papers = all_papers(house)
    counted = (replace(papers[0], counted_minor=900), *papers[1:])
    till = count(house, session, sheet(), counted).till
    before = house.office.causes.of_till(session, till.till_id)
    assert [each.tender for each in before] == ["check"]
    lock(house, session, "Max House", "one is unreadable")
    assert house.office.causes.of_till(session, till.till_id) == before
    with pytest.raises(TillNotYours):
        house.office.causes.of_till(house.sign_in("Ben Clerk"), till.till_id)
    again = house.open_till()
    counted_again = count(house, again, sheet(10_000)).till
    assert house.office.causes.of_till(again, counted_again.till_id) == ()
