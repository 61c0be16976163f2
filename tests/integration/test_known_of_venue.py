"""What the hub said of the venue stays in the window's file, for a start without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.errors import HubUnreachable
from pos.events import Events
from pos.hub.errands import Answer, perform
from pos.hub.inheriting import Inheriting
from pos.hub.syncing import Self, Syncing
from pos.hub.talk import HubTask, TaskKind, VenueThere
from pos.hub.venue import HUB, Venue
from pos.ids import Ids
from pos.ports.storage import Storage, UnitOfWork
from pos.storage.schema import SCHEMA_VERSION
from pos.storage.unit_of_work import SqlStorage
from pos.views.cash import Blocker
from tests.integration import sharing_windows
from tests.integration.sharing_windows import EVENING, SharingWindow
from tests.integration.test_heir_of_hub import backup_of, restored


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[sharing_windows.Venue]:
    made = sharing_windows.Venue(tmp_path)
    yield made
    made.close()


def talk_of(
    venue: sharing_windows.Venue,
    window: SharingWindow,
    storage: Storage,
    instance: str = "start",
    *,
    up: bool = True,
) -> Syncing[UnitOfWork]:
    """Return the talk of a program that has just started, once it has nothing to ask."""
    syncing: Syncing[UnitOfWork] = Syncing(storage, Self(instance, "1", SCHEMA_VERSION))
    while (errand := syncing.errand(venue.reading())) is not None:
        answer: Answer = perform(window.cut, errand) if up else HubUnreachable()
        syncing.came(errand, answer, venue.reading())
    return syncing


def test_after_a_start_without_the_hub_it_is_read_and_nothing_is_decided_by_it(
    venue: sharing_windows.Venue,
) -> None:
    one, _two = venue.join("w1"), venue.join("w2")
    storage, own = one.house.office.storage, one.house.office.window
    talk = Venue(storage, own, talk_of(venue, one, storage))
    there, said_at = one.cut.windows(), venue.clock.now()
    assert talk.known() == VenueThere(there)
    assert [window.window_id for window in there] == ["w1", "w2"]
    with storage.read() as uow:
        last = uow.link.last()

    venue.clock.advance(timedelta(days=1))
    again = SqlStorage(one.house.path, venue.clock, Ids(venue.clock), Events())
    syncing = talk_of(venue, one, again, up=False)
    alone = Venue(again, own, syncing)
    assert alone.known() == VenueThere(there)
    assert alone.known().at == said_at
    assert syncing.windows is None
    with again.read() as uow:
        away = alone.missing(uow, venue.clock.now().date())
        assert uow.link.last() == last  # it is in no parcel
    assert away == (Blocker("hub_away", 1, about=HUB),)
    again.close()
    assert one.house.office.verify() == ()


def test_a_window_of_another_hub_knows_nothing_of_the_last_one(
    venue: sharing_windows.Venue,
) -> None:
    one = venue.join("w1")
    storage = one.house.office.storage
    talk_of(venue, one, storage)
    with storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        assert uow.link.said().windows
        uow.link.keep(replace(link, hub_id="hub-2"))
        assert uow.link.said() == VenueThere()
        uow.commit()


def test_an_heir_says_how_old_it_is_until_it_heard_the_hub(
    venue: sharing_windows.Venue, tmp_path: Path
) -> None:
    lost, _other = venue.join("w1"), venue.join("w2")
    for name in "123":
        task = HubTask(name, TaskKind.NUMBER_TWICE, EVENING, "w2", "w2", "a", "b")
        venue.hub.venue.tasks[name] = task
    talk_of(venue, lost, lost.house.office.storage)
    made_at, file = venue.clock.now(), backup_of(lost, tmp_path / "heir.sqlite3")
    venue.clock.advance(timedelta(days=3))
    venue.hub.join("w3")
    venue.hub.window("w2").settle("1", "kept", "manager")
    venue.hub.window("w2").take_back("w1", "manager")  # as a new code does

    storage, heir, cut = restored(venue, file, made_at)
    own = Self("heir", "1", SCHEMA_VERSION)
    assert Inheriting(storage, cut, own, venue.reading).go_on(heir) is not None
    known = Venue(storage, lost.house.office.window, talk_of(venue, lost, storage, up=False)).known
    assert (known().at, known().open_tasks, len(known().windows)) == (made_at, 3, 2)
    talk_of(venue, lost, storage, instance="heir")
    assert (known().at, known().open_tasks, len(known().windows)) == (venue.clock.now(), 2, 3)
    storage.close()
