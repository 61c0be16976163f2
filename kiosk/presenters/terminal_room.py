"""The panel about the card terminal: whether it is in the register, who looked at it last, and card
sales without the processor."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.card_desk import CardDesk, CardWay
from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.views.paying import OfflineView, TerminalView
from pos.views.people import Approval, SessionView

if TYPE_CHECKING:
    from pos.office import Office

    Work = Callable[[Office, CommandId, SessionView, Approval | None], object]


@dataclass(frozen=True, slots=True)
class TerminalState:
    """``way``: how cards are taken here. ``serial`` and ``model``: of the terminal that answers,
    empty before it has, or where it tells none; ``known``: its row in the register; ``read``: the
    register was read."""

    shown: bool = False
    way: CardWay = CardWay.NONE
    serial: str = ""
    model: str = ""
    read: bool = False
    known: TerminalView | None = None
    offline: OfflineView | None = None
    busy: bool = False
    refusal: PosError | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    known: TerminalView | None
    offline: OfflineView


class TerminalRoom(Presenter[TerminalState]):
    """Registers and inspects the window's card terminal. GUI thread."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, cards: CardDesk
    ) -> None:
        super().__init__(TerminalState())
        self._tasks = tasks
        self._desk = desk
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._cards = cards
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)

    # ---- look ----

    def open(self) -> None:
        """Show the panel."""
        if self._desk.session is not None:
            self._now(shown=True, refusal=None)
            self.refresh()

    def close(self) -> None:
        """Put the panel away."""
        self._now(shown=False, refusal=None)

    def refresh(self) -> None:
        """Read the register again."""
        if not self.state.shown:
            return
        who, driver = self._cards.identity(), self._cards.driver
        serial, model = ("", "") if who is None else (who.serial, who.model)
        self._now(way=self._cards.state.way, serial=serial, model=model)
        self._tasks.ask(
            lambda office: _read(office, driver, serial), self._know, self._refuse, self
        )

    def _know(self, found: _Read) -> None:
        self._now(read=True, known=found.known, offline=found.offline)

    # ---- register, inspect ----

    def register(self, serial: str, model: str, place: str) -> None:
        """Put the terminal that answers into the register; ``serial`` and ``model`` are typed where
        it tells none. Whoever does it has looked at it."""
        driver = self._cards.driver
        told = self.state.serial
        name, kind = told or serial.strip(), self.state.model or model.strip()

        def work(
            office: Office, command: CommandId, session: SessionView, approval: Approval | None
        ) -> object:
            return office.terminals.register(
                command, session, told, kind if told else f"{kind} {name}".strip(), place,
                driver=driver, approval=approval,
            )  # fmt: skip

        self._do(("register", name, kind, place), work, Deed(kind, place=f"{name}, {place}"))

    def inspect(self, *, good: bool, note: str) -> None:
        """Somebody looked at seal, cable, slot and serial."""
        known = self.state.known
        if known is None:
            return
        serial = known.serial

        def work(
            office: Office, command: CommandId, session: SessionView, _: Approval | None
        ) -> object:
            return office.terminals.inspect(command, session, serial, good=good, note=note)

        self._do(("inspect", serial, good, note), work)

    # ---- without the processor ----

    def switch_offline(self, *, on: bool, reason: str) -> None:
        """Take cards without asking the bank, or no more. A supervisor answers for it."""

        def work(
            office: Office, command: CommandId, session: SessionView, approval: Approval | None
        ) -> object:
            return office.terminals.switch_offline(
                command, session, on=on, reason=reason, approval=approval
            )

        self._do(("offline", on, reason), work, Deed(reason=reason.strip()))

    def stored_cards(self) -> None:
        """Show the cards that were taken offline, one by one."""
        self.close()
        self._desk.walk_to("money_in_doubt")

    # ---- inside ----

    def _do(self, content: Hashable, work: Work, about: Deed | None = None) -> None:
        if not self.state.busy:
            self._now(busy=True, refusal=None)
            self._act.do(content, work, self._done, self._refuse, about=about)

    def _done(self, _: object) -> None:
        self.refresh()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, room: str) -> None:
        if room == "terminals":
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self.close()


def _read(office: Office, driver: str, serial: str) -> _Read:
    """Return the terminal's row in the register, if it is in use. Ledger thread."""
    name = office.terminals.known_as(driver, serial)
    rows = (one for one in office.terminals.all() if one.serial == name and one.active)
    return _Read(next(rows, None), office.terminals.offline())
