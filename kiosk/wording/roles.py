"""Names of roles. Apart from the other words, for the name tiles need no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from pos.views.people import Role

if TYPE_CHECKING:
    from printing.words import Words

ROLE_WORDS: dict[Role, Say] = {
    Role.CASHIER: Say("Cashier"),
    Role.SUPERVISOR: Say("Supervisor"),
    Role.MANAGER: Say("Manager"),
    Role.FINANCE: Say("Finance"),
    Role.OWNER: Say("Owner"),
}


def role_text(role: Role, words: Words) -> str:
    """Return a role's name."""
    return words(ROLE_WORDS[role].text)
