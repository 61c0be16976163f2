"""Going on from a backup, on SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from pos.hub.parcels import Parcel
from pos.records import HouseClosed, Restored
from pos.storage.reading import Reading
from pos.storage.restoring_schema import house_closed, house_released, restored
from pos.storage.schema import audit, counter

_WAITS = sa.and_(
    house_released.c.restored_id == house_closed.c.restored_id,
    house_released.c.performance_id == house_closed.c.performance_id,
)
_CLOSED = sa.select(house_closed).where(~sa.exists().where(_WAITS))
_IS_CLOSED = _CLOSED.where(house_closed.c.performance_id == sa.bindparam("performance")).limit(1)
_LAST_AUDIT = sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
_GO_ON = sa.text(
    "INSERT INTO counter (name, value) VALUES (:name, :last) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


class SqlRestoring(Reading):
    """See ``pos.ports.restoring.RestoringStore``."""

    def every(self) -> tuple[Restored, ...]:
        return self._many(Restored, by=(restored.c.audit_seq, restored.c.restored_id))

    def closed(self) -> tuple[HouseClosed, ...]:
        rows = self._uow.execute(_CLOSED.order_by(house_closed.c.performance_id))
        return tuple(HouseClosed(**row._mapping) for row in rows)

    def is_closed(self, performance_id: str) -> bool:
        return self._uow.apart(_IS_CLOSED, {"performance": performance_id}).first() is not None

    def last_audit(self) -> tuple[int, str]:
        row = self._uow.execute(_LAST_AUDIT).first()
        return (row.seq, row.hash) if row is not None else (0, "")

    def counters(self) -> Mapping[str, int]:
        return {row.name: row.value for row in self._uow.execute(sa.select(counter))}

    def take_back(self, parcels: Sequence[Parcel]) -> None:
        from pos.storage.taking_back import take_back  # once in the life of a window, if ever

        take_back(self._uow, parcels)

    def leave_numbers(self, name: str, last: int) -> None:
        self._uow.execute(_GO_ON, {"name": name, "last": last})
