"""What is said of a seat to somebody who asks before they sit there: that it is for a wheelchair or
sees less, what it offers."""

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
_FEW_NOTES = 3
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
    """Return what is to be said of a ticket's seat: that it is not an ordinary one, and what it
    offers."""
    kind = kind_text(line.kind, words)
    return _BETWEEN.join(part for part in (kind, features_text(line.features, words)) if part)


def kind_text(kind: SeatKind, words: Words) -> str:
    """Return what a seat is where it is not an ordinary one."""
    return "" if kind is SeatKind.ORDINARY else words(SEAT_KIND_WORDS[kind].text)


def notes_text(lines: Iterable[CartLine], words: Words) -> str:
    """Return the notes on tickets' seats, those with the same one together, a line for each;
    those that are not ordinary come first."""
    by_note: dict[str, list[CartLine]] = {}
    for line in sorted(lines, key=lambda line: line.kind is SeatKind.ORDINARY):
        if note := seat_note(line, words):
            by_note.setdefault(note, []).append(line)
    return "\n".join(
        f"{places_label((s.section, s.row, s.number) for s in alike)}: {note}"
        for note, alike in by_note.items()
    )


def first_notes(lines: Iterable[CartLine], words: Words) -> str:
    """Return of ``notes_text`` as many lines as there is room for where something stands below;
    an ellipsis says that there are more."""
    notes = notes_text(lines, words).split("\n")
    return "\n".join(notes[:_FEW_NOTES]) + (" …" if len(notes) > _FEW_NOTES else "")


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
