"""The codes of a cart: the field for another one, and what each does or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cart import Cart
from kiosk.presenters.cart_state import CartState
from kiosk.screens.parts import Pool, free_text, in_column, label, margins, usable
from kiosk.screens.price_words import offer_words
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Tone
from pos.views.members import ShownMember
from pos.views.pricing import OfferSaid, StepKind

if TYPE_CHECKING:
    from printing.words import Words


_SHOWN = (StepKind.MEMBERSHIP, StepKind.GROUP, StepKind.PROMO)
"""Offers that have a row; a package has a head of its own."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A row: what is said of an offer, and the code with which it can be taken out."""

    title: str
    under: str
    code: str
    tone: str
    member_id: str = ""
    """Whose card is put away by the row's button."""


class CodeRow(QWidget):
    """A code that was entered, or an offer that came by itself."""

    def __init__(self, index: int, presenter: Cart) -> None:
        super().__init__()
        self._code = ""
        self._member_id = ""
        self._presenter = presenter
        self._said = Tone("info")
        self._said.setObjectName(f"cart.code.{index}")
        self._title = label("strong")
        self._under = label("soft", name=f"cart.code_says.{index}")
        inside = QVBoxLayout(self._said)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.setSpacing(0)
        inside.addWidget(self._title)
        inside.addWidget(self._under)
        self._remove = IconButton("cross", "")
        self._remove.setObjectName(f"cart.code_remove.{index}")
        across = QHBoxLayout(self)
        margins(across, spacing=4)
        across.addWidget(self._said, 1)
        across.addWidget(self._remove)
        self._remove.clicked.connect(self._take_out)

    def _take_out(self) -> None:
        if self._member_id:
            self._presenter.card_put_away(self._member_id)
        else:
            self._presenter.remove_code(self._code)

    def draw(self, said: _Said, state: CartState, words: Words) -> None:
        """Show what a code does."""
        self._code, self._member_id = said.code, said.member_id
        self._said.set_tone(said.tone)
        self._title.setText(said.title)
        self._under.setText(said.under)
        self._said.setAccessibleName(f"{said.title}: {said.under}")
        self._remove.setVisible(bool(said.code or said.member_id))
        self._remove.set_name(
            words("Put the member card away")
            if said.member_id
            else words("Take the code {code} out", code=said.code)
        )
        usable(self._remove, yes=not state.frozen and not state.busy)


class CodeRows:
    """The rows under the tickets."""

    def __init__(self, presenter: Cart, column: QVBoxLayout) -> None:
        self._inside = QWidget()
        rows = QVBoxLayout(self._inside)
        margins(rows, spacing=4)
        column.insertWidget(column.count() - 1, self._inside)
        self._pool: Pool[CodeRow] = Pool(lambda index: CodeRow(index, presenter), in_column(rows))
        self._codes: frozenset[str] = frozenset()
        self.entered: QWidget | None = None
        """The row of a code or a member's card that was not there when it was drawn before."""

    def draw(self, state: CartState, words: Words) -> None:
        """Show what every code and offer does."""
        said = [_of_offer(offer, state, words) for offer in state.offers if offer.kind in _SHOWN]
        if state.source:
            where = words("Where the order comes from")
            said.append(_Said(state.source, where, state.source, "info"))
        before, self.entered = self._codes, None
        self._codes = frozenset(one.code or one.member_id for one in said)
        for row, one in zip(self._pool.show(len(said)), said, strict=True):
            row.draw(one, state, words)
            if (key := one.code or one.member_id) and key not in before:
                self.entered = row
        self._inside.setVisible(bool(said))


def _of_offer(offer: OfferSaid, state: CartState, words: Words) -> _Said:
    title, under = offer_words(offer, words)
    code = offer.code if offer.kind is StepKind.PROMO else ""
    shown = [each for each in state.shown if each.level == offer.code]
    if offer.kind is StepKind.MEMBERSHIP and shown:
        return _of_shown(offer, shown[-1], title, under, words)
    return _Said(title, under, code, "good" if offer.tickets else "warning")


def _of_shown(offer: OfferSaid, member: ShownMember, title: str, under: str, words: Words) -> _Said:
    """Return what is said of a membership whose card was shown: whose, and what of its limit is
    used with this cart."""
    whose = f"{title} · {member.holder or member.number}"
    if offer.year is not None:
        used = words("{used} of {most} this year", used=offer.year_used, most=offer.year)
        under = f"{under} · {used}"
    tone = "good" if offer.tickets or not offer.left_out else "warning"
    return _Said(whose, under, "", tone, member.member_id)


class CodeField(QWidget):
    """Where a promo or source code is typed."""

    def __init__(self, presenter: Cart) -> None:
        super().__init__()
        self._presenter = presenter
        self._text = free_text("cart.promo")
        self._apply = Button("", "plain", compact=True)
        self._apply.setObjectName("cart.promo_apply")
        self._leave = IconButton("cross", "")
        self._leave.setObjectName("cart.promo_leave")
        self._leave.hide()
        self._known: tuple[str, ...] = ()
        self._some = False
        """There was something in the cart."""
        across = QHBoxLayout(self)
        margins(across)
        across.addWidget(self._text, 1)
        across.addWidget(self._leave)
        across.addWidget(self._apply)
        self._apply.clicked.connect(self._enter)
        self._leave.clicked.connect(self._without)
        self._text.returnPressed.connect(self._enter)
        self._text.textChanged.connect(presenter.type_code)
        self._text.textChanged.connect(lambda text: self._leave.setVisible(bool(text.strip())))

    def _without(self) -> None:
        """The usual price after all."""
        self.forget()
        self._presenter.leave_code()

    def _enter(self) -> None:
        self._presenter.add_code(self._text.text())

    def draw(self, state: CartState) -> None:
        """Empty the field once its code counts, and when the cart is the next patron's."""
        some = bool(state.lines or state.extras)
        if self._some and not some:
            self.forget()
        self._some = some
        known = (*state.codes, state.source)
        if known != self._known or not state.lines:
            self._known = known
            if self._text.text().strip().upper() in known:
                self._text.setText("")
        usable(self._text, yes=not state.frozen)
        for button in (self._apply, self._leave):
            usable(button, yes=not state.frozen and not state.busy)

    def forget(self) -> None:
        """Empty a code that was not applied."""
        self._text.setText("")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._text.set_name(words("Promo code"))
        self._apply.setText(words("Apply"))
        self._leave.set_name(words("Usual price"))
