"""An X or Z report on the screen: the same figures as on its PDF."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import tender_text
from kiosk.screens.parts import Scrolled, margins
from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.labels import Card, Label, Rule
from kiosk.widgets.lettering import height_of, width_of
from pos.money import Money, total
from pos.views.cash import PaperDifference, Row, TenderDifference, TillReportView
from pos.views.closing import CloseExceptionView
from pos.views.movements import MovementKind
from pos.views.selling import TenderKind
from printing.exception_words import exception_amount, exception_name
from printing.fields import extra_name
from printing.movement_words import movement_text
from printing.till_words import (
    WITHOUT_AMOUNT,
    difference_name,
    less,
    over_short,
    paper_fault,
    paper_text,
    papers_compared,
)

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
    if report.papers:
        column.addWidget(papers_card(report.papers, words))
    if report.carried:
        column.addWidget(_carried(report.carried, words))
    if report.by_quarter_hour:
        column.addWidget(_evening(report, words))
    if report.blind:
        column.addWidget(_blind(report, words))
        column.addStretch(1)
        return sheet
    taken = (words("Taken"), words("Given back or corrected"), words("Net"))
    column.addWidget(_table(words("By tender"), taken, _tenders(report, words), words))
    sold = (words("Tickets sold"), words("Tickets returned"), words("Net"))
    column.addWidget(_table(words("By price type"), sold, report.by_price_type, words))
    column.addWidget(_table(words("By performance"), sold, report.by_performance, words))
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
            back = words.number(row.back_count) if row.back_count else ""
            told = less(words.number(row.count), back, words.number(row.net_count))
            column.addWidget(Label(f"{row.label}: {told}"))
    return card


def _tenders(report: TillReportView, words: Words) -> tuple[Row, ...]:
    known = {kind.value: tender_text(kind, words) for kind in TenderKind}
    return tuple(replace(row, label=known.get(row.label, row.label)) for row in report.by_tender)


def _figures(report: TillReportView, words: Words) -> QWidget:
    hidden = report.blind

    def sum_(amount: Money) -> str:
        return "–" if hidden else words.money(amount)

    def less_(sold: Money, back: Money) -> str:
        return less(sum_(sold), sum_(back) if back else "", sum_(sold - back) if back else "")

    def counted(sold: int, back: int) -> str:
        return less(
            words.number(sold), words.number(back) if back else "", words.number(sold - back)
        )

    taxes = less_(report.taxes, report.taxes_back)
    facts = [
        (words("Window"), report.window),
        *(((words("Covers"), words("This window's tills")),) if report.elsewhere else ()),
        *(((words("Cashier"), report.cashier),) if report.cashier else ()),
        (words("Business day"), words.date(report.business_date)),
        (words("Opened"), words.day_and_time(report.opened_at)),
        (words("Float"), words.money(report.opening_float)),
        (words("Tickets sold"), sum_(report.gross)),
        (words("Tickets returned"), sum_(report.gross_back)),
        (words("Net"), sum_(report.net)),
        (words("Fees included"), less_(report.fees, report.fees_back)),
        *([(words("Taxes included"), taxes)] if report.taxes or report.taxes_back else []),
        (words("Sales"), words.number(report.sales)),
        (words("Tickets"), counted(report.tickets, report.returned)),
        (words("Comps"), counted(report.comps, report.comps_back)),
        (words("Drawer opened without a sale"), words.number(report.no_sales)),
        (words("Tickets spoiled"), words.number(report.spoiled)),
    ]
    if report.receivable.minor < 0:
        facts.append((words("Taken for orders sold earlier"), sum_(-report.receivable)))
    elif report.receivable:
        facts.append((words("Sold and not yet paid"), sum_(report.receivable)))
    if report.certificates or report.certificates_back:
        gifts = less_(report.certificates, report.certificates_back)
        facts.append((words("Gift certificates sold"), gifts))
    for each in report.extras:
        named = extra_name(each.kind, words, each.name)
        facts.append((named, f"{words.number(each.count)} · {less_(each.amount, each.back)}"))
    for said, amount in (
        (words("Paid out in cash for gift certificates"), report.cashed_out),
        (words("To be given back and not paid out yet"), report.owed_back),
        (words("Fees for returned checks"), report.check_fees),
    ):
        if amount:
            facts.append((said, sum_(amount)))
    if (back := report.given_back) is not None and back.count:
        told = f"{words.number(back.count)} · {sum_(back.amount)}"
        facts.append((words("Given back"), told))
    if (exchanged := report.exchanged) is not None and report.exchanges:
        sold = f"{words.number(exchanged.count)} · {sum_(exchanged.amount)}"
        came = f"{words.number(exchanged.back_count)} · {sum_(exchanged.back)}"
        facts += [
            (words("Exchanges"), words.number(report.exchanges)),
            (words("Of tickets sold, in exchanges"), sold),
            (words("Of tickets returned, in exchanges"), came),
        ]
    if (lost := report.written_off) is not None and lost.count:
        told = f"{words.number(lost.count)} · {sum_(lost.amount)}"
        facts.append((words("Written off: paid to cards twice"), told))
    for moved in report.movements:
        told = f"{words.number(moved.count)} · {words.money(moved.amount)}"
        facts.append((movement_text(MovementKind(moved.label), words), told))
    if (more := report.elsewhere) is not None:
        told = f"{words.number(more.count)} · {sum_(more.amount)}"
        facts.append((words("Tickets sold in other channels (imported)"), told))
        facts.append((words("Net of all channels, as in the daily summary"), sum_(report.whole)))
    if len(report.counts) > 1:
        facts.append((words("Counted"), " · ".join(map(words.money, report.counts))))
    if report.left is not None and report.rest is not None:
        facts.append((words("Stays in the drawer"), words.money(report.left.total)))
        facts.append((words("Goes to the bank"), words.money(report.rest.total)))
    if report.counted_by:
        facts.append((words("Counted by"), report.counted_by))
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
    for line, found in enumerate(differences, start=1):
        _put(grid, line, 0, Label(difference_name(found, words), "strong"))
        if found.kind in WITHOUT_AMOUNT:
            expected, counted, off = papers_compared(found, words)
            _put(grid, line, 1, Label(expected))
            _put(grid, line, 2, Label(counted))
            even = found.counted_count == found.expected_count
            _put(grid, line, 3, Label(off, "good" if even else "danger"))
            continue
        _put(grid, line, 1, Label(words.money(found.expected)))
        _put(grid, line, 2, Label(words.money(found.counted)))
        _put(grid, line, 3, _over_short(found.over_short, words))
    for column in range(4):
        grid.setColumnStretch(column, 1)
    return card


def papers_card(papers: tuple[PaperDifference, ...], words: Words) -> QWidget:
    """Return each paper that is not as expected, and by how much."""
    card = Card()
    grid = QGridLayout(card)
    margins(grid, 16, 12)
    grid.addWidget(Label(words("Papers that are not as expected"), "section"), 0, 0, 1, 3)
    for line, paper in enumerate(papers, start=1):
        _put(grid, line, 0, Label(paper_text(paper, words), "strong"))
        _put(grid, line, 1, Label(paper_fault(paper, words), "danger"))
        off = paper.counted - paper.expected
        _put(grid, line, 2, Label(over_short(off, words) if off else ""))
    for column, stretch in enumerate((2, 1, 1)):
        grid.setColumnStretch(column, stretch)
    return card


def _carried(found: tuple[CloseExceptionView, ...], words: Words) -> QWidget:
    """Return the exceptions over which the day was locked, and who goes on with each."""
    card = Card()
    grid = QGridLayout(card)
    margins(grid, 16, 12)
    grid.addWidget(Label(words("Exceptions that are carried over"), "section"), 0, 0, 1, 3)
    for line, one in enumerate(found, start=1):
        _put(grid, line, 0, Label(exception_name(one, words), "strong"))
        _put(grid, line, 1, Label(f"{one.owner}: {one.reason}"))
        _put(grid, line, 2, Label(exception_amount(one, words)))
    for column, stretch in enumerate((2, 2, 1)):
        grid.setColumnStretch(column, stretch)
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


def _table(title: str, heads: tuple[str, str, str], rows: tuple[Row, ...], words: Words) -> QWidget:
    """Return what came in, what went back and what remains, each with how many."""
    card = Card()
    grid = QGridLayout(card)
    margins(grid, 16)
    grid.setHorizontalSpacing(20)
    grid.setColumnStretch(0, 1)
    grid.addWidget(Label(title, "section"), 0, 0)
    for column, head in zip((2, 4, 5), heads, strict=True):
        _put(grid, 0, column, Label(head, "soft", wrap=False))
    for line, row in enumerate(rows, start=1):
        _row(grid, line, row, words, "")
    if rows:
        grid.addWidget(Rule(), len(rows) + 1, 0, 1, 6)
        _row(grid, len(rows) + 2, _sum(rows, words), words, "strong")
    return card


def _row(grid: QGridLayout, line: int, row: Row, words: Words, role: str) -> None:
    went_back = row.back_count or row.back
    cells = (
        (words.number(row.count), "soft"),
        (words.money(row.amount), role or "body"),
        (words.number(row.back_count) if went_back else "", "soft"),
        (words.money(row.back) if went_back else "", role or "body"),
        (words.money(row.net), "strong"),
    )
    _put(grid, line, 0, Label(row.label, role or "body"))
    for column, (text, of) in enumerate(cells, start=1):
        _put(grid, line, column, Label(text, of, wrap=False))


def _sum(rows: tuple[Row, ...], words: Words) -> Row:
    currency = rows[0].amount.currency
    return Row(
        label=words("Total"),
        count=sum(row.count for row in rows),
        amount=total((row.amount for row in rows), currency),
        back_count=sum(row.back_count for row in rows),
        back=total((row.back for row in rows if row.back), currency),
    )


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
