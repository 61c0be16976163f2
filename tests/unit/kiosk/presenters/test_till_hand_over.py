"""The till goes to the next person, for good or for a while."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.presenters.till import TillPage
from pos.errors import NotThisWay
from pos.views.cash import CountSheet, PaperToCount
from pos.views.closing_rules import ClosingRules
from tests.unit.kiosk.fake_office import COMPANY
from tests.unit.kiosk.presenters.conftest import Bench

FLOAT = CountSheet(notes=((2000, 5),))


def gives_pin(bench: Bench, who: str, pin: str) -> None:
    bench.rooms.approval.choose(who)  # type: ignore[arg-type]
    bench.rooms.approval.confirm(pin)


def counted(bench: Bench, sheet: CountSheet = FLOAT) -> None:
    bench.rooms.till.go(TillPage.HAND_OVER)
    bench.rooms.till_hand_over.start()
    bench.rooms.till_hand_over.submit(sheet)


def test_a_count_that_is_right_goes_to_the_next_cashier(selling: Bench) -> None:
    over, desk = selling.rooms.till_hand_over, selling.rooms.desk
    counted(selling)
    assert over.state.suffices
    over.hand_over()
    gives_pin(selling, "ben", "1357")
    assert desk.person.user_id == "ben"
    assert desk.till_is_mine
    assert selling.office.people.signed_out == ["ana"]
    assert selling.rooms.till.state.page is TillPage.HOME
    assert over.state.result is None


def test_a_count_that_is_off_is_closed_the_ordinary_way(selling: Bench) -> None:
    walked: list[str] = []
    selling.rooms.desk.walks.append(walked.append)
    counted(selling, CountSheet(notes=((2000, 4),)))
    assert not selling.rooms.till_hand_over.state.suffices
    selling.rooms.till_hand_over.close_instead()
    assert walked == ["close"]


def test_what_the_office_refuses_is_said(selling: Bench) -> None:
    selling.office.handing_over.refuses = True
    counted(selling)
    selling.rooms.till_hand_over.hand_over()
    gives_pin(selling, "ben", "1357")
    assert isinstance(selling.rooms.till_hand_over.state.refusal, NotThisWay)
    assert selling.rooms.desk.person.user_id == "ana"


def test_a_till_with_papers_is_counted_where_they_are_walked(selling: Bench) -> None:
    walked: list[str] = []
    selling.rooms.desk.walks.append(walked.append)
    selling.office.closing.papers = (PaperToCount("check", "t1", "1042", "Cora Example"),)
    selling.rooms.till.go(TillPage.HAND_OVER)
    selling.rooms.till_hand_over.start()
    assert walked == ["close"]


def test_before_a_count_is_in_there_is_a_way_back(selling: Bench) -> None:
    selling.rooms.till.go(TillPage.HAND_OVER)
    selling.rooms.till_hand_over.start()
    selling.rooms.till_hand_over.resume()
    assert selling.rooms.desk.till is not None
    assert selling.rooms.desk.till.state == "open"


def test_a_relief_sits_down_with_one_pin_and_goes_with_one_touch(
    selling: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, desk = selling.rooms.till_hand_over, selling.rooms.desk
    assert not over.state.relief
    desk.catalogue_is(replace(COMPANY, closing=ClosingRules(short_relief=True)), (), ())
    assert over.state.relief
    over.relieve()
    gives_pin(selling, "ben", "1357")
    assert desk.person.user_id == "ben"
    assert (desk.serves, desk.till_is_mine) == (True, False)
    assert over.state.serving == "Ben Quill"
    assert selling.rooms.cart.state.till_ready
    over.end_relief()
    assert not desk.serves
