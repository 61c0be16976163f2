"""``foyer restore`` of a window that belongs to a hub, and ``foyer hub join`` after it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk import settings
from kiosk.bootstrap import hub_maker, open_office
from kiosk.cli import FAILED, OK, main
from kiosk.settings import Home
from pos.clock import SystemClock
from pos.errors import HubRefused
from pos.events import Events
from pos.hub.parcels import LARGEST
from pos.hub.talk import Greeting
from pos.ids import CommandId, Ids
from pos.office import Office
from pos.people.pins import PinHasher
from pos.ports.hub import Hub
from pos.storage.schema import SCHEMA_VERSION
from pos.views.people import Role
from tests.hub_server import KEEPER, KEEPER_PASSWORD, server

SEASON = Path("assets/demo/season.toml")
NOT_SOLD = re.compile(r"\b\d+ performances? (is|are) not sold here")
LOCAL_TIME = re.compile(r" from \d{4}-\d\d-\d\d \d\d:\d\d P[DS]T")


def opened(home: Home) -> Office:
    clock = SystemClock()
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    window = settings.read(home.settings_file).window
    return open_office(home, window, clock, Ids(clock), Events(), hasher)


def sent_by(home: Home, office: Office) -> Hub:
    """Send everything made here; return the line, which stays up."""
    make = hub_maker(settings.read(home.settings_file), home, office.clock)
    assert make is not None
    with office.storage.read() as uow:
        link, last = uow.link.link(), uow.link.last()
        parcels = uow.link.parcels(0, LARGEST)
    assert link is not None
    hub = make()
    version, now = SCHEMA_VERSION, office.clock.now()
    hub.hello(Greeting("lost", (), last, link.acknowledged, 0, {}, version, "1", now))
    hub.claim(())
    hub.send(parcels)
    return hub


def test_a_restored_window_joins_again_and_has_what_the_lost_machine_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with server().superuser() as root:
        root.execute("create database by_an_heir owner keeper")
    url = f"postgresql://{KEEPER}@{quote(str(server().folder), safe='')}/by_an_heir"

    def foyer(home: str, *words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["--home", str(tmp_path / home), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    def invited(*more: str) -> list[str]:
        words = ("hub", "invite", url, "--password-stdin", "--prefix", "W1", *more)
        said = foyer("-", *words, typed=KEEPER_PASSWORD)[1]
        found = re.search(r"foyer (hub join \S+ --code \S+)", said)
        assert found is not None
        return found[1].split()

    assert foyer("-", "hub", "init", url, "--password-stdin", typed=KEEPER_PASSWORD)[0] == OK
    lost = Home(tmp_path / "lost")
    lost.make()
    lost.settings_file.write_text('[window]\nname = "Left"\nprefix = "W1"\n')
    office = opened(lost)
    owner = office.people.set_up(CommandId("1" * 32), "Olga Owner", "805917", "en")
    office.close()
    assert foyer("lost", "import", "season", str(SEASON))[0] == OK
    assert foyer("lost", *invited())[0] == OK
    backup = tmp_path / "w1.foyer"
    assert foyer("lost", "backup", "--to", str(backup))[0] == OK
    office = opened(lost)
    office.people.add_staff(CommandId("2" * 32), owner, "Ada Clerk", Role.CASHIER, "2846", "en")
    line = sent_by(lost, office)
    with office.storage.read() as uow:
        sent = uow.link.last()
    office.close()

    code, said = foyer("heir", "restore", str(backup))
    where = "foyer hub invite URL --prefix W1 on the computer that has the hub's owner address"
    assert (code, where in said) == (OK, True)
    assert NOT_SOLD.search(said) is not None
    assert LOCAL_TIME.search(said) is not None
    assert "hub.password" not in said
    code, said = foyer("heir", "verify")
    assert (code, "has not heard its hub" in said) == (FAILED, True)
    code, said = foyer("heir", *invited("--again"))
    assert (code, "what the lost machine sent is here" in said) == (OK, True)
    assert NOT_SOLD.search(said) is not None
    assert LOCAL_TIME.search(said) is not None
    assert foyer("heir", "verify")[0] == OK
    office = opened(Home(tmp_path / "heir"))
    with office.storage.read() as uow:
        assert uow.link.position(sent.seq) == sent
        assert uow.link.last().seq == sent.seq + 1
    assert "Ada Clerk" in [one.name for one in office.people.staff()]
    office.close()
    with pytest.raises(HubRefused, match="unknown"):
        line.windows()  # signed in until it was invited anew
    line.close()
    code, said = foyer("lost", "hub", "status")
    assert (code, "another computer" in said) == (FAILED, True)
