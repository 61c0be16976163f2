"""Donations by fund, and what the law wants written to whom.

Orders hold donations as extras of the kind ``donation``, by the fund's name. One that was given
back is no gift any more and is not here.
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
from pos.ports.figures import DonationLine
from pos.ports.storage import UnitOfWork
from pos.views.donations import DonationLetterView, Duty, duty_of
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window


def donations(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the donations taken on a business day."""
    of = subject_day(subject)
    found = uow.figures.donations_of(of)
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
    whole = sum(each.amount for each in found)  # goods stand with each donation of an order
    totals = (None, None, None, None, None, whole) if found else ()
    return made(
        uow,
        StatementName.DONATIONS,
        of.isoformat(),
        (("business_date", of.isoformat()), ("window", window.name)),
        (_funds(found), table("donations", columns, lines, totals=totals)),
        notes=("donation_thresholds",),
    )


def _funds(found: tuple[DonationLine, ...]) -> Section:
    funds: dict[str, tuple[int, int]] = {}
    for each in found:
        number, amount = funds.get(each.fund, (0, 0))
        funds[each.fund] = (number + 1, amount + each.amount)
    columns = (text("fund"), count("number"), money("amount"))
    rows = [(fund, *funds[fund]) for fund in sorted(funds)]
    return table("by_fund", columns, rows, chart=ChartKind.BARS, chart_of="amount")


def _duty(each: DonationLine, currency: str) -> Duty:
    return duty_of(Money(each.amount, currency), Money(each.goods, currency))


def donation_letters(uow: UnitOfWork, subject: str) -> tuple[DonationLetterView, ...]:
    """Return the letters that are due for a business day's donations, in the order of giving."""
    company, zone = company_of(uow)
    letters = []
    for each in uow.figures.donations_of(subject_day(subject)):
        duty = _duty(each, company.currency)
        if duty is not Duty.NONE:
            letters.append(
                DonationLetterView(
                    company=company.name,
                    address=company.address,
                    tax_id=company.tax_id,
                    donor=each.donor,
                    order_id=OrderId(each.order_id),
                    order_number=each.order_number,
                    fund=each.fund,
                    given_on=each.placed_at.astimezone(zone).date(),
                    amount=Money(each.amount, company.currency),
                    goods=Money(each.goods, company.currency),
                    duty=duty,
                )
            )
    return tuple(letters)
