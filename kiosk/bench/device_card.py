"""One virtual device on the bench: how it is, what is done with it, and trouble on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.bench.acts import acts
from kiosk.bench.states import detail, standing
from kiosk.bench.terminal_face import TerminalFace
from kiosk.bench.troubles import troubles
from kiosk.settings import PAYMENT_TERMINAL
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hardware.simulators.control import Json
    from kiosk.bench.codes import Codes
    from kiosk.bench.link import DeviceLink
    from printing.words import Words

_ABREAST = 2


class DeviceCard(Card):
    """A device's card. Whatever is touched goes over ``link``."""

    def __init__(
        self,
        title: str,
        link: DeviceLink,
        words: Words,
        codes: Codes,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._link = link
        self._state = Label(role="strong")
        self._detail = Label(role="soft")
        self._acts = [
            (act, self._button(act.name, act.word, act.kind, act.icon))
            for act in acts(link, words, codes)
        ]
        for act, button in self._acts:
            button.clicked.connect(lambda _=False, act=act: act.do())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._face = TerminalFace() if link.name == PAYMENT_TERMINAL else None
        for part in (Label(title, "title"), self._face, self._state, self._detail):
            if part is not None:
                column.addWidget(part)
        column.addLayout(_grid([button for _, button in self._acts]))
        column.addSpacing(4)
        column.addWidget(Label(words("Trouble on purpose"), "caption"))
        column.addLayout(_grid(self._troubles()))

    def _button(self, name: str, word: str, kind: str, icon: str = "") -> Button:
        button = Button(word, kind, icon, compact=True)
        button.set_text_size(16)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        button.setObjectName(f"bench.{self._link.name}.{name}")
        return button

    def _troubles(self) -> list[Button]:
        buttons = []
        for trouble in troubles(self._link.name, self._words):
            button = self._button(trouble.name, trouble.word, "danger")
            button.clicked.connect(
                lambda _=False, request=trouble.request: self._link.do("fault", **request)
            )
            buttons.append(button)
        return buttons

    def show_state(self, state: Json) -> None:
        """Say how the device is."""
        text, role = standing(state, self._words)
        self._state.setText(text)
        self._state.set_role(role)
        self._detail.setText(detail(self._link.name, state, self._words))
        if self._face is not None:
            self._face.show_state(state, self._words)
        for act, button in self._acts:
            button.setEnabled(act.usable(state))


def _grid(buttons: Sequence[Button]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(8)
    for column in range(_ABREAST):
        grid.setColumnStretch(column, 1)
    for number, button in enumerate(buttons):
        grid.addWidget(button, number // _ABREAST, number % _ABREAST)
    return grid
