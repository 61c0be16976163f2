"""Reads one table of a parsed file strictly: every wrong, missing or unknown key becomes a fault
with its place.

A reader never raises and never stops: after a fault it goes on with a harmless value, so that all
faults of a file are listed at once. Nobody may use what was read from a file that has errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pos.card_guard import looks_like_card
from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.lines import child, item
from pos.errors import AmountInvalid
from pos.money import LARGEST_MINOR, Money

LONGEST_LINE = 200
"""Characters. A text that may be longer may have several lines."""
LARGEST_NUMBER = 1_000_000.0
"""Farther out than this no plan is drawn, and nothing is counted."""
REPEATED = "\0repeated"
"""Key under which a parser leaves the keys that stood twice in one table."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What no printer and no other program knows: control characters, halves of characters, and marks
that turn what follows round."""
_BREAK = re.compile("[\t\n\r\u2028\u2029]")

_IDS = frozenset({"guids", "seat_guid", "uuid", "zone_id"})
"""Keys of texts that drawing programs make up: among their letters any digits may stand."""

_KINDS: dict[type, str] = {
    dict: "table",
    list: "list",
    str: "text",
    bool: "true or false",
    int: "number",
    float: "number",
    type(None): "null",
}


def kind_of(value: object) -> str:
    """Return the word for a parsed value's type, for evidence."""
    return _KINDS.get(type(value), type(value).__name__)


