"""What the hub's word and the live tickets mean for selling here: ``live_seat``, ``seat_right`` and
``place_right`` of places that this window's own commands do not speak for.

The same facts and the same word give the same rows, in whatever order they came. What is in a cart
of this window is its own business and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

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

_LIVE = sa.text(
    """
    INSERT OR REPLACE INTO live_seat (performance_id, seat_id, ticket_id)
    SELECT :performance, :seat, min(t.ticket_id) FROM ticket t
    JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    WHERE t.performance_id = :performance AND t.seat_id = :seat AND s.state IN ('live', 'scanned')
    GROUP BY t.performance_id, t.seat_id
    """
)
_NOT_LIVE = sa.text("DELETE FROM live_seat WHERE performance_id = :performance AND seat_id = :seat")
_MAKE_WAY = sa.text(
    """
    DELETE FROM seat_right
    WHERE performance_id = :performance AND seat_id = :seat
      AND NOT (holder = :own AND cart_id <> '') AND (
        holder LIKE 'window:%' OR holder LIKE 'channel:%' OR EXISTS (SELECT 1 FROM hub_seat h
           WHERE h.performance_id = :performance AND h.seat_id = :seat)
        OR EXISTS (SELECT 1 FROM live_seat l
           WHERE l.performance_id = :performance AND l.seat_id = :seat))
    """
)
_STANDS = sa.text(
    f"""
    INSERT OR IGNORE INTO seat_right (performance_id, seat_id, holder, cart_id, since)
    SELECT :performance, :seat, holder, '', :since FROM (
      SELECT {HOLDER_OF} AS holder, 1 AS rank
      FROM live_seat l JOIN ticket t ON t.ticket_id = l.ticket_id
      JOIN orders o ON o.order_id = t.order_id
      WHERE l.performance_id = :performance AND l.seat_id = :seat
      UNION ALL
      SELECT holder, 2 FROM hub_seat
      WHERE performance_id = :performance AND seat_id = :seat AND holder NOT IN ('', :own)
      ORDER BY rank LIMIT 1)
    """  # noqa: S608 - our own words
).bindparams(sa.bindparam("since", type_=UtcTime()))
"""A live ticket before the hub's word: whoever is to sit there, somebody is."""

_MORE_PLACES = sa.text(
    """
    INSERT INTO place_right (performance_id, holder, cart_id, places)
    SELECT :performance, :holder, '', :change
    WHERE NOT EXISTS (SELECT 1 FROM hub_place h WHERE h.performance_id = :performance
                      AND h.holder = :holder AND :holder <> :own)
    ON CONFLICT (performance_id, holder, cart_id) DO UPDATE SET places = max(places + :change, 0)
    """
)
_NO_PLACES = sa.text("DELETE FROM place_right WHERE performance_id = :performance AND places <= 0")
_WORD_OF_PLACES = sa.text(
    """
    INSERT INTO place_right (performance_id, holder, cart_id, places)
    SELECT performance_id, holder, '', places FROM hub_place
    WHERE performance_id = :performance AND holder = :holder AND holder <> :own
    ON CONFLICT (performance_id, holder, cart_id) DO UPDATE SET places = excluded.places
    """
)


def settle_live(connection: Connection, seats: Collection[Seat]) -> None:
    """Let each seat's live ticket be the one that lives; of two the one with the lowest id: the
    hub's task tells a person of both."""
    rows = [{"performance": performance, "seat": seat} for performance, seat in seats]
    if rows:
        connection.execute(_NOT_LIVE, rows)
        connection.execute(_LIVE, rows)


def settle_seats(
    connection: Connection, own: str, seats: Collection[Seat], since: datetime
) -> None:
    """Let ``seat_right`` say who has each seat: whose ticket lives, else whom the hub names, unless
    that is this window (``own``): its lease is free here. ``live_seat`` is settled."""
    rows = [
        {"performance": performance, "seat": seat, "own": own, "since": since}
        for performance, seat in seats
    ]
    if rows:
        connection.execute(_MAKE_WAY, rows)
        connection.execute(_STANDS, rows)


def count_places(connection: Connection, own: str, changes: Mapping[tuple[str, str], int]) -> None:
    """Add tickets of general admission that began or ceased to live, (performance, holder) ->
    count. Where the hub says how many places another holder has, its word goes."""
    rows = [
        {"performance": performance, "holder": holder, "change": change, "own": own}
        for (performance, holder), change in changes.items()
        if change
    ]
    if rows:
        connection.execute(_MORE_PLACES, rows)
        connection.execute(_NO_PLACES, [{"performance": row["performance"]} for row in rows])


def settle_places(connection: Connection, own: str, holders: Collection[tuple[str, str]]) -> None:
    """Let ``place_right`` say how many places each (performance, holder) has by the hub's word."""
    rows = [{"performance": each[0], "holder": each[1], "own": own} for each in holders]
    if rows:
        connection.execute(_WORD_OF_PLACES, rows)
        connection.execute(_NO_PLACES, [{"performance": row["performance"]} for row in rows])
