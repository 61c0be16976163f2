"""Why a hub could not be reached, by what libpq or the server said: in English, for the protocol
has no code for a client. Another language leaves it to their own words."""

from __future__ import annotations

_SAID = (
    ("could not translate host name", "no_host"),
    ("failed to resolve host", "no_host"),
    ("no pg_hba.conf entry", "not_let_in"),
    ("certificate has expired", "certificate_expired"),
    ("does not match host name", "certificate_name"),
    ("certificate verify failed", "certificate_unknown"),
    ("server does not support SSL", "no_tls"),
    ("Connection refused", "refused"),
    ("No such file or directory", "refused"),
    ("timeout expired", "timeout"),
    ("timed out", "timeout"),
    ("timeout", "timeout"),
    ("Network is unreachable", "no_way"),
    ("No route to host", "no_way"),
)


def kind_of_trouble(said: str) -> str:
    """Return what kind of trouble ``said`` tells of, "" for any other."""
    if 'database "' in said and "does not exist" in said:
        return "no_database"
    return next((kind for words, kind in _SAID if words in said), "")


def no_password(said: str) -> bool:
    """Return whether the server wanted a password and there was none."""
    return "no password supplied" in said
