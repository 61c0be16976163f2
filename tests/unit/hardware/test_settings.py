from __future__ import annotations

import pytest

from hardware.settings import DrawerSettings, PrinterSettings, drawer_settings, printer_settings
from hardware.transports.address import TcpAddress
from pos.errors import SettingsInvalid

PRINTER = {"driver": "fgl", "address": "tcp://10.0.0.192:9100"}


def test_a_printer_with_what_it_must_have() -> None:
    assert printer_settings("ticket_printer", PRINTER) == PrinterSettings(
        "ticket_printer", "fgl", TcpAddress("10.0.0.192", 9100)
    )


def test_a_printer_with_everything() -> None:
    more = {"answer_within": 7, "purge": True, "fence": "id", "profile": "boca-200dpi-5.5x2"}
    settings = printer_settings("ticket_printer", {**PRINTER, **more})
    assert (settings.answer_within_s, settings.purge, settings.fence) == (7.0, True, "id")


def test_a_drawer() -> None:
    assert drawer_settings("cash_drawer", {"driver": "kick"}) == DrawerSettings(
        "cash_drawer", "kick", "receipt_printer"
    )
    given = {"driver": "kick", "via": "ticket_printer", "pin": 5, "pulse": 200, "sensor": "low"}
    assert drawer_settings("cash_drawer", given) == DrawerSettings(
        "cash_drawer", "kick", "ticket_printer", 5, 200, "low"
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"address": "nonsense"}, "ticket_printer.address"),
        ({"address": ""}, "ticket_printer.address"),
        ({"fence": "wall"}, "ticket_printer.fence"),
    ],
)
def test_a_printer_that_makes_no_sense(changes: dict[str, str], place: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        printer_settings("ticket_printer", {**PRINTER, **changes})
    assert refused.value.params["place"] == place


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"pin": 3}, "cash_drawer.pin"),
        ({"pulse": 512}, "cash_drawer.pulse"),
        ({"pulse": 0}, "cash_drawer.pulse"),
        ({"sensor": "maybe"}, "cash_drawer.sensor"),
        ({"driver": "serial"}, "cash_drawer.address"),
        ({"bytes": "7"}, "cash_drawer.bytes"),
        ({"bytes": " "}, "cash_drawer.bytes"),
    ],
)
def test_a_drawer_that_makes_no_sense(changes: dict[str, str | int], place: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        drawer_settings("cash_drawer", {"driver": "kick", **changes})
    assert refused.value.params["place"] == place


def test_a_drawer_behind_a_box_of_its_own() -> None:
    box = drawer_settings(
        "cash_drawer",
        {"driver": "serial", "address": "tcp://h:1", "bytes": "1B 07", "alarm_after": 30},
    )
    assert (str(box.address), box.trigger, box.alarm_after_s) == ("tcp://h:1", b"\x1b\x07", 30.0)
    assert (
        drawer_settings("cash_drawer", {"driver": "kick", "address": "tcp://h:1"}).address is None
    )
