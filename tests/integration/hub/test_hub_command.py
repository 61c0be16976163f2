"""``foyer hub`` from an empty database to two windows that share it, and out again."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk import settings
from kiosk.bootstrap import hub_maker
from kiosk.cli import FAILED, OK, main
from kiosk.commands.hub import _hear_venue
from kiosk.commands.opening import office_of
from kiosk.secrets import Secrets
from kiosk.settings import Home
from pos.clock import SystemClock
from pos.events import Events
from pos.hub.keys import own_keys
from pos.ids import Ids
from pos.storage.unit_of_work import SqlStorage
from tests.hub_server import KEEPER, KEEPER_PASSWORD, server

KEEPS = '# ours\n[window]\nname = "Balcony"\nprefix = "W2"  # two\n\n[backup]\nkeep = 3\n'


def people_of(home: Home) -> list[str]:
    with office_of(home) as office:
        return [person.name for person in office.people.staff()]


class Desk:
    """A person with several homes and a terminal."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def home(self, name: str) -> Home:
        return Home(self._folder / name)

    def foyer(self, name: str, *words: str, typed: str = "") -> tuple[int, str]:
        """Run a command in a home; return its exit code and all it said."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["--home", str(self._folder / name), "hub", *words])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def set_up(self, name: str, *words: str) -> tuple[int, str]:
        """Set a window up, with an owner of its own unless ``words`` say where its venue is."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO("7391\n"))
        owner = () if words else ("--owner", "Olive Stage", "--pin-stdin")
        code = main(["--home", str(self._folder / name), "setup", *owner, *words])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def keeper(self, act: str, url: str, *words: str) -> tuple[int, str]:
        return self.foyer("nowhere", act, url, "--password-stdin", *words, typed=KEEPER_PASSWORD)

    def invited(self, url: str, prefix: str, *words: str) -> list[str]:
        """Invite a window; return what it joins with."""
        _, said = self.keeper("invite", url, "--prefix", prefix, *words)
        found = re.search(r"foyer (hub join (\S+ --code \S+))", said)
        assert found is not None, said
        assert f"foyer setup --hub {found[2]}\n" in said
        return found[1].split()[1:]


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    return Desk(tmp_path, monkeypatch, capsys)


def keys_of(home: Home) -> dict[str, str]:
    clock = SystemClock()
    storage = SqlStorage(home.database, clock, Ids(clock), Events())
    try:
        with storage.begin() as uow:
            return own_keys(uow, Ids(clock))
    finally:
        storage.close()


def _end_connections() -> None:
    with server().superuser() as root:
        root.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'by_command'"
        )


