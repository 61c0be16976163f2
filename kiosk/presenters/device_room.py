"""The devices of the window, looked at and tried: how each is, what it said of itself, a test
paper, a trial kick, the count of blank tickets.

A trial is never a sale: it has a reason of its own on disk, and its paper is counted as a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from kiosk.presenters.acts import Act
from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.desk import Desk
from kiosk.presenters.sensor_lesson import Lesson, Sensor, SensorLesson
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import AmountInvalid, PosError
from pos.ids import CommandId, Ids
from pos.ports.devices import Condition, DeviceStatus, PrintOutcome, PrintResult
from pos.views.people import Approval, Permission
from pos.views.stock import StockView

if TYPE_CHECKING:
    from kiosk.presenters.reading import Reads

TICKET_PRINTER, CASH_DRAWER = "ticket_printer", "cash_drawer"
SEEN_WITHIN_S = 4.0
"""How long a drawer may take from the trial's reason on disk until its sensor says open."""


class Can(Enum):
    """What can be tried on a device."""

    PRINT = "print"
    KICK = "kick"
    SHOW = "show"
    READ = "read"
    LEARN = "learn"
    """Its sensor can be taught; for those who look after the window."""


class Hands(Protocol):
    """What the runtime does to devices for this room. GUI thread; answers come back on it."""

    def facts(self, device: str) -> Mapping[str, str]:
        """Return what a device said of itself."""
        ...

    def can(self, device: str) -> frozenset[Can]:
        """Return what can be tried on a device."""
        ...

    def print_test(self, device: str, done: Callable[[PrintResult], None]) -> None:
        """Print a test paper. Paper moves."""
        ...

    def show_test(self, device: str) -> None:
        """Show test words on a display."""
        ...

    def try_reading(self, device: str, heard: Callable[[Reads], None]) -> None:
        """Bring what ``device`` reads here and nowhere else, until ``stop_reading``."""
        ...

    def stop_reading(self) -> None:
        """Let everything that is read go its usual way."""
        ...

    def sensor(self) -> Sensor:
        """Return the drawer to be taught. There is one where it can be kicked."""
        ...


