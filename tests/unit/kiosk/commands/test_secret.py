"""``foyer secret``: what is typed unseen is kept for its owner alone and said nowhere."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.secrets import Secrets

SECRET = "open sesame"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(home: Path, monkeypatch: pytest.MonkeyPatch, given: io.StringIO, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", given)
    return main(["--home", str(home), "secret", *arguments])


def test_from_a_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.StringIO(f"{SECRET}\nsomething else\n")
    assert run(tmp_path, monkeypatch, given, "set", "terminal", "--stdin") == 0
    assert Secrets(tmp_path).read("file:secrets/terminal", "") == SECRET
    said = capsys.readouterr()
    assert said.out == 'kept; in window.toml it is "file:secrets/terminal"\n'
    assert SECRET not in said.out + said.err


def test_typed_unseen_until_both_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = [SECRET, "open sesam", SECRET, SECRET]
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0))
    assert run(tmp_path, monkeypatch, Terminal(), "set", "terminal") == 0
    assert typed == []
    assert Secrets(tmp_path).read("file:secrets/terminal", "") == SECRET
    assert "not the same" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["", "\n", f"{'x' * 1001}\n", "4111 1111 1111 1111\n"])
def test_what_is_no_secret_is_not_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: str,
) -> None:
    assert run(tmp_path, monkeypatch, io.StringIO(given), "set", "terminal", "--stdin") == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "4111" not in said
    assert not (tmp_path / "secrets").exists()


def test_nobody_is_there_to_type_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, monkeypatch, io.StringIO(""), "set", "terminal") == 1


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "4111111111111111"])
def test_a_name_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(SystemExit) as left:
        run(tmp_path, monkeypatch, io.StringIO(f"{SECRET}\n"), "set", name, "--stdin")
    assert left.value.code == 2


def test_without_the_keyrings_library_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    given = io.StringIO(f"{SECRET}\n")
    assert run(tmp_path, monkeypatch, given, "set", "terminal", "--keyring", "--stdin") == 1
    said = capsys.readouterr().err
    assert "keyring" in said
    assert SECRET not in said
