"""The lines of an order's page: its tickets, what else was bought, what was taken, what
happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import event_text, state_text, tender_text
from kiosk.presenters.order_acts import CHOOSING, OrderActsState
from kiosk.presenters.orders import Orders, OrdersState
from kiosk.screens.parts import label, margins, usable
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.lettering import draw_lines, height_of, wrapped
from kiosk.widgets.signature import SignatureField
from kiosk.wording.seats import kind_text
from pos.lifecycles import PrintState, TicketState
from pos.views.selling import (
    OrderEventView,
    OrderExtraView,
    OrderTenderView,
    OrderTicketView,
    OrderView,
    TenderKind,
)
from pos.views.will_call import SIGN_HEIGHT, SIGN_WIDTH
from printing.fields import extra_name

if TYPE_CHECKING:
    from printing.words import Words

_MOST_EVENT_LINES = 6
_SIGNED_HIGH = 120
"""Reference pixels of a signature under its line."""


class TicketRow(Card):
    """One ticket of the order."""

    def __init__(self, index: int, presenter: Orders) -> None:
        super().__init__()
        self._ticket: OrderTicketView | None = None
        self._may_reprint = False
        self._shown: tuple[object, ...] = ()
        self._apart = label("strong")
        self._apart.hide()
        self._place = label("strong")
        self._under = label("soft")
        self._state = label("soft", wrap=False)
        self._reprint = Button("", "plain", "reprint", compact=True)
        self._reprint.setObjectName(f"orders.reprint.{index}")
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._place)
        said.addWidget(self._under)
        said.addWidget(self._apart)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addLayout(said, 1)
        row.addWidget(self._state)
        row.addWidget(self._reprint)
        self._choose = Button("", "plain", compact=True)
        self._choose.setObjectName(f"orders.choose.{index}")
        row.addWidget(self._choose)
        self._reprint.clicked.connect(lambda: self._want(presenter))
        self._choose.clicked.connect(lambda: self._toggle(presenter))

    def _toggle(self, presenter: Orders) -> None:
        if self._ticket is not None:
            presenter.acts.toggle(self._ticket.ticket_id)

    def draw_choice(self, state: OrderActsState, words: Words) -> None:
        """Offer the ticket to be chosen while parts are made, and say who picks it up."""
        ticket = self._ticket
        if ticket is None:
            return
        name = state.apart.get(ticket.ticket_id, "")
        counts, chosen = ticket in state.tickets, ticket.ticket_id in state.chosen
        now = (words, name, state.act, counts, chosen)
        if now == self._shown:
            return
        self._shown = now
        whose = words("picked up by {name}", name=name) if name else ""
        self._apart.setText(whose)
        self._apart.setVisible(bool(whose))
        offered = state.act in CHOOSING and counts
        self._choose.setVisible(offered)
        self._choose.set_kind("primary" if chosen else "plain")
        self._choose.setText(words("Chosen") if chosen else words("Choose"))
        said = words("Chosen") if chosen else words("Choose")
        self._choose.setAccessibleName(f"{said}: {ticket.place}")
        self._reprint.setVisible(self._may_reprint and not offered)

    def _want(self, presenter: Orders) -> None:
        if self._ticket is not None:
            presenter.want_reprint(self._ticket.ticket_id)

    def draw(self, ticket: OrderTicketView, words: Words, state: OrdersState) -> None:
        """Show ``ticket``."""
        self._ticket, self._shown = ticket, ()
        what = (ticket.place, ticket.price_type, words.money(ticket.all_in))
        self._place.setText(" · ".join(what))
        when = words.day_and_time(ticket.starts_at)
        under = [kind] if (kind := kind_text(ticket.kind, words)) else []
        under.append(words("{show}, {when}", show=ticket.performance, when=when))
        if ticket.series:
            under.append(words("part of {series}", series=ticket.series))
        self._under.setText(" · ".join(under))
        standing = TicketState(ticket.state)
        counts = standing in (TicketState.LIVE, TicketState.SCANNED)
        self._place.set_role("strong" if counts else "soft")
        said = [state_text(standing, words)] if standing is not TicketState.LIVE else []
        if ticket.exchanged:
            said = [words("Exchanged")]
        elif ticket.moved_to:
            said = [words("Order {number}", number=ticket.moved_to)]
        elif ticket.print_state and counts:
            said.append(state_text(PrintState(ticket.print_state), words))
        if ticket.called_off and counts:
            said.insert(0, words("Cancelled"))
        self._state.setText(" · ".join(said))
        self._reprint.setText(words("Print again"))
        self._reprint.setAccessibleName(words("Print {place} again", place=ticket.place))
        prints = bool(ticket.print_state) and not ticket.called_off
        self._may_reprint = standing is TicketState.LIVE and prints
        self._reprint.setVisible(self._may_reprint)
        usable(self._reprint, yes=not state.busy)


class MoneyLine(Card):
    """Something beside tickets: what was bought or taken, its sum, and what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self._what = label("strong")
        self._under = label("soft")
        self._figure = label("strong", wrap=False)
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._what)
        said.addWidget(self._under)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addLayout(said, 1)
        row.addWidget(self._figure)

    def say(self, what: str, under: str, figure: str) -> None:
        """Show a sum."""
        self._what.setText(what)
        self._under.setText(under)
        self._under.setVisible(bool(under))
        self._figure.setText(figure)
        self.setAccessibleName(" · ".join(part for part in (what, under, figure) if part))

    def say_more(self, more: str) -> None:
        """Add what stands elsewhere for whoever sees it."""
        if more:
            self.setAccessibleName(f"{self.accessibleName()} · {more}")


