from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import pytest

from kiosk.beside import Beside, Stopped

Posted = queue.Queue[Callable[[], None]]


def test_the_answer_is_told_where_calls_are_posted() -> None:
    posted: Posted = queue.Queue()
    told: list[str] = []
    beside = Beside("night", posted.put)
    beside.run(lambda _: threading.current_thread().name, told.append)
    posted.get()()
    assert told == ["night"]
    beside.close()


def test_while_some_goes_on_no_other_begins() -> None:
    posted: Posted = queue.Queue()
    told: list[int] = []
    beside, go_on = Beside("night", posted.put), threading.Event()

    def first(_: Stopped) -> int:
        go_on.wait()
        return 1

    beside.run(first, told.append)
    beside.run(lambda _: 2, told.append)
    go_on.set()
    posted.get()()
    beside.close()
    assert told == [1]
    assert posted.empty()


def test_closing_ends_it_and_nobody_is_told() -> None:
    posted: Posted = queue.Queue()
    told: list[int] = []
    beside, began = Beside("night", posted.put), threading.Event()

    def until_stopped(stopped: Stopped) -> int:
        began.set()
        while not stopped():
            threading.Event().wait(0.001)
        return 1

    beside.run(until_stopped, told.append)
    began.wait()
    beside.close()
    assert posted.empty()


def test_a_fault_of_our_own_is_met_on_the_gui_thread() -> None:
    posted: Posted = queue.Queue()
    beside = Beside("night", posted.put)

    def wrong(_: Stopped) -> int:
        raise ZeroDivisionError

    beside.run(wrong, lambda _: None)
    with pytest.raises(ZeroDivisionError):
        posted.get()()
    beside.close()
