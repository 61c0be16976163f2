"""A window of a hub, as it is seen: the connection, the page behind it, what a manager does."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.application import Seams, StaffedWindow
from kiosk.hub_line import HubLine
from pos.clock import ManualClock
from pos.errors import HubUnreachable
from pos.events import CatalogueChanged, Events
from pos.hub.parcels import Position
from pos.hub.talk import Greeting, HubTask, Standing, TaskKind
from pos.people.pins import PinHasher
from pos.ports.hub import Hub
from pos.ports.link import Link
from pos.storage.schema import SCHEMA_VERSION
from tests.hub_model import ModelHub
from tests.ui.test_bad_days import Days
from tests.ui.window_kit import PINS, TONIGHT, office_at


@dataclass
class Line:
    """The way to the hub from any thread, one call after the other. ``cut``: nobody answers.
    ``hang``: the same, and no call comes back before it is set; ``hung``: the threads that wait.
    ``asked``: how often each call came through."""

    hub: Hub
    cut: bool = False
    hang: threading.Event | None = None
    hung: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*args: object) -> object:
            if (hang := self.hang) is not None:
                self.hung.append(threading.current_thread().name)
                hang.wait()
                raise HubUnreachable
            if self.cut:
                raise HubUnreachable
            with self.lock:
                self.asked[name] += 1
                answer: object = getattr(self.hub, name)(*args)
            return answer

        return call

    def close(self) -> None:
        """Nothing to let go of."""


class Shared(Days):
    """A home that has joined a hub, beside a second window that is away."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot, folder)
        clock = ManualClock(TONIGHT)
        self.venue = ModelHub(clock)
        for number in (1, 2):
            self.venue.join(f"W{number}", f"Window {number}", f"W{number}")
        self.line = Line(self.venue.window("W1"))
        office = office_at(self.home.database, clock, Events(), seed=8)
        with office.storage.begin() as uow:
            uow.link.keep(Link("hub-1", "W1", 1, Position(), (), None, TONIGHT))
            uow.commit()
            found = uow.finding.find("zoe", limit=1)
        self.order_id = found[0].subject_id
        office.close()

    def open(self) -> StaffedWindow:
        clock = ManualClock(TONIGHT)
        made: Any = lambda: cast("Hub", self.line)  # noqa: E731
        pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        window = StaffedWindow(self.home, Seams(clock=clock, pins=pins, hub=HubLine(made, clock)))
        self.opened.append(window)
        window.show()
        return window

    def close(self) -> None:
        if self.line.hang is not None:
            self.line.hang.set()
        super().close()

    def chip(self, window: StaffedWindow) -> str:
        said: str = window.shell.top_bar.connection.text()
        return said


@pytest.fixture
def shared(qapp: QApplication, qtbot: QtBot, season_file: Path, tmp_path: Path) -> Iterator[Shared]:
    shutil.copy(season_file, tmp_path / "foyer.db")
    made = Shared(qtbot, tmp_path)
    yield made
    made.close()


def test_the_connection_is_told_and_a_manager_decides_about_another_window(shared: Shared) -> None:
    window = shared.open()
    shared.sign_in(window)
    shared.wait(lambda: shared.chip(window) == "Online")
    shared.line.cut = True
    shared.wait(lambda: shared.chip(window).startswith("Offline"))
    shared.line.cut = False
    shared.wait(lambda: shared.chip(window) == "Online")
    assert shared.venue.venue.windows["W1"].position.seq > 0

    shared.venue.venue.tasks["1"] = HubTask(
        "1", TaskKind.HANDED_OUT_TWICE, TONIGHT, "W2", shared.order_id, "one", "other"
    )
    shared.wait(lambda: "only one can do: 1 task." in shared.said(window))
    shared.tap(window, "top.connection")
    shared.wait(lambda: "One order was handed out twice" in shared.said(window))
    assert "Zoë Ångström" in shared.said(window)
    shared.tap(window, "hub.window.1")
    shared.tap(window, "hub.write_off")
    shared.wait(lambda: "may be sold a second time" in shared.said(window))
    QTest.keyClicks(shared.find(window, "hub.reason"), "stolen")
    shared.tap(window, "hub.go")
    shared.wait(lambda: shared.sees(window, "approval.tile.0"))  # a cashier asks a manager
    people = [person.name for person in window.rooms.approval.state.people]
    shared.tap(window, f"approval.tile.{people.index('Max Holloway')}")
    for digit in PINS["Max Holloway"]:
        shared.tap(window, f"approval.pin.key.{digit}")
    shared.tap(window, "approval.confirm")
    shared.wait(lambda: "Window 2 is written off" in shared.said(window))
    assert shared.venue.venue.windows["W2"].standing is Standing.WRITTEN_OFF

    shared.tap(window, "hub.task.0.look.0")
    shared.wait(lambda: window.shell.room == "orders" and not shared.sees(window, "hub"))


