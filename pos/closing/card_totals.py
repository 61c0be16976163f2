"""Terminal totals at a till's close: the terminal's own sums against ours, one by one.

A terminal adds up since its last reconciliation, and nobody tells us when that was: totals that
grew go on from the beginning of the last ones, smaller ones began after those. Amounts agree to the
cent or they do not. Thread: ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.card_brands import brand_name
from pos.cash.till import till_here
from pos.closing.card_causes import explained
from pos.closing.exceptions import open_exception
from pos.codec import from_json, to_json
from pos.errors import TillNotOpen
from pos.ids import CommandId, Ids
from pos.lifecycles import PaymentState, TillState
from pos.money import Money
from pos.ports.storage import Storage, UnitOfWork
from pos.ports.terminals import TerminalTotals
from pos.records import TerminalTotal, Till
from pos.views.card_totals import BrandTotal, CardTotals, CardTotalsView
from pos.views.closing import ExceptionKind
from pos.views.people import Permission, SessionView
from pos.views.settlement import OurPayment
from pos.window import Window

MOVED = frozenset(
    {
        PaymentState.APPROVED.value,
        PaymentState.APPLIED.value,
        PaymentState.REVERSED.value,
        PaymentState.WRITTEN_OFF.value,
    }
)
"""States in which money moved at the terminal, as we know it."""


class TerminalCounts:
    """Asks for and keeps terminals' totals. Until a till is closed nothing of the amounts is told
    to whoever counts it."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def wanted(self) -> str:
        """Return the till of this window that is being counted and has no totals yet; empty when
        the terminal need not be asked."""
        with self._storage.read() as uow:
            found = uow.tills.session_at(self._window.window_id)
            if found is None or found[1] != TillState.COUNTING.value:
                return ""
            till = found[0]
            return "" if uow.settlements.total_of_till(till.till_id) else till.till_id

    def record(
        self, command: CommandId, session: SessionView, serial: str, theirs: TerminalTotals
    ) -> bool:
        """Keep what the terminal said of itself, and return whether it agrees with what we know.

        An exception is opened where it does not. Durable on return; no money moves.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: Who may count a till, and that one is counted.
        """
        require(session, Permission.COUNT_TILL)
        totals = totals_of(theirs)

        def act() -> bool:
            till, state = till_here(uow, session, self._window)
            if state is not TillState.COUNTING:
                raise TillNotOpen()
            return self._record(uow, session, till, serial, totals)

        with self._storage.begin() as uow:
            content = (session.user_id, serial, totals)
            agreed = uow.commands.once(command, "terminal_totals", content, bool, act)
            uow.commit()
        return agreed

    def _record(
        self, uow: UnitOfWork, session: SessionView, till: Till, serial: str, theirs: CardTotals
    ) -> bool:
        since, ours, _ = _ours_since(uow, till, serial, theirs)
        total = TerminalTotal(
            total_id=self._ids.new(),
            till_id=till.till_id,
            window_id=self._window.window_id,
            serial=serial,
            since=since,
            theirs=to_json(theirs),
            ours=to_json(ours),
            agreed=theirs == ours,
            at=uow.now(),
            user_id=session.user_id,
        )
        uow.add(total)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "terminal.totalled",
                ("terminal_total", total.total_id),
                serial=serial,
                agreed=total.agreed,
            )
        )
        if not total.agreed:
            view = _view(total, ())
            open_exception(
                uow,
                self._ids,
                self._window,
                ExceptionKind.CARD_TOTALS,
                till.business_date,
                Money(view.difference_minor, theirs.currency),
                serial,
                total.total_id,
                SYSTEM,
                till.till_id,
            )
        return total.agreed

    def of_till(self, session: SessionView, till_id: str) -> CardTotalsView | None:
        """Return what the terminal said at a till's close, with what can explain a difference.

        Raises:
            NotAllowed: The role may not see reports.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            found = total_with_payments(uow, till_id)
            return None if found is None else found[0]


def total_with_payments(
    uow: UnitOfWork, till_id: str
) -> tuple[CardTotalsView, Sequence[OurPayment]] | None:
    """Return what the terminal said at a till's close, and our payments that it was held
    against."""
    total = uow.settlements.total_of_till(till_id)
    if total is None:
        return None
    payments = _at(uow, total.serial, total.since, total.at)
    return _view(total, payments), payments


def _view(total: TerminalTotal, payments: Sequence[OurPayment]) -> CardTotalsView:
    theirs, ours = from_json(total.theirs, CardTotals), from_json(total.ours, CardTotals)
    return CardTotalsView(
        total_id=total.total_id,
        till_id=total.till_id,
        serial=total.serial,
        theirs=theirs,
        ours=ours,
        agreed=total.agreed,
        since=total.since,
        at=total.at,
        explanations=() if total.agreed else explained(theirs, ours, payments, MOVED),
    )


# ---- adding up ----


def totals_of(theirs: TerminalTotals) -> CardTotals:
    """Return a terminal's word in our words: brands as they spell themselves, empty ones left
    out."""
    sums: dict[str, list[int]] = {}
    for place, rows in ((0, theirs.charges), (2, theirs.refunds)):
        for brand, count, money in rows:
            of_brand = sums.setdefault(brand_name(brand), [0, 0, 0, 0])
            of_brand[place] += count
            of_brand[place + 1] += abs(money.minor)
    return _totals(theirs.charged.currency, sums)


def add_up(payments: Iterable[OurPayment], currency: str) -> CardTotals:
    """Return what payments come to by brand, those on which money moved."""
    sums: dict[str, list[int]] = {}
    for payment in payments:
        if payment.state in MOVED:
            of_brand = sums.setdefault(brand_name(payment.brand), [0, 0, 0, 0])
            place = 0 if payment.amount_minor > 0 else 2
            of_brand[place] += 1
            of_brand[place + 1] += abs(payment.amount_minor)
    return _totals(currency, sums)


def _totals(currency: str, sums: dict[str, list[int]]) -> CardTotals:
    rows = (BrandTotal(brand, *values) for brand, values in sorted(sums.items()) if any(values))
    return CardTotals(currency, tuple(rows))


def _ours_since(
    uow: UnitOfWork, till: Till, serial: str, theirs: CardTotals
) -> tuple[datetime, CardTotals, Sequence[OurPayment]]:
    """Return from when on our payments are counted, and what they come to.

    The beginnings there can be are tried; where none agrees, the likeliest stands.
    """
    last = uow.settlements.last_total(serial)
    if last is None:
        likely = [till.opened_at]
    elif _goes_on(from_json(last.theirs, CardTotals), theirs):
        likely = [last.since, last.at]
    else:
        likely = [last.at, last.since]
    everything = _at(uow, serial, min((*likely, till.opened_at)), uow.now())
    tried = []
    for since in dict.fromkeys((*likely, till.opened_at)):
        payments = [payment for payment in everything if payment.at >= since]
        ours = add_up(payments, theirs.currency)
        if ours == theirs:
            return since, ours, payments
        tried.append((since, ours, payments))
    return tried[0]


def _goes_on(before: CardTotals, now: CardTotals) -> bool:
    """Return whether no brand counts fewer than before: the terminal did not begin anew."""
    counts = {one.brand: (one.charges, one.refunds) for one in now.brands}
    return all(
        counts.get(one.brand, (-1, -1))[0] >= one.charges and counts[one.brand][1] >= one.refunds
        for one in before.brands
    )


def _at(uow: UnitOfWork, serial: str, since: datetime, until: datetime) -> tuple[OurPayment, ...]:
    every = uow.settlements.payments(since=since)
    return tuple(each for each in every if each.terminal == serial and each.at <= until)
