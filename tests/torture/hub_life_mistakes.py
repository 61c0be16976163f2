"""Programs that are wrong on purpose: a torture that finds nothing in them proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from unittest.mock import patch

from pos.hub.parcels import Parcel, Position
from pos.hub.talk import LeaseAnswer, LeaseCommand
from pos.storage import parcel_rows
from pos.storage.hub.postgres import PostgresHub


def _acknowledges_unsent() -> None:
    send, numbers = PostgresHub.send, count(1)

    def acknowledged(hub: PostgresHub, parcels: Sequence[Parcel]) -> Position:
        if next(numbers) % 3:
            return send(hub, parcels)
        return parcels[-1].position

    patch.object(PostgresHub, "send", acknowledged).start()


def _takes_a_refusal_for_a_lease() -> None:
    lease = PostgresHub.lease

    def granted(hub: PostgresHub, command: LeaseCommand) -> LeaseAnswer:
        return replace(lease(hub, command), granted=True)

    patch.object(PostgresHub, "lease", granted).start()


def _loses_what_others_booked() -> None:
    read, numbers = parcel_rows.unread, count(1)

    def unread(content: bytes) -> dict[str, memoryview]:
        found = read(content)
        if "tender" in found and not next(numbers) % 5:
            del found["tender"]
        return found

    patch.object(parcel_rows, "unread", unread).start()


MISTAKES: dict[str, Callable[[], object]] = {
    "acknowledges what it did not send": _acknowledges_unsent,
    "takes a refusal for a lease": _takes_a_refusal_for_a_lease,
    "loses what others booked": _loses_what_others_booked,
}


def make(mistake: str) -> None:
    """Spoil the program of this process."""
    if mistake:
        MISTAKES[mistake]()
