"""A test authority and the certificates of a virtual terminal. For tests and demos only: their keys
are nobody's secret.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, Name

_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)
_EXPIRED = datetime(2021, 1, 1, tzinfo=UTC)
"""OpenSSL goes by the computer's clock, whatever clock the tests have."""
ENVIRONMENT = "test.terminal.adyen.com"


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates."""

    certificate: Certificate
    key: EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate, as a till is given it."""
        return _pem(self.certificate)

    def issue(
        self, name: str, folder: Path, file: str, until: datetime | None = None
    ) -> tuple[Path, Path]:
        """Return the files of a new certificate with that common name, and of its key."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self.certificate.subject
        made = _signed(_name(name), key, issuer, self.key, until or _UNTIL, ca=False)
        certificate, secret = folder / f"{file}.pem", folder / f"{file}.key"
        certificate.write_bytes(_pem(made))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, secret


def new_authority() -> Authority:
    """Return a new authority."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Foyer test authority")
    return Authority(_signed(name, key, name, key, _UNTIL, ca=True), key)


def contexts(folder: Path, poi_id: str) -> tuple[bytes, dict[str, ssl.SSLContext]]:
    """Return the authority that a till is given, and what a terminal serves with: ``right``, and
    three that must be refused. The files are left in ``folder``, ``ca.pem`` among them.
    """
    authority, other = new_authority(), new_authority()
    (folder / "ca.pem").write_bytes(authority.pem)
    name, another = f"{poi_id}.{ENVIRONMENT}", f"{poi_id}0.{ENVIRONMENT}"
    return authority.pem, {
        "right": server_context(*authority.issue(name, folder, "terminal")),
        "wrong_name": server_context(*authority.issue(another, folder, "other-name")),
        "wrong_ca": server_context(*other.issue(name, folder, "other-authority")),
        "expired": server_context(*authority.issue(name, folder, "expired", _EXPIRED)),
    }


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a terminal with this certificate serves with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


def _name(common: str) -> Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _signed(
    subject: Name,
    key: EllipticCurvePrivateKey,
    issuer: Name,
    signer: EllipticCurvePrivateKey,
    until: datetime,
    *,
    ca: bool,
) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    draft = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    return draft.sign(signer, SHA256())


def _pem(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)
