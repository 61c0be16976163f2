"""Donations by fund, and what the law wants written to whom.

One that was given back is no gift any more and is not here. What was bought beside gifts stands
with the first of its order (``pos.ports.gifts``); nobody is thanked for what is not paid.
"""

from __future__ import annotations

from pos.closing.statements.building import (
    coded,
    company_of,
    count,
    made,
    money,
    subject_day,
    table,
    text,
)
from pos.ids import OrderId
from pos.money import Money
from pos.ports.gifts import GiftLine
from pos.ports.storage import UnitOfWork
from pos.views.donations import DonationLetterView, Duty, duty_of
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window


def donations(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the donations taken on a business day."""
    of = subject_day(subject)
    found = uow.gifts.given(of, of)
    currency = uow.catalogue.company().currency
    lines = [
        (
            each.order_number,
            each.donor,
            each.fund,
            each.goods,
            _duty(each, currency).value,
            each.amount,
        )
        for each in found
    ]
    columns = (
        text("order"),
        text("donor"),
        text("fund"),
        money("goods"),
        coded("letter"),
        money("amount"),
    )
    goods, amounts = sum(each.goods for each in found), sum(each.amount for each in found)
    totals = (None, None, None, goods, None, amounts) if found else ()
    return made(
        uow,
        StatementName.DONATIONS,
        of.isoformat(),
        (("business_date", of.isoformat()), ("window", window.name)),
        (_funds(found), table("donations", columns, lines, totals=totals)),
        notes=("donation_thresholds",),
    )


def _funds(found: tuple[GiftLine, ...]) -> Section:
    funds: dict[str, tuple[int, int]] = {}
    for each in found:
        number, amount = funds.get(each.fund, (0, 0))
        funds[each.fund] = (number + 1, amount + each.amount)
    columns = (text("fund"), count("number"), money("amount"))
    rows = [(fund, *funds[fund]) for fund in sorted(funds)]
    return table("by_fund", columns, rows, chart=ChartKind.BARS, chart_of="amount")


def _duty(each: GiftLine, currency: str) -> Duty:
    amount, goods, payment = (Money(m, currency) for m in (each.amount, each.goods, each.payment))
    return duty_of(amount, goods, payment)


def donation_letters(uow: UnitOfWork, subject: str) -> tuple[DonationLetterView, ...]:
    """Return the letters that are due for a business day's donations, in the order of giving."""
    company, _ = company_of(uow)
    of, letters = subject_day(subject), []
    for each in uow.gifts.given(of, of):
        duty = _duty(each, company.currency)
        if duty is not Duty.NONE and not each.unpaid:
            letters.append(
                DonationLetterView(
                    company=company.name,
                    address=company.address,
                    tax_id=company.tax_id,
                    donor=each.donor,
                    order_id=OrderId(each.order_id),
                    order_number=each.order_number,
                    fund=each.fund,
                    given_on=of,
                    amount=Money(each.amount, company.currency),
                    goods=Money(each.goods, company.currency),
                    duty=duty,
                )
            )
    return tuple(letters)
