"""What is said when something read goes nowhere, or was not read."""

from __future__ import annotations

from kiosk.presenters.reading import Unwanted
from kiosk.wording.say import Say
from pos.ports.readers import ReadProblem

PROBLEM_WORDS: dict[ReadProblem, Say] = {
    ReadProblem.PAYMENT_CARD: Say(
        "{device}: that is a payment card. It was refused and forgotten; use the card terminal."
    ),
    ReadProblem.UNREADABLE: Say("{device} could not read that. Try again, or type it."),
    ReadProblem.PARTIAL: Say("{device} read only a part. Type what is missing."),
    ReadProblem.TAKEN_AWAY: Say("{device}: taken away too soon. Hold it on for a second."),
    ReadProblem.TOO_LONG: Say("{device}: that code is longer than any of ours."),
}

UNWANTED_WORDS: dict[Unwanted, Say] = {
    Unwanted.NOBODYS_BADGE: Say(
        "This badge belongs to nobody here. A manager can give it to somebody with foyer staff."
    ),
    Unwanted.NOT_ASKED: Say("That badge is not the one asked for here."),
    Unwanted.SIGN_IN_FIRST: Say("Sign in first, then scan."),
    Unwanted.PAYING: Say("Finish or leave what is open here first, then scan."),
    Unwanted.NO_CHECK_WANTED: Say("Begin to pay first, then read the check."),
    Unwanted.NOT_YOUR_ROOM: Say("Your role does not open orders."),
    Unwanted.DEAD_TICKET: Say(
        "This ticket was replaced or returned: its code no longer opens the door."
    ),
}
