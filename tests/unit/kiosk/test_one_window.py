"""One staffed window over a home: the second is told so, a killed one leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.one_window import OneWindow
from kiosk.settings import Home
from pos.errors import HomeInUse, StorageNotWritable

HOLD = (
    "import sys, pathlib\n"
    "from kiosk.one_window import OneWindow\nfrom kiosk.settings import Home\n"
    "one = OneWindow(Home(pathlib.Path(sys.argv[1])))\none.take()\n"
    "print('held', flush=True)\nsys.stdin.read()\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, killed at the end if it still runs."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, *command], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said_first(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_is_refused_until_the_first_gives_back(home: Home) -> None:
    first, second = OneWindow(home), OneWindow(home)
    first.take()
    with pytest.raises(HomeInUse) as refused:
        second.take()
    assert refused.value.params == {"folder": str(home.root)}
    first.give_back()
    second.take()
    second.give_back()
    second.give_back()


def test_two_homes_do_not_meet(home: Home, tmp_path: Path) -> None:
    first, second = OneWindow(home), OneWindow(Home(tmp_path / "other"))
    first.take()
    second.take()
    first.give_back()
    second.give_back()


def test_a_new_home_is_its_owners_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "new")
    window = OneWindow(home)
    window.take()
    window.give_back()
    assert os.name != "posix" or home.root.stat().st_mode & 0o077 == 0


def test_a_process_that_was_killed_leaves_no_lock(home: Home) -> None:
    one = OneWindow(home)
    with started("-c", HOLD, str(home.root)) as other:
        assert said_first(other) == "held"
        with pytest.raises(HomeInUse):
            one.take()
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        one.take()
    one.give_back()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageNotWritable):
        OneWindow(Home(tmp_path / "file")).take()


def foyer(home: Home, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    line = [sys.executable, "-m", "kiosk", "--home", str(home.root), *command]
    return subprocess.run(line, input=given, capture_output=True, text=True, check=False)


def test_a_second_window_says_why_it_does_not_open_and_commands_go_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[subprocess.CompletedProcess[str]] = []

    def while_it_is_open(_arguments: object, home: Home) -> int:
        setup = foyer(home, "setup", "--owner", "Olive", "--pin-stdin", given="7391\n")
        others = [
            foyer(home, *command) for command in (("window",), ("staff", "list"), ("verify",))
        ]
        beside.extend((setup, *others))
        return cli.OK

    monkeypatch.setattr("kiosk.commands.window._show", while_it_is_open)
    assert cli.main(["--home", str(home.root), "window"]) == cli.OK
    setup, second, staff, verify = beside
    assert second.returncode == cli.FAILED
    assert second.stderr == (
        f"foyer window: This box office is open in another window already: {home.root}. "
        "Go on there, or close that window first; --home names another folder.\n"
    )
    assert [each.returncode for each in (setup, staff, verify)] == [cli.OK] * 3
    assert foyer(home, "window", "--time").stdout == "painted\nready\n"
