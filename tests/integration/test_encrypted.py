"""A database that is encrypted as a whole: nothing of it can be read without the key, and
everything works with it."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.backups import back_up
from kiosk.bootstrap import databases, open_office, search_for_cards
from kiosk.commands.encrypt import encrypt
from kiosk.restoring import restore
from kiosk.secrets import Secrets
from kiosk.settings import Home, WindowSettings, read
from kiosk.settings.writing import write_window_key
from pos.clock import ManualClock, SystemClock
from pos.errors import SettingsInvalid, StorageSealed, StorageTrouble
from pos.events import Events
from pos.ids import CommandId, Ids
from pos.office import Office
from pos.people.pins import PinHasher
from pos.storage.engine import open_engine
from pos.storage.sealed import connect
from pos.views.people import Role
from tests.conftest import DOORS_OPEN
from tests.integration.test_failing_commits import no_room_behind

NAME = "Vera Lindqvist"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A window's home with one patron in it, as it is, and encrypted; made once and copied."""
    folder = tmp_path_factory.mktemp("homes")
    bare = Home(folder / "plain")
    with_patron(bare)
    shutil.copytree(bare.root, folder / "sealed")
    encrypt(Home(folder / "sealed"), "file:secrets/database")
    return bare.root, folder / "sealed"


@pytest.fixture
def home(homes: tuple[Path, Path], tmp_path: Path) -> Home:
    """An encrypted one."""
    return Home(shutil.copytree(homes[1], tmp_path / "home"))


@pytest.fixture
def plain(homes: tuple[Path, Path], tmp_path: Path) -> Home:
    """One that is not encrypted."""
    return Home(shutil.copytree(homes[0], tmp_path / "plain"))


def with_patron(home: Home) -> None:
    for office in opened(home):
        owner = office.people.set_up(CommandId("0" * 31 + "1"), "Olga Owner", "7302", "en")
        assert owner.role is Role.OWNER
        office.patrons.add(CommandId("0" * 31 + "2"), owner, NAME, "206-555-0142")


def opened(home: Home, window: WindowSettings | None = None) -> Iterator[Office]:
    clock = ManualClock(DOORS_OPEN)
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    ids = Ids(clock, random.Random(5).randbytes)
    known = window or read(home.settings_file).window
    office = open_office(home, known, clock, ids, Events(), hasher)
    try:
        yield office
    finally:
        office.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.name.startswith("foyer"))


def test_no_name_can_be_read_without_the_key_and_everything_works_with_it(home: Home) -> None:
    assert NAME.encode() not in on_disk(home.root)
    for office in opened(home):
        assert [row.name for row in office.patrons.find("lindqvist")] == [NAME]
        assert office.verify() == ()
        assert NAME.encode() not in on_disk(home.root)


def test_a_database_that_is_not_encrypted_shows_its_names(plain: Home) -> None:
    assert NAME.encode() in on_disk(plain.root)


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (WindowSettings(), "no_key"),
        (WindowSettings(database_key="file:secrets/other"), "wrong_key"),
        (WindowSettings(database_key="file:secrets/short"), "key_form"),
    ],
)
def test_without_its_key_it_does_not_open_and_says_so(
    home: Home, window: WindowSettings, reason: str
) -> None:
    for name, key in (("other", "ab" * 32), ("short", "hunter2")):
        file = home.root / "secrets" / name
        file.write_text(key, encoding="utf-8")
        file.chmod(0o600)
    with pytest.raises(StorageSealed) as refused:
        list(opened(home, window))
    assert refused.value.params["reason"] == reason


def test_a_key_that_is_gone_is_named_by_its_place(home: Home) -> None:
    (home.root / "secrets" / "database").unlink()
    with pytest.raises(SettingsInvalid):
        list(opened(home))


def test_a_key_beside_a_database_that_is_not_encrypted_is_refused(plain: Home) -> None:
    with pytest.raises(StorageSealed) as refused:
        open_engine(plain.database, key="ab" * 32)
    assert refused.value.params["reason"] == "not_sealed"


