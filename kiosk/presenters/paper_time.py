"""A time as it stands on a tally sheet: an hour and a minute, of the last day that had them."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pos.errors import TextRefused

_CLOCK = re.compile(r"(\d{1,2})[:.h ]?(\d{2})? ?([ap])?\.?m?\.?", re.IGNORECASE)

SOON = timedelta(minutes=10)


def time_on_paper(text: str, now: datetime, zone: str) -> datetime:
    """Return the newest moment up to ``now`` at which a clock in ``zone`` showed what was typed
    (``7:42 pm``, ``19:42``, ``742p``); ``now`` for nothing.

    A bare ``7:42`` is of the morning or of the evening, whichever was last. What a clock shows in a
    moment is a slip, not the same time half a day ago.

    Raises:
        TextRefused: It is no time, or one to come within ``SOON``.
    """
    if not text.strip():
        return now
    found = _CLOCK.fullmatch(" ".join(text.split()))
    here = now.astimezone(ZoneInfo(zone))
    try:
        if found is None:
            raise ValueError(text)
        hour, half = int(found[1]), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValueError(text)
        hours = [hour % 12 + 12 * (half == "p")] if half else [hour]
        if not half and 1 <= hour <= 12 and not found[1].startswith("0"):
            hours = [hour % 12, hour % 12 + 12]
        clocks = [time(each, int(found[2] or 0)) for each in hours]
    except ValueError:
        raise TextRefused(field="paper_time", limit=8) from None
    days = (here.date() + timedelta(days=each) for each in (1, 0, -1))
    told = [datetime.combine(day, clock, here.tzinfo) for day in days for clock in clocks]
    if any(here < moment <= here + SOON for moment in told):
        raise TextRefused(field="paper_time", limit=8)
    return max(moment for moment in told if moment <= here)
