"""A ticket in the cart: where, for whom, at what price; its price types, and why it is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import none_left_text, seat_kind_text
from kiosk.presenters.cart import Cart
from kiosk.presenters.cart_state import CartState
from kiosk.screens.cart_price import PricePart
from kiosk.screens.cart_series import SeriesHead
from kiosk.screens.parts import Choices, free_text, margins, usable
from kiosk.screens.price_words import step_words
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.tiles import ListRow
from kiosk.wording.seats import features_text
from pos.seat_names import place_label
from pos.views.catalogue import NoneLeft, PerformanceView, PriceTypeView, SeatKind
from pos.views.selling import CartLine

if TYPE_CHECKING:
    from printing.words import Words

_UNDER = 8
"""Everything that a seat offers, where words are long too."""


class TicketRow(QWidget):
    """One ticket: touch it for its price types, or take it out."""

    def __init__(self, index: int, presenter: Cart, words: Words) -> None:
        super().__init__()
        self._presenter = presenter
        self._line_id = ""
        self._types: tuple[PriceTypeView, ...] = ()
        self._series = SeriesHead(index, presenter)
        self._row = ListRow(under_lines=_UNDER)
        self._row.setObjectName(f"cart.line.{index}")
        self._row.setCheckable(True)
        self._remove = IconButton("cross", "")
        self._remove.setObjectName(f"cart.remove.{index}")
        self._price = PricePart(index, presenter)
        self._kinds = Choices(f"cart.types.{index}", across=2)
        self._reason = _Reason(presenter, words)
        across = QHBoxLayout()
        margins(across, spacing=4)
        across.addWidget(self._row, 1)
        across.addWidget(self._remove)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._series)
        column.addLayout(across)
        column.addWidget(self._price.whole)
        column.addWidget(self._kinds)
        column.addWidget(self._reason)
        column.addWidget(self._price)
        self._row.clicked.connect(lambda: presenter.select(self._line_id))
        self._remove.clicked.connect(lambda: presenter.remove(self._line_id))
        self._kinds.chosen.connect(self._choose)

    def _choose(self, index: int) -> None:
        self._presenter.set_price_type(self._types[index].price_type_id)

    def draw(self, line: CartLine, state: CartState, words: Words, *, several: bool) -> None:
        """Show ``line`` as it stands in ``state``."""
        self._line_id = line.line_id
        group = next((each for each in state.series if each.line_ids[0] == line.line_id), None)
        self._series.setVisible(group is not None)
        if group is not None:
            self._series.draw(group, words, usable_now=not state.frozen and not state.busy)
        place = place_words(line, words)
        show = next(
            (p for p in state.performances if p.performance_id == line.performance_id), None
        )
        off = show is not None and show.none_left is NoneLeft.CANCELLED
        self._row.say(
            place,
            *_under(line, show if several else None, words),
            figure=words.money(line.all_in),
            mark=none_left_text(NoneLeft.CANCELLED, words) if off else "",
            mark_colour="danger",
        )
        usable(self._row, yes=not state.frozen)
        self._remove.set_name(words("Take {place} out of the cart", place=place))
        usable(self._remove, yes=not state.frozen and not state.busy)
        chosen = state.selected == line.line_id and not state.frozen
        self._row.setChecked(chosen)
        self._kinds.setVisible(chosen and not state.pricing)
        self._reason.setVisible(chosen and state.wants_reason is not None)
        if chosen:
            self._draw_kinds(line, state)
            self._reason.draw(state, words)
            self._price.draw(line, state, words)
        else:
            self._price.shut()

    @property
    def opened(self) -> bool:
        """Whether something is to be typed here now."""
        return self._price.opened

    def forget(self) -> None:
        """Empty a reason that was not given."""
        self._reason.forget()
        self._price.forget()

    def _draw_kinds(self, line: CartLine, state: CartState) -> None:
        self._types = state.price_types
        wanted = state.wants_reason.price_type_id if state.wants_reason else line.price_type_id
        ids = [kind.price_type_id for kind in self._types]
        marked = ids.index(wanted) if wanted in ids else None
        names = [f"cart.type.{kind.code}" for kind in self._types]
        self._kinds.offer([kind.name for kind in self._types], marked, names)


class _Reason(QWidget):
    """Why a ticket is free."""

    def __init__(self, presenter: Cart, words: Words) -> None:
        super().__init__()
        self._presenter = presenter
        self._reasons: tuple[str, ...] = ()
        self._usual = Choices("cart.reasons", across=2)
        self._text = free_text("cart.reason")
        self._give = Button(words("Give comp"), "primary", compact=True)
        self._give.setObjectName("cart.reason_give")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._usual)
        column.addWidget(self._text)
        column.addWidget(self._give)
        self._usual.chosen.connect(self._fill)
        self._give.clicked.connect(lambda: presenter.give_reason(self._text.text()))

    def forget(self) -> None:
        """Empty the reason."""
        self._text.setText("")

    def _fill(self, index: int) -> None:
        self._text.setText(self._reasons[index])

    def draw(self, state: CartState, words: Words) -> None:
        """Offer the usual reasons."""
        self._reasons = (
            words("Artist's guest"),
            words("Press"),
            words("Service recovery"),
            words("House guest"),
        )
        self._usual.offer(self._reasons, None)
        self._text.set_name(words("Reason for the comp"))
        self._give.setText(words("Give comp"))
        usable(self._give, yes=not state.busy)
        self._text.show_missing(state.refusal, "comp_reason")
        if state.wants_reason is None:
            self._text.setText("")


def place_words(line: CartLine, words: Words) -> str:
    """Return where a ticket is: its seat, or its zone where seats are not numbered."""
    if line.seat_id is None:
        return line.zone
    return place_label(line.section, line.row, line.number)


def _under(line: CartLine, show: PerformanceView | None, words: Words) -> tuple[str, ...]:
    """Return what stands under a line: who it is for, what its seat offers and why the price, and
    which evening if one is to be named."""
    kind = seat_kind_text(line.kind, words) if line.kind is not SeatKind.ORDINARY else ""
    lines = [" · ".join(part for part in (kind, line.price_type, line.comp_reason) if part)]
    lines += [features_text(line.features, words)] if line.features else []
    lines += [step_words(step, words) for step in line.steps]
    if show is not None:
        when = f"{words.month_day(show.starts_at)} {words.time(show.starts_at)}"
        lines.append(f"{when} · {show.production}")
    return tuple(lines)
