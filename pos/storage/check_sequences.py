"""Numbers without gaps, for ``foyer verify``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books

_NUMBERED = re.compile(r"(?P<series>.*?)(?P<number>[0-9]+)")
_LETTERS = {"receipt": "R", "refund": "F", "emergency": "E", "member": "M", "letter": "L"}
"""Between the window's prefix and the number; orders have none, values count by their letter."""
_SHOWN = 5
"""Missing numbers named in one finding."""


def sequences(books: Books) -> tuple[Finding, ...]:
    """A3: the numbers of a window run from 1 to the counter without a gap or a repeat, but for
    those that are left to a machine that was lost."""
    counters = {row["name"]: row["value"] for row in books.rows("SELECT name, value FROM counter")}
    lost = books.rows("SELECT name, after, gap FROM numbers_left")
    found: list[Finding] = []
    for kind, sql in (
        ("receipt", "SELECT receipt_number AS n FROM orders WHERE receipt_number <> ''"),
        ("order", "SELECT order_number AS n FROM orders WHERE channel = 'window'"),
        ("value", "SELECT serial AS n FROM stored_value"),
        ("refund", "SELECT receipt_number AS n FROM refund"),
        ("emergency", "SELECT number AS n FROM emergency_ticket"),
        ("member", "SELECT number AS n FROM member"),
        ("letter", "SELECT number AS n FROM gift_letter"),
        ("voucher", "SELECT window_id || '-' || number AS n FROM cash_movement"),
        ("deposit", "SELECT window_id || '-' || number AS n FROM deposit"),
        ("statement", "SELECT name || '-' || number AS n FROM statement_made"),
    ):
        series: dict[str, list[int]] = {}
        for row in books.rows(sql):
            parts = _NUMBERED.fullmatch(row["n"])
            if parts is None:
                found.append(Finding("error", "sequence.not_a_number", row["n"]))
            else:
                series.setdefault(parts["series"], []).append(int(parts["number"]))
        for name, numbers in sorted(series.items()):
            counter = f"{kind}:{name.removesuffix(_LETTERS.get(kind, '')).rstrip('-')}"
            if books.own is not None and counter not in counters:
                continue  # another window's
            if books.own is not None and kind == "statement":
                numbers = sorted({*numbers})  # two windows may have given one each
            left = [
                range(row["after"] + 1, row["after"] + row["gap"] + 1)
                for row in lost
                if row["name"] == counter
            ]
            found += _gaps(name, numbers, counters.get(counter), left)
    return tuple(found)


def _gaps(
    name: str, numbers: list[int], counter: int | None, lost: Sequence[range] = ()
) -> Iterator[Finding]:
    last, given = max(numbers) if counter is None else counter, set(numbers)
    gone = [n for n in range(1, last + 1) if n not in given]
    missing = [str(n) for n in gone if not any(n in left for left in lost)]
    if missing or len(given) != len(numbers) or max(numbers) > last:
        evidence = tuple(missing[:_SHOWN])
        yield Finding("error", "sequence.gap", name, last, len(numbers), evidence)
