"""The person in front of a virtual terminal, and the card in their hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hardware.simulators.device import BadRequest

TAP, INSERT, SWIPE, KEY = "tap", "insert", "swipe", "key"
WAYS = {TAP: "Tapped", INSERT: "ICC", SWIPE: "MagStripe", KEY: "Keyed"}
"""What a person does with a card, and how the terminal calls it."""
MOST_PIN_TRIES = 3

REASONS = {
    "refused": ("Refusal", "Refused"),
    "no_funds": ("Refusal", "Not enough balance"),
    "wrong_pin": ("WrongPIN", "Invalid Pin"),
    "card_invalid": ("InvalidCard", "Invalid card number"),
    "card_restricted": ("PaymentRestriction", "Restricted Card"),
    "host_unreachable": ("UnreachableHost", "Issuer Unavailable"),
    "not_allowed": ("NotAllowed", "Not allowed"),
}
"""Why a card is declined: ErrorCondition, and the processor's words."""


@dataclass(frozen=True, slots=True)
class CardAct:
    """A card is presented.

    Args:
        way: tap, insert, swipe, or key (by the cashier, for a phone order).
        decline: A reason, or empty for a card that is good.
        partial_minor: The most that is on the card; 0 for enough.
        wrong_pins: How often the PIN is typed wrong; three times, and the card is declined.
        host_s: How long the processor takes.
        offline: The terminal decides without it.
    """

    way: str
    decline: str = ""
    partial_minor: int = 0
    wrong_pins: int = 0
    host_s: float = 0.0
    offline: bool = False


def card_act(way: str, request: Mapping[str, object]) -> CardAct:
    """Return what a control request says; raises BadRequest."""
    values = {name: one for name, one in request.items() if name not in ("do", "way")}
    decline = values.pop("decline", "")
    partial = values.pop("partial_minor", 0)
    pins = values.pop("wrong_pins", 0)
    host = values.pop("host_s", 0.0)
    offline = values.pop("offline", False)
    if values:
        raise BadRequest(f"a card has no {sorted(values)[0]!r}")
    if way not in WAYS:
        raise BadRequest(f"a card cannot {way!r}: {', '.join(WAYS)}")
    if not isinstance(decline, str) or (decline and decline not in REASONS):
        raise BadRequest(f"decline is one of {', '.join(REASONS)}")
    if type(partial) is not int or partial < 0 or type(pins) is not int or pins < 0:
        raise BadRequest("partial_minor and wrong_pins are whole numbers")
    if isinstance(host, bool) or not isinstance(host, int | float) or host < 0:
        raise BadRequest("host_s is a number of seconds")
    if not isinstance(offline, bool):
        raise BadRequest("offline is true or false")
    return CardAct(way, decline, partial, pins, float(host), offline)
