"""What somebody bought, came to, got back and has left, on SQLite."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.ports.patrons import BoughtSum, YearSum
from pos.storage.tables import UtcTime

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_IDS = "json_each(:ids) j CROSS JOIN"
_BOUGHT = sa.text(
    f"""
    SELECT o.order_id, o.order_number, o.placed_at, o.channel, o.currency, s.state,
      (SELECT count(*) FROM ticket t CROSS JOIN current_state c
         ON c.machine = 'ticket' AND c.subject_id = t.ticket_id
       WHERE t.order_id = o.order_id AND c.state IN ('live', 'scanned')) AS tickets,
      (SELECT count(*) FROM ticket t CROSS JOIN current_state c
         ON c.machine = 'ticket' AND c.subject_id = t.ticket_id
       WHERE t.order_id = o.order_id AND c.state = 'scanned') AS attended,
      o.total_minor,
      coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.order_id = o.order_id), 0)
        + coalesce((SELECT sum(t.amount_minor) FROM order_split x CROSS JOIN tender t
           ON t.order_id = x.new_order_id AND t.at = x.at
         WHERE x.order_id = o.order_id AND t.kind = 'on_account' AND t.of_tender IS NULL), 0)
        AS given_back_minor
    FROM {_IDS} orders o ON o.order_id = j.value
    CROSS JOIN current_state s ON s.machine = 'order' AND s.subject_id = o.order_id
    ORDER BY o.placed_at DESC, o.order_id DESC
    """  # noqa: S608 - our own words
).columns(placed_at=UtcTime())
_YEARS = sa.text(
    f"""
    SELECT year, currency, sum(paid) AS paid_minor, sum(back) AS given_back_minor,
           sum(donated) AS donated_minor
    FROM (
      SELECT substr(b.business_date, 1, 4) AS year, t.currency,
             max(t.amount_minor, 0) AS paid, max(-t.amount_minor, 0) AS back, 0 AS donated
      FROM {_IDS} tender t ON t.order_id = j.value
      CROSS JOIN posting p ON p.tender_id = t.tender_id CROSS JOIN batch b
        ON b.batch_id = p.batch_id
      GROUP BY t.tender_id
      UNION ALL
      SELECT substr(b.business_date, 1, 4), t.currency, 0, t.amount_minor, 0
      FROM {_IDS} order_split s ON s.order_id = j.value
      CROSS JOIN tender t ON t.order_id = s.new_order_id AND t.at = s.at
      CROSS JOIN batch b ON b.order_id = s.new_order_id AND b.kind = 'sale'
      WHERE t.kind = 'on_account' AND t.of_tender IS NULL
      UNION ALL
      SELECT substr(o.business_date, 1, 4), e.currency, 0, 0, e.amount_minor
      FROM {_IDS} order_extra e ON e.order_id = j.value
      CROSS JOIN orders o ON o.order_id = e.order_id
      WHERE e.kind = 'donation'
        AND NOT EXISTS (SELECT 1 FROM refund_line l WHERE l.extra_id = e.extra_id)
    ) GROUP BY year, currency ORDER BY year DESC, currency
    """  # noqa: S608 - our own words
)
_VALUES = sa.text(
    f"""
    SELECT v.value_id FROM {_IDS} stored_value v ON v.order_id = j.value
    UNION
    SELECT a.value_id FROM json_each(:people) j CROSS JOIN account_patron a
      ON a.patron_id = j.value
    WHERE a.link_id = (SELECT max(n.link_id) FROM account_patron n WHERE n.value_id = a.value_id)
    ORDER BY 1
    """  # noqa: S608 - our own words
)
_PAID_BY_CARD = sa.text(
    f"""
    SELECT t.payment_id FROM {_IDS} tender t ON t.order_id = j.value
    WHERE t.payment_id IS NOT NULL AND t.payment_id <> ''
    UNION
    SELECT c.payment_id FROM {_IDS} card_payment c ON c.for_kind = 'order' AND c.for_id = j.value
    ORDER BY 1
    """  # noqa: S608 - our own words
)
_WITH_A_NAME = sa.text(
    """
    SELECT 'payment' AS kind, c.payment_id AS id, json_extract(c.content, '$.name') AS name,
           json_extract(c.content, '$.patron_id') AS patron_id
    FROM current_state s CROSS JOIN card_payment c ON c.payment_id = s.subject_id
    WHERE s.machine = 'payment' AND s.state <> 'applied'
    UNION ALL
    SELECT 'parked', p.parked_id, p.name, '' FROM parked_cart p WHERE p.name <> ''
    UNION ALL
    SELECT 'hold', h.event_id, h.for_whom, '' FROM hold_event h WHERE h.for_whom <> ''
    """
)
_NOT_ERASED = "NOT EXISTS (SELECT 1 FROM erased e WHERE e.kind = '{kind}' AND e.subject_id = {id})"
_LEFT_OF_ERASED = sa.text(
    f"""
    SELECT 'order' AS kind, p.order_id AS id, x.patron_id, x.user_id FROM erased x
    CROSS JOIN order_patron p ON p.patron_id = x.subject_id
    WHERE x.kind = 'patron' AND {_NOT_ERASED.format(kind="order", id="p.order_id")}
      AND p.link_id = (SELECT n.link_id FROM order_patron n WHERE n.order_id = p.order_id
        ORDER BY n.seq DESC, n.link_id LIMIT 1)
    UNION
    SELECT 'value', a.value_id, x.patron_id, x.user_id FROM erased x
    CROSS JOIN account_patron a ON a.patron_id = x.subject_id
    WHERE x.kind = 'patron' AND {_NOT_ERASED.format(kind="value", id="a.value_id")}
      AND a.link_id = (SELECT max(n.link_id) FROM account_patron n WHERE n.value_id = a.value_id)
    UNION
    SELECT 'value', v.value_id, x.patron_id, x.user_id FROM erased x
    CROSS JOIN stored_value v ON v.order_id = x.subject_id
    WHERE x.kind = 'order' AND {_NOT_ERASED.format(kind="value", id="v.value_id")}
    UNION
    SELECT 'patron', m.patron_id, x.patron_id, x.user_id FROM erased x
    CROSS JOIN patron_merge m ON m.into_id = x.subject_id
    WHERE x.kind = 'patron' AND {_NOT_ERASED.format(kind="patron", id="m.patron_id")}
      AND m.merge_id = (SELECT n.merge_id FROM patron_merge n WHERE n.patron_id = m.patron_id
        ORDER BY n.seq DESC, n.merge_id LIMIT 1)
    """  # noqa: S608 - our own words
)
_ACCOUNTS_ASTRAY = sa.text(
    """
    SELECT a.value_id, w.patron_id, w.user_id FROM order_split s
    CROSS JOIN tender t ON t.order_id = s.new_order_id AND t.at = s.at AND t.kind = 'on_account'
    CROSS JOIN account_patron a ON a.value_id = t.value_id
      AND a.link_id = (SELECT max(n.link_id) FROM account_patron n WHERE n.value_id = a.value_id)
    CROSS JOIN order_patron w ON w.link_id = (SELECT n.link_id FROM order_patron n
      WHERE n.order_id = s.new_order_id ORDER BY n.seq DESC, n.link_id LIMIT 1)
    CROSS JOIN order_patron l ON l.order_id = w.order_id AND l.seq = w.seq
      AND l.patron_id = a.patron_id AND l.at = a.at
    WHERE a.patron_id <> w.patron_id
    ORDER BY a.value_id
    """
)


class SqlPatronHistory:
    """See ``pos.ports.patrons.PatronHistory``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def bought(self, order_ids: Collection[str]) -> tuple[BoughtSum, ...]:
        rows = self._uow.execute(_BOUGHT, {"ids": json.dumps([*order_ids])})
        return tuple(BoughtSum(**row._mapping) for row in rows)

    def years(self, order_ids: Collection[str]) -> tuple[YearSum, ...]:
        rows = self._uow.execute(_YEARS, {"ids": json.dumps([*order_ids])})
        return tuple(YearSum(**row._mapping) for row in rows)

    def values(self, order_ids: Collection[str], people: Collection[str]) -> tuple[str, ...]:
        asked = {"ids": json.dumps([*order_ids]), "people": json.dumps([*people])}
        return tuple(self._uow.execute(_VALUES, asked).scalars())

    def paid_by_card(self, order_ids: Collection[str]) -> list[tuple[str, str]]:
        found = self._uow.execute(_PAID_BY_CARD, {"ids": json.dumps([*order_ids])})
        return [("payment", each) for each in found.scalars()]

    def with_a_name(self) -> list[tuple[str, str, str, str]]:
        rows = self._uow.execute(_WITH_A_NAME)
        return [(row.kind, row.id, row.name or "", row.patron_id or "") for row in rows]

    def left_of_erased(self) -> list[tuple[str, str, str, str]]:
        rows = self._uow.execute(_LEFT_OF_ERASED)
        return [(row.kind, row.id, row.patron_id, row.user_id) for row in rows]

    def accounts_astray(self) -> list[tuple[str, str, str]]:
        rows = self._uow.execute(_ACCOUNTS_ASTRAY)
        return [(row.value_id, row.patron_id, row.user_id) for row in rows]
