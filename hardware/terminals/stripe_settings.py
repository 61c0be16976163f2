"""What the driver needs to know of a Stripe reader, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pos.errors import SettingsInvalid

API = "https://api.stripe.com"

_READER = re.compile(r"tmr_[A-Za-z0-9_]{1,60}")
_KEY = re.compile(r"(sk|rk)_(test|live)_[A-Za-z0-9_]{4,250}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """One reader of an account.

    Args:
        reader: Stripe's id of the reader, ``tmr_...``.
        api_key: A key of the account; a restricted one (``rk_``) that may write PaymentIntents,
            refunds and terminal readers is enough. Never in a ``repr``.
        address: Of a stand-in; Stripe's own when empty. Plain http to this computer only.
        name: The section in window.toml.
        currency: ISO 4217; a request in another is not sent.
        payment_s: From the reader's being asked to the last look at what became of it.
        answer_s: How long any one answer of the interface may keep still.
        poll_s: How often the reader is looked at during a payment.
        check_s: How often at rest.

    Raises:
        SettingsInvalid: One of them makes no sense.
    """

    reader: str
    api_key: str = field(repr=False)
    address: str = ""
    name: str = "payment_terminal"
    currency: str = "USD"
    payment_s: float = 120.0
    answer_s: float = 10.0
    poll_s: float = 1.0
    check_s: float = 30.0

    def __post_init__(self) -> None:
        if not _READER.fullmatch(self.reader):
            raise self._invalid("reader", "bad_form", "tmr_FDOt2wlRZEdpd7")
        if not _KEY.fullmatch(self.api_key):
            raise self._invalid("api_key", "bad_key", "rk_live_...")
        if not _trusted(self.base):
            raise SettingsInvalid(
                place=f"{self.name}.address", reason="bad_address", detail="scheme", value=""
            )

    @property
    def base(self) -> str:
        """Where requests go, without a slash at the end."""
        return (self.address or API).rstrip("/")

    def _invalid(self, key: str, reason: str, hint: str) -> SettingsInvalid:
        return SettingsInvalid(place=f"{self.name}.{key}", reason=reason, value="", hint=hint)


def _trusted(address: str) -> bool:
    """Whether the key may go there: TLS, or this very computer."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.query or port == 0:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
