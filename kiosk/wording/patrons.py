"""What people need and like, how they are reached, and who looked at them."""

from __future__ import annotations

from kiosk.wording.say import Say
from pos.views.patrons import ContactBy, Like, Need

NEED_WORDS: dict[Need, Say] = {
    Need.WHEELCHAIR: Say("Wheelchair"),
    Need.COMPANION: Say("Companion seat"),
    Need.HEARING: Say("Hearing loop"),
    Need.SIGHT: Say("Low vision"),
    Need.FEW_STAIRS: Say("Few stairs"),
}
LIKE_WORDS: dict[Like, Say] = {
    Like.AISLE: Say("Aisle"),
    Like.CENTRE: Say("Centre"),
    Like.FRONT: Say("Front"),
    Like.BACK: Say("Back rows"),
    Like.NO_CALLS: Say("No calls"),
}
CONTACT_WORDS: dict[ContactBy, Say] = {
    ContactBy.ANY: Say("Any way"),
    ContactBy.PHONE: Say("By phone"),
    ContactBy.EMAIL: Say("By e-mail"),
    ContactBy.POST: Say("By post"),
    ContactBy.NOBODY: Say("Not at all"),
}
LOOK_WORDS: dict[str, Say] = {
    "patron": Say("opened their page"),
    "merge": Say("compared them with somebody"),
    "export": Say("took out all that is known"),
    "cart": Say("named them in a cart"),
    "order": Say("named them on an order"),
    "order_page": Say("opened an order of theirs"),
}
DONE_WORDS: dict[str, Say] = {
    "corrected": Say("Corrected."),
    "noted": Say("The note is kept under your name."),
    "merged": Say("Both records are one person now. They can be taken apart again."),
    "apart": Say("The records are two people again, as before."),
    "joined": Say("They are one household now."),
    "left": Say("They belong to no household any more."),
    "erased": Say("Erased. Figures stay; nobody can tell whose they were."),
    "written": Say("All that is known was written to files, for this person."),
}
