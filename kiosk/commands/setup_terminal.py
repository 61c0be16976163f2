"""What ``foyer setup`` asks about the card terminal: which one, where it is, and its secret."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.commands import asking
from kiosk.commands.secret import checked
from kiosk.secrets import FOLDER
from kiosk.settings import Settings
from pos.errors import CardNumberRefused, SettingsInvalid, TextRefused

WHICH = "Card terminal: nexo, telium, stripe, standalone (none)"

_QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "nexo": (
        ("address", "Its address, e.g. https://10.0.0.50:8443/nexo"),
        ("poi_id", "Model and serial number as it shows them, e.g. P400Plus-123456789"),
        ("sale_id", "What this window calls itself there, e.g. Window1"),
        ("key_identifier", "Name of the shared key, e.g. foyer"),
        ("ca_file", "File of its authority's certificate, in the home, e.g. secrets/terminal.pem"),
    ),
    "telium": (("address", "Its line, e.g. serial:///dev/ttyACM0"),),
    "stripe": (("reader", "Stripe's id of the reader, e.g. tmr_FDOt2wlRZEdpd7"),),
    "standalone": (),
}
_SECRETS = {
    "nexo": ("passphrase", "terminal", "Its passphrase"),
    "stripe": ("api_key", "stripe", "A restricted key of the account"),
}
"""Key, name of the file, question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Keys of the section in their order; ``secret``: what goes into the file ``name``, never
    shown. No keys: no terminal."""

    keys: tuple[tuple[str, str], ...] = ()
    name: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return f"Answer({dict(self.keys).get('driver', '')})"


def ask(section_of: Callable[[Answer], str], parse: Callable[[str], Settings]) -> Answer:
    """Return what somebody at the terminal says; asks again until it fits.

    Args:
        section_of: Makes the section's text.
        parse: Raises SettingsInvalid where it does not fit.

    Raises:
        AnswerMissing: The input has ended.
    """
    from kiosk.commands.words import lines_of

    while driver := asking.text(WHICH):
        if driver not in _QUESTIONS:
            print(f"one of {', '.join(_QUESTIONS)}, or nothing", file=sys.stderr)
            continue
        answer = _asked(driver)
        try:
            parse(section_of(answer))
            return _with_secret(driver, answer)
        except (SettingsInvalid, TextRefused, CardNumberRefused) as error:
            print(*lines_of(error), sep="\n", file=sys.stderr)
    return Answer()


def _asked(driver: str) -> Answer:
    given = [(key, asking.text(question)) for key, question in _QUESTIONS[driver]]
    keys = [("driver", driver), *((key, value) for key, value in given if value)]
    if driver in _SECRETS:
        key, name, _ = _SECRETS[driver]
        keys.append((key, f"file:{FOLDER}/{name}"))
        return Answer(tuple(keys), name)
    return Answer(tuple(keys))


def _with_secret(driver: str, answer: Answer) -> Answer:
    if driver not in _SECRETS:
        return answer
    secret = checked(asking.hidden_twice(_SECRETS[driver][2], from_stdin=False))
    return Answer(answer.keys, answer.name, secret)
