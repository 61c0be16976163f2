"""``window.toml``: how one window is set up, and which drivers its devices take.

Every key is declared once in ``sections.SECTIONS`` with its default, unit and one sentence; the
README's table is made from it. All faults are found at once, each with its place. Secrets never
stand here. Must not know: Qt, drivers (``kiosk/devices.py`` turns these words into devices).

``keys`` what a key is · ``sections`` all there are · ``values`` what a file says · ``reading`` ·
``checking`` · ``faults`` · ``lines`` where something stands · ``writing`` · ``table`` of the README
· ``home`` the folder it lies in · ``devices`` what devices are called.
"""

from kiosk.settings.checking import value_fault
from kiosk.settings.devices import (
    BADGE_READER,
    CASH_DRAWER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    DEVICES,
    PAYMENT_TERMINAL,
    PRINTERS,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
)
from kiosk.settings.faults import Fault, drivers_faults, settings_fault
from kiosk.settings.home import Home
from kiosk.settings.keys import LONGEST, SECRET_FORM, Key, Section, Value
from kiosk.settings.reading import Partly, parse, read, read_partly
from kiosk.settings.sections import SECTIONS
from kiosk.settings.table import as_table
from kiosk.settings.values import (
    BackupSettings,
    DeviceSettings,
    HubSettings,
    Settings,
    WindowSettings,
)
from kiosk.settings.writing import write_key, write_section

__all__ = [
    "BADGE_READER",
    "CASH_DRAWER",
    "CHECK_READER",
    "CUSTOMER_DISPLAY",
    "DEVICES",
    "LONGEST",
    "PAYMENT_TERMINAL",
    "PRINTERS",
    "RECEIPT_PRINTER",
    "SCANNER",
    "SECRET_FORM",
    "SECTIONS",
    "TICKET_PRINTER",
    "BackupSettings",
    "DeviceSettings",
    "Fault",
    "Home",
    "HubSettings",
    "Key",
    "Partly",
    "Section",
    "Settings",
    "Value",
    "WindowSettings",
    "as_table",
    "drivers_faults",
    "parse",
    "read",
    "read_partly",
    "settings_fault",
    "value_fault",
    "write_key",
    "write_section",
]
