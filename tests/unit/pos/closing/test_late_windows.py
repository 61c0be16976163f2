"""Which window books what comes late of a locked day, and on which day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Row
from typing import Any, cast

import pytest

from pos.clock import ManualClock
from pos.closing.late_windows import notice_late_windows
from pos.ids import Ids, WindowId
from pos.ports.closing import LateBatch
from pos.ports.storage import UnitOfWork
from pos.records import BookedLate, CloseException
from pos.window import Window

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)
W2 = Window(WindowId("w2"), "Window 2", "W2")


class Books:
    """What the notice reads, and what it wrote."""

    def __init__(self, *late: LateBatch, keeper: str = "w2", settled: bool = False) -> None:
        self.added: list[Any] = []
        self.told: list[Any] = []
        self.keeper = keeper
        self.opened: CloseException | None = None
        step = Row(what="settled")
        self.uow = cast(
            UnitOfWork,
            Row(
                books=Row(
                    late=lambda _: late,
                    keeper=lambda day, late: self.keeper,
                    window_name=lambda window_id: f"Window {window_id}",
                ),
                tills=Row(open_days=lambda _: (NEXT,)),
                catalogue=Row(company=lambda: Row(currency="USD")),
                exceptions=Row(
                    about=lambda kind, subject: self.opened,
                    steps=lambda _: (step,) if settled else (),
                ),
                add=self.added.append,
                audit=self.told.append,
                publish=lambda _: None,
                now=lambda: NOW,
            ),
        )

    def notice(self) -> None:
        notice_late_windows(self.uow, Ids(ManualClock(NOW), random.Random(1).randbytes), W2)

    def booked(self) -> dict[str, date]:
        return {one.batch_id: one.booked_on for one in self.added if isinstance(one, BookedLate)}

    def exceptions(self) -> list[CloseException]:
        return [one for one in self.added if isinstance(one, CloseException)]


def test_what_came_after_the_export_moves_and_the_rest_stays_on_its_day() -> None:
    books = Books(
        LateBatch("a", "w1", DAY, exported=False),
        LateBatch("b", "w1", DAY, exported=True),
        LateBatch("c", "w3", DAY, exported=True),
        LateBatch("d", "w3", DAY - timedelta(days=1), exported=True),
    )
    books.notice()
    assert books.booked() == {"a": DAY, "b": NEXT, "c": NEXT, "d": NEXT}
    assert [(one.business_date, one.text) for one in books.exceptions()] == [
        (DAY, "Window w1"),
        (DAY, "Window w3"),
        (DAY - timedelta(days=1), "Window w3"),
    ]
    assert len({one.subject_id for one in books.exceptions()}) == 3
    assert [one.event for one in books.told] == ["exception.opened", "journal.booked_late"] * 3


def test_only_the_window_that_answers_for_the_books_looks() -> None:
    books = Books(LateBatch("a", "w1", DAY, exported=False), keeper="w3")
    books.notice()
    assert books.added == books.told == []


@pytest.mark.parametrize(("settled", "opens"), [(False, 0), (True, 1)])
def test_more_of_the_same_joins_an_open_exception_and_opens_one_where_it_was_settled(
    settled: bool, opens: int
) -> None:
    books = Books(LateBatch("a", "w1", DAY, exported=True), settled=settled)
    books.opened = CloseException(
        "e", "late_window", DAY, "w2", None, "s", 0, "USD", "", NOW, "system"
    )
    books.notice()
    assert len(books.exceptions()) == opens
    (booked,) = (one for one in books.added if isinstance(one, BookedLate))
    assert (booked.exception_id == "e") is not settled
