"""Whoever types, types into a guarded field: no other kind is made, but for a few digits of a count
(``tests/ui/test_no_card_typed.py`` types into all of them).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.imports import modules

FIELDS = {
    "QLineEdit",
    "QTextEdit",
    "QPlainTextEdit",
    "QTextBrowser",
    "QInputDialog",
    "QComboBox",
    "QSpinBox",
    "QDoubleSpinBox",
    "QDateEdit",
}
"""Qt's widgets into which a person can type."""

MADE_IN = {
    "kiosk.widgets.fields": "the guarded field itself",
    "kiosk.widgets.count_grid": "how many pieces: five digits at most",
    "kiosk.benchmarks.cards": "what the guarded field is measured against; nobody types there",
    "kiosk.screens.checklist": "how many checks, and what they come to: nine digits at most",
}


def made(source: str) -> Iterator[str]:
    """Yield each of Qt's fields that ``source`` makes or derives from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from FIELDS & {node.func.id}
        elif isinstance(node, ast.ClassDef):
            yield from FIELDS & {base.id for base in node.bases if isinstance(base, ast.Name)}


def test_no_other_field_than_the_guarded_one_is_made() -> None:
    found = {
        name
        for name, path in modules().items()
        if name.startswith("kiosk") and list(made(path.read_text(encoding="utf-8")))
    }
    assert found <= set(MADE_IN)
    assert "kiosk.widgets.fields" in found
