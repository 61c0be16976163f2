"""The check list of a day: every check, and what became of it."""

from __future__ import annotations

from pos.closing.statements.building import (
    Names,
    coded,
    count,
    day,
    made,
    money,
    subject_day,
    table,
    text,
)
from pos.ports.figures import CheckLine
from pos.ports.storage import UnitOfWork
from pos.views.statements import Section, Statement, StatementName
from pos.window import Window


def checks(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the checks that were taken on a business day, in the order they were taken."""
    of = subject_day(subject)
    found, names = uow.figures.checks_of(of), Names(uow)
    lines = [
        (
            each.number,
            each.payer,
            each.order_number,
            each.dated.isoformat() if each.dated else None,
            names(each.user_id),
            each.fate,
            None if each.deposit is None else str(each.deposit),
            each.amount,
        )
        for each in found
    ]
    columns = (
        text("check_number"),
        text("payer"),
        text("order"),
        day("dated"),
        text("cashier"),
        coded("fate"),
        text("deposit_number"),
        money("amount"),
    )
    return made(
        uow,
        StatementName.CHECKS,
        of.isoformat(),
        (("business_date", of.isoformat()), ("window", window.name)),
        (table("checks", columns, lines), _fates(found)),
        signatures=("cashier", "second_person"),
    )


def _fates(found: tuple[CheckLine, ...]) -> Section:
    fates: dict[str, tuple[int, int]] = {}
    for each in found:
        number, amount = fates.get(each.fate, (0, 0))
        fates[each.fate] = (number + 1, amount + each.amount)
    columns = (coded("fate"), count("number"), money("amount"))
    return table("by_fate", columns, [(fate, *fates[fate]) for fate in sorted(fates)])
