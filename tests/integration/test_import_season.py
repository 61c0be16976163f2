"""Seasons into a real database: all or nothing, and again and again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos.catalogue.stable_ids import hall_id, performance_id, seat_id
from pos.clock import ManualClock
from pos.errors import FileRefused, NotAllowed, NotFound
from pos.events import CatalogueChanged, HouseChanged
from pos.ids import UserId
from pos.money import Money
from pos.people.roles import permissions_of
from pos.views.people import Role, SessionView
from tests.integration.importing_house import LIST, SEASON, Loader, codes, edited, open_loader

P1, P2, LATE = (performance_id(code) for code in ("P-1", "P-2", "P-L"))
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def loader(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Loader]:
    opened = open_loader(tmp_path / "foyer.sqlite3", manual_clock)
    yield opened
    opened.storage.close()


def everything(loader: Loader) -> tuple[object, ...]:
    """Return all that can be read of the catalogue."""
    with loader.storage.read() as uow:
        catalogue = uow.catalogue
        performances = catalogue.performances(EVER)
        return (
            catalogue.company(),
            catalogue.halls(),
            performances,
            tuple(catalogue.prices(each.performance_id) for each in performances),
            catalogue.price_types(),
            catalogue.promos(),
            catalogue.subscriptions(),
            catalogue.memberships(),
            catalogue.season_holds(),
        )


def test_what_the_file_says_can_be_read_back(loader: Loader) -> None:
    view = loader.season()
    assert view.written
    assert dict(view.counts)["seats"] == 30
    with loader.storage.read() as uow:
        company = uow.catalogue.company()
        assert (company.name, company.zone) == ("Small Players", "America/Los_Angeles")
        first, late, second = uow.catalogue.performances(EVER)
        assert [p.code for p in (first, late, second)] == ["P-1", "P-L", "P-2"]
        assert (first.production, first.capacity, first.left) == ("The Play", 30, 27)
        assert (first.price_from, first.price_to) == (Money(1_500), Money(4_500))
        assert (late.general_admission, late.left) == (True, 18)
        assert first.starts_at.utcoffset() == timedelta(hours=-8)
        assert uow.catalogue.seat(seat_id("hall", "F-A-1")).number == "1"
        assert [kind.code for kind in uow.catalogue.price_types()] == ["adult", "student", "comp"]
        assert len(uow.catalogue.subscriptions()) == len(uow.catalogue.memberships()) == 1
    assert loader.faults() == ()


def test_promotions_are_looked_up_by_code(loader: Loader, manual_clock: ManualClock) -> None:
    loader.season()
    with loader.storage.read() as uow:
        promo = next(each for each in uow.catalogue.promos() if each.code == "HALF")
        assert (promo.code, promo.basis_points) == ("HALF", 5_000)
        day = uow.catalogue.business_date()
        assert promo.valid_until is not None
        assert promo.valid_until - day == timedelta(days=10)
    manual_clock.advance(timedelta(days=11))
    with loader.storage.read() as uow:
        assert uow.catalogue.business_date() > promo.valid_until


def test_holds_and_kills_become_rights_of_the_house(loader: Loader) -> None:
    loader.season()
    held = {"F-A-4": "hold:house", "F-A-5": "hold:house"}
    assert loader.rights(P1) == {**held, "G-A-6": "kill:tech"}
    assert loader.rights(P2) == held
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "hold:house") == 2


def test_everybody_is_told_after_the_commit(loader: Loader) -> None:
    loader.season()
    assert CatalogueChanged() in loader.events
    assert HouseChanged(P1) in loader.events


def test_the_same_file_again_changes_nothing(loader: Loader) -> None:
    loader.season()
    before = everything(loader), loader.rights(P1)
    assert loader.season().findings == ()
    assert (everything(loader), loader.rights(P1)) == before
    assert loader.faults() == ()


def test_a_dry_run_leaves_nothing_behind(loader: Loader) -> None:
    view = loader.season(dry_run=True)
    assert not view.written
    assert loader.events == []
    with loader.storage.read() as uow, pytest.raises(NotFound):
        uow.catalogue.company()
    assert loader.season().written


def test_what_a_dry_run_read_is_forgotten(loader: Loader) -> None:
    loader.season()
    loader.season(edited(SEASON, ('title = "The Play"', 'title = "Another"')), dry_run=True)
    with loader.storage.read() as uow:
        assert uow.catalogue.performance(P1).production == "The Play"
    loader.season(edited(SEASON, ('title = "The Play"', 'title = "The Third"')))
    with loader.storage.read() as uow:
        assert uow.catalogue.performance(P1).production == "The Third"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('adult = "45.00"', "field.not_an_amount"),
        ('plan = "small-hall.json"', "file.missing"),
        ('rows = ["A"], numbers = "4-5"', "season.seats_unmatched"),
    ],
)
def test_a_faulty_file_changes_nothing(loader: Loader, text: str, code: str) -> None:
    loader.season()
    before = everything(loader)
    with pytest.raises(FileRefused) as refused:
        loader.season(
            edited(
                SEASON,
                (text, text.replace("45.00", "x").replace("hall.", "hell.").replace("4-5", "94")),
            )
        )
    assert codes(refused.value) == [code]
    assert everything(loader) == before


def test_faults_inside_a_plan_are_listed_too(loader: Loader) -> None:
    with pytest.raises(FileRefused) as refused:
        loader.season(beside={"small-hall.json": "{}"})
    assert codes(refused.value)[0] == "file.faulty"
    assert "field.missing" in codes(refused.value)


def test_prices_and_hours_of_unsold_performances_follow_the_file(loader: Loader) -> None:
    loader.season()
    loader.season(
        edited(
            SEASON,
            ('adult = "45.00"', 'adult = "50.00"'),
            ("starts = 2026-12-05T14:00:00", "starts = 2026-12-06T15:00:00"),
        )
    )
    with loader.storage.read() as uow:
        assert uow.catalogue.performance(P2).starts_at.day == 6
        assert uow.catalogue.performance(P1).price_to == Money(5_000)


def test_a_sold_performance_keeps_its_hour_and_takes_new_prices(loader: Loader) -> None:
    loader.season()
    loader.orders()
    view = loader.season(
        edited(SEASON, ('time = "19:30"', 'time = "20:30"'), ('adult = "45.00"', 'adult = "50.00"'))
    )
    assert [(f.code, f.evidence) for f in view.findings] == [("season.performance_sold", ("P-1",))]
    with loader.storage.read() as uow:
        assert uow.catalogue.performance(P1).starts_at.hour == 19
        assert uow.catalogue.performance(P1).price_to == Money(5_000)
    assert loader.faults() == ()


def without_late(text: str = SEASON) -> str:
    """Return the season without the studio, its prices, its performance and its hold."""
    for start, end in (
        ('[[halls]]\ncode = "studio"', "[[price_types]]\n"),
        ('[[price_tables]]\ncode = "late"', "[[productions]]\n"),
        ('[[productions.performances]]\ncode = "P-L"', "[[promos]]\n"),
        ('[[holds]]\nhall = "studio"', None),
    ):
        head, tail = text.split(start, 1)
        text = head + (end + tail.split(end, 1)[1] if end else "")
    return text


def test_what_a_new_file_no_longer_has_is_gone_if_nobody_bought_it(loader: Loader) -> None:
    loader.season()
    loader.season(without_late())
    with loader.storage.read() as uow:
        assert [p.code for p in uow.catalogue.performances(EVER)] == ["P-1", "P-2"]
        with pytest.raises(NotFound):
            uow.catalogue.hall(hall_id("studio"))


def test_what_was_sold_stays_readable_with_its_hall_and_prices(loader: Loader) -> None:
    loader.season()
    loader.orders()
    loader.season(
        edited(without_late(), ('code = "student"', 'code = "pupil"'), ("student =", "pupil ="))
    )
    with loader.storage.read() as uow:
        late = uow.catalogue.performance(LATE)
        assert (late.hall, late.capacity, late.production) == ("Studio", 20, "The Play")
        assert uow.catalogue.hall_of(LATE).places == 20
        kinds = [kind.code for kind in uow.catalogue.price_types()]
        assert kinds == ["adult", "pupil", "comp", "student"]
    assert loader.faults() == ()


def test_holds_that_the_file_no_longer_names_go_back_to_sale(loader: Loader) -> None:
    loader.season()
    loader.season(
        edited(SEASON, ('numbers = "4-5"', 'numbers = "5-6"'), ("places = 2\n", "places = 1\n"))
    )
    assert loader.rights(P2) == {"F-A-5": "hold:house", "F-A-6": "hold:house"}
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "hold:house") == 1
    assert loader.faults() == ()


def test_what_was_released_by_hand_is_not_held_again(loader: Loader) -> None:
    loader.season()
    released = seat_id("hall", "F-A-4")
    assert loader.apply(P1, "hold:house", give_back=(released,))
    assert loader.apply(LATE, "hold:house", give_places=2)
    assert loader.season().findings == ()
    assert loader.rights(P1) == {"F-A-5": "hold:house", "G-A-6": "kill:tech"}
    loader.season(without_late())
    assert loader.faults() == ()


def test_a_seat_that_is_sold_already_cannot_be_held(loader: Loader) -> None:
    loader.season(edited(SEASON, ('numbers = "4-5"', 'numbers = "7"')))
    loader.orders()
    view = loader.season(edited(SEASON, ('numbers = "4-5"', 'numbers = "1, 7"')))
    assert [(f.severity, f.code, f.evidence) for f in view.findings] == [
        ("warning", "season.seat_sold", ("F-A-1", "P-1"))
    ]
    assert loader.rights(P1)["F-A-1"] == "channel:web"
    assert loader.rights(P2)["F-A-1"] == "hold:house"


def test_more_places_than_are_left_cannot_be_held(loader: Loader) -> None:
    loader.season()
    loader.orders()
    view = loader.season(edited(SEASON, ("places = 2\n", "places = 18\n")))
    assert [f.code for f in view.findings] == ["season.places_short"]
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "hold:house") == 2


def test_a_person_needs_the_right_to_import(loader: Loader) -> None:
    cashier = SessionView(
        UserId("u"), "Ada Clerk", Role.CASHIER, "en", permissions_of(Role.CASHIER)
    )
    with pytest.raises(NotAllowed):
        loader.importing.season(cashier, SEASON.encode(), "season.toml", lambda _: None)
    with pytest.raises(NotAllowed):
        loader.importing.seating_plan(cashier, b"{}", "small-hall.json")
    with pytest.raises(NotAllowed):
        loader.elsewhere.load(cashier, LIST.encode(), "list.csv")


GUESTS = '[[venues.hold_codes]]\ncode = "guests"\nname = "Guests"'


def test_a_hold_code_that_the_file_drops_is_told_and_its_places_stay(loader: Loader) -> None:
    loader.season()
    assert loader.apply(P1, "hold:guests", take=(seat_id("hall", "F-A-1"),))
    view = loader.season()
    assert [(f.severity, f.code, f.evidence) for f in view.findings] == [
        ("warning", "season.hold_code_gone", ("guests", "1"))
    ]
    assert loader.rights(P1)["F-A-1"] == "hold:guests"
    more = edited(
        SEASON,
        ('[[halls]]\ncode = "hall"', f'{GUESTS}\n\n[[halls]]\ncode = "hall"'),
    )
    assert loader.season(more).findings == ()
