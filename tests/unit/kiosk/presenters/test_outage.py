"""The Outage panel over a real box office: made, keyed in, compared with the tally, given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.kit_files import KitMade, KitPapers
from kiosk.presenters.outage import Outage, OutagePage, PaperForm
from kiosk.presenters.paper_time import time_on_paper
from kiosk.presenters.rooms import Rooms, rooms_of
from pos.clock import ManualClock
from pos.errors import (
    PaperCount,
    PaperElsewhere,
    PaperKeyed,
    PosError,
    TallyDiffers,
    TextMissing,
    TextRefused,
)
from pos.ids import Ids
from pos.money import Money
from pos.views.selling import TenderKind
from tests.integration.small_house import LATE, SYMPHONY, ZONE, House, open_house
from tests.unit.kiosk.inline_tasks import FakeReports, InlineTasks, ManualTimers

SEAT = Money(4500)


class Maker:
    """A kit that is there at once, with papers for every performance of the panel."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.made = 0

    def last(self) -> KitMade | None:
        return None

    def make(self, done: object, told: object) -> None:
        self.made += 1
        shows = tuple(
            KitPapers(key, "", self.clock.now(), f"{name}.pdf", f"{name}-tickets.pdf", "", 1)
            for key, name in ((SYMPHONY, "sym"), (LATE, "late"))
        )
        done(KitMade("kit", self.clock.now(), shows))  # type: ignore[operator]


class Bench:
    def __init__(self, house: House, clock: ManualClock, ids: Ids) -> None:
        self.house, self.maker, self.timers = house, Maker(clock), ManualTimers()
        self.opened: list[str] = []
        self.rooms: Rooms = rooms_of(
            InlineTasks(house.office), clock, ids, self.timers, FakeReports(), kits=self.maker
        )
        self.panel.opens = lambda place: bool(self.opened.append(place.name)) or True

    @property
    def panel(self) -> Outage:
        return self.rooms.outage

    def sit_down(self, name: str, walk: str = "outage") -> Outage:
        self.rooms.desk.sit_down(self.house.sign_in(name), self.house.office.seating.new_cart())
        self.rooms.sell.refresh()
        self.rooms.till.refresh()
        self.rooms.desk.walk_to(walk)
        return self.panel

    def refused(self) -> PosError | None:
        return self.panel.state.refusal


@pytest.fixture
def bench(tmp_path: Path, manual_clock: ManualClock, ids: Ids) -> Iterator[Bench]:
    house = open_house(tmp_path / "foyer.sqlite3", manual_clock)
    yield Bench(house, manual_clock, ids)
    house.office.close()


def test_the_kit_is_opened_with_one_touch_and_says_how_old_it_is(
    bench: Bench, manual_clock: ManualClock
) -> None:
    panel = bench.sit_down("Ada Clerk")
    assert [show.production for show in panel.state.shows] == ["Symphony No. 9", "Late Studio"]
    assert (panel.state.chosen, panel.state.papers) == (SYMPHONY, None)
    panel.fresh()
    assert bench.opened == ["sym.pdf"]
    manual_clock.advance(timedelta(minutes=7))
    bench.timers.pass_time(60)
    assert panel.state.age_min == 7
    panel.choose(LATE)
    panel.open_papers()
    assert bench.opened == ["sym.pdf", "late.pdf"]
    bench.rooms.desk.stand_up()
    assert not panel.state.shown


def test_a_manager_makes_a_block_and_its_sheets_open(bench: Bench) -> None:
    panel = bench.sit_down("Max House")
    panel.go(OutagePage.TICKETS)
    for wrong in ("", "x", "0", "1000"):
        panel.make(wrong)
        assert isinstance(bench.refused(), PaperCount), wrong
        assert bench.refused().params == {"most": 200}
    before = panel.state.room[None]
    panel.make("3")
    assert panel.state.made is not None
    assert panel.state.room[None] == before - 3
    assert ([block.out for block in panel.state.mine], panel.state.shows[0].out) == ([3], 3)
    assert (bench.opened, bench.maker.made) == (["sym-tickets.pdf"], 1)
    assert panel.state.to_print == 0  # a window without a ticket printer
    panel.on_ticket_stock = True
    panel.close()
    bench.rooms.desk.walk_to("outage")
    assert panel.state.to_print == 3
    panel.print_out()
    assert (panel.state.to_print, bench.maker.made) == (0, 2)
    assert bench.house.office.prints.queued("ticket_printer") == 3
    block = panel.state.mine[0].block_id
    panel.ask_back(block)
    panel.give_back(" ")
    assert isinstance(bench.refused(), TextMissing)
    panel.give_back("not used")
    assert (panel.state.returning, panel.state.shows[0].out) == ("", 0)


