"""What devices say, brought to the screen: lights, one banner a trouble, the drawer's sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.devices import DeviceWatch, drawer_state
from kiosk.messages import device_text, load_words
from kiosk.presenters.card_standing import CardStandingState
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay_state import PapersSeen
from kiosk.presenters.print_tasks import PrintTasksState
from kiosk.weights import Weight
from kiosk.wording.paper_troubles import doubt_trouble, where_words
from pos.errors import InspectionOverdue, PosError, TerminalNotRegistered
from pos.ids import PrintJobId
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, Watcher
from pos.views.selling import PrintTaskView

WORDS = load_words("en", UTC)
OUT = frozenset({Condition.OUT_OF_STOCK})


def task(what: str, kind: str = "ticket", state: str = "queued") -> PrintTaskView:
    return PrintTaskView(PrintJobId(what), kind, what, "W1-000001", state, "")


class Device:
    """Tells its watchers what the test wants it to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._status = DeviceStatus(name, DeviceState.READY)
        self._watchers: list[Watcher] = []

    def status(self) -> DeviceStatus:
        return self._status

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)
        watcher(self._status)

    def becomes(self, state: DeviceState, conditions: Iterable[Condition] = ()) -> None:
        self._status = DeviceStatus(self.name, state, frozenset(conditions))
        for watcher in self._watchers:
            watcher(self._status)

    def open(self) -> None: ...

    def close(self) -> None: ...


class Screen:
    """Stands for the shell: lights and banners as they were pushed."""

    def __init__(self) -> None:
        self.words = WORDS
        self.lights: list[DeviceStatus] = []
        self.banners: dict[str, tuple[str, str, str, Callable[[], None] | None]] = {}
        self.weights: dict[str, Weight] = {}
        self.names: dict[str, str] = {}
        self.top_bar = SimpleNamespace(set_lights=self._lights)

    def _lights(self, statuses: list[DeviceStatus]) -> None:
        self.lights = statuses

    def banner(
        self,
        text: str,
        remedy: str,
        kind: str,
        action_label: str,
        callback: Callable[[], None] | None,
        key: str,
        weight: Weight,
        name: str,
    ) -> None:
        self.banners[key] = (text, remedy, kind, callback)
        self.weights[key], self.names[key] = weight, name

    def clear_banner(self, key: str) -> None:
        self.banners.pop(key, None)


class Watched:
    """A window's devices under watch."""

    def __init__(self) -> None:
        self.screen = Screen()
        self.read = 0
        self.opened = 0
        self.woken: list[str] = []
        self.calls: list[str] = []
        self.drawer = DrawerState.UNKNOWN
        self.tasks = SimpleNamespace(
            state=PrintTasksState(), refresh=self._refresh, open=self._open
        )
        rooms: Any = SimpleNamespace(
            print_tasks=self.tasks,
            desk=SimpleNamespace(drawer_seen=self._drawer),
            devices=SimpleNamespace(devices_are=self._devices_are),
            pay=SimpleNamespace(papers_are=self._papers_are),
            light_tapped=lambda device: self.calls.append(f"tapped {device}"),
        )
        self.tickets, self.till = Device("ticket_printer"), Device("cash_drawer")
        self.scanner, self.terminal = Device("scanner"), Device("payment_terminal")
        shell: Any = self.screen
        self.watch = DeviceWatch(
            shell,
            rooms,
            lambda call: call(),
            has_sensor=True,
            wake=self.woken.append,
            attention=lambda: self.calls.append("attention"),
        )
        devices: Any = [self.tickets, self.till, self.scanner]
        self.watch.watch(devices)

    def _devices_are(self, statuses: Mapping[str, DeviceStatus]) -> None:
        self.told = dict(statuses)

    def _papers_are(self, papers: PapersSeen) -> None:
        self.papers = papers

    def _refresh(self) -> None:
        self.read += 1

    def _open(self) -> None:
        self.opened += 1

    def _drawer(self, state: DrawerState) -> None:
        self.drawer = state


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_every_device_has_a_light_from_the_start(watched: Watched) -> None:
    lights = [status.device for status in watched.screen.lights]
    assert lights == ["ticket_printer", "cash_drawer", "scanner"]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (TerminalNotRegistered(serial="S2", model="P400"), "not in the register"),
        (InspectionOverdue(serial="S1"), "has to be looked at first"),
    ],
)
def test_a_terminal_that_answers_and_may_not_be_used_is_amber_and_leads_where_it_is_mended(
    watched: Watched, why: PosError, said: str
) -> None:
    devices: Any = [watched.terminal]
    watched.watch.watch(devices)
    watched.watch.standing_is(CardStandingState(why))
    light = watched.screen.lights[-1]
    assert light.state is DeviceState.ATTENTION
    assert said in device_text(light, WORDS)
    assert watched.told["payment_terminal"] == light
    text, _, kind, look = watched.screen.banners["payment_terminal"]
    assert (said in text, kind) == (True, "warning")
    assert look is not None
    look()
    assert watched.calls == ["attention", "tapped payment_terminal"]
    watched.terminal.becomes(DeviceState.LOST, [Condition.SILENT])
    assert watched.screen.lights[-1].state is DeviceState.LOST
    watched.terminal.becomes(DeviceState.READY)
    watched.watch.standing_is(CardStandingState())
    assert watched.screen.lights[-1].state is DeviceState.READY
    assert "payment_terminal" not in watched.screen.banners


