"""What is said of a seat to somebody who asks before they sit there: that it is for a wheelchair or
sees less, what it offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from kiosk.wording.states import SEAT_KIND_WORDS
from pos.seat_names import numbers_label, place_label, places_label
from pos.views.catalogue import SeatKind
from pos.views.seat_features import SeatFeature, SeatFeatures

if TYPE_CHECKING:
    from pos.views.catalogue import HallView, SeatView
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
_FEW_COUNTS = 3
"""So many numbers of steps are said one by one."""
_FEW_ROWS = 4
"""So many rows of a section are named one by one."""
_FEW_SEATS = 8
"""The same of its seats."""


def features_text(features: SeatFeatures, words: Words) -> str:
    """Return what a seat offers; nothing where nothing is said of it."""
    said = [words(SEAT_FEATURE_WORDS[feature].text) for feature in features.has]
    if features.steps:
        said.insert(0, _steps(features.steps, words))
    return _BETWEEN.join(said)


def _steps(steps: int, words: Words) -> str:
    return words.plural("{n} step on the way", "{n} steps on the way", steps)


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
    """Return what seats of a hall offer, each with where: whole sections and rows, else the seats,
    or that they are some where those are many. Steps come with how many."""
    names = {feature: words(said.text) for feature, said in SEAT_FEATURE_WORDS.items()}
    steps = _counts(hall, words)
    where: dict[str, list[SeatView]] = {said: [] for said in (*steps.values(), *names.values())}
    for seat in hall.seats if hall.features else ():
        features = hall.features_of(seat.seat_id)
        counted = [steps[features.steps]] if features.steps else []
        for said in (*counted, *(names[feature] for feature in features.has)):
            where[said].append(seat)
    rows = Counter((seat.section, seat.row) for seat in hall.seats)
    return tuple(f"{said}: {_named(seats, rows, words)}" for said, seats in where.items() if seats)


def _counts(hall: HallView, words: Words) -> dict[int, str]:
    """Return how each number of steps is said, the fewest first; many numbers as a range."""
    counts = sorted({features.steps for _, features in hall.features} - {0})
    if len(counts) <= _FEW_COUNTS:
        return {steps: _steps(steps, words) for steps in counts}
    said = words.plural(
        "{low} to {n} step on the way", "{low} to {n} steps on the way", counts[-1], low=counts[0]
    )
    return dict.fromkeys(counts, said)


def _named(seats: Iterable[SeatView], rows: Counter[tuple[str, str]], words: Words) -> str:
    """Return where these seats are. ``rows``: how many seats each row has."""
    sections: dict[str, dict[str, list[str]]] = {}
    for seat in seats:
        sections.setdefault(seat.section, {}).setdefault(seat.row, []).append(seat.number)
    return "; ".join(
        _in_section(section, found, rows, words) for section, found in sections.items()
    )


def _in_section(
    section: str, found: dict[str, list[str]], rows: Counter[tuple[str, str]], words: Words
) -> str:
    whole = [row for row, numbers in found.items() if len(numbers) == rows[section, row]]
    if section and len(whole) == sum(1 for at, _ in rows if at == section):
        return section
    parts = {row: numbers for row, numbers in found.items() if row not in whole}
    if section and (len(found) > _FEW_ROWS or sum(map(len, parts.values())) > _FEW_SEATS):
        return words("some seats of {section}", section=section)
    named = [place_label(section, ", ".join(whole), "")] if whole else []
    for row, numbers in parts.items():
        named.append(place_label("" if named else section, row, numbers_label(numbers)))
    return "; ".join(named)
