"""What is said of a seat to somebody who asks before they sit there: that it sees less, what it
offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from kiosk.wording.states import SEAT_KIND_WORDS
from pos.seat_names import place_label, places_label
from pos.views.catalogue import SeatKind
from pos.views.seat_features import SeatFeature, SeatFeatures

if TYPE_CHECKING:
    from pos.views.catalogue import HallView
    from pos.views.selling import CartLine
    from printing.words import Words

SEAT_FEATURE_WORDS: dict[SeatFeature, Say] = {
    SeatFeature.STEP_FREE: Say("no steps on the way"),
    SeatFeature.TRANSFER: Say("aisle armrest lifts"),
    SeatFeature.GRADIENT: Say("sloped floor"),
    SeatFeature.SIGHTLINE: Say("sees over people who stand"),
}
_BETWEEN = " · "
_FEW_ROWS = 4
"""So many rows of a section are named one by one."""


def features_text(features: SeatFeatures, words: Words) -> str:
    """Return what a seat offers; nothing where nothing is said of it."""
    said = [words(SEAT_FEATURE_WORDS[feature].text) for feature in features.has]
    if features.steps:
        steps = words.plural("{n} step on the way", "{n} steps on the way", features.steps)
        said.insert(0, steps)
    return _BETWEEN.join(said)


def seat_note(line: CartLine, words: Words) -> str:
    """Return what is to be said of a ticket's seat: that it sees less, and what it offers."""
    less = line.kind is SeatKind.RESTRICTED
    view = words(SEAT_KIND_WORDS[line.kind].text) if less else ""
    return _BETWEEN.join(part for part in (view, features_text(line.features, words)) if part)


def notes_text(lines: Iterable[CartLine], words: Words) -> str:
    """Return the notes on tickets' seats, those with the same one together, a line for each."""
    by_note: dict[str, list[CartLine]] = {}
    for line in lines:
        if note := seat_note(line, words):
            by_note.setdefault(note, []).append(line)
    return "\n".join(
        f"{places_label((s.section, s.row, s.number) for s in alike)}: {note}"
        for note, alike in by_note.items()
    )


def offers_of(hall: HallView, words: Words) -> tuple[str, ...]:
    """Return what seats of a hall offer, each with where: the sections, and their rows where those
    are few."""
    names = {feature: words(said.text) for feature, said in SEAT_FEATURE_WORDS.items()}
    steps = words("steps on the way")
    where: dict[str, dict[str, dict[str, None]]] = {name: {} for name in (steps, *names.values())}
    for seat_id, features in hall.features:
        seat = hall.seat(seat_id)
        if seat is None:
            continue
        counted = [steps] if features.steps else []
        for said in (*counted, *(names[feature] for feature in features.has)):
            where[said].setdefault(seat.section, {})[seat.row] = None
    return tuple(f"{said}: {_named(sections)}" for said, sections in where.items() if sections)


def _named(sections: dict[str, dict[str, None]]) -> str:
    return "; ".join(
        place_label(section, ", ".join(rows) if len(rows) <= _FEW_ROWS else "", "")
        for section, rows in sections.items()
    )
