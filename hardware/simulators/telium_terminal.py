"""A virtual Ingenico Telium terminal that speaks protocol E, with patrons at hand and a journal.

The journal is the terminal's own: what stands there was charged or refunded, whatever the till came
to know of it. A sale counts from the moment its request was taken, which is the hardest case for a
till. Strict: what the protocol does not know, and the same private field twice, are errors.

Written from the facts alone, sharing no code with the driver. Source: hardware facts 6.3; the spans
of time, repetitions and the NAK of a busy terminal are unconfirmed.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor
from typing import ClassVar

from hardware.simulators.device import Answer, BadRequest, Request, VirtualDevice
from hardware.simulators.faults import OF_THE_LINE, BadFault, Fault, FaultKind, FaultPlan
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

CURRENCIES = {"EUR": "978", "USD": "840"}
PATIENCE_S = 60.0
"""How long a patron may take to present a card."""
HOST_S = 1.0
CALL_S = 5.0
"""How long a till that was let speak may take."""
REPEAT_S = 2.0
"""Until the terminal says again what nobody confirmed; ``REPEATS`` times in all."""
REPEATS = 5
TEST_CARD = "4" + "1" * 15
"""The schemes' test number; in the long answer only."""

_REQUEST = re.compile(
    rb"(?P<pos>\d\d)(?P<minor>\d{8})(?P<flag>.)(?P<mode>.)(?P<way>.)(?P<currency>\d{3})"
    rb"(?P<private>[ -~]{10})(?P<delay>.{4})(?P<authorisation>.{4})",
    re.DOTALL,
)
_WORD = re.compile(rb"\x02(?P<data>[^\x03]*)\x03(?P<check>.)|[\x04\x05\x06\x15]", re.DOTALL)
_LONGEST = 256
_OF_THE_SALE = frozenset(
    {
        FaultKind.NAK,
        FaultKind.ACK_LOST,
        FaultKind.ANSWER_LOST,
        FaultKind.ANSWER_LATE,
        FaultKind.ANSWER_PREVIOUS,
        FaultKind.ANSWER_BROKEN,
        FaultKind.ANSWER_FULL,
    }
)


class Showing(Enum):
    """What stands on the terminal's screen."""

    IDLE = "idle"
    CARD = "card"
    PROCESSING = "processing"


