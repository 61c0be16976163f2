"""What a patron does at the virtual card terminal, and what is done to the terminal itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.bench.act import Act
from pos.money import Money

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from kiosk.bench.link import DeviceLink
    from printing.words import Words

LITTLE = Money(2_000)
"""What is on a card that has too little."""
SLOW_S = 8.0
REBOOTS_S = 10.0
_A_DAY_S = 24 * 3600.0


def cards(link: DeviceLink, words: Words) -> tuple[Act, ...]:
    """Return what a patron can do with a card: it is good, or it is not."""

    def act(name: str, word: str, way: str, kind: str = "plain", **card: object) -> Act:
        usable = _keys if way == "key" else _waits
        return Act(name, word, partial(link.do, way, **card), "card", kind, usable)

    def declined(reason: str, word: str) -> Act:
        return act(f"decline.{reason}", word, "tap", decline=reason)

    return (
        act("tap", words("Tap a good card"), "tap", "primary"),
        act("insert", words("Insert a good card"), "insert", "primary"),
        act("pin", words("PIN wrong, then right"), "insert", wrong_pins=1, host_s=1.0),
        act("pin_thrice", words("PIN wrong three times"), "insert", wrong_pins=3),
        act(
            "partial",
            words("A card with only {amount}", amount=LITTLE),
            "tap",
            partial_minor=LITTLE.minor,
        ),
        act("slow", words("The bank takes 8 s"), "tap", host_s=SLOW_S),
        declined("no_funds", words("Declined: no funds")),
        declined("refused", words("Declined: refused")),
        declined("card_invalid", words("Declined: not valid")),
        declined("card_restricted", words("Declined: restricted")),
        declined("host_unreachable", words("No way to the bank")),
        act("swipe", words("Swipe a good card"), "swipe"),
        act("key", words("Key a card in (phone)"), "key"),
        Act(
            "cancel",
            words("Press Cancel on it"),
            partial(link.do, "cancel"),
            "cross",
            usable=_is_at_it,
        ),
    )


def plug(link: DeviceLink, words: Words) -> tuple[Act, ...]:
    """Return how its power goes and comes. What it had not decided was not charged."""
    off = partial(link.do, "reboot", seconds=_A_DAY_S)
    again = partial(link.do, "reboot", seconds=REBOOTS_S)
    on = partial(link.do, "clear")
    return (
        Act("reboot", words("Reboot it (10 s)"), again, "payment_terminal", usable=_is_on),
        Act("unplug", words("Pull the plug"), off, "offline", usable=_is_on),
        Act("plug", words("Plug in again"), on, "online", usable=lambda state: not _is_on(state)),
    )


def _waits(state: Json) -> bool:
    return state.get("waits_for_card") is True and state.get("keyed") is not True


def _keys(state: Json) -> bool:
    return state.get("waits_for_card") is True and state.get("keyed") is True


def _is_at_it(state: Json) -> bool:
    return bool(state.get("under_way"))


def _is_on(state: Json) -> bool:
    return state.get("reachable") is not False
