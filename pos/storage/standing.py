"""What the hub's word and the live tickets mean for selling here: ``live_seat``, ``seat_right`` and
``place_right`` of places that this window's own commands do not speak for.

The same facts and the same word give the same rows, in whatever order they came. What is in a cart
of this window is its own business and stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pos.storage.tables import UtcTime

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Seat = tuple[str, str]
"""Performance and seat."""

ALIVE = ("live", "scanned")
"""States of a ticket that stands for its place."""

HOLDER_OF = (
    "CASE o.channel WHEN 'window' THEN 'window:' || o.window_id ELSE 'channel:' || o.channel END"
)
"""Who has the places of an order ``o``."""

_LIVE = """
    INSERT OR REPLACE INTO live_seat (performance_id, seat_id, ticket_id)
    SELECT ?1, ?2, min(t.ticket_id) FROM ticket t
    JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    WHERE t.performance_id = ?1 AND t.seat_id = ?2 AND s.state IN ('live', 'scanned')
    GROUP BY t.performance_id, t.seat_id
    """
_NOT_LIVE = "DELETE FROM live_seat WHERE performance_id = ?1 AND seat_id = ?2"
_MAKE_WAY = """
    DELETE FROM seat_right
    WHERE performance_id = ?1 AND seat_id = ?2 AND NOT (holder = ?3 AND cart_id <> '') AND (
        holder LIKE 'window:%' OR holder LIKE 'channel:%'
        OR EXISTS (SELECT 1 FROM hub_seat h
                   WHERE h.performance_id = ?1 AND h.seat_id = ?2 AND h.holder <> ?3)
        OR EXISTS (SELECT 1 FROM live_seat l WHERE l.performance_id = ?1 AND l.seat_id = ?2))
    """
"""What this window keeps from sale in its own block, or has asked the hub to, stays."""
_STANDS = f"""
    INSERT OR IGNORE INTO seat_right (performance_id, seat_id, holder, cart_id, since)
    SELECT ?1, ?2, holder, '', ?4 FROM (
      SELECT {HOLDER_OF} AS holder, 1 AS rank
      FROM live_seat l JOIN ticket t ON t.ticket_id = l.ticket_id
      JOIN orders o ON o.order_id = t.order_id
      WHERE l.performance_id = ?1 AND l.seat_id = ?2
      UNION ALL
      SELECT holder, 2 FROM hub_seat
      WHERE performance_id = ?1 AND seat_id = ?2 AND holder NOT IN ('', ?3)
      ORDER BY rank LIMIT 1)
    """  # noqa: S608 - our own words
"""A live ticket before the hub's word: whoever is to sit there, somebody is."""

_MORE_PLACES = """
    INSERT INTO place_right (performance_id, holder, cart_id, places)
    SELECT ?1, ?2, '', ?4
    WHERE NOT EXISTS (SELECT 1 FROM hub_place h
                      WHERE h.performance_id = ?1 AND h.holder = ?2 AND ?2 <> ?3)
    ON CONFLICT (performance_id, holder, cart_id) DO UPDATE SET places = max(places + ?4, 0)
    """
_NO_PLACES = "DELETE FROM place_right WHERE performance_id = ?1 AND places <= 0"
_WORD_OF_PLACES = """
    INSERT INTO place_right (performance_id, holder, cart_id, places)
    SELECT performance_id, holder, '', places FROM hub_place
    WHERE performance_id = ?1 AND holder = ?2 AND holder <> ?3
    ON CONFLICT (performance_id, holder, cart_id) DO UPDATE SET places = excluded.places
    """


def settle_live(connection: Connection, seats: Sequence[Seat]) -> None:
    """Let each seat's live ticket be the one that lives; of two the one with the lowest id: the
    hub's task tells a person of both."""
    _run(connection, _NOT_LIVE, seats)
    _run(connection, _LIVE, seats)


def settle_seats(connection: Connection, own: str, seats: Sequence[Seat], since: datetime) -> None:
    """Let ``seat_right`` say who has each seat: whose ticket lives, else whom the hub names, unless
    that is this window (``own``): its lease is free here. ``live_seat`` is settled."""
    at = UtcTime().process_bind_param(since, connection.dialect)
    _run(connection, _MAKE_WAY, [(*seat, own) for seat in seats])
    _run(connection, _STANDS, [(*seat, own, at) for seat in seats])


def count_places(connection: Connection, own: str, changes: Mapping[tuple[str, str], int]) -> None:
    """Add tickets of general admission that began or ceased to live, (performance, holder) ->
    count. Where the hub says how many places another holder has, its word goes."""
    rows = [(*of, own, change) for of, change in changes.items() if change]
    _run(connection, _MORE_PLACES, rows)
    _run(connection, _NO_PLACES, [row[:1] for row in rows])


def settle_places(connection: Connection, own: str, holders: Sequence[tuple[str, str]]) -> None:
    """Let ``place_right`` say how many places each (performance, holder) has by the hub's word."""
    _run(connection, _WORD_OF_PLACES, [(*holder, own) for holder in holders])
    _run(connection, _NO_PLACES, [holder[:1] for holder in holders])


def _run(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))
