"""What a card payment is for, in words: whose seats wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.views.paying import PaidFor, PaidPlaces

if TYPE_CHECKING:
    from printing.words import Words


def paid_words(paid: PaidFor, words: Words) -> str:
    """Return performances with their seats, and gift certificates, a line each."""
    lines = [_places(each, words) for each in paid.places]
    for amount in paid.certificates:
        lines.append(f"{words('Gift certificate')} {words.money(amount)}")
    return "\n".join(lines)


def _places(each: PaidPlaces, words: Words) -> str:
    when = words.day_and_time(each.starts_at)
    show = words("{show}, {when}", show=each.performance, when=when)
    many = words.plural("{n} ticket", "{n} tickets", each.count)
    return " · ".join(part for part in (show, each.seats, many) if part)
