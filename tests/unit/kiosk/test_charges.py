from __future__ import annotations

import gettext
from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.screens.charges import charges_line, made_of
from pos.ids import PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.views.charges import Charge, ChargeKind, by_name
from pos.views.selling import CartLine
from printing.words import Words

WORDS = Words("en", gettext.NullTranslations(), ZoneInfo("America/Los_Angeles"))
SERVICE = Charge(ChargeKind.FEE, "service", "Service fee", "4020", Money(200))
CITY = Charge(ChargeKind.TAX, "city", "City tax", "2040", Money(125))
LINE = CartLine(
    "l", PerformanceId("p"), None, "", "", "", ZoneId("z"), "Stalls", PriceTypeId("a"), "Adult",
    Money(4_200), Money(500), charges=(CITY, SERVICE),
)  # fmt: skip


def test_a_sum_names_what_is_in_it() -> None:
    named = by_name(LINE.charges, LINE.fee)
    assert charges_line(LINE.fee, named, WORDS).replace("\u00a0", " ") == (
        "Included: Facility fee $3.00 · Service fee $2.00 · City tax $1.25"
    )
    assert charges_line(LINE.fee, (), WORDS) == "Fees included: $5.00"


def test_a_ticket_says_what_its_price_is_made_of_where_rules_made_it() -> None:
    assert made_of(LINE, WORDS).replace("\u00a0", " ") == (
        "Face value $42.00 · Facility fee $3.00 · Service fee $2.00 · City tax $1.25"
    )
    assert made_of(replace(LINE, charges=()), WORDS) == ""
