"""The Close room: a checklist at the left, the step of the moment at the right.

Until the count is handed in nothing on this screen, no name and no hint, tells what is expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.presenters.close import Close, CloseState, CloseStep
from kiosk.screens.checklist import BlockerList, Checklist
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.screens.report import ReportSheet, differences_card, report_title
from kiosk.widgets.buttons import Button
from kiosk.widgets.count_grid import CountGrid
from kiosk.widgets.tiles import ListRow
from pos.views.cash import TillResult

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
        self._checks = _ChecksPage(words, presenter)
        self._count = _CountPage(words, presenter)
        self._result = _ResultPage(words, presenter)
        self._day = _DayPage(words, presenter)
        self._report = _ReportPage(words, presenter)
        self._pages = QStackedWidget()
        for page in (self._checks, self._count, self._result, self._day, self._report):
            self._pages.addWidget(page)
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
        page.draw(state)
        self._pages.setCurrentWidget(page)

    def _page(self, state: CloseState) -> _Page:
        if state.report is not None:
            return self._report
        return {
            CloseStep.CHECKS: self._checks,
            CloseStep.COUNT: self._count,
            CloseStep.RESULT: self._result,
            CloseStep.NO_TILL: self._day,
        }[state.step]

    def forget(self) -> None:
        """Empty the count sheet and the reason: they were somebody else's."""
        self._count.forget()
        self._result.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        for page in (self._checks, self._count, self._result, self._day, self._report):
            page.retranslate(words)
        self.draw(self._presenter.state)


class _Page(QWidget):
    """A step: title, a sentence, content, buttons at the foot."""

    def __init__(self, words: Words, presenter: Close) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("title")
        self._how = label("soft")
        self._body = QVBoxLayout()
        margins(self._body)
        self._foot = QHBoxLayout()
        margins(self._foot)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._title)
        column.addWidget(self._how)
        column.addLayout(self._body, 1)
        column.addLayout(self._foot)
        self._build()
        self.retranslate(words)

    def _button(self, name: str, kind: str = "plain", icon: str = "") -> Button:
        button = Button("", kind, icon)
        button.setObjectName(name)
        return button

    def _build(self) -> None:
        """Make what stands on the page."""

    def draw(self, state: CloseState) -> None:
        """Show ``state``."""

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words


class _ChecksPage(_Page):
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
        ready = words("Nothing is left open. The drawer can be counted.")
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
            words("Your till. Before it is counted, everything has to be settled.")
            if state.mine
            else words(
                "The till of {name}. Before it is counted, everything has to be settled.",
                name=cashier,
            )
        )

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("Nothing left open"))
        self._start.setText(words("Start the count"))
        self._x.setText(words("X report"))
        self._look.setText(words("Look again"))


class _CountPage(_Page):
    """The blind count."""

    def _build(self) -> None:
        self._grid = CountGrid(self._words)
        self._submit = self._button("count.submit", "primary", "check")
        self._resume = self._button("close.resume", "plain", "back")
        sheet = Scrolled()
        sheet.column.addWidget(self._grid)
        sheet.column.addStretch(1)
        self._body.addWidget(sheet, 1)
        self._foot.addWidget(self._resume)
        self._foot.addStretch(1)
        self._foot.addWidget(self._submit)
        self._submit.clicked.connect(self._hand_in)
        self._resume.clicked.connect(self._presenter.resume)

    def _hand_in(self) -> None:
        self._presenter.submit(self._grid.sheet())

    def draw(self, state: CloseState) -> None:
        words = self._words
        left = state.till.counts_left if state.till is not None else 0
        tries = words.plural("{n} count is left.", "{n} counts are left.", left)
        how = words("Count everything in the drawer, float included. Nobody sees what is expected.")
        self._how.setText(f"{how} {tries}")
        usable(self._submit, yes=not state.busy)
        self._resume.setVisible(not state.recounting)
        usable(self._resume, yes=not state.busy)

    def forget(self) -> None:
        """Empty the sheet for the next count."""
        self._grid.clear()

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self._presenter.state.step is not CloseStep.COUNT:
            self.forget()

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("Count the drawer"))
        self._grid.retranslate(words)
        self._submit.setText(words("Hand in the count"))
        self._resume.setText(words("Back to selling"))


