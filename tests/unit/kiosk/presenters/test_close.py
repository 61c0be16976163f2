from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from kiosk.presenters.close import CloseStep
from pos.errors import AmountInvalid, NotAllowed, StorageLocked, TextRefused
from pos.ids import UserId, ZoneId
from pos.money import Money
from pos.views.cash import Blocker, CountSheet, PaperCounted, PaperToCount
from pos.views.people import Permission
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers

EVEN = CountSheet(notes=((2000, 5),))
SHORT = CountSheet(notes=((2000, 4),))


def counting(bench: Bench) -> None:
    bench.rooms.enter("close")
    bench.rooms.close.start()


def approve(bench: Bench) -> None:
    bench.rooms.approval.choose(UserId("mia"))
    bench.rooms.approval.confirm("9753")


def test_blockers_come_first_each_with_its_fix(selling: Bench) -> None:
    selling.office.closing.till_blockers = (
        Blocker("print_in_doubt", 1),
        Blocker("open_cart", 2),
    )
    selling.rooms.sell.take_zone(ZoneId("front"))
    close = selling.rooms.close
    selling.rooms.enter("close")
    assert close.state.step is CloseStep.CHECKS
    walked: list[str] = []
    selling.rooms.desk.walks.append(walked.append)
    for blocker in close.state.blockers:
        close.fix(blocker)
    assert walked == ["print_tasks", "sell"]
    assert selling.rooms.print_tasks.state.shown


def test_what_somebody_left_in_their_cart_is_given_back_here(selling: Bench) -> None:
    selling.sit_down("ben")
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.sit_down("ana")
    close = selling.rooms.close
    assert close.state.parked == 2
    close.fix(Blocker("open_cart", 1))
    assert close.state.parked == 0
    assert selling.office.seating.held == {}


def test_counting_can_be_walked_backwards(selling: Bench) -> None:
    counting(selling)
    assert selling.rooms.close.state.step is CloseStep.COUNT
    assert not selling.rooms.cart.state.till_ready
    selling.rooms.close.resume()
    assert selling.rooms.close.state.step is CloseStep.CHECKS
    assert selling.rooms.cart.state.till_ready


def money_in(value: object) -> list[Money]:
    if isinstance(value, Money):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [m for f in fields(value) for m in money_in(getattr(value, f.name))]
    if isinstance(value, tuple):
        return [m for part in value for m in money_in(part)]
    return []


@pytest.mark.parametrize("step", ["checks", "count"])
def test_before_the_count_is_in_no_sum_but_the_float_is_anywhere_in_the_state(
    selling: Bench, step: str
) -> None:
    selling.rooms.enter("close")
    if step == "count":
        selling.rooms.close.start()
    state = selling.rooms.close.state
    assert set(money_in(state)) <= {Money(10000)}
    assert state.result is None


def test_the_difference_shows_after_the_count_and_wants_a_reason(selling: Bench) -> None:
    counting(selling)
    close = selling.rooms.close
    close.submit(SHORT)
    assert close.state.step is CloseStep.RESULT
    assert close.state.result is not None
    assert close.state.result.differences[0].over_short == Money(-2000)
    close.approve("")
    assert isinstance(close.state.refusal, TextRefused)
    assert selling.rooms.approval.state.permission is None


def test_who_looked_before_counts_with_somebody_beside(selling: Bench) -> None:
    selling.office.closing.looked = True
    counting(selling)
    close = selling.rooms.close
    assert (close.state.step, close.state.busy) == (CloseStep.CHECKS, False)
    assert close.state.refusal is None
    approve(selling)
    assert (close.state.step, close.state.busy) == (CloseStep.COUNT, False)


def test_a_recount_takes_the_difference_off_the_screen(selling: Bench) -> None:
    counting(selling)
    close = selling.rooms.close
    close.submit(SHORT)
    close.recount()
    assert close.state.step is CloseStep.COUNT
    assert close.state.result is None
    close.submit(EVEN)
    assert close.state.result is not None
    assert not close.state.result.needs_reason


