"""What should lie in a till beside cash, one by one, and how far tills were off. See
``pos.ports.storage.TillStore``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from pos.ids import UserId
from pos.money import Money
from pos.views.cash import CARD_SLIP, CERTIFICATE, CHECK, VOID_TICKET, OverShort, PaperExpected
from pos.views.cash import PaperToCount as Paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pos.storage.unit_of_work import SqlUnitOfWork

_CHECKS = sa.text(
    # What of a check is booked in this till: a correction takes it out again.
    "SELECT t.tender_id AS subject, coalesce(c.number, t.reference) AS number,"
    " coalesce(c.payer, t.payer) AS payer, sum(p.amount_minor) AS minor"
    " FROM posting p JOIN tender x ON x.tender_id = p.tender_id"
    " JOIN tender t ON t.tender_id = coalesce(x.of_tender, x.tender_id)"
    " LEFT JOIN check_taken c ON c.tender_id = t.tender_id"
    " WHERE p.account = '1030' AND p.till_id = :till"
    " GROUP BY t.tender_id HAVING sum(p.amount_minor) <> 0 ORDER BY t.tender_id"
)
_SLIPS = sa.text(
    "SELECT p.payment_id AS subject, a.approval_code AS number,"
    " trim(a.brand || ' ' || a.last_four) AS payer,"
    " iif(p.kind = 'charge', 1, -1) * coalesce(a.amount_minor, p.amount_minor) AS minor"
    " FROM card_payment p JOIN card_answer a ON a.payment_id = p.payment_id"
    " JOIN current_state s ON s.machine = 'payment' AND s.subject_id = p.payment_id"
    " WHERE p.till_id = :till AND p.driver = 'standalone' AND a.source = 'typed'"
    "  AND a.outcome IN ('approved', 'partial')"
    "  AND s.state IN ('approved', 'applied', 'reversed', 'written_off')"
    "  AND a.seq = (SELECT max(b.seq) FROM card_answer b WHERE b.payment_id = p.payment_id"
    "   AND b.source = 'typed')"
    " ORDER BY p.payment_id"
)
_CERTIFICATES = sa.text(
    # Used up here: nothing is left, and what was drawn last was drawn in this till.
    "WITH drawn AS ("
    "  SELECT p.value_id, max(b.rowid) AS last FROM posting p"
    "  JOIN batch b ON b.batch_id = p.batch_id"
    "  WHERE p.account = '2020' AND p.amount_minor > 0 AND p.value_id IS NOT NULL"
    "   AND p.value_id IN (SELECT q.value_id FROM posting q"
    "    JOIN batch c ON c.batch_id = q.batch_id WHERE c.till_id = :till)"
    "  GROUP BY p.value_id)"
    " SELECT v.value_id AS subject, v.serial AS number, v.holder AS payer, 0 AS minor"
    " FROM drawn JOIN batch b ON b.rowid = drawn.last"
    " JOIN stored_value v ON v.value_id = drawn.value_id"
    " WHERE b.till_id = :till AND (SELECT sum(amount_minor) FROM posting p"
    "  WHERE p.account = '2020' AND p.value_id = v.value_id) = 0"
    " ORDER BY v.serial"
)
_SESSION = (
    # As in tills.py: the order of appending tells which session an arrow belongs to.
    "t.rowid > (SELECT rowid FROM transition"
    "  WHERE machine = 'till' AND subject_id = :till AND trigger = 'enter')"
    " AND t.rowid < coalesce((SELECT rowid FROM transition"
    "  WHERE machine = 'till' AND subject_id = :till AND trigger = 'approve'),"
    "  9223372036854775807)"
)
_VOID = sa.text(
    "WITH void AS ("  # noqa: S608 - both halves stand here
    "  SELECT j.job_id FROM transition t JOIN print_job j ON j.job_id = t.subject_id"
    "  JOIN voided_paper v ON v.job_id = j.job_id AND v.what = 'spoiled'"
    "  WHERE t.machine = 'print' AND t.trigger = 'spoil' AND j.kind = 'ticket' AND "
    + _SESSION
    + " UNION"
    "  SELECT j.job_id FROM refund r JOIN refund_line l ON l.refund_id = r.refund_id"
    "  JOIN print_job j ON j.kind = 'ticket' AND j.subject_id = l.ticket_id"
    "  JOIN current_state s ON s.machine = 'print' AND s.subject_id = j.job_id"
    "  WHERE r.till_id = :till AND s.state = 'printed')"
    " SELECT j.job_id AS subject, o.order_number AS number,"
    "  trim(coalesce(e.section || ' ' || e.row || ' ' || e.number, '')) AS payer, 0 AS minor"
    " FROM void JOIN print_job j ON j.job_id = void.job_id"
    " JOIN ticket k ON k.ticket_id = j.subject_id JOIN orders o ON o.order_id = k.order_id"
    " LEFT JOIN seat e ON e.seat_id = k.seat_id"
    " ORDER BY o.order_number, k.position, j.job_id"
)
_LISTS = ((CHECK, _CHECKS), (CARD_SLIP, _SLIPS), (CERTIFICATE, _CERTIFICATES), (VOID_TICKET, _VOID))
_SERVED = sa.text(
    "SELECT user_id FROM till WHERE till_id = :till"
    " UNION SELECT user_id FROM till_relief WHERE till_id = :till"
    " UNION SELECT user_id FROM till_count WHERE till_id = :till"
)
_OVER_SHORT = sa.text(
    # Of a close's lines on 1020 and 1030, what moved to the safe cancels out: the rest is over or
    # short.
    "SELECT t.user_id, s.name, t.till_id, p.account, t.currency,"
    " coalesce(sum(p.amount_minor), 0) AS minor"
    " FROM till_close c JOIN till t ON t.till_id = c.till_id"
    " JOIN staff s ON s.user_id = t.user_id"
    " LEFT JOIN batch b ON b.till_id = c.till_id AND b.kind = 'till_close'"
    " LEFT JOIN posting p ON p.batch_id = b.batch_id AND p.account IN ('1020', '1030')"
    " WHERE t.business_date >= :since"
    " GROUP BY t.till_id, p.account ORDER BY s.name, t.user_id, t.till_id, p.account"
)
_TENDERS = {"1020": "cash", "1030": "check"}


def papers_in(uow: SqlUnitOfWork, till_id: str) -> tuple[PaperExpected, ...]:
    """Return what is to be handed in with a till, kind by kind."""
    return tuple(_papers(uow, till_id))


def _papers(uow: SqlUnitOfWork, till_id: str) -> Iterator[PaperExpected]:
    for kind, statement in _LISTS:
        for row in uow.execute(statement, {"till": till_id}):
            back = kind == CARD_SLIP and row.minor < 0
            yield PaperExpected(Paper(kind, row.subject, row.number, row.payer, back), row.minor)


def served(uow: SqlUnitOfWork, till_id: str) -> frozenset[str]:
    """Return everybody who had, relieved or counted a till."""
    return frozenset(row.user_id for row in uow.execute(_SERVED, {"till": till_id}))


def over_short(uow: SqlUnitOfWork, since: date) -> tuple[OverShort, ...]:
    """Return how far the locked tills of each cashier were off, by name."""
    rows = uow.execute(_OVER_SHORT, {"since": since.isoformat()}).all()
    found = []
    for user_id, name, currency in dict.fromkeys((r.user_id, r.name, r.currency) for r in rows):
        of = [row for row in rows if (row.user_id, row.currency) == (user_id, currency)]
        tenders = {_TENDERS[row.account]: 0 for row in of if row.account}
        for row in of:
            if row.account:
                tenders[_TENDERS[row.account]] += row.minor
        found.append(
            OverShort(
                user_id=UserId(user_id),
                cashier=name,
                tills=len({row.till_id for row in of}),
                net=Money(sum(row.minor for row in of), currency),
                absolute=Money(sum(abs(row.minor) for row in of), currency),
                by_tender=tuple((kind, Money(minor, currency)) for kind, minor in tenders.items()),
            )
        )
    return tuple(found)