def test_one_that_was_killed_half_way_goes_on(plain: Home) -> None:
    Secrets(plain.root).keep_in_file("database", "ef" * 32)
    write_window_key(plain.settings_file, "database_key", "file:secrets/database")
    plain.database.with_name(".foyer.db.sealed").write_bytes(b"half of it")
    with pytest.raises(StorageSealed):
        list(opened(plain))
    encrypt(plain, "file:secrets/database")
    for office in opened(plain):
        assert [row.name for row in office.patrons.find("lindqvist")] == [NAME]


def test_it_is_encrypted_once(home: Home) -> None:
    with pytest.raises(StorageSealed) as refused:
        encrypt(home, "file:secrets/database")
    assert refused.value.params["reason"] == "sealed_already"


def test_a_new_database_begins_encrypted_where_window_toml_says_so(tmp_path: Path) -> None:
    fresh = Home(tmp_path / "fresh")
    fresh.make()
    (fresh.root / "secrets").mkdir(mode=0o700)
    file = fresh.root / "secrets" / "database"
    file.write_text("cd" * 32, encoding="utf-8")
    file.chmod(0o600)
    fresh.settings_file.write_text(
        '[window]\ndatabase_key = "file:secrets/database"\n', encoding="utf-8"
    )
    with_patron(fresh)
    assert NAME.encode() not in on_disk(fresh.root)


def test_its_backup_is_encrypted_too_and_is_restored_with_the_key(
    home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    made = back_up(home, folder, SystemClock().now(), databases())
    assert NAME.encode() not in made.place.read_bytes()
    other = Home(tmp_path / "other")
    other.make()
    with pytest.raises(SettingsInvalid):
        restore(made.place, other, databases(other.root))
    key = home.root / "secrets" / "database"
    (other.root / "secrets").mkdir(mode=0o700)
    copied = other.root / "secrets" / "database"
    copied.write_text(key.read_text(encoding="utf-8"), encoding="utf-8")
    copied.chmod(0o600)
    restore(made.place, other, databases(other.root))
    for office in opened(other):
        assert [row.name for row in office.patrons.find("lindqvist")] == [NAME]
    assert NAME.encode() not in on_disk(other.root)


def test_a_card_number_is_found_in_an_encrypted_database_and_in_its_backup(
    home: Home, tmp_path: Path
) -> None:
    key = Secrets(home.root).read("file:secrets/database", "")
    with closing(connect(home.database, key)) as beside:
        beside.execute("INSERT INTO secret VALUES ('planted', '4111111111111111')")
        beside.commit()
    folder = tmp_path / "backups"
    folder.mkdir()
    made = back_up(home, folder, SystemClock().now(), databases())
    found = search_for_cards((home.root, folder))
    places = [each.subject for each in found]
    assert [each.code for each in found] == ["card_number.stored"] * 2
    assert [place for place in places if place.startswith("foyer.db secret.value")]
    assert [place for place in places if place.startswith(f"{made.place.name} foyer.db secret")]
    (unread,) = search_for_cards((folder,))  # without the home there is no key
    assert (unread.code, unread.severity) == ("card_number.unread", "warning")


def test_a_commit_that_the_disk_refuses_or_a_kill_cuts_off_leaves_what_was_there(
    home: Home,
) -> None:
    for office in opened(home):
        (olga,) = office.people.staff()
        owner = office.people.sign_in(olga.user_id, "7302")
        told = (CommandId("0" * 31 + "8"), owner, "Otto Berg", "")
        with no_room_behind(home.database.with_name("foyer.db-wal")):
            for _ in range(2):
                with pytest.raises(StorageTrouble):
                    office.patrons.add(*told)
                assert [row.name for row in office.patrons.find("lindqvist")] == [NAME]
        killed = os.fork()
        if killed == 0:
            half = connect(home.database, Secrets(home.root).read("file:secrets/database", ""))
            half.execute("PRAGMA cache_size=2")  # so that half of it is written before a commit
            half.execute("INSERT INTO counter SELECT 'x' || hex(randomblob(400)), 1 FROM audit")
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(killed, 0)
        office.patrons.add(*told)
        assert office.verify() == ()
    for office in opened(home):
        assert [row.name for row in office.patrons.find("berg")] == ["Otto Berg"]
        assert office.verify() == ()
