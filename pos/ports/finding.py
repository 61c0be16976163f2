"""What finding needs from storage; part of the unit of work. Thread: that of the unit of work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from pos.views.finding import Found


class FindingStore(Protocol):
    """What things are found by. Orders follow their facts by themselves when a transaction writes
    any; everybody else puts."""

    def put(
        self,
        kind: str,
        subject_id: str,
        names: Sequence[str],
        numbers: Sequence[str] = (),
        phones: Sequence[str] = (),
        emails: Sequence[str] = (),
    ) -> None:
        """Let a patron or member be found by these, and by nothing that was put before."""
        ...

    def take_out(self, kind: str, subject_id: str) -> None:
        """Let it be found no more; nothing of what it was found by is left."""
        ...

    def follow(self, order_ids: Collection[str]) -> None:
        """Let orders be found by what their facts say now. A transaction that adds facts does so by
        itself; rows that came in another way need it."""
        ...

    def find(
        self,
        text: str,
        *,
        kinds: Sequence[str] = ("order",),
        performance_id: str | None = None,
        will_call: bool = False,
        limit: int = 50,
    ) -> tuple[Found, ...]:
        """See ``pos.finding.finding.Finding.find``."""
        ...
