"""window.toml: what is read, and that every fault is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import settings
from kiosk.settings import Fault, Settings, parse
from pos.errors import SettingsInvalid

WHOLE = """
[window]
name = "Window 2"
theme = "house-dark"
lock_after = 3

[ticket_printer]
driver = "fgl"
address = "tcp://10.0.0.192:9100"
profile = "boca-200dpi-5.5x2"

[receipt_printer]
address = "serial:///dev/ttyUSB0?baud=9600"

[cash_drawer]
driver = "kick"
via = "receipt_printer"
"""


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(SettingsInvalid) as caught:
        parse(text)
    return caught.value.faults  # type: ignore[return-value]


def test_a_whole_file_is_read_and_defaults_are_filled_in() -> None:
    read = parse(WHOLE)
    assert read.window.name == "Window 2"
    assert read.window.lock_after == 3
    assert read.window.language == "en"
    printer = read.devices["ticket_printer"]
    assert (printer.driver, printer.text("address")) == ("fgl", "tcp://10.0.0.192:9100")
    assert printer.number("answer_within") == 20
    assert read.devices["receipt_printer"].driver == "escpos"
    assert read.devices["cash_drawer"].text("sensor") == "high"


def test_no_file_is_a_window_without_devices(tmp_path: Path) -> None:
    assert settings.read(tmp_path / "window.toml") == Settings()


def test_every_fault_is_found_at_once_with_its_line() -> None:
    found = faults_of(
        '[window]\nnmae = "A"\nlock_after = 500\n\n'
        "[ticket_printer]\n"
        'driver = "zpl"\nadress = "tcp://10.0.0.1:9100"\n\n'
        "[reciept_printer]\n"
    )
    assert found == (
        Fault("window.nmae", 2, "unknown_key", hint="name"),
        Fault("window.lock_after", 3, "out_of_range", "500", "1-120"),
        Fault("ticket_printer.address", 5, "missing_key"),
        Fault("ticket_printer.driver", 6, "not_one_of", "zpl", "fgl, escpos"),
        Fault("ticket_printer.adress", 7, "unknown_key", hint="address"),
        Fault("reciept_printer", 9, "unknown_section", hint="receipt_printer"),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[window]\nname = 3\n", Fault("window.name", 2, "wrong_type", "3", "text")),
        ("[window]\nprefix = 'w-1'\n", Fault("window.prefix", 2, "bad_form", "w-1", "W1")),
        ("[window]\nname = ' '\n", Fault("window.name", 2, "empty_or_long", " ", "200")),
        (
            "[window]\nlock_after = true\n",
            Fault("window.lock_after", 2, "wrong_type", "True", "number"),
        ),
        (
            "[window]\nfull_screen = 1\n",
            Fault("window.full_screen", 2, "wrong_type", "1", "true_or_false"),
        ),
        ("window = 'A'\n", Fault("window", 1, "not_a_section", hint="[window]")),
        (
            "[ticket_printer]\naddress = '10.0.0.192'\n",
            Fault(
                "ticket_printer.address", 2, "bad_address", "10.0.0.192", "tcp://10.0.0.192:9100"
            ),
        ),
        (
            "[receipt_printer]\naddress = 'tcp://a:1'\n[cash_drawer]\npin = 3\n",
            Fault("cash_drawer.pin", 4, "not_one_of", "3", "2, 5"),
        ),
        (
            "[cash_drawer]\nvia = 'receipt_printer'\n",
            Fault("cash_drawer.via", 2, "no_such_device", "receipt_printer", "[receipt_printer]"),
        ),
        ("[window]\nname = \n", Fault("", 2, "not_toml")),
        ("[window]\nname = 'A\n", Fault("", 2, "not_toml")),
    ],
)
def test_a_fault_is_named(text: str, fault: Fault) -> None:
    assert faults_of(text) == (fault,)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://[fe80::1]:9100",
        "tcp://boca-1.local:9100",
        "serial:///dev/ttyUSB0?baud=9600",
    ],
)
def test_addresses_of_every_kind_are_taken(address: str) -> None:
    read = parse(f'[ticket_printer]\naddress = "{address}"\n')
    assert read.devices["ticket_printer"].text("address") == address


def test_a_file_that_is_no_text_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "window.toml"
    file.write_bytes(b"\xff\xfe[window]")
    with pytest.raises(SettingsInvalid) as caught:
        settings.read(file)
    assert caught.value.params["file"] == str(file)
    assert caught.value.params["reason"] == "not_utf8"


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        settings.read(tmp_path)
    assert caught.value.params["reason"] == "not_readable"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "window.toml"
    file.write_bytes("[window]\nname = 'Kasse 1'\n".encode("utf-8-sig"))
    assert settings.read(file).window.name == "Kasse 1"


def test_every_declared_default_is_one_the_key_would_take() -> None:
    for section in settings.SECTIONS:
        for key in section.keys:
            if key.default is not None:
                reason, _ = settings.value_fault(key, key.default, "")
                assert not reason, f"{section.name}.{key.name}"


def test_the_readme_tells_every_key_as_it_is_declared() -> None:
    readme = Path(settings.__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    told = readme.split("<!-- settings -->\n")[1].split("\n<!-- /settings -->")[0]
    assert told == settings.as_table()


TWO_ON_ONE_LINE = """[scanner]
address = "serial:///dev/a?baud=9600"
[check_reader]
address = "serial:///dev/a"
"""


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('[window]\nname = "4111 1111 1111 1111"\n', "window.name", "card_number"),
        ('[window]\nname = "a\\u0007b"\n', "window.name", "not_printable"),
        (TWO_ON_ONE_LINE, "check_reader.address", "line_taken"),
    ],
)
def test_what_would_print_badly_or_share_a_line_is_named(
    text: str, place: str, reason: str
) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        settings.parse(text)
    faults = [(fault.place, fault.reason) for fault in refused.value.faults]
    assert (place, reason) in faults


def test_two_alike_on_the_usb_are_told_apart_by_their_serial_numbers() -> None:
    settings.parse(
        '[ticket_printer]\naddress = "usb://0a43:0001?serial=A"\n'
        '[receipt_printer]\naddress = "usb://0a43:0001?serial=B"\n'
    )
