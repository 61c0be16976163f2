"""Backups of a window that sells on: each is one moment of it, whole, or is not there."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from kiosk.backups import DATABASE, Backup, back_up, backups_of, keep_newest
from kiosk.bootstrap import databases
from kiosk.cli import main
from kiosk.settings import Home
from pos.clock import ManualClock
from pos.errors import BackupExists, BackupNotWritten, BackupUnderWay, Stopped, StorageCorrupt
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import LATE, OPEN, PINS, House, open_house
from tests.integration.test_selling import cash

KEPT = Path(__file__).parent / "databases" / "v1.sqlite3"
STOPS_AT = (
    "import sys\nfrom pathlib import Path\nfrom kiosk.backups import back_up\n"
    "from kiosk.bootstrap import databases\nfrom kiosk.settings import Home\n"
    "from tests.conftest import DOORS_OPEN\n"
    "looks = []\n"
    "def look():\n"
    "    looks.append(0)\n"
    "    if len(looks) == int(sys.argv[3]):\n"
    "        print('under way', flush=True)\n"
    "        sys.stdin.read()\n"
    "    return False\n"
    "back_up(Home(Path(sys.argv[1])), Path(sys.argv[2]), DOORS_OPEN, databases(), look)\n"
)
"""Makes a backup and waits where it looks for the n-th time whether it should end."""
NO_ROOM = (
    "import resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
    "from kiosk.cli import main\nsys.exit(main(sys.argv[1:]))\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The home of a window with an evening behind it."""
    made = Home(tmp_path / "home")
    made.make()
    made.database.write_bytes(KEPT.read_bytes())
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


AHEAD = 40
"""Sales beside a backup: some are made meanwhile however long it takes, and no more than these."""


class Selling:
    """A window that sells places one after the other on a thread of its own."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._stop = threading.Event()
        self._sold = threading.Condition()
        self.numbers: list[str] = []
        self._most = AHEAD
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Selling:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._sold:
            self._stop.set()
            self._sold.notify_all()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more are sold."""
        with self._sold:
            until = len(self.numbers) + more
            self._most = until + AHEAD
            self._sold.notify_all()
            assert self._sold.wait_for(lambda: len(self.numbers) >= until, timeout=60)

    def _run(self) -> None:
        house = open_house(self._home.database, ManualClock(DOORS_OPEN), places=500)
        session = house.open_till()
        while not self._stop.is_set():
            number = sell_place(house, session)
            with self._sold:
                self.numbers.append(number)
                self._sold.notify_all()
                self._sold.wait_for(lambda: self._stop.is_set() or len(self.numbers) < self._most)
        house.office.close()


def sell_place(house: House, session) -> str:  # type: ignore[no-untyped-def]
    seating = house.office.seating
    cart = seating.take_places(house.command(), session, seating.new_cart(), LATE, 1, OPEN)
    return house.office.selling.sell(house.command(), session, cart, (cash(4_500),)).receipt_number


def unpacked(backup: Backup, place: Path) -> Path:
    with zipfile.ZipFile(backup.place) as packed:
        place.write_bytes(packed.read(DATABASE))
    return place


