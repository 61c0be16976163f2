"""A window that goes on from a backup takes in what the lost machine sent to the hub after it.

They are its own parcels: they lie in its ``outbox`` as they were made, and everything in them is
its own, papers, drawer and audit chain among it. Not in them, and so not here, are the answers to
commands and the log of rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.errors import InvariantBroken, ParcelDamaged
from pos.hub.parcels import Parcel, follows
from pos.storage.emptying import note_named_in
from pos.storage.schema import outbox
from pos.storage.tables import UtcTime
from pos.storage.taking_in import add_parcels

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_SOLD = """
    UPDATE seat_right SET cart_id = '' WHERE cart_id <> '' AND EXISTS (SELECT 1 FROM live_seat l
      WHERE l.performance_id = seat_right.performance_id AND l.seat_id = seat_right.seat_id)"""
"""What was in a cart when the backup was made, and was sold after it."""
_TILLS = (
    "DELETE FROM half_count",
    "DELETE FROM open_till",
    """
    INSERT OR IGNORE INTO open_till (window_id, till_id, user_id)
    SELECT t.window_id, t.till_id, t.user_id FROM till t
    JOIN current_state s ON s.machine = 'till' AND s.subject_id = t.till_id
    WHERE t.window_id = ?1 AND s.state <> 'closed'""",
)
_OUT = """
    FROM emergency_ticket e JOIN emergency_block b ON b.block_id = e.block_id
    JOIN current_state c ON c.machine = 'emergency' AND c.subject_id = e.emergency_id
    WHERE c.state = 'out' AND b.window_id = ?1"""
_PAPERS = (
    "DELETE FROM seat_right WHERE holder = 'hold:paper-' || ?1",
    "DELETE FROM place_right WHERE holder = 'hold:paper-' || ?1",
    f"""
    INSERT OR REPLACE INTO seat_right (performance_id, seat_id, holder, cart_id, since)
    SELECT e.performance_id, e.seat_id, b.holder, '', ?2 {_OUT}
    AND e.seat_id IS NOT NULL""",
    f"""
    INSERT INTO place_right (performance_id, holder, cart_id, places)
    SELECT e.performance_id, b.holder, '', count(*) {_OUT}
    AND e.seat_id IS NULL GROUP BY e.performance_id, b.holder""",
)


def take_back(uow: SqlUnitOfWork, parcels: Sequence[Parcel]) -> None:
    """See ``pos.ports.restoring.RestoringStore.take_back``."""
    link = uow.link.link()
    if link is None or link.heir_of is None or uow.apart(sa.text("PRAGMA foreign_keys")).scalar():
        raise InvariantBroken("heir.not_waiting")
    new, last = [], uow.link.last()
    for parcel in parcels:
        if parcel.position.seq <= last.seq:
            if parcel.position != uow.link.position(parcel.position.seq):
                raise ParcelDamaged()
            continue
        if not follows(last, parcel):
            raise ParcelDamaged()
        last = parcel.position
        new.append(parcel)
    if not new:
        return
    uow.apart(
        sa.insert(outbox),
        [
            {"seq": one.position.seq, "chain": one.position.chain, "content": one.content}
            for one in new
        ],
    )
    note_named_in(uow.connection, new)
    add_parcels(uow, link.window_id, new, stays=())
    at = UtcTime().process_bind_param(uow.now(), uow.connection.dialect)
    uow.connection.exec_driver_sql(_SOLD)
    for statement in _TILLS:
        uow.connection.exec_driver_sql(statement, (link.window_id,) if "?1" in statement else ())
    for statement in _PAPERS:
        of = (link.window_id, at) if "?2" in statement else (link.window_id,)
        uow.connection.exec_driver_sql(statement, of)
