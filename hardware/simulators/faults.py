"""What goes wrong, and when: a plan written beforehand, or a fault thrown in live.

A fault fires at once, on the paper that comes after a number of further ones (``after``), or when
the printer meets a command (``on``). Everything random comes from the plan's seed and every span
of time is measured on the injected clock, so the same plan gives the same evening.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path


class FaultKind(Enum):
    """Everything that can go wrong. Which device knows which is in the package README."""

    OUT_OF_STOCK = "out_of_stock"
    """The stock is gone: before the paper, or with ``mid`` half-way through it."""
    NEAR_END = "near_end"
    """The sensor sees little stock left."""
    JAM = "jam"
    """The paper is ruined; nothing moves until ``clear``."""
    CUTTER = "cutter"
    """Printed but not cut; nothing moves until ``clear``."""
    COVER = "cover"
    """The cover is open until ``clear``."""
    POWER_CYCLE = "power_cycle"
    """Switched off and on: all buffers gone, and the line unless ``keep_line``; ``mid``: on half a
    paper."""
    LINE_CUT = "line_cut"
    """The connection breaks; the printer does not notice. ``mid``: after the paper, before its
    acknowledgement."""
    ACK_LOST = "ack_lost"
    """The paper is good and its acknowledgement never comes."""
    ACK_LATE = "ack_late"
    """The acknowledgement comes ``seconds`` late."""
    HANG = "hang"
    """Nothing is done and nothing said for ``seconds``, or until ``clear`` when that is 0."""
    ILLEGAL = "illegal"
    """The printer takes the paper's data for illegal; nothing is printed."""
    NAK = "nak"
    """The printer refuses the ticket; nothing is printed."""
    HELD = "held"
    """Another host holds the printer, for ``seconds`` or until ``clear``: connections are
    refused.
    """
    BYTE_SPLIT = "byte_split"
    """Until ``clear`` every reply leaves byte by byte and data is taken in crumbs."""
    SLOW = "slow"
    """Until ``clear`` data is worked off at ``rate`` bytes a second."""
    STALL = "stall"
    """Flow control: for ``seconds``, or until ``clear`` when that is 0, no byte is taken off the
    line, which fills; what was taken is worked off and answered."""
    NOISE = "noise"
    """Until ``clear`` bytes that no device says (80-FF) stand before and behind every reply."""
    DRAWER_STUCK = "drawer_stuck"
    """Until ``clear`` pulses do not open the drawer."""
    STRAY = "stray"
    """Bytes without meaning arrive that nobody asked for."""
    TORN = "torn"
    """A reading stops half-way; the rest comes ``seconds`` later, or never when that is 0."""
    NO_SUFFIX = "no_suffix"
    """Until ``clear`` readings end without their carriage return."""
    DOUBLE = "double"
    """Until ``clear`` each reading is sent twice."""
    BAD_READ = "bad_read"
    """Nothing on the check can be read."""
    PARTIAL = "partial"
    """The account on the check cannot be read."""
    PRESENTED = "presented"
    """The printed ticket stays in the exit until ``clear``, and the next one waits for that."""
    DEAF = "deaf"
    """Somebody changed a setting: for two to three seconds what arrives is lost, then it starts
    afresh."""
    TAKEN_AWAY = "taken_away"
    """The badge is taken away: at once, or with ``on`` when asked ``SELECT`` or ``GET DATA``."""
    NO_ID = "no_id"
    """Until ``clear`` the badge does not know the command that asks for its id."""
    GARBAGE = "garbage"
    """Until ``clear`` the badge answers what means nothing."""
    BUSY = "busy"
    """The terminal takes no request, for ``seconds`` or until ``clear``."""
    ANSWER_LOST = "answer_lost"
    """The sale is done and its answer never comes; ``mid``: given up before, nothing is charged and
    no answer comes either."""
    ANSWER_LATE = "answer_late"
    """The answer comes ``seconds`` late."""
    ANSWER_PREVIOUS = "answer_previous"
    """The sale is done and answered with the answer of the one before."""
    ANSWER_BROKEN = "answer_broken"
    """The answer does not arrive as it was said, once; ``mid``: however often it is said again."""
    ANSWER_FULL = "answer_full"
    """The answer comes in its long form, with the card's number in it."""


ON_PAPER = frozenset(
    {
        FaultKind.JAM,
        FaultKind.CUTTER,
        FaultKind.ACK_LOST,
        FaultKind.ACK_LATE,
        FaultKind.ILLEGAL,
        FaultKind.NAK,
        FaultKind.PRESENTED,
        FaultKind.TORN,
        FaultKind.BAD_READ,
        FaultKind.PARTIAL,
        FaultKind.ANSWER_LOST,
        FaultKind.ANSWER_LATE,
        FaultKind.ANSWER_PREVIOUS,
        FaultKind.ANSWER_BROKEN,
        FaultKind.ANSWER_FULL,
    }
)
"""Kinds that need a paper, or a sale, to happen on: without ``after`` it is the next one."""


OF_THE_LINE = (
    FaultKind.LINE_CUT,
    FaultKind.SLOW,
    FaultKind.BYTE_SPLIT,
    FaultKind.HELD,
    FaultKind.STALL,
    FaultKind.NOISE,
)
"""Kinds that any device may have, because its line has them."""


