"""The season by days: a month to leaf through, and the performances of one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from pos.views.catalogue import PerformanceView


@dataclass(frozen=True, slots=True)
class CalendarState:
    """``month``: the first day of the month that is shown; None: the calendar is shut. ``days``:
    how many performances each day of it has. ``day``: the one whose performances are shown."""

    month: date | None = None
    days: Mapping[date, int] = field(default_factory=dict)
    earlier: bool = False
    """There are performances in a month before it."""
    later: bool = False
    day: date | None = None
    today: date | None = None
    performances: tuple[PerformanceView, ...] = ()


class SeasonCalendar(Presenter[CalendarState]):
    """The calendar over the performances. Days are those of the venue, by the curtain."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(CalendarState())
        self._desk = desk
        self._known: tuple[PerformanceView, ...] = ()
        desk.changed.append(self._desk_changed)

    def toggle(self) -> None:
        """Open it at the month of the next performance, or shut it."""
        if self.state.month is not None or not self._known:
            self.shut()
        else:
            self._show(min(map(_day, self._known)).replace(day=1), None)

    def shut(self) -> None:
        """Tonight's cards again."""
        self._become(CalendarState())

    def leaf(self, months: int) -> None:
        """Show another month, as far as the season goes."""
        month = self.state.month
        allowed = self.state.later if months > 0 else self.state.earlier
        if month is not None and allowed:
            aside = month + timedelta(days=31) if months > 0 else month - timedelta(days=1)
            self._show(aside.replace(day=1), None)

    def choose(self, day: date) -> None:
        """Show the performances of a day; touched again, of none."""
        if self.state.month is not None and self.state.days.get(day):
            self._show(self.state.month, None if day == self.state.day else day)

    def _show(self, month: date, day: date | None) -> None:
        days = Counter(map(_day, self._known))
        months = {each.replace(day=1) for each in days}
        self._become(
            CalendarState(
                month=month,
                days={each: count for each, count in days.items() if each.replace(day=1) == month},
                earlier=any(each < month for each in months),
                later=any(each > month for each in months),
                day=day if day in days else None,
                today=self._desk.today(),
                performances=tuple(show for show in self._known if _day(show) == day),
            )
        )

    def _desk_changed(self) -> None:
        if self._desk.session is None:
            self.shut()
        if self._desk.performances is not self._known:
            self._known = self._desk.performances
            if self.state.month is not None:
                self._show(self.state.month, self.state.day)


def _day(show: PerformanceView) -> date:
    return show.starts_at.date()
