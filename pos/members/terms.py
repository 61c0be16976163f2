"""When a membership begins and ends. Pure: dates are calendar dates at the venue."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from pos.paying.certificates import months_after
from pos.views.members import MemberStanding, Term, TermKind
from pos.views.season import Membership

_A_DAY = timedelta(days=1)


def last_day(level: Membership, first: date) -> date:
    """Return the last day of a term that begins on ``first``: so many months later, or the next
    time it is the level's day of the year."""
    if level.until_day is None:
        return (months_after(first, level.months) or first) - _A_DAY
    month, day = level.until_day
    here = _on(first.year, month, day)
    return here if here >= first else _on(first.year + 1, month, day)


def _on(year: int, month: int, day: int) -> date:
    """Return the day of a year; the 29th of February is the 28th in most."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def term_on(terms: Sequence[Term], day: date) -> Term | None:
    """Return the term that counts on ``day``: the newest of those that cover it."""
    return next((term for term in reversed(terms) if term.covers(day)), None)


def end_of(terms: Sequence[Term]) -> date:
    """Return the last day of the last term that was not given back; of all, where all were."""
    kept = [term.ends_on for term in terms if not term.returned]
    return max(kept or [term.ends_on for term in terms])


def standing_on(terms: Sequence[Term], day: date) -> MemberStanding:
    """Return what the membership is on ``day``. One that begins later is not over."""
    if all(term.returned for term in terms):
        return MemberStanding.GIVEN_BACK
    return MemberStanding.EXPIRED if end_of(terms) < day else MemberStanding.ACTIVE


def year_began(terms: Sequence[Term], day: date) -> date | None:
    """Return when the membership's year began that ``day`` is in: every twelve months from the
    first day of the term. An upgrade goes on with the year of the term it is in. None where no term
    covers the day."""
    term = term_on(terms, day)
    if term is None:
        return None
    began = term.starts_on
    if term.kind is TermKind.UPGRADE:
        under = [one for one in terms if one.kind is not TermKind.UPGRADE and one.covers(day)]
        began = under[-1].starts_on if under else began
    return max(
        (after for n in range(day.year - began.year + 1) if (after := _years(began, n)) <= day),
        default=began,
    )


def _years(first: date, years: int) -> date:
    return months_after(first, 12 * years) or first


def renewal_begins(level: Membership, terms: Sequence[Term], today: date) -> date | None:
    """Return the first day of a renewal that is sold ``today``: the day after the last, or today
    where the membership is over; None where it is over for longer than the level's days of grace,
    or was renewed already."""
    ends = end_of(terms)
    if standing_on(terms, today) is MemberStanding.GIVEN_BACK:
        return None
    if ends >= today:
        ahead = any(term.starts_on > today and not term.returned for term in terms)
        return None if ahead else ends + _A_DAY
    return today if today <= ends + timedelta(days=level.grace_days) else None


def is_time_to_renew(level: Membership, terms: Sequence[Term], today: date) -> bool:
    """Return whether a renewal is to be offered unasked."""
    if renewal_begins(level, terms, today) is None:
        return False
    return end_of(terms) - today <= timedelta(days=level.renew_days)
