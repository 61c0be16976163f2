"""How a processor's file, or one payout of it, agrees with what was taken, and what was booked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pos.closing.settlement.showing import settlement_view
from pos.closing.settlement.standing import standing_of
from pos.closing.statements.building import (
    coded,
    company_of,
    count,
    day,
    made,
    moment,
    money,
    proof,
    table,
    text,
)
from pos.errors import NotFound
from pos.ports.storage import UnitOfWork
from pos.records import Payout, SettlementFile
from pos.views.settlement import (
    LineClass,
    NextStep,
    PayoutView,
    SettledRow,
    SettlementFinding,
    SettlementView,
)
from pos.views.statements import Cell, Section, Statement, StatementName
from pos.window import Window

MOST_SHOWN = 3
"""Rows of evidence named in one cell."""
LONGEST = 24
"""Letters of what a line is known by; longer ones are references that nobody reads out."""


def settlement(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return how a file agrees as of now: a file by its id or name (the newest of that name), or
    the payout of that name. Lines that plainly agreed are counted and not listed. NotFound: there
    is no such file or payout."""
    file, payout = _about(uow, subject)
    view = settlement_view(
        uow, file, standing_of(uow, window, file.file_id, payout=payout), payout=payout
    )
    _, zone = company_of(uow)
    at = view.file.at.astimezone(zone).replace(microsecond=0)
    return made(
        uow,
        StatementName.SETTLEMENT,
        payout or file.file_id,
        (
            ("file", view.file.name),
            ("payout", payout),
            ("processor", view.file.processor.capitalize()),
            ("loaded_at", at.isoformat()),
            ("loaded_by", view.file.by),
        ),
        (
            *_waiting(view, zone),
            *_explained(view, zone),
            _classes(view),
            _agreement(view),
            _bank(view),
            _payouts(view),
            _booked(uow, view),
        ),
        signatures=("prepared_by", "manager"),
        notes=("agreed_not_listed", "settlement_formula"),
    )


def _about(uow: UnitOfWork, subject: str) -> tuple[SettlementFile, str]:
    """Return the file, and the payout where only that is asked for."""
    files = uow.settlements.files()
    for file in files:
        if subject in (file.file_id, file.name):
            return file, ""
    for file in files:
        if any(row[0] == subject for row in uow.settlements.payouts_of(file.file_id)):
            return file, subject
    raise NotFound(kind="settlement_file", key=subject)


# ---- lines ----


def _waiting(view: SettlementView, zone: ZoneInfo) -> list[Section]:
    found = [one for one in view.findings if one.needs_person]
    return _by_step("settlement_waiting", found, zone)


def _explained(view: SettlementView, zone: ZoneInfo) -> list[Section]:
    found = [one for one in view.findings if not one.needs_person]
    return _by_step("settlement_explained", found, zone)


def _by_step(code: str, found: list[SettlementFinding], zone: ZoneInfo) -> list[Section]:
    """Return a table for each next step, which stands over it once, its rows class by class; one
    empty table where there is nothing."""
    of_step: dict[NextStep, list[SettlementFinding]] = {}
    for one in found:
        of_step.setdefault(one.step, []).append(one)
    classes = list(LineClass)
    return [
        table(
            f"{code}.step_{step.value}",
            _LINE,
            [_line(one, zone) for one in sorted(of, key=lambda x: classes.index(x.line_class))],
            added_up=False,
        )
        for step, of in of_step.items()
    ] or [table(code, _LINE, [], added_up=False)]


_LINE = (
    coded("line_class"),
    text("line"),
    coded("kind"),
    moment("at"),
    money("processor_has"),
    money("we_have"),
    text("known_by"),
    text("evidence"),
)


def _line(one: SettlementFinding, zone: ZoneInfo) -> tuple[Cell, ...]:
    row = one.row
    at = row.at.astimezone(zone).replace(microsecond=0).isoformat() if row.at else None
    seen = [_named(each) for each in (*one.evidence, *one.candidates)]
    more = [f"+{len(seen) - MOST_SHOWN}"] if len(seen) > MOST_SHOWN else []
    return (
        f"class_{one.line_class.value}",
        f"#{row.line}" if row.line else row.number,
        f"line_{row.what}",
        at,
        one.gross_minor if row.line else None,
        one.ours_minor if one.ours_minor or not row.line else None,
        " ".join([each for each in row.shown if len(each) <= LONGEST][:4]),
        " · ".join((*seen[:MOST_SHOWN], *more, *([one.note] if one.note else []))),
    )


def _named(row: SettledRow) -> str:
    """Return by what a row is found: file and line, or the order."""
    if row.line:
        return f"{row.file} #{row.line}".strip()
    return row.number or " ".join(row.shown)


# ---- sums ----


def _classes(view: SettlementView) -> Section:
    rows = [
        (
            f"class_{each.line_class.value}",
            each.count,
            each.gross_minor,
            each.ours_minor,
            each.difference_minor,
        )
        for each in view.proof.by_class
    ]
    columns = (
        coded("line_class"),
        count("number"),
        money("processor_has"),
        money("we_have"),
        money("difference"),
    )
    return table("by_class", columns, rows)


def _agreement(view: SettlementView) -> Section:
    ours, gross = view.proof.ours_minor, view.proof.gross_minor
    explained = [
        (f"class_{each.line_class.value}", each.difference_minor)
        for each in view.proof.by_class
        if each.line_class is not LineClass.AGREED and each.difference_minor
    ]
    lines = (("ours_in_it", ours), *explained, ("processor_gross", gross))
    return proof(*lines, code="proof_settlement")


def _bank(view: SettlementView) -> Section:
    of = view.proof
    lines = (
        ("processor_gross", of.gross_minor),
        ("processor_fees", -of.fee_minor),
        ("to_the_bank", of.net_minor),
    )
    return proof(*lines, code="proof_bank")


def _payouts(view: SettlementView) -> Section:
    rows = [_payout(each) for each in view.payouts]
    columns = (
        text("payout"),
        day("paid_on"),
        count("number"),
        money("gross"),
        money("fees"),
        money("net"),
        day("booked_on"),
    )
    return table("payouts", columns, rows)


def _payout(one: PayoutView) -> tuple[Cell, ...]:
    return (
        one.payout,
        one.paid_on.isoformat() if one.paid_on else None,
        one.lines,
        one.gross_minor,
        one.fee_minor,
        one.net_minor,
        one.posted_on.isoformat() if one.posted_on else None,
    )


def _booked(uow: UnitOfWork, view: SettlementView) -> Section:
    """Return what the payouts were posted as, account by account."""
    posted = [uow.settlements.payout(each.processor, each.payout) for each in view.payouts]
    sums = [_accounts(each) for each in posted if each is not None]
    rows = [
        (account, name, sum(one[account] for one in sums))
        for account, name in _ACCOUNTS
        if any(one[account] for one in sums)
    ]
    columns = (text("account"), coded("account_name"), money("booked"))
    return table("payouts_booked", columns, rows)


_ACCOUNTS = (
    ("1010", "to_the_bank"),
    ("5010", "processor_fees"),
    ("1055", "class_chargeback"),
    ("1041", "sold_elsewhere"),
    ("1040", "card_clearing"),
)


def _accounts(one: Payout) -> dict[str, int]:
    """Return what was booked on each account: debits above zero, credits below."""
    return {
        "1010": one.net_minor,
        "5010": one.fee_minor,
        "1055": one.chargeback_minor,
        "1041": -one.elsewhere_minor,
        "1040": -one.clearing_minor,
    }