def test_trouble_is_said_with_its_remedy_and_the_papers_that_wait(watched: Watched) -> None:
    watched.tasks.state = PrintTasksState(
        waiting=(task("A 12"), task("A 13"), task("R1", "receipt"))
    )
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    text, remedy, kind, _ = watched.screen.banners["ticket_printer"]
    assert "Ticket printer" in text
    assert "A 12, A 13" in remedy
    assert "R1" not in remedy
    assert kind == "danger"
    assert watched.calls == ["attention"]


def test_the_banner_goes_when_the_device_is_well(watched: Watched) -> None:
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    watched.tickets.becomes(DeviceState.READY)
    assert "ticket_printer" not in watched.screen.banners


def test_a_person_can_have_the_printer_tried_again(watched: Watched) -> None:
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    action = watched.screen.banners["ticket_printer"][3]
    assert action is not None
    action()
    assert watched.woken == ["ticket_printer"]


def test_low_stock_warns_and_calls_nobody(watched: Watched) -> None:
    watched.tickets.becomes(DeviceState.ATTENTION, {Condition.LOW_STOCK})
    assert watched.screen.banners["ticket_printer"][2] == "warning"
    assert watched.calls == []


def test_the_same_trouble_calls_once(watched: Watched) -> None:
    watched.tickets.becomes(DeviceState.LOST, {Condition.UNREACHABLE})
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    assert watched.calls == ["attention"]


def test_a_paper_in_doubt_is_said_and_leads_to_the_question(watched: Watched) -> None:
    watched.tasks.state = PrintTasksState(in_doubt=(task("A 12", state="unknown"),))
    watched.watch.draw()
    text, _, _, action = watched.screen.banners["doubt"]
    assert "A 12" in text
    assert action is not None
    action()
    assert watched.opened == 1
    watched.watch.draw()
    assert watched.calls == ["attention"]


def test_more_work_for_a_printer_in_trouble_is_named(watched: Watched) -> None:
    watched.watch.queued("ticket_printer")
    before = watched.read
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    watched.watch.queued("ticket_printer")
    watched.watch.queued("label_printer")
    assert watched.read == before + 2


def test_the_drawer_s_sensor_reaches_the_desk(watched: Watched) -> None:
    watched.till.becomes(DeviceState.ATTENTION, {Condition.DRAWER_OPEN})
    assert watched.drawer is DrawerState.OPEN
    watched.till.becomes(DeviceState.READY)
    assert watched.drawer is DrawerState.SHUT


def test_a_drawer_open_for_a_sale_is_no_trouble_one_left_open_calls_somebody(
    watched: Watched,
) -> None:
    watched.till.becomes(DeviceState.ATTENTION, {Condition.DRAWER_OPEN})
    assert watched.screen.banners == {}
    left = {Condition.DRAWER_OPEN, Condition.DRAWER_LEFT_OPEN}
    watched.till.becomes(DeviceState.ATTENTION, left)
    assert "too long" in watched.screen.banners["cash_drawer"][0]
    assert watched.calls == ["attention"]
    watched.till.becomes(DeviceState.READY)
    assert watched.screen.banners == {}


def test_a_reader_that_is_gone_is_said_and_forgotten_when_it_is_back(watched: Watched) -> None:
    watched.scanner.becomes(DeviceState.LOST, {Condition.UNREACHABLE})
    text, remedy, kind, _ = watched.screen.banners["scanner"]
    assert "Scanner" in text
    assert remedy
    assert kind == "warning"
    watched.scanner.becomes(DeviceState.READY)
    assert watched.screen.banners == {}


def test_while_a_lost_device_is_tried_again_its_trouble_stays_said_once(watched: Watched) -> None:
    gone = {Condition.UNREACHABLE}
    for device in (watched.tickets, watched.scanner):
        device.becomes(DeviceState.LOST, gone)
        device.becomes(DeviceState.CONNECTING, gone)
        device.becomes(DeviceState.LOST, gone)
    assert watched.screen.banners.keys() == {"ticket_printer", "scanner"}
    assert watched.calls == ["attention", "attention"]


