"""Words of the hub's tasks: what happened, what it means, what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from kiosk.wording.states import EVENT_WORDS
from pos.hub.talk import TaskKind
from pos.hub.task_views import Settled, SideAct, SideView, TaskView

if TYPE_CHECKING:
    from kiosk.presenters.hub_task import HubTaskState
    from printing.words import Words

TASK_WORDS: dict[TaskKind, tuple[Say, Say]] = {
    TaskKind.SEAT_SOLD_TWICE: (
        Say("One seat was sold twice"),
        Say(
            "Seat one party elsewhere, or give its money back, before both are at the door. This "
            "goes off the list by itself then."
        ),
    ),
    TaskKind.SEAT_NOT_HELD: (
        Say("A seat was sold that somebody else has"),
        Say(
            "Seat the party elsewhere, or give its money back. This goes off the list by itself "
            "then."
        ),
    ),
    TaskKind.PLACES_OVERSOLD: (
        Say("More places were sold than there are"),
        Say("Find room, or give somebody their money back."),
    ),
    TaskKind.HANDED_OUT_TWICE: (
        Say("One order was handed out twice"),
        Say(
            "Two sets of its papers are out, with the same barcodes: each opens the door once. If "
            "strangers have one of them, make all papers void and print new ones."
        ),
    ),
    TaskKind.CHANGED_TWICE: (
        Say("One thing was changed at two windows at once"),
        Say("Look which of the two is right, and correct the other."),
    ),
    TaskKind.NUMBER_TWICE: (
        Say("Two orders have one number"),
        Say("Nothing is lost: both are there. Ask for the name as well when one of them comes."),
    ),
    TaskKind.CLONED: (
        Say("Two computers go on as one window, from a copy of a disk"),
        Say("Switch one of them off. Then let the other one go on."),
    ),
    TaskKind.CLAIM_REFUSED: (
        Say("Two windows say that they hold the same place, since the hub was restored"),
        Say("The hub let one of them have it. Look whether the other one sold it before that."),
    ),
}
"""What happened, and what to do."""
COPIES_WORDS = (
    Say("One ticket was printed again at two windows"),
    Say(
        "Two of its papers open the door. Leave the one that the patron has in hand as it is and "
        "make the other one void: seat and money stay as they are."
    ),
)
"""The same of two papers of one ticket."""
SETTLED_WORDS: dict[Settled, Say] = {
    Settled.MOVED: Say("One party sits elsewhere"),
    Settled.REFUNDED: Say("Money given back"),
    Settled.TAKEN_BACK: Say("One set of papers is here again"),
    Settled.CORRECTED: Say("It is corrected"),
    Settled.RENEWED: Say("Void all papers, print new ones"),
    Settled.COPY_ENDED: Say("One of two papers is void"),
    Settled.GONE: Say("Take it off the list"),
    Settled.KEPT: Say("Both stand, that is right"),
    Settled.HEIR: Say("The next one that asks goes on"),
}
KEPT_WORDS: dict[TaskKind, Say] = {
    TaskKind.SEAT_SOLD_TWICE: Say("Both parties stay"),
    TaskKind.SEAT_NOT_HELD: Say("The party stays"),
    TaskKind.PLACES_OVERSOLD: Say("There is room for all"),
    TaskKind.HANDED_OUT_TWICE: Say("Same people, printed twice"),
}
KEPT_WHY: dict[TaskKind, tuple[Say, ...]] = {
    TaskKind.SEAT_SOLD_TWICE: (Say("They sit together"), Say("One party stands or has a chair")),
    TaskKind.SEAT_NOT_HELD: (Say("It was held for them"), Say("The other one does not need it")),
    TaskKind.PLACES_OVERSOLD: (Say("There are chairs enough"), Say("They stand")),
    TaskKind.HANDED_OUT_TWICE: (Say("Same people, printed twice"),),
}
"""Usual reasons why nothing has to be done."""
MOVE_WHY = (Say("Its seat was sold twice"),)
END_WHY = (Say("The patron has the other one"),)
RENEW_WHY = (Say("Two sets of papers were handed out"),)
ACT_ON_SIDE: dict[SideAct, Say] = {
    SideAct.MOVE: Say("Seat elsewhere"),
    SideAct.GIVE_BACK: Say("Give money back"),
    SideAct.END_COPY: Say("Make this one void"),
    SideAct.LOOK: Say("Look at order"),
}


def said_of(task: TaskView) -> tuple[Say, Say]:
    """Return what happened, and what to do."""
    return COPIES_WORDS if task.copies else TASK_WORDS[task.kind]


def way_text(task: TaskView, way: Settled, words: Words) -> str:
    """Return what the button says that settles a task so."""
    known = KEPT_WORDS.get(task.kind) if way is Settled.KEPT else None
    return words((known or SETTLED_WORDS[way]).text)


def settled_text(task: TaskView, how: Settled, words: Words) -> str:
    """Return that a task is settled, and how."""
    said = words("Settled: {how}", how=way_text(task, how, words))
    return " · ".join(part for part in (said, task_place(task, words)) if part)


def means_text(task: TaskView, words: Words) -> str:
    """Return what to do about a task, and how much it is about."""
    if task.gone:
        return words("It was put right meanwhile: nothing is left to do.")
    parts = [words(said_of(task)[1].text)]
    if task.over:
        by = ", ".join(f"{window} {many}" for window, many in task.sold)
        too_many = words.plural("{n} place too many", "{n} places too many", task.over)
        parts.insert(0, f"{too_many} ({by}).")
    return " ".join(parts)


def side_text(side: SideView, words: Words) -> str:
    """Return one side of a task in one line."""
    parts = [side.window]
    if side.did:
        parts.append(words("by {name}", name=side.did))
    if side.what in EVENT_WORDS and not EVENT_WORDS[side.what].fields:
        parts.append(EVENT_WORDS[side.what].to(words, {}))
    parts += [side.order_number, side.patron]
    if side.at is not None:
        parts.append(words.day_and_time(side.at))
    if side.code:
        parts.append(words("barcode ends in {code}", code=side.code))
    if side.holder:
        parts.append(words("held for {whom}", whom=side.holder))
    return " · ".join(part for part in parts if part) or words("Not known here yet")


def now_text(task: TaskView, side: SideView, words: Words) -> str:
    """Return what became of a side of a seat's task meanwhile; nothing while it is as it was."""
    if side.order_id is None or not task.place or task.starts_at is None or side.what:
        return ""
    if side.ticket_id is None:
        return words("Its money went back.")
    if side.place and side.place != task.place:
        return words("It sits in {seat} now.", seat=side.place)
    return ""


def task_place(task: TaskView, words: Words) -> str:
    """Return what a task is about, in one line."""
    when = words.day_and_time(task.starts_at) if task.starts_at is not None else ""
    return " · ".join(part for part in (task.place, task.title, when) if part)


def doing_text(state: HubTaskState, words: Words) -> tuple[str, str]:
    """Return what is about to be done, and what it means."""
    from kiosk.presenters.hub_task import Doing

    party = ""
    if state.side is not None:
        named = (state.side.patron, state.side.order_number)
        party = " · ".join(part for part in named if part)
    if state.doing is Doing.MOVE and state.side is not None:
        return (
            words("{seat}: seat {party} elsewhere?", seat=state.side.place, party=party),
            words("The old ticket is void, a new one prints at once. Nothing is to pay."),
        )
    if state.doing is Doing.END:
        return (
            words("Make this paper of {party} void?", party=party),
            words("Its barcode opens the door no more. The other paper stays good."),
        )
    if state.doing is Doing.RENEW:
        return (
            words("Make all papers of {party} void?", party=party),
            words("None of them opens the door any more. New ones print at once, here."),
        )
    return (
        words("Nothing has to be done?"),
        words("It goes off the list of every window. Your name and the reason stay with it."),
    )
