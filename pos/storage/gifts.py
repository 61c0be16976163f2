"""Donations and letters to donors on SQLite."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from pos.errors import NotFound
from pos.ledger import Account
from pos.ports.gifts import GiftLine
from pos.records import AccountPatron, GiftLetter
from pos.storage.members_schema import account_patron, gift_letter
from pos.storage.reading import Reading
from pos.storage.ticket_sql import COST, listed

_UNPAID = listed(Account.RECEIVABLE, Account.NSF, Account.OFFLINE_DECLINES)
"""Where what nobody paid of an order stands, what was given up of it with it."""
_GOODS = f"""(
             coalesce((SELECT sum(g.amount_minor) FROM order_extra g
                       WHERE g.order_id = o.order_id AND g.kind IN ('goods', 'membership')
                         AND g.extra_id NOT IN (SELECT extra_id FROM refund_line
                           WHERE extra_id IS NOT NULL)), 0)
             + coalesce((SELECT sum({COST}) FROM ticket t
                       CROSS JOIN current_state s ON s.machine = 'ticket'
                         AND s.subject_id = t.ticket_id AND s.state IN ('live', 'scanned')
                       WHERE t.order_id = o.order_id), 0))"""  # noqa: S608 - ours
"""What was bought in an ``orders o`` beside gifts and is still the buyer's."""
_IN_ORDER = """FROM order_extra d
             WHERE d.order_id = o.order_id AND d.kind = 'donation'
               AND d.extra_id NOT IN (SELECT extra_id FROM refund_line
                 WHERE extra_id IS NOT NULL)"""
"""The gifts in it."""
_GIFTS = f"""
    SELECT e.extra_id, o.order_id, o.order_number, o.name AS donor, e.name AS fund,
           e.amount_minor AS amount,
           iif(e.extra_id = (SELECT min(d.extra_id) {_IN_ORDER}), {_GOODS}, 0) AS goods,
           (SELECT sum(d.amount_minor) {_IN_ORDER}) + {_GOODS} AS payment,
           coalesce((SELECT max(sum(u.amount_minor), 0) FROM posting u
                     WHERE u.order_id = o.order_id AND u.account IN {_UNPAID}), 0) AS unpaid,
           b.business_date AS given_on, coalesce(r.kind, '') AS tribute,
           coalesce(r.name, '') AS of_whom
    FROM order_extra e JOIN orders o ON o.order_id = e.order_id
    JOIN batch b ON b.batch_id = (SELECT p.batch_id FROM posting p
      WHERE p.order_id = e.order_id AND p.extra_id = e.extra_id AND p.amount_minor < 0
      ORDER BY p.batch_id LIMIT 1)
    LEFT JOIN gift_tribute r ON r.extra_id = e.extra_id
    WHERE e.kind = 'donation'
      AND e.extra_id NOT IN (SELECT extra_id FROM refund_line WHERE extra_id IS NOT NULL)
"""  # noqa: S608 - ours
_ORDER = " ORDER BY b.at, e.extra_id"
_BETWEEN = sa.text(f"{_GIFTS} AND b.business_date BETWEEN :since AND :until {_ORDER}")
_OF_ORDERS = sa.text(
    f"{_GIFTS} AND e.order_id IN (SELECT value FROM json_each(:ids)) {_ORDER}"  # noqa: S608 - ours
)
_SAID = sa.text(
    """
    SELECT subject_id, json_extract(details, '$.said') AS said FROM audit
    WHERE event = 'gift.letter_made' AND subject_id IN (SELECT value FROM json_each(:ids))
    """
)
_ONE = sa.text(f"{_GIFTS} AND e.extra_id = :extra_id {_ORDER}")


class SqlGifts(Reading):
    """See ``pos.ports.gifts.GiftStore``."""

    def given(self, since: date, until: date) -> tuple[GiftLine, ...]:
        return self._lines(_BETWEEN, since=since.isoformat(), until=until.isoformat())

    def of_orders(self, order_ids: Collection[str]) -> tuple[GiftLine, ...]:
        return self._lines(_OF_ORDERS, ids=json.dumps([*order_ids]))

    def gift(self, extra_id: str) -> GiftLine:
        found = self._lines(_ONE, extra_id=extra_id)
        if not found:
            raise NotFound(kind="extra", key=extra_id)
        return found[0]

    def letter(self, extra_id: str) -> GiftLetter | None:
        by = (gift_letter.c.at, gift_letter.c.letter_id)
        found = self._of(GiftLetter, gift_letter.c.extra_id, extra_id, by)
        return found[0] if found else None

    def year_letters(self, patron_ids: Collection[str]) -> tuple[GiftLetter, ...]:
        table = gift_letter
        mine = table.c.patron_id.in_(tuple(patron_ids))
        return self._many(GiftLetter, mine, table.c.kind == "year", by=table.c.letter_id)

    def said(self, letter_ids: Iterable[str]) -> dict[str, str]:
        wanted = [*letter_ids]
        rows = self._uow.execute(_SAID, {"ids": json.dumps(wanted)}) if wanted else ()
        return {row.subject_id: row.said for row in rows if row.said}

    def account_of(self, value_id: str) -> AccountPatron | None:
        table = account_patron
        found = self._of(AccountPatron, table.c.value_id, value_id, table.c.link_id)
        return found[-1] if found else None

    def _lines(self, sql: sa.TextClause, **parameters: Any) -> tuple[GiftLine, ...]:
        rows = self._uow.execute(sql, parameters)
        return tuple(GiftLine(**row._mapping) for row in rows)
