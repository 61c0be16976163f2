"""``foyer doctor`` and the card terminal: which it is, whether it is registered, what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.secrets import Secrets
from tests.contract.stripe_stand_in import KEY, READER, SERIAL, RunningStripe
from tests.unit.kiosk.commands.test_commands import SEASON, foyer


def test_which_terminal_it_is_and_that_nobody_has_registered_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    with RunningStripe() as stripe:
        assert foyer(home, "import", "season", str(SEASON)) == 0
        Secrets(home).keep_in_file("stripe", KEY)
        (home / "window.toml").write_text(
            f'[payment_terminal]\ndriver = "stripe"\naddress = "{stripe.address}"\n'
            f'reader = "{READER}"\napi_key = "file:secrets/stripe"\n'
        )
        capsys.readouterr()
        assert foyer(home, "doctor", "--json") == 1
        found = json.loads(capsys.readouterr().out)[0]
        assert (found["device"], found["works"]) == ("payment_terminal", False)
        assert (found["state"], found["unfit"]) == ("ready", "terminal_not_registered")
        assert found["facts"]["serial"] == SERIAL
        assert found["facts"]["registered"] == "no"
        assert foyer(home, "doctor") == 1
        said = capsys.readouterr().out
        assert said.startswith("!!  Card terminal: ")
        assert f"Serial number: {SERIAL}" in said
        assert "In the register of terminals: no: take no cards" in said
        assert KEY not in said
    log = (home / "wire" / "wire-payment_terminal.log").read_text()
    assert "reader" in log
    assert KEY not in log + (home / "foyer.log").read_text()


def test_one_that_is_not_connected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.joinpath("window.toml").write_text('[payment_terminal]\ndriver = "standalone"\n')
    assert foyer(tmp_path, "doctor") == 0
    assert "Card terminal: not connected; the amount is keyed on it" in capsys.readouterr().out
