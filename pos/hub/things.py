"""Things that two windows must not both draw on: an order, a certificate, an account, a cart that
was put aside.

The right to a thing is leased from the hub as a seat is. For that each thing is a "seat" of a few
houses of their own, which have no places and are on sale nowhere: so one atomic command gives it to
one window, commands are kept on disk, what is held is claimed after a restore of the hub, and a
write-off frees it. The hub knows nothing of this but the names.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from zlib import crc32

from pos.hub.talk import Offered, WantedBack

LISTS = "every"
"""What the right to load lists is about: one window at a time loads any."""
HOUSES = 8
"""So that the lock of one house does not hold up all that is paid back at a large venue."""
LASTS = timedelta(hours=12)
"""How long the right to a thing may be used without a word from the hub. Nobody else gets it by
time alone, only when it is given back or a manager writes the window off."""
_PREFIX = "things:"
_ENDS_AT = datetime(2040, 1, 1, tzinfo=UTC)
"""The houses have no end; the hub wants one, and does not go by it."""


class ThingKind(Enum):
    """``VALUE``: a certificate or an account. ``CART``: one that was put aside. ``LISTS``: loading
    lists of orders sold elsewhere; there is one of it."""

    ORDER = "order"
    VALUE = "value"
    CART = "cart"
    LISTS = "lists"


@dataclass(frozen=True, slots=True)
class Thing:
    """``about``: the id of the order, certificate, account or cart; ``LISTS``."""

    kind: ThingKind
    about: str

    @property
    def name(self) -> str:
        """What it is called at the hub."""
        return f"{self.kind.value}:{self.about}"

    @property
    def house(self) -> str:
        """Return which house it is a seat of; the same at every window."""
        return f"{_PREFIX}{crc32(self.name.encode()) % HOUSES}"


def named(name: str) -> Thing | None:
    """Return the thing of that name; None where a newer version knows such things."""
    kind, _, about = name.partition(":")
    known = {each.value: each for each in ThingKind}
    return Thing(known[kind], about) if kind in known and about else None


def is_house(performance_id: str) -> bool:
    """Return whether this is a house of things, which no catalogue knows."""
    return performance_id.startswith(_PREFIX)


def houses() -> tuple[Offered, ...]:
    """Return what every window tells the hub, so that it gives out things."""
    return tuple(Offered(f"{_PREFIX}{number}", 0, _ENDS_AT) for number in range(HOUSES))


def on_sale(wanted: tuple[WantedBack, ...]) -> tuple[WantedBack, ...]:
    """Return what is wanted back of performances, without things."""
    return tuple(each for each in wanted if not is_house(each.performance_id))


class ThingWanted(Exception):
    """A piece of work needs the right to ``thing`` for an ``act`` (``pos.hub.offline_rules.Act``),
    and this window may have it of the hub. Nothing was done: the transaction is rolled back.

    Met in one place (``pos.hub.taking_things``), which takes the right and does the work again.
    """

    def __init__(self, thing: Thing, act: str) -> None:
        super().__init__(thing.name, act)
        self.thing = thing
        self.act = act


Waived = Container[tuple[Thing, str]]
_waived: ContextVar[Waived] = ContextVar("waived", default=frozenset())
_unheard: ContextVar[bool] = ContextVar("unheard", default=False)


@contextmanager
def waiving(waived: Waived, *, unheard: bool = False) -> Iterator[None]:
    """Let these (thing, act) be done without the right: it cannot be had, and they may be.
    ``unheard``: the hub may say any moment that somebody else is this window, or has what it holds
    (``pos.hub.connection.Connection.unheard``)."""
    tokens = _waived.set(waived), _unheard.set(unheard)
    try:
        yield
    finally:
        _waived.reset(tokens[0])
        _unheard.reset(tokens[1])


def is_waived(thing: Thing, act: str) -> bool:
    """Return whether it was found that the act goes on without the right."""
    return (thing, act) in _waived.get()


def is_unheard() -> bool:
    """Return whether nothing that is held counts yet."""
    return _unheard.get()
