"""What to do about what the close found, by its kind; the names of kinds are those of papers
(``printing/statement_words.py``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from pos.views.closing import ExceptionKind, Lead, LeadKind

if TYPE_CHECKING:
    from printing.words import Words

ADVICE: dict[ExceptionKind, Say] = {
    ExceptionKind.TILL_DIFFERENCE: Say(
        "Look at the till's likely causes and its papers, and ask its cashier."
    ),
    ExceptionKind.FORGOTTEN_TILL: Say("Ask its cashier why the till was left, and write it down."),
    ExceptionKind.DROP_DIFFERENCE: Say(
        "Count the bag once more and hold it against the slip of the drop."
    ),
    ExceptionKind.SAFE_DIFFERENCE: Say(
        "Go through what moved to and from the safe since it was counted last."
    ),
    ExceptionKind.CHECK_MISSING: Say(
        "Look for the check in the drawer, the bag and the other tills; it may have been cash."
    ),
    ExceptionKind.CHECK_EXTRA: Say(
        "Find the order it pays for; it may have been taken for cash or not at all."
    ),
    ExceptionKind.CHECK_AMOUNT: Say(
        "Hold the check against its order; the bank pays what it says."
    ),
    ExceptionKind.CARD_SLIP: Say(
        "Look for the slip and ask the terminal for its list; it may have been keyed twice."
    ),
    ExceptionKind.CERTIFICATE_MISSING: Say(
        "Look for the certificate; without it somebody may come with it again."
    ),
    ExceptionKind.VOID_TICKET_MISSING: Say(
        "Look for the void ticket; its barcode does not open the door any more."
    ),
    ExceptionKind.CARD_TOTALS: Say(
        "Hold the terminal's list against ours, payment by payment, under card settlement."
    ),
    ExceptionKind.SETTLEMENT: Say("Look at the line under card settlement; it says what is next."),
    ExceptionKind.DEPOSIT_DIFFERENCE: Say(
        "Ask the bank for its count, by denomination, and hold it against the slip."
    ),
    ExceptionKind.DEPOSIT_LATE: Say("Ask the bank and the courier where the bag is."),
    ExceptionKind.FLOAT_DIFFERENCE: Say(
        "Ask both cashiers: one left the float, the other counted it. Then count the safe."
    ),
    ExceptionKind.OVERDRAWN: Say(
        "Go through the till's movements: one has a wrong sum, or cash went in that nobody entered."
    ),
    ExceptionKind.OVERSPENT: Say(
        "Two windows took it at the same time. Ask the patron of the later order for the rest."
    ),
    ExceptionKind.CODE_OVER: Say(
        "The tickets keep their price. Say who bears it; the code has no more, or the season file"
        " gives it more."
    ),
    ExceptionKind.CANCELLED_MEANWHILE: Say(
        "Tell these patrons: they have tickets, and it was cancelled. Their orders wait under"
        " Cancelled performances."
    ),
    ExceptionKind.LATE_WINDOW: Say(
        "Look through its tills. A journal that was exported stays as it is; the next one has this."
    ),
    ExceptionKind.CLOCK: Say(
        "Set the machine's clock right. Hours on this till's papers may be wrong; its money is not."
    ),
}

_WHO: dict[ExceptionKind, Say] = {
    ExceptionKind.DROP_DIFFERENCE: Say("Dropped by"),
    ExceptionKind.SAFE_DIFFERENCE: Say("Had the safe"),
    ExceptionKind.DEPOSIT_DIFFERENCE: Say("Confirmed by"),
}
_COUNTED_BY = Say("Counted by")

_LEADS: dict[LeadKind, Say] = {
    LeadKind.ORDER: Say("Order {name}"),
    LeadKind.CASHIER: Say("Till's report"),
    LeadKind.CHECKS: Say("Check list"),
    LeadKind.DEPOSIT: Say("Deposit {name}"),
    LeadKind.SETTLEMENT: Say("Card settlement"),
}


def who_text(kind: ExceptionKind, words: Words) -> str:
    """Return what the person did whom an exception of this kind names."""
    return words(_WHO.get(kind, _COUNTED_BY).text)


def lead_text(lead: Lead, words: Words) -> str:
    """Return the words on the button that goes this way."""
    text = _LEADS[lead.kind].to(words, {"name": lead.name})
    if lead.kind is LeadKind.CASHIER and lead.name:
        return f"{text} \N{MIDDLE DOT} {lead.name}"
    return text
