"""Whether a printer that stopped in a receipt went on by itself, or was switched off and on.

A power cycle says nothing (hardware facts 10, documented). Where the line stays up, what is still
to come of the receipt is printed afterwards and its fence is answered as if all were well. But the
restart has switched automatic status off: nothing tells then that the printer is well again, until
the receipt's own end switches it on anew. GS a is answered with a status of its own (hardware facts
2.1, documented), so ``AT_END`` of them behind the receipt are told from that one:

* went on: well again, then ``AT_END``; or, stopped behind them, well again alone
* switched off and on: ``AT_END``, and no more

A printer that was not stopped is not found out like that: whatever it says is the same.
"""

from __future__ import annotations

AT_END = 2
"""How often automatic status is switched on behind each receipt."""


class StoppedReceipt:
    """Counts what a printer says once it has stopped in a receipt. Thread: the device's."""

    def __init__(self) -> None:
        self._well: int | None = None

    def begin(self) -> None:
        """A receipt goes out."""
        self._well = None

    def told(self, *, stopped: bool) -> None:
        """Automatic status has come."""
        if stopped:
            self._well = 0
        elif self._well is not None:
            self._well += 1

    @property
    def restarted(self) -> bool:
        """Whether nobody has told that it was well again: part of the receipt is lost."""
        return self._well == AT_END
