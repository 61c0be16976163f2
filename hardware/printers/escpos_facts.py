"""What an ESC/POS printer last said about itself.

Source: hardware facts 2.1, the bit tables of ASB, DLE EOT and GS r.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pos.ports.devices import Condition

PIN_3 = 0x04
OFFLINE = 0x08
ROUND = (1, 2, 3, 4)
"""Every DLE EOT question, in the order that finds the cause of a fault."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true until the printer says otherwise; a new connection begins afresh."""

    offline: bool = False
    cover_open: bool = False
    feeding: bool = False
    mechanical: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    recovers: bool = False
    near_end: bool = False
    paper_end: bool = False
    pin_3_high: bool | None = None

    @property
    def conditions(self) -> frozenset[Condition]:
        """Return what is the matter, in the words of the trade."""
        stops = {
            Condition.OUT_OF_STOCK: self.paper_end,
            Condition.COVER_OPEN: self.cover_open,
            Condition.CUTTER_JAM: self.cutter,
            Condition.MECHANICAL: self.mechanical or self.unrecoverable or self.recovers,
        }
        found = {condition for condition, true in stops.items() if true}
        if self.offline_unexplained:
            found.add(Condition.MECHANICAL)
        if self.near_end and not self.paper_end:
            found.add(Condition.LOW_STOCK)
        return frozenset(found)

    @property
    def offline_unexplained(self) -> bool:
        """Whether it is offline and gives no reason for it."""
        reasons = (
            self.paper_end,
            self.cover_open,
            self.cutter,
            self.mechanical,
            self.unrecoverable,
            self.recovers,
            self.feeding,
        )
        return self.offline and not any(reasons)

    @property
    def ruin(self) -> Condition | None:
        """Return the fault that spoils the paper under way, if there is one."""
        if self.cutter:
            return Condition.CUTTER_JAM
        return Condition.MECHANICAL if self.mechanical or self.unrecoverable else None


def from_asb(data: bytes) -> Facts:
    """Return everything four bytes of automatic status say; ``10 00 00 00`` is idle and well."""
    first, errors, paper = data[0], data[1], data[2]
    return Facts(
        offline=bool(first & OFFLINE),
        cover_open=bool(first & 0x20),
        feeding=bool(first & 0x40),
        mechanical=bool(errors & 0x04),
        cutter=bool(errors & 0x08),
        unrecoverable=bool(errors & 0x20),
        recovers=bool(errors & 0x40),
        near_end=bool(paper & 0x03),
        paper_end=bool(paper & 0x0C),
        pin_3_high=bool(first & PIN_3),
    )


def with_real_time(facts: Facts, answers: Mapping[int, int]) -> Facts:
    """Return ``facts`` corrected by the replies to DLE EOT n; ``12`` to n=1 is online and well."""
    if (one := answers.get(1)) is not None:
        facts = replace(facts, offline=bool(one & OFFLINE), pin_3_high=bool(one & PIN_3))
    if (two := answers.get(2)) is not None:
        facts = replace(facts, cover_open=bool(two & 0x04), feeding=bool(two & 0x08))
    if (three := answers.get(3)) is not None:
        facts = replace(
            facts,
            mechanical=bool(three & 0x04),
            cutter=bool(three & 0x08),
            unrecoverable=bool(three & 0x20),
            recovers=bool(three & 0x40),
        )
    if (four := answers.get(4)) is not None:
        facts = replace(facts, near_end=bool(four & 0x0C), paper_end=bool(four & 0x60))
    return facts


def with_paper(facts: Facts, reply: int) -> Facts:
    """Return ``facts`` corrected by the reply to GS r 1; ``00`` is paper and plenty of it."""
    return replace(facts, near_end=bool(reply & 0x03), paper_end=bool(reply & 0x0C))
