"""``[venues.closing]`` of a season file: the venue's rules about tills, days and books, all of them
optional."""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.money import Money
from pos.views.cash import COINS, NOTES
from pos.views.closing_rules import (
    LAUNCH_CLOSING,
    AccountName,
    CashPurpose,
    CashWay,
    ClosingRules,
    Tiers,
)

A_QUARTER = 92
MOST_RECOUNTS = 9
MOST_PIECES = 1_000


def read_closing(fields: Fields | None, currency: str) -> ClosingRules:
    """Return the rules of a venue; what the file does not say is as in the launch profile."""
    if fields is None:
        return LAUNCH_CLOSING
    usual = LAUNCH_CLOSING
    rules = ClosingRules(
        cash=_tiers(fields, "cash", usual.cash, currency),
        check=_tiers(fields, "check", usual.check, currency),
        card=_tiers(fields, "card", usual.card, currency),
        recounts=fields.integer("recounts", usual.recounts, highest=MOST_RECOUNTS),
        short_relief=fields.flag("short_relief", default=usual.short_relief),
        drop_above_minor=_minor(fields, "drop_above", currency, usual.drop_above_minor),
        two_for_movements=fields.flag("two_for_movements", default=usual.two_for_movements),
        paid_limit_minor=_minor(fields, "paid_limit", currency, usual.paid_limit_minor),
        purposes=_purposes(fields) or usual.purposes,
        next_float=_next_float(fields, currency) or usual.next_float,
        settlement_days=fields.integer(
            "settlement_days", usual.settlement_days, lowest=1, highest=A_QUARTER
        ),
        bank_days=fields.integer("bank_days", usual.bank_days, lowest=1, highest=A_QUARTER),
        accounts=_accounts(fields),
    )
    fields.end()
    return rules


def _tiers(fields: Fields, key: str, usual: Tiers, currency: str) -> Tiers:
    """Return ``{post = "2.00", reason = "10.00", exception = "50.00"}``, each at least the one
    before."""
    table = fields.table(key, required=False)
    if table is None:
        return usual
    post = _minor(table, "post", currency, usual.post_minor)
    reason = _minor(table, "reason", currency, max(post, usual.reason_minor))
    exception = _minor(table, "exception", currency, max(reason, usual.exception_minor))
    table.end()
    for name, lower, upper in (("reason", post, reason), ("exception", reason, exception)):
        if upper < lower:
            least = Money(lower, currency)
            table.fault(name, FaultCode.FIELD_OUT_OF_RANGE, Money(upper, currency), least, "")
    return Tiers(post, reason, exception)


def _minor(fields: Fields, key: str, currency: str, usual: int) -> int:
    return fields.money(key, currency, Money(usual, currency)).minor


def _purposes(fields: Fields) -> tuple[CashPurpose, ...]:
    found: list[CashPurpose] = []
    for each in fields.tables("purposes"):
        way = each.choice("way", [way.value for way in CashWay])
        purpose = CashPurpose(
            each.text("name"), CashWay(way) if way else CashWay.OUT, each.text("account")
        )
        each.end()
        if any(purpose.name == other.name for other in found):
            each.fault("name", FaultCode.FIELD_REPEATED)
        found.append(purpose)
    return tuple(found)


def _next_float(fields: Fields, currency: str) -> tuple[tuple[int, int], ...]:
    """Return pieces by denomination, ``"20.00" = 5``, largest first."""
    table = fields.table("next_float", required=False)
    if table is None:
        return ()
    pieces: dict[int, int] = {}
    for value in sorted({*NOTES, *COINS}, reverse=True):
        text = f"{Money(value, currency).minor // 100}.{value % 100:02d}"
        if table.has(text):
            pieces[value] = table.integer(text, highest=MOST_PIECES)
    table.end()
    return tuple(pieces.items())


def _accounts(fields: Fields) -> tuple[AccountName, ...]:
    """Return the venue's chart: ``"1020" = {account = "10200", name = "Cash in tills"}``."""
    table = fields.table("accounts", required=False)
    if table is None:
        return ()
    found = []
    for ours in table.names():
        row = table.table(ours)
        if row is not None:
            found.append(AccountName(ours, row.text("account"), row.text("name")))
            row.end()
    table.end()
    return tuple(found)
