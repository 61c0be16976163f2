"""The capacity of a house on SQLite: one pass over its seats, or over its tickets and rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.ledger import Account
from pos.ports.capacity import PlacesSum
from pos.storage.ticket_sql import COST

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_OWES = f"""coalesce((SELECT sum(post.amount_minor) FROM posting post
             WHERE post.order_id = t.order_id
               AND post.account IN ('{Account.RECEIVABLE.value}', '{Account.NSF.value}')), 0) > 0"""  # noqa: S608
"""Whether the order of a ``ticket t`` is not paid, or not all of it."""
_UNPAID = f"coalesce(sum(iif({_OWES}, {COST}, 0)), 0)"
_FREE_OF_CHARGE = f"t.comp_reason <> '' OR {COST} = 0"
_SEATS = sa.text(
    f"""
    SELECT s.zone_id,
           CASE WHEN l.seat_id IS NOT NULL THEN iif({_FREE_OF_CHARGE}, 'comp', 'sold')
                WHEN r.cart_id <> '' THEN 'cart' ELSE 'kept' END AS state,
           CASE WHEN l.seat_id IS NULL AND coalesce(r.cart_id, '') = ''
                THEN coalesce(r.holder, '') ELSE '' END AS holder,
           count(*) AS count, coalesce(sum({COST}), 0) AS paid_minor,
           {_UNPAID} AS unpaid_minor
    FROM performance p JOIN seat s ON s.hall_id = p.hall_id
    LEFT JOIN live_seat l ON l.performance_id = p.performance_id AND l.seat_id = s.seat_id
    LEFT JOIN ticket t ON t.ticket_id = l.ticket_id
    LEFT JOIN seat_right r ON r.performance_id = p.performance_id AND r.seat_id = s.seat_id
    WHERE p.performance_id = :performance
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """  # noqa: S608 - our own words
)
_PLACES = sa.text(
    f"""
    SELECT t.zone_id, iif({_FREE_OF_CHARGE}, 'comp', 'sold') AS state, '' AS holder,
           count(*) AS count, sum({COST}) AS paid_minor, {_UNPAID} AS unpaid_minor
    FROM ticket t CROSS JOIN current_state c
      ON c.machine = 'ticket' AND c.subject_id = t.ticket_id AND c.state IN ('live', 'scanned')
    WHERE t.performance_id = :performance AND t.seat_id IS NULL
    GROUP BY 1, 2
    UNION ALL
    SELECT '', iif(r.cart_id <> '', 'cart', 'kept'), iif(r.cart_id <> '', '', r.holder),
           sum(r.places), 0, 0
    FROM place_right r WHERE r.performance_id = :performance
    GROUP BY 2, 3 ORDER BY 1, 2, 3
    """  # noqa: S608 - our own words
)


class SqlCapacity:
    """See ``pos.ports.capacity.CapacityStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def places(self, performance_id: str) -> tuple[PlacesSum, ...]:
        counted = self._uow.catalogue.hall_of(performance_id).general_admission
        statement = _PLACES if counted else _SEATS
        rows = self._uow.execute(statement, {"performance": performance_id})
        return tuple(PlacesSum(**row._mapping) for row in rows)
