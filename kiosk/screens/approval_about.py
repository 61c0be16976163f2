"""What a second person is told of the very act that they are to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.messages import consequence_text, tender_text
from kiosk.presenters.approval import Deed, FromHold
from kiosk.screens.cart_line import place_words
from kiosk.screens.give_back_plan import given_here, no_money_words, way_words
from kiosk.screens.instead_words import against_words, goes_to
from kiosk.wording.holds import code_name
from pos.views.paying import Instead
from pos.views.people import Permission

if TYPE_CHECKING:
    from kiosk.presenters.approval import About, OtherPrice
    from printing.words import Words

_MONEY = (Permission.GIVE_BACK, Permission.GIVE_BACK_ANY)
"""What comes of these is that money goes back, if any does."""


def about_words(about: About, words: Words) -> str:
    """Return which ticket, seat or deed a word is asked for, line by line; "" for nothing."""
    if isinstance(about, FromHold):
        name = code_name(about.code, words)
        return words("{seat}, held for {code}", seat=about.seat, code=name)
    if isinstance(about, Deed):
        lines = (_whose(about, words), *_sums(about, words), _reason(about.reason, words))
        return "\n".join(line for line in lines if line)
    return _price(about, words)


def outcome_words(permission: Permission, about: About | None, words: Words) -> str:
    """Return what comes of a word that is given; "" for nothing."""
    if permission in _MONEY and isinstance(about, Deed) and not _pays_back(about):
        return words("The reason and your name go into the books.")
    if permission in _MONEY and isinstance(about, Deed) and _pays_elsewhere(about):
        books = words("The reason and your name go into the books.")
        return f"{words('Nothing is handed out here.')} {books}"
    return consequence_text(permission, words)


def _pays_back(deed: Deed) -> bool:
    """Return whether money leaves the house by it: a plan may move none, and a form of payment that
    was wrong only becomes another."""
    return bool(deed.plan.amount) if deed.plan is not None else deed.right is None


def _pays_elsewhere(deed: Deed) -> bool:
    """Return whether all of the money comes from whoever sold it."""
    return deed.plan is not None and bool(deed.plan.amount) and not given_here(deed.plan)


def _price(about: OtherPrice, words: Words) -> str:
    place = about.seat or place_words(about.ticket, words)
    what = words("{place}: {now} instead of {was}", place=place, now=about.now, was=about.was)
    if about.reason:
        what = f"{what}\n{_reason(about.reason, words)}"
    if about.held is not None:
        held = words("{seat}, held for {code}", seat=place, code=code_name(about.held, words))
        what = f"{what}\n{held}"
    return what


def _reason(reason: str, words: Words) -> str:
    return words("Reason: {reason}", reason=reason) if reason else ""


def _whose(deed: Deed, words: Words) -> str:
    """Return whose it is and which, on one line."""
    parts = [deed.name]
    if deed.starts_at is not None:
        when = words.day_and_time(deed.starts_at)
        parts.append(words("{show}, {when}", show=deed.show, when=when))
    if deed.order:
        parts.append(words("Order {number}", number=deed.order))
    parts.append(deed.place)
    if deed.tickets and not (deed.orders or deed.place):
        parts.append(words.plural("{n} ticket", "{n} tickets", deed.tickets))
    if deed.bag:
        parts.append(words("Bag {number}", number=deed.bag))
    if deed.whom:
        parts.append(words("to {name}", name=deed.whom))
    return " · ".join(part for part in parts if part)


def _sums(deed: Deed, words: Words) -> tuple[str, ...]:
    """Return how much it is about, and where money goes."""
    said = [_amount(deed, words)]
    if deed.plan is not None:
        said.append(no_money_words(deed.plan, words))
    if deed.charged is not None:
        said.append(words("It was charged") if deed.charged else words("It was not charged"))
    for to, sum_ in deed.goes:
        where = goes_to(to, words) if isinstance(to, Instead) else way_words(to, words)
        said.append(f"{where}: {words.money(sum_)}")
    said.append(against_words(deed.terms, words))
    return tuple(said)


def _amount(deed: Deed, words: Words) -> str:
    if deed.amount is None:
        return ""
    if deed.wrong is not None and deed.right is not None and deed.due is not None:
        return words(
            "{amount} less as {wrong}, {due} more as {right}.",
            amount=deed.amount,
            wrong=tender_text(deed.wrong, words),
            due=deed.due,
            right=tender_text(deed.right, words),
        )
    if deed.orders:
        return words(
            "{orders} with {tickets} are to be settled: {amount}.",
            orders=words.plural("{n} order", "{n} orders", deed.orders),
            tickets=words.plural("{n} ticket", "{n} tickets", deed.tickets),
            amount=deed.amount,
        )
    return words.money(deed.amount) if deed.amount else ""
