"""Tasks, timers and reports for presenter tests: on this thread, when the test says so."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pos.errors import PosError
from pos.views.accounts import AccountStatement
from pos.views.cash import TillReportView
from pos.views.catalogue import CompanyView
from pos.views.closing import JournalView
from pos.views.donations import DonationLetterView, YearLetterView
from pos.views.papers import CheckLetterView
from pos.views.selling import OrderView
from pos.views.statements import Statement
from pos.views.will_call import WillCallListView


class InlineTasks:
    """Runs work at once, its answer right after; or holds it back until ``run`` is called."""

    def __init__(self, office: Any) -> None:
        self.office = office
        self.holding = False
        self.fails_next: PosError | None = None
        self.changes = 0
        self.committed: Callable[[], None] = lambda: None
        """What the office says after a change: heard before its answer is."""
        self._waiting: deque[Callable[[], None]] = deque()
        self._running = False

    def change(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[PosError], None],
        owner: object | None = None,
    ) -> None:
        self.changes += 1

        def and_tell(office: Any) -> Any:
            answer = work(office)
            self.committed()
            return answer

        self._put(and_tell, done, failed)

    def ask(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[PosError], None],
        owner: object | None = None,
    ) -> None:
        self._put(work, done, failed)

    def _put(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[PosError], None],
    ) -> None:
        self._waiting.append(lambda: self._one(work, done, failed))
        if not self.holding:
            self.run()

    def _one(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[PosError], None],
    ) -> None:
        lost, self.fails_next = self.fails_next, None
        try:
            answer = work(self.office)
            if lost is not None:
                raise lost
        except PosError as error:
            failed(error)
        else:
            done(answer)

    def run(self) -> None:
        """Do what waits, in order, and what comes of it. Never inside itself: answers come later,
        as from the real ledger."""
        if self._running:
            return
        self._running = True
        try:
            while self._waiting:
                self._waiting.popleft()()
        finally:
            self._running = False

    def run_one(self) -> None:
        """Do the first of what waits."""
        self._waiting.popleft()()

    @property
    def waiting(self) -> int:
        return len(self._waiting)


class ManualTimer:
    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due = due
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self.call = None


class ManualTimers:
    """Timers that ring when the test moves time."""

    def __init__(self) -> None:
        self._now = 0.0
        self._timers: list[ManualTimer] = []

    def after(self, seconds: float, call: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(self._now + seconds, call)
        self._timers.append(timer)
        return timer

    def pass_time(self, seconds: float) -> None:
        end = self._now + seconds
        while ready := [t for t in self._timers if t.call is not None and t.due <= end]:
            timer = min(ready, key=lambda t: t.due)
            self._now = timer.due
            call, timer.call = timer.call, None
            assert call is not None
            call()
        self._now = end


class FakeReports:
    written_as = ("en", "letter")

    def __init__(self, folder: Path = Path("reports")) -> None:
        self.folder = folder
        self.saved: list[TillReportView] = []

    def save(self, view: TillReportView) -> Path:
        self.saved.append(view)
        return self.folder / f"z-{view.z_number or 0}.pdf"

    def letter(self, view: CheckLetterView) -> Path:
        return self.folder / f"check-{view.check_number}.pdf"

    def journal(self, view: JournalView, made: Statement) -> tuple[Path, ...]:
        return (self.folder / f"journal-{view.number}.csv",)

    def will_call(self, view: WillCallListView) -> Path:
        return self.folder / f"will-call-{view.code}.pdf"

    def donation_letters(self, views: Sequence[DonationLetterView]) -> tuple[Path, ...]:
        return tuple(self.folder / f"donation-{view.order_number}.pdf" for view in views)

    def letters_together(self, views: Sequence[DonationLetterView]) -> Path:
        return self.folder / "letters-together.pdf"

    def year_letter(self, view: YearLetterView) -> Path:
        return self.folder / f"gifts-{view.number}.pdf"

    def order(self, view: OrderView, company: CompanyView) -> Path:
        return self.folder / f"order-{view.order_number}.pdf"

    def account(self, view: AccountStatement) -> Path:
        return self.folder / f"account-{view.serial}.pdf"

    def statement(self, view: Statement) -> tuple[Path, ...]:
        return (self.folder / f"{view.name.value}-{view.number or 'now'}.pdf",)
