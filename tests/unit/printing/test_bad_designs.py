"""A corpus of bad designs, each beside what is said of it: ``bad/NAME.toml.findings``.

The expected text changes only when somebody asks for it: run with FOYER_REWRITE_GOLDEN=1, then read
the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pos.errors import FileRefused
from pos.views.cash import Finding
from printing.artwork import NAME
from printing.designfile import ticket_design
from tests.unit.printing.pictures import HOSTILE, png

BAD = Path(__file__).parent / "bad"
PICTURES = {**HOSTILE, "sound.png": png()}


def beside(name: str) -> bytes | None:
    assert NAME.fullmatch(name), f"{name} was asked for"
    return PICTURES.get(name)


@pytest.mark.parametrize("bad", sorted(BAD.glob("*.toml")), ids=lambda path: path.stem)
def test_a_bad_design_is_refused_with_every_fault(bad: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        ticket_design(bad.read_bytes(), bad.name, beside)
    found = "".join(_line(finding) for finding in refused.value.findings)
    expected = bad.with_name(f"{bad.name}.findings")
    if os.environ.get("FOYER_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == found


def _line(finding: object) -> str:
    assert isinstance(finding, Finding)
    shown = [text for text in finding.evidence if len(text) < 60]
    return " | ".join((f"{finding.severity} {finding.code} @ {finding.subject}", *shown)) + "\n"


def test_a_file_too_large_to_be_a_design_is_not_taken_apart() -> None:
    with pytest.raises(FileRefused) as refused:
        ticket_design(b"a = 1\n" * 60_000, "large.toml")
    (finding,) = refused.value.findings
    assert isinstance(finding, Finding)
    assert finding.code == "design_unreadable"
