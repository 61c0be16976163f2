"""What a statement can be about: days, performances, tills, deposits, files; newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from pos.closing.statements.building import Names, company_of, day_span
from pos.ports.storage import UnitOfWork
from pos.views.people import Permission, SessionView
from pos.views.statements import Offer, StatementName
from pos.window import Window

MOST = 60
_BEFORE = timedelta(days=120)
_AFTER = timedelta(days=14)


def offers(
    uow: UnitOfWork, window: Window, session: SessionView | None, name: StatementName
) -> tuple[Offer, ...]:
    """Return what ``name`` can be about, at most sixty; of tills only those that are counted, and
    of other people's only for who may see reports. Without a person: the house's own."""
    if name is StatementName.CASHIER:
        return _tills(uow, session)
    return _OFFERS.get(name, _days)(uow, window)


def about_a_day(name: StatementName) -> bool:
    """Whether a statement is about a business day, whether or not it was locked."""
    return name is not StatementName.CASHIER and name not in _OFFERS


def _days(uow: UnitOfWork, window: Window) -> tuple[Offer, ...]:
    today = uow.catalogue.business_date()
    days = sorted({*uow.figures.days(MOST), today}, reverse=True)
    return tuple(Offer(day.isoformat(), day=day) for day in days[:MOST])


def _locked_days(uow: UnitOfWork, window: Window) -> tuple[Offer, ...]:
    closed = uow.tills.day_closes(window.window_id)[-MOST:]
    days = [close.business_date for close in closed]
    return tuple(Offer(day.isoformat(), day=day) for day in sorted(days, reverse=True))


def _performances(uow: UnitOfWork, window: Window) -> tuple[Offer, ...]:
    """Return what plays on the day that was sold last, then what played, the last first, then what
    plays in the next days, the next first."""
    now, (company, zone) = uow.now(), company_of(uow)
    day = next(iter(uow.figures.days(1)), uow.catalogue.business_date())
    first, last = day_span(company, zone, day)
    every = uow.catalogue.performances(now - _BEFORE)
    played = [one for one in every if one.starts_at <= now]
    soon = [one for one in every if now < one.starts_at <= now + _AFTER]
    wanted = [*reversed(played), *soon]
    wanted.sort(key=lambda one: not first <= one.starts_at < last)
    wanted = wanted[:MOST]
    return tuple(Offer(one.performance_id, text=one.production, at=one.starts_at) for one in wanted)


def _tills(uow: UnitOfWork, session: SessionView | None) -> tuple[Offer, ...]:
    every = session is None or Permission.SEE_REPORTS in session.permissions
    names = Names(uow)
    return tuple(
        Offer(
            till.till_id,
            day=till.business_date,
            text=names(till.user_id),
            number=z_number,
        )
        for till, z_number in uow.figures.counted_tills(MOST)
        if every or (session is not None and till.user_id == session.user_id)
    )


def _deposits(uow: UnitOfWork, window: Window) -> tuple[Offer, ...]:
    every = uow.deposits.every(window.window_id)
    found = sorted((one for one, _ in every), key=lambda one: -one.number)
    return tuple(
        Offer(one.deposit_id, day=one.business_date, number=one.number) for one in found[:MOST]
    )


def _files(uow: UnitOfWork, window: Window) -> tuple[Offer, ...]:
    return tuple(
        Offer(file_id, text=name, at=at) for file_id, name, at in uow.figures.settlements(MOST)
    )


_OFFERS: Mapping[StatementName, Callable[[UnitOfWork, Window], tuple[Offer, ...]]] = {
    StatementName.PERFORMANCE: _performances,
    StatementName.DEPOSIT: _deposits,
    StatementName.JOURNAL: _locked_days,
    StatementName.SETTLEMENT: _files,
}
"""What is not here is about a day."""
