"""Reads a TOML document key by key and lists every fault with its place, instead of stopping at the
first.

Each getter returns something usable, whatever it found, so that reading goes on; whoever reads asks
for the faults at the end and throws the result away if there are any.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from pos.views.cash import Finding

LONGEST_EVIDENCE = 80
"""Characters of a value that a fault shows."""


class Faults:
    """The list that all tables of one document write to."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._unknown: dict[tuple[str, str], list[int]] = {}
        self.lines: dict[str, int] = {}
        """Which line a place stands on, where that is known."""

    def add(self, code: str, place: str, *evidence: object) -> None:
        """Note a fault. ``place`` reads like ``text[3].size_mm``."""
        shown = tuple(_shortened(str(part)) for part in evidence)
        self._found.append(Finding("error", code, self.told(place), evidence=shown))

    def unknown(self, place: str, key: str, near: str) -> None:
        """Note a key that nobody knows: told once, however many elements of a kind have it."""
        kind = _NUMBER.sub("", place)
        self._unknown.setdefault((kind, key), []).append(len(self._found))
        code = "design_key_misspelt" if near else "design_key_unknown"
        self.add(code, f"{place}.{key}" if place else key, *([near] if near else []))

    def told(self, place: str) -> str:
        """Return ``place`` with its line in the file."""
        around = (place, place.rpartition(".")[0], f"{place}[1]")
        line = next((self.lines[each] for each in around if each in self.lines), 0)
        return f"{place} (line {line})" if line else place

    @property
    def found(self) -> tuple[Finding, ...]:
        repeated: set[int] = set()
        found = list(self._found)
        for first, *others in self._unknown.values():
            if others:
                times = f"{found[first].subject}, {len(others) + 1} times"
                found[first] = replace(found[first], subject=times)
                repeated.update(others)
        return tuple(each for number, each in enumerate(found) if number not in repeated)


_NUMBER = re.compile(r"\[\d+\]")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_EVIDENCE else text[: LONGEST_EVIDENCE - 1] + "…"


_PLACING = ("rotation", "direction", "max_lines")


class Table:
    """One table of the document; ``place`` is its name in it. Remembers which keys were asked
    for."""

    def __init__(self, values: dict[str, object], place: str, faults: Faults) -> None:
        self._values = values
        self._asked: dict[str, None] = {}
        self._missing: list[str] = []
        self._wrong = False
        self.place = place
        self.faults = faults

    def at(self, key: str) -> str:
        """Return the place of ``key``."""
        return f"{self.place}.{key}" if self.place else key

    def holds(self, key: str) -> bool:
        """Return whether the key was written."""
        return key in self._values

    @property
    def sound(self) -> bool:
        """Return whether every value that says where the element stands could be read."""
        return not self._wrong

    def _doubt(self, key: str) -> None:
        self._wrong = self._wrong or key.endswith(("_mm", "_pt")) or key in _PLACING

    def wrong(self, key: str, value: object, allowed: str) -> None:
        """Note a value that cannot stand there."""
        self._doubt(key)
        self.faults.add("design_value_wrong", self.at(key), value, allowed)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Return a finite number from ``low`` to ``high``; without ``default`` it must be there."""
        value = self._value(key, required=default is None)
        if value is None:
            return low if default is None else default
        if self._quoted(key, value, "a number"):
            return low
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if (
            not plain
            or not math.isfinite(float(str(value)))
            or not low <= float(str(value)) <= high
        ):
            self.wrong(key, value, f"{low:g} ... {high:g}")
            return low
        return float(str(value))

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._value(key)
        if value is None:
            return default
        if self._quoted(key, value, "a number"):
            return default
        if type(value) is not int or not low <= value <= high:
            self.wrong(key, value, f"{low} ... {high}")
            return default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without ``default`` it must be there and not be empty."""
        value = self._value(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(key, value, "a text")
            return default or ""
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of ``allowed``."""
        options = tuple(allowed)
        value = self.text(key, default)
        if value and value not in options:
            self.wrong(key, value, ", ".join(options))
            return options[0]
        return value

    def flag(self, key: str) -> bool:
        """Return a switch that is off unless written."""
        value = self._value(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        if value in ("true", "false"):
            self._doubt(key)
            self.faults.add("design_value_quoted", self.at(key), "true or false", value)
        else:
            self.wrong(key, value, "true, false")
        return False

    def table(self, key: str, *, required: bool = True) -> Table | None:
        """Return a table within this one."""
        value = self._value(key, required=required)
        if isinstance(value, dict):
            return Table(value, self.at(key), self.faults)
        if value is not None:
            self.wrong(key, value, "a table")
        return None

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return an array of tables, empty where there is none."""
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.wrong(key, value, f"[[{key}]]")
            return ()
        return tuple(
            Table(part, f"{self.at(key)}[{number}]", self.faults)
            for number, part in enumerate(value, 1)
        )

    def finish(self) -> None:
        """Note each key that nobody asked for, most often a slip of the pen, and each that is not
        there, unless a slip of the pen explains it."""
        unknown = [key for key in self._values if key not in self._asked]
        free = [key for key in self._asked if key not in self._values]
        for key in unknown:
            near = (get_close_matches(key, [*self._missing, *free], n=1, cutoff=0.7) or [""])[0]
            if near in self._missing:
                self._missing.remove(near)
            self.faults.unknown(self.place, key, near)
        for key in self._missing:
            self.faults.add("design_key_missing", self.at(key))

    def _value(self, key: str, *, required: bool = False) -> object | None:
        self._asked[key] = None
        if key not in self._values and required:
            self._doubt(key)
            self._missing.append(key)
        return self._values.get(key)

    def _quoted(self, key: str, value: object, kind: str) -> bool:
        """Note a number that was written as a text."""
        if not isinstance(value, str) or not _NUMERAL.fullmatch(value.strip()):
            return False
        self._doubt(key)
        self.faults.add("design_value_quoted", self.at(key), kind, value.strip())
        return True


_NUMERAL = re.compile(r"[+-]?\d{1,12}(\.\d{0,12})?")
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
                faults.add("design_line_too_long", f"line {number}", LONGEST_LINE)
                return None
        table = Table(tomllib.loads(text), "", faults)
        faults.lines.update(_places(text))
        return table
    except UnicodeDecodeError as error:
        place = data[: error.start].count(b"\n") + 1
        faults.add("design_unreadable", f"line {place}", "UTF-8")
    except ValueError as error:  # TOMLDecodeError, and a date or number that Python cannot hold
        line_found = _LINE.search(str(error))
        faults.add("design_unreadable", line_found.group(0) if line_found else "line 1", error)
    except RecursionError:
        faults.add("design_unreadable", "", "[[[[[")
    return None


_HEADER = re.compile(r"\s*(\[\[?)\s*(\w+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Yield places as faults name them, with their lines."""
    table = ""
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = header[2]
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            yield table, number
        elif key := _KEY.match(line):
            yield (f"{table}.{key[1]}" if table else key[1]), number
