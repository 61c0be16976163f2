"""A virtual FGL ticket printer: strict about its language, honest about its paper.

Models what bites: one client, a 4 KB buffer with X-OFF and X-ON, an acknowledgement per ticket,
status that waits in the printer until it is read, keep-or-purge when the stock runs out, and two to
three deaf seconds after a command that writes flash. Source: hardware facts 1.
"""

from __future__ import annotations

from typing import ClassVar

from hardware.printers.fgl_status import Status
from hardware.simulators.device import BUFFER, Answer, VirtualDevice
from hardware.simulators.faults import OF_THE_LINE, Fault, FaultKind, FaultPlan
from hardware.simulators.fgl_drawing import DRAWING, draw_wrapped
from hardware.simulators.fgl_page import FglPage, Stock
from hardware.simulators.fgl_tokens import (
    FLASH,
    PRINTS,
    Bad,
    Do,
    Dots,
    FglToken,
    FglTokens,
    Say,
    Wrapped,
)
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

FIRMWARE = "FGL46G42"
SERIAL_NUMBER = "0004711"
LOW_AT = 20
"""Tickets left when the low-paper sensor sees the end."""
DEAF_S = (2.0, 3.0)
"""Seconds without ears after a write to flash."""
_MOVES_PAPER = PRINTS | {"FF"}
_KEEPS_PAGE = frozenset({"h", "r"})
_X_ON_BELOW = BUFFER // 4
_IN_S90 = frozenset(
    {Status.POWER_ON, Status.TICKET_ACK, Status.LOW_PAPER, Status.TICKET_WAITING}
    | {Status.TICKET_TAKEN, Status.X_ON, Status.X_OFF}
)
_LETTERS_FROM = 0x30
"""What ``<S92>`` answers is a status byte and this: 41 when all is well (documented), the others by
the same rule (unconfirmed)."""
_SAYS_STOP = {
    "out_of_stock": Status.OUT_OF_TICKETS,
    "jam": Status.TICKET_JAM,
    "cutter": Status.CUTTER_JAM,
}


def _is_heard(token: FglToken) -> bool:
    """Whether a command is obeyed in a ticket given up: questions, and clearing it away."""
    return isinstance(token, Do) and token.name in ("CB", "S")


