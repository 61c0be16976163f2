"""What is owed on gift certificates, from the beginning of a business day to its end."""

from __future__ import annotations

from collections.abc import Iterable

from pos.closing.statements.building import (
    coded,
    count,
    made,
    money,
    proof,
    subject_day,
    table,
    text,
)
from pos.ports.figures import ValueSum
from pos.ports.storage import UnitOfWork
from pos.views.paying import ValueKind
from pos.views.statements import ChartKind, Section, Statement, StatementName
from pos.window import Window

_MOVES = (
    "sold",
    "given_away",
    "reloaded",
    "redeemed",
    "paid_out",
    "taken_back",
    "expired",
    "other",
)
_SOLD, _GIVEN = ValueKind.CERTIFICATE.value, ValueKind.PROMOTIONAL.value


def certificates(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the roll-forward: what was owed, what changed it, what is owed; and that the ledger
    says the same."""
    of = subject_day(subject)
    before, moves = uow.figures.values_before(of), uow.figures.values_of(of)
    roll = _roll(before, moves)
    ages = uow.figures.value_ages(of)
    columns = (text("year"), coded("value_kind"), count("certificates"), money("amount"))
    by_age = [(str(age.year), age.value_kind, age.certificates, age.amount) for age in ages]
    closing = roll.rows[-1][-1]
    together = closing if isinstance(closing, int) else 0
    return made(
        uow,
        StatementName.CERTIFICATES,
        of.isoformat(),
        (("business_date", of.isoformat()), ("window", window.name)),
        (
            roll,
            table("outstanding", columns, by_age, chart=ChartKind.BARS, chart_of="amount"),
            proof(("closing", together), ("ledger_2020", uow.figures.owed_on_values(of))),
        ),
        notes=("roll_formula",),
    )


def _roll(before: dict[str, int], moves: Iterable[ValueSum]) -> Section:
    found: dict[str, tuple[int, int, int]] = {}
    for each in moves:
        what = _what(each)
        number, sold, given = found.get(what, (0, 0, 0))
        promotional = each.value_kind == _GIVEN
        found[what] = (
            number + each.movements,
            sold + (0 if promotional else each.amount),
            given + (each.amount if promotional else 0),
        )
    opening = (before.get(_SOLD, 0), before.get(_GIVEN, 0))
    closing = [opening[kind] + sum(each[kind + 1] for each in found.values()) for kind in (0, 1)]
    rows: list[tuple[str | int | None, ...]] = [("opening", None, *opening, sum(opening))]
    for what in _MOVES:
        if what in found:
            number, sold, given = found[what]
            rows.append((what, number, sold, given, sold + given))
    rows.append(("closing", None, *closing, sum(closing)))
    columns = (
        coded("movement"),
        count("number"),
        money("of_sold"),
        money("of_given_away"),
        money("amount"),
    )
    return table("roll", columns, rows, added_up=False)


def _what(each: ValueSum) -> str:
    """Return the movement's name by the kind of its batch."""
    if each.of_tender:
        return "reloaded" if each.grows else "redeemed"
    if each.kind == "sale":
        return "sold"
    if each.kind == "promotional":
        return "given_away"
    if each.kind == "cash_out":
        return "paid_out"
    if each.kind == "give_back" and not each.grows:
        return "taken_back"
    if each.kind == "expired":
        return "expired"
    return "other"
