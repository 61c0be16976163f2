"""What devices say of themselves, named for people who look after them."""

from __future__ import annotations

from kiosk.wording.say import Say

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
}
"""By the codes of ``TellsFacts.facts``; a code that is not here is shown as it is."""
