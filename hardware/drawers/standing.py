"""How long a drawer stands open, measured on the clock's monotonic time. No I/O and no thread."""

from __future__ import annotations

from pos.ports.devices import OpenSpell


class Standing:
    """One drawer's openings, as its sensor tells them. ``alarm_after_s``: longer is too long."""

    def __init__(self, alarm_after_s: float) -> None:
        self._alarm_after_s = alarm_after_s
        self._since_s: float | None = None
        self.too_long = False

    @property
    def is_open(self) -> bool:
        return self._since_s is not None

    @property
    def alarm_at_s(self) -> float | None:
        """The clock's second at which it has stood open too long; None while it is not open."""
        return None if self._since_s is None else self._since_s + self._alarm_after_s

    def open_for_s(self, now_s: float) -> float | None:
        """Return the seconds it has been open, None while it is not seen open."""
        return None if self._since_s is None else now_s - self._since_s

    def opened(self, now_s: float) -> None:
        """The sensor says open; saying so again changes nothing."""
        if self._since_s is None:
            self._since_s = now_s

    def ended(self, now_s: float, *, seen_shut: bool) -> OpenSpell | None:
        """The sensor says shut, or nothing any more; return the spell that is over, if any."""
        if self._since_s is None:
            return None
        spell = OpenSpell(now_s - self._since_s, seen_shut=seen_shut, too_long=self.too_long)
        self._since_s = None
        self.too_long = False
        return spell

    def look(self, now_s: float) -> bool:
        """Return whether it has now stood open too long."""
        if (alarm_at_s := self.alarm_at_s) is not None and now_s >= alarm_at_s:
            self.too_long = True
        return self.too_long
