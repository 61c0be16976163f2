"""Blank tickets that run low by the count are said once, and unsaid when more are loaded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.presenters.stock_watch import StockWatch
from pos.errors import PosError, StorageLocked
from pos.views.stock import StockView
from tests.unit.kiosk.presenters.conftest import Bench

ENOUGH = StockView("ticket_printer", True, None, 0, 500, 0, 0, 0, 0, 500, 100)


class Watched:
    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bench = bench
        self.said: list[int | None] = []
        self.failed: list[PosError] = []
        self.asked = 0
        self.stock = ENOUGH
        monkeypatch.setattr(bench.office.stock, "standing", self._standing)
        self.watch = StockWatch(bench.tasks, "ticket_printer", self._say, self.failed.append)

    def _standing(self, device: str) -> StockView:
        self.asked += 1
        return self.stock

    def _say(self, stock: StockView | None) -> None:
        self.said.append(None if stock is None else stock.should_be_there)

    def has(self, papers: int) -> None:
        self.stock = replace(ENOUGH, should_be_there=papers)
        self.watch.look()


@pytest.fixture
def watched(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(bench, monkeypatch)


def test_low_is_said_as_it_goes_down_and_unsaid_when_more_are_loaded(watched: Watched) -> None:
    for papers in (500, 101, 100, 100, 99, 600, 600):
        watched.has(papers)
    assert watched.said == [100, 99, None]


def test_nothing_is_low_before_anybody_loaded(watched: Watched) -> None:
    watched.stock = replace(ENOUGH, known=False, should_be_there=-3)
    watched.watch.look()
    assert watched.said == []


def test_many_papers_at_once_are_one_question(watched: Watched) -> None:
    watched.bench.tasks.holding = True
    for _ in range(10):
        watched.watch.look()
    watched.bench.tasks.run()
    assert watched.asked == 1


def test_after_trouble_with_the_disk_it_looks_again(watched: Watched) -> None:
    watched.bench.tasks.fails_next = StorageLocked()
    watched.watch.look()
    watched.has(50)
    assert len(watched.failed) == 1
    assert watched.said == [50]
