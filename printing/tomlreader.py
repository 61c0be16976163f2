"""Reads a TOML document key by key and lists every fault with its place, instead of stopping at the
first.

Each getter returns something usable, whatever it found, so that reading goes on; whoever reads asks
for the faults at the end and throws the result away if there are any.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable

from pos.views.cash import Finding


class Faults:
    """The list that all tables of one document write to."""

    def __init__(self) -> None:
        self._found: list[Finding] = []

    def add(self, code: str, place: str, *evidence: object) -> None:
        """Note a fault. ``place`` reads like ``text[3].size_mm``."""
        shown = tuple(str(part)[:80] for part in evidence)
        self._found.append(Finding("error", code, place, evidence=shown))

    @property
    def found(self) -> tuple[Finding, ...]:
        return tuple(self._found)


class Table:
    """One table of the document; ``place`` is its name in it. Remembers which keys were asked
    for."""

    def __init__(self, values: dict[str, object], place: str, faults: Faults) -> None:
        self._values = values
        self._asked: set[str] = set()
        self.place = place
        self.faults = faults

    def at(self, key: str) -> str:
        """Return the place of ``key``."""
        return f"{self.place}.{key}" if self.place else key

    def holds(self, key: str) -> bool:
        """Return whether the key was written."""
        return key in self._values

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Return a finite number from ``low`` to ``high``; without ``default`` it must be there."""
        value = self._value(key, required=default is None)
        if value is None:
            return low if default is None else default
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if (
            not plain
            or not math.isfinite(float(str(value)))
            or not low <= float(str(value)) <= high
        ):
            self.faults.add("design_value_wrong", self.at(key), value, f"{low:g} ... {high:g}")
            return low
        return float(str(value))

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._value(key)
        if value is None:
            return default
        if type(value) is not int or not low <= value <= high:
            self.faults.add("design_value_wrong", self.at(key), value, f"{low} ... {high}")
            return default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without ``default`` it must be there and not be empty."""
        value = self._value(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.faults.add("design_value_wrong", self.at(key), value, "a text")
            return default or ""
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of ``allowed``."""
        options = tuple(allowed)
        value = self.text(key, default)
        if value and value not in options:
            self.faults.add("design_value_wrong", self.at(key), value, ", ".join(options))
            return options[0]
        return value

    def flag(self, key: str) -> bool:
        """Return a switch that is off unless written."""
        value = self._value(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.faults.add("design_value_wrong", self.at(key), value, "true, false")
        return False

    def table(self, key: str, *, required: bool = True) -> Table | None:
        """Return a table within this one."""
        value = self._value(key, required=required)
        if isinstance(value, dict):
            return Table(value, self.at(key), self.faults)
        if value is not None:
            self.faults.add("design_value_wrong", self.at(key), value, "a table")
        return None

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return an array of tables, empty where there is none."""
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.faults.add("design_value_wrong", self.at(key), value, f"[[{key}]]")
            return ()
        return tuple(
            Table(part, f"{self.at(key)}[{number}]", self.faults)
            for number, part in enumerate(value, 1)
        )

    def finish(self) -> None:
        """Note each key that nobody asked for: most often a slip of the pen."""
        for key in self._values:
            if key not in self._asked:
                self.faults.add("design_key_unknown", self.at(key))

    def _value(self, key: str, *, required: bool = False) -> object | None:
        self._asked.add(key)
        if key not in self._values and required:
            self.faults.add("design_key_missing", self.at(key))
        return self._values.get(key)


_LINE = re.compile(r"line (\d+)")
LONGEST_LINE = 1_000
"""Characters. The parser's time grows with the square of a dotted key's length, and a number of
more digits could not even be shown."""


def parse(data: bytes, faults: Faults) -> Table | None:
    """Return the document, or None with a fault that names the line where it is no TOML."""
    try:
        text = data.decode("utf-8-sig")
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > LONGEST_LINE:
                faults.add("design_unreadable", f"line {number}", f"... {LONGEST_LINE}")
                return None
        return Table(tomllib.loads(text), "", faults)
    except UnicodeDecodeError as error:
        place = data[: error.start].count(b"\n") + 1
        faults.add("design_unreadable", f"line {place}", "UTF-8")
    except ValueError as error:  # TOMLDecodeError, and a date or number that Python cannot hold
        line_found = _LINE.search(str(error))
        faults.add("design_unreadable", line_found.group(0) if line_found else "line 1", error)
    except RecursionError:
        faults.add("design_unreadable", "", "[[[[[")
    return None
