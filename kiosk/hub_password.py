"""A window's own password at the hub, which ``foyer hub rotate`` changes while the window sells."""

from __future__ import annotations

from kiosk.secrets import Secrets
from pos.errors import SettingsInvalid

PASSWORD = "hub"
"""Name of the secret that the window's own password is kept under."""
NEXT = f"{PASSWORD}-next"
"""Under which a new one is kept until the hub has it for certain."""
IN_FILE = f"file:secrets/{PASSWORD}"


class HubPasswords:
    """What may be the password now; only one in a file of ours changes. Thread: any.

    Raises:
        SettingsInvalid: It cannot be had at the start.
    """

    def __init__(self, secrets: Secrets, reference: str) -> None:
        self._secrets = secrets
        self._reference = reference
        self._first = secrets.read(reference, "hub.password")

    def __call__(self) -> tuple[str, ...]:
        """Return the password, and behind it the one that was to take its place where the power
        went in between. Never none: what was read at the start, where nothing can be read."""
        if self._reference != IN_FILE:
            return (self._first,)
        found = []
        for reference in (IN_FILE, f"file:secrets/{NEXT}"):
            try:
                found.append(self._secrets.read(reference, "hub.password"))
            except SettingsInvalid:
                continue
        return tuple(found) or (self._first,)
