"""The venue's rules about money: data from the season file, with the launch profile's defaults."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CashRounding(Enum):
    """How a cash payment is rounded; everything else stays exact."""

    OFF = "off"
    NICKEL = "nickel"
    """To the nearest five minor units: 1, 2 down; 3, 4 up; 6, 7 down; 8, 9 up."""
    CUSTOMER = "customer"
    """To five minor units, always in the patron's favour."""


@dataclass(frozen=True, slots=True)
class PayingRules:
    """``[venues.paying]`` of a season file. Amounts in minor units. The defaults are Oregon's.

    ``check_stale_days``: an older check is refused. ``check_clears_days``: business days until cash
    is given for a check. ``check_return_fee_minor``: what the payer of a returned check owes beside
    it. ``certificate_months``: a sold certificate's life, 0 for ever. ``promotional_months``: a
    promotional one's. ``cash_out_below_minor``: a balance below this is paid out in cash,
    ``cash_out_after_use``: once it was used. ``code_tries``: unknown codes at one window within ten
    minutes before codes are locked. ``give_back_minor``: what a supervisor may give back at a time;
    more is a manager's. ``signature_line``: printed where the terminal says it was verified by
    signature. ``inspection_days``: how often somebody looks at a terminal; 0: never asked.
    ``offline_…``: card sales without the processor, see ``pos/paying/offline.py``.
    """

    cash_rounding: CashRounding = CashRounding.OFF
    check_stale_days: int = 180
    check_clears_days: int = 10
    check_return_fee_minor: int = 2_500
    certificate_months: int = 0
    promotional_months: int = 12
    cash_out_below_minor: int = 500
    cash_out_after_use: bool = True
    code_tries: int = 5
    give_back_minor: int = 20_000
    signature_line: bool = False
    inspection_days: int = 7
    offline_cards: bool = False
    offline_per_sale_minor: int = 20_000
    offline_per_terminal_minor: int = 200_000
    offline_hours: int = 24


LAUNCH_RULES = PayingRules()
