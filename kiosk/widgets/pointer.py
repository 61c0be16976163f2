"""Whether a window was last worked by a finger. Then focus that moves by itself shows no ring."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def say_pointer(window: QWidget, *, used: bool) -> None:
    """Remember how ``window`` was worked last."""
    window.by_pointer = used  # type: ignore[attr-defined]


def worked_by_pointer(window: QWidget) -> bool:
    """Return whether a finger or mouse was used last; False before anything was."""
    return bool(getattr(window, "by_pointer", False))
