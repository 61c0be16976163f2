"""A virtual terminal's own journal: what it really did with the patron's card."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from pos.money import Money

SaleAndService = tuple[str, str]
"""SaleID and ServiceID: never used twice within 48 hours (hardware facts 6.1, documented)."""


class Fate(Enum):
    """What became of a message that moves money."""

    UNDER_WAY = "under_way"
    APPROVED = "approved"
    PARTIAL = "partial"
    DECLINED = "declined"
    CANCELLED = "cancelled"


CHARGED = frozenset({Fate.APPROVED, Fate.PARTIAL})


@dataclass(slots=True)
class Entry:
    """One message. ``moved``: what was charged or given back, zero where nothing was. ``of``: the
    charge that a reversal is of. ``answer``: the body of its answer, from which it is repeated.
    """

    category: str
    key: SaleAndService
    reference: str
    asked: Money
    kind: str
    fate: Fate = Fate.UNDER_WAY
    moved: Money = field(default_factory=lambda: Money(0))
    transaction: str = ""
    of: str = ""
    answer: dict[str, object] = field(default_factory=dict)

    def as_told(self) -> dict[str, object]:
        """Return what the control port tells."""
        return {
            "message_id": self.key[1],
            "reference": self.reference,
            "kind": self.kind,
            "asked_minor": self.asked.minor,
            "moved_minor": self.moved.minor,
            "fate": self.fate.value,
        }


class Journal:
    """Every entry, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._by_key: dict[SaleAndService, Entry] = {}

    def add(self, entry: Entry) -> None:
        """Write an entry; its key is new."""
        assert entry.key not in self._by_key
        self.entries.append(entry)
        self._by_key[entry.key] = entry

    def find(self, key: SaleAndService) -> Entry | None:
        """Return the entry of a message."""
        return self._by_key.get(key)

    def charge(self, transaction: str) -> Entry | None:
        """Return the charge that this reference of the terminal's own stands for."""
        for entry in self.entries:
            if entry.kind == "charge" and entry.transaction == transaction:
                return entry if entry.fate in CHARGED else None
        return None

    def given_back(self, charge: Entry) -> Money:
        """Return what reversals have taken from a charge."""
        backs = (
            entry.moved
            for entry in self.entries
            if entry.kind == "reversal" and entry.of == charge.transaction
        )
        return sum(backs, Money.zero(charge.asked.currency))

    def total(self, *kinds: str) -> tuple[int, Money]:
        """Return count and sum of what was moved by entries of these kinds."""
        moved = [one.moved for one in self.entries if one.kind in kinds and one.moved.minor]
        return len(moved), sum(moved, Money(0))
