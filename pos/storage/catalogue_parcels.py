"""The catalogue travels whole: it is no fact, and the newest one replaces the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.errors import ParcelDamaged, StorageNewer
from pos.events import CatalogueChanged
from pos.storage import catalogue_schema as tables
from pos.storage.catalogue import RETIRED
from pos.storage.schema import SCHEMA_VERSION, ticket

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

PREFIX = "catalogue."
"""Before a table's name in a parcel."""

_EVERY = {
    table.name: table
    for table in (
        tables.season,
        tables.venue,
        tables.hall,
        tables.zone,
        tables.seat,
        tables.price_type,
        tables.production,
        tables.performance,
        tables.price,
        tables.offer,
        tables.plan,
        tables.season_hold,
        tables.catalogue_version,
    )
}

Packed = Mapping[str, tuple[list[str], list[tuple[object, ...]]]]
"""``catalogue.TABLE`` -> its columns, and its rows."""


def packed(uow: SqlUnitOfWork) -> dict[str, list[dict[str, Any]]]:
    """Return the whole catalogue as rows for a parcel, values as they lie in the database."""
    found = {}
    for name, table in _EVERY.items():
        plain = sa.select(*(sa.type_coerce(c, sa.types.NullType()).label(c.name) for c in table.c))
        rows = uow.connection.execute(plain.order_by(*table.primary_key.columns))
        found[PREFIX + name] = [dict(row._mapping) for row in rows]
    return found


def replace_catalogue(uow: SqlUnitOfWork, catalogues: Sequence[Packed]) -> None:
    """Let the newest of the catalogues replace the one that is here, if it is newer: that of the
    highest stamp. What was sold here and is in no season any more stays."""
    newest = max(catalogues, key=_stamp)
    known = uow.connection.execute(sa.select(tables.catalogue_version.c.stamp)).scalar()
    if _stamp(newest) <= (known or ""):
        return
    rows = {name: _rows(name, newest.get(PREFIX + name)) for name in _EVERY}
    unknown = [name for name in newest if name.removeprefix(PREFIX) not in _EVERY]
    if unknown:
        raise StorageNewer(theirs=unknown[0], ours=SCHEMA_VERSION)
    stays = _sold_and_gone(uow, {str(row["performance_id"]) for row in rows["performance"]})
    for name, table in _EVERY.items():
        uow.connection.execute(sa.delete(table))
        every = {_key(table, row): row for row in (*stays.get(name, ()), *rows[name])}
        if every:
            columns = ", ".join(f'"{column.name}"' for column in table.c)
            values = ", ".join("?" * len(table.c))
            uow.connection.exec_driver_sql(
                f'INSERT INTO "{name}" ({columns}) VALUES ({values})',  # noqa: S608 - our schema
                [tuple(row[column.name] for column in table.c) for row in every.values()],
            )
    uow.catalogue.forget()
    uow.publish(CatalogueChanged())


def _stamp(catalogue: Packed) -> str:
    columns, rows = catalogue.get(PREFIX + "catalogue_version", ([], []))
    if columns != ["stamp"] or len(rows) != 1:
        raise ParcelDamaged()
    return str(rows[0][0])


def _rows(
    name: str, packed: tuple[list[str], list[tuple[object, ...]]] | None
) -> list[dict[str, Any]]:
    if packed is None:
        return []
    columns, rows = packed
    known = [column.name for column in _EVERY[name].c]
    if set(columns) - set(known):
        raise StorageNewer(theirs=name, ours=SCHEMA_VERSION)
    if set(known) - set(columns):
        raise ParcelDamaged()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _key(table: sa.Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _sold_and_gone(uow: SqlUnitOfWork, coming: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that tickets were sold for and that the new catalogue has no more."""
    sold = sa.select(ticket.c.performance_id).distinct()
    gone = set(uow.connection.execute(sold).scalars()) - coming
    if not gone:
        return {}
    every = packed(uow)

    def of(name: str, column: str, values: set[Any]) -> list[dict[str, Any]]:
        return [row for row in every[PREFIX + name] if row[column] in values]

    kept = {
        "performance": of("performance", "performance_id", gone),
        "price": of("price", "performance_id", gone),
    }
    halls = {row["hall_id"] for row in kept["performance"]}
    kept |= {name: of(name, "hall_id", halls) for name in ("hall", "zone", "seat")}
    kept["production"] = of("production", "code", {p["production"] for p in kept["performance"]})
    types = {row["price_type_id"] for row in kept["price"]}
    kept["price_type"] = [
        row | {"position": row["position"] % RETIRED + RETIRED}
        for row in of("price_type", "price_type_id", types)
    ]
    return kept
