"""The deposit slip: cash by denomination, checks one by one, and that it is what the tills took."""

from __future__ import annotations

from pos.closing.deposit_parts import deposit_view
from pos.closing.statements.building import coded, count, day, made, money, proof, table, text
from pos.lifecycles import DEPOSIT
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.views.cash import ROLLS, STRAP, CountSheet
from pos.views.deposits import DepositView
from pos.views.statements import Cell, Section, Statement, StatementName
from pos.window import Window


def deposit_slip(uow: UnitOfWork, window: Window, subject: str) -> Statement:
    """Return the slip of a deposit, by its number at this window or its id. Raises NotFound."""
    every = uow.deposits.every(window.window_id) if subject.isdecimal() else ()
    ids = {str(one.number): one.deposit_id for one, _ in every}
    found = uow.deposits.one(ids.get(subject, subject))
    view = deposit_view(uow, found, uow.states.of(DEPOSIT, found.deposit_id).value)
    return made(
        uow,
        StatementName.DEPOSIT,
        found.deposit_id,
        (
            ("deposit_number", str(view.number)),
            ("business_date", view.business_date.isoformat()),
            ("window", window.name),
            ("bag", view.bag),
            ("strip", view.strip),
            ("prepared_by", view.prepared_by),
            ("sealed_by", view.sealed_by),
            ("seen_by", view.seen_by),
            ("courier", view.courier),
        ),
        (_cash(view.sheet), _checks(view), _total(view), _tills(view), _proof(view)),
        signatures=("prepared_by", "second_person", "courier"),
    )


def _cash(sheet: CountSheet) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for form, pairs in (
        ("note", sheet.notes),
        ("strap", sheet.straps),
        ("coin", sheet.coins),
        ("roll", sheet.rolls),
    ):
        for value, pieces in sorted(pairs, reverse=True):
            worth = value * {"strap": STRAP, "roll": ROLLS.get(value, 1)}.get(form, 1)
            if pieces:
                rows.append((form, value, pieces, worth * pieces))
    columns = (coded("form"), money("denomination"), count("pieces"), money("amount"))
    total = sheet.total.minor
    return table("cash", columns, rows, totals=(None, None, None, total) if rows else ())


def _checks(view: DepositView) -> Section:
    rows = [(check.number, check.payer, check.amount.minor) for check in view.checks]
    columns = (text("check_number"), text("payer"), money("amount"))
    return table("checks", columns, rows)


def _total(view: DepositView) -> Section:
    parts = (("cash", view.cash), ("checks", view.checks_total))
    rows = [(name, amount.minor) for name, amount in parts]
    return table("deposit_total", (coded("item"), money("amount")), rows)


def _tills(view: DepositView) -> Section:
    rows = [
        (str(till.z_number), till.cashier, till.business_date.isoformat(), till.cash.minor)
        for till in view.tills
    ]
    columns = (text("z_number"), text("cashier"), day("business_date"), money("cash"))
    return table("tills", columns, rows)


def _proof(view: DepositView) -> Section:
    parts: list[tuple[str, Money]] = [*view.proof, ("cash_in_deposit", view.cash)]
    return proof(*((why, amount.minor) for why, amount in parts), code="deposit_proof")
