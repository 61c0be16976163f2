"""Saved mappings: which column of a processor's CSV means what. Thread: ledger."""

from __future__ import annotations

from collections.abc import Mapping

from pos.audit import audit_entry
from pos.closing.settlement.columns import Field
from pos.codec import from_json, to_json
from pos.errors import NotFound
from pos.ports.storage import UnitOfWork
from pos.records import SettlementMapping
from pos.text import checked_text
from pos.window import Window

NAME_LONGEST = 60


def checked_mapping(name: str, columns: Mapping[str, str]) -> tuple[str, str]:
    """Return the name and the columns as they are kept.

    Raises:
        NotFound: There is no such field (``kind`` ``field``).
        TextRefused, CardNumberRefused: The name, or a header.
    """
    name = checked_text("name", name, longest=NAME_LONGEST, required=True)
    fields = {field.value for field in Field}
    for field, header in columns.items():
        if field not in fields:
            raise NotFound(kind="field", key=field)
        checked_text("header", header, longest=NAME_LONGEST)
    return name, to_json(dict(columns))


def keep_mapping(uow: UnitOfWork, window: Window, user_id: str, name: str, columns: str) -> None:
    """Put a mapping on disk under its name, in the caller's transaction."""
    known = uow.settlements.mapping(name)
    seq = known.seq + 1 if known else 1
    uow.add(SettlementMapping(name, seq, columns, uow.now(), user_id))
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "settlement.mapping_saved",
            ("settlement_mapping", name),
            seq=seq,
        )
    )


def columns_of(uow: UnitOfWork, name: str) -> dict[str, str]:
    """Return field -> header of a saved mapping.

    Raises:
        NotFound: None is saved under that name.
    """
    saved = uow.settlements.mapping(name)
    if saved is None:
        raise NotFound(kind="mapping", key=name)
    return from_json(saved.columns, dict[str, str])


def saved_mappings(uow: UnitOfWork) -> tuple[tuple[str, dict[str, str]], ...]:
    """Return (name, field -> header) of every mapping, by name."""
    every = uow.settlements.mappings()
    return tuple((each.name, from_json(each.columns, dict[str, str])) for each in every)
