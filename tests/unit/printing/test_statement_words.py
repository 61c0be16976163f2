"""Every code that stands in the source of a statement has words."""

from __future__ import annotations

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.views.closing import ExceptionKind, ExceptionStanding
from pos.views.donations import Duty
from pos.views.movements import MovementKind
from pos.views.paying import ValueKind
from pos.views.selling import TenderKind
from pos.views.statements import Shows, StatementName
from printing.statement_words import DASH, StatementWords
from printing.words import Words
from tests.unit.printing.conftest import ROOT, VENUE_ZONE

MODULES = sorted((ROOT / "pos" / "closing" / "statements").glob("*.py"))
COLUMNS = ("text", "coded", "count", "money", "share", "day", "moment")
SAID = StatementWords(Words("en", gettext.NullTranslations(), VENUE_ZONE))


def calls(path: Path, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the text that is the first argument of calls of these functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if (
                node.func.id in names
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                yield first.value


def kept(path: Path, keyword: str) -> Iterator[str]:
    """Yield the texts of a keyword's tuple, ``notes`` or ``signatures``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == keyword:
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_columns_tables_notes_and_signatures_have_words(path: Path) -> None:
    assert set(calls(path, COLUMNS)) <= SAID._columns.keys()
    assert set(calls(path, ("table",))) <= SAID._sections.keys()
    assert set(kept(path, "notes")) <= SAID._notes.keys()
    assert set(kept(path, "signatures")) <= SAID._signatures.keys()


@pytest.mark.parametrize(
    "values",
    [ExceptionKind, ExceptionStanding, Duty, MovementKind, TenderKind, ValueKind],
    ids=lambda values: values.__name__,
)
def test_values_that_stand_in_cells_have_words(values: type) -> None:
    codes = {each.value for each in values} - {"settled"}  # type: ignore[attr-defined]
    assert codes <= SAID._codes.keys()


def test_every_statement_has_a_title() -> None:
    assert {name.value for name in StatementName} == SAID._titles.keys()


@pytest.mark.parametrize(
    ("cell", "shows", "said"),
    [
        (None, Shows.MONEY, DASH),
        ("", Shows.TEXT, DASH),
        (-123_456, Shows.MONEY, "-$1,234.56"),
        (1_234, Shows.COUNT, "1,234"),
        (659, Shows.SHARE, "65.9%"),
        (0, Shows.SHARE, "0%"),
        ("receivable", Shows.CODE, "Still owing"),
        ("no_such_code", Shows.CODE, "no such code"),
        ("2026-11-21", Shows.DATE, "Nov 21, 2026"),
        ("2026-11-21T19:30:00-08:00", Shows.MOMENT, "Nov 21, 2026, 7:30\u00a0PM"),
        ("=1+1", Shows.TEXT, "=1+1"),
    ],
)
def test_cells_in_words(cell: str | int | None, shows: Shows, said: str) -> None:
    assert SAID.cell(cell, shows, "USD") == said
