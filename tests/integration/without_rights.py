"""Work done without the rights to what it is done to, as by windows that do not hear of each other:
without the hub, after a write-off."""

from __future__ import annotations

from contextlib import AbstractContextManager

from pos.hub.things import waiving


class _Everything:
    def __contains__(self, _act: object) -> bool:
        return True


def without_rights() -> AbstractContextManager[None]:
    """Let every act be done that needs the right to a thing of the hub; ``Office.run`` takes it as
    ever."""
    return waiving(_Everything())