class _ResultPage(_Page):
    """Expected against counted, the reason, the second person."""

    def _build(self) -> None:
        self._shown: tuple[TillResult, Words] | None = None
        self._table: QWidget | None = None
        self._reasons: tuple[str, ...] = ()
        self._large = Strip("close.large", "warning")
        self._why = label("strong")
        self._usual = Choices("close.reasons", across=3)
        self._reason = free_text("close.reason")
        self._approve = self._button("close.approve", "primary", "person")
        self._recount = self._button("close.recount", "plain", "back")
        for widget in (self._large, self._why, self._usual, self._reason):
            self._body.addWidget(widget)
        self._body.addStretch(1)
        self._foot.addWidget(self._recount)
        self._foot.addStretch(1)
        self._foot.addWidget(self._approve)
        self._usual.chosen.connect(lambda index: self._reason.setText(self._reasons[index]))
        self._recount.clicked.connect(self._presenter.recount)
        self._approve.clicked.connect(lambda: self._presenter.approve(self._reason.text()))

    def forget(self) -> None:
        """Empty a reason that was not given."""
        self._reason.setText("")

    def draw(self, state: CloseState) -> None:
        words, result = self._words, state.result
        if result is not None and self._shown != (result, words):
            self._show_table(result)
        asked = result is not None and result.needs_reason
        self._why.setText(words("Why is there a difference?"))
        for widget in (self._why, self._usual, self._reason):
            widget.setVisible(asked)
        self._usual.offer(self._reasons, None)
        large = result is not None and result.needs_manager
        self._large.say(words("A difference this large is for a manager.") if large else "")
        left = state.till.counts_left if state.till is not None else 0
        self._recount.setText(words.plural("Recount ({n} left)", "Recount ({n} left)", left))
        usable(self._recount, yes=left > 0 and not state.busy)
        usable(self._approve, yes=result is not None and not state.busy)

    def _show_table(self, result: TillResult) -> None:
        if self._table is not None:
            self._body.removeWidget(self._table)
            self._table.deleteLater()
        self._table = differences_card(result.differences, self._words)
        self._body.insertWidget(0, self._table)
        self._shown = (result, self._words)
        self._reason.setText("")

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._reasons = (
            words("Wrong change given"),
            words("Error in the float"),
            words("Not known"),
        )
        self._title.setText(words("Difference and second person"))
        self._how.setText(words("Somebody else looks at this and locks the till with their PIN."))
        self._usual.setAccessibleName(words("Usual reasons"))
        self._reason.set_name(words("Reason"))
        self._approve.setText(words("Second person"))


class _DayPage(_Page):
    """No till is open here: reports of tonight, and the end of the day."""

    def _build(self) -> None:
        self._blockers = BlockerList("close.day_fix")
        self._list = _ReportList(self._words, self._presenter, "close.report")
        self._close_day = self._button("close.day", "primary", "close")
        self._open = self._button("close.open_till", "plain", "till")
        self._body.addWidget(self._blockers)
        self._body.addWidget(self._list, 1)
        self._foot.addWidget(self._open)
        self._foot.addStretch(1)
        self._foot.addWidget(self._close_day)
        self._blockers.fix.connect(self._presenter.fix)
        self._close_day.clicked.connect(self._presenter.close_day)
        self._open.clicked.connect(self._presenter.open_till)

    def draw(self, state: CloseState) -> None:
        self._blockers.draw(state.day_blockers, self._words)
        self._list.draw(state)
        usable(self._close_day, yes=state.known and not state.day_blockers and not state.busy)

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("No till is open here"))
        self._how.setText(words("Reports stay here. When every till is closed, close the day."))
        self._close_day.setText(words("Close the day"))
        self._open.setText(words("Open a till"))
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
                figure=words.money(report.gross),
            )
        self.settle()

    def retranslate(self, words: Words) -> None:
        """Remember the language for the next draw."""
        self._words = words


class _ReportPage(_Page):
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
