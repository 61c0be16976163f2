"""Errands on their way to the hub. While the ledger takes in a full load, the next is fetched and
worked out: a new window has hundreds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos.errors import HubTrouble
from pos.hub.errands import (
    Answer,
    AskNews,
    Digest,
    Errand,
    Fetch,
    Fetched,
    SignOfLife,
    perform,
)

if TYPE_CHECKING:
    from pos.hub.parcels import Parcel
    from pos.ports.hub import Hub


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What was fetched while the ledger took in what came before it: the answer to an errand."""

    known: Mapping[str, int]
    most_bytes: int
    answer: Fetched

    def answers(self, errand: Fetch) -> bool:
        return (self.known, self.most_bytes) == (errand.known, errand.most_bytes)


class Carrier:
    """Carries a window's errands. Thread: the one that ``hub`` belongs to.

    ``read``: told what was fetched ahead (``pos.hub.syncing.Syncing.read_ahead``).
    """

    def __init__(self, hub: Hub, read: Callable[[Sequence[Parcel]], None]) -> None:
        self._hub = hub
        self._read = read
        self._ahead: _Ahead | None = None

    def carry(self, errand: Errand) -> Answer:
        """Ask the hub, unless it has answered this already; return its answer, or its trouble.
        Every other talk but about what was fetched may change what it would say. Waits as long as
        the driver's deadline."""
        if isinstance(errand, Fetch):
            ahead, self._ahead = self._ahead, None
            if ahead is not None and ahead.answers(errand):
                return ahead.answer
        elif not isinstance(errand, Digest | SignOfLife | AskNews):
            self._ahead = None
        return perform(self._hub, errand)

    def go_ahead(self, errand: Errand, answer: Answer) -> HubTrouble | None:
        """While the ledger takes in the full load that was the answer to ``errand``, fetch the next
        and have it read; return what trouble that met. That there is none, the errand itself shall
        hear. Waits as long as the driver's deadline, and for the reading."""
        if not isinstance(errand, Fetch) or not isinstance(answer, Fetched):
            return None
        if sum(len(parcel.content) for parcel in answer.parcels) < errand.most_bytes // 2:
            return None
        after = {parcel.window_id: parcel.position.seq for parcel in answer.parcels}
        following = replace(errand, known={**errand.known, **after})
        found = perform(self._hub, following)
        if isinstance(found, HubTrouble):
            return found
        if isinstance(found, Fetched) and found.parcels:
            self._ahead = _Ahead(following.known, following.most_bytes, found)
            self._read(found.parcels)
        return None
