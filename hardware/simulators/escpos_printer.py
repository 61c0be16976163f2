"""A virtual ESC/POS receipt printer with a cash drawer behind it.

Models what bites: queued commands stand still while the printer is offline and real-time ones do
not; ESC @ switches automatic status back off; a power cycle says nothing; a pulse opens the
drawer, whose sensor is pin 3, and is held to its limits: no paper during it, no second one before
it has rested, 510 ms at most. Source: hardware facts 2 and 4.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import ClassVar

from hardware.simulators.device import Answer, BadRequest, Request, VirtualDevice
from hardware.simulators.escpos_drawing import DRAWING, Codes
from hardware.simulators.escpos_roll import Roll, RollPaper
from hardware.simulators.escpos_tokens import AtOnce, Bad, Do, EscposToken, EscposTokens, Rows, Say
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

NEAR_END_AT = 10
"""Receipts left when the near-end sensor sees it."""
_PRINT_ID = 48
_ASB_DRAWER, _ASB_ONLINE, _ASB_ERROR, _ASB_PAPER = 1, 2, 4, 8
_PULSE_PINS = b"\x00\x01\x30\x31"
_PULSE_UNIT_S = 0.002
_PULSE_AT_ONCE_UNIT_S = 0.1
_LONGEST_PULSE_S = 0.51
_STAR_OFFLINE = 0x1A
_CLEAR_BUFFERS = 2
_NO_INK = frozenset({"ESC @", "ESC p", "GS a", "GS r", "GS I", "GS ( H"})
_LATER = frozenset({FaultKind.CUTTER, FaultKind.ACK_LOST, FaultKind.ACK_LATE})
"""What happens at the end of a receipt, not in it."""
_WIDE = {1: (2, 1), 2: (1, 2), 3: (2, 2)}
"""GS v 0 m: how often each dot is repeated across and down."""


class Make(Enum):
    """Whose printer it is: what it knows of the protocol."""

    EPSON = "epson"
    CLONE = "clone"
    """Without GS ( H, and it does not tell its name."""
    STAR = "star"
    """In emulation: as a clone, and DLE EOT says offline whatever happens (hardware facts 2.4,
    documented for python-escpos); no automatic status, no sensor (unconfirmed)."""


class EscposPrinter(VirtualDevice[EscposToken]):
    """See the module. ``stock`` is the number of receipts the roll is good for;
    ``open_is_high`` the drawer's: level of pin 3 while it is open; None: no sensor is plugged in.
    """

    kind: ClassVar[str] = "escpos-printer"
    knows: ClassVar[frozenset[FaultKind]] = frozenset(
        {
            FaultKind.OUT_OF_STOCK,
            FaultKind.NEAR_END,
            FaultKind.JAM,
            FaultKind.CUTTER,
            FaultKind.COVER,
            FaultKind.POWER_CYCLE,
            FaultKind.LINE_CUT,
            FaultKind.ACK_LOST,
            FaultKind.ACK_LATE,
            FaultKind.HANG,
            FaultKind.HELD,
            FaultKind.BYTE_SPLIT,
            FaultKind.SLOW,
            FaultKind.STALL,
            FaultKind.NOISE,
            FaultKind.DRAWER_STUCK,
        }
    )

    def __init__(
        self,
        clock: Clock,
        tray: PaperTray,
        plan: FaultPlan,
        paper: RollPaper,
        stock: int = 1000,
        *,
        make: Make = Make.EPSON,
        open_is_high: bool | None = True,
    ) -> None:
        super().__init__(clock, tray, plan, stock)
        self.drawer_open = False
        self._drawer_stuck = False
        self._make = make
        self._open_is_high = open_is_high
        self._on_until_s = self._rests_until_s = -math.inf
        self._paper = paper
        self._roll = Roll(paper)
        self._cover = self._cutter = self._mechanical = self._near_end = False
        self._commands: dict[str, Callable[[bytes], None]] = {
            "ESC p": self._pulse_queued,
            "GS V": self._cut,
            "GS a": self._enable_asb,
            "GS r": self._answer_status,
            "GS I": self._answer_identity,
            "GS ( H": self._answer_id,
            "GS v 0": self._begin_picture,
            "ESC @": self._initialise,
        }
        self.reset()

    def reset(self) -> None:
        if self._roll.height:
            self._put("half")
        self._in = EscposTokens()
        self._roll = Roll(self._paper)
        self._codes = Codes().table()
        self._picture: tuple[int, int, bytearray] | None = None
        self._fate: dict[FaultKind, Fault] | None = None
        self._ack: Fault | None = None
        self._asb = 0
        self._asb_sent = b""

    # ---- the buffer ----

    def tokenize(self, data: bytes) -> list[EscposToken]:
        queued: list[EscposToken] = []
        pulse = False
        for token in self._in.feed(data):
            if isinstance(token, AtOnce):
                self._at_once(token)
            else:
                if _prints(token) and (pulse or self._pulse_ahead()):
                    self.complain("paper during a drawer pulse")
                queued.append(token)
                pulse = pulse or _pulses(token)
        return queued

    def _pulse_ahead(self) -> bool:
        """Whether a pulse is on, or is still to come before what arrives."""
        return self.clock.monotonic() < self._on_until_s or any(map(_pulses, self._tokens))

    def able(self) -> bool:
        return not self._offline

    @property
    def _offline(self) -> bool:
        return self._cover or self._cutter or self._mechanical or not self.stock

    def worked(self) -> None:
        self._report()

    def perform(self, token: EscposToken) -> bool:
        if isinstance(token, Bad):
            self.complain(token.what)
            return True
        if _prints(token) and not self._fated():
            return False
        try:
            self._obey(token)
        except (ValueError, KeyError) as error:
            self.complain(str(error))
        return not self._hung

    def _obey(self, token: EscposToken) -> None:
        match token:
            case Say():
                self._roll.say(token.data)
            case Rows():
                self._add_rows(token.data)
            case Do():
                self._do(token)

    def _do(self, command: Do) -> None:
        for fault in self.faults.command(command.name):
            self.happen(fault)
        if self._hung:
            return
        if command.name in self._commands:
            self._commands[command.name](command.data)
        else:
            draw = DRAWING.get(command.name) or self._codes[command.name]
            draw(self._roll, command.data)

    # ---- paper ----

    def _fated(self) -> bool:
        """Let happen what is to happen to this receipt; False when it stands still now."""
        if self._fate is None:
            self._fate = {fault.kind: fault for fault in self.faults.next_paper()}
        fate = self._fate
        for kind, fault in tuple(fate.items()):
            if kind in _LATER or (fault.mid and not self._roll.height):
                continue
            del fate[kind]
            self.happen(fault)
            if self._fate is not fate or self._cut_line:
                return False
        return not self._hung and self.able()

    def _cut(self, data: bytes) -> None:
        if not self._paper.cuts:
            raise ValueError("this printer has no knife")
        if not self._roll.at_line_start:
            raise ValueError("a cut in the middle of a line has no effect")
        if len(data) > 1 and data[1]:
            self._roll.feed(data[1])
        self._receipt_over()

    def _tear(self) -> None:
        """Without a knife a person tears the receipt off once it is all out."""
        if not self._paper.cuts and self._roll.at_line_start:
            self._receipt_over()

    def _receipt_over(self) -> None:
        fate, self._fate = self._fate or {}, None
        self._ack = fate.get(FaultKind.ACK_LOST) or fate.get(FaultKind.ACK_LATE)
        if FaultKind.CUTTER in fate:
            self._cutter = True
        if self._roll.height:
            self._put("uncut" if FaultKind.CUTTER in fate else "")

    def _put(self, ruin: str = "") -> None:
        self.stock = max(self.stock - 1, 0)
        self._near_end = self._near_end or self.stock <= NEAR_END_AT
        self.papers += not ruin
        name = self.tray.put(self._roll.take(), ruin)
        self.tell("paper", file=name, whole=not ruin)

    def _initialise(self, _: bytes) -> None:
        self._roll.initialise()
        self._asb = 0
        self._picture = None

    def _begin_picture(self, data: bytes) -> None:
        across, rows = data[1] + 256 * data[2], data[3] + 256 * data[4]
        if not across or not rows:
            raise ValueError("an empty picture")
        self._picture = data[0] & 3, across, bytearray()
        self._picture_size = across * rows

    def _add_rows(self, data: bytes) -> None:
        if self._picture is None:
            raise ValueError("rows of a picture that was refused")
        mode, across, rows = self._picture
        rows += data
        if len(rows) == self._picture_size:
            self._picture = None
            wide, tall = _WIDE.get(mode, (1, 1))
            self._roll.picture(across, bytes(rows), wide=wide, tall=tall)

    # ---- status ----

    def _bits(self) -> tuple[int, int, int]:
        """Return pin 3, cover and paper as ASB has them (hardware facts 2.1)."""
        first = 0x10 | (0x04 if self._pin_3_high else 0)
        first |= (0x08 if self._offline else 0) | (0x20 if self._cover else 0)
        second = (0x04 if self._mechanical else 0) | (0x08 if self._cutter else 0)
        third = (0x03 if self._near_end else 0) | (0x0C if not self.stock else 0)
        return first, second, third

    def _report(self) -> None:
        """Push the four bytes when something that was asked for has changed."""
        if not self._asb or self._make is Make.STAR:
            return
        first, second, third = self._bits()
        watched = first & (0x04 if self._asb & _ASB_DRAWER else 0)
        watched |= first & (0x28 if self._asb & _ASB_ONLINE else 0)
        seen = bytes(
            (
                watched,
                second if self._asb & _ASB_ERROR else 0,
                third if self._asb & _ASB_PAPER else 0,
            )
        )
        if seen != self._asb_sent:
            self._asb_sent = seen
            self.say(bytes((first, second, third, 0)))

    def _enable_asb(self, data: bytes) -> None:
        self._asb = data[0] & 0x0F
        self._asb_sent = b""
        self._report()

    def _answer_status(self, data: bytes) -> None:
        self._tear()
        if data[0] in b"\x01\x31":
            self._acknowledge(bytes((self._bits()[2],)))
        elif data[0] in b"\x02\x32":
            self.say(bytes((1 if self._pin_3_high else 0,)))
        else:
            raise ValueError(f"GS r {data[0]}")

    def _answer_identity(self, data: bytes) -> None:
        if data[0] in b"\x01\x02\x03\x31\x32\x33":
            self.say(b"\x02")
        elif data[0] in _TEXTS:
            if self._make is Make.EPSON:
                self.say(b"\x5f" + _TEXTS[data[0]] + b"\x00")
        else:
            raise ValueError(f"GS I {data[0]}")

    def _answer_id(self, data: bytes) -> None:
        """GS ( H fn 48: everything before it is on paper."""
        if self._make is not Make.EPSON:
            return
        if len(data) != 6 or data[0] != _PRINT_ID or not all(0x20 <= b <= 0x7E for b in data[2:]):
            raise ValueError(f"GS ( H {data.hex(' ')}")
        self._tear()
        self._acknowledge(b"\x37\x22" + data[2:] + b"\x00")

    def _acknowledge(self, reply: bytes) -> None:
        """Answer a fence, unless this answer is to be lost or late."""
        fault, self._ack = self._ack, None
        if fault is None:
            self.say(reply)
        elif fault.kind is FaultKind.ACK_LATE:
            self.in_seconds(fault.seconds, lambda: self.say(reply))

    def _at_once(self, token: AtOnce) -> None:
        number = token.data[0]
        match token.name:
            case "DLE EOT" if 1 <= number <= 4:
                self.say(bytes((self._real_time(number),)))
            case "DLE ENQ" if number == _CLEAR_BUFFERS:
                self.forget_input()
            case "DLE DC4" if number == 1 and token.data[1] < 2 and 1 <= token.data[2] <= 8:
                self._pulse_at_once(token.data[2] * _PULSE_AT_ONCE_UNIT_S)
            case _:
                self.complain(f"{token.name} {token.data.hex(' ')}")

    def _real_time(self, number: int) -> int:
        if self._make is Make.STAR:
            return _STAR_OFFLINE if number == 1 else 0x12
        first, second, third = self._bits()
        if number == 1:
            return 0x12 | (first & 0x0C)
        if number == 2:
            errors = 0x40 if second else 0
            return 0x12 | (0x04 if self._cover else 0) | (0x20 if not self.stock else 0) | errors
        if number == 3:
            return 0x12 | second
        return 0x12 | (0x0C if third & 0x03 else 0) | (0x60 if third & 0x0C else 0)

    # ---- the drawer ----

    def _pulse_queued(self, data: bytes) -> None:
        if data[0] not in _PULSE_PINS:
            raise ValueError(f"ESC p {data.hex(' ')}")
        if self._roll.height or not self._roll.at_line_start:
            raise ValueError("a drawer pulse in the middle of a receipt")
        on, off = data[1] * _PULSE_UNIT_S, data[2] * _PULSE_UNIT_S
        if not on or off < on:
            raise ValueError("a drawer pulse of nothing, or one that does not rest")
        self._pulse(on, off)

    def _pulse_at_once(self, seconds: float) -> None:
        """DLE DC4: the host may not do this while paper moves."""
        if seconds > _LONGEST_PULSE_S:
            self.complain("a drawer pulse longer than 510 ms")
        elif not self._offline and (self._roll.height or self._tokens):
            self.complain("a drawer pulse while printing")
        else:
            self._pulse(seconds, seconds)

    def _pulse(self, on_s: float, off_s: float) -> None:
        now_s = self.clock.monotonic()
        if now_s < self._rests_until_s:
            self.complain("a drawer pulse before the last one has rested")
        self._on_until_s = now_s + on_s
        self._rests_until_s = self._on_until_s + off_s
        self.tell("pulse", ms=round(on_s * 1000))
        if not self._drawer_stuck:
            self._set_drawer(open_now=True)

    @property
    def _pin_3_high(self) -> bool:
        return self._open_is_high is not None and self.drawer_open is self._open_is_high

    def _set_drawer(self, *, open_now: bool) -> None:
        if self.drawer_open is not open_now:
            self.drawer_open = open_now
            self.tell("drawer", open=open_now)
            self._report()

    # ---- people ----

    def command(self, request: Request) -> Answer:
        match request.get("do"):
            case "close_drawer":
                self._set_drawer(open_now=False)
            case "open_drawer":
                self._set_drawer(open_now=True)
            case _:
                return super().command(request)
        return self.all_state()

    def strike(self, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.OUT_OF_STOCK:
                self.stock = 0
            case FaultKind.NEAR_END:
                self._near_end = True
            case FaultKind.COVER:
                self._cover = True
            case FaultKind.JAM:
                self._mechanical = True
            case FaultKind.CUTTER:
                self._cutter = True
            case FaultKind.DRAWER_STUCK:
                self._drawer_stuck = True
            case other:
                raise BadRequest(f"{other.value} needs a paper")
        self._report()

    def clear(self) -> None:
        self._cover = self._cutter = self._mechanical = self._drawer_stuck = False
        self._report()

    def load(self, count: int) -> None:
        if self._roll.height:
            self._put("half")
        self.stock += count
        self._near_end = self.stock <= NEAR_END_AT
        self._report()
        self.work()

    def state(self) -> Answer:
        return {
            "drawer_open": self.drawer_open,
            "cover_open": self._cover,
            "near_end": self._near_end,
            "cutter_error": self._cutter,
            "mechanical_error": self._mechanical,
            "offline": self._offline,
        }


_TEXTS = {65: b"1.00 ESC/POS", 66: b"FOYER", 67: b"TM-VIRTUAL", 68: b"V000000001"}
"""What GS I answers by its number: firmware, maker, model, serial number (numbers unconfirmed)."""


def _pulses(token: EscposToken) -> bool:
    return isinstance(token, Do) and token.name == "ESC p"


def _prints(token: EscposToken) -> bool:
    """Whether a token belongs to a receipt rather than to the talk between receipts."""
    if isinstance(token, Say) and not token.data:
        return False
    return not (isinstance(token, Do) and token.name in _NO_INK)
