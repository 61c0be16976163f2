"""What moved the balance of a certificate or an account, in words."""

from __future__ import annotations

from kiosk.wording.say import Say

MOVEMENT_WORDS: dict[str, Say] = {
    "sale": Say("Sold"),
    "payment": Say("Used"),
    "give_back": Say("Given back"),
    "refund_paid": Say("Refund put on it"),
    "refunded_twice": Say("Given back at two windows"),
    "promotional": Say("Given away"),
    "account_credit": Say("Credit of the house"),
    "cash_out": Say("Paid out in cash"),
}
"""By the kind of batch; what a sale takes from a balance is ``payment`` here."""
