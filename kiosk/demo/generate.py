"""Writes the demo's halls into ``assets/demo``: ``python -m kiosk.demo.generate``.

The files are committed; a test holds that they are what this makes. Same on every run and machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.demo.auditorium import auditorium
from kiosk.demo.theatre import theatre
from pos.catalogue.plan_writing import write_plan

ASSETS = Path(__file__).parents[2] / "assets" / "demo"


def files() -> dict[str, str]:
    """Return the text of each generated file by its name."""
    return {
        "rosewall-auditorium.json": write_plan(auditorium()),
        "lyceum-theatre.json": write_plan(theatre()),
    }


def main() -> int:
    """Write the files beside the season they belong to."""
    for name, text in files().items():
        (ASSETS / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {len(text):,} characters\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
