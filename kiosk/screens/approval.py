"""A second person's word, given in a panel over the work while the cashier stays signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import permission_text
from kiosk.screens.approval_about import about_words, outcome_words
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Label
from kiosk.widgets.notice import ErrorStrip
from kiosk.widgets.numpad import PinEntry
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import StaffTile
from kiosk.wording.roles import role_text

if TYPE_CHECKING:
    from kiosk.presenters.approval import ApprovalDesk, ApprovalState
    from kiosk.presenters.unlock import Unlock
    from pos.views.people import StaffView
    from printing.words import Words

_COLUMNS = 2


class ApprovalPanel(InlinePanel):
    """Who approves, then their PIN. Says what is approved and what comes of it. Draws
    ``ApprovalState``."""

    def __init__(
        self, words: Words, presenter: ApprovalDesk | Unlock, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "", parent)
        self.setObjectName("approval")
        self._words = words
        self._presenter = presenter
        self._state: ApprovalState | None = None
        self._people: tuple[StaffView, ...] = ()
        self._tiles: list[StaffTile] = []
        self._asks = Label("", "strong")
        self._strip = ErrorStrip("approval.refusal")
        self._names = QWidget()
        self._entry = PinEntry(words, "approval.pin", "erase")
        self._back = Button("", "quiet", "back", compact=True)
        self._back.setObjectName("approval.back")
        self._lay_out()
        self._cancel = self.add_button(Button("", "plain"))
        self._cancel.setObjectName("approval.cancel")
        self._confirm = self.add_button(Button("", "primary"))
        self._confirm.setObjectName("approval.confirm")
        self._wire()
        self.retranslate(words)

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self._names)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(TARGET_GAP)
        head = QHBoxLayout()
        head.addWidget(self._asks, 1)
        head.addWidget(self._back)
        pad = QVBoxLayout()
        pad.addWidget(self._entry)
        pad.setAlignment(self._entry, Qt.AlignmentFlag.AlignHCenter)
        self.body.addLayout(head)
        self.body.addWidget(self._strip)
        self.body.addWidget(self._names)
        self.body.addLayout(pad)

    def _wire(self) -> None:
        self._entry.pin_entered.connect(self._presenter.confirm)
        self._entry.changed.connect(self._typed)
        self._confirm.clicked.connect(self._entry.confirm)
        self._cancel.clicked.connect(self._presenter.cancel)
        self.closed.connect(self._presenter.cancel)
        self._back.clicked.connect(self._presenter.back)

    def draw(self, state: ApprovalState) -> None:
        """Show what is to be approved and how far we are."""
        before, self._state = self._state, state
        if state.people != self._people:
            self._make_tiles(state.people)
        chosen = state.person is not None
        self._names.setVisible(not chosen)
        self._entry.setVisible(chosen)
        self._back.setVisible(chosen and not state.busy)
        self._entry.setEnabled(not state.busy)
        self._strip.say_error(state.refusal, self._words)
        if state.refusal is not None:
            self._entry.refuse()
        elif before is None or before.person != state.person:
            self._entry.clear()
        self._say()
        self._typed_enough()
        if chosen and not state.busy:
            self._entry.setFocus()
        self._tell(before)

    def _tell(self, before: ApprovalState | None) -> None:
        was = before is not None and before.permission is not None
        now = self._state is not None and self._state.permission is not None
        if was != now:
            self.wanted.emit(now)

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._cancel.setText(words("Cancel"))
        self._confirm.setText(words("Approve"))
        self._back.setText(words("Somebody else"))
        self._entry.retranslate(words)
        self._say()
        if self._state is not None:
            self._strip.say_error(self._state.refusal, words)

    def _say(self) -> None:
        state, words = self._state, self._words
        if state is None or state.permission is None:
            return
        what = permission_text(state.permission, words)
        more = outcome_words(state.permission, state.about, words)
        if state.about is not None:
            more = f"{about_words(state.about, words)}\n{more}"
        self.say(words("Approval: {what}", what=what), more)
        self._asks.setText(self._question(state))
        for tile, person in zip(self._tiles, self._people, strict=True):
            mark = words("Locked") if person.locked else ""
            tile.say_person(person.name, role_text(person.role, words), mark)

    def _question(self, state: ApprovalState) -> str:
        words = self._words
        if state.busy:
            return words("Checking…")
        if state.person is not None:
            return words("{name}, enter your PIN", name=state.person.name)
        if state.ready and not state.people:
            return words("Nobody else here may approve this. Call a manager.")
        return words("Who approves?")

    def _make_tiles(self, people: tuple[StaffView, ...]) -> None:
        self._people = people
        for tile in self._tiles:
            tile.hide()
            tile.deleteLater()
        self._tiles = []
        for index, _person in enumerate(people):
            tile = StaffTile()
            tile.setObjectName(f"approval.tile.{index}")
            tile.clicked.connect(self._choose)
            self._grid.addWidget(tile, index // _COLUMNS, index % _COLUMNS)
            self._tiles.append(tile)

    def _choose(self) -> None:
        tile = self.sender()
        if isinstance(tile, StaffTile):
            self._presenter.choose(self._people[self._tiles.index(tile)].user_id)

    def _typed(self) -> None:
        self._strip.hide()
        self._typed_enough()

    def _typed_enough(self) -> None:
        busy = self._state is not None and self._state.busy
        self._confirm.setEnabled(self._entry.count > 0 and not busy)
