"""What the patron reads on the other side of the counter: one painted page, no controls.

Draws ``CustomerState``. Takes no focus and no touch; nothing on it is an answer to anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.messages import seat_text
from kiosk.presenters.customer import CustomerLine, CustomerState, Facing
from kiosk.theme import Theme, dress
from kiosk.widgets.cloth import INK, SOFT_INK, paint_cloth
from kiosk.widgets.lettering import Align, draw_lines, height_of, width_of, wrapped
from printing.fields import extra_name

if TYPE_CHECKING:
    from printing.words import Words

_LEFT = Align.AlignLeft
_RIGHT = Align.AlignRight
_CENTRE = Align.AlignHCenter
_DESIGN_HEIGHT = 800
"""Sizes below are dots on a page of this height; the page is drawn to any other."""


class CustomerScreen(QWidget):
    """The patron's page. A window of its own, without frame, title or focus."""

    def __init__(self, words: Words, theme: Theme) -> None:
        super().__init__(None)
        self.setObjectName("customer")
        self.setWindowTitle("Foyer")
        flags = Qt.WindowType
        self.setWindowFlags(
            flags.Window | flags.FramelessWindowHint | flags.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.theme = theme
        self._words = words
        self._state = CustomerState()
        dress(self, theme)

    @property
    def state(self) -> CustomerState:
        """What is shown."""
        return self._state

    def draw(self, state: CustomerState) -> None:
        """Show ``state``."""
        self._state = state
        self.setAccessibleName(self._spoken())
        self.update()

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self.draw(self._state)

    def set_theme(self, theme: Theme) -> None:
        """Show it in other colours."""
        self.theme = theme
        dress(self, theme)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(1024, 600)

    def _spoken(self) -> str:
        state, words = self._state, self._words
        if state.facing in (Facing.CART, Facing.PAYING):
            return words("Amount due {amount}", amount=state.due)
        if state.facing is Facing.CHANGE:
            return words("Change {amount}", amount=state.change)
        return state.company

    # --------------------------------------------------------------------------------- painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = _Page(painter, self.rect(), self.theme)
        if self._state.facing in (Facing.HOUSE, Facing.THANKS):
            self._paint_house(page)
        elif self._state.facing is Facing.CHANGE:
            self._paint_change(page)
        else:
            self._paint_sale(page)
        painter.end()

    def _paint_house(self, page: _Page) -> None:
        words, thanks = self._words, self._state.facing is Facing.THANKS
        paint_cloth(page.painter, page.box, self.theme)
        said = words("Thank you. Enjoy the performance!") if thanks else words("Welcome")
        pad = page.size(60)
        room = page.box.adjusted(pad, pad, -pad, -pad)
        blocks = (
            (wrapped(self._state.company, page.font(34), room.width(), 2), page.font(34), SOFT_INK),
            (
                wrapped(said, page.font(84, bold=True), room.width(), 3),
                page.font(84, bold=True),
                INK,
            ),
        )
        tall = sum(len(lines) * height_of(font) for lines, font, _ in blocks)
        row = QRect(room.left(), room.center().y() - tall // 2, room.width(), tall)
        for lines, font, ink in blocks:
            row.translate(0, draw_lines(page.painter, row, lines, font, QColor(ink), _CENTRE))

    def _paint_change(self, page: _Page) -> None:
        words, state = self._words, self._state
        page.fill("ground")
        tickets = words.plural("{n} ticket", "{n} tickets", state.tickets)
        paid = words("Paid {amount} · {tickets}", amount=state.total, tickets=tickets)
        if state.change:
            head, figure = words("Your change"), words.money(state.change)
        else:
            head, figure = "", words("Thank you")
        page.middle(((head, 44, "text_soft"), (figure, 150, "text"), (paid, 34, "text_soft")))

    def _paint_sale(self, page: _Page) -> None:
        page.fill("surface")
        pad, foot = page.size(40), page.size(250)
        head = page.box.adjusted(pad, page.size(24), -pad, 0)
        head.setHeight(page.size(44))
        title = self._state.company
        draw_lines(page.painter, head, (title,), page.font(26), self.theme.colour("text_soft"))
        body = QRect(
            page.box.left() + pad,
            head.bottom() + page.size(12),
            page.box.width() - 2 * pad,
            page.box.height() - head.bottom() - foot - page.size(24),
        )
        if self._state.lines:
            self._paint_lines(page, body)
        else:
            tickets = self._words.plural("{n} ticket", "{n} tickets", self._state.tickets)
            page.text(body, tickets, 48, "text", bold=True)
        self._paint_sum(page, QRect(0, page.box.height() - foot, page.box.width(), foot))

    def _paint_lines(self, page: _Page, body: QRect) -> None:
        rows = list(_rows(self._state.lines, self._words))
        step = page.size(46)
        room = max(body.height() // step, 2)
        if len(rows) > room:
            left = sum(1 for row in rows[room - 1 :] if row.price)
            more = self._words.plural("and {n} more ticket", "and {n} more tickets", left)
            rows = [*rows[: room - 1], _Row(more)]
        for index, row in enumerate(rows):
            box = QRect(body.left(), body.top() + index * step, body.width(), step)
            self._paint_row(page, box, row)

    def _paint_row(self, page: _Page, box: QRect, row: _Row) -> None:
        font = page.font(30, bold=row.head)
        ink = self.theme.colour("text")
        price = width_of(row.price, font) + page.size(24) if row.price else 0
        what = box.adjusted(0 if row.head else page.size(20), 0, -price, 0)
        draw_lines(page.painter, what, wrapped(row.what, font, what.width(), 1), font, ink, _LEFT)
        if row.price:
            draw_lines(page.painter, box, (row.price,), font, ink, _RIGHT)

    def _paint_sum(self, page: _Page, foot: QRect) -> None:
        words, state = self._words, self._state
        page.painter.fillRect(foot, self.theme.colour("sunken"))
        pad = page.size(40)
        inner = foot.adjusted(pad, page.size(18), -pad, -page.size(14))
        part_paid = bool(state.paid)
        notes = []
        if state.fees:
            notes.append(words("Fees of {amount} are included", amount=state.fees))
        if state.taxes:
            notes.append(words("Taxes of {amount} are included", amount=state.taxes))
        if part_paid:
            notes.append(words("Total {total}, paid {paid}", total=state.total, paid=state.paid))
        label = words("Still due") if part_paid else words("Amount due")
        if state.facing is Facing.CART:
            label = words("Total")
        notes += [state.policy] if state.policy else []
        size = page.largest(words.money(state.due), inner.width() * 6 // 10, 120)
        page.text(inner, words.money(state.due), size, "text", bold=True, align=_RIGHT)
        left = QRect(inner.left(), inner.top(), inner.width() * 4 // 10, inner.height())
        used = page.text(left, label, 44, "text", bold=True)
        left.setTop(left.top() + used)
        page.text(left, " · ".join(notes), 24, "text_soft", most_lines=5 if state.policy else 3)


class _Row:
    """One line of the list; a ``head`` names a performance and has no price."""

    __slots__ = ("head", "price", "what")

    def __init__(self, what: str, price: str = "", *, head: bool = False) -> None:
        self.what, self.price, self.head = what, price, head


def _rows(lines: Sequence[CustomerLine], words: Words) -> list[_Row]:
    rows = []
    for (production, starts_at, hall), group in groupby(
        lines, key=lambda one: (one.production, one.starts_at, one.hall)
    ):
        when = "" if starts_at is None else words.day_and_time(starts_at)
        head = " · ".join(part for part in (production, when, hall) if part)
        rows += [_Row(head, head=True)] if head else []
        rows += [_Row(_place(line, words), words.money(line.price)) for line in group]
    return rows


def _place(line: CustomerLine, words: Words) -> str:
    if line.kind:
        what = extra_name(line.kind, words, line.name)
        several = line.pieces > 1
        return words("{count} x {what}", count=line.pieces, what=what) if several else what
    seat = seat_text(line.section, line.row, line.number, words)
    return f"{seat} · {line.price_type}" if seat else line.price_type


class _Page:
    """A page of any size, drawn as if it were ``_DESIGN_HEIGHT`` high."""

    def __init__(self, painter: QPainter, box: QRect, theme: Theme) -> None:
        self.painter = painter
        self.box = box
        self._theme = theme
        self._scale = min(box.height() / _DESIGN_HEIGHT, box.width() / 1100)

    def size(self, dots: int) -> int:
        """Return a length of the design on this page."""
        return max(round(dots * self._scale), 1)

    def font(self, dots: int, *, bold: bool = False) -> QFont:
        """Return our type at a height of the design."""
        font = QFont(self._theme.font(20, bold=bold))
        font.setPixelSize(self.size(dots))
        return font

    def fill(self, colour: str) -> None:
        """Lay the ground."""
        self.painter.fillRect(self.box, self._theme.colour(colour))

    def largest(self, text: str, width: int, most: int) -> int:
        """Return the largest size up to ``most`` at which ``text`` fits ``width`` dots."""
        size = most
        while size > 24 and width_of(text, self.font(size, bold=True)) > width:
            size -= 4
        return size

    def text(
        self,
        box: QRect,
        text: str,
        dots: int,
        colour: str,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = _LEFT,
        most_lines: int = 2,
    ) -> int:
        """Draw ``text`` from the top of ``box`` and return the dots it took."""
        font = self.font(dots, bold=bold)
        lines = wrapped(text, font, box.width(), most_lines)
        return draw_lines(self.painter, box, lines, font, self._theme.colour(colour), align)

    def middle(self, blocks: Sequence[tuple[str, int, str]]) -> None:
        """Draw lines one under the other in the middle of the page."""
        pad = self.size(40)
        room = self.box.adjusted(pad, 0, -pad, 0)
        sized = [
            (text, self.font(self.largest(text, room.width(), dots), bold=True), colour)
            for text, dots, colour in blocks
        ]
        tall = sum(height_of(font) for _, font, _ in sized)
        row = QRect(room.left(), room.center().y() - tall // 2, room.width(), tall)
        for text, font, colour in sized:
            ink = self._theme.colour(colour)
            row.translate(0, draw_lines(self.painter, row, (text,), font, ink, _CENTRE))
