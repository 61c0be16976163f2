"""An act at the window happens once, however often the button is touched.

A cashier taps twice, or taps again because the disk was busy. Every command to the box office
carries an id; this keeps the id of one act until the act is over, so that a second try of the same
act is the same command.
"""

from __future__ import annotations

from collections.abc import Hashable

from pos.errors import PosError, Refused
from pos.ids import CommandId, Ids


class Act:
    """One button's worth of work. GUI thread."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._content: Hashable = None
        self._command: CommandId | None = None
        self.under_way = False

    def begin(self, content: Hashable) -> CommandId | None:
        """Start the act, or say that it is under way already.

        Args:
            content: What the act is about. The same content after a failure gets the id of the
                failed try.

        Returns: The command id to act under, or None: the act before is still under way and nothing
            may be sent.
        """
        if self.under_way:
            return None
        self.under_way = True
        return self.command(content)

    def command(self, content: Hashable) -> CommandId:
        """Return the id this content is or would be sent under, without starting; an approval is
        made out to it."""
        if self._command is None or content != self._content:
            self._content, self._command = content, CommandId(self._ids.new())
        return self._command

    def succeeded(self) -> None:
        """The act is over; the next one, even with the same content, is another."""
        self.under_way = False
        self._command = None

    def failed(self, error: PosError) -> None:
        """The act came back with nothing done. Only a refusal is an answer: after trouble with the
        disk the commit may stand, so the next try of the same content repeats the id."""
        self.under_way = False
        if isinstance(error, Refused) and error.code != "approval_needed":
            self._command = None
