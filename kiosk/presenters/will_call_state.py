"""What the Will-call room shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pos.errors import PosError
from pos.ids import PerformanceId
from pos.views.catalogue import PerformanceView
from pos.views.selling import HandOverView, WillCallRow
from pos.views.will_call import FoundBy, WillCallCard, Wish


class Page(Enum):
    """What of the order's card is shown."""

    ORDER = "order"
    WISH = "wish"
    """A part of it, somebody else, what was shown."""
    SIGN = "sign"
    WRONG = "wrong"
    """Something to put right."""


class Wrong(Enum):
    """What is to be put right."""

    PERSON = "person"
    """The wrong person has the tickets."""
    LOST = "lost"
    """The right person has them no more."""


@dataclass(frozen=True, slots=True)
class WillCallState:
    """``rows`` answer ``text`` for ``performance_id`` (None: all nights); ``further``: how each was
    found, where it was looked for beyond the list. ``card``: of the touched order, when it was
    read. ``whose``: the order of the person who got the tickets by mistake. ``handed_over``: what
    was last given out here, for the words of success; ``put_right``: it was put right."""

    text: str = ""
    performance_id: PerformanceId | None = None
    performances: tuple[PerformanceView, ...] = ()
    rows: tuple[WillCallRow, ...] = ()
    further: tuple[FoundBy, ...] = ()
    looked: bool = False
    selected: WillCallRow | None = None
    card: WillCallCard | None = None
    page: Page = Page.ORDER
    wish: Wish = Wish()  # noqa: RUF009 - frozen
    wrong: Wrong = Wrong.PERSON
    whose: WillCallRow | None = None
    busy: bool = False
    handed_over: HandOverView | None = None
    put_right: HandOverView | None = None
    refusal: PosError | None = None
