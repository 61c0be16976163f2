"""An X or Z report on the screen: the same figures as on its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import tender_text
from kiosk.screens.parts import Scrolled, margins
from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.labels import Card, Label, Rule
from kiosk.widgets.lettering import height_of, width_of
from pos.money import Money
from pos.views.cash import Row, TenderDifference, TillReportView
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from datetime import datetime

    from printing.words import Words


class ReportSheet(Scrolled):
    """Draws a ``TillReportView``. Rebuilt for each report; reports are looked at, not typed in."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: QWidget | None = None
        self._drawn: tuple[TillReportView, Words] | None = None

    def draw(self, report: TillReportView, words: Words) -> None:
        """Show ``report``."""
        if self._drawn == (report, words):
            return
        self._drawn = (report, words)
        if self._sheet is not None:
            self.column.removeWidget(self._sheet)
            self._sheet.deleteLater()
        self._sheet = _sheet(report, words)
        self.column.insertWidget(0, self._sheet)
        self.settle()
        self.verticalScrollBar().setValue(0)


def report_title(report: TillReportView, words: Words) -> str:
    """Return a report's name: X report, Z report 12, Day report."""
    if report.scope == "day":
        return words("Day report, {day}", day=report.business_date)
    if report.z_number is None:
        return words("X report")
    return words("Z report {number}", number=str(report.z_number))


def _sheet(report: TillReportView, words: Words) -> QWidget:
    sheet = QWidget()
    column = QVBoxLayout(sheet)
    margins(column, spacing=12)
    column.addWidget(_figures(report, words))
    if report.differences:
        column.addWidget(differences_card(report.differences, words))
    if report.by_quarter_hour:
        column.addWidget(_evening(report, words))
    if report.blind:
        column.addWidget(_blind(report, words))
        column.addStretch(1)
        return sheet
    tables = QHBoxLayout()
    margins(tables, spacing=12)
    tables.addWidget(_table(words("By tender"), _tenders(report, words), words), 1)
    tables.addWidget(_table(words("By price type"), report.by_price_type, words), 1)
    column.addLayout(tables)
    column.addWidget(_table(words("By performance"), report.by_performance, words))
    column.addStretch(1)
    return sheet


def _blind(report: TillReportView, words: Words) -> QWidget:
    """Return how many of what, without a sum from which the drawer could be worked out."""
    card = Card()
    column = QVBoxLayout(card)
    margins(column, 16)
    column.addWidget(Label(words("Sums are hidden until the drawer is counted."), "strong"))
    parts = (
        (words("By price type"), report.by_price_type),
        (words("By performance"), report.by_performance),
    )
    for title, rows in parts:
        column.addSpacing(TARGET_GAP)
        column.addWidget(Label(title, "section"))
        for row in rows:
            column.addWidget(Label(f"{row.label}: {words.number(row.count)}"))
    return card


def _tenders(report: TillReportView, words: Words) -> tuple[Row, ...]:
    known = {kind.value: tender_text(kind, words) for kind in TenderKind}
    return tuple(Row(known.get(r.label, r.label), r.count, r.amount) for r in report.by_tender)


