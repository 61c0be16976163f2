"""The Close room: a checklist at the left, the step of the moment at the right.

Until the count is handed in nothing on this screen, no name and no hint, tells what is expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.close import Close, CloseState, CloseStep
from kiosk.screens.checklist import BlockerList, Checklist
from kiosk.screens.close_count import CountPage
from kiosk.screens.close_desks import Desks
from kiosk.screens.close_page import ClosePage
from kiosk.screens.close_result import NextFloatPage, ResultPage
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, margins, usable
from kiosk.screens.report import ReportSheet, report_title
from kiosk.widgets.late import Late
from kiosk.widgets.pages import Pages
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from printing.words import Words

_LIST_WIDE = 256


class CloseScreen(QWidget):
    """Shows a ``CloseState``. GUI thread."""

    def __init__(self, words: Words, presenter: Close) -> None:
        super().__init__()
        self.setObjectName("close")
        self._words = words
        self._presenter = presenter
        self._checklist = Checklist()
        self._checklist.setFixedWidth(_LIST_WIDE)
        self._refusal = Strip("close.refusal")
        self._pages = pages = Pages()
        self._checks = pages.lay(lambda: _ChecksPage(words, presenter))
        self._count = pages.lay(lambda: CountPage(words, presenter))
        self._result = pages.lay(lambda: ResultPage(words, presenter))
        self._float = pages.lay(lambda: NextFloatPage(words, presenter))
        self._day = pages.lay(lambda: _DayPage(words, presenter))
        self._report = pages.lay(lambda: _ReportPage(words, presenter))
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._refusal)
        right.addWidget(self._pages, 1)
        whole = QHBoxLayout(self)
        margins(whole, 16, 16)
        whole.addWidget(self._checklist)
        whole.addLayout(right, 1)
        presenter.attach(self)

    def draw(self, state: CloseState) -> None:
        """Show ``state``."""
        closed = state.report is not None and state.report.z_number is not None
        self._checklist.setVisible(state.till is not None or closed)
        self._checklist.draw(state.step, self._words, all_done=closed and state.till is None)
        self._refusal.say_error(state.refusal, self._words)
        page = self._page(state)
        page.now().draw(state)
        self._pages.turn_to(page)

    def _page(self, state: CloseState) -> Late[Any]:
        if state.report is not None:
            return self._report
        if state.step is CloseStep.RESULT and state.choosing_float:
            return self._float
        steps: dict[CloseStep, Late[Any]] = {
            CloseStep.CHECKS: self._checks,
            CloseStep.COUNT: self._count,
            CloseStep.RESULT: self._result,
            CloseStep.NO_TILL: self._day,
        }
        return steps[state.step]

    def forget(self) -> None:
        """Empty the count sheet and the reason: they were somebody else's."""
        self._count.remind(CountPage.forget)
        self._result.remind(ResultPage.forget)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        for page in self._pages.late:
            page.tell(ClosePage.retranslate, words)
        self.draw(self._presenter.state)


class _ChecksPage(ClosePage):
    """What stands in the way, then the start of the count."""

    def _build(self) -> None:
        self._clear = Strip("close.clear", "good")
        self._blockers = BlockerList("close.fix")
        self._parked = Strip("close.parked", "info")
        self._start = self._button("close.start", "primary", "till")
        self._x = self._button("close.x_report", "plain", "receipt_printer")
        self._look = self._button("close.look_again", "plain")
        for widget in (self._clear, self._blockers, self._parked):
            self._body.addWidget(widget)
        self._body.addStretch(1)
        self._foot.addWidget(self._x)
        self._foot.addWidget(self._look)
        self._foot.addStretch(1)
        self._foot.addWidget(self._start)
        self._blockers.fix.connect(self._presenter.fix)
        self._start.clicked.connect(self._presenter.start)
        self._x.clicked.connect(self._presenter.x_report)
        self._look.clicked.connect(self._presenter.refresh)

    def draw(self, state: CloseState) -> None:
        words = self._words
        clear = state.known and not state.blockers
        ready = words("All settled. The drawer can be counted.")
        self._clear.say(ready if clear else "", tone="good")
        self._blockers.draw(state.blockers, words)
        parked = words.plural(
            "{n} ticket lies in the cart of somebody who is away.",
            "{n} tickets lie in the carts of people who are away.",
            state.parked,
        )
        self._parked.say(parked if state.parked else "", tone="info")
        usable(self._start, yes=clear and not state.busy)
        cashier = state.till.cashier if state.till is not None else ""
        self._how.setText(
            words("Your till. What is still open is settled first.")
            if state.mine
            else words(
                "The till of {name}. What is still open is settled first.",
                name=cashier,
            )
        )

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("Before the count"))
        self._start.setText(words("Start the count"))
        self._x.setText(words("X report"))
        self._look.setText(words("Look again"))


