"""The words that patrons ask with: what the event card's facts are asked for by, and the days.

Each is a list of words, not a sentence: those of another language are what people say there, in any
form that begins a word they type.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.messages import fact_name
from kiosk.wording.say import Say
from pos.catalogue.season_search import Said

if TYPE_CHECKING:
    from printing.words import Words

ASKED_WORDS: dict[str, Say] = {
    "running_time": Say("how long lasts length duration hours minutes ends over finishes"),
    "intervals": Say("how many intervals intermissions breaks"),
    "programme": Say("program music pieces works played composers"),
    "cast": Say("who plays sings dances actors singers dancers soloists conductor artists"),
    "language": Say("languages sung spoken surtitles subtitles translated"),
    "latecomers": Say("late arrive admitted"),
    "age_advice": Say("how old ages children child kids babies minimum suitable families"),
    "accessibility": Say(
        "accessible wheelchairs disabled hearing loop deaf blind sight signed lifts elevators "
        "steps stairs toilets restrooms"
    ),
    "directions": Say("directions address find bus train streetcar tram station transit come"),
    "parking": Say("park car garage drive"),
    "pronunciation": Say("pronounced pronunciation called names"),
    "talk": Say("talks introduction lecture before"),
}
"""By the keys of ``FACT_WORDS``; the fact's own name is one of them as it is."""
_TONIGHT = Say("tonight today evening now")
_TOMORROW = Say("tomorrow")
_WEEKEND = Say("weekend")
_MATINEES = Say("matinees afternoons daytime")
_SAY_NOTHING = Say(
    "a about am and any are at be can do does for from have how i if in is it me must my need of "
    "on or performance performances should show shows the there this tickets to we what when "
    "where which who will with you"
)
"""Words of a question that are asked with anything."""
_ENDINGS = Say("ings ing ies ers er ors or es ed s y")
"""What is cut off a word for what all its forms begin with (babies and baby, dances and dancing):
not a translation but the endings of the language."""
_WEEK = 7
_SATURDAY = 5


def said_by_patrons(words: Words, today: date | None) -> Said:
    """Return what a season can be asked with in the language of ``words``."""
    days = {}
    for after in range(_WEEK if today is not None else 0):
        assert today is not None
        day = today + timedelta(days=after)
        called = {0: words(_TONIGHT.text), 1: words(_TOMORROW.text)}.get(after, "")
        if day.weekday() >= _SATURDAY and today.weekday() + after < _WEEK:  # this one, no other
            called = f"{called} {words(_WEEKEND.text)}"
        days[day] = f"{called} {words.day_name(day)}"
    facts = {
        key: f"{fact_name(key, words)} {words(asked.text)}" for key, asked in ASKED_WORDS.items()
    }
    matinees, nothing = words(_MATINEES.text), words(_SAY_NOTHING.text)
    return Said(facts, days, nothing, matinees, words(_ENDINGS.text))
