"""The event by which a field tells its window that it wiped a card number."""

from __future__ import annotations

from PySide6.QtCore import QEvent

CARD_TYPED = QEvent.Type(QEvent.registerEventType())


class CardTyped(QEvent):
    """``place``: the field's name; what stood in it is gone."""

    def __init__(self, place: str) -> None:
        super().__init__(CARD_TYPED)
        self.place = place
