"""Series in words: what one holds, where a party would sit at each date, what it saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.messages import left_text
from pos.seat_names import places_label

if TYPE_CHECKING:
    from kiosk.presenters.series import SeriesState
    from pos.views.subscriptions import (
        DateSeats,
        LevelOffer,
        OpenSeries,
        SeriesDate,
        SeriesOffer,
    )
    from printing.words import Words


def holds_words(offer: SeriesOffer, words: Words) -> str:
    """Return what a series holds: so many dates, or so many of so many."""
    series = offer.series
    if series.is_fixed:
        return words.plural("{n} date", "{n} dates", series.fewest)
    count = len(series.performances)
    if series.fewest == series.most:
        return words("{n} of {count} dates, as you choose", n=series.fewest, count=count)
    return words(
        "{fewest} to {most} of {count} dates, as you choose",
        fewest=series.fewest,
        most=series.most,
        count=count,
    )


def open_words(row: OpenSeries, words: Words) -> str:
    """Return what a series that was sold has, and what it may have more."""
    has = words.plural("{n} date so far", "{n} dates so far", row.dates)
    more = words.plural("{n} more may be chosen", "{n} more may be chosen", row.left)
    people = words.plural("{n} person", "{n} people", row.quantity)
    paid = words("paid for") if row.free else words("at the price of the series")
    return f"{row.order_number} · {people} · {has} · {more}, {paid}"


def for_words(state: SeriesState, words: Words) -> str:
    """Return what the prices are for."""
    dates = len(state.dates)
    if state.adds is not None:
        if not dates:
            return words("For everybody together")
        return words.plural("{n} date, everybody", "{n} dates, everybody", dates)
    if not dates:
        return words("For all dates, a person")
    return words.plural("For {n} date, a person", "For all {n} dates, a person", dates)


def where_words(date: SeriesDate, seats: DateSeats | None, words: Words) -> str:
    """Return where the party would sit, or what is left."""
    show = date.performance
    if seats is not None and seats.seats:
        return _seats(seats)
    if not date.is_open:
        return show.hall
    return f"{show.hall} · {left_text(show, words)}"


def _seats(date: DateSeats) -> str:
    """Return the party's seats row by row: ``Orchestra A 12, 13; B 1``."""
    return places_label((seat.section, seat.row, seat.number) for seat in date.seats)


def date_mark(
    date: SeriesDate, seats: DateSeats | None, state: SeriesState, words: Words
) -> tuple[str, str]:
    """Return what is wrong with a date, and a theme colour's name; empty where nothing is."""
    if date.cancelled:
        return words("Cancelled"), "danger"
    if date.over:
        return words("Is over"), "text_soft"
    if date.performance.performance_id == state.short:
        return words("Too few left"), "danger"
    same = state.chosen is not None and state.chosen.series.same_seats
    if seats is not None and not seats.together:
        return words("Not together"), "warning"
    if seats is not None and same and not seats.usual:
        return words("Other seats"), "warning"
    return "", "text_soft"


def offer_mark(offer: SeriesOffer, words: Words) -> str:
    """Return why a series is not to be had; empty where it is."""
    if offer.on_sale:
        return ""
    cancelled = any(date.cancelled for date in offer.dates)
    return words("Cancelled") if cancelled else words("Is over")


def left_words(level: LevelOffer, words: Words) -> str:
    """Return how many can still have this level at every date."""
    return words.plural("{n} left", "{n} left", level.least) if level.left else ""


def saves_words(level: LevelOffer, words: Words) -> str:
    """Return what the series costs less than its tickets one by one; empty where it does not."""
    if level.price is None or level.single is None or level.price >= level.single:
        return ""
    return words("It saves {amount} a person.", amount=level.single - level.price)


def named_dates(dates: list[DateSeats], offer: SeriesOffer | None, words: Words) -> str:
    """Return the days of these dates."""
    starts = {}
    if offer is not None:
        starts = {d.performance.performance_id: d.performance.starts_at for d in offer.dates}
    return ", ".join(
        words.month_day(starts[date.performance_id])
        for date in dates
        if date.performance_id in starts
    )
