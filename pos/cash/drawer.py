"""Why a drawer opens: no pulse without a reason that is on disk."""

from __future__ import annotations

from pos.ids import Ids
from pos.ports.storage import UnitOfWork
from pos.records import DrawerOpening


def add_opening(
    uow: UnitOfWork,
    ids: Ids,
    till_id: str | None,
    reason: str,
    note: str,
    subject_id: str,
    user_id: str,
) -> str:
    """Append the reason to open the drawer; return its id.

    ``reason``: ``sale``, ``float``, ``count``, ``no_sale`` or ``test``, the last two with a
    ``note``. Every kick there is goes through here; ``foyer verify`` knows these reasons and no
    others.
    """
    opening = DrawerOpening(ids.new(), till_id, reason, note, subject_id, uow.now(), user_id)
    uow.add(opening)
    return opening.opening_id
