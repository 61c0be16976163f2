"""Words of holds: what a code is called, why a seat is kept, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.wording.say import Say, SayMany
from pos.seat_names import by_number, place_label
from pos.views.holds import (
    HeldView,
    HoldAct,
    HoldCode,
    HoldKind,
    HoldStep,
    Keeper,
    ReleasedByTime,
    SeatRun,
)

if TYPE_CHECKING:
    from printing.words import Words

LAUNCH_NAMES: dict[str, Say] = {
    "House": Say("House"),
    "Press": Say("Press"),
    "Promoter": Say("Promoter"),
    "Tech": Say("Tech"),
    "Accessible": Say("Accessible"),
    "Kill": Say("Kill"),
}
"""The venue's own names are in its own language."""
KEEPER_NAMES: dict[Keeper, Say] = {
    Keeper.PAPER: Say("Emergency tickets"),
    Keeper.RESTORED: Say("Not looked at after a restore"),
    Keeper.CART: Say("Carts put aside"),
}
ACT_WORDS: dict[HoldAct, SayMany] = {
    HoldAct.HELD: SayMany("{n} place held for {code}", "{n} places held for {code}", by="count"),
    HoldAct.RELEASED: SayMany(
        "{n} place released from {code}", "{n} places released from {code}", by="count"
    ),
    HoldAct.SOLD: SayMany(
        "{n} place taken into a cart from {code}",
        "{n} places taken into a cart from {code}",
        by="count",
    ),
    HoldAct.CAME_BACK: SayMany(
        "{n} place came back to {code}, not bought",
        "{n} places came back to {code}, not bought",
        by="count",
    ),
}

_MOST_RUNS = 12
"""More of what stands side by side is counted and not named."""


def code_name(code: HoldCode, words: Words, keeper: Keeper | None = None) -> str:
    """Return what a hold is called."""
    if keeper is not None:
        return words(KEEPER_NAMES[keeper].text)
    known = LAUNCH_NAMES.get(code.name)
    return words(known.text) if known is not None else code.name


def held_text(held: HeldView, words: Words) -> tuple[str, str]:
    """Return in two sentences who keeps a seat, since when and until when, and for whom."""
    name = code_name(held.code, words, held.keeper)
    killed = held.code.kind is HoldKind.KILL
    what = words("Out of sale: {code}.", code=name) if killed else words("{code} seat.", code=name)
    if held.keeper is not None:
        what = f"{name}."
    if held.for_whom:
        what = words("{code}, for {whom}.", code=name, whom=held.for_whom)
    since = words.day_and_time(held.since)
    who = words("By the season file.") if held.keeper is None else ""
    if held.by:
        who = words("Held by {name}, {when}.", name=held.by, when=since)
    parts = [who] if who else []
    if held.until is not None:
        parts.append(words("Until {when}.", when=words.day_and_time(held.until)))
    if held.note:
        parts.append(held.note)
    return what, " ".join(parts)


def step_text(step: HoldStep, words: Words) -> tuple[str, str]:
    """Return what happened, and to which seats, when, by whom and why."""
    name = code_name(step.code, words)
    what = ACT_WORDS[step.act].to(words, {"count": step.count, "code": name})
    when = words.day_and_time(step.at)
    by = words("by itself, as it was due") if step.rule and not step.by else step.by
    parts = (_seats_text(step.seats, words), when, by, step.for_whom, step.note)
    return what, " · ".join(part for part in parts if part)


def _seats_text(runs: Sequence[SeatRun], words: Words) -> str:
    said = ", ".join(_run_text(run) for run in runs[:_MOST_RUNS])
    if (left := len(runs) - _MOST_RUNS) > 0:
        return words.plural("{places} and {n} more", "{places} and {n} more", left, places=said)
    return said


def _run_text(run: SeatRun) -> str:
    first, last = sorted((run.first, run.last), key=by_number)
    numbers = first if first == last else f"{first}–{last}"
    return place_label(run.section, run.row, numbers)


def released_text(done: ReleasedByTime, words: Words) -> str:
    """Return what came on sale by itself."""
    name, when = code_name(done.code, words), words.time(done.at)
    return words.plural(
        "{n} place of the hold {code} was released at {time}.",
        "{n} places of the hold {code} were released at {time}.",
        done.count,
        code=name,
        time=when,
    )
