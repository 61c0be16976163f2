"""What a card terminal shows and says, in words for the cashier and for the patron."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from pos.ports.terminals import Declined, TerminalShows
from pos.views.paying import PaymentKind

if TYPE_CHECKING:
    from kiosk.presenters.card_standing import CardStandingState
    from printing.words import Words

SHOWS_WORDS: dict[TerminalShows, Say] = {
    TerminalShows.IDLE: Say("Nothing yet"),
    TerminalShows.PRESENT_CARD: Say("Tap, insert or swipe the card"),
    TerminalShows.ENTER_PIN: Say("Enter the PIN"),
    TerminalShows.PROCESSING: Say("One moment: asking the bank"),
    TerminalShows.REMOVE_CARD: Say("Take the card out"),
    TerminalShows.APPROVED: Say("Approved"),
    TerminalShows.DECLINED: Say("Declined"),
}

DECLINED_WORDS: dict[Declined, Say] = {
    Declined.REFUSED: Say("The bank refused the card."),
    Declined.WRONG_PIN: Say("The PIN was wrong."),
    Declined.CARD_INVALID: Say("The card is not valid, or could not be read."),
    Declined.CARD_RESTRICTED: Say("This kind of card is not taken here."),
    Declined.NO_FUNDS: Say("There is not enough money on the card."),
    Declined.HOST_UNREACHABLE: Say("The terminal could not reach the bank."),
    Declined.NOT_ALLOWED: Say("The bank does not allow this payment."),
    Declined.OTHER: Say("The card was declined."),
}
"""Why, for the cashier."""

PATRON_WORDS: dict[Declined, Say] = {
    Declined.REFUSED: Say("Say: “Your bank did not approve it. Do you have another card?”"),
    Declined.WRONG_PIN: Say("Say: “The PIN was not right. Would you like to try again?”"),
    Declined.CARD_INVALID: Say("Say: “The terminal cannot read it. Do you have another card?”"),
    Declined.CARD_RESTRICTED: Say("Say: “We cannot take this kind of card. Do you have another?”"),
    Declined.NO_FUNDS: Say("Say: “It did not go through. Do you have another card?”"),
    Declined.HOST_UNREACHABLE: Say("Nothing was charged. Try again, or take another payment."),
    Declined.NOT_ALLOWED: Say("Say: “It did not go through. Do you have another card?”"),
    Declined.OTHER: Say("Say: “It did not go through. Do you have another card?”"),
}
"""What to say across the counter: never why a bank refused."""

PAYMENT_KIND_WORDS: dict[PaymentKind, Say] = {
    PaymentKind.CHARGE: Say("Charge"),
    PaymentKind.REFUND: Say("Refund"),
    PaymentKind.REVERSAL: Say("Reversal"),
}

EVIDENCE_WORDS: dict[str, Say] = {
    "terminal": Say("The terminal's own record"),
    "processor": Say("The processor's report"),
    "given_back": Say("It was given back"),
}
"""What settles a force."""


def span_text(minutes: int, words: Words) -> str:
    """Return how long that is, as in *3 h 12 min*."""
    if minutes < 60:
        return words.plural("{n} minute", "{n} minutes", minutes)
    return words("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def offline_text(standing: CardStandingState, words: Words) -> str:
    """Return for how long and for how much cards are taken without the bank; empty: they are
    not."""
    minutes, left, sale = standing.minutes, standing.left, standing.per_sale
    if minutes is None or left is None or sale is None:
        return ""
    if not minutes:
        return words("No more cards without the bank: what the terminal holds must reach it first.")
    if not left:
        return words("No more cards without the bank: the terminal holds as much as it may.")
    return words(
        "Cards are taken without the bank for {span} more: {amount} in all, {sale} a sale.",
        span=span_text(minutes, words),
        amount=left,
        sale=sale,
    )