def test_a_drawer_is_away_with_its_printer_and_that_is_said_once(watched: Watched) -> None:
    watched.tickets.becomes(DeviceState.LOST, {Condition.UNREACHABLE})
    watched.till.becomes(DeviceState.LOST, {Condition.UNREACHABLE})
    assert watched.screen.banners.keys() == {"ticket_printer"}


@pytest.mark.parametrize(
    ("state", "has_sensor"),
    [
        (DeviceState.READY, False),
        (DeviceState.LOST, True),
        (DeviceState.CONNECTING, True),
        (DeviceState.CLOSED, True),
    ],
)
def test_a_drawer_nobody_can_ask_is_unknown(state: DeviceState, has_sensor: bool) -> None:
    status = DeviceStatus("cash_drawer", state, frozenset({Condition.DRAWER_OPEN}))
    assert drawer_state(status, has_sensor=has_sensor) is DrawerState.UNKNOWN


def test_what_matters_more_is_said_so(watched: Watched) -> None:
    watched.tickets.becomes(DeviceState.ATTENTION, {Condition.LOW_STOCK})
    assert watched.screen.weights["ticket_printer"] is Weight.STOCK
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    assert watched.screen.weights["ticket_printer"] is Weight.PRINTER
    for tasks in (
        PrintTasksState(waiting=(task("A 12"),)),
        PrintTasksState(printing=(task("A 12", state="sent"),)),
    ):
        watched.tasks.state = tasks
        watched.watch.draw()
        assert watched.screen.weights["ticket_printer"] is Weight.TICKETS_WAIT
    watched.tasks.state = PrintTasksState(in_doubt=(task("A 12", state="unknown"),))
    watched.scanner.becomes(DeviceState.LOST, {Condition.UNREACHABLE})
    watched.till.becomes(DeviceState.ATTENTION, {Condition.DRAWER_LEFT_OPEN})
    assert watched.screen.weights["doubt"] is Weight.QUESTION
    assert watched.screen.banners["doubt"][2] == "danger"
    assert watched.screen.weights["cash_drawer"] is Weight.DRAWER
    assert watched.screen.weights["scanner"] is Weight.READER
    assert watched.screen.names["scanner"] == "Scanner"


def test_who_gives_change_hears_how_the_ticket_printer_is(watched: Watched) -> None:
    watched.tasks.state = PrintTasksState(waiting=(task("A 12"),))
    watched.tickets.becomes(DeviceState.STOPPED, OUT)
    assert watched.papers == PapersSeen(watched.tickets.status(), watched.tasks.state)


def where(kind: str = "ticket", **groups: tuple[PrintTaskView, ...]) -> str:
    return where_words(PrintTasksState(**groups), kind, WORDS)


def test_many_waiting_papers_are_not_all_named() -> None:
    said = where(waiting=tuple(task(f"A {n}") for n in range(20)))
    assert said.startswith("20 tickets wait")
    assert "A 5 and 14 more" in said
    assert "A 6" not in said
    assert where() == ""


def test_where_the_tickets_are_adds_up_to_what_was_sold() -> None:
    sent = replace(task("A 5", state="sent"), came_out=("A 7",))
    waits = tuple(replace(task(seat), came_out=("A 7",)) for seat in ("A 3", "A 1"))
    assert where(printing=(sent,), waiting=waits) == (
        "Came out: A 7. In the printer now: A 5. 2 tickets wait: A 3, A 1."
    )
    unsure = replace(task("A 5", state="unknown"), came_out=("A 7",))
    assert where(in_doubt=(unsure,), waiting=waits[:1]) == (
        "Came out: A 7. In doubt: A 5. 1 ticket waits: A 3."
    )


def test_receipts_are_called_receipts() -> None:
    assert where("receipt", waiting=(task("R1", "receipt"), task("A 1"))) == "1 receipt waits: R1."


@pytest.mark.parametrize(
    ("kinds", "noun"),
    [(("ticket",), "ticket"), (("receipt",), "receipt"), (("ticket", "receipt"), "papers")],
)
def test_doubt_names_the_paper_by_its_kind(kinds: tuple[str, ...], noun: str) -> None:
    said = doubt_trouble([task("A 1", kind, "unknown") for kind in kinds], WORDS).what
    assert said.startswith(f"{len(kinds)} {noun} may or may not")


def test_a_production_is_named_once() -> None:
    labels = ("Swan Lake · Orchestra R 5", "Swan Lake · Orchestra R 7", "Giselle · Loge A 1")
    said = where(waiting=tuple(task(label) for label in labels))
    assert said.endswith("Swan Lake · Orchestra R 5, Orchestra R 7, Giselle · Loge A 1.")
    out = replace(task(labels[1]), came_out=(labels[0],))
    assert where(waiting=(out,)) == (
        "Came out: Swan Lake · Orchestra R 5. 1 ticket waits: Orchestra R 7."
    )
