"""Findings and import faults as lines and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from pos.views.cash import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pos.views.cash import Finding


def as_line(finding: Finding) -> str:
    """Return one finding as a line a person and ``grep`` can read."""
    parts = [f"{finding.severity}: {finding.code}", finding.subject]
    if finding.expected_minor is not None or finding.actual_minor is not None:
        parts.append(f"expected {finding.expected_minor}, found {finding.actual_minor}")
    parts.extend(finding.evidence)
    return "  ".join(part for part in parts if part)


def faults(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that a person has to look into: not what is known."""
    return [finding for finding in findings if finding.severity != KNOWN]


def in_sum(findings: Sequence[Finding]) -> str:
    """Return how many there are, in one line."""
    wrong = len(faults(findings))
    said = f"{wrong} findings" if wrong else "no findings"
    return said if wrong == len(findings) else f"{said}, {len(findings) - wrong} known"


def as_json(findings: Iterable[Finding]) -> str:
    """Return findings as a JSON list."""
    return json.dumps([asdict(finding) for finding in findings], indent=1)
