"""Bad files and what Foyer says about each: ``bad/NAME.ext`` beside ``bad/NAME.ext.findings``.

The expected text changes only when somebody asks for it: run with FOYER_REWRITE_GOLDEN=1, then read
the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

from pos.views.cash import Finding

BAD = Path(__file__).parent / "bad"


def bad_files(pattern: str) -> list[Path]:
    """Return the files of the corpus that fit, in order; a pattern that fits none is a mistake."""
    found = sorted(path for path in BAD.glob(pattern) if path.suffix != ".findings")
    assert found, pattern
    return found


def as_text(findings: tuple[Finding, ...]) -> str:
    """Return one line a finding: severity, code, place, evidence."""
    return "".join(
        f"{f.severity} {f.code} @ {f.subject}" + "".join(f" | {item}" for item in f.evidence) + "\n"
        for f in findings
    )


def check(bad: Path, findings: tuple[Finding, ...]) -> None:
    """Compare with the expected text beside the bad file."""
    beside = bad.with_name(bad.name + ".findings")
    found = as_text(findings)
    if os.environ.get("FOYER_REWRITE_GOLDEN"):
        beside.write_text(found, encoding="utf-8")
    assert beside.read_text(encoding="utf-8") == found
