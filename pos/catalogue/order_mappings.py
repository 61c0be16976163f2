"""Saved mappings: which column of somebody's lists of orders means what, kept under a name."""

from __future__ import annotations

from collections.abc import Mapping

from pos.allowed import require
from pos.audit import audit_entry
from pos.catalogue.importing import COMMAND_LINE
from pos.catalogue.order_columns import Field
from pos.codec import from_json, to_json
from pos.errors import NotFound
from pos.ids import CommandId, Ids
from pos.ports.storage import Storage
from pos.records import OrderMapping
from pos.text import checked_text
from pos.views.people import Permission, SessionView
from pos.window import Window

NAME_LONGEST = 60
_HEADER_LONGEST = 200


class OrderMappings:
    """Keeps mappings and gives them again. Thread: ledger. Moves neither money nor paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def save(
        self,
        command: CommandId,
        session: SessionView | None,
        name: str,
        mapping: Mapping[Field, str],
    ) -> None:
        """Keep under ``name`` which header is which field; the newest of a name counts. ``session``
        is None on the command line. Durable on return.

        Raises:
            NotAllowed: The role may not import.
            TextMissing, TextRefused, CardNumberRefused: The name, or a header.
        """
        if session is not None:
            require(session, Permission.IMPORT)
        user_id = session.user_id if session is not None else COMMAND_LINE
        name = checked_text("name", name, longest=NAME_LONGEST, required=True)
        columns = to_json(
            {
                field.value: checked_text("header", header, longest=_HEADER_LONGEST, required=True)
                for field, header in mapping.items()
            }
        )

        def act() -> str:
            kept = OrderMapping(self._ids.new(), name, columns, uow.now(), user_id)
            uow.add(kept)
            here, about = self._window.window_id, ("order_mapping", kept.mapping_id)
            uow.audit(audit_entry(uow.now(), user_id, here, "orders.mapping_saved", about))
            return name

        with self._storage.begin() as uow:
            uow.commands.once(command, "save_order_mapping", (user_id, name, columns), str, act)
            uow.commit()

    def of(self, name: str) -> dict[Field, str]:
        """Return which header is which field by a saved mapping. Raises NotFound."""
        with self._storage.read() as uow:
            saved = uow.order_life.mapping(name.strip())
        if saved is None:
            raise NotFound(kind="order_mapping", key=name)
        return _columns(saved)

    def every(self) -> tuple[tuple[str, dict[Field, str]], ...]:
        """Return (name, field to header) of every mapping, by name."""
        with self._storage.read() as uow:
            return tuple((each.name, _columns(each)) for each in uow.order_life.mappings())


def _columns(saved: OrderMapping) -> dict[Field, str]:
    columns = from_json(saved.columns, dict[str, str])
    return {Field(field): header for field, header in columns.items()}
