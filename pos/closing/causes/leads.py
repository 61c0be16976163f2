"""From an exception to what is known of it: ways to its papers, and what may be behind it."""

from __future__ import annotations

from collections.abc import Iterator

from pos.closing.card_totals import total_with_payments
from pos.closing.causes.beside import card_causes, explain_bag, explain_safe
from pos.closing.causes.cash import explain_cash
from pos.closing.causes.deposits import explain_deposit
from pos.closing.causes.papers import explain_papers
from pos.closing.causes.reading import bag_rows, deposit_rows, is_counted, safe_rows, till_rows
from pos.closing.codes_over import sales_over
from pos.money import Money
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import CloseException
from pos.views.causes import Explained
from pos.views.closing import ExceptionCase, ExceptionKind, Lead, LeadKind
from pos.window import Window

_CHECKS = frozenset(
    {ExceptionKind.CHECK_MISSING, ExceptionKind.CHECK_EXTRA, ExceptionKind.CHECK_AMOUNT}
)
_PAPERS = _CHECKS | {
    ExceptionKind.CARD_SLIP,
    ExceptionKind.CERTIFICATE_MISSING,
    ExceptionKind.VOID_TICKET_MISSING,
}
_SALES = 8
"""Ways to sales at most: the till's report has them all."""
_DEPOSITS = (ExceptionKind.DEPOSIT_DIFFERENCE, ExceptionKind.DEPOSIT_LATE)


def case_of(uow: UnitOfWork, window: Window, found: CloseException) -> ExceptionCase:
    """Return the ways from an exception to its papers, and what may be behind it."""
    return ExceptionCase(tuple(_leads(uow, found)), _explained(uow, window, found))


def _explained(uow: UnitOfWork, window: Window, found: CloseException) -> tuple[Explained, ...]:
    kind, off = ExceptionKind(found.kind), Money(found.amount_minor, found.currency)
    if kind is ExceptionKind.TILL_DIFFERENCE or kind in _PAPERS:
        return _of_till(uow, found)
    if kind in _DEPOSITS:
        deposit = uow.deposits.one(found.subject_id)
        return (Explained("deposit", off, explain_deposit(deposit_rows(uow, window, deposit))),)
    if kind is ExceptionKind.DROP_DIFFERENCE:
        rows = bag_rows(uow, found.subject_id)
        return (Explained("drop", off, explain_bag(rows), number=rows.bag.number),)
    if kind is ExceptionKind.SAFE_DIFFERENCE:
        return (Explained("safe", off, explain_safe(safe_rows(uow, found.subject_id))),)
    if kind is ExceptionKind.CARD_TOTALS and found.till_id:
        return (_of_cards(uow, found.till_id, off),)
    return ()


def _of_till(uow: UnitOfWork, found: CloseException) -> tuple[Explained, ...]:
    """Return what may be behind the tender, or the paper, that it is about."""
    if not found.till_id or not is_counted(uow, found.till_id):
        return ()
    rows = till_rows(uow, uow.tills.till(found.till_id))
    papers = explain_papers(rows)
    cash = Explained("cash", Money(rows.off, rows.currency), explain_cash(rows))
    if found.kind == ExceptionKind.TILL_DIFFERENCE.value:
        every = (cash, *papers) if rows.off else papers
        return tuple(each for each in every if each.tender == found.text)
    _, extra, line = found.subject_id.rpartition(":")
    if extra:
        return papers[int(line) - 1 : int(line)]
    return tuple(each for each in papers if each.subject_id == found.subject_id)


def _of_cards(uow: UnitOfWork, till_id: str, off: Money) -> Explained:
    told = total_with_payments(uow, till_id)
    if told is None:
        return Explained("card_totals", off, ())
    view, payments = told[0], {each.payment_id: each for each in told[1]}
    tenders = ((one, uow.payments.tender_of(one)) for one in payments)
    orders = {one: tender.order_id for one, tender in tenders if tender is not None}
    causes = card_causes(view.explanations, payments, orders, off.currency)
    return Explained("card_totals", off, causes, number=view.serial)


# ---- ways to its papers ----


def _leads(uow: UnitOfWork, found: CloseException) -> Iterator[Lead]:
    kind = ExceptionKind(found.kind)
    if kind in _DEPOSITS:
        number = uow.deposits.one(found.subject_id).number
        yield Lead(LeadKind.DEPOSIT, found.subject_id, str(number))
    if kind is ExceptionKind.SETTLEMENT:
        yield from _settlement(uow, found)
    if kind in _PAPERS:
        yield from _order(uow, found)
    if kind is ExceptionKind.CANCELLED_MEANWHILE:
        performance, _, window = found.subject_id.partition(" ")
        for of, order_id, named, _ in uow.order_life.done_since(window):
            if of == performance:
                yield Lead(LeadKind.ORDER, order_id, named)
    if kind is ExceptionKind.CODE_OVER:
        code, _, window = found.subject_id.rpartition(" ")
        orders = {s.order_id: s.order_number for s in sales_over(uow, code, window)}
        for order_id, named in orders.items():
            yield Lead(LeadKind.ORDER, order_id, named)
    if kind is ExceptionKind.LATE_WINDOW:
        yield from _late(uow, found)
    if found.till_id and is_counted(uow, found.till_id):
        yield Lead(LeadKind.CASHIER, found.till_id)
    if kind in _CHECKS:
        yield Lead(LeadKind.CHECKS, found.business_date.isoformat())


def _late(uow: UnitOfWork, found: CloseException) -> Iterator[Lead]:
    """Yield the tills whose takings came late, once they are counted, and the first sales."""
    for till_id in uow.exceptions.late_tills(found.exception_id):
        if is_counted(uow, till_id):
            name = name_of(uow, uow.tills.till(till_id).user_id)
            yield Lead(LeadKind.CASHIER, till_id, name)
    for order_id, number in uow.exceptions.late_orders(found.exception_id, _SALES):
        yield Lead(LeadKind.ORDER, order_id, number)


def _order(uow: UnitOfWork, found: CloseException) -> Iterator[Lead]:
    """Yield the order whose paper it is, if an order knows it."""
    rows = uow.tills.tenders_in(found.till_id) if found.till_id else ()
    for row in rows:
        if row.subject_id == found.subject_id:
            yield Lead(LeadKind.ORDER, row.order_id, row.order_number)
            return


def _settlement(uow: UnitOfWork, found: CloseException) -> Iterator[Lead]:
    """Yield the file with the finding, and the order of its payment where there is one. The finding
    is a line's (file and number), a class's of a file that had many, or a payment's no line names.
    """
    subject = found.subject_id
    file_id, _, which = subject.rpartition(":")
    if file_id and not which.isdecimal():
        yield Lead(LeadKind.SETTLEMENT, file_id, subject)
        return
    lines = [(file_id, int(which))] if file_id else []
    payments = [] if file_id else [subject]
    for match in uow.settlements.matches_of(lines, payments):
        yield Lead(LeadKind.SETTLEMENT, match.file_id, subject)
        tender = uow.payments.tender_of(match.payment_id) if match.payment_id else None
        if tender is not None:
            order = uow.orders.order(tender.order_id)
            yield Lead(LeadKind.ORDER, order.order_id, order.order_number)
        return
