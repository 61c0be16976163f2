"""Why a price is what it is, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.screens.charges import made_of
from pos.views.pricing import OfferSaid, PriceStep, StepKind, WhyNot
from pos.views.selling import CartLine

if TYPE_CHECKING:
    from printing.words import Words

_AGAINST: Mapping[WhyNot, Callable[[Words], str]] = MappingProxyType(
    {
        WhyNot.NOT_YET: lambda words: words("not valid yet"),
        WhyNot.OVER: lambda words: words("no longer valid"),
        WhyNot.OTHER_PERFORMANCE: lambda words: words("not for this performance"),
        WhyNot.OTHER_DAY: lambda words: words("not for a performance on this day"),
        WhyNot.TOO_EARLY: lambda words: words("only shortly before curtain"),
        WhyNot.OTHER_ZONE: lambda words: words("not for this zone"),
        WhyNot.OTHER_PRICE_TYPE: lambda words: words("not for this price type"),
        WhyNot.MEMBERS_ONLY: lambda words: words("for members only"),
        WhyNot.IN_PACKAGE: lambda words: words("not with a package"),
        WhyNot.BY_HAND: lambda words: words("the price was set by hand"),
        WhyNot.CHEAPER: lambda words: words("the ticket is not dearer without it"),
        WhyNot.BETTER: lambda words: words("another offer is better"),
        WhyNot.TOO_FEW: lambda words: words("too few tickets"),
        WhyNot.LIMIT_SHOW: lambda words: words("no more for this performance"),
        WhyNot.LIMIT_YEAR: lambda words: words("no more this year"),
        WhyNot.LIMIT_ORDER: lambda words: words("no more in one order"),
        WhyNot.LIMIT_ALL: lambda words: words("all used up"),
    }
)


def against_words(why_not: WhyNot, words: Words) -> str:
    """Return what a ticket has against an offer."""
    return _AGAINST[why_not](words)


def step_name(step: PriceStep, words: Words) -> str:
    """Return why a price moved, without by how much."""
    if step.kind is StepKind.MANUAL:
        return words("Price set by hand")
    return step.name or step.code


def step_words(step: PriceStep, words: Words) -> str:
    """Return by how much a price moved and why; who pays for another ticket only counts."""
    name = step_name(step, words)
    return f"{words.money(-step.amount)} · {name}" if step.amount else name


def whole_price(line: CartLine, words: Words) -> str:
    """Return how a ticket's price came about, a line each: the list, every step, who set it, fees
    and taxes."""
    parts = [words("List price {amount}", amount=line.listed)] if line.steps else []
    parts += [step_words(step, words) for step in line.steps]
    if line.by_hand is not None:
        parts.append(words("Reason: {reason}", reason=line.by_hand.reason))
    if line.charges:
        parts.append(made_of(line, words))
    elif line.fee or line.steps:
        parts.append(words("Facility fee {amount}", amount=line.fee))
    parts.append(words("All-in {amount}", amount=line.all_in))
    return "\n".join(parts)


def offer_words(offer: OfferSaid, words: Words) -> tuple[str, str]:
    """Return an offer's code with its name, and under it what it does and why not more. Nobody
    enters a membership's code: its name is enough."""
    is_named = offer.kind is StepKind.MEMBERSHIP and offer.name
    parts = ("", offer.name) if is_named else (offer.code, offer.name)
    title = " · ".join(dict.fromkeys(part for part in parts if part))
    against = "; ".join(against_words(reason, words) for reason in offer.why_not)
    if not offer.tickets and not offer.left_out:
        return title, words("No tickets yet")
    if not offer.tickets:
        return title, words("Takes nothing off these tickets: {reason}", reason=against)
    done = words.plural(
        "{amount} on {n} ticket", "{amount} on {n} tickets", offer.tickets,
        amount=words.money(-offer.saved),
    )  # fmt: skip
    if offer.left_out and against:
        rest = words.plural(
            "{n} other: {reason}", "{n} others: {reason}", offer.left_out, reason=against
        )
        return title, f"{done}. {rest}"
    return title, done
