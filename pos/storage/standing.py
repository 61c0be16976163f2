"""What the hub's word and the live tickets mean for selling here: ``live_seat``, ``seat_right`` and
``place_right`` of places that this window's own commands do not speak for.

The same facts and the same word give the same rows, in whatever order they came. What is in a cart
of this window is its own business and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pos.storage.tables import UtcTime

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Seat = tuple[str, str]
"""Performance and seat."""

ALIVE = ("live", "scanned")
"""States of a ticket that stands for its place."""

HOLDER_OF = """coalesce(
    CASE WHEN t.replaces IS NOT NULL THEN (
      WITH RECURSIVE print (ticket_id, replaces) AS (
        SELECT t.ticket_id, t.replaces UNION ALL
        SELECT b.ticket_id, b.replaces FROM print p JOIN ticket b ON b.ticket_id = p.replaces
        WHERE b.seat_id IS t.seat_id)
      SELECT 'window:' || m.window_id FROM print p JOIN reseated m ON m.ticket_id = p.ticket_id
      WHERE m.reason NOT LIKE 'import: %') END,
    CASE WHEN t.exchange_id IS NOT NULL
      THEN (SELECT 'window:' || b.window_id FROM batch b WHERE b.batch_id = t.exchange_id) END,
    (SELECT s.holder FROM order_split s WHERE s.new_order_id = o.order_id),
    CASE o.channel WHEN 'window' THEN 'window:' || o.window_id
      ELSE 'channel:' || o.channel END)"""
"""Whose right the place of a ticket ``t`` of an order ``o`` stands on: of the window that moved it
to that seat, else of the one that put it in by an exchange, else of whoever sold the order, or the
one that it was split off. What a list moved stays its channel's."""

_SEATS = """
    WITH seat (p, s) AS MATERIALIZED (
      SELECT house.key, one.value FROM json_each(?1) house CROSS JOIN json_each(house.value) one)
    """
"""What each statement is about, so that there is one for thousands of seats: performance -> seats.
"""
_NOT_LIVE = f"""
    {_SEATS} DELETE FROM live_seat WHERE (performance_id, seat_id) IN (SELECT p, s FROM seat)
    """  # noqa: S608 - our own words
_LIVE = f"""
    {_SEATS} INSERT OR FAIL INTO live_seat (performance_id, seat_id, ticket_id)
    SELECT p, s, min(t.ticket_id) FROM seat
    CROSS JOIN ticket t ON t.performance_id = p AND t.seat_id = s
    CROSS JOIN current_state c ON c.machine = 'ticket' AND c.subject_id = t.ticket_id
    WHERE c.state IN ('live', 'scanned') GROUP BY p, s
    """  # noqa: S608 - our own words
_MAKE_WAY = f"""
    {_SEATS} DELETE FROM seat_right
    WHERE (performance_id, seat_id) IN (SELECT p, s FROM seat)
      AND NOT (holder = ?2 AND cart_id <> '') AND (
        holder LIKE 'window:%' OR holder LIKE 'channel:%'
        OR EXISTS (SELECT 1 FROM hub_seat h WHERE h.performance_id = seat_right.performance_id
                   AND h.seat_id = seat_right.seat_id AND h.holder <> ?2)
        OR EXISTS (SELECT 1 FROM live_seat l WHERE l.performance_id = seat_right.performance_id
                   AND l.seat_id = seat_right.seat_id))
    """  # noqa: S608 - our own words
"""What this window keeps from sale in its own block, or has asked the hub to, stays."""
_STANDS_SOLD = f"""
    {_SEATS} INSERT OR IGNORE INTO seat_right (performance_id, seat_id, holder, cart_id, since)
    SELECT p, s, {HOLDER_OF}, '', ?2 FROM seat
    CROSS JOIN live_seat l ON l.performance_id = p AND l.seat_id = s
    CROSS JOIN ticket t ON t.ticket_id = l.ticket_id
    CROSS JOIN orders o ON o.order_id = t.order_id
    """  # noqa: S608 - our own words
"""A live ticket before the hub's word: whoever is to sit there, somebody is."""
_STANDS_HELD = f"""
    {_SEATS} INSERT OR IGNORE INTO seat_right (performance_id, seat_id, holder, cart_id, since)
    SELECT p, s, h.holder, '', ?2 FROM seat
    CROSS JOIN hub_seat h ON h.performance_id = p AND h.seat_id = s
    WHERE h.holder NOT IN ('', ?3)
    """  # noqa: S608 - our own words

_UNSETTLED = f"""
    {_SEATS} SELECT p, s FROM seat WHERE NOT EXISTS (
      SELECT 1 FROM seat_right r
      CROSS JOIN live_seat l ON l.performance_id = r.performance_id AND l.seat_id = r.seat_id
      CROSS JOIN ticket t ON t.ticket_id = l.ticket_id
      CROSS JOIN orders o ON o.order_id = t.order_id
      WHERE r.performance_id = p AND r.seat_id = s AND r.cart_id = '' AND r.holder = {HOLDER_OF})
    """  # noqa: S608 - our own words

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


def settle_live(connection: Connection, seats: Collection[Seat]) -> None:
    """Let each seat's live ticket be the one that lives; of two the one with the lowest id: the
    hub's task tells a person of both."""
    if seats:
        which = (_in_order(seats),)
        connection.exec_driver_sql(_NOT_LIVE, which)
        connection.exec_driver_sql(_LIVE, which)


def settle_seats(
    connection: Connection, own: str, seats: Collection[Seat], since: datetime
) -> None:
    """Let ``seat_right`` say who has each seat: whose ticket lives, else whom the hub names, unless
    that is this window (``own``): its lease is free here. ``live_seat`` is settled."""
    if not seats:
        return
    which, at = _in_order(seats), UtcTime().process_bind_param(since, connection.dialect)
    connection.exec_driver_sql(_MAKE_WAY, (which, own))
    connection.exec_driver_sql(_STANDS_SOLD, (which, at))
    connection.exec_driver_sql(_STANDS_HELD, (which, at, own))


def unsettled(connection: Connection, seats: Collection[Seat]) -> list[Seat]:
    """Return those of the seats that a word of the hub can change: not what was sold and stands
    with its seller, which is most of what a new window hears of."""
    if not seats:
        return []
    rows = connection.exec_driver_sql(_UNSETTLED, (_in_order(seats),))
    return [(performance, seat) for performance, seat in rows]


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


def _in_order(seats: Collection[Seat]) -> str:
    """Return the seats as the statements take them, in the order of the tables' keys: thousands of
    a season that is larger than memory are then found page after page."""
    import msgspec  # five times as quick as json

    houses: dict[str, list[str]] = {}
    for performance, seat in seats:
        houses.setdefault(performance, []).append(seat)
    in_order = {performance: sorted(houses[performance]) for performance in sorted(houses)}
    return msgspec.json.encode(in_order).decode()


def _run(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))
