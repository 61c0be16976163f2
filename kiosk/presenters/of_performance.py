"""Panels about one performance, opened from its house: holds, blocks, capacity."""

from __future__ import annotations

from kiosk.presenters.desk import Desk
from pos.ids import PerformanceId
from pos.views.catalogue import PerformanceView


def to_be_shown(desk: Desk, performance_id: PerformanceId) -> PerformanceView | None:
    """Return the performance that a panel is to be about; None where nobody is signed in or it is
    not on sale any more."""
    shows = desk.performances
    found = next((show for show in shows if show.performance_id == performance_id), None)
    if desk.session is None or found is None:
        return None
    return found
