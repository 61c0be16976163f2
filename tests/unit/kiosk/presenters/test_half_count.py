"""What is typed of a count is on disk while it is typed, and nowhere once the count is in."""

from __future__ import annotations

from pos.errors import AmountInvalid, StorageLocked
from pos.money import Money
from pos.views.cash import CountSheet, HalfCount, PaperCounted, PaperToCount
from tests.unit.kiosk.presenters.conftest import Bench

LISTED = (
    PaperToCount("check", "t1", "1042", "R. Vale"),
    PaperToCount("certificate", "v1", "0007", ""),
)
ONE, TWO = CountSheet(notes=((2000, 1),)), CountSheet(notes=((2000, 2),))


def counting(bench: Bench) -> None:
    bench.rooms.enter("close")
    bench.rooms.close.start()


def kept(bench: Bench) -> HalfCount | None:
    return bench.office.closing.half


def test_each_touch_is_kept_and_a_count_that_is_in_leaves_nothing(selling: Bench) -> None:
    selling.office.closing.papers = LISTED
    counting(selling)
    close = selling.rooms.close
    close.typed(ONE)
    assert kept(selling) == HalfCount(ONE)
    close.papers.there(Money(4_500))
    said = PaperCounted("check", "t1", "1042", "R. Vale", 4_500)
    assert kept(selling) == HalfCount(ONE, (said,))
    close.papers.missing()
    close.submit(ONE)
    assert kept(selling) is None
    close.typed(TWO)  # the sheet is emptied after: nothing is being counted
    assert kept(selling) is None


def test_who_counts_goes_on_where_the_window_ended(selling: Bench) -> None:
    counting(selling)
    told = (
        PaperCounted("check", "t1", "1042", "R. Vale", 4_500),
        PaperCounted("check", "", "77", "", 2_000),
    )
    selling.rooms.desk.stand_up()
    selling.office.closing.papers = LISTED
    selling.office.closing.half = HalfCount(TWO, told)
    selling.sit_down("ana")
    selling.rooms.enter("close")
    state = selling.rooms.close.state
    assert state.half == HalfCount(TWO, told)
    assert selling.rooms.till_hand_over.state.half == state.half
    assert state.walk.counted[0] == told[0]
    assert state.walk.counted[2] == told[1]
    assert state.walk.in_hand is not None
    assert state.walk.in_hand.paper == LISTED[1]
    assert state.walk.said == told
    selling.rooms.close.typed(CountSheet(notes=((2000, 3),)))
    assert kept(selling) == HalfCount(CountSheet(notes=((2000, 3),)), told)


def test_one_write_at_a_time_and_the_newest_is_never_left_behind(selling: Bench) -> None:
    counting(selling)
    close, tasks = selling.rooms.close, selling.tasks
    tasks.holding = True
    before = tasks.changes
    for pieces in range(1, 6):
        close.typed(CountSheet(notes=((2000, pieces),)))
    assert tasks.waiting == 1
    tasks.holding = False
    tasks.run()
    assert tasks.changes == before + 2
    assert kept(selling) == HalfCount(CountSheet(notes=((2000, 5),)))


def test_a_disk_in_trouble_is_said_and_the_next_touch_keeps_all(selling: Bench) -> None:
    counting(selling)
    close = selling.rooms.close
    selling.tasks.fails_next = StorageLocked()
    close.typed(ONE)
    assert isinstance(close.state.refusal, StorageLocked)
    selling.office.closing.half = None
    close.typed(TWO)
    assert kept(selling) == HalfCount(TWO)


def test_what_is_refused_is_not_sent_again_and_again(selling: Bench) -> None:
    counting(selling)
    selling.tasks.fails_next = AmountInvalid(text="2000 x 99999")
    selling.rooms.close.typed(CountSheet(notes=((2000, 99_999),)))
    changes = selling.tasks.changes
    selling.rooms.close.refresh()
    assert selling.tasks.changes == changes
    assert isinstance(selling.rooms.close.state.refusal, AmountInvalid)


def test_half_a_count_is_nobody_elses(selling: Bench) -> None:
    counting(selling)
    selling.rooms.close.typed(TWO)
    selling.rooms.desk.stand_up()
    assert selling.rooms.close.state.half is None
    selling.sit_down("ben")  # a cashier: the till is not theirs to count
    assert selling.rooms.close.state.half is None
    assert selling.rooms.till_hand_over.state.half is None
