"""Will-call in words: how an order stands, whom it is given to, what was done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.lifecycles import OrderState
from pos.views.selling import WillCallRow
from pos.views.will_call import (
    Collects,
    FoundBy,
    HandoutView,
    IdSeen,
    Signed,
    WaitingTicket,
    WillCallCard,
)
from printing.envelopes import asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from printing.words import Words


def standing_text(row: WillCallRow, words: Words) -> tuple[str, str]:
    """Return an order's standing in a word or two or a sum, with its colour."""
    if row.state == OrderState.CANCELLED.value and not row.tickets and not row.owing:
        return words("Cancelled"), "text_soft"
    if row.collected_at is not None:
        return words("Collected"), "text_soft"
    if row.cancelled and (row.owing or row.cancelled >= row.waiting):
        return words("Cancelled"), "danger"
    if row.owing:
        return words("Owes {amount}", amount=row.owing), "danger"
    waiting = row.waiting - row.cancelled
    if waiting < row.tickets:
        return words("{n} of {of} wait", n=waiting, of=row.tickets), "warning"
    if row.in_envelope:
        return words("In the box"), "good"
    return words("Paid"), "good"


def hand_over_text(row: WillCallRow, many: int, words: Words) -> str:
    """Return what the one button says for ``many`` tickets."""
    if row.in_envelope and many == row.waiting:
        return words("Hand over envelope")
    if many < row.tickets:
        return words.plural(
            "Print and hand over {n} of {of}", "Print and hand over {n} of {of}", many,
            of=row.tickets,
        )  # fmt: skip
    return words("Print and hand over")


def identity_text(card: WillCallCard, words: Words) -> str:
    """Return what to ask for, and who else may collect."""
    lines = [asked(card.ask, words)]
    if card.cards:
        lines.append(words("Card ends in {digits}", digits=", ".join(card.cards)))
    if card.alternates:
        names = ", ".join(card.alternates)
        lines.append(words("May also collect: {names}", names=names))
    for name in dict.fromkeys(each.part for each in card.waiting if each.part):
        mine = [each for each in card.waiting if each.part == name]
        lines.append(words("{name} picks up {places}", name=name, places=places_text(mine, words)))
    return "\n".join(line for line in lines if line)


def places_text(tickets: Sequence[WaitingTicket], words: Words) -> str:
    """Return which tickets these are: their places, or how many there are without numbers."""
    places = ", ".join(each.place for each in tickets if each.place)
    return places or words.plural("{n} ticket", "{n} tickets", len(tickets))


def given_text(given: HandoutView, words: Words) -> str:
    """Return what was handed out when to whom, and how."""
    tickets = words.plural("{n} ticket", "{n} tickets", given.tickets)
    parts = [words("{when}: {tickets}", when=words.time(given.at), tickets=tickets)]
    if given.standing is not Collects.BUYER:
        parts.append(words("to {name}", name=given.collector))
    parts.append(words("from {who}", who=given.by))
    parts += [_seen(given.seen, words), _signed(given.signed, words), given.reason]
    if given.undone:
        parts.append(words("taken back: {reason}", reason=given.undone))
    return " · ".join(part for part in parts if part)


def handed_how(params: Mapping[str, object], words: Words) -> str:
    """Return what else is to be said of a hand-out in an order's life (``given.``): which seats,
    what was shown, how it was signed, who answers for it; or where the paper is that was dead."""
    parts = [str(params.get("seats", ""))]
    if params.get("ahead"):
        parts.append(words("from the envelope"))
    if "seen" in params:
        parts += [
            _seen(IdSeen(params["seen"]), words),
            _signed(Signed(params["signed"]), words),
        ]
    if params.get("answers"):
        parts.append(words("{who} answers for it", who=params["answers"]))
    if params.get("number"):
        parts.append(words("order {number} had got them", number=params["number"]))
    if "here" in params:
        parts.append(words("the paper came back") if params["here"] else words("the paper is lost"))
    return " · ".join(part for part in parts if part)


def found_by_text(found: FoundBy, words: Words) -> str:
    """Return why an order was found beyond the list."""
    return {
        FoundBy.NAME: "",
        FoundBy.PAYER: words("Somebody of that name paid for it."),
        FoundBy.CARD: words("A card with these last digits paid for it."),
    }[found]


def _seen(seen: IdSeen, words: Words) -> str:
    return {
        IdSeen.UNSAID: "",
        IdSeen.LICENCE: words("driver's license seen"),
        IdSeen.PASSPORT: words("passport seen"),
        IdSeen.OTHER: words("photo ID seen"),
    }[seen]


def _signed(signed: Signed, words: Words) -> str:
    return {
        Signed.NO: "",
        Signed.SCREEN: words("signed"),
        Signed.PAPER: words("signed on paper"),
    }[signed]
