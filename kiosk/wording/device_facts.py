"""What devices say of themselves, named for people who look after them."""

from __future__ import annotations

from kiosk.wording.say import Say

FACT_NAMES: dict[str, Say] = {
    "firmware": Say("Firmware"),
    "tickets_printed": Say("Tickets printed in its life"),
    "status_mode": Say("Status mode"),
    "acknowledges_by": Say("Says it has printed by"),
    "identity": Say("Calls itself (not believed)"),
    "port": Say("Port"),
    "reader": Say("Reader"),
    "via": Say("Hangs on"),
    "sensor": Say("Sensor while open"),
    "level": Say("Sensor now"),
    "purge": Say("Drops tickets when out of stock"),
}
"""By the codes of ``TellsFacts.facts``; a code that is not here is shown as it is."""
