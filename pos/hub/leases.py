"""Leases: the places this window may sell without asking, and until when.

The hub gives a lease's places to nobody else until its time is over, unless the window gave them
back or a manager wrote the window off. So the window must stop *before*: by the latest time that it
can be at the hub, and a margin. What is over stays with its window, which gives it back when it is
heard again: what it sold is known by then.

A window may state how long its leases last: they end so long after the hub's last word, each of
which renews them, if their performance is not over before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.hub.hub_time import HubTime, Reading

MARGIN = timedelta(seconds=60)
"""Between the last sale on a lease and its end: a sale begun before it is finished by then."""


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a lease is given.

    ``until`` is a time of the hub. ``with_performance``: the performance is over then, so nobody
    sells its places afterwards, and a window that is wrong about the time doubles none.
    """

    until: datetime
    with_performance: bool = True


def renewed(hub_time: HubTime, lasts: timedelta) -> Term:
    """Return until when leases that last so long are good by the hub's last word."""
    return Term(hub_time.said + lasts, with_performance=False)


def have_ended(
    hub_time: HubTime | None, lasts: timedelta | None, now: Reading, watermark: datetime
) -> bool:
    """Return whether leases that last so long have all ended since the hub's last word. ``lasts``
    None: each ends with its performance."""
    if lasts is None or hub_time is None:
        return False
    return not may_sell(renewed(hub_time, lasts), hub_time, now, watermark)


def may_sell(term: Term, hub_time: HubTime, now: Reading, watermark: datetime) -> bool:
    """Return whether places under ``term`` may be sold at ``now`` without a word from the hub.

    After a restart of the machine nothing proves how long it was off. A lease that ends with its
    performance is then believed by the wall clock; any other waits until the hub is heard again.
    """
    it_is = hub_time.latest(now)
    if it_is is None and term.with_performance:
        it_is = hub_time.presumed(now, watermark)
    return it_is is not None and it_is + MARGIN <= term.until
