"""What is sold beside seats and gift certificates, as a page of the Sell room: open or shut, and
which of its parts is in front. What the parts do is their own presenters' business.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from pos.views.people import Permission

ROOM = "counter"
"""What ``Desk.walk_to`` is asked for."""


@dataclass(frozen=True, slots=True)
class CounterState:
    """``part``: the key of the part that is in front; empty means the first."""

    shown: bool = False
    part: str = ""


class Counter(Presenter[CounterState]):
    """The page beside the houses. GUI thread."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(CounterState())
        self._desk = desk
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    def open(self, part: str = "") -> None:
        """Show the page; with ``part`` in front, or the one that was there last."""
        if self._desk.may(Permission.SELL):
            self._now(shown=True, part=part or self.state.part)

    def turn_to(self, part: str) -> None:
        """Bring one part to the front."""
        self._now(part=part)

    def back(self) -> None:
        """Show again what was there before: the cards, or the house that is open."""
        self._now(shown=False)

    def look_after_certificates(self) -> None:
        """A patron asks what is left on a certificate, or wants the rest of it."""
        self._desk.walk_to("certificates")

    def _walked(self, room: str) -> None:
        if room == ROOM:
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None:
            self._become(CounterState())
