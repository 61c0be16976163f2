"""What ``foyer verify`` reads, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos.storage import check_parcels

if TYPE_CHECKING:
    from pos.storage.check_parcels import Own
    from pos.storage.unit_of_work import SqlUnitOfWork

_AT_A_TIME = 1_000


class Books:
    """The whole database in one picture, in plain SQL."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self.uow = uow

    def rows(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        """Return what a statement finds, column -> value."""
        found = self.uow.execute(sa.text(sql), parameters)
        return [dict(row) for row in found.mappings()]

    def each(self, sql: str) -> Iterator[Mapping[str, Any]]:
        """Yield what a statement finds, a row at a time: a season does not fit into memory."""
        statement = sa.text(sql).execution_options(yield_per=_AT_A_TIME)
        with self.uow.execute(statement) as found:
            names = tuple(found.keys())
            for row in found:
                yield dict(zip(names, row, strict=True))

    def value(self, sql: str, **parameters: object) -> int:
        """Return the one number that a statement finds."""
        return int(self.uow.execute(sa.text(sql), parameters).scalar_one())

    @cached_property
    def own(self) -> Own | None:
        """What is this window's own, where facts of others may lie beside it."""
        if not check_parcels.joined(self.uow):
            return None
        return check_parcels.own_parcels(self.uow, opening=True)

    def is_ours(self, subject: str) -> bool:
        """Whether this window answers for what a finding is about: it did it, or is alone."""
        return self.own is None or self.own.has(subject)
