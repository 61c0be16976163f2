from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.simulators.nexo_certificates import new_authority
from hardware.terminals.nexo_settings import (
    HttpsAddress,
    NexoSettings,
    checked,
    https_address,
    is_terminal,
    tls_context,
)
from pos.errors import SettingsInvalid

POI_ID = "P400Plus-123456789"


def settings(**values: object) -> NexoSettings:
    given = {
        "address": "https://10.0.0.50:8443/nexo",
        "poi_id": POI_ID,
        "sale_id": "Window1",
        "key_identifier": "foyer",
        "key_version": 1,
        "passphrase": "one two three",
        "ca_file": b"",
    }
    return NexoSettings(**{**given, **values})  # type: ignore[arg-type]


def wrong(check: Callable[[NexoSettings], object], **values: object) -> str:
    with pytest.raises(SettingsInvalid) as caught:
        check(settings(**values))
    return str(caught.value.params["place"])


def test_an_address_is_taken_apart() -> None:
    assert https_address(settings()) == HttpsAddress("10.0.0.50", 8443, "/nexo")
    bare = settings(address="https://[::1]:8443")
    assert https_address(bare) == HttpsAddress("::1", 8443, "/nexo")


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.50:8443/nexo",
        "tcp://10.0.0.50:8443",
        "https://10.0.0.50/nexo",
        "https://:8443/nexo",
        "https://10.0.0.50:99999/nexo",
        "https://user:word@10.0.0.50:8443/nexo",
        "https://10.0.0.50:8443/nexo?x=1",
        "",
    ],
)
def test_an_address_without_encryption_or_without_sense_is_refused(address: str) -> None:
    assert wrong(checked, address=address) == "payment_terminal.address"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("poi_id", ""),
        ("poi_id", "P400Plus"),
        ("poi_id", "P400 Plus-1"),
        ("sale_id", "x" * 65),
        ("key_identifier", ""),
        ("passphrase", ""),
    ],
)
def test_an_id_or_a_key_that_cannot_be(key: str, value: str) -> None:
    assert wrong(checked, **{key: value}) == f"payment_terminal.{key}"


def test_the_certificate_is_always_checked(tmp_path: Path) -> None:
    pem = new_authority().pem
    file = tmp_path / "ca.pem"
    file.write_bytes(pem)
    for ca_file in (pem, file):
        context = tls_context(settings(ca_file=ca_file))
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
        assert len(context.get_ca_certs()) == 1


@pytest.mark.parametrize("ca_file", [b"", b"\xff", b"no certificate", Path("nosuch.pem")])
def test_an_authority_that_is_none_is_refused(ca_file: bytes | Path) -> None:
    assert wrong(tls_context, ca_file=ca_file) == "payment_terminal.ca_file"


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("P400Plus-123456789.test.terminal.adyen.com", True),
        ("P400Plus-123456789.live.terminal.adyen.com", True),
        ("p400plus-123456789.live.terminal.adyen.com", True),
        ("legacy-terminal-certificate.live.terminal.adyen.com", True),
        ("P400Plus-1234567890.live.terminal.adyen.com", False),
        ("P400Plus-123456789.live.terminal.adyen.com.example", False),
        ("P400PlusX123456789.live.terminal.adyen.com", False),
        ("x.P400Plus-123456789.live.terminal.adyen.com", False),
        ("P400Plus-123456789.other.terminal.adyen.com", False),
        ("*.live.terminal.adyen.com", False),
        ("P400Plus-123456789", False),
        ("", False),
    ],
)
def test_a_certificate_names_the_terminal(name: str, good: bool) -> None:
    assert is_terminal((name,), POI_ID) is good


def test_a_certificate_with_several_names_or_none_is_nobodys() -> None:
    good = f"{POI_ID}.live.terminal.adyen.com"
    assert not is_terminal((), POI_ID)
    assert not is_terminal((good, good), POI_ID)


def test_no_secret_stands_in_a_repr() -> None:
    assert "one two three" not in repr(settings())
