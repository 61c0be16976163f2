from __future__ import annotations

from pos.errors import StorageLocked
from pos.ids import PrintJobId
from tests.unit.kiosk.fake_office import print_task
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers

DOUBT, WAITING = PrintJobId("j1"), PrintJobId("j2")


def opened(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.desk.walk_to("print_tasks")


def test_the_panel_parts_what_is_in_doubt_from_what_waits(bench: Bench) -> None:
    opened(bench)
    state = bench.rooms.print_tasks.state
    assert state.shown
    assert [t.what for t in state.in_doubt] == ["Orchestra A 12"]
    assert [t.what for t in state.waiting] == ["Orchestra A 13"]


def test_nobody_at_the_window_sees_no_panel(bench: Bench) -> None:
    bench.rooms.desk.walk_to("print_tasks")
    assert not bench.rooms.print_tasks.state.shown


def test_a_persons_word_settles_a_print(bench: Bench) -> None:
    opened(bench)
    settled: list[bool] = []
    bench.rooms.print_tasks.settled.append(lambda: settled.append(True))
    bench.rooms.print_tasks.decide(DOUBT, came_out=False, reason="Torn", wasted=True)
    assert bench.office.prints.decided == [(DOUBT, False, "Torn")]
    assert bench.rooms.print_tasks.state.in_doubt == ()
    assert settled == [True]


def test_two_taps_are_one_word(bench: Bench) -> None:
    opened(bench)
    bench.tasks.holding = True
    bench.rooms.print_tasks.decide(DOUBT, came_out=True)
    bench.rooms.print_tasks.decide(DOUBT, came_out=False)
    bench.tasks.run()
    assert bench.office.prints.decided == [(DOUBT, True, "")]


@with_fingers
def test_a_double_tap_on_yes_says_nothing_of_the_next_ticket(bench: Bench) -> None:
    bench.office.prints.list.append(print_task("j3", "Orchestra A 14", "unknown"))
    opened(bench)
    bench.rooms.print_tasks.decide(DOUBT, came_out=True)
    bench.timers.pass_time(0.15)
    bench.rooms.print_tasks.decide(PrintJobId("j3"), came_out=True)
    assert [job for job, _, _ in bench.office.prints.decided] == [DOUBT]
    bench.timers.pass_time(0.3)
    bench.rooms.print_tasks.decide(PrintJobId("j3"), came_out=True)
    assert len(bench.office.prints.decided) == 2


def test_trouble_is_said_and_the_doubt_stays(bench: Bench) -> None:
    opened(bench)
    bench.tasks.fails_next = StorageLocked()
    bench.rooms.print_tasks.decide(DOUBT, came_out=True)
    state = bench.rooms.print_tasks.state
    assert isinstance(state.refusal, StorageLocked)
    assert len(state.in_doubt) == 1


def test_what_was_never_sent_can_be_cancelled(bench: Bench) -> None:
    opened(bench)
    bench.rooms.print_tasks.cancel(WAITING, "Not wanted")
    assert bench.rooms.print_tasks.state.waiting == ()


def test_the_panel_goes_with_the_person(bench: Bench) -> None:
    opened(bench)
    bench.rooms.desk.stand_up()
    assert not bench.rooms.print_tasks.state.shown


def test_nothing_came_out_wastes_no_paper(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.print_tasks.open()
    bench.rooms.print_tasks.decide(DOUBT, came_out=False, reason="Nothing", wasted=False)
    assert bench.office.prints.decided == [(DOUBT, False, "Nothing")]
    assert bench.office.prints.wasted == 0


def test_what_is_in_the_printer_neither_waits_nor_is_in_doubt(bench: Bench) -> None:
    prints = bench.office.prints
    prints.list.append(print_task("j3", "Orchestra A 14", "sent"))
    bench.rooms.print_tasks.refresh()
    state = bench.rooms.print_tasks.state
    assert [task.job_id for task in state.printing] == ["j3"]
    assert [task.job_id for task in state.waiting] == ["j2"]
    assert [task.job_id for task in state.in_doubt] == ["j1"]
    prints.list.pop()
    bench.rooms.paper_printed()
    assert bench.rooms.print_tasks.state.printing == ()


def test_a_paper_that_came_out_is_read_only_where_one_was_missing(bench: Bench) -> None:
    prints = bench.office.prints
    bench.rooms.paper_printed()
    assert bench.rooms.print_tasks.state.in_doubt == ()
    assert prints.list
