"""Holds on SQLite: who keeps which place from sale, and what happened to it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa

from pos.audit import audit_entry
from pos.hub.rights import HoldWhy, RightsCommand
from pos.hub.talk import LeaseCommand
from pos.ports.holds import Behind, HeldRight
from pos.records import HoldEvent, HoldSeat
from pos.storage import schema
from pos.storage.leases import LASTS
from pos.storage.reading import Reading
from pos.storage.tables import UtcTime
from pos.views.holds import HoldAct

_EVENT, _SEAT = schema.hold_event, schema.hold_seat
_ORDER = (_EVENT.c.at, _EVENT.c.event_id)
_OF_PERFORMANCE = (
    sa.select(_EVENT).where(_EVENT.c.performance_id == sa.bindparam("key")).order_by(*_ORDER)
)
_OF_CART = (
    sa.select(_EVENT)
    .where(_EVENT.c.cart_id == sa.bindparam("cart"), _EVENT.c.performance_id == sa.bindparam("key"))
    .order_by(*_ORDER)
)
_KEPT = "(r.holder LIKE 'hold:%' OR r.holder LIKE 'kill:%') AND r.cart_id = ''"
_HELD_NOW = sa.text(
    f"""
    SELECT r.performance_id, r.holder, r.seat_id, 1 AS places, r.since FROM seat_right r
    JOIN performance p ON p.performance_id = r.performance_id
    WHERE {_KEPT} AND (r.performance_id = :key OR :key = '' AND p.starts_at > :since)
    UNION ALL
    SELECT r.performance_id, r.holder, NULL, r.places, NULL FROM place_right r
    JOIN performance p ON p.performance_id = r.performance_id
    WHERE {_KEPT} AND (r.performance_id = :key OR :key = '' AND p.starts_at > :since)
    ORDER BY 1, 2, 3
    """  # noqa: S608 - our own words
).columns(since=UtcTime())
_MAY_END = sa.text(
    """
    SELECT p.performance_id FROM performance p
    WHERE p.starts_at > :since AND (p.starts_at < :before OR EXISTS (
      SELECT 1 FROM hold_event e WHERE e.performance_id = p.performance_id AND e.until <= :now))
    ORDER BY p.starts_at, p.performance_id
    """
)
_LEFT_BEHIND = sa.text(
    """
    SELECT r.performance_id, r.holder, r.seat_id, 1 AS places, r.since FROM seat_right r
    JOIN hub_seat h ON h.performance_id = r.performance_id AND h.seat_id = r.seat_id
    JOIN hub_link k ON h.holder = 'window:' || k.window_id
    WHERE r.cart_id = '' AND NOT h.leaving
      AND (r.holder LIKE 'hold:%' OR r.holder LIKE 'kill:%')
      AND r.holder NOT LIKE 'hold:paper-%' AND r.holder <> 'hold:restored'
    ORDER BY 1, 2, 3
    """
).columns(since=UtcTime())
_WORDS = {
    HoldAct.HELD: "places.held",
    HoldAct.RELEASED: "places.released",
    HoldAct.SOLD: "places.taken_from_hold",
    HoldAct.CAME_BACK: "places.back_on_hold",
}


class SqlHolds(Reading):
    """See ``pos.ports.holds.HoldStore``."""

    def keep(self, command: RightsCommand, why: HoldWhy) -> None:
        uow = self._uow
        seats = command.take or command.give_back
        holder = command.through or command.holder
        event = HoldEvent(
            event_id=uow.ids.new(),
            performance_id=command.performance_id,
            holder=holder,
            what=why.what,
            places=command.take_places or command.give_places,
            for_whom=why.for_whom,
            note=why.note,
            until=why.until,
            rule=why.rule,
            cart_id=command.cart_id,
            window_id=why.window_id,
            user_id=why.user_id,
            approved_by=why.approved_by,
            at=uow.now(),
        )
        uow.add(event, *(HoldSeat(event.event_id, seat) for seat in seats))
        uow.audit(
            audit_entry(
                uow.now(),
                why.user_id,
                why.window_id,
                _WORDS[HoldAct(why.what)],
                ("performance", command.performance_id),
                holder=holder,
                seats=list(seats),
                places=event.places,
                rule=why.rule,
                approved_by=why.approved_by,
            )
        )

    def events_of(self, performance_id: str) -> tuple[tuple[HoldEvent, tuple[str, ...]], ...]:
        return self._events(_OF_PERFORMANCE, key=performance_id)

    def _events(
        self, statement: sa.Select[tuple[object, ...]], **params: str
    ) -> tuple[tuple[HoldEvent, tuple[str, ...]], ...]:
        events = [HoldEvent(**row._mapping) for row in self._uow.execute(statement, params).all()]
        if not events:
            return ()
        seats: dict[str, list[str]] = defaultdict(list)
        of = sa.select(_SEAT).join(_EVENT, _EVENT.c.event_id == _SEAT.c.event_id)
        for row in self._uow.execute(
            of.where(_EVENT.c.performance_id == sa.bindparam("key")).order_by(_SEAT.c.seat_id),
            {"key": params["key"]},
        ):
            seats[row.event_id].append(row.seat_id)
        return tuple((event, tuple(seats[event.event_id])) for event in events)

    def behind(self, cart_id: str, performance_id: str) -> Behind:
        seats: dict[str, str] = {}
        places: dict[str, int] = defaultdict(int)
        for event, named in self._events(_OF_CART, cart=cart_id, key=performance_id):
            came = event.what == HoldAct.SOLD.value
            places[event.holder] += event.places if came else -event.places
            for seat in named:
                if came:
                    seats[seat] = event.holder
                else:
                    seats.pop(seat, None)
        return Behind(seats, {holder: count for holder, count in places.items() if count > 0})

    def held_now(self, performance_id: str | None = None) -> tuple[HeldRight, ...]:
        since = UtcTime().process_bind_param(self._uow.now() - LASTS, self._uow.connection.dialect)
        rows = self._uow.execute(_HELD_NOW, {"key": performance_id or "", "since": since})
        return tuple(HeldRight(**row._mapping) for row in rows)

    def hold_again(self, held: HeldRight) -> None:
        store = self._uow.link
        ends_at = store.leases(held.performance_id, ()).ends_at
        store.ask(
            LeaseCommand(
                number=store.next_number(),
                performance_id=held.performance_id,
                holder=held.holder,
                until=ends_at or self._uow.now(),
                take=(held.seat_id,) if held.seat_id is not None else (),
            )
        )

    def may_end(self, starting_before: datetime) -> tuple[str, ...]:
        dialect, time = self._uow.connection.dialect, UtcTime()
        now = self._uow.now()
        when = {"since": now - LASTS, "before": starting_before, "now": now}
        of = {name: time.process_bind_param(at, dialect) for name, at in when.items()}
        return tuple(row.performance_id for row in self._uow.execute(_MAY_END, of))

    def left_behind(self) -> tuple[HeldRight, ...]:
        return tuple(HeldRight(**row._mapping) for row in self._uow.execute(_LEFT_BEHIND))