def paid_words(order: OrderView, words: Words) -> str:
    """Return what was paid and what went back, where the order does not cost what it did when it
    was placed or something of it is owed."""
    back = order.given_back
    if back is not None:
        return words("{paid} paid, {back} given back", paid=order.paid + back, back=back)
    if order.paid.minor and (order.costs is not None or order.owing):
        return words("{amount} paid", amount=order.paid)
    if order.costs is not None:
        return words("{amount} when it was placed", amount=order.total)
    return ""


def say_extra(line: MoneyLine, extra: OrderExtraView, words: Words) -> None:
    """Show something that is no ticket."""
    what, whom = gift_words(extra, words)
    state = words("Given back") if extra.returned else ""
    under = " · ".join(part for part in (whom, state) if part)
    line.say(what, under, words.money(extra.amount))


def gift_words(extra: OrderExtraView, words: Words) -> tuple[str, str]:
    """Return what it is, and whom it is for."""
    what = extra_name(extra.kind.value, words, extra.name)
    if extra.quantity > 1:
        what = words("{count} x {what}", count=extra.quantity, what=what)
    parts = [words("For {name}", name=extra.text) if extra.text else "", extra.member_number]
    if extra.until is not None:
        parts.append(words("Good until {day}", day=words.date(extra.until)))
    return what, " · ".join(part for part in parts if part)


def say_tender(line: MoneyLine, tender: OrderTenderView, words: Words) -> None:
    """Show a tender and what is left of it."""
    parts = [tender.payer, words.day_and_time(tender.at), became(tender, words)]
    under = " · ".join(part for part in parts if part)
    line.say(tender_words(tender, words), under, words.money(tender.amount))


def became(tender: OrderTenderView, words: Words) -> str:
    """Return what became of a tender, nothing while all of it stands."""
    if tender.check_returned:
        return words("The bank gave it back")
    if tender.corrected_to is not None:
        return words("corrected to {kind}", kind=tender_text(tender.corrected_to, words))
    none = (TenderKind.ROUNDING, TenderKind.GIVEN_UP)
    if tender.kind not in none and tender.left != tender.amount:
        return words("{amount} of it is left", amount=tender.left)
    return ""


def tender_words(tender: OrderTenderView, words: Words) -> str:
    """Return by what a person knows a tender again."""
    return " ".join(part for part in (tender_text(tender.kind, words), tender.shown) if part)


class EventLine(QWidget):
    """One line of an order's life, with the signature under it where one was given. Painted: an
    order may have fifty."""

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._who = ""
        self._signature: SignatureField | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, event: OrderEventView, words: Words) -> None:
        """Show what happened, when, by whom."""
        who = (words.day_and_time(event.at), event.who)
        self._what = event_text(event, words)
        self._who = " · ".join(part for part in who if part)
        self.setAccessibleName(f"{self._what}, {self._who}")
        self._show_signature(event, words)
        self.updateGeometry()
        self.update()

    def _show_signature(self, event: OrderEventView, words: Words) -> None:
        if self._signature is None and event.strokes:
            self._signature = SignatureField(signing=False, parent=self)
            self._signature.setObjectName("orders.signature")
        if self._signature is not None:
            self._signature.setVisible(bool(event.strokes))
            self._signature.show_strokes(event.strokes)
            self._signature.setAccessibleName(words("The signature that was given"))
            self._place_signature()

    def _place_signature(self) -> None:
        """Put the signature at the foot of the line, at the left."""
        if self._signature is not None:
            high = theme_of(self).px(_SIGNED_HIGH)
            wide = min(high * SIGN_WIDTH // SIGN_HEIGHT, self.width())
            self._signature.setGeometry(0, self.height() - high, wide, high)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_signature()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _lines(self, width: int) -> tuple[str, ...]:
        return wrapped(self._what, theme_of(self).font(16), width, _MOST_EVENT_LINES)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        theme = theme_of(self)
        lines = max(len(self._lines(width)), 1)
        tall = lines * height_of(theme.font(16)) + height_of(theme.font(14))
        signed = self._signature is not None and not self._signature.isHidden()
        return tall + (theme.px(_SIGNED_HIGH) if signed else 0)

    @override
    def sizeHint(self) -> QSize:
        wide = max(self.width(), theme_of(self).px(160))
        return QSize(theme_of(self).px(160), self.heightForWidth(wide))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = theme_of(self), self.rect()
        painter = QPainter(self)
        used = draw_lines(
            painter, box, self._lines(box.width()), theme.font(16), theme.colour("text")
        )
        box.setTop(box.top() + used)
        who = wrapped(self._who, theme.font(14), box.width(), 1)
        draw_lines(painter, box, who, theme.font(14), theme.colour("text_soft"))
        painter.end()
