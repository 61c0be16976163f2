"""What a ticket cost, in SQL: the one place that knows which columns and which accounts it is."""

from __future__ import annotations

import sqlalchemy as sa

from pos.ledger import FEES as FEE_ACCOUNTS
from pos.ledger import SOLD as SOLD_ACCOUNTS
from pos.ledger import Account
from pos.storage import schema


def listed(*accounts: Account) -> str:
    """Return accounts as SQL lists them after IN."""
    return "(" + ", ".join(f"'{account.value}'" for account in accounts) + ")"


COST = "(t.face_minor + t.fee_minor + t.tax_minor)"
"""What a ``ticket t`` cost, everything in it."""
SOLD = listed(*SOLD_ACCOUNTS)
"""The accounts that its price is credited to; with ``ticket_id IS NOT NULL`` nothing else is."""
FEES = listed(*FEE_ACCOUNTS)
"""Those of them that are fees."""

SOLD_IN = "b.kind IN ('sale', 'exchange')"
"""A ``batch b`` that books what was sold: an order as it was placed, or what took the place of
tickets that came back."""
OF_BATCH = "t.replaces IS NULL AND t.exchange_id IS iif(b.kind = 'exchange', b.batch_id, NULL)"
"""What of a ``ticket t`` of the order of such a ``batch b`` that batch sold."""
TICKETS_OF_TILLS = """(
              SELECT t.* FROM orders o
              JOIN ticket t ON t.order_id = o.order_id AND t.exchange_id IS NULL
              WHERE o.till_id IN (SELECT value FROM json_each(:tills)) AND t.replaces IS NULL
              UNION ALL
              SELECT t.* FROM batch b JOIN ticket t ON t.order_id = b.order_id
                AND t.exchange_id = b.batch_id AND t.replaces IS NULL
              WHERE b.till_id IN (SELECT value FROM json_each(:tills)) AND b.kind = 'exchange')"""
"""The tickets that tills sold, with an order or in the place of others. :tills is a JSON list."""
EXTRAS_OF_TILLS = """(
              SELECT e.* FROM orders o
              JOIN order_extra e ON e.order_id = o.order_id AND e.exchange_id IS NULL
              WHERE o.till_id IN (SELECT value FROM json_each(:tills))
              UNION ALL
              SELECT e.* FROM batch b JOIN order_extra e ON e.order_id = b.order_id
                AND e.exchange_id = b.batch_id
              WHERE b.till_id IN (SELECT value FROM json_each(:tills)) AND b.kind = 'exchange')"""
"""What they sold beside tickets."""
EXCHANGED = f"""
    WITH act AS (
      SELECT x.exchange_id, x.refund_id, r.order_id FROM refund r
      JOIN exchange x ON x.refund_id = r.refund_id AND x.what = 'exchange'
      WHERE {{which}}
    ), fresh AS (
      SELECT {COST} AS cost FROM act a
      JOIN ticket t ON t.order_id = a.order_id AND t.exchange_id = a.exchange_id
        AND t.replaces IS NULL
    ), gone AS (
      SELECT l.amount_minor AS cost FROM act a
      JOIN refund_line l ON l.refund_id = a.refund_id AND l.ticket_id IS NOT NULL
    )
    SELECT (SELECT count(*) FROM act) AS times,
           (SELECT count(*) FROM fresh) AS tickets,
           (SELECT coalesce(sum(cost), 0) FROM fresh) AS sold,
           (SELECT count(*) FROM gone) AS tickets_back,
           (SELECT coalesce(sum(cost), 0) FROM gone) AS back"""  # noqa: S608 - ours
"""What was sold, and what came back, in exchanges whose ``refund r`` is ``which``."""
ADDED = f"""(coalesce((SELECT sum({COST}) FROM ticket t
                       WHERE t.order_id = o.order_id AND t.replaces IS NULL
                         AND t.exchange_id IS NOT NULL), 0)
                     + coalesce((SELECT sum(e.amount_minor) FROM order_extra e
                       WHERE e.order_id = o.order_id AND e.exchange_id IS NOT NULL), 0))"""  # noqa: S608 - ours
"""What was put into an ``orders o`` after it was placed."""


def cost(ticket: sa.FromClause = schema.ticket) -> sa.ColumnElement[int]:
    """Return what a ticket cost, as an expression."""
    columns = ticket.c
    return columns.face_minor + columns.fee_minor + columns.tax_minor