def test_every_backup_of_a_window_that_sells_holds_what_it_sold_up_to_one_moment(
    tmp_path: Path, folder: Path
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    made: list[tuple[Backup, list[str]]] = []
    with Selling(home) as selling:
        for number in range(4):
            selling.wait_for(3)
            before = list(selling.numbers)
            to = folder / f"{number}.zip"
            made.append((back_up(home, to, DOORS_OPEN, databases()), before))
    for backup, before in made:
        copy = unpacked(backup, tmp_path / backup.place.name)
        with closing(sqlite3.connect(copy)) as connection:
            rows = connection.execute("SELECT receipt_number FROM orders ORDER BY receipt_number")
            there = [str(number) for (number,) in rows]
        assert len(before) <= len(there) == backup.manifest.counts["orders"]
        assert there == selling.numbers[: len(there)] or len(there) == len(selling.numbers) + 1
        house = open_house(copy, ManualClock(DOORS_OPEN), seed=3)
        assert house.office.verify() == ()
        house.office.close()


def test_a_backup_is_one_file_for_its_owner_alone_and_replaces_none(
    home: Home, folder: Path
) -> None:
    home.settings_file.write_text("[window]\nprefix = 3 # wrong, and copied as it is\n")
    made = back_up(home, folder, DOORS_OPEN, databases())
    assert [made.place] == list(folder.iterdir())
    assert os.name != "posix" or stat.S_IMODE(made.place.stat().st_mode) == 0o600
    assert made.manifest.last_seq == made.manifest.counts["audit"] > 0
    for to in (folder, made.place):
        with pytest.raises(BackupExists):
            back_up(home, to, DOORS_OPEN, databases())
    assert [made.place] == list(folder.iterdir())


def test_the_newest_stay_by_what_they_hold_and_not_by_the_clock(home: Home, folder: Path) -> None:
    others = folder / "foyer-W1-aaaabbbb-20261121T020000Z-9.zip"
    others.write_bytes(b"another window's")
    kept = []
    for days in (3, 2, 1, 0):  # the clock goes back with each
        with closing(sqlite3.connect(home.database)) as connection:
            connection.execute(
                "INSERT INTO audit SELECT max(seq) + 1, at, user_id, window_id, event, "
                "subject_kind, subject_id, outcome, details, previous_hash, hash FROM audit"
            )
            connection.commit()
        made = back_up(home, folder, DOORS_OPEN + timedelta(days=days), databases())
        kept.append(made.place)
        keep_newest(made, 2)
    assert list(backups_of(folder, made.manifest.origin)) == kept[:1:-1]
    assert set(folder.iterdir()) == {*kept[2:], others}


# ------------------------------------------------------------------------------------ bad days


@pytest.mark.parametrize("looks", [1, 3])
def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(
    home: Home, folder: Path, looks: int
) -> None:
    """Killed while it copies, and before it has its name."""
    command = [sys.executable, "-c", STOPS_AT, str(home.root), str(folder), str(looks)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "under way\n"
        with pytest.raises(BackupUnderWay):
            back_up(home, folder, DOORS_OPEN, databases())
        process.send_signal(signal.SIGKILL)
    left = [path.name for path in folder.iterdir()]
    assert left
    assert all(name.startswith(".") and ".part" in name for name in left)
    made = back_up(home, folder, DOORS_OPEN, databases())
    assert [made.place] == list(folder.iterdir())


def test_a_backup_that_is_stopped_leaves_nothing(home: Home, folder: Path) -> None:
    for looks in (1, 2):
        answers = iter([False] * (looks - 1) + [True])
        with pytest.raises(Stopped):
            back_up(home, folder, DOORS_OPEN, databases(), lambda each=answers: next(each))
    assert not list(folder.iterdir())


def test_a_full_disk_is_said_in_one_line_and_nothing_is_left(home: Home, folder: Path) -> None:
    command = [sys.executable, "-c", NO_ROOM, "--home", str(home.root), "backup", "--to"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("foyer backup: ")
    assert "backup" in done.stderr.removeprefix("foyer backup: ")
    assert not list(folder.iterdir())


def test_a_folder_that_will_not_take_it_is_said_by_what_is_the_matter(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    def refused(to: Path) -> str:
        with pytest.raises(BackupNotWritten) as found:
            back_up(home, to, DOORS_OPEN, databases())
        return str(found.value.params["kind"])

    assert refused(tmp_path / "unplugged" / "x.zip") == "gone"
    for name in ("stick", "USB 2.0"):  # plugged in nowhere: a file of that name is no backup on it
        assert refused(tmp_path / name) == "no_folder"
        assert not (tmp_path / name).exists()
    (tmp_path / "a file").write_text("")
    assert refused(tmp_path / "a file" / "x.zip") == "gone"
    if os.name == "posix" and os.geteuid():
        folder.chmod(0o500)
        assert refused(folder) == "no_rights"


def test_a_damaged_database_gives_no_backup(home: Home, folder: Path) -> None:
    whole = bytearray(home.database.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 4096] = b"\xff" * 4096
    home.database.write_bytes(whole)
    with pytest.raises(StorageCorrupt):
        back_up(home, folder, DOORS_OPEN, databases())
    assert not list(folder.iterdir())


# -------------------------------------------------------------------------- the command line


def test_from_the_command_line_a_home_is_backed_up_and_restored(
    home: Home,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pos.clock.SystemClock.now", lambda _clock: DOORS_OPEN.astimezone(UTC))

    def foyer(root: Path, *arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(root), *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    home.settings_file.write_text(f'[window]\nname = "Left"\n[backup]\nfolder = "{folder}"\n')
    code, out, _ = foyer(home.root, "backup", "--json")
    made = json.loads(out)
    assert code == 0
    assert made["counts"]["orders"] == 5
    heir = tmp_path / "heir"
    code, out, _ = foyer(heir, "restore", made["file"], "--json")
    assert code == 0
    assert json.loads(out)["audit_seq"] == made["last_seq"]
    assert foyer(heir, "verify")[:2] == (0, "no findings\n")
    assert "has a window in it" in foyer(heir, "restore", made["file"])[2]
    code, out, _ = foyer(heir, "restore", "--waiting", "--json")
    assert [house["code"] for house in json.loads(out)] == ["SYM-1", "LATE-1"]
    looked = ("--reason", "access list", "--by", "Max House", "--pin-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PINS['Max House']}\n" * 2))
    assert foyer(heir, "restore", "--checked", "NO-1", *looked)[0] == 1
    code, out, _ = foyer(heir, "restore", "--checked", "late-1", "--sold", "3", *looked)
    assert (code, out.splitlines()[0]) == (0, "LATE-1: 14 places are on sale again, 3 stay kept")
    assert "SYM-1" in out.splitlines()[1]
    assert foyer(heir, "verify")[0] == 0
    assert foyer(tmp_path / "nowhere", "backup", "--to", str(folder))[0] == 1
    code, _, said = foyer(home.root, "backup", "--to", str(tmp_path / "stick"))
    assert (code, f"There is no folder {tmp_path / 'stick'}" in said) == (1, True)
    assert foyer(home.root, "backup", "--to", str(tmp_path / "a.ZIP"))[0] == 0
    assert (tmp_path / "a.ZIP").is_file()