def test_the_second_person_locks_the_till_and_the_z_report_is_saved(selling: Bench) -> None:
    counting(selling)
    close = selling.rooms.close
    close.submit(SHORT)
    close.approve("A note stuck in the tray")
    approve(selling)
    assert close.state.report is not None
    assert (close.state.report.z_number, close.state.report.approved_by) == (1, "Mia Torres")
    assert close.state.saved_at is not None
    assert [r.z_number for r in selling.reports.saved] == [1]
    assert close.state.step is CloseStep.NO_TILL
    assert selling.rooms.desk.till is None


def test_two_taps_submit_one_count(selling: Bench) -> None:
    counting(selling)
    selling.tasks.holding = True
    selling.rooms.close.submit(EVEN)
    selling.rooms.close.submit(EVEN)
    selling.tasks.run()
    assert selling.office.done("submit") == 1
    assert selling.rooms.desk.till is not None
    assert selling.rooms.desk.till.counts_left == 2


def test_a_retry_after_a_locked_disk_is_the_same_count(selling: Bench) -> None:
    counting(selling)
    selling.tasks.fails_next = StorageLocked()
    selling.rooms.close.submit(EVEN)
    selling.rooms.close.submit(EVEN)
    assert selling.rooms.close.state.step is CloseStep.RESULT
    assert selling.office.done("submit") == 1


def test_the_day_closes_with_a_second_person(selling: Bench) -> None:
    selling.sit_down("mia")
    selling.office.tills.till = None
    selling.rooms.enter("close")
    close = selling.rooms.close
    assert close.state.may_close_day
    assert close.state.day_blockers == ()
    close.close_day()
    assert selling.rooms.approval.state.people == ()
    selling.rooms.approval.cancel()
    assert selling.office.done("close_day") == 0

    selling.sit_down("ana")
    close.close_day()
    approve(selling)
    assert close.state.report is not None
    assert close.state.report.scope == "day"


def test_who_may_not_see_exceptions_is_told_so(selling: Bench) -> None:
    close, walked = selling.rooms.close, list[str]()
    selling.rooms.desk.walks.append(walked.append)
    close.fix(Blocker("close_exception", 1))
    assert isinstance(close.state.refusal, NotAllowed)
    assert walked == []
    selling.sit_down("mia")
    selling.tasks.holding = True
    close.fix(Blocker("close_exception", 1))
    assert walked == ["exceptions"]
    assert selling.rooms.exceptions.state.shown


def test_an_x_report_changes_nothing_and_an_old_z_comes_again(selling: Bench) -> None:
    selling.rooms.enter("close")
    close = selling.rooms.close
    close.x_report()
    assert close.state.report is not None
    assert close.state.report.z_number is None
    assert close.state.step is CloseStep.CHECKS
    close.put_report_away()
    assert close.state.report is None
    close.start()
    close.submit(EVEN)
    close.approve("")
    approve(selling)
    close.put_report_away()
    assert [z.z_number for z in close.state.z_reports] == [1]
    close.show_again(0)
    assert close.state.report is not None


def test_differences_leave_the_screen_with_the_person(selling: Bench) -> None:
    counting(selling)
    selling.rooms.close.submit(SHORT)
    selling.rooms.lock.switch()
    assert selling.rooms.close.state.result is None


def test_a_large_difference_wants_somebody_who_may_let_it_pass(selling: Bench) -> None:
    counting(selling)
    selling.rooms.close.submit(CountSheet())
    selling.rooms.close.approve("The drawer was robbed")
    assert selling.rooms.approval.state.permission is Permission.APPROVE_DIFFERENCE


def test_a_till_counted_before_a_restart_shows_its_difference_again(selling: Bench) -> None:
    counting(selling)
    selling.rooms.close.submit(SHORT)
    selling.rooms.desk.stand_up()
    selling.sit_down("ana")
    assert selling.rooms.close.state.result is None
    selling.rooms.enter("close")
    assert selling.rooms.close.state.result is not None


def test_after_the_difference_is_known_there_is_no_way_back_to_selling(selling: Bench) -> None:
    counting(selling)
    assert not selling.rooms.close.state.recounting
    selling.rooms.close.submit(SHORT)
    selling.rooms.close.recount()
    assert selling.rooms.close.state.recounting


