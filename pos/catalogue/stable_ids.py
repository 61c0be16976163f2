"""Ids of what comes from files: made from the codes in the file, so the same file gives the same
ids everywhere.

A season that is loaded again, or at another window, finds what it loaded before. Facts made at the
window have UUIDv7s from ``pos.ids``; these have the same shape, 32 lower-case hex digits, and never
meet them by chance.
"""

from __future__ import annotations

from hashlib import blake2b

from pos.ids import HallId, PerformanceId, PriceTypeId, SeatId, ZoneId


def stable_id(kind: str, *codes: str) -> str:
    """Return the id of the ``kind`` of thing that the codes name."""
    named = "\x1f".join((kind, *codes)).encode()
    return blake2b(named, digest_size=16, person=b"foyer-catalogue").hexdigest()


def hall_id(code: str) -> HallId:
    """Return the id of a hall by its code in the season file."""
    return HallId(stable_id("hall", code))


def zone_id(hall: str, name: str) -> ZoneId:
    """Return the id of a hall's price zone: a category of its plan."""
    return ZoneId(stable_id("zone", hall, name))


def seat_id(hall: str, guid: str) -> SeatId:
    """Return the id of a seat by its ``seat_guid`` in the hall's plan."""
    return SeatId(stable_id("seat", hall, guid))


def performance_id(code: str) -> PerformanceId:
    """Return the id of a performance by its code, which is unique in the company."""
    return PerformanceId(stable_id("performance", code))


def price_type_id(code: str) -> PriceTypeId:
    """Return the id of a price type by its code."""
    return PriceTypeId(stable_id("price_type", code))
