"""Sentences, money, numbers and dates in one reader's language.

A message id is the English sentence. One ``Words`` belongs to one reader: the cashier's for
screens, the patron's for papers. Holds no state but caches; any thread may call it.

Babel (0.04 s) is imported at the first figure or date, never by a plain sentence, so the first
picture does not wait.
"""

from __future__ import annotations

import re
from datetime import date as Date  # noqa: N812 - ``date`` is a method here
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from pos.money import MINOR_DIGITS, Money

if TYPE_CHECKING:
    from babel import Locale

_D = TypeVar("_D", bound=Date)
_FIELD = re.compile(r"\{(\w+)\}")
_NARROW_SPACE, _NO_BREAK_SPACE = "\u202f", "\u00a0"

_AT_HOME = {"en": "en_US", "es": "es_US", "ru": "ru_RU", "vi": "vi_VN"}
"""Where a language comes without a country: Spanish at an American window writes money and dates
the American way."""


class Catalogue(Protocol):
    """Where sentences come from; ``gettext.NullTranslations`` and ``GNUTranslations`` are two."""

    def gettext(self, message: str, /) -> str:
        """Return the sentence in the catalogue's language, or ``message`` itself."""
        ...

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        """Return the form that goes with ``n`` things."""
        ...


class Words:
    """Everything a person reads, for one locale, catalogue and time zone.

    Args:
        locale: BCP 47 or POSIX name, ``en``, ``es``, ``ru_RU``. An unknown one reads as ``en_US``.
        catalogue: Translations.
        zone: Aware moments are shown in it. The venue's.
    """

    def __init__(self, locale: str, catalogue: Catalogue, zone: tzinfo) -> None:
        self.locale = locale
        self.zone = zone
        self._catalogue = catalogue

    def __call__(self, sentence: str, /, **params: object) -> str:
        """Return ``sentence`` translated, each ``{name}`` filled from ``params``.

        Money, counts (int), dates and moments among the params are written in the locale; a number
        that is a name (an order, a port) is passed as text. A translation that asks for a param we
        do not have gives way to the English sentence with the params after it: a slip in a
        catalogue never stops the till.
        """
        return self._filled(self._catalogue.gettext(sentence), sentence, params)

    def plural(self, one: str, many: str, n: int, /, **params: object) -> str:
        """Return the form for ``n`` things; ``{n}`` is the number, written in the locale."""
        params = {"n": n, **params}
        return self._filled(self._catalogue.ngettext(one, many, n), many, params)

    def money(self, amount: Money) -> str:
        """Return the amount exactly, with its currency's sign and digits: ``$12.50``."""
        return _money(self._babel, amount.minor, amount.currency)

    def number(self, number: int) -> str:
        """Return a whole number with its thousands marked."""
        return _number(self._babel, number)

    def share(self, thousandths: int) -> str:
        """Return a share as percent, with a decimal where it has one: ``65.9%``."""
        from babel.numbers import format_percent

        share = Decimal(thousandths).scaleb(-3)
        return _tidy(format_percent(share, locale=self._babel, decimal_quantization=False))

    def date(self, moment: Date) -> str:
        """Return a short date with its year: ``Nov 21, 2026``."""
        return self._date(moment, "medium")

    def day(self, moment: Date) -> str:
        """Return the weekday and the whole date: ``Saturday, November 21, 2026``."""
        return self._date(moment, "full")

    def month_day(self, moment: Date) -> str:
        """Return the date without its year: ``Nov 21``."""
        return _skeleton(self._babel, self._local(moment), "MMMd")

    def weekday(self, moment: Date) -> str:
        """Return weekday and date without the year: ``Sat, Nov 21``."""
        return _skeleton(self._babel, self._local(moment), "MMMEd")

    def month(self, moment: Date) -> str:
        """Return the month with its year: ``November 2026``."""
        return _skeleton(self._babel, self._local(moment), "yMMMM")

    def weekday_name(self, moment: Date) -> str:
        """Return the weekday alone: ``Sat``."""
        return self._date(moment, "ccc")

    def day_name(self, moment: Date) -> str:
        """Return the weekday in full: ``Saturday``."""
        return self._date(moment, "cccc")

    @property
    def first_weekday(self) -> int:
        """The weekday that a week begins with, 0 for Monday."""
        return self._babel.first_week_day

    def time(self, moment: datetime) -> str:
        """Return the hour and minute: ``7:30 PM``."""
        return _time(self._babel, self._local(moment))

    def day_and_time(self, moment: datetime) -> str:
        """Return weekday, date and hour without the year: ``Sat, Nov 21, 7:30 PM``."""
        joined = str(self._babel.datetime_formats["medium"]).replace("'", "")
        return joined.format(self.time(moment), self.weekday(moment))

    def _date(self, moment: Date, style: str) -> str:
        return _date(self._babel, self._local(moment), style)

    def _local(self, moment: _D) -> _D:
        """Return what a clock on the wall shows. It knows no zone: the same moment elsewhere is
        written otherwise."""
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return moment.astimezone(self.zone).replace(tzinfo=None)
        return moment

    @cached_property
    def _babel(self) -> Locale:
        from babel import Locale, UnknownLocaleError

        name = self.locale.replace("-", "_")
        try:
            return Locale.parse(_AT_HOME.get(name, name))
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en_US")

    def _filled(self, text: str, sentence: str, params: dict[str, object]) -> str:
        if not params and "{" not in sentence:
            return text
        if _names(text) <= params.keys():
            return self._fill(text, params)
        if _names(sentence) <= params.keys():
            return self._fill(sentence, params)
        known = ", ".join(f"{key}: {self._shown(value)}" for key, value in params.items())
        return f"{self._fill(sentence, params)} ({known})" if known else sentence

    def _fill(self, text: str, params: dict[str, object]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            return self._shown(params[name]) if name in params else match.group(0)

        return _FIELD.sub(value, text)

    def _shown(self, value: object) -> str:
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, bool):
            return self("yes") if value else self("no")
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, datetime):
            return self.day_and_time(value)
        if isinstance(value, Date):
            return self.date(value)
        if isinstance(value, tuple | list):
            return ", ".join(self._shown(part) for part in value)
        return str(value)


@lru_cache(maxsize=4096)
def _names(sentence: str) -> frozenset[str]:
    return frozenset(_FIELD.findall(sentence))


# ---- as Babel writes it; an evening is full of the same sums and hours ----


@lru_cache(maxsize=4096)
def _number(locale: Locale, number: int) -> str:
    from babel.numbers import format_decimal

    return _tidy(format_decimal(number, locale=locale))


@lru_cache(maxsize=4096)
def _money(locale: Locale, minor: int, currency: str) -> str:
    from babel.numbers import format_currency

    value = Decimal(minor).scaleb(-MINOR_DIGITS[currency])
    return _tidy(format_currency(value, currency, locale=locale))


@lru_cache(maxsize=4096)
def _skeleton(locale: Locale, local: Date, skeleton: str) -> str:
    from babel.dates import format_skeleton

    return _tidy(format_skeleton(skeleton, local, locale=locale))


@lru_cache(maxsize=4096)
def _date(locale: Locale, local: Date, style: str) -> str:
    from babel.dates import format_date

    return _tidy(format_date(local, style, locale=locale))


@lru_cache(maxsize=4096)
def _time(locale: Locale, local: datetime) -> str:
    from babel.dates import format_time

    return _tidy(format_time(local, "short", locale=locale))


def _tidy(text: str) -> str:
    """Babel parts hours and signs by a narrow no-break space that many fonts lack; use the common
    one."""
    return text.replace(_NARROW_SPACE, _NO_BREAK_SPACE)
