"""What a window keeps of its rights to things (``pos.hub.things``). Thread: ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.hub.things import Thing


@dataclass(frozen=True, slots=True)
class HeldThing:
    """A right that is this window's by the hub's word. ``usable``: all that the last holder did is
    known here, and it was not asked to be given back."""

    house: str
    name: str
    usable: bool


class ThingStore(Protocol):
    """See the module. The hub's word comes in by ``LinkStore``, as that about seats does; it makes
    no right usable."""

    def until(self, thing: Thing) -> datetime | None:
        """Return until when a usable right may be used, None where there is none."""
        ...

    def use(self, thing: Thing) -> bool:
        """Make a right usable: everything that the hub had when it gave it is known here. False
        where it is not this window's any more."""
        ...

    def made_by(self, thing: Thing) -> str | None:
        """Return the window that made a thing, which alone may draw on it for a while without the
        right; None: it is not known here."""
        ...

    def held(self) -> tuple[HeldThing, ...]:
        """Return all that is this window's by the hub's word, those asked to give back too."""
        ...

    def keep_back(self) -> None:
        """Keep all that is this window's by the hub's word from any use, of what is kept back
        already more: a lost machine had it, and may have drawn on it since it was heard."""
        ...

    def kept_back(self) -> frozenset[str]:
        """Return the names of what is kept back, in hand at the hub or not any more."""
        ...

    def let_out(self) -> None:
        """Keep nothing back: somebody has looked. It can only be given back now, and is then to be
        had by everybody."""
        ...