class Trial(Enum):
    """How a trial goes."""

    UNDER_WAY = "under_way"
    WELL = "well"
    """Printed, seen open, shown, read."""
    SENT = "sent"
    """The kick left; nobody saw the drawer open: no sensor, or it stuck."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """One device as it is now. ``facts`` in the order it told them."""

    status: DeviceStatus
    can: frozenset[Can] = frozenset()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceRoomState:
    """``chosen``: the device looked at. ``trial``: how its trial goes, with the printer's
    ``result``, or what was ``read``, masked."""

    shown: bool = False
    cards: tuple[DeviceCard, ...] = ()
    chosen: str = ""
    trial: Trial | None = None
    result: PrintResult | None = None
    read: Reads | None = None
    lesson: Lesson | None = None
    stock: StockView | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def card(self) -> DeviceCard | None:
        """The device looked at."""
        return next((one for one in self.cards if one.status.device == self.chosen), None)


class DeviceRoom(Presenter[DeviceRoomState]):
    """The panel behind the device lights."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers, approvals: ApprovalDesk
    ) -> None:
        super().__init__(DeviceRoomState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._act = Act(ids)
        self._timers = timers
        self._approvals = approvals
        self._hands: Hands | None = None
        self._waits: Timer | None = None
        self._lesson: SensorLesson | None = None
        desk.changed.append(self._desk_changed)

    def equip(self, hands: Hands) -> None:
        """The devices are there."""
        self._hands = hands

    # ---- look ----

    def open(self, device: str) -> None:
        """Show the panel, this device first."""
        if self._desk.session is not None:
            self._now(shown=True)
            self.choose(device)

    def close(self) -> None:
        """Put the panel away; a paper under way comes out all the same."""
        self._end_trial()
        self._now(shown=False, chosen="", stock=None, refusal=None)

    def choose(self, device: str) -> None:
        """Look at another device."""
        self._end_trial()
        self._now(chosen=device, stock=None, refusal=None)
        self._read_facts()
        if device == TICKET_PRINTER:
            self._read_stock()

    def devices_are(self, statuses: Mapping[str, DeviceStatus]) -> None:
        """A device said something; called at every change."""
        known = {card.status.device: card for card in self.state.cards}
        cards = tuple(
            replace(known.get(name, DeviceCard(status)), status=status)
            for name, status in statuses.items()
        )
        self._now(cards=cards)
        if self.state.shown:
            self._read_facts()
            self._look_for_the_drawer()

    def _read_facts(self) -> None:
        hands = self._hands
        if hands is None:
            return
        cards = tuple(
            replace(
                card,
                can=self._allowed(hands.can(card.status.device)),
                facts=tuple(hands.facts(card.status.device).items()),
            )
            for card in self.state.cards
        )
        self._now(cards=cards)

    def _allowed(self, can: frozenset[Can]) -> frozenset[Can]:
        """Leave out what only those who look after the window may do."""
        return can if self._desk.may(Permission.MANAGE_STAFF) else can - {Can.LEARN}

    # ---- try ----

    def print_test(self) -> None:
        """Print a test paper; a test ticket is one blank ticket less."""
        device, hands = self.state.chosen, self._hands
        if hands is None or not self._may_try(Can.PRINT):
            return
        self._now(trial=Trial.UNDER_WAY, result=None, refusal=None)
        hands.print_test(device, lambda result: self._printed(device, result))

    def _printed(self, device: str, result: PrintResult) -> None:
        if device == TICKET_PRINTER and result.outcome is not PrintOutcome.NOT_SENT:
            self._count_test(device)
        if self.state.chosen == device and self.state.trial is Trial.UNDER_WAY:
            well = result.outcome is PrintOutcome.PRINTED
            self._now(trial=Trial.WELL if well else Trial.BAD, result=result)

    def _count_test(self, device: str) -> None:
        command, session = CommandId(self._ids.new()), self._desk.session
        self._tasks.change(
            lambda office: office.stock.test_printed(command, device, session),
            self._stock_known,
            self._refuse,
            self,
        )

    def kick(self, note: str) -> None:
        """Open the drawer for a trial. ``note`` is its reason, in the cashier's words."""
        if not self._may_try(Can.KICK):
            return
        command, session = CommandId(self._ids.new()), self._desk.person
        self._now(trial=Trial.UNDER_WAY, result=None, refusal=None)
        self._tasks.change(
            lambda office: office.tills.test_kick(command, session, note),
            lambda _opening: self._kicked(),
            self._refuse,
            self,
        )

    def _kicked(self) -> None:
        """The spool kicks it; the sensor says whether it opened."""
        if self.state.trial is Trial.UNDER_WAY:
            self._waits = self._timers.after(SEEN_WITHIN_S, self._nothing_seen)
            self._look_for_the_drawer()

    def _look_for_the_drawer(self) -> None:
        card = self.state.card
        if self._waits is None or card is None or card.status.device != CASH_DRAWER:
            return
        if Condition.DRAWER_OPEN in card.status.conditions:
            self._stop_waiting()
            self._now(trial=Trial.WELL)

    def _nothing_seen(self) -> None:
        self._waits = None
        self._now(trial=Trial.SENT)

    def show_test(self) -> None:
        """Show test words to the patron."""
        if self._hands is not None and self._may_try(Can.SHOW):
            self._hands.show_test(self.state.chosen)
            self._now(trial=Trial.WELL)

    def try_reading(self) -> None:
        """Wait for the next thing the chosen reader reads; it goes nowhere else meanwhile."""
        if self._hands is not None and self._may_try(Can.READ):
            self._now(trial=Trial.UNDER_WAY, read=None, refusal=None)
            self._hands.try_reading(self.state.chosen, self._heard)

    def _heard(self, read: Reads) -> None:
        self._now(trial=Trial.WELL if read.problem is None else Trial.BAD, read=read)

    def learn(self, note: str) -> None:
        """Begin to teach the drawer's sensor. ``note``: the reason of its kicks."""
        if self._hands is None or not self._may_try(Can.LEARN):
            return
        self._end_trial()
        self._now(refusal=None)
        self._lesson = SensorLesson(
            self._tasks,
            self._timers,
            self._ids,
            self._desk.person,
            self._hands.sensor(),
            note,
            lambda lesson: self._now(lesson=lesson),
            self._refuse,
        )

    def is_shut(self) -> None:
        """The person who was asked has pushed the drawer shut."""
        if self._lesson is not None:
            self._lesson.is_shut()

    def _may_try(self, what: Can) -> bool:
        card = self.state.card
        under_way = self.state.trial is Trial.UNDER_WAY and what is not Can.READ
        return card is not None and what in card.can and not under_way

    def _end_trial(self) -> None:
        self._stop_waiting()
        if self._hands is not None:
            self._hands.stop_reading()
        if self._lesson is not None:
            self._lesson.stop()
            self._lesson = None
        self._now(trial=None, result=None, read=None, lesson=None)

    def _stop_waiting(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    # ---- blank tickets ----

    def load_stock(self, count: str, first_serial: str = "") -> None:
        """Blank tickets were put into the ticket printer."""
        number = self._whole(count)
        if number is None:
            return
        command = self._act.begin(("load", number, first_serial))
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.stock.load(
                command, session, TICKET_PRINTER, number, first_serial.strip()
            ),
            self._stock_written,
            self._not_written,
            self,
        )

    def count_stock(self, count: str, reason: str) -> None:
        """This many blank tickets lie there; where that is not what should be, a reason and
        whoever may let it stand."""
        number = self._whole(count)
        if number is not None:
            self._count(number, reason.strip(), None)

    def _count(self, number: int, reason: str, approval: Approval | None) -> None:
        command = self._act.begin(("count", number, reason))
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)

        def failed(error: PosError) -> None:
            if error.code == "approval_needed" and approval is None:
                self._act.failed(error)
                self._now(busy=False)
                self._approvals.ask(
                    Permission.ADJUST_STOCK,
                    command,
                    lambda granted: self._count(number, reason, granted),
                    Deed(tickets=number, reason=reason),
                )
            else:
                self._not_written(error)

        self._tasks.change(
            lambda office: office.stock.count(
                command, session, TICKET_PRINTER, number, reason, approval
            ),
            self._stock_written,
            failed,
            self,
        )

    def _whole(self, text: str) -> int | None:
        cleaned = text.strip()
        if cleaned.isascii() and cleaned.isdigit() and len(cleaned) <= 6:
            return int(cleaned)
        self._now(refusal=AmountInvalid(text=cleaned[:40]))
        return None

    def _read_stock(self) -> None:
        self._tasks.ask(
            lambda office: office.stock.standing(TICKET_PRINTER),
            self._stock_known,
            self._refuse,
            self,
        )

    def stock_changed(self) -> None:
        """Papers came out or were loaded elsewhere."""
        if self.state.shown and self.state.chosen == TICKET_PRINTER:
            self._read_stock()

    def _stock_known(self, stock: StockView) -> None:
        if self.state.chosen == stock.device:
            self._now(stock=stock)

    def _stock_written(self, stock: StockView) -> None:
        self._act.succeeded()
        self._now(busy=False)
        self._stock_known(stock)

    def _not_written(self, error: PosError) -> None:
        self._act.failed(error)
        self._refuse(error)

    def _refuse(self, error: PosError) -> None:
        under_way = self.state.trial is Trial.UNDER_WAY
        self._now(busy=False, refusal=error, trial=None if under_way else self.state.trial)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self.close()
