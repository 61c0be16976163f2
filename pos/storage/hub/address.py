"""Where the hub is, as ``postgresql://role@host:port/database``, and how it may be spoken to.

Off this machine only over TLS with a certificate that is checked, name and all: libpq breaks the
connection off before a byte of the password where the other side will not. The password itself is
never sent, only proof of it (SCRAM); a server that asks for the password is refused.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

FORM = (
    r"postgresql://(?P<user>[A-Za-z0-9_.-]{1,63})@"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|%2F[A-Za-z0-9_.%-]+|[A-Za-z0-9_.-]+)"
    r"(:(?P<port>\d{1,5}))?/(?P<database>[A-Za-z0-9_.-]{1,63})"
)
"""No password, which has a better place, and no options, which could turn TLS off."""

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_DEAD_AFTER_MS = 2_000
"""After which a line counts as dead on which nothing that was said arrived, or nobody is there to
say that it did: also while a call is waited for that may take long. How long the hub works on it is
another matter."""
_ALIVE = {"keepalives_idle": "1", "keepalives_interval": "1", "keepalives_count": "2"}
"""Seconds, and how many unanswered ones are enough where there is no ``tcp_user_timeout``."""


@dataclass(frozen=True, slots=True)
class HubAddress:
    """``host``: a name, an address, or the folder of a socket. ``ca_file``: the authority that the
    hub's certificate must come from; None: any that this machine trusts."""

    user: str
    host: str
    port: int
    database: str
    ca_file: Path | None = None

    @property
    def local(self) -> bool:
        """Whether what is said stays on this machine."""
        if self.host.startswith("/") or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_name(self) -> bool:
        """Whether the host has to be looked up."""
        if self.host.startswith("/"):
            return False
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return True
        return False

    def parameters(self, password: str = "") -> dict[str, str]:
        """Return libpq's parameters. With a ``ca_file`` also a local hub must prove itself."""
        found = {
            "user": self.user,
            "host": self.host,
            "port": str(self.port),
            "dbname": self.database,
            "application_name": "foyer",
            "gssencmode": "disable",
            "tcp_user_timeout": str(_DEAD_AFTER_MS),
            **_ALIVE,
        }
        if password:
            found |= {"password": password}
        if self.local and self.ca_file is None:
            return found | {"sslmode": "disable"}
        return found | {
            "sslmode": "verify-full",
            "sslrootcert": str(self.ca_file or _trusted_here()),
            "require_auth": "scram-sha-256",
        }


def hub_address(url: str, ca_file: Path | None = None) -> HubAddress | None:
    """Return what ``url`` says, None where it is no hub's."""
    found = re.fullmatch(FORM, url)
    if found is None or not 0 < int(found["port"] or 5432) < 65536:
        return None
    return HubAddress(
        found["user"],
        _PERCENT.sub(lambda hit: chr(int(hit[1], 16)), found["host"]).strip("[]"),
        int(found["port"] or 5432),
        found["database"],
        ca_file,
    )


def _trusted_here() -> str:
    """Return the file of the authorities this machine trusts. libpq's own library may have been
    built to look in another place."""
    import ssl

    paths = ssl.get_default_verify_paths()
    known = (paths.cafile, paths.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt")
    return next((each for each in known if each and Path(each).is_file()), "system")