class FglPrinter(VirtualDevice[FglToken]):
    """See the module. ``stock`` tickets are loaded to begin with; ``mode`` and ``purge`` are what
    its flash holds."""

    kind: ClassVar[str] = "fgl-printer"
    one_client: ClassVar[bool] = True
    keeps_status: ClassVar[bool] = True
    knows: ClassVar[frozenset[FaultKind]] = frozenset(
        {
            FaultKind.OUT_OF_STOCK,
            FaultKind.NEAR_END,
            FaultKind.JAM,
            FaultKind.CUTTER,
            FaultKind.COVER,
            FaultKind.POWER_CYCLE,
            FaultKind.ACK_LOST,
            FaultKind.ACK_LATE,
            FaultKind.HANG,
            FaultKind.ILLEGAL,
            FaultKind.NAK,
            FaultKind.PRESENTED,
            FaultKind.DEAF,
            *OF_THE_LINE,
        }
    )

    def __init__(
        self,
        clock: Clock,
        tray: PaperTray,
        plan: FaultPlan,
        paper: Stock,
        stock: int = 2000,
        *,
        mode: str = "normal",
        purge: bool = False,
    ) -> None:
        super().__init__(clock, tray, plan, stock)
        self.count = 0
        self.mode = mode
        self._paper = paper
        self._purge = self._purge_kept = purge
        self._counter = 0
        self._stop = ""
        self._deaf = self._grouping = self._presented = False
        self.reset()

    def reset(self) -> None:
        self._in = FglTokens()
        self._page = FglPage(self._paper)
        self._copies = self._counter = 0
        self._skipping = False  # illegal data: nothing counts until the ticket's end
        self._fate: dict[FaultKind, Fault] | None = None  # what happens to the ticket under way
        self._purge = self._purge_kept
        self._x_off = self._deaf = self._grouping = self._presented = False
        self._stop = ""
        self.status(Status.POWER_ON)
        self._low_said = False
        if self.stock:
            self.status(Status.X_ON)
            self._report_low()
        else:
            self._stop_for("out_of_stock")

    # ---- the buffer ----

    def received(self, data: bytes) -> None:
        if not self._deaf:
            super().received(data)

    def tokenize(self, data: bytes) -> list[FglToken]:
        return self._in.feed(data)

    def able(self) -> bool:
        return not self._stop and not self._deaf

    def worked(self) -> None:
        if (self._stop or self._presented) and self.mode != "normal" and not self._hung:
            self._answer_at_once()
        if not self._x_off and not self.room:
            self._x_off = True
            self.status(Status.X_OFF)
        elif self._x_off and not self._stop and self._held_bytes <= _X_ON_BELOW:
            self._x_off = False
            self.status(Status.X_ON)

    def status(self, status: Status) -> None:
        """Report unsolicited, as far as the status mode lets it."""
        if self.mode == "normal" or (self.mode == "s90" and status in _IN_S90):
            self.say(bytes((status,)))

    # ---- tokens ----

    def perform(self, token: FglToken) -> bool:
        if isinstance(token, Bad):
            self._illegal(token.what)
        elif isinstance(token, Do) and token.name in _MOVES_PAPER:
            return self._print(token)
        elif not self._skipping or _is_heard(token):
            self._obey(token)
        return not self._hung

    def _obey(self, token: Say | Do | Dots | Wrapped) -> None:
        try:
            match token:
                case Say():
                    self._page.text(token.data)
                case Dots():
                    self._page.dots(token.data)
                case Wrapped():
                    draw_wrapped(self._page, token)
                case Do():
                    self._do(token)
        except ValueError as error:
            self._illegal(str(error))

    def _do(self, command: Do) -> None:
        for fault in self.faults.command(f"{command.name}{command.number() or ''}"):
            self.happen(fault)
        if self._hung:
            return
        if command.name in FLASH:
            self._flash(command)
        elif command.name in DRAWING:
            DRAWING[command.name](self._page, command)
        else:
            self._own(command)

    def _own(self, command: Do) -> None:
        """Commands to the printer rather than to its pen."""
        match command.name:
            case "S":
                self._query(command.number())
            case "CB":
                self._page = FglPage(self._paper)
                self._skipping = False
            case "PP":
                self._purge = True
            case "RE":
                self._copies = command.number()
            case "TC":
                self._counter = command.number()
            case "PC":
                self._page.text(f"{self._counter:07d}".encode())
            case "VA":
                self._variable(command.number())
            case "US":
                self.stock = 0
                self._stop_for("out_of_stock")
            case "DA" | "DB":
                self.tell("drawer_pulse", drawer=command.name[1])

    def _illegal(self, what: str) -> None:
        """Say so, and print nothing of this ticket."""
        self.complain(what)
        if not self._skipping:
            self._skipping = True
            self.status(Status.ILLEGAL_DATA)

    # ---- questions ----

    def _answer_at_once(self) -> None:
        """In the solicited modes ``<S92>`` is answered while print data has to wait."""
        for token in tuple(self._tokens):
            if isinstance(token, Do) and token.name == "S" and token.number() == 92:
                self._tokens.remove(token)
                self._held_bytes -= token.size
                self._query(92)

    def _query(self, number: int) -> None:
        if number == 1:
            self.say(bytes((Status.LOW_PAPER if self.stock <= LOW_AT else Status.X_ON,)))
        elif number == 2:
            self.say(f"{self.count:07d} PROM = {FIRMWARE}".encode())
        elif number == 92:
            self.say(bytes((self._state() + _LETTERS_FROM,)))
        else:
            self._illegal(f"<S{number}> is not in this printer")

    def _state(self) -> Status:
        if self._stop:
            return _SAYS_STOP.get(self._stop, Status.X_OFF)
        if self._presented:
            return Status.TICKET_WAITING
        return Status.LOW_PAPER if self.stock <= LOW_AT else Status.X_ON

    def _variable(self, number: int) -> None:
        shown = {1: SERIAL_NUMBER, 7: FIRMWARE, 14: self.mode, 17: str(self._paper.dpi)}
        if number not in shown:
            raise ValueError(f"no variable {number}")
        self._page.text(shown[number].encode())

    # ---- flash ----

    def _flash(self, command: Do) -> None:
        match command.name:
            case "ppe" | "ppd":
                self._purge = self._purge_kept = command.name == "ppe"
            case "s":
                self.mode = {90: "s90", 91: "s91"}.get(command.number(), self.mode)
            case "cs":
                self.mode = "normal"
            case "bce":
                self._grouping = True
            case "bcd":
                self._grouping = False
        if not self._grouping:
            self._go_deaf()

    def _go_deaf(self) -> None:
        self._deaf = True
        self.in_seconds(self.random.uniform(*DEAF_S), self._hear_again)

    def _hear_again(self) -> None:
        """It has started afresh: what it had still to say is gone as well."""
        self.power_cycle(keep_line=True)

    # ---- paper ----

    def _print(self, command: Do) -> bool:
        """Print the page; False when that has to wait."""
        if self._skipping:
            self._skipping = False
            self._page = FglPage(self._paper)
            return True
        while True:
            if self._fate is None:
                self._fate = {fault.kind: fault for fault in self.faults.next_paper()}
            if not self._feed(self._fate):
                return False
            self._fate = None
            if self._stop or not self._copies:
                break
            self._copies -= 1
        if command.name not in _KEEPS_PAGE:
            self._page = FglPage(self._paper)
        return True

    def _feed(self, fate: dict[FaultKind, Fault]) -> bool:
        """Move one ticket; False when it waits in the buffer."""
        if self._presented:
            return False
        for kind in OF_THE_LINE:
            if fault := fate.pop(kind, None):
                self.happen(fault)
        if fault := fate.pop(FaultKind.POWER_CYCLE, None):
            if fault.mid:
                self._eject("half")
            self.happen(fault)
            return False
        for kind in (FaultKind.HANG, FaultKind.DEAF, FaultKind.COVER):
            if fault := fate.pop(kind, None):
                self.happen(fault)
                return False
        if fault := fate.pop(FaultKind.OUT_OF_STOCK, None):
            if fault.mid and self.stock:
                self._eject("half")
            self.stock = 0
        if not self.stock:
            self._run_out()
            return False
        self._come_out(fate)
        return True

    def _run_out(self) -> None:
        if self._purge:
            self.forget_input()
            self._in = FglTokens()
            self._page = FglPage(self._paper)
            self._fate = None
        self._stop_for("out_of_stock")

    def _come_out(self, fate: dict[FaultKind, Fault]) -> None:
        """There is stock: the ticket comes out whole, ruined or not at all."""
        if FaultKind.ILLEGAL in fate:
            self.status(Status.ILLEGAL_DATA)
        elif FaultKind.NAK in fate:
            self.status(Status.TICKET_NAK)
        elif FaultKind.JAM in fate:
            self._eject("jam")
            self._stop_for("jam")
        elif FaultKind.CUTTER in fate:
            self._eject("uncut")
            self._stop_for("cutter")
        else:
            self.count += 1
            self._counter += 1
            self._eject()
            self._acknowledge(fate)

    def _acknowledge(self, fate: dict[FaultKind, Fault]) -> None:
        if FaultKind.NEAR_END in fate:
            self.stock = min(self.stock, LOW_AT)
        self._report_low()
        if late := fate.get(FaultKind.ACK_LATE):
            self.in_seconds(late.seconds, lambda: self.status(Status.TICKET_ACK))
        elif FaultKind.ACK_LOST not in fate:
            self.status(Status.TICKET_ACK)
        if FaultKind.PRESENTED in fate:
            self._presented = True
            self.status(Status.TICKET_WAITING)

    def _report_low(self) -> None:
        """Each change is said once."""
        if self.stock <= LOW_AT and not self._low_said:
            self._low_said = True
            self.status(Status.LOW_PAPER)

    def _eject(self, ruin: str = "") -> None:
        self.stock -= 1
        self.papers += not ruin
        name = self.tray.put(self._page.paper(half=ruin == "half"), ruin)
        self.tell("paper", file=name, whole=not ruin, clipped=list(self._page.pen.clipped))

    def _stop_for(self, why: str) -> None:
        self._stop = why
        self._x_off = True
        if why in _SAYS_STOP:
            self.status(_SAYS_STOP[why])
        self.status(Status.X_OFF)
        self.tell("stop", why=why)

    # ---- people ----

    def strike(self, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.OUT_OF_STOCK:
                self.stock = 0
                self._stop_for("out_of_stock")
            case FaultKind.NEAR_END:
                self.stock = min(self.stock, LOW_AT)
                self._report_low()
            case FaultKind.COVER:
                self._stop_for("cover")
            case FaultKind.DEAF:
                self._go_deaf()

    def clear(self) -> None:
        if self._presented:
            self._presented = False
            self.status(Status.TICKET_TAKEN)
        if self._stop and self._stop != "out_of_stock":
            self._go_on()

    def load(self, count: int) -> None:
        self.stock += count
        self._low_said = False
        self.status(Status.LOADED_PATH_1)
        if self._stop == "out_of_stock":
            self._go_on()

    def _go_on(self) -> None:
        self._stop = ""
        self._x_off = False
        self.status(Status.X_ON)
        self.tell("ready")
        self.work()

    def state(self) -> Answer:
        return {
            "stop": self._stop,
            "mode": self.mode,
            "purge": self._purge,
            "count": self.count,
            "deaf": self._deaf,
            "x_off": self._x_off,
            "presented": self._presented,
        }
