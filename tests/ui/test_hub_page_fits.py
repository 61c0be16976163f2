"""The hub page at 1280 x 800: what settles a conflict lies whole within its column."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea

from kiosk.languages import LANGUAGES
from kiosk.messages import load_words
from kiosk.presenters.hub_task import HubTaskRoom
from kiosk.screens.hub_room import HubPanel
from kiosk.screens.hub_task import HubTaskPanel
from kiosk.widgets.buttons import Button
from pos.hub.talk import TaskKind
from pos.hub.task_views import SideView, TaskView
from pos.ids import OrderId, TicketId
from tests.ui.window_kit import ZONE, WindowKit
from tests.unit.kiosk.presenters.test_hub_room import ONLINE, Page

AT = datetime(2026, 11, 22, 13, 55, tzinfo=UTC)


def task(number: int, kind: TaskKind) -> TaskView:
    sides = tuple(
        SideView(
            OrderId(f"o{side}"),
            f"W{side}-000003",
            "Zoë Ångström",
            "Max Holloway",
            f"Window {side}",
            AT,
            ticket_id=TicketId(f"k{side}"),
            seat_id="s3",
            place="Orchestra S 3",
        )
        for side in (1, 2)
    )
    return TaskView(
        f"t{number}",
        kind,
        AT,
        "w2",
        "Window 2",
        (sides[0], sides[1]),
        "From the New World",
        AT,
        "Orchestra S 3",
    )


def page_with(window: WindowKit, language: str) -> HubPanel:
    """The page with two tasks over the window's room."""
    window.open_till()
    words = load_words(language, ZONE)
    window.screens.set_words(words)
    page = Page()
    settling = HubTaskRoom(page.tasks, page.desk, page.ids, page.approvals, page.room)
    panel = HubPanel(words, page.room, settling)
    window.shell.resize(1280, 800)
    page.room.stands(ONLINE)
    page.room.open()
    kinds = (TaskKind.SEAT_SOLD_TWICE, TaskKind.HANDED_OUT_TWICE)
    every = [task(number, kind) for number, kind in enumerate(kinds)]
    first, second = (replace(side, code="5T1MC") for side in every[0].sides)
    every.append(replace(every[0], task_id="t2", sides=(first, second), copies=True))
    page.room._now(tasks=tuple(every))
    window.shell.show_panel(panel)
    return panel


def test_before_all_papers_are_void_both_sides_are_shown(window: WindowKit) -> None:
    window.open_till()
    words = load_words("en", ZONE)
    page = Page()
    settling = HubTaskRoom(page.tasks, page.desk, page.ids, page.approvals, page.room)
    panel = HubTaskPanel(words, settling)
    handed_out = task(0, TaskKind.HANDED_OUT_TWICE)

    def said() -> str:
        return "\n".join(part.text() for part in panel.findChildren(QLabel))

    settling.renew(handed_out)
    assert "W1-000003" in said()
    assert "W2-000003" in said()
    settling.leave()
    settling.end(handed_out, handed_out.sides[1])
    assert "W1-000003" not in said()
    panel.deleteLater()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_settles_a_conflict_is_within_its_column(window: WindowKit, language: str) -> None:
    panel = page_with(window, language)
    window.wait(panel.isVisible)
    QTest.qWait(0)
    window.shell.grab()  # what is laid out for a picture is laid out for eyes
    seen = 0
    for listed in panel.findChildren(QScrollArea):
        frame = listed.viewport()
        for part in (*listed.widget().findChildren(Button), *listed.widget().findChildren(QLabel)):
            if part.isVisible():
                seen += 1
                left = part.mapTo(frame, QPoint(0, 0)).x()
                assert left >= 0, part.objectName()
                assert left + part.width() <= frame.width(), (part.objectName(), frame.width())
    assert seen > 15
