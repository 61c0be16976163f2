"""What a window says when something breaks: a banner while work goes on beside it, or one page over
everything, with the way on. GUI thread, but for ``trouble``.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.tasks import Crash, crash_of
from pos.errors import HubRefused, PosError, Remedy, SettingsInvalid

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.messages import Message
    from kiosk.screens.stopped import Stop, StoppedPage
    from kiosk.shell import Shell
    from pos.clock import Clock

_log = logging.getLogger("window")


class Stops:
    """Says what broke, and how it goes on.

    Args:
        shell: Returns the shell, which is there before anything can break.
        post: Runs a call on the GUI thread.
        begin: Opens the office again.
        begin_again: The same, with window.toml read again where that was refused.
        told: Gets the title of a page that covers everything now.
    """

    def __init__(
        self,
        shell: Callable[[], Shell],
        clock: Clock,
        post: Callable[[Callable[[], None]], None],
        begin: Callable[[], None],
        begin_again: Callable[[], None],
        told: Callable[[str], None],
    ) -> None:
        self._shell = shell
        self._clock = clock
        self._post = post
        self._begin = begin
        self._begin_again = begin_again
        self._told = told
        self._page: StoppedPage | None = None
        self.refused: SettingsInvalid | None = None
        """Why window.toml does not hold; None while it does."""

    # ----------------------------------------------------------------------------- work goes on

    def failed(self, error: PosError) -> None:
        """Say what the disk would not do, once, where the work is."""
        message = self._message(error)
        self._shell().banner(message.what, message.remedy, "danger", key="storage")

    def trouble(self, error: PosError) -> None:
        """The same, told by the ledger. Thread: ledger."""
        if isinstance(error, SettingsInvalid):
            self._post(partial(self.settings_refused, error))
        else:
            self._post(partial(self.failed, error))

    # -------------------------------------------------------------------------- everything stops

    def not_opened(self, error: PosError) -> None:
        """The office did not open: say why, and offer to try again."""
        if isinstance(error, SettingsInvalid):
            self.settings_refused(error)
            return
        from kiosk.screens.stopped import Stop

        words, message = self._shell().words, self._message(error)
        action, again = words("Try again"), self._begin_again
        if isinstance(error, HubRefused):  # joining is a command, of a home that is not open
            action, again = words("Close this window"), self._leave
        reference = ""
        if error.remedy is Remedy.CALL_SUPPORT:
            reference = self._reference(error.code, self._clock.now())
        self._cover(Stop(message.what, "", message.remedy, reference, action, again))

    def settings_refused(self, error: SettingsInvalid) -> None:
        """window.toml does not hold: name its lines, and offer to read it again."""
        from kiosk.commands.words import setting_lines
        from kiosk.screens.stopped import Stop

        self.refused = error
        words, message = self._shell().words, self._message(error)
        lines, again = "\n".join(setting_lines(error, words)), words("Try again")
        self._cover(Stop(message.what, lines, message.remedy, "", again, self._begin_again))

    def crashed(self, crash: Crash) -> None:
        """A fault of our own: stop, keep the carts, show one page."""
        from kiosk.messages import broken_text
        from kiosk.screens.stopped import Stop

        words = self._shell().words
        message = broken_text(words)
        reference = self._reference(crash.code, crash.at)
        self._cover(
            Stop(message.what, "", message.remedy, reference, words("Start again"), self._begin)
        )

    def unhandled(self, kind: type[BaseException], error: BaseException, _trace: object) -> None:
        """Take what nobody caught on the GUI thread; install it as ``sys.excepthook``."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, error.__traceback__)
            return
        crash = crash_of(error, self._clock)
        _log.critical("unhandled %s\n%s", crash.code, crash.trace)
        if self._page is None:
            self.crashed(crash)

    def over(self) -> None:
        """The office is open again: the next fault gets a page of its own."""
        self._page = None

    def _leave(self) -> None:
        self._shell().close()

    def _reference(self, code: str, at: datetime) -> str:
        return self._shell().words("Reference for support: {code}, {time}", code=code, time=at)

    def _message(self, error: PosError) -> Message:
        from kiosk.messages import error_message

        return error_message(error, self._shell().words)

    def _cover(self, stop: Stop) -> None:
        from kiosk.screens.stopped import StoppedPage

        if self._page is None:
            self._page = StoppedPage()
        self._page.say(stop)
        self._shell().show_cover(self._page)
        self._told(f"{stop.title} {stop.reference}")
