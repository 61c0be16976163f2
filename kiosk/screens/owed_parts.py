"""Parts of refunds that have not reached their patrons: how they stand, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.lifecycles import PaymentState
from pos.views.paying import OwedBackView

if TYPE_CHECKING:
    from printing.words import Words


def owed_state(part: OwedBackView, words: Words) -> str:
    """Return in a few words why it is still owed."""
    if part.how == "check":
        return words("The office writes a check")
    if part.how == "elsewhere":
        return words("Whoever sold it gives it back")
    if part.state == PaymentState.CREATED.value:
        return words("The terminal was not asked")
    if part.state == PaymentState.SENT.value:
        return words("At the terminal")
    if part.state == PaymentState.UNKNOWN.value:
        return words("Not known yet")
    return words("Declined")
