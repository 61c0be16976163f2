"""Rights to things on SQLite: rows of ``hub_seat``, in houses of their own.

Only this window's are kept: who else has a thing, the hub says when it is asked for. One that came
by the hub's word alone is ``leaving``: nobody looked then whether all that happened to it is here.
What an heir keeps back is named once more in ``_KEPT``, a house that the hub has never heard of.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.hub.things import Thing, ThingKind
from pos.ports.things import HeldThing
from pos.storage.link_schema import hub_link, hub_seat

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

IN_HOUSE = sa.and_(hub_seat.c.performance_id >= "things:", hub_seat.c.performance_id < "things;")
"""A range, for the index: a venue's windows hold a hundred thousand seats."""
_OWN = sa.and_(
    IN_HOUSE, hub_seat.c.holder == sa.select("window:" + hub_link.c.window_id).scalar_subquery()
)
_KEPT = "things:kept"
_kept = hub_seat.alias("kept")
IS_KEPT = sa.exists().where(_kept.c.performance_id == _KEPT, _kept.c.seat_id == hub_seat.c.seat_id)
_THIS = sa.and_(
    hub_seat.c.performance_id == sa.bindparam("house"),
    hub_seat.c.seat_id == sa.bindparam("name"),
)
_MADE_BY = {
    ThingKind.ORDER: sa.text("SELECT window_id FROM orders WHERE order_id = :about"),
    ThingKind.VALUE: sa.text("SELECT window_id FROM stored_value WHERE value_id = :about"),
    ThingKind.CART: sa.text("SELECT window_id FROM parked_cart WHERE parked_id = :about"),
    ThingKind.LISTS: sa.text("SELECT NULL WHERE :about IS NULL"),  # nobody made it
}
_USABLE = sa.and_(hub_seat.c.leaving.is_(False), ~IS_KEPT)


class SqlThings:
    """See ``pos.ports.things.ThingStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def until(self, thing: Thing) -> datetime | None:
        usable = sa.select(hub_seat.c.until).where(_THIS, _OWN, _USABLE)
        found: datetime | None = self._uow.apart(usable, _of(thing)).scalar()
        return found

    def use(self, thing: Thing) -> bool:
        usable = sa.update(hub_seat).where(_THIS, _OWN, ~IS_KEPT).values(leaving=False)
        return bool(self._uow.apart(usable, _of(thing)).rowcount)

    def made_by(self, thing: Thing) -> str | None:
        found: str | None = self._uow.apart(_MADE_BY[thing.kind], {"about": thing.about}).scalar()
        return found

    def held(self) -> tuple[HeldThing, ...]:
        every = sa.select(hub_seat, _USABLE.label("usable")).where(_OWN)
        rows = self._uow.apart(every.order_by(*hub_seat.primary_key))
        return tuple(HeldThing(row.performance_id, row.seat_id, usable=row.usable) for row in rows)

    def keep_back(self) -> None:
        own = sa.select(
            sa.literal(_KEPT),
            hub_seat.c.seat_id,
            sa.literal(""),
            hub_seat.c.until,
            sa.literal(0),
            sa.true(),
        ).where(_OWN)
        columns = ["performance_id", "seat_id", "holder", "until", "version", "leaving"]
        self._uow.apart(sa.insert(hub_seat).prefix_with("OR IGNORE").from_select(columns, own))

    def kept_back(self) -> frozenset[str]:
        rows = self._uow.apart(
            sa.select(hub_seat.c.seat_id).where(hub_seat.c.performance_id == _KEPT)
        )
        return frozenset(row.seat_id for row in rows)

    def let_out(self) -> None:
        self._uow.apart(sa.update(hub_seat).where(_OWN, IS_KEPT).values(leaving=True))
        self._uow.apart(sa.delete(hub_seat).where(hub_seat.c.performance_id == _KEPT))


def _of(thing: Thing) -> dict[str, str]:
    return {"house": thing.house, "name": thing.name}
