"""Key derivation and sealing, held against known answers (hardware facts 6.1, verified)."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from hardware.terminals.nexo_crypto import (
    HEADER_FIELDS,
    SharedKey,
    derived,
    opened,
    sealed,
    shared_key,
)
from hardware.terminals.nexo_json import Malformed

PASSPHRASE = "foyer known answer"
NONCE = bytes(range(16))
PLAIN = '{"SaleToPOIRequest":{"note":"Dvořák"}}'.encode()
KEY = shared_key("foyer", 1, PASSPHRASE)
HEADER = dict.fromkeys(HEADER_FIELDS, "x")
BODY = json.dumps({"SaleToPOIResponse": {"MessageHeader": HEADER, "n": 1}}).encode()


def envelope(plain: bytes = BODY, key: SharedKey = KEY, header: object = None) -> dict[str, dict]:
    data = sealed("SaleToPOIResponse", HEADER, plain, key, NONCE)
    made = json.loads(data)
    if header is not None:
        made["SaleToPOIResponse"]["MessageHeader"] = header
    return made


def refused(made: object, key: SharedKey = KEY) -> str:
    with pytest.raises(Malformed) as caught:
        opened("SaleToPOIResponse", json.dumps(made).encode(), key)
    return caught.value.code


def test_the_keys_are_the_known_ones() -> None:
    keys = derived(PASSPHRASE)
    assert keys.hmac.hex() == "2184c63df130536c8cfdb43be5a8950bc5ce044c5171a204c5a79bdf5cd0e75c"
    assert keys.cipher.hex() == "d5bffb3347c61771aa4457c7f1dbdaebb0b4ea4d1c4454c57420691b788a4503"
    assert keys.iv.hex() == "350d1fb33e71b6a80882228271ec222f"


def test_a_sealed_message_is_the_known_one() -> None:
    made = json.loads(sealed("SaleToPOIRequest", HEADER, PLAIN, KEY, NONCE))["SaleToPOIRequest"]
    assert made["NexoBlob"] == "nbOCttTS+jz8w4yA7hL351KqLLcdkjmfRp+qOZbxRytK+c4rQdASo0zDaFsimYxH"
    assert made["SecurityTrailer"] == {
        "AdyenCryptoVersion": 1,
        "KeyIdentifier": "foyer",
        "KeyVersion": 1,
        "Nonce": base64.b64encode(NONCE).decode(),
        "Hmac": "PUrYkXHknJYtM/56p6OWA+B0EgnH0LA9Fs7uSVc3eCg=",
    }
    assert made["MessageHeader"] == HEADER


def test_what_is_sealed_can_be_opened() -> None:
    header, body = opened("SaleToPOIResponse", json.dumps(envelope()).encode(), KEY)
    assert header == HEADER
    assert isinstance(body, dict)
    assert body["n"] == "1"


@pytest.mark.parametrize("length", range(33))
def test_every_length_is_filled_up_and_emptied_again(length: int) -> None:
    plain = BODY + b" " * length
    assert opened("SaleToPOIResponse", json.dumps(envelope(plain)).encode(), KEY)[0] == HEADER


def test_another_key_is_refused_by_its_name_before_anything_is_opened() -> None:
    assert refused(envelope(), replace(KEY, version=2)) == "key_version"
    assert refused(envelope(), replace(KEY, identifier="other")) == "key_identifier"


def test_another_passphrase_is_refused() -> None:
    assert refused(envelope(), shared_key("foyer", 1, "another")) == "hmac"


@pytest.mark.parametrize("field", ["NexoBlob", "Hmac", "Nonce"])
@pytest.mark.parametrize("at", [0, -1])
def test_one_changed_bit_is_refused(field: str, at: int) -> None:
    made = envelope()
    inside = made["SaleToPOIResponse"]
    place = inside if field == "NexoBlob" else inside["SecurityTrailer"]
    data = bytearray(base64.b64decode(place[field]))
    data[at] ^= 1
    place[field] = base64.b64encode(data).decode()
    assert refused(made) == "hmac"


def test_another_header_outside_than_inside_is_refused() -> None:
    for name in HEADER_FIELDS:
        assert refused(envelope(header={**HEADER, name: "y"})) == "header_differs"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("AdyenCryptoVersion", 2, "crypto_version"),
        ("AdyenCryptoVersion", "1", "no_AdyenCryptoVersion"),
        ("KeyVersion", True, "no_KeyVersion"),
        ("KeyVersion", 1.0, "no_KeyVersion"),
        ("KeyIdentifier", None, "no_KeyIdentifier"),
        ("Nonce", "AAAA", "nonce"),
        ("Nonce", "%", "no_Nonce"),
        ("Hmac", "é", "no_Hmac"),
        ("Hmac", "", "hmac"),
    ],
)
def test_a_trailer_that_is_not_one_is_refused(field: str, value: object, code: str) -> None:
    made = envelope()
    made["SaleToPOIResponse"]["SecurityTrailer"][field] = value
    assert refused(made) == code


@pytest.mark.parametrize("blob", ["", "AAAA", base64.b64encode(bytes(16)).decode()])
def test_a_blob_that_is_none_is_refused_like_a_wrong_hmac(blob: str) -> None:
    made = envelope()
    made["SaleToPOIResponse"]["NexoBlob"] = blob
    assert refused(made) == "hmac"


def test_no_key_stands_in_a_repr() -> None:
    shown = repr(KEY)
    for secret in (KEY.material.hmac, KEY.material.cipher, KEY.material.iv):
        assert repr(secret) not in shown
        assert secret.hex() not in shown
    assert PASSPHRASE not in shown
