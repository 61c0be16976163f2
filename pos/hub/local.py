"""A window that is its own hub: the rights command runs in its own database."""

from __future__ import annotations

from pos.hub.rights import EVERYTHING, Reach, RightsAnswer, RightsCommand
from pos.ids import CartId, PerformanceId
from pos.ports.storage import Storage, UnitOfWork


class LocalRights:
    """See ``pos.hub.rights.RightsAuthority``."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def apply(self, command: RightsCommand) -> RightsAnswer:
        with self._storage.begin() as uow:
            answer = uow.rights.apply(command)
            if answer.granted:
                uow.publish(command.changes)
            uow.commit()
        return answer

    def fetch(self, command: RightsCommand) -> RightsAnswer:
        return RightsAnswer(granted=True)

    def require_for_sale(self, uow: UnitOfWork, cart_id: CartId) -> None:
        """Nobody else can have what is here."""

    def reach(self, uow: UnitOfWork, performance_id: PerformanceId) -> Reach:
        return EVERYTHING
