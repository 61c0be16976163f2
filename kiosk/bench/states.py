"""How a virtual device is, from what its control port tells, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.settings import (
    BADGE_READER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    PAYMENT_TERMINAL,
    PRINTERS,
    SCANNER,
)
from pos.money import Money

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from printing.words import Words

Standing = tuple[str, str]
"""Words, and the role of the label that says them."""


def standing(state: Json, words: Words) -> Standing:
    """Return what is the matter first of all, or that nothing is."""
    for key, wrong, text in (
        ("plugged", False, words("Unplugged")),
        ("reachable", False, words("Off, or starting up")),
        ("hung", True, words("Hangs")),
        ("held_by_other", True, words("Held by another")),
        ("stalled", True, words("The line is stalled")),
        ("deaf", True, words("Deaf")),
        ("cover_open", True, words("Cover open")),
        ("cutter_error", True, words("Cutter jam")),
        ("mechanical_error", True, words("Jam")),
        ("jammed", True, words("Jam")),
    ):
        if state.get(key) is wrong:
            return text, "danger"
    if state.get("certificate", "right") != "right":
        return words("Shows a false certificate"), "danger"
    stop = str(state.get("stop") or "")
    if stop:
        return _stop_words(stop, words), "danger"
    for key, wrong, text in (
        ("offline", True, words("Stopped")),
        ("presented", True, words("A ticket is left in the exit")),
        ("drawer_open", True, words("The drawer is open")),
        ("near_end", True, words("Nearly out")),
    ):
        if state.get(key) is wrong:
            return text, "warning"
    if state.get("card") is True:
        return words("Something lies on it"), "good"
    if state.get("under_way"):
        return words("A payment is under way"), "good"
    alone = "card" not in state and state.get("connected") is False
    if alone or state.get("logged_in") == []:
        return words("Nobody is connected"), "warning"
    return words("Working"), "good"


def _stop_words(stop: str, words: Words) -> str:
    known = {
        "out_of_stock": words("Out of stock"),
        "jam": words("Jam"),
        "cutter": words("Cutter jam"),
        "cover": words("Cover open"),
    }
    return known.get(stop) or stop.replace("_", " ").capitalize()


def detail(device: str, state: Json, words: Words) -> str:
    """Return what was done so far, and how often the device was told what it does not know."""
    told: Callable[[], str] = {
        **dict.fromkeys(
            PRINTERS,
            lambda: words(
                "{stock} papers in stock, {papers} printed",
                stock=_whole(state, "stock"),
                papers=_whole(state, "papers"),
            ),
        ),
        SCANNER: lambda: words.plural("{n} scan", "{n} scans", _whole(state, "readings")),
        CHECK_READER: lambda: words.plural("{n} check", "{n} checks", _whole(state, "readings")),
        CUSTOMER_DISPLAY: lambda: words.plural(
            "{n} change", "{n} changes", _whole(state, "papers")
        ),
        BADGE_READER: lambda: words.plural("{n} badge", "{n} badges", _whole(state, "papers")),
        PAYMENT_TERMINAL: lambda: words(
            "Charged {charged}, given back {back}",
            charged=Money(_whole(state, "charged_minor")),
            back=Money(_whole(state, "refunded_minor")),
        ),
    }[device]
    errors = _whole(state, "errors")
    if not errors:
        return told()
    wrong = words.plural("{n} protocol error", "{n} protocol errors", errors)
    return f"{told()} · {wrong}"


def _whole(state: Json, key: str) -> int:
    value = state.get(key)
    return value if isinstance(value, int) else 0