def _figures(report: TillReportView, words: Words) -> QWidget:
    hidden = report.blind

    def sum_(amount: Money) -> str:
        return "–" if hidden else words.money(amount)

    facts = [
        (words("Window"), report.window),
        *(((words("Cashier"), report.cashier),) if report.cashier else ()),
        (words("Business day"), words.date(report.business_date)),
        (words("Opened"), words.day_and_time(report.opened_at)),
        (words("Float"), words.money(report.opening_float)),
        (words("Takings"), sum_(report.gross)),
        (words("Fees included"), sum_(report.fees)),
        (words("Sales"), words.number(report.sales)),
        (words("Tickets"), words.number(report.tickets)),
        (words("Comps"), words.number(report.comps)),
        (words("Drawer opened without a sale"), words.number(report.no_sales)),
        (words("Tickets spoiled"), words.number(report.spoiled)),
    ]
    if report.receivable.minor < 0:
        facts.append((words("Taken for orders sold earlier"), sum_(-report.receivable)))
    elif report.receivable:
        facts.append((words("Sold and not yet paid"), sum_(report.receivable)))
    for said, amount in (
        (words("Gift certificates sold"), report.certificates),
        (words("Paid out in cash for gift certificates"), report.cashed_out),
        (words("To be given back and not paid out yet"), report.owed_back),
        (words("Fees for returned checks"), report.check_fees),
    ):
        if amount:
            facts.append((said, sum_(amount)))
    if report.returned:
        facts.append((words("Tickets returned"), words.number(report.returned)))
    if (back := report.given_back) is not None and back.count:
        told = f"{words.number(back.count)} · {sum_(back.amount)}"
        facts.append((words("Given back"), told))
    if (lost := report.written_off) is not None and lost.count:
        told = f"{words.number(lost.count)} · {sum_(lost.amount)}"
        facts.append((words("Written off: paid to cards twice"), told))
    if len(report.counts) > 1:
        facts.append((words("Counted"), " · ".join(map(words.money, report.counts))))
    if report.approved_by:
        facts.append((words("Approved by"), report.approved_by))
    if report.reason:
        facts.append((words("Reason"), report.reason))
    card = Card()
    grid = QGridLayout(card)
    margins(grid, 16)
    half = -(-len(facts) // 2)
    for index, (name, value) in enumerate(facts):
        column, line = divmod(index, half)
        grid.addWidget(Label(name, "soft"), line, 2 * column)
        grid.addWidget(Label(value, "strong"), line, 2 * column + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return card


def differences_card(differences: tuple[TenderDifference, ...], words: Words) -> QWidget:
    """Return expected against counted, tender by tender, over or short in words."""
    card = Card()
    grid = QGridLayout(card)
    margins(grid, 16, 12)
    heads = (words("Tender"), words("Expected"), words("Counted"), words("Difference"))
    for column, head in enumerate(heads):
        _put(grid, 0, column, Label(head, "section"))
    known = {kind.value: tender_text(kind, words) for kind in TenderKind}
    for line, found in enumerate(differences, start=1):
        name = known.get(found.kind, found.kind)
        if found.expected_count or found.counted_count:
            name = f"{name} ({found.counted_count}/{found.expected_count})"
        _put(grid, line, 0, Label(name, "strong"))
        _put(grid, line, 1, Label(words.money(found.expected)))
        _put(grid, line, 2, Label(words.money(found.counted)))
        _put(grid, line, 3, _over_short(found.over_short, words))
    for column in range(4):
        grid.setColumnStretch(column, 1)
    return card


def _over_short(amount: Money, words: Words) -> Label:
    if not amount:
        made = Label(words("even"), "good")
    elif amount.minor > 0:
        made = Label(words("{amount} over", amount=amount), "warning")
    else:
        made = Label(words("{amount} short", amount=-amount), "danger")
    made.setObjectName("close.difference")
    return made


def _put(grid: QGridLayout, line: int, column: int, widget: Label) -> None:
    if column:
        widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(widget, line, column)


def _table(title: str, rows: tuple[Row, ...], words: Words) -> QWidget:
    card = Card()
    column = QVBoxLayout(card)
    margins(column, 16)
    column.addWidget(Label(title, "section"))
    grid = QGridLayout()
    margins(grid)
    grid.setColumnStretch(0, 1)
    for line, row in enumerate(rows):
        grid.addWidget(Label(row.label), line, 0)
        count = Label(words.number(row.count), "soft", wrap=False)
        amount = Label(words.money(row.amount), "strong", wrap=False)
        for index, figure in enumerate((count, amount), start=1):
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(figure, line, index)
    column.addLayout(grid)
    if rows:
        column.addWidget(Rule())
        total = Label(words.money(_sum(rows)), "strong", wrap=False)
        total.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addWidget(total)
    column.addStretch(1)
    return card


def _sum(rows: tuple[Row, ...]) -> Money:
    first, *rest = (row.amount for row in rows)
    for amount in rest:
        first = first + amount
    return first


def _evening(report: TillReportView, words: Words) -> QWidget:
    card = Card()
    column = QVBoxLayout(card)
    margins(column, 16)
    column.addWidget(Label(words("Sales over the evening"), "section"))
    column.addWidget(_Bars(report.by_quarter_hour, words))
    return card


class _Bars(QWidget):
    """Takings by quarter of an hour."""

    def __init__(self, quarters: tuple[tuple[datetime, Money], ...], words: Words) -> None:
        super().__init__()
        self._quarters = quarters
        self._words = words
        best = max(quarters, key=lambda quarter: quarter[1].minor)
        self.setAccessibleName(
            words("Most was sold at {time}: {amount}", time=words.time(best[0]), amount=best[1])
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme_of(self).px(400), theme_of(self).px(150))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        small = theme.font(13)
        foot = height_of(small) + theme.px(4)
        most = max(amount.minor for _, amount in self._quarters) or 1
        step = self.width() / len(self._quarters)
        room = self.height() - 2 * foot
        painter = QPainter(self)
        painter.setFont(small)
        said_until = 0.0
        for index, (start, amount) in enumerate(self._quarters):
            tall = max(round(room * max(amount.minor, 0) / most), 1)
            wide = max(round(min(step * 0.8, theme.px(56))), 2)
            left = round(index * step + (step - wide) / 2)
            bar = QRect(left, self.height() - foot - tall, wide, tall)
            painter.fillRect(bar, theme.colour("accent"))
            said = self._words.time(start)
            if left >= said_until:
                painter.setPen(theme.colour("text_soft"))
                painter.drawText(left, self.height() - theme.px(4), said)
                said_until = left + width_of(said, small) + theme.px(8)
        painter.end()
