"""What libpq and the server say where there is no way in, as they say it, and what that is."""

from __future__ import annotations

import pytest

from kiosk.wording.hub import HUB
from pos.storage.hub.troubles import kind_of_trouble, no_password

SAID = {
    'could not translate host name "hub" to address: Name or service not known': "no_host",
    "[Errno -2] Name or service not known: failed to resolve host 'hub'": "no_host",
    'connection to server at "10.0.0.9", port 5432 failed: Connection refused': "refused",
    'connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory': (
        "refused"
    ),
    "connection timeout expired": "timeout",
    'connection to server at "10.0.0.9", port 5432 failed: No route to host': "no_way",
    'FATAL:  database "venue" does not exist': "no_database",
    'FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "keeper"': "not_let_in",
    "SSL error: certificate verify failed: certificate has expired": "certificate_expired",
    'server certificate for "hub" does not match host name "box"': "certificate_name",
    "SSL error: certificate verify failed": "certificate_unknown",
    "server does not support SSL, but SSL was required": "no_tls",
    "FATAL:  sorry, too many clients already": "",
}


@pytest.mark.parametrize("said", SAID)
def test_what_was_said_is_one_kind_of_trouble_which_has_words(said: str) -> None:
    kind = SAID[said]
    assert kind_of_trouble(said) == kind
    assert not kind or f"hub_unreachable.{kind}" in HUB


def test_a_password_that_was_not_given_is_one_that_is_not_right() -> None:
    assert no_password("fe_sendauth: no password supplied")
    assert not no_password("FATAL:  sorry, too many clients already")
