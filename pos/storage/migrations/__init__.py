"""Steps from one schema to the next, written with Alembic's operations.

A step is a module ``to_N`` with ``upgrade(operations)``; it is listed in ``STEPS``. All steps that
are needed run in one transaction together with the new version number, so a power cut leaves the
old schema or the new one. A copy of a database of each released schema is kept in
``tests/integration/databases`` and must open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pos.errors import InvariantBroken
from pos.storage.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from alembic.operations import Operations
    from sqlalchemy.engine import Engine

STEPS: Mapping[int, Callable[[Operations], None]] = MappingProxyType({})
"""Schema version -> the step that leads to it from the one before. Empty: version 1 is the
first.
"""


def migrate(
    engine: Engine,
    version: int,
    steps: Mapping[int, Callable[[Operations], None]] = STEPS,
    target: int = SCHEMA_VERSION,
) -> None:
    """Bring the database from schema ``version`` to ``target``. All or nothing; durable on return.

    Raises:
        InvariantBroken: A step is missing.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    missing = [number for number in range(version + 1, target + 1) if number not in steps]
    if missing:
        raise InvariantBroken("storage.no_step", missing=missing)
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        for number in range(version + 1, target + 1):
            steps[number](operations)
        connection.exec_driver_sql(f"PRAGMA user_version={target:d}")
