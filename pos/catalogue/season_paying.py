"""``[venues.paying]`` of a season file: the venue's rules about money, all of them optional."""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.money import Money
from pos.views.paying_rules import LAUNCH_RULES, CashRounding, PayingRules

A_YEAR = 366
A_CENTURY_OF_MONTHS = 1_200
MOST_TRIES = 20
"""More would be no limit: codes are typed by one person at a time."""
A_WEEK_OF_HOURS = 168


def read_paying(fields: Fields | None, currency: str) -> PayingRules:
    """Return the rules of a venue; what the file does not say is as in the launch profile."""
    if fields is None:
        return LAUNCH_RULES
    usual = LAUNCH_RULES
    rules = PayingRules(
        cash_rounding=CashRounding(
            fields.choice(
                "cash_rounding", [rule.value for rule in CashRounding], usual.cash_rounding.value
            )
        ),
        check_stale_days=_days(fields, "check_stale_days", usual.check_stale_days, lowest=1),
        check_clears_days=_days(fields, "check_clears_days", usual.check_clears_days),
        check_return_fee_minor=_minor(
            fields, "check_return_fee", currency, usual.check_return_fee_minor
        ),
        certificate_months=_months(fields, "certificate_months", usual.certificate_months),
        promotional_months=_months(fields, "promotional_months", usual.promotional_months),
        cash_out_below_minor=_minor(fields, "cash_out_below", currency, usual.cash_out_below_minor),
        cash_out_after_use=fields.flag("cash_out_after_use", default=usual.cash_out_after_use),
        code_tries=fields.integer("code_tries", usual.code_tries, lowest=1, highest=MOST_TRIES),
        give_back_minor=_minor(fields, "give_back_limit", currency, usual.give_back_minor),
        signature_line=fields.flag("signature_line", default=usual.signature_line),
        inspection_days=_days(fields, "inspection_days", usual.inspection_days),
        offline_cards=fields.flag("offline_cards", default=usual.offline_cards),
        offline_per_sale_minor=_minor(
            fields, "offline_per_sale", currency, usual.offline_per_sale_minor
        ),
        offline_per_terminal_minor=_minor(
            fields, "offline_per_terminal", currency, usual.offline_per_terminal_minor
        ),
        offline_hours=fields.integer(
            "offline_hours", usual.offline_hours, lowest=1, highest=A_WEEK_OF_HOURS
        ),
    )
    most = rules.offline_per_terminal_minor
    if rules.offline_per_sale_minor > most:
        found = Money(rules.offline_per_sale_minor, currency)
        most_money = Money(most, currency)
        fields.fault("offline_per_sale", FaultCode.FIELD_OUT_OF_RANGE, found, 0, most_money)
    fields.end()
    return rules


def _days(fields: Fields, key: str, usual: int, *, lowest: int = 0) -> int:
    return fields.integer(key, usual, lowest=lowest, highest=A_YEAR)


def _months(fields: Fields, key: str, usual: int) -> int:
    return fields.integer(key, usual, highest=A_CENTURY_OF_MONTHS)


def _minor(fields: Fields, key: str, currency: str, usual: int) -> int:
    return fields.money(key, currency, Money(usual, currency)).minor
