"""Whose block the free places of a performance are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.ids import PerformanceId, SeatId
from pos.views.catalogue import SeatStatus

NOBODY = ""
"""In the place of a window: the hub gives it to whoever asks."""


@dataclass(frozen=True, slots=True)
class BlocksView:
    """As this window has heard it from the hub.

    ``seats``: whose every seat is that can be sold and is in no cart known here: a window's id, or
    ``NOBODY``. ``gone``: how every other seat stands. ``places``: the same of places by count.
    ``names``: of every window in it.
    """

    performance_id: PerformanceId
    seats: Mapping[SeatId, str] = field(default_factory=dict)
    gone: Mapping[SeatId, SeatStatus] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BlockMove:
    """What a person moves: ``seats`` and ``places`` of ``holders`` (windows, or ``NOBODY``) to the
    window ``receiver``, or to ``NOBODY`` in particular."""

    performance_id: PerformanceId
    receiver: str
    holders: tuple[str, ...]
    seats: int = 0
    places: int = 0
