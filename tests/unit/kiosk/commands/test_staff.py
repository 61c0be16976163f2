"""``foyer staff``: people are added and changed by somebody who proves who they are."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from hardware import registry
from kiosk.cli import main
from pos.lifecycles import DeviceState
from pos.people.pins import PinHasher
from pos.ports.devices import DeviceStatus, Watcher
from pos.ports.readers import BadgeRead, ReadProblem

OWNER, OWNERS_PIN = "Olive Stage", "7391"


@pytest.fixture(autouse=True)
def _cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos.people.pins.PinHasher", partial(PinHasher, 1, 8, 1))


class Till:
    """A home with an owner, and somebody at its command line."""

    def __init__(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.home, self._monkeypatch, self._capsys = home, monkeypatch, capsys
        self.out = self.err = ""

    def run(self, *arguments: str, lines: tuple[str, ...] = ()) -> int:
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{li}\n" for li in lines)))
        code = main(["--home", str(self.home), *arguments])
        self.out, self.err = self._capsys.readouterr()
        return code

    def staff(self, *arguments: str, lines: tuple[str, ...] = (), by: str = OWNER) -> int:
        return self.run("staff", *arguments, "--by", by, "--pin-stdin", lines=lines)

    def add(self, name: str, role: str, pin: str) -> None:
        assert self.staff("add", name, "--role", role, lines=(OWNERS_PIN, pin)) == 0

    def people(self) -> dict[str, dict[str, object]]:
        assert self.run("staff", "list", "--json") == 0
        return {row.pop("name"): row for row in json.loads(self.out)}


@pytest.fixture
def till(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Till:
    till = Till(tmp_path / "home", monkeypatch, capsys)
    assert till.run("setup", "--owner", OWNER, "--pin-stdin", lines=(OWNERS_PIN,)) == 0
    return till


def test_somebody_added_is_listed_and_may_act(till: Till) -> None:
    options = ("--role", "manager", "--language", "es")
    assert till.staff("add", "Max Hall", *options, lines=(OWNERS_PIN, "8052")) == 0
    assert "Max Hall works here now (manager)" in till.out
    assert till.people()["Max Hall"] == {
        "role": "manager",
        "language": "es",
        "enabled": True,
        "locked": False,
    }
    assert (
        till.staff("add", "Ann Box", "--role", "cashier", by="max  hall", lines=("8052", "6814"))
        == 0
    )
    assert till.run("staff", "list") == 0
    assert [line.split()[:3] for line in till.out.splitlines()] == [
        ["Ann", "Box", "cashier"],
        ["Max", "Hall", "manager"],
        ["Olive", "Stage", "owner"],
    ]


@pytest.mark.parametrize(
    ("arguments", "lines", "by", "says"),
    [
        (("add", "Bo", "--role", "cashier"), ("7391", "1234"), OWNER, "too easy to guess"),
        (("add", "Bo", "--role", "cashier"), ("7391",), OWNER, "nobody was there to answer"),
        (("add", "Bo", "--role", "cashier"), (), OWNER, "nobody was there to answer"),
        (("add", "Bo", "--role", "cashier"), ("0815", "6814"), OWNER, "do not go together"),
        (("add", "Bo", "--role", "cashier"), ("7391", "6814"), "Bo", "Nobody called Bo"),
        (("add", "olive stage", "--role", "finance"), ("7391", "6814"), OWNER, "already"),
        (("pin", "Bo"), ("7391", "6814"), OWNER, "Nobody called Bo"),
        (("disable", OWNER), ("7391",), OWNER, "second person"),
        (("unlock", OWNER, "--reason", "forgot"), ("7391",), OWNER, "second person"),
    ],
)
def test_what_is_refused_is_one_line_and_changes_nothing(
    till: Till, arguments: tuple[str, ...], lines: tuple[str, ...], by: str, says: str
) -> None:
    assert till.staff(*arguments, by=by, lines=lines) == 1
    assert says in till.err
    assert till.err.count("\n") == 1
    assert list(till.people()) == [OWNER]


def test_a_cashier_adds_nobody(till: Till) -> None:
    till.add("Ann Box", "cashier", "6814")
    code = till.staff("add", "Bo", "--role", "cashier", by="Ann Box", lines=("6814", "8052"))
    assert code == 1
    assert "Your role does not include this" in till.err


def test_an_owner_is_not_made_by_a_slip_of_the_hand(till: Till) -> None:
    with pytest.raises(SystemExit) as left:
        till.staff("add", "Bo", "--role", "owner", lines=(OWNERS_PIN, "6814"))
    assert left.value.code == 2


def test_a_new_pin_takes_the_place_of_the_old_one(till: Till) -> None:
    till.add("Max Hall", "manager", "8052")
    assert till.staff("pin", "Max Hall", lines=(OWNERS_PIN, "6814")) == 0
    assert till.out == "Max Hall has a new PIN\n"
    adding = ("add", "Bo", "--role", "cashier")
    assert till.staff(*adding, by="Max Hall", lines=("8052", "9517")) == 1
    assert till.staff(*adding, by="Max Hall", lines=("6814", "9517")) == 0


def test_five_wrong_pins_lock_here_too_and_somebody_else_unlocks(till: Till) -> None:
    till.add("Max Hall", "manager", "8052")
    for _ in range(5):
        till.staff("add", "Bo", "--role", "cashier", by="Max Hall", lines=("0000", "9517"))
    assert "locked for 30 minutes" in till.err
    assert till.people()["Max Hall"]["locked"] is True
    assert till.staff("pin", "Max Hall", lines=(OWNERS_PIN, "6814")) == 0
    assert "still locked" in till.out
    assert till.staff("unlock", "Max Hall", "--reason", "is here", lines=(OWNERS_PIN,)) == 0
    assert till.people()["Max Hall"]["locked"] is False


def test_somebody_disabled_cannot_act_until_enabled(till: Till) -> None:
    till.add("Max Hall", "manager", "8052")
    assert till.staff("disable", "Max Hall", lines=(OWNERS_PIN,)) == 0
    assert till.people()["Max Hall"]["enabled"] is False
    till.run("staff", "list")
    assert "disabled" in till.out
    adding = ("add", "Bo", "--role", "cashier")
    assert till.staff(*adding, by="Max Hall", lines=("8052", "9517")) == 1
    assert till.staff("enable", "Max Hall", lines=(OWNERS_PIN,)) == 0
    assert till.people()["Max Hall"]["enabled"] is True
    assert till.staff(*adding, by="Max Hall", lines=("8052", "9517")) == 0


def test_acts_are_in_books_that_still_agree_and_hold_no_pin(till: Till) -> None:
    till.add("Max Hall", "manager", "80526417")
    assert till.run("verify") == 0
    assert till.out == "no findings\n"
    kept = b"".join(file.read_bytes() for file in till.home.iterdir() if file.is_file())
    assert b"80526417" not in kept


class Terminal(io.StringIO):
    """Standard input with somebody in front of it."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_a_weak_or_mistyped_new_pin_is_asked_for_again(
    till: Till, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([OWNERS_PIN, "1234", "8052", "8053", "8052", "8052"])
    asked: list[str] = []

    def hidden(question: str) -> str:
        asked.append(question)
        return next(typed)

    monkeypatch.setattr("getpass.getpass", hidden)
    monkeypatch.setattr("sys.stdin", Terminal(f"\n{OWNER}\n"))
    home = str(till.home)
    assert main(["--home", home, "staff", "add", "Max Hall", "--role", "manager"]) == 0
    said = capsys.readouterr()
    assert "too easy to guess" in said.err
    assert "not the same" in said.err
    assert asked[:2] == [f"PIN of {OWNER}: ", "New PIN of Max Hall: "]
    assert list(typed) == []
    assert "works here now" in said.out


