"""Secrets: read from where window.toml says, refused where others read them, shown nowhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kiosk.secrets import Secrets
from pos.errors import SettingsInvalid, StorageNotWritable

PLACE = "payment_terminal.passphrase"
SECRET = "open sesame"


class Ring(ModuleType):
    """A keyring in memory, by the names of the library."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.errors = ModuleType("keyring.errors")
        self.errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]

    def _check(self) -> None:
        if self.locked:
            raise self.errors.KeyringError(f"locked, and has {SECRET}")  # type: ignore[attr-defined]

    def get_password(self, service: str, name: str) -> str | None:
        self._check()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self._check()
        self.kept[service, name] = secret


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    ring = Ring()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", ring.errors)
    return ring


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets(tmp_path / "home")


def refused(secrets: Secrets, reference: str) -> tuple[str, str]:
    with pytest.raises(SettingsInvalid) as caught:
        secrets.read(reference, PLACE)
    assert caught.value.params["place"] == PLACE
    assert caught.value.__cause__ is None
    assert SECRET not in repr(caught.value) + repr(caught.value.params)
    return str(caught.value.params["reason"]), str(caught.value.params.get("hint", ""))


def test_a_file_of_its_owner(secrets: Secrets) -> None:
    file = secrets.keep_in_file("terminal", SECRET)
    assert file == secrets.home / "secrets" / "terminal"
    assert secrets.read("file:secrets/terminal", PLACE) == SECRET
    assert secrets.read(f"file:{file}", PLACE) == SECRET
    file.write_text(f"{SECRET}\r\n")
    assert secrets.read("file:secrets/terminal", PLACE) == SECRET
    assert SECRET not in repr(secrets)


def test_keeping_it_anew_leaves_one_file_that_is_its_owners(secrets: Secrets) -> None:
    secrets.keep_in_file("terminal", "before")
    file = secrets.keep_in_file("terminal", SECRET)
    assert [one.name for one in file.parent.iterdir()] == ["terminal"]
    assert secrets.read("file:secrets/terminal", PLACE) == SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(secrets: Secrets, mode: int) -> None:
    secrets.keep_in_file("terminal", SECRET).chmod(mode)
    assert refused(secrets, "file:secrets/terminal") == ("secret_open_to_others", "chmod 600")


def test_a_file_of_somebody_else_is_refused(
    secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.keep_in_file("terminal", SECRET)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert refused(secrets, "file:secrets/terminal")[0] == "secret_not_ours"


def test_what_is_not_there_says_how_to_set_it(secrets: Secrets) -> None:
    assert refused(secrets, "file:secrets/terminal") == (
        "secret_missing",
        "foyer secret set terminal",
    )
    assert refused(secrets, "file:elsewhere") == ("secret_missing", "")


def test_what_is_no_text_or_no_file_or_nothing(secrets: Secrets) -> None:
    secrets.keep_in_file("terminal", SECRET).write_bytes(b"\xff\xfe\x00")
    assert refused(secrets, "file:secrets/terminal")[0] == "secret_unreadable"
    assert refused(secrets, "file:secrets")[0] == "secret_unreadable"
    secrets.keep_in_file("terminal", "\n")
    assert refused(secrets, "file:secrets/terminal")[0] == "secret_empty"
    secrets.keep_in_file("terminal", "x" * 1001)
    assert refused(secrets, "file:secrets/terminal")[0] == "secret_empty"


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StorageNotWritable):
        Secrets(tmp_path / "home").keep_in_file("terminal", SECRET)


def test_an_environment_variable(secrets: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOYER_TERMINAL", SECRET)
    assert secrets.read("env:FOYER_TERMINAL", PLACE) == SECRET
    monkeypatch.delenv("FOYER_TERMINAL")
    assert refused(secrets, "env:FOYER_TERMINAL") == ("secret_missing", "")


def test_a_keyring(secrets: Secrets, ring: Ring) -> None:
    assert refused(secrets, "keyring:terminal") == (
        "secret_missing",
        "foyer secret set terminal --keyring",
    )
    secrets.keep_in_keyring("terminal", SECRET)
    assert ring.kept == {("foyer", "terminal"): SECRET}
    assert secrets.read("keyring:terminal", PLACE) == SECRET


def test_a_keyring_that_is_locked_or_not_there(
    secrets: Secrets, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.locked = True
    assert refused(secrets, "keyring:terminal")[0] == "keyring_refuses"
    with pytest.raises(SettingsInvalid):
        secrets.keep_in_keyring("terminal", SECRET)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert refused(secrets, "keyring:terminal") == (
        "keyring_not_installed",
        "pip install 'foyer[keyring]'",
    )


def test_a_secret_in_place_of_where_it_is(secrets: Secrets) -> None:
    assert refused(secrets, SECRET) == ("plain_secret", "")