@with_fingers
def test_a_double_tap_on_start_does_not_hand_in_an_empty_count(selling: Bench) -> None:
    selling.rooms.enter("close")
    close = selling.rooms.close
    close.start()
    assert close.state.busy
    selling.timers.pass_time(0.15)
    close.submit(CountSheet())
    assert selling.office.done("submit") == 0
    selling.timers.pass_time(0.3)
    assert not close.state.busy
    close.submit(EVEN)
    assert selling.office.done("submit") == 1


LISTED = (
    PaperToCount("check", "t1", "1204", "R. Vale"),
    PaperToCount("card_slip", "p1", "A7", "Visa 1111", back=True),
    PaperToCount("void_ticket", "j1", "W1-7", "A 4"),
    PaperToCount("void_ticket", "j2", "W1-7", "A 5"),
)


def test_papers_are_walked_until_each_was_spoken_of(selling: Bench) -> None:
    selling.office.closing.papers = LISTED
    counting(selling)
    close = selling.rooms.close
    assert [walked.paper for walked in close.state.walk.papers] == list(LISTED)
    close.submit(EVEN)
    assert selling.office.done("submit") == 0  # what nobody looked for is not missing
    close.papers.there(Money(0))
    assert close.state.walk.at == 0  # something stands on a check
    close.papers.there(Money(4_500))
    close.papers.missing()
    close.papers.all_there("void_ticket", "USD")
    assert (close.state.walk.left, close.state.walk.at) == (0, None)
    close.papers.take(0)
    close.papers.there(Money(5_400))
    assert not close.papers.extra("check", " ", "", Money(100))
    assert isinstance(close.state.refusal, TextRefused)
    assert close.papers.extra("check", "77", "A. Nother", Money(2_000))
    assert close.papers.extra("check", "78", "", Money(100))
    close.papers.take(5)
    close.papers.missing()  # put in by mistake
    close.submit(EVEN)
    assert [(paper.subject_id, paper.counted_minor) for paper in _handed_in(selling)] == [
        ("t1", 5_400),
        ("p1", None),
        ("j1", 0),
        ("j2", 0),
        ("", 2_000),
    ]
    assert close.state.walk.papers == ()


def _handed_in(bench: Bench) -> tuple[PaperCounted, ...]:
    return bench.office.closing.handed_in


def test_what_was_said_of_papers_stays_while_the_list_is_read_again(selling: Bench) -> None:
    selling.office.closing.papers = LISTED
    counting(selling)
    close = selling.rooms.close
    close.papers.there(Money(4_500))
    close.papers.extra("check", "77", "", Money(2_000))
    selling.office.closing.papers = LISTED[:2]
    close.refresh()
    told = [(walked.paper.subject_id, walked.told) for walked in close.state.walk.papers]
    assert told == [("t1", True), ("p1", False), ("", True)]
    selling.rooms.lock.switch()
    assert close.state.walk.papers == ()


def test_the_next_float_is_what_was_chosen(selling: Bench) -> None:
    counting(selling)
    close = selling.rooms.close
    close.submit(CountSheet(notes=((2000, 4), (1000, 2))))
    assert (close.state.left, close.state.rest) == (
        CountSheet(notes=((2000, 4), (1000, 2))),
        CountSheet(),
    )
    close.choose_float()
    assert close.state.choosing_float
    close.leave(CountSheet(notes=((2000, 5),)))
    assert isinstance(close.state.refusal, AmountInvalid)
    assert close.state.choosing_float
    close.leave(CountSheet(notes=((2000, 1), (1000, 2))))
    assert close.state.rest == CountSheet(notes=((2000, 3),))
    close.refresh()  # what was chosen stays
    close.approve("")
    approve(selling)
    assert selling.office.closing.left == CountSheet(notes=((2000, 1), (1000, 2)))
    assert close.state.left is None


def test_there_is_no_way_back_after_a_restart_either(selling: Bench) -> None:
    """A count is in, whoever asks: the office says so and not the memory of this screen."""
    counting(selling)
    selling.rooms.close.submit(SHORT)
    selling.rooms.close.recount()
    selling.rooms.desk.stand_up()
    selling.sit_down("ana")
    selling.rooms.enter("close")
    assert selling.rooms.close.state.recounting
