"""What a nexo terminal is set up with, and whom it takes for that terminal."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from hardware.terminals.nexo_messages import Parties
from pos.errors import SettingsInvalid

_SCHEME = "https"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CERTIFICATE_NAME = r"({poi_id}|legacy-terminal-certificate)\.(test|live)\.terminal\.adyen\.com"
"""Hardware facts 6.1 (documented): the name is the terminal's, never its address."""


@dataclass(frozen=True, slots=True)
class NexoSettings:
    """One terminal.

    Args:
        address: ``https://host:port/nexo``.
        poi_id: Model and serial number with a dash between, as the terminal shows them.
        sale_id: What this window calls itself.
        key_identifier: Which shared key; set on the terminal too.
        key_version: Which version of it.
        passphrase: What both ends derive their keys from. Never in a ``repr``.
        ca_file: The only authority whose certificates count: a PEM file, or its bytes.
        name: The section in window.toml.
        currency: ISO 4217, of the totals.
        payment_s: How long an answer to a charge, refund or reversal may take (120 s on a local
            connection: hardware facts 6.1, documented).
        answer_s: How long any other answer may take, and reaching the terminal.
        check_s: How often a terminal at rest is asked how it is.
    """

    address: str
    poi_id: str
    sale_id: str
    key_identifier: str
    key_version: int
    passphrase: str = field(repr=False)
    ca_file: Path | bytes = field(repr=False)
    name: str = "payment_terminal"
    currency: str = "USD"
    payment_s: float = 120.0
    answer_s: float = 10.0
    check_s: float = 30.0

    @property
    def parties(self) -> Parties:
        return Parties(self.sale_id, self.poi_id)


@dataclass(frozen=True, slots=True)
class HttpsAddress:
    """Where requests go."""

    host: str
    port: int
    path: str


def https_address(settings: NexoSettings) -> HttpsAddress:
    """Return the address taken apart.

    Raises:
        SettingsInvalid: ``bad_address``; it is not https, or lacks a host or a port.
    """
    try:
        parts = urlsplit(settings.address)
        port = parts.port
    except ValueError:
        raise _invalid(settings, "address", "bad_address", "whole") from None
    if parts.scheme != _SCHEME:
        raise _invalid(settings, "address", "bad_address", "scheme")
    if not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise _invalid(settings, "address", "bad_address", "host")
    if not port:
        raise _invalid(settings, "address", "bad_address", "port")
    return HttpsAddress(parts.hostname, port, parts.path or "/nexo")


def checked(settings: NexoSettings) -> NexoSettings:
    """Return the settings.

    Raises:
        SettingsInvalid: An id or a key makes no sense.
    """
    for key in ("poi_id", "sale_id", "key_identifier"):
        if not _ID.fullmatch(getattr(settings, key)):
            raise _invalid(settings, key, "bad_form", key)
    if "-" not in settings.poi_id:
        raise _invalid(settings, "poi_id", "bad_form", "poi_id")
    if not settings.passphrase:
        raise _invalid(settings, "passphrase", "missing_key", "passphrase")
    https_address(settings)
    return settings


def tls_context(settings: NexoSettings) -> ssl.SSLContext:
    """Return what checks the terminal's certificate: chain to the one authority, always; TLS 1.2 or
    newer. The name is held against ``is_terminal``, because it is not the address's.

    Raises:
        SettingsInvalid: The authority's file cannot be read, or holds no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the name is the terminal's, see ``is_terminal``
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    given = settings.ca_file
    try:
        pem = given if isinstance(given, bytes) else given.read_bytes()
        context.load_verify_locations(cadata=pem.decode("ascii"))
    except FileNotFoundError:
        raise _invalid(settings, "ca_file", "no_file", "ca_file") from None
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        raise _invalid(settings, "ca_file", "no_authority", "ca_file") from None
    if not context.cert_store_stats()["x509_ca"]:
        raise _invalid(settings, "ca_file", "no_authority", "ca_file")
    return context


def is_terminal(names: tuple[str, ...], poi_id: str) -> bool:
    """Return whether a certificate with these common names is that terminal's."""
    form = re.compile(_CERTIFICATE_NAME.format(poi_id=re.escape(poi_id)), re.IGNORECASE)
    return len(names) == 1 and form.fullmatch(names[0]) is not None


def _invalid(settings: NexoSettings, key: str, reason: str, detail: str) -> SettingsInvalid:
    return SettingsInvalid(place=f"{settings.name}.{key}", reason=reason, detail=detail, value="")
