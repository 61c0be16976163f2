"""Rights to things on SQLite: rows of ``hub_seat``, in houses of their own.

Only this window's are kept: who else has a thing, the hub says when it is asked for. One that came
by the hub's word alone is ``leaving``: nobody looked then whether all that happened to it is here.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.hub.things import Thing
from pos.ports.things import HeldThing
from pos.storage.link_schema import hub_link, hub_seat

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

IN_HOUSE = sa.and_(hub_seat.c.performance_id >= "things:", hub_seat.c.performance_id < "things;")
"""A range, for the index: a venue's windows hold a hundred thousand seats."""
_OWN = sa.and_(
    IN_HOUSE, hub_seat.c.holder == sa.select("window:" + hub_link.c.window_id).scalar_subquery()
)
_THIS = sa.and_(
    hub_seat.c.performance_id == sa.bindparam("house"),
    hub_seat.c.seat_id == sa.bindparam("name"),
)


class SqlThings:
    """See ``pos.ports.things.ThingStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def until(self, thing: Thing) -> datetime | None:
        usable = sa.select(hub_seat.c.until).where(_THIS, _OWN, hub_seat.c.leaving.is_(False))
        found: datetime | None = self._uow.apart(usable, _of(thing)).scalar()
        return found

    def use(self, thing: Thing) -> bool:
        usable = sa.update(hub_seat).where(_THIS, _OWN).values(leaving=False)
        return bool(self._uow.apart(usable, _of(thing)).rowcount)

    def held(self) -> tuple[HeldThing, ...]:
        rows = self._uow.apart(sa.select(hub_seat).where(_OWN).order_by(*hub_seat.primary_key))
        return tuple(
            HeldThing(row.performance_id, row.seat_id, usable=not row.leaving) for row in rows
        )


def _of(thing: Thing) -> dict[str, str]:
    return {"house": thing.house, "name": thing.name}