def test_two_windows_come_together(desk: Desk) -> None:
    with server().superuser() as root:
        root.execute("create database by_command owner keeper")
    where = f"{quote(str(server().folder), safe='')}/by_command"
    url = f"postgresql://{KEEPER}@{where}"
    code, said = desk.foyer("nowhere", "init", url, "--password-stdin", typed="wrong\n")
    assert (code, "does not take this name and password" in said) == (FAILED, True)
    assert desk.keeper("status", url)[0] == FAILED  # there is no hub yet
    assert desk.keeper("init", url)[0] == desk.keeper("init", url)[0] == OK

    assert desk.set_up("one")[0] == OK
    two = desk.home("two")
    two.make()
    two.settings_file.write_text(KEEPS, encoding="utf-8")
    joins = {}
    for prefix in ("W1", "W2", "W3", "W4"):
        joins[prefix] = desk.invited(url, prefix.lower())
    for home, prefix in (("one", "W1"), ("two", "W2")):
        code, said = desk.foyer(home, *joins[prefix])
        assert code == OK, said
    assert desk.foyer("two", *joins["W1"])[0] == FAILED  # that home is W2
    for typed in (joins["W2"], (*joins["W2"][:-1], ""), (*joins["W2"][:-1], " - ")):
        code, said = desk.foyer("two", *typed)
        assert (code, "was used already" in said) == (FAILED, True)

    one = desk.home("one")
    _hear_venue(one)  # as when it is opened: it sends its people
    code, said = desk.foyer("three", *joins["W3"])
    assert (code, "1 person of the venue may sign in" in said) == (OK, True)
    assert people_of(desk.home("three")) == people_of(one) == ["Olive Stage"]
    window = settings.read(desk.home("three").settings_file).window
    assert (window.name, window.prefix) == ("Window 3", "W3")
    code, said = desk.set_up("four", "--hub", joins["W2"][1], "--code", "AAAAA")  # a slip
    assert (code, "wrong, was used already" in said) == (FAILED, True)
    code, said = desk.foyer("four", "join", joins["W2"][1], "--code", "AAAAA")
    assert code == FAILED
    assert not [
        each for each in desk.home("four").root.iterdir() if each.suffix in (".db", ".toml")
    ]
    code, said = desk.set_up("four", "--hub", *joins["W4"][1:], "--window", "Door")
    assert (code, "may sign in" in said) == (OK, True)
    window = settings.read(desk.home("four").settings_file).window
    assert (window.name, window.prefix) == ("Door", "W4")
    code, said = desk.set_up("four", "--hub", *joins["W4"][1:])
    assert (code, "people work here. Join the hub with foyer hub join" in said) == (FAILED, True)
    assert desk.foyer("five", *joins["W4"])[0] == FAILED  # the code is used up
    assert not desk.home("five").settings_file.exists()

    with server().superuser("by_command") as root:
        soon = "foyer.now_us() + 3600000000"
        root.execute(f"update foyer.window_heard set heard_at = {soon} where window_id = 'W1'")
    code, said = desk.keeper("invite", url, "--prefix", "W1")  # a slip: it sells
    assert (code, "is here now" in said) == (FAILED, True)
    again = desk.invited(url, "W1", "--again")
    code, said = desk.foyer("six", *again)  # an empty computer, or the wrong prefix
    assert (code, "nothing of it is on this computer" in said) == (FAILED, True)
    assert not desk.home("six").settings_file.exists()
    assert desk.foyer("one", *again)[0] == OK  # whose code it is

    assert keys_of(one) == keys_of(two)
    secret = one.root / "secrets" / "hub"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert two.settings_file.read_text(encoding="utf-8").startswith(KEEPS)
    read = settings.read(two.settings_file)
    assert (read.window.name, read.backup.keep, read.hub.password) == (
        "Balcony",
        3,
        "file:secrets/hub",
    )

    code, said = desk.foyer("two", "status", "--json")
    assert [(w["window_id"], w["name"]) for w in json.loads(said)["windows"]] == [
        ("W1", "Window 1"),
        ("W2", "Balcony"),
        ("W3", "Window 3"),
        ("W4", "Door"),
    ]
    assert "Balcony" in desk.keeper("status", url)[1]
    before = secret.read_text(encoding="utf-8")
    make = hub_maker(settings.read(one.settings_file), one, SystemClock())
    assert make is not None
    running = make()
    assert len(running.windows()) == 4
    assert desk.foyer("one", "rotate")[0] == OK  # the window sells on
    after = secret.read_text(encoding="utf-8")
    assert after != before
    _end_connections()
    assert len(running.windows()) == 4
    assert desk.foyer("one", "status")[0] == OK
    secret.write_text(before, encoding="utf-8")  # the power went before it was moved
    secret.with_name("hub-next").write_text(after, encoding="utf-8")
    secret.with_name("hub-next").chmod(0o600)
    _end_connections()
    assert len(running.windows()) == 4
    assert desk.foyer("one", "rotate")[0] == OK
    running.close()

    with server().superuser("by_command") as root:
        root.execute("update foyer.parcel set content = '\\x00' where window_id = 'W1' and seq = 1")
    code, said = desk.foyer("five", *desk.invited(url, "W5"))
    assert (code, "what W1 sent cannot be read here" in said) == (OK, True)

    code, said = desk.keeper("shut-out", url, "--prefix", "W9")
    assert (code, "no window W9. It has W1, W2, W3, W4, W5." in said) == (FAILED, True)
    assert desk.keeper("shut-out", url, "--prefix", "W1")[0] == OK
    code, said = desk.foyer("one", "status")
    assert (code, "shut out" in said) == (FAILED, True)
    assert desk.keeper("init", url, "--restored")[0] == OK
    assert "recovering" in desk.foyer("two", "status")[1]  # until it has said what it holds


def test_a_window_without_a_hub_has_none(desk: Desk) -> None:
    home = desk.home("alone")
    assert hub_maker(settings.read(home.settings_file), home, SystemClock()) is None
    for act in ("status", "rotate"):
        code, said = desk.foyer("alone", act)
        assert (code, "belongs to no hub" in said) == (FAILED, True)
    home.make()
    home.settings_file.write_text(
        '[hub]\nurl = "postgresql://me@127.0.0.1:9/v"\npassword = "file:secrets/hub"\n'
    )
    Secrets(home.root).keep_in_file("hub", "guess")
    code, said = desk.foyer("alone", "status")
    assert (code, "Nothing answers as the hub at 127.0.0.1, port 9." in said) == (FAILED, True)
    code, said = desk.foyer("alone", "join", "postgresql://me:secret@hub.example.org/v")
    assert code == FAILED
    assert "secret" not in said


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("127.0.0.1:1999/venue", "No database answers at 127.0.0.1, port 1999."),
        (None, "There is no database nowhere at"),
    ],
)
def test_why_a_hub_cannot_be_reached_is_said_in_words(
    desk: Desk, where: str | None, kind: str
) -> None:
    here = where or f"{quote(str(server().folder), safe='')}/nowhere"
    code, said = desk.keeper("status", f"postgresql://{KEEPER}@{here}")
    assert (code, kind in said) == (FAILED, True), said
