"""What an acknowledgement of an FGL printer is worth.

``06`` carries no identity, so order is the only match (hardware facts 1.9); whenever a ticket ended
without one, a late ``06`` may still come. From then on an ``06`` is believed only if the printer's
own ticket count, asked with ``<S2>``, has also gone up by one.
"""

from __future__ import annotations

MUTE = 2
"""Tickets in a row that came out without a word, from a printer never heard unasked, that prove
another status mode than the one set here."""


class Owed:
    """Acknowledgements that may still come, and the count that tells them apart."""

    def __init__(self) -> None:
        self.number = 0
        """Acknowledgements that may still come for tickets given up."""
        self.count: int | None = None
        """The printer's ticket count with nothing in flight."""
        self._stray = False  # acknowledged what never was: the next one is checked
        self._heard_unasked = False
        self._silent_from: int | None = None  # the count before a ticket given up in silence
        self._mute = 0

    @property
    def in_doubt(self) -> bool:
        """Whether the next acknowledgement may be another ticket's, or nothing's."""
        return self.number > 0 or self._stray

    @property
    def is_mute(self) -> bool:
        """Whether it prints and says nothing: its status mode is not the one set here."""
        return self._mute >= MUTE

    def one_more(self, *, in_silence: bool = False) -> None:
        """A ticket of which bytes have left ended without an acknowledgement."""
        self.number += 1
        if in_silence:
            self._silent_from = None if self._heard_unasked else self.count

    def late(self, *, idle: bool) -> bool:
        """An acknowledgement for no ticket of ours now; return whether one was owed."""
        owed = self.number > 0
        self._stray = self._stray or (idle and not owed)
        self.number = max(self.number - 1, 0)
        return owed

    def heard(self) -> None:
        """It has said something unasked."""
        self._heard_unasked = True
        self._mute = 0

    def proves(self, count: int) -> bool:
        """Return whether ``count`` shows that the ticket in flight is printed, and no other."""
        if self.count != count - 1:
            return False
        self.count = count
        self._stray = False
        return True

    def in_step(self, count: int) -> None:
        """Nothing is in flight, and ``count`` tickets are printed."""
        if self._silent_from is not None and count == self._silent_from + 1:
            self._mute += 1
        self._silent_from = None
        self.count = count

    def line_down(self) -> None:
        """What the printer counts meanwhile is not seen."""
        self.count = self._silent_from = None

    def printer_restarted(self, *, straddled: bool) -> None:
        """Its buffers are empty. ``straddled``: the end of a ticket may have arrived after that,
        and be printed and acknowledged like a whole one."""
        self._stray = False
        self.number = int(straddled)
