"""Holds: places kept from sale for a purpose, and what the venue says about each purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from pos.ids import PerformanceId, SeatId
from pos.views.people import Role


class HoldKind(Enum):
    """A held place may be sold for its purpose and goes on sale again; a killed one is out of sale
    (sound desk, sight line) and counts in no percentage of the house."""

    HOLD = "hold"
    KILL = "kill"


class HoldAct(Enum):
    """What happened to held places, as it is kept for good."""

    HELD = "held"
    RELEASED = "released"
    SOLD = "sold"
    """They went into a cart of a window, to be sold from the hold."""
    CAME_BACK = "came_back"
    """That cart did not buy them: they are held again."""


class Keeper(Enum):
    """Who keeps places that no code of the venue stands for: Foyer itself, for a while."""

    PAPER = "paper-"
    """Emergency tickets of a window."""
    RESTORED = "restored"
    """A machine that was lost may have sold them."""
    CART = "cart-"
    """A cart that was put aside."""


@dataclass(frozen=True, slots=True)
class HoldCode:
    """A purpose for which places are kept, as the season file says it.

    ``letter``: shown on the map. ``colour``: #rrggbb or empty. ``roles``: who sells from it by
    themselves; ``with_word``: anybody else may with a word of one who may sell from every hold.
    ``release_minutes``: what is left of it goes on sale so many minutes before the curtain;
    ``release_on``: on that day, when the venue's business day begins. Neither: never by itself.
    """

    code: str
    name: str
    kind: HoldKind = HoldKind.HOLD
    letter: str = ""
    colour: str = ""
    roles: tuple[Role, ...] = (Role.MANAGER, Role.OWNER)
    with_word: bool = True
    release_minutes: int | None = None
    release_on: date | None = None

    @property
    def holder(self) -> str:
        """As the rights command knows it."""
        return f"{self.kind.value}:{self.code}"

    @property
    def lasts(self) -> bool:
        """Whether it is a house hold for good: nothing but a person releases it."""
        return self.release_minutes is None and self.release_on is None


ACCESSIBLE = "accessible"
"""The code that keeps places for people who need them; the rule of accessible seats releases it."""

LAUNCH_CODES = (
    HoldCode("house", "House", letter="H"),
    HoldCode("press", "Press", letter="P"),
    HoldCode("promoter", "Promoter", letter="R"),
    HoldCode("tech", "Tech", letter="T"),
    HoldCode(ACCESSIBLE, "Accessible", letter="A", roles=tuple(Role)),
    HoldCode("kill", "Kill", HoldKind.KILL, letter="K", roles=(), with_word=False),
)
"""Where a season file says nothing."""


def is_kept(holder: str) -> bool:
    """Return whether a holder keeps places from sale and has sold them to nobody."""
    return holder.startswith(("hold:", "kill:"))


def keeper_of(holder: str) -> Keeper | None:
    """Return what keeps places under a holder that is no code of the venue."""
    kind, _, name = holder.partition(":")
    if kind != HoldKind.HOLD.value:
        return None
    return next((each for each in Keeper if name.startswith(each.value)), None)


def code_of(holder: str, codes: Iterable[HoldCode]) -> HoldCode:
    """Return the code that a holder stands for; one that the venue does not name (any more) is
    called by its own word and sold with a manager's only."""
    for code in codes:
        if code.holder == holder:
            return code
    kind, _, word = holder.partition(":")
    name = word.replace("-", " ").replace("_", " ").strip()
    return HoldCode(
        word,
        name[:1].upper() + name[1:],
        HoldKind(kind),
        name[:1].upper(),
        with_word=kind == HoldKind.HOLD.value,
        roles=(Role.MANAGER, Role.OWNER) if kind == HoldKind.HOLD.value else (),
    )


@dataclass(frozen=True, slots=True)
class HeldView:
    """Why a place is not on sale. ``since`` and ``until`` in the venue's zone; ``by`` empty: the
    season file asked for it. ``until``: when it goes on sale by itself, by what was said for these
    places or else by the code's rule."""

    holder: str
    code: HoldCode
    since: datetime
    by: str = ""
    for_whom: str = ""
    note: str = ""
    until: datetime | None = None

    @property
    def keeper(self) -> Keeper | None:
        return keeper_of(self.holder)


@dataclass(frozen=True, slots=True)
class HeldPlaces:
    """Places of general admission under one code."""

    holder: str
    code: HoldCode
    places: int


@dataclass(frozen=True, slots=True)
class SeatRun:
    """Seats side by side: the numbers of the first and the last of them."""

    section: str
    row: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class HoldStep:
    """One line of a performance's history of holds, newest first. ``seats``: which, in the order of
    the hall. ``rule``: what released it, where nobody did (``until``, ``minutes``, ``date``);
    ``by`` is empty then."""

    at: datetime
    act: HoldAct
    code: HoldCode
    count: int
    by: str = ""
    for_whom: str = ""
    note: str = ""
    rule: str = ""
    seats: tuple[SeatRun, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldsView:
    """What is kept from sale of a performance."""

    performance_id: PerformanceId
    codes: tuple[HoldCode, ...]
    seats: Mapping[SeatId, HeldView]
    places: tuple[HeldPlaces, ...]
    places_free: int
    history: tuple[HoldStep, ...]


@dataclass(frozen=True, slots=True)
class HoldWish:
    """What is to be kept from sale. ``kind``: of two codes of one word the one that is meant, also
    one that the venue does not name but that keeps places of this performance out of sale. None:
    the venue's. ``until``: an aware time; None: until somebody releases it or the code's rule does.
    """

    performance_id: PerformanceId
    code: str
    seats: tuple[SeatId, ...] = ()
    places: int = 0
    for_whom: str = ""
    note: str = ""
    until: datetime | None = None
    kind: HoldKind | None = None


@dataclass(frozen=True, slots=True)
class ReleasedByTime:
    """Places that came on sale by themselves. ``at`` in the venue's zone."""

    performance_id: PerformanceId
    code: HoldCode
    count: int
    at: datetime
    rule: str
