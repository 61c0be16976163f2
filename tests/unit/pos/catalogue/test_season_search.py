from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pos.catalogue.season_search import Said, SeasonSearch
from pos.ids import HallId, PerformanceId
from pos.money import Money
from pos.views.catalogue import PerformanceView

CURTAIN = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)


def a_show(
    code: str,
    title: str,
    subtitle: str = "",
    days: int = 0,
    facts: tuple[tuple[str, str], ...] = (),
) -> PerformanceView:
    return PerformanceView(
        performance_id=PerformanceId(code),
        code=code,
        production=title,
        subtitle=subtitle,
        series="Symphony",
        starts_at=CURTAIN + timedelta(days=days),
        doors_at=None,
        hall_id=HallId("hall"),
        hall="Rosewall Auditorium",
        general_admission=False,
        capacity=10,
        left=5,
        price_from=Money(0),
        price_to=Money(0),
        facts=facts,
    )


NEW_WORLD = (
    ("programme", "Dvořák: Symphony no. 9 in E minor, op. 95."),
    ("parking", "Garage, Third Street."),
)
SEASON = SeasonSearch(
    (
        a_show("NW-2", "From the New World", "Larkhaven Symphony", 2, NEW_WORLD),
        a_show("NW-1", "From the New World", "Larkhaven Symphony", 0, NEW_WORLD),
        a_show("SWAN", "Swan Lake", "Ballet Larkhaven", 1, (("parking", "Alder Street lot."),)),
        a_show("TÍN", "Đêm Sài Gòn", "Nguyễn Thị Ánh", 3),
        a_show("PARK", "Parkland", "A play", 9),
    )
)


def found(question: str) -> list[str]:
    return [answer.performances[0].code for answer in SEASON.find(question)]


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("new", ["NW-1"]),
        ("world NEW", ["NW-1"]),
        ("dvorak", ["NW-1"]),
        ("Dvořák minor", ["NW-1"]),
        ("larkhaven", ["NW-1", "SWAN"]),
        ("nguyen sai", ["TÍN"]),
        ("dem", ["TÍN"]),
        ("new swan", []),
        ("orld", []),
        ("", []),
        ("   ", []),
        ("4111", []),
        ("☃" * 5_000, []),
    ],
)
def test_every_word_begins_a_word_somewhere(question: str, codes: list[str]) -> None:
    assert found(question) == codes


def test_a_title_comes_before_a_fact_and_the_next_to_play_first() -> None:
    assert found("park") == ["PARK", "NW-1", "SWAN"]


def test_facts_are_asked_for_in_the_words_of_patrons_and_days_by_their_names() -> None:
    facts = (("running_time", "2 hours"), ("age_advice", "From 6 years."))
    asked = Said(
        {"running_time": "how long lasts", "age_advice": "children kids"},
        {CURTAIN.date(): "tonight Saturday", (CURTAIN + timedelta(days=2)).date(): "Monday"},
        "how is the can",
    )
    shows = [
        a_show("NW-1", "From the New World", days=0, facts=facts),
        a_show("NW-2", "From the New World", days=2, facts=facts),
        a_show("SWAN", "Swan Lake", days=1, facts=facts),
    ]
    season = SeasonSearch(shows, asked)

    def answers(question: str) -> list[tuple[list[str], list[str]]]:
        return [
            ([show.code for show in answer.performances], [name for name, _ in answer.facts])
            for answer in season.find(question)
        ]

    assert answers("how long is the swan?") == [(["SWAN"], ["running_time"])]
    assert [facts for _, facts in answers("Children")] == [["age_advice"]] * 2
    assert answers("how") == [(["NW-1", "NW-2"], ["running_time"]), (["SWAN"], ["running_time"])]
    assert answers("tonight") == answers("satur") == [(["NW-1"], [])]
    assert answers("new world monday") == [(["NW-2"], [])]
    assert answers("swan monday") == answers("tonight monday") == []


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("chaykovskiy", ["SWAN"]),  # as it sounds
        ("chaikovsky swan", ["SWAN"]),
        ("Чайковский", ["SWAN"]),
        ("who is dancing", ["SWAN"]),  # another form of a word
        ("dancer", ["SWAN"]),
        ("concertos", ["NW-2", "NW-1"]),
        ("baby", ["SWAN"]),
        ("matinee", ["NW-2"]),
        ("world matinees", ["NW-2"]),
        ("swan matinee", []),
        ("chay", []),
        ("danube", []),
    ],
)
def test_a_word_is_found_in_another_form_as_it_sounds_and_by_the_hour(
    question: str, codes: list[str]
) -> None:
    said = Said(
        {"cast": "who dances", "age_advice": "babies"},
        say_nothing="is",
        matinees="matinees",
        endings="ies ing er es s y",
    )
    swan = (("programme", "Tchaikovsky: Swan Lake"), ("cast", "Two"), ("age_advice", "From 6."))
    world = (("programme", "A concerto"),)
    evening = a_show("NW-1", "New World", facts=world)
    noon = replace(evening, code="NW-2", starts_at=CURTAIN.replace(hour=14))
    season = SeasonSearch([a_show("SWAN", "Swan Lake", facts=swan), evening, noon], said)
    assert [show.code for one in season.find(question) for show in one.performances] == codes


def test_an_answer_holds_all_dates_and_only_the_facts_that_were_asked_for() -> None:
    (new_world,) = SEASON.find("dvorak")
    assert [show.code for show in new_world.performances] == ["NW-1", "NW-2"]
    assert new_world.facts == (NEW_WORLD[0],)
    assert SEASON.find("swan")[0].facts == ()
    assert [a.facts[0][1] for a in SEASON.find("parking")] == [
        "Garage, Third Street.",
        "Alder Street lot.",
    ]
