"""Posted calls run on the thread of the widgets, in order; a destroyed owner is seen."""

from __future__ import annotations

import threading
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

from kiosk.bridge import Bridge, is_there


def test_calls_from_another_thread_run_on_the_gui_thread_in_order(qtbot: Any) -> None:
    bridge = Bridge()
    ran: list[tuple[int, str]] = []

    def worker() -> None:
        for number in range(50):
            bridge.post(lambda number=number: ran.append((number, threading.current_thread().name)))

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join()
    assert ran == []
    qtbot.waitUntil(lambda: len(ran) == 50)
    assert ran == [(number, threading.main_thread().name) for number in range(50)]


def test_a_call_posted_on_the_gui_thread_itself_comes_later_too(qtbot: Any) -> None:
    bridge = Bridge()
    ran: list[str] = []
    bridge.post(lambda: ran.append("posted"))
    ran.append("first")
    qtbot.waitUntil(lambda: len(ran) == 2)
    assert ran == ["first", "posted"]


def test_what_is_posted_after_the_window_has_gone_is_dropped(qtbot: Any) -> None:
    bridge = Bridge()
    shiboken6.delete(bridge)
    bridge.post(lambda: None)


def test_a_destroyed_widget_is_not_there_and_plain_objects_are(qtbot: Any) -> None:
    owner = QObject()
    assert is_there(owner)
    assert is_there(object())
    shiboken6.delete(owner)
    assert not is_there(owner)
