"""Seals and opens the messages of a nexo terminal.

Pure: nonces are handed in. Nothing of a message, a key or a passphrase stands in an error or a
``repr``.

Source: hardware facts 6.1, Encryption (documented; known answers verified).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.terminals.nexo_json import Malformed, binary, parse, text, whole, within, written

SALT = b"AdyenNexoV1Salt"
ROUNDS = 4000
KEY_BYTES = 80
NONCE_BYTES = 16
CRYPTO_VERSION = 1
_BLOCK = 16

HEADER_FIELDS = (
    "ProtocolVersion",
    "MessageClass",
    "MessageCategory",
    "MessageType",
    "ServiceID",
    "SaleID",
    "POIID",
)
"""What a message says of itself in clear; the same stands inside."""

REQUEST = "SaleToPOIRequest"
RESPONSE = "SaleToPOIResponse"


@dataclass(frozen=True, slots=True)
class KeyMaterial:
    """Three keys out of one passphrase. Never in a ``repr``."""

    hmac: bytes = field(repr=False)
    cipher: bytes = field(repr=False)
    iv: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SharedKey:
    """The key as terminal and till have it: which one, which version, and what it is."""

    identifier: str
    version: int
    material: KeyMaterial


def derived(passphrase: str) -> KeyMaterial:
    """Return the keys: PBKDF2 with HMAC-SHA1, 80 bytes: HMAC key 32, AES key 32, IV 16. Takes some
    milliseconds.
    """
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    kdf = PBKDF2HMAC(SHA1(), KEY_BYTES, SALT, ROUNDS)  # as the protocol has it
    key = kdf.derive(passphrase.encode())
    return KeyMaterial(key[:32], key[32:64], key[64:])


def shared_key(identifier: str, version: int, passphrase: str) -> SharedKey:
    """Return the key that identifier, version and passphrase stand for."""
    return SharedKey(identifier, version, derived(passphrase))


def sealed(
    name: str, header: Mapping[str, str], plain: bytes, key: SharedKey, nonce: bytes
) -> bytes:
    """Return the envelope, as JSON, of the message ``plain``.

    Args:
        name: ``SaleToPOIRequest`` or ``SaleToPOIResponse``.
        header: Stands in clear on the envelope; ``plain`` holds the same.
        plain: The message, JSON in UTF-8.
        key: What it is sealed with.
        nonce: 16 bytes, random, never used twice.
    """
    from base64 import b64encode

    envelope = {
        "MessageHeader": dict(header),
        "NexoBlob": b64encode(_encrypted(plain, key.material, nonce)).decode(),
        "SecurityTrailer": {
            "AdyenCryptoVersion": CRYPTO_VERSION,
            "KeyIdentifier": key.identifier,
            "KeyVersion": key.version,
            "Nonce": b64encode(nonce).decode(),
            "Hmac": b64encode(_hmac(plain, key.material)).decode(),
        },
    }
    return written({name: envelope})


ANOTHER_KEY = frozenset({"hmac", "key_identifier", "key_version", "not_accepted"})
"""Why a message cannot be opened where the two ends do not share one key: ours cannot open what is
answered, or the terminal, which could not open ours, answers with bare ``errors`` (unconfirmed)."""


def opened(name: str, data: bytes, key: SharedKey) -> tuple[dict[str, str], object]:
    """Return the header and the body of a sealed message: what stands under ``name``, parsed.

    Raises:
        Malformed: Not such a message, sealed with another key, changed on the way, or with another
            header outside than inside. Holds a code and nothing of the message.
    """
    message = parse(data)
    if isinstance(message, Mapping) and name not in message and "errors" in message:
        raise Malformed("not_accepted")
    envelope = within(message, name)
    trailer = within(envelope, "SecurityTrailer")
    if whole(trailer, "AdyenCryptoVersion") != CRYPTO_VERSION:
        raise Malformed("crypto_version")
    if text(trailer, "KeyIdentifier") != key.identifier:
        raise Malformed("key_identifier")
    if whole(trailer, "KeyVersion") != key.version:
        raise Malformed("key_version")
    nonce = binary(trailer, "Nonce")
    if len(nonce) != NONCE_BYTES:
        raise Malformed("nonce")
    plain = _decrypted(binary(envelope, "NexoBlob"), key.material, nonce)
    if plain is None or not hmac.compare_digest(
        _hmac(plain, key.material), binary(trailer, "Hmac")
    ):
        raise Malformed("hmac")
    body = within(parse(plain), name)
    outside, inside = _header(envelope), _header(body)
    if outside != inside:
        raise Malformed("header_differs")
    return inside, body


def _header(message: Mapping[str, object]) -> dict[str, str]:
    header = within(message, "MessageHeader")
    return {name: text(header, name) for name in HEADER_FIELDS}


def _hmac(plain: bytes, material: KeyMaterial) -> bytes:
    return hmac.digest(material.hmac, plain, "sha256")


def _iv(material: KeyMaterial, nonce: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(material.iv, nonce, strict=True))


def _encrypted(plain: bytes, material: KeyMaterial, nonce: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    fill = _BLOCK - len(plain) % _BLOCK  # PKCS#7
    seal = Cipher(algorithms.AES(material.cipher), modes.CBC(_iv(material, nonce))).encryptor()
    return seal.update(plain + bytes([fill]) * fill) + seal.finalize()


def _decrypted(blob: bytes, material: KeyMaterial, nonce: bytes) -> bytes | None:
    """Return the message; None where its length or its filling is wrong, which is told like a wrong
    HMAC."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if not blob or len(blob) % _BLOCK:
        return None
    open_ = Cipher(algorithms.AES(material.cipher), modes.CBC(_iv(material, nonce))).decryptor()
    plain = open_.update(blob) + open_.finalize()
    fill = plain[-1]
    if not 1 <= fill <= _BLOCK or not plain.endswith(bytes([fill]) * fill):
        return None
    return plain[:-fill]
