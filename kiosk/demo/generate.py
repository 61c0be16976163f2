"""Writes the demo's halls and will-call list into ``assets/demo``: ``python -m
kiosk.demo.generate``.

The season file beside them is written by hand. All of it is committed; a test holds that the files
are what this makes. Same on every run and machine.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.demo.auditorium import auditorium
from kiosk.demo.theatre import theatre
from kiosk.demo.will_call import will_call
from pos.catalogue.plan_reading import read_plan
from pos.catalogue.plan_writing import write_plan
from pos.catalogue.season_reading import read_season

ASSETS = Path(__file__).parents[2] / "assets" / "demo"
SEASON = "season.toml"
_ANY_DAY = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
"""The list names performances by code, so the day does not matter."""


def files() -> dict[str, str]:
    """Return the text of each generated file by its name.

    Raises:
        ValueError: The season file has faults.
    """
    plans = {
        "rosewall-auditorium.json": write_plan(auditorium()),
        "lyceum-theatre.json": write_plan(theatre()),
    }
    read = read_season(
        (ASSETS / SEASON).read_bytes(),
        SEASON,
        now=_ANY_DAY,
        plan_of=lambda file: read_plan(plans[file].encode(), file) if file in plans else None,
    )
    if read.season is None:
        raise ValueError(read.findings)
    return {**plans, "will-call.csv": will_call(read.season)}


def main() -> int:
    """Write the files beside the season they belong to."""
    for name, text in files().items():
        (ASSETS / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {len(text):,} characters\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