def test_paper_sales_are_keyed_one_after_the_other(bench: Bench) -> None:
    bench.sit_down("Max House").make("3")
    bench.panel.close()
    bench.house.open_till("Ada Clerk")
    panel = bench.sit_down("Ada Clerk", "paper_sales")
    assert (panel.state.page, panel.takes_codes, panel.state.serves) == (OutagePage.KEY, True, True)
    code = panel.state.mine[0].tickets[1].code
    panel.add("1")
    panel.next_type(0)
    panel.add(code)
    assert [line.kind.name for line in panel.state.lines] == ["Student", "Student"]
    panel.add(" w1-e1 ")
    assert isinstance(bench.refused(), PaperKeyed)
    panel.drop(1)
    panel.next_type(0)
    assert panel.state.due == SEAT
    panel.key_in(PaperForm(sold_by=""))
    assert isinstance(bench.refused(), TextMissing)
    panel.key_in(PaperForm(sold_by="BQ", taken="40.00"))
    assert isinstance(bench.refused(), TallyDiffers)
    panel.key_in(PaperForm(sold_by="BQ", time="soon"))
    assert isinstance(bench.refused(), TextRefused)
    panel.key_in(PaperForm(sold_by="BQ", taken="45.00"))
    sold, keyed = panel.state.sold, panel.state.keyed
    assert sold is not None
    assert keyed is not None
    assert (sold.numbers, panel.state.lines, panel.state.shows[0].out) == (("W1-E0001",), (), 2)
    panel.add("1")
    assert isinstance(bench.refused(), PaperKeyed)
    panel.paid_by(TenderKind.CHECK)
    panel.add("2")
    panel.key_in(PaperForm(sold_by="BQ"))
    assert isinstance(bench.refused(), TextMissing)
    panel.tally_is("4x")
    assert panel.state.tally is None
    panel.tally_is("90")
    assert (panel.state.tally, keyed.sum_of()) == (Money(9000), SEAT)
    panel.open_drawer("Cash of paper sales")
    panel.choose(LATE)
    assert panel.state.lines == ()
    panel.add("2")
    assert isinstance(bench.refused(), PaperElsewhere)
    assert bench.house.office.verify() == ()


NOON = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
EVENING = NOON + timedelta(hours=9)


@pytest.mark.parametrize(
    ("typed", "now", "told"),
    [
        ("", EVENING, "11-21 21:00"),
        ("7:42", EVENING, "11-21 19:42"),
        ("742p", EVENING, "11-21 19:42"),
        ("19.42", EVENING, "11-21 19:42"),
        ("7:42 a.m.", EVENING, "11-21 07:42"),
        ("9", NOON, "11-21 09:00"),
        ("11:55 pm", NOON, "11-20 23:55"),
        ("12:10", EVENING, "11-21 12:10"),
    ],
)
def test_a_time_on_paper_is_the_last_time_it_was_so(typed: str, now: datetime, told: str) -> None:
    found = time_on_paper(typed, now, "America/Los_Angeles")
    here = found.astimezone(ZONE)
    assert f"{here:%m-%d %H:%M}" == told


@pytest.mark.parametrize("typed", ["soon", "25:00", "7:61", "13 pm", "0 am"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(TextRefused):
        time_on_paper(typed, NOON, "America/Los_Angeles")


@pytest.mark.parametrize("typed", ["12:01", "12:10 pm", "1202p"])
def test_a_time_to_come_in_a_moment_is_refused(typed: str) -> None:
    with pytest.raises(TextRefused):
        time_on_paper(typed, NOON, "America/Los_Angeles")


def test_one_past_midnight_too_and_the_minute_that_is_now_counts() -> None:
    midnight = NOON + timedelta(hours=11, minutes=58)
    with pytest.raises(TextRefused):
        time_on_paper("0:03", midnight, "America/Los_Angeles")
    assert time_on_paper("12:00", NOON, "America/Los_Angeles") == NOON
