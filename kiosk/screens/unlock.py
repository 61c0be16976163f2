"""A supervisor lets somebody in again: the panel of a second person's word, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from typing_extensions import override

from kiosk.presenters.unlock import UnlockState
from kiosk.screens.approval import ApprovalPanel
from kiosk.screens.parts import Choices

if TYPE_CHECKING:
    from kiosk.presenters.approval import ApprovalState
    from kiosk.presenters.unlock import Unlock
    from printing.words import Words


class UnlockPanel(ApprovalPanel):
    """Stands on the sign-in screen. Draws ``UnlockState``. Its parts are named as the approval
    panel's, and ``unlock.reason.<n>``."""

    drawn = Signal(object)
    """The ``UnlockState`` that is shown now."""

    def __init__(self, words: Words, presenter: Unlock) -> None:
        self._why = Choices("unlock.reasons", across=3)
        self._reasons: tuple[str, ...] = ()
        self._unlocks = presenter
        super().__init__(words, presenter)
        self.setObjectName("unlock")
        self.body.insertWidget(0, self._why)
        self.body.addStretch(1)
        self._why.chosen.connect(lambda index: presenter.say_why(self._reasons[index]))

    @override
    def draw(self, state: ApprovalState) -> None:
        super().draw(state)
        if isinstance(state, UnlockState):
            self.drawn.emit(state)

    @override
    def retranslate(self, words: Words) -> None:
        self._reasons = (
            words("Forgot the PIN"),
            words("Mistyped the PIN"),
            words("Somebody else tried"),
        )
        self._why.setAccessibleName(words("Usual reasons"))
        super().retranslate(words)
        self._confirm.setText(words("Unlock"))

    @override
    def _say(self) -> None:
        super()._say()
        state, words = self._unlocks.state, self._words
        if state.locked is None:
            return
        self.say(
            words("Unlock {name}", name=state.locked.name),
            words("Say why. The reason and your name are recorded."),
        )
        marked = self._reasons.index(state.reason) if state.reason in self._reasons else None
        names = [f"unlock.reason.{index}" for index in range(len(self._reasons))]
        self._why.offer(self._reasons, marked, names)

    @override
    def _question(self, state: ApprovalState) -> str:
        if not state.busy and state.person is None and state.people:
            return self._words("Who unlocks?")
        return super()._question(state)

    @override
    def _typed_enough(self) -> None:
        super()._typed_enough()
        if not self._unlocks.state.reason:
            self._confirm.setEnabled(False)
