"""Find orders, patrons and members by whatever somebody at the glass says of them."""

from __future__ import annotations

from collections.abc import Sequence

from pos.ports.storage import Storage
from pos.views.finding import Found


class Finding:
    """Reads what is found by what. Thread: ledger."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def find(
        self,
        text: str,
        *,
        kinds: Sequence[str] = ("order",),
        performance_id: str | None = None,
        will_call: bool = False,
        limit: int = 50,
    ) -> tuple[Found, ...]:
        """Return the best ``limit`` answers to what was typed so far, the likeliest first.

        Every word counts, in any order: a number, or a name as a whole, its beginning, a part of
        it, or one that sounds alike, in any script. Tonight's come first (who still waits before
        who was there), then what comes, soonest first, then what was, newest first.

        Args:
            text: What was typed; empty for what is looked for most.
            kinds: ``order``, ``patron``, ``member``; of one tier the first kind comes first.
            performance_id: Only orders with a ticket for this performance.
            will_call: Only orders that are collected at will-call, and not cancelled ones.
            limit: More are not asked for.
        """
        with self._storage.read() as uow:
            return uow.finding.find(
                text, kinds=kinds, performance_id=performance_id, will_call=will_call, limit=limit
            )
