"""``[payment_terminal]``: what each driver needs, and secrets that never stand in the file."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from hardware.simulators.stepped_clock import SteppedClock
from hardware.terminals.nexo import NexoTerminal
from hardware.terminals.stripe_terminal import StripeTerminal
from hardware.terminals.telium import TeliumTerminal
from kiosk.bootstrap import build_devices
from kiosk.commands.words import lines_of
from kiosk.secrets import Secrets
from kiosk.settings import Fault, Home, parse
from pos.errors import SettingsInvalid

NEXO = {
    "driver": "nexo",
    "address": "https://10.0.0.50:8443/nexo",
    "poi_id": "P400Plus-123456789",
    "sale_id": "Window1",
    "key_identifier": "foyer",
    "passphrase": "file:secrets/terminal",
    "ca_file": "secrets/terminal-ca.pem",
}
TELIUM = {"driver": "telium", "address": "serial:///dev/ttyACM0", "currency": "EUR"}
STRIPE = {"driver": "stripe", "reader": "tmr_FDOt2wlRZEdpd7", "api_key": "file:secrets/stripe"}
PLAIN = "hunter2-and-more"


def text(values: dict[str, str]) -> str:
    lines = [f'{key} = "{value}"' for key, value in values.items()]
    return "\n".join(["[payment_terminal]", *lines, ""])


def faults(given: str) -> list[tuple[str, int, str]]:
    with pytest.raises(SettingsInvalid) as caught:
        parse(given)
    assert PLAIN not in repr(caught.value.faults) + repr(caught.value.params)
    assert PLAIN not in "".join(lines_of(caught.value))
    found = [cast("Fault", fault) for fault in caught.value.faults]
    return [(fault.place.removeprefix("payment_terminal."), fault.line, fault.reason)
            for fault in found]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    secrets = Secrets(tmp_path)
    secrets.keep_in_file("terminal", "open sesame")
    secrets.keep_in_file("stripe", "rk_test_0123456789")
    return Home(tmp_path)


@pytest.mark.parametrize("values", [NEXO, TELIUM, STRIPE, {"driver": "standalone"}, {}])
def test_each_driver_has_its_keys(values: dict[str, str]) -> None:
    parse(text(values))


@pytest.mark.parametrize("key", ["address", "poi_id", "sale_id", "key_identifier", "passphrase"])
def test_what_nexo_needs(key: str) -> None:
    given = {name: value for name, value in NEXO.items() if name != key}
    assert faults(text(given)) == [(key, 1, "missing_key")]


def test_what_others_need() -> None:
    assert faults(text({"driver": "telium"})) == [("address", 1, "missing_key")]
    assert faults(text({"driver": "stripe"})) == [
        ("reader", 1, "missing_key"),
        ("api_key", 1, "missing_key"),
    ]


@pytest.mark.parametrize("secret", [PLAIN, f"{PLAIN}:x", f"File:{PLAIN}", "", "file:", "env:1x"])
def test_a_secret_that_stands_in_the_file_is_refused_unseen(secret: str) -> None:
    assert faults(text({**NEXO, "passphrase": secret})) == [("passphrase", 7, "plain_secret")]


def test_a_secret_that_is_no_text_is_refused_unseen() -> None:
    given = text(STRIPE).replace('"file:secrets/stripe"', "4111111111111111")
    assert faults(given) == [("api_key", 4, "plain_secret")]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({**NEXO, "address": "http://10.0.0.50:8443/nexo"}, "bad_web_address"),
        ({**NEXO, "address": "tcp://10.0.0.50:8443"}, "bad_web_address"),
        ({**NEXO, "address": "https://me:pw@10.0.0.50/nexo"}, "bad_web_address"),
        ({**TELIUM, "address": "https://10.0.0.50:8443/nexo"}, "bad_address"),
        ({**STRIPE, "address": "http://10.0.0.50:1"}, "bad_web_address"),
    ],
)
def test_addresses_are_of_the_drivers_kind(values: dict[str, str], reason: str) -> None:
    line = list(values).index("address") + 2
    assert faults(text(values)) == [("address", line, reason)]


def test_all_faults_are_told_at_once() -> None:
    given = {**NEXO, "poi_id": "no dash", "passphrase": PLAIN, "currency": "dollars", "pin": "1"}
    assert [reason for _, _, reason in faults(text(given))] == [
        "bad_form",
        "plain_secret",
        "bad_form",
        "unknown_key",
    ]


# ---- put together ----


def built(values: dict[str, str], home: Home) -> object:
    return build_devices(parse(text(values)), SteppedClock(), home).payment_terminal


def invalid(values: dict[str, str], home: Home) -> tuple[str, str]:
    with pytest.raises(SettingsInvalid) as caught:
        built(values, home)
    assert "open sesame" not in "".join(lines_of(caught.value)) + repr(caught.value.faults)
    fault = cast("Fault", caught.value.faults[0])
    return fault.place.removeprefix("payment_terminal."), fault.reason


def test_drivers_are_built(home: Home) -> None:
    assert isinstance(built(TELIUM, home), TeliumTerminal)
    assert isinstance(built(STRIPE, home), StripeTerminal)
    assert built({}, home) is None


def test_a_nexo_terminal_is_built(home: Home) -> None:
    assert invalid(NEXO, home) == ("ca_file", "no_file")
    from hardware.simulators.nexo_certificates import contexts

    authority, _ = contexts(home.root, "P400Plus-123456789")
    (home.root / "secrets" / "terminal-ca.pem").write_bytes(authority)
    assert isinstance(built(NEXO, home), NexoTerminal)


def test_what_only_the_driver_can_see_is_told_at_once_too(home: Home) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        built({**NEXO, "passphrase": "file:secrets/no"}, home)
    reasons = [cast("Fault", fault).reason for fault in caught.value.faults]
    assert reasons == ["secret_missing", "no_file"]


def test_a_secret_that_cannot_be_had_is_named_with_its_place(home: Home) -> None:
    assert invalid({**NEXO, "passphrase": "file:secrets/no"}, home) == (
        "passphrase",
        "secret_missing",
    )
    (home.root / "secrets" / "terminal").chmod(0o644)
    assert invalid(NEXO, home) == ("passphrase", "secret_open_to_others")
    assert invalid({**STRIPE, "api_key": "file:secrets/terminal"}, home)[0] == "api_key"


def test_a_key_that_is_none_of_stripes(home: Home) -> None:
    Secrets(home.root).keep_in_file("stripe", "open sesame")
    assert invalid(STRIPE, home) == ("api_key", "bad_key")


def test_without_the_library_of_stripe_it_says_so(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.terminals.stripe_api.find_spec", lambda _: None)
    assert invalid(STRIPE, home) == ("driver", "stripe_not_installed")


def test_a_currency_that_the_protocol_lacks(home: Home) -> None:
    assert invalid({**TELIUM, "currency": "CAD"}, home) == ("currency", "not_one_of")


def test_a_serial_line_of_a_telium_terminal_must_make_sense(home: Home) -> None:
    refused = invalid({**TELIUM, "address": "serial:///dev/x?baud=3"}, home)
    assert refused == ("address", "bad_address")


@pytest.mark.parametrize("base", [NEXO, STRIPE, TELIUM])
@pytest.mark.parametrize(
    "address",
    ["https://me:hunter2@10.0.0.50:8443/nexo", "tcp://me:hunt/er2@10.0.0.50:1", "me:hunter2@a"],
)
def test_a_password_in_an_address_is_refused_and_not_said(
    base: dict[str, str], address: str
) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        parse(text({**base, "address": address}))
    assert "hunt" not in repr((refused.value.params, refused.value.faults))


@pytest.mark.parametrize("address", ["10.0.0.7", "https://10.0.0.7:8443/nexo", "COM"])
def test_who_misspells_a_lines_address_is_shown_a_line(address: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        parse(text({**TELIUM, "address": address}))
    assert refused.value.faults[0].hint == "serial:///dev/ttyACM0"
