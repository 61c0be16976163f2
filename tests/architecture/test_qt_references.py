"""Qt takes no reference it does not give back.

PySide6 6.12.0 takes one from ``None`` at each call of a method that returns nothing; on Python
before 3.12 the interpreter aborts after some thousand calls. The lock file holds 6.11.3 for it.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 1_000


def test_a_thousand_void_calls_leave_none_as_it_was(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < CALLS // 10
