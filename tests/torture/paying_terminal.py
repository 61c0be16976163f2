"""A card terminal whose journal is the truth of what was charged and given back, and the bad line
to it.

The terminal is dumb: it never looks at our books, and what reaches it twice it does twice. It knows
a message id, what it did about it, and nothing else.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pos.money import Money
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.paying import CardBegun, PaymentKind

FAULT_RATE = 0.02
"""How often each fault happens, one by one."""
SLOWEST = timedelta(seconds=170)
"""The longest a request is on its way: a terminal gives up after 180 seconds."""
STILL_AT_IT = 2
"""How often a terminal that is still at it says so."""
LOST_WITHOUT = 0.5
"""How often a terminal that gives back without its processor is not heard either: so that a manager
decides about such a refund often enough for its denial to be seen."""
HEARD_MOST = 4
"""How many answers an act hears that are nobody's."""


@dataclass
class Booked:
    """One line of the journal. ``minor``: what moved, signed. ``stored``: kept without the
    processor's word; ``minor`` is taken out again if the processor declines it."""

    begun: CardBegun
    result: CardResult
    minor: int
    stored: bool = False
    times: int = 1
    word: bool | None = None
    """The processor's, once it was forwarded."""


class Terminal:
    """What it is told it does, by dice; what it did stands in ``journal``."""

    def __init__(self, chance: random.Random, now: Callable[[], datetime]) -> None:
        self._chance = chance
        self._now = now
        self.journal: dict[str, Booked] = {}
        self._of_reference: dict[str, Booked] = {}
        self._down_until = now()
        self._still_at_it: dict[str, int] = {}
        self._coming: list[tuple[datetime, CardBegun]] = []
        self.faults: Counter[str] = Counter()

    def fault(self, name: str) -> bool:
        """Throw the dice for a fault, and count it."""
        happens = self._chance.random() < FAULT_RATE
        self.faults[name] += happens
        return happens

    @property
    def down(self) -> bool:
        """Whether it is starting again; nothing is answered, the journal is kept."""
        return self._now() < self._down_until

    def take(self, begun: CardBegun, *, cancelled: bool = False) -> CardResult:
        """Do what is asked; the journal knows it before anybody else."""
        again = self.journal.get(begun.message_id)
        if again is not None:
            again.minor, again.times = again.minor * 2, again.times + 1
            return again.result
        booked = self._decide(begun, cancelled=cancelled)
        self.journal[begun.message_id] = booked
        self._of_reference[booked.result.terminal_reference or begun.message_id] = booked
        if self.fault("in progress when asked"):
            self._still_at_it[begun.message_id] = STILL_AT_IT
        return booked.result

    def _decide(self, begun: CardBegun, *, cancelled: bool) -> Booked:
        if self.fault("declined"):
            return Booked(begun, plain(begun, CardOutcome.DECLINED), 0)
        if cancelled and self._chance.random() < 0.5:
            return Booked(begun, plain(begun, CardOutcome.CANCELLED), 0)
        if begun.kind is PaymentKind.CHARGE:
            return self._charge(begun)
        if begun.kind is PaymentKind.REVERSAL:
            charged = self._of_reference.get(begun.terminal_reference)
            if charged is None or charged.minor < begun.amount.minor:
                return Booked(begun, plain(begun, CardOutcome.DECLINED), 0)
            if charged.stored:  # what it undoes itself is never forwarded
                charged.stored = False
                return Booked(begun, yes(begun, begun.amount), -begun.amount.minor)
        stored = self.fault("given back without the processor")
        result = replace(yes(begun, begun.amount), offline=stored)
        return Booked(begun, result, -begun.amount.minor, stored=stored)

    def _charge(self, begun: CardBegun) -> Booked:
        amount = begun.amount
        if self.fault("approved in part") and amount.minor > 1:
            amount = Money(self._chance.randrange(1, amount.minor), amount.currency)
        stored = self.fault("stored without the processor")
        result = replace(yes(begun, amount), offline=stored)
        return Booked(begun, result, amount.minor, stored=stored)

    def comes_later(self, begun: CardBegun) -> None:
        """The request is on its way for a while; until then the terminal knows nothing of it."""
        self._coming.append((self._now() + SLOWEST * self._chance.random(), begun))

    def wake(self) -> None:
        """Do what has arrived since."""
        now = self._now()
        arrived = [begun for due, begun in self._coming if due <= now]
        self._coming = [each for each in self._coming if each[0] > now]
        for begun in arrived:
            self.take(begun)

    def gave_less(self, begun: CardBegun) -> bool:
        """Whether it approved, or may still approve, less than was asked."""
        booked = self.journal.get(begun.message_id)
        coming = any(each.message_id == begun.message_id for _, each in self._coming)
        return coming or (booked is not None and abs(booked.minor) not in (0, begun.amount.minor))

    def start_again(self) -> None:
        """Switch off and on."""
        self._down_until = self._now() + timedelta(seconds=self._chance.randrange(20, 200))

    def ask(self, begun: CardBegun) -> CardResult:
        """Say what became of a message id."""
        self.wake()
        if self.down:
            return plain(begun, self._chance.choice((CardOutcome.UNKNOWN, CardOutcome.NOT_SENT)))
        left = self._still_at_it.get(begun.message_id, 0)
        if left:
            self._still_at_it[begun.message_id] = left - 1
            return plain(begun, CardOutcome.IN_PROGRESS)
        booked = self.journal.get(begun.message_id)
        return plain(begun, CardOutcome.NOT_FOUND) if booked is None else booked.result

    def forward(self, message_id: str) -> bool | None:
        """Forward a stored sale; return the processor's word, None when there is nothing."""
        booked = self.journal[message_id]
        if booked.stored:
            booked.stored = False
            booked.word = self._chance.random() < 0.8
            self.faults["forwarded, approved" if booked.word else "forwarded, declined"] += 1
            if not booked.word:
                booked.minor = 0
        return booked.word


