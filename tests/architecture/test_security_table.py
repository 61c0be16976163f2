"""The README's table of requirements: every test it names is there, and so is every requirement."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.architecture.imports import ROOT

REQUIREMENTS = """
2.2.2 2.2.7 3.2.1 3.3.1 3.3.2 3.4.1 3.4.2 3.5.1 3.6 3.7 4.2.1 6.2.4 6.3.1 6.3.2 6.3.3 6.5.5 6.5.6
7.2.1 7.2.2 7.2.4 8.2.1 8.2.2 8.2.5 8.2.6 8.2.8 8.3.2 8.3.4 8.3.5 8.3.9 8.3.11 8.4.2 8.4.3 8.5.1
8.6.2 9.5.1 9.5.1.1 9.5.1.2 9.5.1.3 10.2.1 10.2.2 10.3.1 10.3.4 10.4.1 10.5.1 10.6 12.10.7
"""
CITED = re.compile(r"`(test_\w+\.py)(?:::(\w+))?`")


def section() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("## Security and PCI\n")[1].split("\n## ")[0]


def rows() -> list[list[str]]:
    """Return the cells of each requirement's row."""
    lines = (line for line in section().splitlines() if line.startswith("| "))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines][1:]


@cache
def written(file: str) -> set[str]:
    """Return the names of the tests in every file of that name."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(file)]
    assert texts, file
    return {name for text in texts for name in re.findall(r"(?m)^\s*def (test_\w+)", text)}


@pytest.mark.parametrize("file", sorted({file for file, _ in CITED.findall(section())}))
def test_every_test_that_is_named_is_there(file: str) -> None:
    named = {name for where, name in CITED.findall(section()) if where == file and name}
    assert named <= written(file)


def test_every_requirement_has_its_row() -> None:
    told = " ".join(row[0] for row in rows())
    missing = {
        one for one in REQUIREMENTS.split() if not re.search(rf"(?<![\d.]){re.escape(one)}\b", told)
    }
    assert missing == set()


def test_every_row_is_shown_or_says_why_not() -> None:
    silent = [
        row[0]
        for row in rows()
        if not (CITED.search(row[-1]) or "Outside:" in row[-1] or row[-1].startswith("as "))
    ]
    assert silent == []