def test_no_pin_is_taken_from_the_command_line(till: Till) -> None:
    with pytest.raises(SystemExit) as left:
        till.run("staff", "pin", OWNER, "--pin", "8052")
    assert left.value.code == 2


def test_without_a_terminal_and_without_a_script_it_says_so(till: Till) -> None:
    assert till.run("staff", "disable", OWNER, "--by", OWNER) == 1
    assert "nobody was there to answer" in till.err


class Reader:
    """A badge reader that reads what the test lays on it, as soon as it is opened."""

    name = "badge_reader"

    def __init__(self, *reads: BadgeRead) -> None:
        self._reads = reads
        self._listener: Callable[[BadgeRead], None] = print
        self.is_open = False

    def listen(self, listener: Callable[[BadgeRead], None]) -> None:
        self._listener = listener

    def open(self) -> None:
        self.is_open = True
        for read in self._reads:
            self._listener(read)

    def close(self) -> None:
        self.is_open = False

    def status(self) -> DeviceStatus:
        return DeviceStatus(self.name, DeviceState.READY)

    def watch(self, watcher: Watcher) -> None:
        watcher(self.status())


def lay_on(till: Till, monkeypatch: pytest.MonkeyPatch, *reads: BadgeRead) -> Reader:
    (till.home / "window.toml").write_text('[badge_reader]\ndriver = "pcsc"\n')
    reader = Reader(*reads)
    monkeypatch.setitem(registry.BADGE_READERS, "pcsc", lambda _section, _clock: reader)
    return reader


def read(uid: str = "", problem: ReadProblem | None = None) -> BadgeRead:
    return BadgeRead("badge_reader", uid, problem)


def test_a_badge_names_its_person_from_then_on(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    card = read(problem=ReadProblem.PAYMENT_CARD)
    reader = lay_on(till, monkeypatch, card, read("04A1B2C3D4E5F6"))
    assert till.staff("badge", OWNER, lines=(OWNERS_PIN,)) == 0
    assert "refused and forgotten" in till.out
    assert f"the badge names {OWNER} now" in till.out
    assert "04A1B2" not in till.out
    assert not reader.is_open

    assert till.staff("take-badge", OWNER, "--reason", "lost", lines=(OWNERS_PIN,)) == 0
    assert till.staff("take-badge", OWNER, "--reason", "lost", lines=(OWNERS_PIN,)) == 1


def test_a_badge_that_never_comes_is_not_waited_for_for_ever(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = lay_on(till, monkeypatch)
    assert till.staff("badge", OWNER, "--seconds", "0", lines=(OWNERS_PIN,)) == 1
    assert "does not answer" in till.err
    assert not reader.is_open


def test_without_a_reader_it_says_what_to_configure(till: Till) -> None:
    assert till.staff("badge", OWNER, lines=(OWNERS_PIN,)) == 1
    assert "[badge_reader]" in till.err


def test_a_cashier_gives_nobody_a_badge(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    till.add("Ann Box", "cashier", "6814")
    reader = lay_on(till, monkeypatch, read("04A1B2C3D4E5F6"))
    assert till.staff("badge", "Ann Box", by="Ann Box", lines=("6814",)) == 1
    assert not reader.is_open