@dataclass(frozen=True, slots=True)
class Said:
    """One word of the till: a signal, a frame, or bytes that are neither (``data`` None)."""

    raw: bytes
    data: bytes | None = None
    good: bool = False

    @property
    def size(self) -> int:
        return len(self.raw)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sale as it was asked for, and the faults that fall on it."""

    pos: str
    minor: int
    way: str
    currency: str
    private: str
    faults: dict[FaultKind, Fault]


@dataclass(slots=True)
class Telling:
    """An answer on its way to the till. ``broken``: how often it arrives otherwise than said, None:
    whenever. ``frame``: whether its ENQ was confirmed."""

    data: bytes
    broken: int | None = 0
    frame: bool = False
    times: int = 0
    calls: int = 0


class TeliumTerminalDevice(VirtualDevice[Said]):
    """See the module. ``currency``: a key of ``CURRENCIES``."""

    kind: ClassVar[str] = "telium-terminal"
    one_client: ClassVar[bool] = True
    knows: ClassVar[frozenset[FaultKind]] = _OF_THE_SALE | {
        FaultKind.BUSY,
        FaultKind.HANG,
        FaultKind.POWER_CYCLE,
        *OF_THE_LINE,
    }

    def __init__(self, clock: Clock, plan: FaultPlan, currency: str = "EUR") -> None:
        if currency not in CURRENCIES:
            raise BadFault(f"no currency is called {currency}: {', '.join(CURRENCIES)}")
        self._currency = CURRENCIES[currency]
        self.journal: list[dict[str, object]] = []
        self.asked: list[str] = []
        """Private fields of every request that was taken."""
        self._host_s = HOST_S
        self._taps_after_s: float | None = None
        self._last = self._answer_data("00", "7", 0, " " * 10)
        super().__init__(clock, PaperTray(None, "receipt"), plan, 0)
        self._calls = 0
        self.reset()

    def reset(self) -> None:
        self._arrived = b""
        self._called = self._busy = False
        self._struck: dict[FaultKind, Fault] = {}
        self._wanted: Wanted | None = None
        self._showing = Showing.IDLE
        self._sale_number = 0
        self._to_tell: deque[Telling] = deque()
        self._telling: Telling | None = None

    # ---- the till's words ----

    def tokenize(self, data: bytes) -> list[Said]:
        self._arrived += data
        words = []
        while self._arrived:
            word = _WORD.match(self._arrived)
            if word is not None:
                frame = word["data"]
                good = frame is not None and reduce(xor, frame, 0x03) == word["check"][0]
                words.append(Said(word[0], frame if frame is not None else word[0], good))
                self._arrived = self._arrived[word.end() :]
            elif self._arrived[:1] == b"\x02" and len(self._arrived) < _LONGEST:
                break
            else:
                words.append(Said(self._arrived[:1]))
                self._arrived = self._arrived[1:]
        return words

    def disconnected(self) -> None:
        """See ``VirtualDevice``; half a frame goes with the host, and a turn of its own ends."""
        super().disconnected()
        self._arrived = b""
        self._called = False

    def able(self) -> bool:
        return True

    def perform(self, token: Said) -> bool:
        match token.raw[:1]:
            case b"\x05":
                self._enquired()
            case b"\x02":
                self._asked(token)
            case b"\x04":
                self._hung_up()
            case b"\x06":
                self._confirmed()
            case b"\x15":
                self._denied()
            case _:
                self.complain(f"a byte {token.raw.hex()} that the protocol does not know")
        return True

    def _enquired(self) -> None:
        if self._telling is not None:  # it has something to say first
            return
        if self._busy or self._wanted is not None:
            self.say(b"\x15")
            return
        self._called = True
        self._calls += 1
        call = self._calls
        self.in_seconds(CALL_S, lambda: self._hung_up() if call == self._calls else None)
        self.say(b"\x06")

    def _hung_up(self) -> None:
        """The till has said what it wanted to, or nothing for long enough."""
        self._called = False
        self._tell_next()

    def _asked(self, token: Said) -> None:
        if not self._called:
            self.complain("a request that nobody was let to make")
            return
        if not token.good or token.data is None:
            self.say(b"\x15")
            return
        wanted = self._read(token.data)
        if wanted is None or FaultKind.NAK in wanted.faults:
            self.say(b"\x15")
            return
        self.asked.append(wanted.private)
        self._begin(wanted)

    def _read(self, data: bytes) -> Wanted | None:
        """Return what a request says; None, and an error, where it is none."""
        said = _REQUEST.fullmatch(data)
        if said is None:
            self.complain(f"a request of {len(data)} characters")
            return None
        text = {name: value.decode("latin-1") for name, value in said.groupdict().items()}
        right = {"flag": "0", "mode": "1", "delay": "A010", "authorisation": "B010"}
        wrong = [name for name, value in right.items() if text[name] != value]
        wrong += [] if text["way"] in "02" else ["way"]
        wrong += [] if text["currency"] == self._currency else ["currency"]
        wrong += [] if int(text["minor"]) else ["minor"]
        wrong += ["private"] if text["private"] in self.asked else []
        if wrong:
            self.complain(f"a request with a wrong {', '.join(wrong)}")
            return None
        return Wanted(
            text["pos"],
            int(text["minor"]),
            text["way"],
            text["currency"],
            text["private"],
            self._faults_of_this_sale(),
        )

    def _faults_of_this_sale(self) -> dict[FaultKind, Fault]:
        self.papers += 1
        for fault in self.faults.next_paper():
            self.happen(fault)
        struck, self._struck = self._struck, {}
        return struck

    # ---- the sale ----

    def _begin(self, wanted: Wanted) -> None:
        self._wanted, self._showing = wanted, Showing.CARD
        self._sale_number += 1
        number = self._sale_number
        if FaultKind.ACK_LOST not in wanted.faults:
            self.say(b"\x06")
        self.tell("asked", amount=wanted.minor, refund=wanted.way == "2")
        self.in_seconds(PATIENCE_S, lambda: self._give_up(number))
        if self._taps_after_s is not None:
            self.in_seconds(self._taps_after_s, lambda: self._present_by_itself(number))
        self._meet("asked")

    def _meet(self, stage: str) -> None:
        """Let the faults happen that wait for this stage of a sale."""
        for fault in self.faults.command(stage):
            self.happen(fault)

    def _present_by_itself(self, number: int) -> None:
        if number == self._sale_number and self._showing is Showing.CARD:
            self._present()

    def _give_up(self, number: int) -> None:
        if number == self._sale_number and self._showing is Showing.CARD:
            self._end("7")

    def _present(self) -> None:
        self._showing = Showing.PROCESSING
        number = self._sale_number
        self.in_seconds(self._host_s, lambda: self._host_answers(number))

    def _host_answers(self, number: int) -> None:
        wanted = self._wanted
        if wanted is None or number != self._sale_number:
            return
        lost = wanted.faults.get(FaultKind.ANSWER_LOST)
        if lost is not None and lost.mid:
            self._end("7")
            return
        kind = "refund" if wanted.way == "2" else "charge"
        self.journal.append(
            {
                "number": len(self.journal) + 1,
                "kind": kind,
                "amount": wanted.minor,
                "currency": wanted.currency,
                "private": wanted.private.rstrip(),
            }
        )
        self.tell("journal", kind=kind, amount=wanted.minor)
        self._meet("approved")
        if self._wanted is wanted:  # not switched off meanwhile
            self._end("0")

    def _end(self, result: str) -> None:
        """The sale is over; tell the till, as far as its faults let that happen."""
        wanted, self._wanted = self._wanted, None
        self._showing = Showing.IDLE
        assert wanted is not None
        data = self._answer_data(wanted.pos, result, wanted.minor, wanted.private)
        before, self._last = self._last, data
        faults = wanted.faults
        if FaultKind.ANSWER_LOST in faults:
            return
        if FaultKind.ANSWER_PREVIOUS in faults:
            data = before
        if FaultKind.ANSWER_FULL in faults:
            data = data[:12] + f"{TEST_CARD} 3012".ljust(55).encode() + data[12:]
        broken = faults.get(FaultKind.ANSWER_BROKEN)
        telling = Telling(data, 0 if broken is None else None if broken.mid else 1)
        late = faults.get(FaultKind.ANSWER_LATE)
        if late is None:
            self._queue(telling)
        else:
            self.in_seconds(late.seconds, lambda: self._queue(telling))

    def _answer_data(self, pos: str, result: str, minor: int, private: str) -> bytes:
        return f"{pos}{result}{minor:08}1{self._currency}{private}".encode("latin-1")

    # ---- the terminal's words ----

    def _queue(self, telling: Telling) -> None:
        self._to_tell.append(telling)
        self._tell_next()

    def _tell_next(self) -> None:
        """Begin to say what is to be said, once nobody else is speaking."""
        if self._telling is None and self._to_tell and not self._called:
            self._telling = self._to_tell.popleft()
            self._say_it(self._telling)

    def _say_it(self, telling: Telling) -> None:
        telling.times += 1
        telling.calls += not telling.frame
        if max(telling.times, telling.calls) > REPEATS:
            self._over()
            return
        self.say(self._frame(telling) if telling.frame else b"\x05")
        times = telling.times
        self.in_seconds(REPEAT_S, lambda: self._unconfirmed(telling, times))

    def _frame(self, telling: Telling) -> bytes:
        check = reduce(xor, telling.data, 0x03)
        if telling.broken != 0:
            telling.broken = None if telling.broken is None else telling.broken - 1
            check ^= 0x55
        return b"\x02" + telling.data + b"\x03" + bytes([check])

    def _unconfirmed(self, telling: Telling, times: int) -> None:
        if self._telling is telling and telling.times == times:
            telling.frame = False
            self._say_it(telling)

    def _confirmed(self) -> None:
        telling = self._telling
        if telling is None:
            return
        if telling.frame:
            self.say(b"\x04")
            self._over()
        else:
            telling.frame, telling.times = True, 0
            self._say_it(telling)

    def _denied(self) -> None:
        if self._telling is not None and self._telling.frame:
            self._say_it(self._telling)

    def _over(self) -> None:
        self._telling = None
        self._tell_next()

    # ---- faults and the bench ----

    def strike(self, fault: Fault) -> None:
        if fault.kind is FaultKind.BUSY:
            self._busy = True
            if fault.seconds:
                self.in_seconds(fault.seconds, self._free)
        elif fault.kind in _OF_THE_SALE:
            self._struck[fault.kind] = fault
        else:
            raise BadFault(f"a terminal has no fault {fault.kind.value}")

    def _free(self) -> None:
        self._busy = False

    def clear(self) -> None:
        self._busy = False
        self._struck = {}

    def load(self, count: int) -> None:
        raise BadRequest("a terminal holds no stock")

    def command(self, request: Request) -> Answer:
        """Do what a person at the bench asks: also ``tap``, ``insert`` (a card is presented),
        ``decline`` (it is refused), ``cancel`` (the red key; too late once the host is asked),
        ``slow`` (``seconds`` that the host takes from now on), ``auto`` (a card comes by itself
        after ``seconds``, 0 ends that).
        """
        match request.get("do"):
            case "tap" | "insert":
                self._someone(Showing.CARD)
                self._present()
            case "decline":
                self._someone(Showing.CARD)
                self._end("7")
            case "cancel":
                if self._someone(Showing.CARD, Showing.PROCESSING) is Showing.CARD:
                    self._end("7")
            case "slow":
                self._host_s = _seconds(request)
            case "auto":
                self._taps_after_s = _seconds(request) or None
            case _:
                return super().command(request)
        return self.all_state()

    def _someone(self, *when: Showing) -> Showing:
        """Return what the terminal shows, where that is one of ``when``.

        Raises:
            BadRequest: Nobody was asked for a card.
        """
        if self._showing not in when:
            raise BadRequest(f"the terminal shows {self._showing.value}")
        return self._showing

    def state(self) -> Answer:
        amount = None if self._wanted is None else self._wanted.minor
        return {
            "showing": self._showing.value,
            "amount": amount,
            "telling": self._telling is not None or bool(self._to_tell),
            "journal": list(self.journal),
        }


def _seconds(request: Request) -> float:
    seconds = request.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise BadRequest("seconds is a number, 0 or more")
    return float(seconds)