class Line:
    """Between us and the terminal: loses, delays, repeats and mixes up answers."""

    def __init__(self, chance: random.Random, terminal: Terminal) -> None:
        self._chance = chance
        self._terminal = terminal
        self._last: CardResult | None = None
        self.late: list[tuple[CardBegun, CardResult]] = []

    def send(self, begun: CardBegun) -> tuple[CardResult, ...]:
        """Send a request once; return what is heard of it at once, in order."""
        terminal, fault = self._terminal, self._terminal.fault
        terminal.wake()
        if fault("the terminal starts again"):
            terminal.start_again()
        if terminal.down or fault("busy"):
            return (plain(begun, CardOutcome.NOT_SENT),)
        if fault("lost before it reached the terminal"):
            return (plain(begun, CardOutcome.UNKNOWN),)
        if fault("not found before its time"):
            terminal.comes_later(begun)
            return (plain(begun, CardOutcome.UNKNOWN),)
        cancelled = begun.kind is PaymentKind.CHARGE and fault("cancelled while approving")
        result = terminal.take(begun, cancelled=cancelled)
        before, self._last = self._last, result
        without = result.offline and begun.kind is not PaymentKind.CHARGE
        if fault("answer lost") or (without and self._chance.random() < LOST_WITHOUT):
            return (plain(begun, CardOutcome.UNKNOWN),)
        if fault("answer late"):
            self.late.append((begun, result))
            return (plain(begun, CardOutcome.UNKNOWN),)
        if before is not None and fault("answer of another sale"):
            return (before,)
        if fault("answer repeated"):
            self.late.append((begun, result))
            return (result, result)
        return (result,)

    def ask(self, begun: CardBegun) -> CardResult:
        """Ask; the answer to a question is lost as well."""
        result = self._terminal.ask(begun)
        if self._terminal.fault("answer to a question lost"):
            return plain(begun, CardOutcome.UNKNOWN)
        return result

    def stragglers(self) -> tuple[tuple[CardBegun, CardResult], ...]:
        """Return late answers that arrive now."""
        if not self.late or self._chance.random() < 0.5:
            return ()
        number = self._chance.randrange(1, HEARD_MOST)
        arrived, self.late = tuple(self.late[:number]), self.late[number:]
        return arrived


def plain(begun: CardBegun, outcome: CardOutcome) -> CardResult:
    """Return an answer by which nothing moved."""
    return CardResult(outcome, begun.reference, begun.message_id)


def yes(begun: CardBegun, amount: Money) -> CardResult:
    """Return an approval."""
    return CardResult(
        CardOutcome.APPROVED if amount == begun.amount else CardOutcome.PARTIAL,
        begun.reference,
        begun.message_id,
        amount,
        brand="Visa",
        last_four="1111",
        approval_code="A1B2C3",
        terminal_reference=f"T-{begun.message_id}",
    )
