"""The section ``[payment_terminal]`` of window.toml as settings of a driver.

The kiosk has checked the section's words and keeps the secrets; what a driver alone can know is
refused by the driver's own settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from hardware.settings import Section
from hardware.terminals.nexo_settings import NexoSettings, checked, tls_context
from hardware.terminals.stripe_settings import StripeSettings
from hardware.terminals.telium_frames import NUMERIC
from hardware.terminals.telium_settings import TeliumSettings
from hardware.transports.address import parse_address
from pos.errors import SettingsInvalid

NAME = "payment_terminal"
_UNKNOWN = "not to be had"
"""Stands for a passphrase while the rest is looked at; no terminal is made with it."""


class Keeper(Protocol):
    """Keeps what window.toml only names."""

    def read(self, reference: str, place: str) -> str:
        """Return the secret behind a reference such as ``file:secrets/terminal``.

        Raises:
            SettingsInvalid: At ``place``; it cannot be had.
        """
        ...

    def file(self, path: str) -> Path:
        """Return where a file that is named in window.toml is."""
        ...


def nexo_settings(section: Section, keeper: Keeper) -> NexoSettings:
    """Return what a nexo terminal is set up with.

    Raises:
        SettingsInvalid: A value makes no sense, its secret cannot be had, or the authority's file
            cannot be used; with several faults, each of them in ``faults``.
    """
    faults: list[SettingsInvalid] = []
    passphrase = _UNKNOWN
    try:
        passphrase = _secret(section, "passphrase", keeper)
    except SettingsInvalid as fault:
        faults.append(fault)
    settings = NexoSettings(
        address=_text(section, "address"),
        poi_id=_text(section, "poi_id"),
        sale_id=_text(section, "sale_id"),
        key_identifier=_text(section, "key_identifier"),
        key_version=int(section.get("key_version", 1)),
        passphrase=passphrase,
        ca_file=keeper.file(_text(section, "ca_file")),
        name=NAME,
        currency=_currency(section),
    )
    for check in (checked, tls_context):
        try:
            check(settings)
        except SettingsInvalid as fault:
            faults.append(fault)
    if faults:
        raise SettingsInvalid(tuple(faults), **faults[0].params)
    return settings


def telium_settings(section: Section) -> TeliumSettings:
    """Return what a terminal that speaks protocol E is set up with.

    Raises:
        SettingsInvalid: A value makes no sense, or the protocol does not know the currency.
    """
    currency = _currency(section)
    if currency not in NUMERIC:
        hint = ", ".join(sorted(NUMERIC))
        place = f"{NAME}.currency"
        raise SettingsInvalid(place=place, reason="not_one_of", value=currency, hint=hint)
    address = parse_address(_text(section, "address"), f"{NAME}.address")
    return TeliumSettings(NAME, address, _text(section, "pos") or "01", NUMERIC[currency])


def stripe_settings(section: Section, keeper: Keeper) -> StripeSettings:
    """Return what a Stripe reader is set up with.

    Raises:
        SettingsInvalid: A value makes no sense, or the account's key cannot be had.
    """
    return StripeSettings(
        reader=_text(section, "reader"),
        api_key=_secret(section, "api_key", keeper),
        address=_text(section, "address"),
        name=NAME,
        currency=_currency(section),
    )


def _text(section: Section, key: str) -> str:
    return str(section.get(key, ""))


def _currency(section: Section) -> str:
    return _text(section, "currency") or "USD"


def _secret(section: Section, key: str, keeper: Keeper) -> str:
    return keeper.read(_text(section, key), f"{NAME}.{key}")
