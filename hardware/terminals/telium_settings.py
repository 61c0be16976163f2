"""What the driver needs to know of a Telium terminal, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.terminals.telium_frames import NUMERIC
from hardware.transports.address import LineAddress, UsbAddress
from pos.errors import SettingsInvalid

ANSWER_WITHIN_S = 150.0
"""From the request to the terminal's answer: card, code, host, and the terminal's own patience.
pyTeliumManager 2.4.2 waits 120 s."""


@dataclass(frozen=True, slots=True)
class TeliumSettings:
    """One terminal.

    ``name``: its section in window.toml. ``address``: a serial line, on a native port with
    ``?bits=7&parity=even``, over USB (``ttyACM``) without (hardware facts 6.3, documented); or TCP,
    behind a device server. ``pos``: our window's number there, two digits. ``currency``: ISO 4217
    number, ``978`` or ``840``.

    Raises:
        SettingsInvalid: One of them is something else.
    """

    name: str
    address: LineAddress
    pos: str = "01"
    currency: str = "978"
    answer_within_s: float = ANSWER_WITHIN_S

    def __post_init__(self) -> None:
        if isinstance(self.address, UsbAddress):
            raise self._invalid("address", "bad_address", "serial:///dev/ttyACM0")
        if len(self.pos) != 2 or not (self.pos.isascii() and self.pos.isdigit()):
            raise self._invalid("pos", "bad_form", "01")
        if self.currency not in NUMERIC.values():
            raise self._invalid("currency", "not_one_of", ", ".join(sorted(NUMERIC.values())))

    def _invalid(self, key: str, reason: str, hint: str) -> SettingsInvalid:
        return SettingsInvalid(place=f"{self.name}.{key}", reason=reason, hint=hint)
