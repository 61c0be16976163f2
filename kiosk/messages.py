"""Words for codes: what went wrong and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos.ports.devices import DeviceStatus
    from printing.words import Words


def device_name(device: str, words: Words) -> str:
    """Return what people call a device."""
    return words(device)


def device_text(status: DeviceStatus, words: Words) -> str:
    """Return a device's health in words."""
    return f"{device_name(status.device, words)}: {status.state.value}"
