"""What devices say of themselves, named for people who look after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.messages import device_name
from kiosk.wording.say import Say

if TYPE_CHECKING:
    from printing.words import Words

FACT_NAMES: dict[str, Say] = {
    "firmware": Say("Firmware"),
    "tickets_printed": Say("Its ticket count when it connected"),
    "status_mode": Say("Status mode"),
    "acknowledges_by": Say("Says it has printed by"),
    "identity_unproved": Say("Calls itself (not believed)"),
    "real_time_status": Say("Answers while it prints"),
    "automatic_status": Say("Reports by itself"),
    "line": Say("The line"),
    "atr": Say("Newest card"),
    "trigger": Say("Opened by"),
    "port": Say("Port"),
    "reader": Say("Reader"),
    "via": Say("Hangs on"),
    "sensor": Say("Sensor while open"),
    "level": Say("Sensor now"),
    "purge": Say("Drops tickets when out of stock"),
    "model": Say("Model"),
    "serial": Say("Serial number"),
    "registered": Say("In the register of terminals"),
}
"""By the codes of ``TellsFacts.facts``; a code that is not here is shown as it is."""

FACT_VALUES: dict[tuple[str, str], Say] = {
    ("registered", "yes"): Say("yes"),
    ("registered", "no"): Say("no: take no cards until a supervisor has looked at it"),
    ("registered", "retired"): Say("it was taken out: take no cards on it"),
    ("registered", "looked_at_badly"): Say("its last inspection found something: take no cards"),
    ("acknowledges_by", "ticket"): Say("an acknowledgement of each ticket"),
    ("acknowledges_by", "id"): Say("a number behind each paper"),
    ("acknowledges_by", "status"): Say("a question behind each paper"),
    ("sensor", "high"): Say("high"),
    ("sensor", "low"): Say("low"),
    ("sensor", "none"): Say("it has none"),
    ("level", "high"): Say("high"),
    ("level", "low"): Say("low"),
    ("status_mode", "normal"): Say("by itself, at every change"),
    ("real_time_status", "yes"): Say("yes"),
    ("real_time_status", "no"): Say("no"),
    ("real_time_status", "unlike_epson"): Say("yes, but not as Epson's do"),
    ("automatic_status", "yes"): Say("yes"),
    ("automatic_status", "not_seen"): Say("not seen yet"),
}
"""Words for what stands behind a code; anything else is shown as it was told."""


def fact_value(code: str, value: str, words: Words) -> str:
    """Return what a device said, in words where there are any."""
    if code == "via":
        return device_name(value, words)
    known = FACT_VALUES.get((code, value))
    return value if known is None else words(known.text)