class Fields:
    """One table at ``path``. Take each key once, then call ``end``."""

    def __init__(self, value: object, path: str, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self._taken: set[str] = {REPEATED}
        self._table: Mapping[str, Any] = {}
        self._is_table = isinstance(value, dict)
        if isinstance(value, dict):
            self._table = value
        else:  # one fault is enough: its keys are not missed
            self.faults.error(path, FaultCode.FIELD_WRONG_TYPE, "table", kind_of(value))
        for key in self._table.get(REPEATED, ()):
            self.faults.error(child(path, key), FaultCode.FIELD_REPEATED)

    def place(self, key: str) -> str:
        """Return the path of ``key`` in this table."""
        return child(self.path, key)

    def fault(self, key: str, code: FaultCode, *evidence: object) -> None:
        """Add a fault about ``key``."""
        self.faults.error(self.place(key), code, *evidence)

    def has(self, key: str) -> bool:
        """Return whether the key is there, without taking it."""
        return key in self._table

    def names(self) -> tuple[str, ...]:
        """Return every key as it stands in the file, for tables with names of their own."""
        return tuple(key for key in self._table if key != REPEATED)

    def end(self) -> None:
        """Report the keys that nobody took."""
        for key in self._table:
            if key not in self._taken:
                self.fault(key, FaultCode.FIELD_UNKNOWN)

    def raw(self, key: str, *, required: bool = True) -> Any:
        """Return the parsed value, or None when it is absent (a fault when ``required``)."""
        self._taken.add(key)
        if key not in self._table:
            if required and self._is_table:
                self.fault(key, FaultCode.FIELD_MISSING)
            return None
        return self._table[key]

    def _typed(self, key: str, wanted: tuple[type, ...], word: str, *, required: bool) -> Any:
        """Return the value when it is of a wanted type; otherwise None, with a fault."""
        value = self.raw(key, required=required)
        if key not in self._table:
            return None
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            self.fault(key, FaultCode.FIELD_WRONG_TYPE, word, kind_of(value))
            return None
        return value

    def text(
        self,
        key: str,
        default: str | None = None,
        *,
        blank: bool = False,
        longest: int = LONGEST_LINE,
    ) -> str:
        """Return a text; ``default`` None means it must be there. ``blank`` allows an empty one. A
        card number is a fault that does not carry it."""
        value = self._typed(key, (str,), "text", required=default is None)
        if value is None or not self._is_sound(key, value, self.place(key), longest):
            return default or ""
        if not value.strip() and not blank:
            self.fault(key, FaultCode.FIELD_EMPTY)
        elif value != value.strip() and "\n" not in value:
            self.fault(key, FaultCode.FIELD_SPACES, repr(value))
        return str(value)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts; absent is empty."""
        found = self._typed(key, (list,), "list", required=required) or []
        for index, value in enumerate(found):
            if not isinstance(value, str):
                place = item(self.place(key), index)
                self.faults.error(place, FaultCode.FIELD_WRONG_TYPE, "text", kind_of(value))
        return tuple(
            value
            for index, value in enumerate(found)
            if isinstance(value, str) and self._is_sound(key, value, item(self.place(key), index))
        )

    def _is_sound(self, key: str, value: str, place: str, longest: int = LONGEST_LINE) -> bool:
        """Return whether a text may be looked at further: not too long, which is asked first as
        the rest takes time by the length, nothing in it that cannot be printed, no card number."""
        if len(value) > longest:
            self.faults.error(place, FaultCode.FIELD_TOO_LONG, longest)
            return False
        bad = _UNPRINTABLE.search(value) or (longest <= LONGEST_LINE and _BREAK.search(value))
        if bad:
            self.faults.error(place, FaultCode.FIELD_UNPRINTABLE, f"U+{ord(bad.group()):04X}")
            return False
        return not self._is_card(key, value, place)

    def _is_card(self, key: str, value: str, place: str) -> bool:
        if not looks_like_card(value) or (key in _IDS and any(map(str.isalpha, value))):
            return False
        self.faults.error(place, FaultCode.CARD_NUMBER)
        return True

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """Return one of ``options``; after a fault the default or nothing."""
        value = self._typed(key, (str,), "text", required=default is None)
        allowed = tuple(options)
        if value is not None and not self._is_sound(key, value, self.place(key)):
            value = None
        if value is not None and value not in allowed:
            self.fault(key, FaultCode.FIELD_NOT_ONE_OF, value, ", ".join(allowed))
            value = None
        return str(value) if value is not None else (default or "")

    def number(
        self,
        key: str,
        default: float | None = None,
        *,
        lowest: float = -LARGEST_NUMBER,
        highest: float = LARGEST_NUMBER,
    ) -> float:
        """Return a finite number from ``lowest`` to ``highest``."""
        value = self._typed(key, (int, float), "number", required=default is None)
        if value is None:
            return default if default is not None else max(lowest, 0.0)
        if not lowest <= value <= highest:  # also NaN and infinity
            self.fault(key, FaultCode.FIELD_OUT_OF_RANGE, value, lowest, highest)
            return max(lowest, 0.0)
        return float(value)

    def integer(
        self, key: str, default: int | None = None, *, lowest: int = 0, highest: int = 1_000_000
    ) -> int:
        """Return a whole number; ``12.0`` counts as one, as JSON knows no other way."""
        value = self._typed(key, (int, float), "whole number", required=default is None)
        if value is None:
            return default if default is not None else lowest
        if not lowest <= value <= highest:  # also NaN and infinity
            self.fault(key, FaultCode.FIELD_OUT_OF_RANGE, value, lowest, highest)
            return lowest
        if value != int(value):
            self.fault(key, FaultCode.FIELD_WRONG_TYPE, "whole number", value)
            return lowest
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._typed(key, (bool,), "true or false", required=False)
        return default if value is None else bool(value)

    def money(self, key: str, currency: str, default: Money | None = None) -> Money:
        """Return an amount written as text, ``"12.50"``, never below zero. A TOML float is
        refused: it is not exact.
        """
        value = self._typed(key, (str,), 'text like "12.50"', required=default is None)
        if value is None:
            return default if default is not None else Money.zero(currency)
        try:
            amount = Money.parse(value, currency)
        except AmountInvalid:
            self.fault(key, FaultCode.FIELD_NOT_AN_AMOUNT, value)
            return Money.zero(currency)
        if amount.minor < 0:
            self.fault(key, FaultCode.FIELD_OUT_OF_RANGE, value, 0, Money(LARGEST_MINOR, currency))
        return amount

    def table(self, key: str, *, required: bool = True) -> Fields | None:
        """Return the table under ``key``, or None when it is absent."""
        value = self.raw(key, required=required)
        return Fields(value, self.place(key), self.faults) if key in self._table else None

    def tables(self, key: str, *, required: bool = False) -> tuple[Fields, ...]:
        """Return the list of tables under ``key``; absent is empty."""
        found = self._typed(key, (list,), "list", required=required) or []
        place = self.place(key)
        return tuple(
            Fields(value, item(place, index), self.faults) for index, value in enumerate(found)
        )
