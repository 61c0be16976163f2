"""The small house's season, played on several evenings: room for many windows."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from pos.catalogue.stable_ids import performance_id
from pos.views.season import Season

NIGHTS = 6


def nights(one: Season) -> Season:
    """Return the season with every performance on several evenings."""
    played = [
        dataclasses.replace(
            each,
            performance_id=performance_id(f"{each.code}-{night}") if night else each.performance_id,
            code=f"{each.code}-{night}" if night else each.code,
            starts_at=each.starts_at + timedelta(days=night),
        )
        for night in range(NIGHTS)
        for each in one.performances
    ]
    return dataclasses.replace(one, performances=tuple(played))
