from __future__ import annotations

import gettext
import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.money import Money
from printing.words import Words

ZONE = ZoneInfo("America/Los_Angeles")
MOMENT = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


class Spanish(gettext.NullTranslations):
    """A catalogue of a few sentences, one of them with a slip."""

    SENTENCES = {  # noqa: RUF012 - a table
        "Load tickets": "Cargue entradas",
        "{count} left": "Quedan {count}",
        "Order {number}": "Pedido {numero}",
    }

    def gettext(self, message: str) -> str:
        return self.SENTENCES.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "{n} entrada" if n == 1 else "{n} entradas"


def english() -> Words:
    return Words("en", gettext.NullTranslations(), ZONE)


def spanish() -> Words:
    return Words("es", Spanish(), ZONE)


def test_a_sentence_is_its_own_english() -> None:
    assert english()("Load tickets") == "Load tickets"
    assert spanish()("Load tickets") == "Cargue entradas"


def test_params_are_written_in_the_locale() -> None:
    words = english()
    assert words("{a}, {b}, {c}, {d}", a=Money(1250), b=1200, c="x{b}", d=date(2026, 11, 21)) == (
        "$12.50, 1,200, x{b}, Nov 21, 2026"
    )
    assert words("{seats} at {at}", seats=("A 1", "A 2"), at=MOMENT) == (
        "A 1, A 2 at Sat, Nov 21, 7:30\u00a0PM"
    )
    assert words("{on}", on=True) == "yes"


def test_a_missing_param_never_raises() -> None:
    assert english()("Order {number}") == "Order {number}"
    assert english()("Order {number} of {name}", name="Ana") == "Order {number} of Ana (name: Ana)"


def test_a_slip_in_the_catalogue_falls_back_to_english() -> None:
    assert spanish()("Order {number}", number="7") == "Order 7"


def test_plural_counts_in_the_locale() -> None:
    words = english()
    assert words.plural("{n} ticket", "{n} tickets", 1) == "1 ticket"
    assert words.plural("{n} ticket", "{n} tickets", 2776) == "2,776 tickets"
    assert spanish().plural("{n} ticket", "{n} tickets", 1) == "1 entrada"
    assert spanish().plural("{n} ticket for {what}", "{n} tickets for {what}", 2, what="x") == (
        "2 entradas"
    )


@pytest.mark.parametrize(
    ("locale", "money"),
    [
        ("en", "-$1,234,567.89"),
        ("es", "-$1,234,567.89"),
        ("ru", "-1\u00a0234\u00a0567,89\u00a0$"),
        ("vi", "-1.234.567,89\u00a0US$"),
        ("xx_YY", "-$1,234,567.89"),
        ("not a locale!", "-$1,234,567.89"),
    ],
)
def test_money_in_each_locale(locale: str, money: str) -> None:
    words = Words(locale, gettext.NullTranslations(), ZONE)
    assert words.money(Money(-123_456_789)) == money


def test_money_without_minor_digits() -> None:
    assert english().money(Money(1500, "JPY")) == "¥1,500"


@given(st.integers(-(10**17), 10**17))
def test_money_is_exact(minor: int) -> None:
    shown = english().money(Money(minor))
    digits = "".join(character for character in shown if character.isdigit())
    assert int(digits) == abs(minor)
    assert shown.startswith("-") == (minor < 0)


def test_moments_are_shown_at_the_venue() -> None:
    words = english()
    assert words.date(MOMENT) == "Nov 21, 2026"
    assert words.day(MOMENT) == "Saturday, November 21, 2026"
    assert words.month_day(MOMENT) == "Nov 21"
    assert words.time(MOMENT) == "7:30\u00a0PM"
    assert words.day_and_time(MOMENT) == "Sat, Nov 21, 7:30\u00a0PM"
    assert words.date(date(2026, 11, 22)) == "Nov 22, 2026"


def test_other_languages_order_a_moment_their_way() -> None:
    assert Words("ru", Spanish(), ZONE).day_and_time(MOMENT) == "сб, 21 нояб., 19:30"
    assert Words("vi", Spanish(), ZONE).day_and_time(MOMENT) == "19:30 Th 7, 21 thg 11"


def test_nothing_heavy_is_imported_by_a_sentence() -> None:
    """The sign-in screen says words before anything heavy may load; so do layouts and encoders."""
    code = """
import gettext, sys
from zoneinfo import ZoneInfo
import printing.words, printing.tickets, printing.receipts, printing.fgl, printing.escpos
import printing.designfile, printing.till_csv, printing.warmup
import printing.pdf.till_report
words = printing.words.Words("en", gettext.NullTranslations(), ZoneInfo("UTC"))
assert words("Sign in {name}", name="Ana") == "Sign in Ana"
heavy = {"babel", "PIL", "escpos", "reportlab", "segno", "PySide6", "sqlalchemy"}
print(sorted(heavy & {name.split(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_month_and_its_week_as_each_language_has_them() -> None:
    day = date(2026, 11, 21)
    assert (english().month(day), english().weekday_name(day)) == ("November 2026", "Sat")
    assert english().first_weekday == 6
    german = Words("de", gettext.NullTranslations(), ZONE)
    assert (german.month(day), german.first_weekday) == ("November 2026", 0)