def test_after_a_start_without_the_hub_the_page_lists_the_windows_as_it_knew_them(
    shared: Shared,
) -> None:
    shared.venue.window("W2").hello(
        Greeting("two", (), Position(), Position(), 0, {}, SCHEMA_VERSION, "0.9", TONIGHT)
    )
    shared.venue.venue.tasks["1"] = HubTask(
        "1", TaskKind.HANDED_OUT_TWICE, TONIGHT, "W2", shared.order_id, "one", "other"
    )
    first = shared.open()
    shared.sign_in(first)
    shared.wait(lambda: shared.line.asked["windows"] > 0)
    shared.wait(lambda: "only one can do: 1 task." in shared.said(first))
    ties = first.hub_ties
    assert ties is not None
    assert ties.face is not None
    room = ties.face.room
    shared.wait(lambda: shared.chip(first) == "Online" and room.state.connection.seats_left > 0)
    shared.close()
    shared.opened.clear()
    shared.line.cut = True

    window = shared.open()
    shared.sign_in(window)
    shared.wait(lambda: shared.chip(window).startswith("Offline"))
    shared.tap(window, "top.connection")
    shared.wait(lambda: "As the hub knew them on Sat, Nov 21, 6:00" in shared.said(window))
    said = shared.said(window)
    assert "1 task was open then." in said
    assert "Foyer 0.9" in said
    assert "The hub was last heard Sat, Nov 21, 6:00" in said
    assert said.count("· last heard Sat, Nov 21") == 2
    assert "here now" not in said
    assert shared.find(window, "hub.window.0").text() == "Window 1 (here)"
    assert shared.find(window, "hub.window.1").text() == "Window 2"
    gauge = shared.find(window, "hub.block_gauge")
    assert ", until the performance is over" in gauge.accessibleName()
    shared.tap(window, "hub.window.1")
    assert not shared.sees(window, "hub.write_off")  # by what the hub says now only

    shared.line.cut = False
    shared.wait(lambda: "One order was handed out twice" in shared.said(window))
    assert "As the hub knew them on" not in shared.said(window)
    shared.wait(lambda: shared.sees(window, "hub.write_off"))


def test_what_is_on_sale_is_offered_again_when_the_catalogue_changed(shared: Shared) -> None:
    window = shared.open()
    shared.wait(lambda: shared.line.asked["offer"] == 1)
    change = (CatalogueChanged(),)
    window.ledger.post(lambda office: office.events.publish(change), window.stops.trouble)
    shared.wait(lambda: shared.line.asked["offer"] == 2)


def test_whoever_sells_at_a_window_that_was_written_off_is_told_in_the_room(
    shared: Shared,
) -> None:
    window = shared.open()
    shared.sign_in(window)
    shared.wait(lambda: shared.chip(window) == "Online")
    shared.line.cut = True
    shared.wait(lambda: shared.chip(window).startswith("Offline"))
    shared.venue.window("W2").write_off("W1", "max", "stolen")
    shared.line.cut = False
    told = "Nothing is sold here until a manager takes this window back"
    shared.wait(lambda: told in shared.said(window))
    shared.wait(lambda: shared.chip(window) == "Seats taken back")
    shared.wait(lambda: {show.left for show in window.desk.performances} == {0})
    shared.venue.window("W2").take_back("W1", "max")
    shared.wait(lambda: shared.chip(window) == "Online")
    shared.wait(lambda: told not in shared.said(window))


def test_a_manager_sees_whose_the_seats_are_and_takes_some_for_this_window(shared: Shared) -> None:
    window = shared.open()
    shared.sign_in(window, "Max Holloway")
    shared.wait(lambda: shared.chip(window) == "Online")
    shows = window.desk.performances
    seated = next(show for show in shows if not show.general_admission)
    of = seated.performance_id
    houses = {"Rosewall Auditorium", "Lyceum Theatre", "Rosewall Studio"}  # of two venues
    assert {show.hall for show in shows} == houses
    shared.wait(lambda: {show.performance_id for show in shows} <= shared.venue.venue.rights.keys())
    shared.tap(window, "rail.sell")
    window.rooms.sell.choose(of)
    shared.tap(window, "sell.blocks")
    ties = window.hub_ties
    assert ties is not None
    assert ties.face is not None
    room = ties.face.blocks
    shared.wait(lambda: len(room.state.holders) == 3 and room.state.reached)
    assert "Blocks of" in shared.said(window)
    blocks = room.state.blocks
    assert blocks is not None
    nobodys = [seat for seat, whose in blocks.seats.items() if not whose][:4]
    rights = shared.venue.venue.rights[of]
    for seat in nobodys[2:]:
        rights.give(seat, "window:W2", rights.ends_at)
    shared.wait(
        lambda: room.state.blocks is not None and room.state.blocks.seats[nobodys[2]] == "W2"
    )
    seats_map = shared.find(window, "blocks.map")
    for seat in nobodys:
        seats_map.seat_tapped.emit(seat)
    assert "4 seats chosen" in shared.said(window)
    assert "Window 2 · chosen" in seats_map.describe(nobodys[2])
    assert not shared.sees(window, "blocks.give.2")  # it cannot be heard
    shared.tap(window, "blocks.give.0")
    shared.wait(lambda: "2 places go to Window 1" in shared.said(window))
    assert "Window 2 cannot be heard" in shared.said(window)
    assert [rights.holder(seat) for seat in nobodys[:2]] == ["window:W1"] * 2
    shared.wait(
        lambda: room.state.blocks is not None and room.state.blocks.seats[nobodys[0]] == "W1"
    )
    shared.tap(window, "blocks.close")
    shared.wait(lambda: not shared.sees(window, "blocks.map"))
