"""What window.toml leaves out about a ticket printer, its profile says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk import bootstrap
from kiosk.settings import parse
from printing import profiles
from printing.profiles import StatusMode

BOCA = "boca-200dpi-5.5x2"
TICKETS = "[ticket_printer]\naddress='tcp://127.0.0.1:1'\n"


@pytest.fixture
def purging(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = replace(profiles.FGL_PROFILES[BOCA], purge=True, status_mode=StatusMode.SINGLE_TICKET)
    monkeypatch.setitem(profiles.FGL_PROFILES, BOCA, profile)


@pytest.mark.usefixtures("purging")
def test_a_profile_says_how_the_printer_is_set_up() -> None:
    values = bootstrap._driven(parse(TICKETS).devices["ticket_printer"])
    assert (values["purge"], values["status_mode"]) == (True, "s90")


@pytest.mark.usefixtures("purging")
def test_the_file_has_the_last_word() -> None:
    text = f"{TICKETS}purge=false\nstatus_mode='normal'\n"
    values = bootstrap._driven(parse(text).devices["ticket_printer"])
    assert (values["purge"], values["status_mode"]) == (False, "normal")


def test_other_printers_are_left_as_they_are() -> None:
    text = f"{TICKETS}driver='escpos'\nprofile='TM-T88V'\n"
    values = bootstrap._driven(parse(text).devices["ticket_printer"])
    assert "purge" not in values
