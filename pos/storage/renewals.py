"""Renewals of subscriptions on SQLite."""

from __future__ import annotations

import sqlalchemy as sa

from pos.ports.renewals import SeriesTicket, StandingDate, SubscribedSeat
from pos.records import PackageSold, RenewalEnded, RenewalOffered, RenewalSeat
from pos.storage import schema
from pos.storage.members_schema import renewal_ended, renewal_offered, renewal_seat
from pos.storage.reading import Reading
from pos.views.renewals import RENEWAL_HOLD

_STANDS = """EXISTS (SELECT 1 FROM current_state c WHERE c.machine = 'ticket'
    AND c.subject_id = x.ticket_id AND c.state IN ('live', 'scanned'))"""
_SEATS = sa.text(
    f"""
    SELECT x.performance_id, x.seat_id, p.number FROM package_ticket p
    JOIN ticket t ON t.ticket_id = p.ticket_id
    JOIN ticket x ON x.order_id = t.order_id AND x.position = t.position
    WHERE (p.package_id = :package_id
        OR p.package_id IN (SELECT a.package_id FROM package_added a WHERE a.adds_to = :package_id))
      AND x.seat_id IS NOT NULL AND {_STANDS}
    ORDER BY x.performance_id, p.number
    """  # noqa: S608 - ours
)
_SOLD = sa.text(
    f"""
    SELECT s.package_id FROM package_sold s WHERE s.code = :code
      AND s.package_id NOT IN (SELECT package_id FROM package_added)
      AND EXISTS (SELECT 1 FROM package_ticket p JOIN ticket t ON t.ticket_id = p.ticket_id
        JOIN ticket x ON x.order_id = t.order_id AND x.position = t.position
        WHERE p.package_id = s.package_id AND {_STANDS})
    ORDER BY s.package_id
    """  # noqa: S608 - ours
)
_TICKETS = sa.text(
    f"""
    SELECT p.package_id, p.number,
      coalesce(x.performance_id, t.performance_id) AS performance_id,
      coalesce(x.zone_id, t.zone_id) AS zone_id,
      coalesce(x.price_type_id, t.price_type_id) AS price_type_id,
      x.ticket_id IS NOT NULL AS stands,
      NOT EXISTS (SELECT 1 FROM exchange_line l WHERE l.new_ticket_id = p.ticket_id) AS bought
    FROM package_ticket p JOIN ticket t ON t.ticket_id = p.ticket_id
    LEFT JOIN ticket x ON x.order_id = t.order_id AND x.position = t.position AND {_STANDS}
    WHERE p.package_id = :package_id
      OR p.package_id IN (SELECT a.package_id FROM package_added a WHERE a.adds_to = :package_id)
    ORDER BY p.number, p.package_id, t.position
    """  # noqa: S608 - ours
)
_STANDING = sa.text(
    f"""
    SELECT x.ticket_id, p.number, p.package_id <> :package_id AS added,
      x.face_minor + x.fee_minor + x.tax_minor AS minor
    FROM package_ticket p JOIN ticket t ON t.ticket_id = p.ticket_id
    JOIN ticket x ON x.order_id = t.order_id AND x.position = t.position
    WHERE (p.package_id = :package_id
        OR p.package_id IN (SELECT a.package_id FROM package_added a WHERE a.adds_to = :package_id))
      AND {_STANDS}
    ORDER BY p.number, x.ticket_id
    """  # noqa: S608 - ours
)
_ENDED_BUT_HELD = sa.text(
    """
    SELECT s.renewal_id, s.performance_id, s.seat_id FROM renewal_seat s
    JOIN seat_right r ON r.performance_id = s.performance_id AND r.seat_id = s.seat_id
      AND r.holder = :holder
    WHERE EXISTS (SELECT 1 FROM renewal_ended e WHERE e.renewal_id = s.renewal_id)
      AND NOT EXISTS (SELECT 1 FROM renewal_seat o WHERE o.performance_id = s.performance_id
        AND o.seat_id = s.seat_id AND o.renewal_id > s.renewal_id)
    ORDER BY s.renewal_id, s.performance_id, s.seat_id
    """
)


class SqlRenewals(Reading):
    """See ``pos.ports.renewals.RenewalStore``."""

    def sold(self, code: str) -> tuple[PackageSold, ...]:
        standing = [row.package_id for row in self._uow.execute(_SOLD, {"code": code})]
        table = schema.package_sold
        every = self._many(PackageSold, table.c.code == code, by=table.c.package_id)
        return tuple(one for one in every if one.package_id in set(standing))

    def seats(self, package_id: str) -> tuple[SubscribedSeat, ...]:
        rows = self._uow.execute(_SEATS, {"package_id": package_id})
        return tuple(SubscribedSeat(row.performance_id, row.seat_id, row.number) for row in rows)

    def root(self, package_id: str) -> str:
        table = schema.package_added
        of_it = table.c.package_id == package_id
        found = self._uow.execute(sa.select(table.c.adds_to).where(of_it)).scalar()
        return package_id if found is None else str(found)

    def tickets(self, package_id: str) -> tuple[SeriesTicket, ...]:
        rows = self._uow.execute(_TICKETS, {"package_id": package_id})
        return tuple(
            SeriesTicket(
                package_id=row.package_id,
                number=row.number,
                performance_id=row.performance_id,
                zone_id=row.zone_id,
                price_type_id=row.price_type_id,
                stands=bool(row.stands),
                bought=bool(row.bought),
            )
            for row in rows
        )

    def standing(self, package_id: str) -> tuple[StandingDate, ...]:
        rows = self._uow.execute(_STANDING, {"package_id": package_id})
        return tuple(
            StandingDate(row.ticket_id, row.number, bool(row.added), row.minor) for row in rows
        )

    def offers(self, code: str) -> tuple[RenewalOffered, ...]:
        table = renewal_offered
        return self._of(RenewalOffered, table.c.code, code, (table.c.at, table.c.renewal_id))

    def offer(self, renewal_id: str) -> RenewalOffered:
        return self._one(RenewalOffered, "renewal", renewal_offered.c.renewal_id, renewal_id)

    def of_package(self, package_id: str) -> tuple[RenewalOffered, ...]:
        table = renewal_offered
        return self._of(RenewalOffered, table.c.package_id, package_id, table.c.at)

    def package(self, package_id: str) -> PackageSold:
        return self._one(PackageSold, "series", schema.package_sold.c.package_id, package_id)

    def kept(self, renewal_id: str) -> tuple[RenewalSeat, ...]:
        by = (renewal_seat.c.performance_id, renewal_seat.c.number)
        return self._of(RenewalSeat, renewal_seat.c.renewal_id, renewal_id, by)

    def ended(self, renewal_id: str) -> RenewalEnded | None:
        by = (renewal_ended.c.at, renewal_ended.c.ended_id)
        found = self._of(RenewalEnded, renewal_ended.c.renewal_id, renewal_id, by)
        return found[0] if found else None

    def ended_but_held(self) -> tuple[tuple[RenewalOffered, str, tuple[str, ...]], ...]:
        found: dict[tuple[str, str], list[str]] = {}
        for row in self._uow.execute(_ENDED_BUT_HELD, {"holder": RENEWAL_HOLD}):
            found.setdefault((row.renewal_id, row.performance_id), []).append(row.seat_id)
        return tuple(
            (self.offer(renewal_id), performance_id, tuple(seats))
            for (renewal_id, performance_id), seats in found.items()
        )
