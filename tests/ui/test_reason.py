"""A reason that is chosen or typed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from kiosk.screens.reason import Reason


def test_the_only_usual_answer_is_chosen_already_and_goes_with_its_question(qtbot: QtBot) -> None:
    reason = Reason("why")
    qtbot.addWidget(reason)
    reason.retranslate(("Sold twice",), "Usual reasons", "Reason")
    assert reason.text() == "Sold twice"
    reason.retranslate(("Vendido dos veces",), "Motivos", "Motivo")
    assert reason.text() == "Vendido dos veces"
    reason.retranslate(("They stand", "Chairs"), "Usual reasons", "Reason")
    assert reason.text() == ""
    reason.clear()
    assert reason.text() == ""
