"""Will-call printed ahead, in memory: four orders of two papers each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pos.errors import InHandElsewhere
from pos.ids import CommandId, OrderId, PerformanceId
from pos.lifecycles import BatchState
from pos.views.people import SessionView
from pos.views.will_call import BatchView, EnvelopePlan

CURTAIN = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
PAPERS = 2


class Envelopes:
    def __init__(self) -> None:
        self.batch: BatchView | None = None
        self.fed: list[OrderId] = []
        self.held: set[OrderId] = set()
        """Orders that another window has in hand."""

    def plan(self, performance_id: PerformanceId) -> EnvelopePlan:
        return EnvelopePlan(performance_id, 4, 4, 1, 1, 0)

    def open(self) -> tuple[BatchView, ...]:
        return () if self.batch is None else (self.batch,)

    def start(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        *,
        owing_too: bool,
    ) -> BatchView:
        orders = tuple(OrderId(f"e{number}") for number in range(4))
        self.batch = BatchView(
            "batch", performance_id, "The SYM1", CURTAIN, BatchState.RUNNING.value, owing_too,
            0, 0, 0, 0, 0, orders,
        )  # fmt: skip
        return self.batch

    def feed(
        self, command: CommandId, session: SessionView, batch_id: str, order_id: OrderId
    ) -> BatchView:
        assert self.batch is not None
        if order_id in self.held:
            raise InHandElsewhere(what="order", window="w2", away=False)
        self.fed.append(order_id)
        self.batch = replace(
            self.batch,
            envelopes=self.batch.envelopes + 1,
            papers=self.batch.papers + PAPERS,
            waiting=self.batch.waiting + PAPERS,
            to_come=tuple(each for each in self.batch.to_come if each != order_id),
        )
        return self.batch

    def print_one(self) -> None:
        """A paper comes out."""
        assert self.batch is not None
        self.batch = replace(self.batch, waiting=self.batch.waiting - 1, done=self.batch.done + 1)

    def stop(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        return self._is(BatchState.STOPPED)

    def go_on(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        return self._is(BatchState.RUNNING)

    def finish(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        return self._over(BatchState.DONE)

    def cancel(self, command: CommandId, session: SessionView, batch_id: str) -> BatchView:
        return self._over(BatchState.CANCELLED)

    def _is(self, state: BatchState) -> BatchView:
        assert self.batch is not None
        self.batch = replace(self.batch, state=state.value)
        return self.batch

    def _over(self, state: BatchState) -> BatchView:
        batch, self.batch = self._is(state), None
        return batch
