"""Will-call printed ahead: the printer is kept busy, and no more than that."""

from __future__ import annotations

from pos.errors import StorageLocked
from pos.ids import OrderId, PerformanceId
from tests.unit.kiosk.presenters.conftest import Bench


def asked(bench: Bench) -> None:
    bench.open_till()
    bench.rooms.sell.refresh()
    bench.rooms.enter("will_call")
    night = bench.rooms.will_call.state.performances[0]
    bench.rooms.envelopes.ask(night)


def orders(*numbers: int) -> list[OrderId]:
    return [OrderId(f"e{number}") for number in numbers]


def test_the_next_envelope_is_queued_when_few_papers_wait(bench: Bench) -> None:
    asked(bench)
    room, fake = bench.rooms.envelopes, bench.office.envelopes
    assert room.state.asked is not None
    room.start()
    assert fake.fed == orders(0)
    bench.rooms.paper_printed()
    assert fake.fed == orders(0)
    fake.print_one()
    bench.rooms.paper_printed()
    assert fake.fed == orders(0, 1)


def test_it_ends_when_the_last_paper_is_out(bench: Bench) -> None:
    asked(bench)
    room, fake = bench.rooms.envelopes, bench.office.envelopes
    room.start()
    for _ in range(7):
        fake.print_one()
        bench.rooms.paper_printed()
    assert room.state.batch is not None
    fake.print_one()
    bench.rooms.paper_printed()
    assert room.state.batch is None
    assert room.state.done is not None
    assert room.state.done.envelopes == 4


def test_an_order_in_hand_elsewhere_is_passed_over_and_told(bench: Bench) -> None:
    asked(bench)
    room, fake = bench.rooms.envelopes, bench.office.envelopes
    fake.held = set(orders(0, 2))
    room.start()
    for _ in range(4):
        if fake.batch is not None:
            fake.print_one()
            bench.rooms.paper_printed()
    assert fake.fed == orders(1, 3)
    assert room.state.passed == frozenset(orders(0, 2))
    assert room.state.done is not None


def test_stopped_it_queues_nothing_and_goes_on_by_touch(bench: Bench) -> None:
    asked(bench)
    room, fake = bench.rooms.envelopes, bench.office.envelopes
    room.start()
    room.stop()
    for _ in range(2):
        fake.print_one()
        bench.rooms.paper_printed()
    assert fake.fed == orders(0)
    room.go_on()
    assert fake.fed == orders(0, 1)


def test_trouble_is_said_once_and_not_tried_again_by_itself(bench: Bench) -> None:
    asked(bench)
    room = bench.rooms.envelopes
    bench.tasks.fails_next = StorageLocked(file="foyer.db")
    room.start()
    assert isinstance(room.state.refusal, StorageLocked)
    assert room.state.batch is None
    assert bench.office.envelopes.fed == []


def test_who_signs_in_finds_what_is_being_printed(bench: Bench) -> None:
    asked(bench)
    room = bench.rooms.envelopes
    room.start()
    bench.rooms.desk.stand_up()
    assert bench.office.envelopes.batch is not None
    bench.office.envelopes.print_one()
    bench.sit_down()
    assert room.state.batch == bench.office.envelopes.batch
    assert bench.office.envelopes.fed == orders(0, 1)


def test_the_list_is_made_and_shown(bench: Bench) -> None:
    bench.open_till()
    room = bench.rooms.envelopes
    room.opens = lambda place: False
    room.list(PerformanceId("SYM1"))
    assert room.state.listed is not None
    assert room.state.listed.name == "will-call-SYM1.pdf"
    assert room.state.shown_no_program
    room.leave()
    assert room.state.listed is None
