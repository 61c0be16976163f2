"""The venue's rules about tickets that come back: data from the season file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExchangeRules:
    """``[venues.exchange]`` of a season file: what exchanging tickets costs, and until when.

    ``fee_minor``: of each ticket. It is waived for ``free_types`` (codes of price types), for
    tickets at a member's price or sold with a membership where ``members_free``, at least
    ``free_days`` days before the performance (None: never by time), and within one performance
    where ``upgrade_free``. ``until_hours``: not later than so many hours before it starts; None:
    until it is over.
    """

    fee_minor: int = 0
    free_types: tuple[str, ...] = ()
    members_free: bool = True
    free_days: int | None = None
    upgrade_free: bool = True
    until_hours: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """``[venues.returns]`` of a season file: which tickets may come back for money.

    ``until_hours``: not later than so many hours before the performance; None: until it is over.
    ``never_types``: codes of price types that never come back. ``series``: single tickets of a
    series may. ``fee_minor``: kept of each ticket, waived at least ``free_days`` days before.
    ``cancelled_fees``: what it cost to exchange into a performance that is cancelled goes back with
    its tickets.
    Whatever is against the rules, and every return after the performance, takes who may give any
    sum back.
    """

    until_hours: int | None = None
    never_types: tuple[str, ...] = ()
    series: bool = True
    fee_minor: int = 0
    free_days: int | None = None
    cancelled_fees: bool = True


LAUNCH_EXCHANGE = ExchangeRules()
LAUNCH_RETURNS = ReturnRules()
