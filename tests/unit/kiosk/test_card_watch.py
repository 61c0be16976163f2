"""Card data where none belongs: on record once, looked for each night, over the real office."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from kiosk.bootstrap import search_for_cards
from kiosk.card_watch import CardWatch
from kiosk.presenters.desk import Desk
from pos.clock import ManualClock
from pos.errors import PosError
from pos.events import Events
from pos.ids import CommandId, Ids, WindowId
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.storage.unit_of_work import SqlStorage
from pos.views.people import Role
from pos.window import Window
from tests.unit.kiosk.inline_tasks import InlineTasks

CARD = "4111111111111111"


class Watched:
    """A house with an owner and a cashier, and a watch over its home."""

    def __init__(self, home: Path, clock: ManualClock) -> None:
        self.home = home
        self.clock = clock
        ids = Ids(clock, random.Random(3).randbytes)
        events = Events()
        storage = SqlStorage(home / "foyer.db", clock, ids, events)
        hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        window = Window(WindowId("w1"), "Window 1", "W1")
        self.office: Office = open_office(storage, clock, ids, events, window, hasher)
        owner = self.office.people.set_up(CommandId(ids.new()), "Olga Wren", "7302", "en")
        self.office.people.add_staff(
            CommandId(ids.new()), owner, "Ana Castle", Role.CASHIER, "2580", "en"
        )
        self.desk = Desk(clock)
        self.found: list[int] = []
        self.troubles: list[PosError] = []
        self.tasks = InlineTasks(self.office)
        self.watch = CardWatch(
            self.tasks,  # type: ignore[arg-type]
            self.desk,
            partial(search_for_cards, (home,)),
            lambda search, done: done(search(lambda: False)),
            self.found.append,
            self.troubles.append,
        )

    def audited(self, event: str) -> list[tuple[str, str, str, dict[str, object]]]:
        """Return user, subject, outcome and details of each entry about cards."""
        said = "SELECT user_id, subject_id, outcome, details FROM audit WHERE event = ?"
        with closing(sqlite3.connect(self.home / "foyer.db")) as connection:
            rows = connection.execute(said, (event,)).fetchall()
        return [(user, subject, how, json.loads(more)) for user, subject, how, more in rows]


@pytest.fixture
def watched(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Watched]:
    made = Watched(tmp_path, manual_clock)
    yield made
    made.office.close()
    assert made.troubles == []


def test_a_refusal_is_one_entry_that_names_the_place(watched: Watched) -> None:
    watched.watch.refused("orders.search")
    ((user, place, outcome, _),) = watched.audited("card_number.refused")
    assert (user, place, outcome) == ("system", "orders.search", "refused")
    ana = next(one for one in watched.office.people.staff() if one.name == "Ana Castle")
    session = watched.office.people.sign_in(ana.user_id, "2580")
    watched.desk.sit_down(session, watched.office.seating.new_cart())
    watched.watch.refused("scanner")
    by = [(user, place) for user, place, _, _ in watched.audited("card_number.refused")]
    assert by == [("system", "orders.search"), (ana.user_id, "scanner")]


def test_a_clean_night_says_nothing_and_is_on_record(watched: Watched) -> None:
    watched.watch.day_closed()
    ((_, _, outcome, details),) = watched.audited("card_number.searched")
    assert (outcome, details["n"]) == ("ok", 0)
    assert watched.found == []


def test_a_card_left_in_a_file_is_found_at_night_and_not_quoted(watched: Watched) -> None:
    note = watched.home / "exports" / "note.txt"
    note.parent.mkdir()
    note.write_text(f"paid with {CARD}", encoding="utf-8")
    watched.watch.day_closed()
    ((_, _, outcome, details),) = watched.audited("card_number.searched")
    assert outcome == "found"
    assert details["n"] == len(details["places"]) == watched.found[0]  # type: ignore[arg-type]
    assert all(str(place).startswith("exports/note.txt") for place in details["places"])  # type: ignore[attr-defined]
    assert CARD not in json.dumps(details)


def test_accounts_nobody_used_for_ninety_days_are_off_in_the_morning(watched: Watched) -> None:
    watched.clock.advance(timedelta(days=91))
    watched.watch.day_closed()
    enabled = {row.name: row.enabled for row in watched.office.access.review()}
    assert enabled == {"Olga Wren": True, "Ana Castle": False}