LONGEST_S = 86_400
"""A day: longer lasts what is sticky."""
FASTEST = 1_000_000_000


class BadFault(ValueError):
    """A fault that makes no sense. Shown to the person at the control port."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong once.

    Args:
        kind: What.
        after: Fires on the paper that follows this many further ones; None: at once.
        on: Fires when the printer meets this command (``S2``, ``GS r``) instead.
        mid: Half-way through the paper.
        seconds: How long, or how late.
        rate: Bytes a second.
        keep_line: The connection survives a power cycle, as on a serial line.
    """

    kind: FaultKind
    after: int | None = None
    on: str | None = None
    mid: bool = False
    seconds: float = 0.0
    rate: float = 0.0
    keep_line: bool = False

    def __post_init__(self) -> None:
        if self.after is not None and self.after < 0:
            raise BadFault("after is less than nothing")
        if not 0 <= self.seconds <= LONGEST_S:  # nor is NaN
            raise BadFault(f"seconds are a number, 0 to {LONGEST_S}")
        if not 0 <= self.rate <= FASTEST:
            raise BadFault(f"rate is a number of bytes a second, 0 to {FASTEST}")
        if self.kind is FaultKind.SLOW and not self.rate:
            raise BadFault("slow needs a rate in bytes a second")
        late = self.kind in (FaultKind.ACK_LATE, FaultKind.ANSWER_LATE)
        if late and not self.seconds:
            raise BadFault(f"{self.kind.value} needs seconds")

    @property
    def needs_paper(self) -> bool:
        """Whether it waits for a paper to happen on."""
        return self.after is not None or self.mid or self.kind in ON_PAPER


_TYPES: Mapping[str, tuple[type, ...]] = {
    "after": (int, type(None)),
    "on": (str, type(None)),
    "mid": (bool,),
    "seconds": (int, float),
    "rate": (int, float),
    "keep_line": (bool,),
}


def fault_from(values: Mapping[str, object]) -> Fault:
    """Return the fault that ``values``, a JSON object, describes.

    Raises:
        BadFault: Unknown kind or key, or a value of the wrong type.
    """
    try:
        kind = FaultKind(values.get("kind"))
    except ValueError:
        raise BadFault(f"no fault is called {values.get('kind')!r}") from None
    known = {one.name for one in fields(Fault)}
    for key, value in values.items():
        if key not in known:
            raise BadFault(f"a fault has no {key!r}")
        wanted = _TYPES.get(key, (str,))
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            raise BadFault(f"{key} cannot be {value!r}")
    rest = {key: value for key, value in values.items() if key != "kind"}
    return Fault(kind, **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Faults in the order they were written, and the seed of everything random."""

    faults: tuple[Fault, ...] = ()
    seed: int = 0

    @staticmethod
    def read(file: Path, seed: int = 0) -> FaultPlan:
        """Return the plan in a JSON file: a list of faults.

        Raises:
            BadFault: The file is not such a list.
            OSError: It cannot be read.
        """
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BadFault(f"{file}: {error}") from None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BadFault(f"{file}: not a list of faults")
        return FaultPlan(tuple(fault_from(row) for row in rows), seed)

    @staticmethod
    def scattered(seed: int, papers: int, choices: Sequence[Fault], count: int) -> FaultPlan:
        """Return ``count`` faults, drawn from ``choices``, on different papers of the first
        ``papers``."""
        rng = random.Random(seed)
        places = sorted(rng.sample(range(papers), count))
        drawn = [(rng.choice(choices), place) for place in places]
        return FaultPlan(tuple(_placed(fault, place) for fault, place in drawn), seed)


def _placed(fault: Fault, after: int) -> Fault:
    values = {one.name: getattr(fault, one.name) for one in fields(Fault)}
    return Fault(**{**values, "after": after})


@dataclass(slots=True)
class FaultBook:
    """Which faults are still to come. Counts papers and commands. Thread: the simulator's."""

    papers: int = 0
    _on_paper: list[tuple[int, Fault]] = field(default_factory=list)
    _on_command: list[Fault] = field(default_factory=list)
    _at_once: list[Fault] = field(default_factory=list)

    def arm(self, faults: Iterable[Fault]) -> None:
        """Add faults; ``after`` counts from now."""
        for fault in faults:
            if fault.on is not None:
                self._on_command.append(fault)
            elif fault.needs_paper:
                self._on_paper.append((self.papers + (fault.after or 0), fault))
            else:
                self._at_once.append(fault)

    def now(self) -> tuple[Fault, ...]:
        """Take the faults that fire at once."""
        taken, self._at_once = tuple(self._at_once), []
        return taken

    def next_paper(self) -> tuple[Fault, ...]:
        """Count one paper and take the faults that fire on it."""
        taken = tuple(fault for at, fault in self._on_paper if at <= self.papers)
        self._on_paper = [(at, fault) for at, fault in self._on_paper if at > self.papers]
        self.papers += 1
        return taken

    def command(self, name: str) -> tuple[Fault, ...]:
        """Take the faults that fire on the command ``name``."""
        if not self._on_command:
            return ()
        taken = tuple(fault for fault in self._on_command if fault.on == name)
        self._on_command = [fault for fault in self._on_command if fault.on != name]
        return taken

    @property
    def pending(self) -> int:
        return len(self._on_paper) + len(self._on_command) + len(self._at_once)
