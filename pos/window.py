"""This window: one selling position with its own drawer, database and number sequences."""

from __future__ import annotations

from dataclasses import dataclass

from pos.ids import WindowId


@dataclass(frozen=True, slots=True)
class Window:
    """``prefix`` begins every order and receipt number made here, e.g. ``W1``."""

    window_id: WindowId
    name: str
    prefix: str

    @property
    def holder(self) -> str:
        """Return the name under which this window holds rights."""
        return f"window:{self.window_id}"
