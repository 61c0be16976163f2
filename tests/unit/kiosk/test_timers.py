"""Timers for presenters: once, later, and never after being cancelled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from kiosk.timers import QtTimers


def test_a_call_comes_later_and_once_and_leaves_nothing_behind(qtbot: Any) -> None:
    timers, called = QtTimers(), []
    timers.after(0.001, lambda: called.append("due"))
    assert called == []
    qtbot.waitUntil(lambda: bool(called))
    qtbot.waitUntil(lambda: not timers.findChildren(QObject))
    assert called == ["due"]


def test_a_cancelled_call_never_comes(qtbot: Any) -> None:
    timers, called = QtTimers(), []
    first = timers.after(0.001, lambda: called.append("first"))
    first.cancel()
    timers.after(0.005, lambda: called.append("second"))
    qtbot.waitUntil(lambda: "second" in called)
    assert called == ["second"]


def test_cancelling_after_the_call_is_harmless(qtbot: Any) -> None:
    timers, called = QtTimers(), []
    timer = timers.after(0, lambda: called.append("due"))
    qtbot.waitUntil(lambda: bool(called))
    timer.cancel()
