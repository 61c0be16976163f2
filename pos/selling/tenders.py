"""What may be taken for what is due: the rules every tender passes before it becomes a fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pos.errors import AmountInvalid, NotFound, PaymentMismatch, TenderShort
from pos.money import Money, total
from pos.paying.certificates import PAID_FROM, check_bought, check_values, venue_day
from pos.paying.check_rules import checked_check, refuse_blocked
from pos.paying.rounding import cash_due
from pos.ports.storage import UnitOfWork
from pos.text import checked_text
from pos.views.paying import CheckGiven
from pos.views.paying_rules import LAUNCH_RULES, PayingRules
from pos.views.selling import TenderGiven, TenderKind

REFERENCE_LONGEST = 40
AT_THE_WINDOW = frozenset(TenderKind) - {
    TenderKind.ROUNDING,
    TenderKind.ELSEWHERE,
    TenderKind.GIVEN_UP,
}
"""Forms of payment a person takes here. Rounding follows from cash and is nobody's to name."""


def checked_tenders(
    due: Money, tenders: Sequence[TenderGiven], today: date, rules: PayingRules = LAUNCH_RULES
) -> tuple[TenderGiven, ...]:
    """Return the tenders with clean texts, if together they make exactly ``due``: any split, in any
    order. Cash counts as one payment however often it was handed over: it is rounded and given back
    as one.

    Only cash may be given beyond its amount; the rest is change. Where the venue rounds, the cash
    together may come to the rounded rest instead of the rest itself; what it was rounded by is then
    the last tender. ``today``: the venue's calendar date. Pure; balances and card payments are
    looked at by ``tenders_for`` and ``take_tenders``.

    Raises:
        TenderShort: They come to less than is due.
        AmountInvalid: They come to more, one is not positive, or something other than cash gives
        change.
        CheckRefused, RoutingInvalid: A check that is not taken.
        NotFound, PaymentMismatch: Nothing says which balance or card payment a tender is.
        TextRefused, CardNumberRefused: A check's texts.
    """
    clean = _cash_as_one([_clean(tender, today, rules) for tender in tenders])
    taken = {
        is_cash: total(
            (t.amount for t in clean if (t.kind is TenderKind.CASH) is is_cash), due.currency
        )
        for is_cash in (True, False)
    }
    rest, given = due - taken[False], taken[True] + taken[False]
    if given != due and taken[True] and taken[True] == cash_due(rest, rules.cash_rounding):
        by = rest - taken[True]
        return (*clean, TenderGiven(TenderKind.ROUNDING, by, by))
    if given < due:
        raise TenderShort(due=due, given=given)
    if given > due:
        raise AmountInvalid(text=str(given.minor))
    return tuple(clean)


def _cash_as_one(tenders: Sequence[TenderGiven]) -> list[TenderGiven]:
    """Return the tenders with all cash in the place of the first."""
    cash = [tender for tender in tenders if tender.kind is TenderKind.CASH]
    if len(cash) < 2:
        return list(tenders)
    currency = cash[0].amount.currency
    one = TenderGiven(
        TenderKind.CASH,
        total((tender.amount for tender in cash), currency),
        total((tender.given for tender in cash), currency),
    )
    return [
        one if tender is cash[0] else tender
        for tender in tenders
        if tender is cash[0] or tender.kind is not TenderKind.CASH
    ]


def _clean(tender: TenderGiven, today: date, rules: PayingRules) -> TenderGiven:
    kind, amount, given = tender.kind, tender.amount, tender.given
    change = given - amount
    if kind not in AT_THE_WINDOW or amount.minor <= 0:
        raise AmountInvalid(text=f"{kind.value} {amount.minor}")
    if change.minor < 0 or (change and kind is not TenderKind.CASH):
        raise AmountInvalid(text=f"{kind.value} {given.minor}")
    if kind is TenderKind.CHECK:
        said = tender.check or CheckGiven(tender.reference, tender.payer, today)
        check = checked_check(said, rules, today)
        return TenderGiven(kind, amount, given, check.number, check.payer, check=check)
    if kind is TenderKind.CARD:
        if not tender.payment_id:
            raise PaymentMismatch(what="payment")
        return TenderGiven(kind, amount, given, payment_id=tender.payment_id)
    if kind in PAID_FROM:
        if not tender.value_id:
            raise NotFound(kind="value", key="")
        shown = checked_text("reference", tender.reference, longest=REFERENCE_LONGEST)
        return TenderGiven(kind, amount, given, shown, value_id=tender.value_id)
    return TenderGiven(kind, amount, given)


def tenders_for(
    uow: UnitOfWork, due: Money, tenders: Sequence[TenderGiven], bought: Money | None = None
) -> tuple[TenderGiven, ...]:
    """Return ``checked_tenders`` under the venue's rules, looked at in this transaction: balances
    suffice, payers owe nothing, and no balance buys a certificate. ``bought``: what certificates of
    ``due`` come to.

    Raises:
        BalanceShort, ValueExpired, PaymentMismatch, NotFound: See ``check_values``.
        CheckRefused: Also a payer whose check came back.
        NotForCertificate: See ``check_bought``.
    """
    rules = uow.catalogue.company().paying
    clean = checked_tenders(due, tenders, venue_day(uow), rules)
    for tender in clean:
        if tender.check is not None:
            refuse_blocked(uow, tender.check.payer)
    check_values(uow, clean)
    if bought is not None:
        check_bought(uow, bought, due, clean)
    return clean


def change_of(tenders: Sequence[TenderGiven], currency: str) -> Money:
    """Return the cash to hand back."""
    return total((tender.given - tender.amount for tender in tenders), currency)
