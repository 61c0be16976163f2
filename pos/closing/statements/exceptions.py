"""Everything that waits for somebody, oldest first, and what was settled that day."""

from __future__ import annotations

from datetime import date

from pos.clock import business_date
from pos.closing.exceptions import amount_of, standing_of
from pos.closing.statements.building import (
    Names,
    coded,
    company_of,
    count,
    day,
    made,
    moment,
    money,
    subject_day,
    table,
    text,
)
from pos.ports.storage import UnitOfWork
from pos.records import CloseException
from pos.views.closing import ExceptionKind, ExceptionStanding
from pos.views.settlement import LineClass
from pos.views.statements import Cell, ChartKind, Section, Statement, StatementName
from pos.window import Window

_AT_RISK = 7
"""Where in a waiting line its amount stands without the sign: over and short are both open."""


def exceptions(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the exceptions of business days up to a date that are open or carried now, those that
    somebody settled on that day, and the forced card payments nobody settled; ``age_days`` is
    counted to that date."""
    until = subject_day(subject)
    return made(
        uow,
        StatementName.EXCEPTIONS,
        until.isoformat(),
        (("as_of_day", until.isoformat()), ("window", window.name)),
        (_found(uow, until), _by_kind(uow, until), _settled(uow, until), _forced(uow, until)),
        signatures=("manager",),
        notes=("at_risk_is_not_loss", "at_risk_both_ways"),
    )


def _waiting(uow: UnitOfWork, until: date) -> list[tuple[Cell, ...]]:
    names = Names(uow)
    lines: list[tuple[Cell, ...]] = []
    for found, step in uow.exceptions.every(until=until):
        standing = standing_of(step)
        if standing is ExceptionStanding.SETTLED:
            continue
        till = uow.tills.till(found.till_id) if found.till_id else None
        amount = amount_of(uow, found).minor
        lines.append(
            (
                found.business_date.isoformat(),
                (until - found.business_date).days,
                found.kind,
                names(till.user_id) if till else "",
                *_about(found),
                amount,
                abs(amount),
                standing.value,
                names(step.owner) if step else "",
                step.reason if step else "",
            )
        )
    return lines


def _about(found: CloseException) -> tuple[str, str]:
    """Return the tender or the class of a processor's line that it is about, and names and numbers
    by which a person finds it."""
    parts, codes = found.text.split(), {each.value for each in LineClass}
    if found.kind == ExceptionKind.TILL_DIFFERENCE.value:
        return found.text, ""
    if found.kind == ExceptionKind.SETTLEMENT.value:
        code = next((part for part in parts if part in codes), "")
        return f"class_{code}", " ".join(part for part in parts if part != code)
    return "", found.text


def _found(uow: UnitOfWork, until: date) -> Section:
    columns = (
        day("business_date"),
        count("age_days"),
        coded("kind"),
        text("cashier"),
        coded("item"),
        text("about"),
        money("amount"),
        money("at_risk"),
        coded("standing"),
        text("owner"),
        text("reason"),
    )
    lines = _waiting(uow, until)
    risk = sum(amount for line in lines if isinstance(amount := line[_AT_RISK], int))
    totals = tuple(risk if place == _AT_RISK else None for place in range(len(columns)))
    return table("waiting", columns, lines, added_up=False, totals=totals if lines else ())


def _by_kind(uow: UnitOfWork, until: date) -> Section:
    """Return how many of a kind there are and how much is at risk, over and short both counted."""
    kinds: dict[str, tuple[int, int]] = {}
    for line in _waiting(uow, until):
        kind, amount = str(line[2]), line[_AT_RISK]
        number, risk = kinds.get(kind, (0, 0))
        kinds[kind] = (number + 1, risk + (amount if isinstance(amount, int) else 0))
    columns = (coded("kind"), count("number"), money("at_risk"))
    lines = [(kind, *kinds[kind]) for kind in sorted(kinds)]
    return table("by_kind", columns, lines, chart=ChartKind.BARS, chart_of="at_risk")


def _settled(uow: UnitOfWork, of: date) -> Section:
    """Return what was explained on a business day, and by whom."""
    names, (_, zone) = Names(uow), company_of(uow)
    cutoff = uow.catalogue.company().cutoff_hour
    lines: list[tuple[Cell, ...]] = []
    for found, step in uow.exceptions.every():
        if step is None or standing_of(step) is not ExceptionStanding.SETTLED:
            continue
        if business_date(step.at, zone, cutoff) == of:
            till = uow.tills.till(found.till_id) if found.till_id else None
            lines.append(
                (
                    found.business_date.isoformat(),
                    found.kind,
                    names(till.user_id) if till else "",
                    *_about(found),
                    amount_of(uow, found).minor,
                    step.reason,
                    names(step.user_id),
                )
            )
    columns = (
        day("business_date"),
        coded("kind"),
        text("cashier"),
        coded("item"),
        text("about"),
        money("amount"),
        text("reason"),
        text("by_user"),
    )
    return table("settled", columns, lines, added_up=False)


def _forced(uow: UnitOfWork, until: date) -> Section:
    names, (_, zone) = Names(uow), company_of(uow)
    lines = [
        (
            one.at.astimezone(zone).replace(microsecond=0).isoformat(),
            one.what,
            one.amount_minor,
            one.reason,
            names(one.user_id),
            names(one.approved_by),
        )
        for one in uow.figures.forced(until)
    ]
    columns = (
        moment("at"),
        text("forced_what"),
        money("at_risk"),
        text("reason"),
        text("by_user"),
        text("approved_by"),
    )
    return table("forced", columns, lines)
