"""The Outage panel by touch and keys: a block made, a paper sale keyed in, the rest given back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.taps import counted
from tests.ui.window_kit import WindowKit


def test_papers_are_made_sold_keyed_in_and_given_back(window: WindowKit) -> None:
    window.open_till()
    window.rooms.lock.switch()
    window.rooms.outage.on_ticket_stock = True
    window.sign_in("Max Holloway")
    window.tap("rail.till")
    window.tap("till.outage")
    assert window.text("outage.age") == "No papers were made yet."
    window.tap("outage.page.tickets")
    window.type("outage.count", "4")
    window.tap("outage.make")
    assert window.text("outage.made") == "W1-E0001 to W1-E0004: good at the door from now on."
    assert window.text("outage.count") == ""  # a second touch makes none
    window.tap("outage.make")
    assert "1 to 200 emergency tickets are made at a time." in window.texts()
    assert len(window.ask(lambda office: office.paper_blocks.blocks())) == 1
    window.tap("outage.print")
    assert not window.sees("outage.print")
    waiting = window.ask(lambda office: [task.what[:8] for task in office.prints.tasks()])
    assert waiting == ["W1-E0001", "W1-E0002", "W1-E0003", "W1-E0004"]
    window.tap("outage.back")
    window.rooms.lock.switch()
    window.sign_in("Ana Castle")
    window.tap("rail.till")
    window.tap("till.outage")
    window.tap("outage.page.key")
    assert QApplication.focusWidget() is window.find("outage.number")
    with counted() as taps:  # a pair: two numbers, who and when, and one touch
        for number in ("1", "2"):
            window.type("outage.number", number)
            QTest.keyClick(window.find("outage.number"), Qt.Key.Key_Return)
            window.quiet()
        assert window.text("outage.due") == "$256.00"
        assert QApplication.focusWidget() is window.find("outage.number")
        window.type("outage.sold_by", "BQ")
        window.type("outage.time", "5:40")
        window.tap("outage.key_in")
    assert taps.count == 1
    sold = "Order W1-000001: W1-E0001, W1-E0002, $256.00, Cash."
    assert window.text("outage.sold") == sold
    window.tap("outage.drawer")
    window.type("outage.tally", "256")
    assert window.text("outage.differs") == "As on the sheet."
    window.type("outage.number", "2")
    window.tap("outage.add")
    assert window.text("outage.refusal").startswith("W1-E0002 was keyed in before: by Ana Castle")
    window.tap("outage.back")
    window.rooms.lock.switch()
    window.sign_in("Sue Moreno")
    window.tap("rail.till")
    window.tap("till.outage")
    window.tap("outage.page.tickets")
    assert not window.sees("outage.make")
    window.tap("outage.block.0")
    window.type("outage.back_reason.reason", "Not sold")
    window.tap("outage.give_back")
    blocks = window.ask(lambda office: office.paper_blocks.blocks())
    assert [(block.out, block.count("returned")) for block in blocks] == [(0, 2)]
    assert window.ask(lambda office: office.verify()) == ()
    QTest.keyClick(window.find("outage"), Qt.Key.Key_Escape)
    window.quiet()
    assert not window.sees("outage")
