"""Who is let in nowhere is told apart by the server's codes, whatever language it speaks."""

from __future__ import annotations

import re

import pytest

from pos.clock import SystemClock
from pos.errors import HubRefused, HubUnreachable
from pos.storage.hub import line
from pos.storage.hub.postgres import PostgresHub
from tests.contract.hub_teller import refused
from tests.hub_server import PATIENCE_S, Venue

GERMAN = "FATAL:  28000: Rolle »foyer_1_w1« hat keine Berechtigung zum Einloggen\nORT:  {}, x.c:734"


def test_a_server_that_speaks_no_english(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packaged one speaks nothing else: its words are passed over here."""
    codes = [each for each in line._SIGN_IN if each[0].pattern.startswith(r"\b28")]
    assert len(codes) == 2
    monkeypatch.setattr(line, "_SIGN_IN", codes)
    venue.join("W1")
    where, clock = venue.address("W1"), SystemClock()
    password = venue.password("W1")
    wrong = PostgresHub(where, "wrong", clock, answer_s=PATIENCE_S)
    assert refused(wrong.windows) == "unknown"
    venue.shut_out("W1")
    out = PostgresHub(where, password, clock, answer_s=PATIENCE_S)
    assert refused(out.windows) == "shut_out"


@pytest.mark.parametrize(
    ("said", "means"),
    [
        (GERMAN.format("InitializeSessionUserId"), "shut_out"),
        ("FATAL:  28P01: пароль не подошёл", "unknown"),
        ('FATAL:  28000: no pg_hba.conf entry for host "x"\nLOCATION:  ClientAuthentication', ""),
        ("FATAL:  53300: trop de connexions", ""),
        ('FATAL:  role "foyer_1_w1" is not permitted to log in', "shut_out"),
        ("FATAL:  password authentication failed", "unknown"),
    ],
)
def test_what_a_server_may_say(said: str, means: str) -> None:
    found = line.sign_in_trouble(said)
    if means:
        assert isinstance(found, HubRefused)
        assert re.fullmatch(means, str(found.params["what"]))
    else:
        assert isinstance(found, HubUnreachable)
