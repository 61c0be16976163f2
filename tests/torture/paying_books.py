"""The terminal's journal held against our books, card by card, in plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from pos.office import Office
from tests.torture.paying_terminal import Booked

PAYMENTS = """
    SELECT p.payment_id, p.message_id, p.kind, s.state,
      (SELECT a.amount_minor FROM card_answer a WHERE a.payment_id = p.payment_id
        AND a.outcome IN ('approved', 'partial')
        ORDER BY a.source = 'forced', a.seq LIMIT 1) AS captured,
      (SELECT sum(t.amount_minor) FROM tender t WHERE t.payment_id = p.payment_id)
        - iif(p.kind = 'charge', 1, -1) * coalesce((SELECT sum(e.amount_minor)
          FROM card_exception e WHERE e.payment_id = p.payment_id AND e.what = 'short'), 0)
        AS tender,
      (SELECT count(*) FROM tender t WHERE t.payment_id = p.payment_id) AS tenders,
      EXISTS (SELECT 1 FROM transition d WHERE d.machine = 'payment'
        AND d.subject_id = p.payment_id AND d.to_state IN ('declined', 'reversed')) AS let_go
    FROM card_payment p
    JOIN current_state s ON s.machine = 'payment' AND s.subject_id = p.payment_id"""

EQUATION = """
    SELECT o.order_id, o.total_minor
      - coalesce((SELECT sum(l.amount_minor) FROM refund_line l JOIN refund r
          ON r.refund_id = l.refund_id WHERE r.order_id = o.order_id), 0)
      - (SELECT coalesce(sum(amount_minor), 0) FROM tender t WHERE t.order_id = o.order_id)
      - (SELECT coalesce(sum(amount_minor), 0) FROM posting p WHERE p.order_id = o.order_id
          AND p.account IN ('1050', '1060', '2070')) AS off
    FROM orders o WHERE off <> 0"""
"""What counts of an order is its tenders, what it owes and what is owed to it, together."""

CLEARING = "SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE account IN ('1040', '1045')"
LEDGER = "SELECT coalesce(sum(amount_minor), 0) FROM posting"


def disagreements(office: Office, journal: Mapping[str, Booked], path: Path) -> list[str]:
    """Return everything in which terminal and books differ, after recovery."""
    found = [f"verify {each.code}: {each.subject}" for each in office.verify()]
    doubt = {view.payment_id: view for view in office.cards.in_doubt()}
    found += [f"not resolved: {begun.payment_id}" for begun in office.cards.to_resolve()]
    found += [f"not settled: {each.exception_id}" for each in office.cards.exceptions()]
    with closing(sqlite3.connect(path)) as books:
        rows = books.execute(PAYMENTS).fetchall()
        posted = 0
        for payment_id, message_id, kind, state, captured, tender, tenders, let_go in rows:
            booked = journal.get(message_id)
            moved = booked.minor if booked else 0
            if booked is not None and booked.times > 1:
                found.append(f"{payment_id} reached the terminal {booked.times} times")
            sign = 1 if kind == "charge" else -1
            ours = {
                "applied": tender or 0,
                "approved": sign * (captured or 0),
                "reversed": sign * (captured or 0),
                "written_off": sign * (captured or 0),
            }.get(state, 0)
            if ours != moved:
                found.append(f"{kind} {payment_id} is {state} with {ours}, terminal: {moved}")
            if tenders > 1 or (state == "applied" and tenders != 1):
                found.append(f"{kind} {payment_id} is {tenders} tenders")
            if state == "approved":
                view = doubt.get(payment_id)
                if view is None:
                    found.append(f"{kind} {payment_id} is in no inbox")
                elif kind == "charge" and not view.has_cart and not let_go:
                    found.append(f"{payment_id} is in the inbox without its seats")
            if state in ("applied", "bounced", "written_off"):
                posted += moved
        found += _strangers(journal, {row[1] for row in rows})
        found += [f"order {order_id} is off by {off}" for order_id, off in books.execute(EQUATION)]
        clearing = books.execute(CLEARING).fetchone()[0]
        if clearing != posted:
            found.append(f"clearing is {clearing}, terminal: {posted}")
        if books.execute(LEDGER).fetchone()[0]:
            found.append("the ledger is not zero-sum")
    return found


def _strangers(journal: Mapping[str, Booked], ours: set[str]) -> Iterator[str]:
    for message_id, booked in journal.items():
        if message_id not in ours and booked.minor:
            yield f"the terminal moved {booked.minor} for {message_id}, which nobody asked"