class _DayPage(ClosePage):
    """No till is open here: reports of tonight, and the end of the day."""

    def _build(self) -> None:
        self._blockers = BlockerList("close.day_fix")
        self._list = _ReportList(self._words, self._presenter, "close.report")
        self._close_day = self._button("close.day", "primary", "close")
        self._open = self._button("close.open_till", "plain", "till")
        self._body.addWidget(self._blockers)
        self._body.addWidget(self._list, 1)
        self._desks = Desks(self._words, self._presenter)
        self._body.addWidget(self._desks)
        self._foot.addWidget(self._open)
        self._foot.addStretch(1)
        self._foot.addWidget(self._close_day)
        self._blockers.fix.connect(self._presenter.fix)
        self._close_day.clicked.connect(self._presenter.close_day)
        self._open.clicked.connect(self._presenter.open_till)

    def draw(self, state: CloseState) -> None:
        self._blockers.draw(state.day_blockers, self._words)
        self._list.draw(state)
        self._desks.draw()
        usable(self._close_day, yes=state.known and not state.day_blockers and not state.busy)

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("No till is open here"))
        self._how.setText(words("Reports stay here. When every till is closed, close the day."))
        self._close_day.setText(words("Close the day"))
        self._open.setText(words("Open a till"))
        self._desks.retranslate(words)
        self._list.retranslate(words)


class _ReportList(Scrolled):
    """Z reports and day reports, newest first."""

    def __init__(self, words: Words, presenter: Close, name: str) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._name = name
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addStretch(1)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"{self._name}.{index}")
        row.clicked.connect(lambda: self._show(index))
        return row

    def _show(self, index: int) -> None:
        self._presenter.show_again(len(self._presenter.state.z_reports) - 1 - index)

    def draw(self, state: CloseState) -> None:
        """Show the reports of ``state``."""
        words = self._words
        reports = tuple(reversed(state.z_reports))
        rows = self._pool.show(len(reports))
        for row, report in zip(rows, reports, strict=True):
            under = (report.cashier, words.day_and_time(report.printed_at))
            row.say(
                report_title(report, words),
                " · ".join(part for part in under if part),
                figure=f"{words('Net')} {words.money(report.net)}",
            )
        self.settle()

    def retranslate(self, words: Words) -> None:
        """Remember the language for the next draw."""
        self._words = words


class _ReportPage(ClosePage):
    """An X, Z or day report, and where its PDF is."""

    def _build(self) -> None:
        self._sheet = ReportSheet()
        self._saved = Strip("close.saved", "good")
        self._done = self._button("close.report_done", "primary")
        self._body.addWidget(self._sheet, 1)
        self._body.addWidget(self._saved)
        self._foot.addStretch(1)
        self._foot.addWidget(self._done)
        self._done.clicked.connect(self._presenter.put_report_away)

    def draw(self, state: CloseState) -> None:
        words, report = self._words, state.report
        if report is None:
            return
        self._title.setText(report_title(report, words))
        self._how.setText(
            words("{company}, {when}", company=report.company, when=report.printed_at)
        )
        self._sheet.draw(report, words)
        file = state.saved_at.name if state.saved_at is not None else ""
        self._saved.say(words("Saved as {file}.", file=file) if file else "", tone="good")

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._done.setText(words("Done"))
