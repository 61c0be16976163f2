"""How the ways are called in which money goes that does not go back to its tenders, and the rules
that are against giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.views.paying import ExtraKind, Instead, Terms

if TYPE_CHECKING:
    from printing.words import Words


def way_to(way: Instead, words: Words) -> str:
    """Return what the choice says."""
    if way.kind is ExtraKind.DONATION:
        return words("Gift to {fund}", fund=way.name)
    if way.kind is ExtraKind.CREDIT:
        return words("Account {name}", name=way.name)
    return words("A certificate")


def goes_to(way: Instead, words: Words) -> str:
    """Return what becomes of the money, as a line of the plan."""
    if way.kind is ExtraKind.DONATION:
        return words("Given to {fund}", fund=way.name)
    if way.kind is ExtraKind.CREDIT:
        return words("On the account {name}", name=way.name)
    return words("A certificate prints")


def against_words(terms: Terms | None, words: Words) -> str:
    """Return which rule is set aside, "" where none is."""
    against = terms.against if terms is not None else ""
    if against == "too_late":
        return words("It is later than the house's rules allow.")
    if against == "over":
        return words("The performance has begun or is over: no seat goes back on sale.")
    if against == "price_type":
        return words("Tickets at this price do not come back by the house's rules.")
    if against == "series":
        return words("Single tickets of a series do not come back by the house's rules.")
    if against == "other_series":
        return words("This date is not of the ticket's series: its price is given up.")
    return ""
