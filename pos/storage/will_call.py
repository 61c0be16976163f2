"""Will-call on SQLite."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from pos.lifecycles import BatchState, PrintState
from pos.ports.will_call import AheadPaper, Given, ToPrint
from pos.records import (
    Envelope,
    EnvelopePaper,
    Handout,
    HandoutTicket,
    HandoutUndone,
    LeftAtWillCall,
    PrintBatch,
    Signature,
)
from pos.storage import schema
from pos.storage.order_life_schema import performance_cancelled
from pos.storage.reading import Reading, at_will_call, state_of
from pos.storage.will_call_schema import (
    envelope,
    envelope_paper,
    handout,
    handout_ticket,
    handout_undone,
    paper_filed,
    print_batch,
    signature,
)
from pos.text import folded

_OPEN = (BatchState.RUNNING.value, BatchState.STOPPED.value)
_LIVE = ("live", "scanned")
_ORDER, _TICKET = schema.order, schema.ticket


def _is_given() -> sa.ColumnElement[bool]:
    """Whether the ticket's place in its order was handed out, and not undone."""
    undone = sa.select(handout_undone.c.handout_id).where(
        handout_undone.c.handout_id == handout.c.handout_id
    )
    return (
        sa.select(handout.c.handout_id)
        .join(handout_ticket, handout_ticket.c.handout_id == handout.c.handout_id)
        .where(
            handout.c.order_id == _TICKET.c.order_id,
            handout_ticket.c.position == _TICKET.c.position,
            ~undone.exists(),
        )
        .exists()
    )


def _is_filed() -> sa.ColumnElement[bool]:
    """Whether the ticket's own paper lies in an envelope."""
    return (
        sa.select(envelope_paper.c.job_id)
        .join(paper_filed, paper_filed.c.job_id == envelope_paper.c.job_id)
        .where(envelope_paper.c.ticket_id == _TICKET.c.ticket_id)
        .exists()
    )


def _is_queued() -> sa.ColumnElement[bool]:
    """Whether a paper of the ticket is printed or on its way, here or at another window."""
    job = schema.print_job
    here = sa.select(job.c.job_id).where(
        job.c.subject_id == _TICKET.c.ticket_id,
        state_of("print", job.c.job_id) != PrintState.CANCELLED.value,
    )
    known = sa.select(job.c.job_id).where(job.c.job_id == envelope_paper.c.job_id)
    there = sa.select(envelope_paper.c.job_id).where(
        envelope_paper.c.ticket_id == _TICKET.c.ticket_id, ~known.exists()
    )
    return sa.or_(here.exists(), there.exists())


def _is_cancelled() -> sa.ColumnElement[bool]:
    """Whether the ticket's performance does not take place."""
    gone = performance_cancelled.c
    return (
        sa.select(gone.cancelled_id).where(gone.performance_id == _TICKET.c.performance_id).exists()
    )


class SqlWillCall(Reading):
    """See ``pos.ports.will_call.WillCallStore``."""

    def handout(self, handout_id: str) -> Handout:
        return self._one(Handout, "handout", handout.c.handout_id, handout_id)

    def paid_by(self, words: Sequence[str], limit: int) -> tuple[str, ...]:
        table, check = schema.tender.c, schema.check_taken.c
        payers = sa.union(
            sa.select(table.order_id, table.payer.label("payer")).where(table.payer != ""),
            sa.select(table.order_id, check.payer).where(check.tender_id == table.tender_id),
        )
        found = [
            row.order_id
            for row in self._uow.execute(payers)
            if all(word in folded(row.payer) for word in words)
        ]
        return tuple(sorted(dict.fromkeys(found), reverse=True)[:limit])

    def paid_with_card(self, last_four: str, limit: int) -> tuple[str, ...]:
        table, answer = schema.tender.c, schema.card_answer.c
        rows = self._uow.execute(
            sa.select(table.order_id)
            .join(schema.card_answer, answer.payment_id == table.payment_id)
            .where(answer.last_four == last_four)
            .group_by(table.order_id)
            .order_by(table.order_id.desc())
            .limit(limit)
        )
        return tuple(row.order_id for row in rows)

    def given(self, order_id: str) -> tuple[Given, ...]:
        def one(each: Handout) -> Given:
            mine = handout_ticket.c
            tickets = self._of(HandoutTicket, mine.handout_id, each.handout_id, mine.position)
            undone = handout_undone.c.handout_id
            found = self._of(HandoutUndone, undone, each.handout_id, undone)
            return Given(each, tickets, found[0] if found else None)

        acts = self._of(Handout, handout.c.order_id, order_id, handout.c.handout_id)
        return tuple(one(each) for each in acts)

    def left_here(self, order_id: str) -> tuple[LeftAtWillCall, ...]:
        table = schema.left_at_will_call.c
        return self._of(LeftAtWillCall, table.order_id, order_id, table.left_id)

    def signature(self, handout_id: str) -> Signature | None:
        found = self._of(Signature, signature.c.handout_id, handout_id, signature.c.handout_id)
        return found[0] if found else None

    def misgiven_to(self, order_id: str) -> tuple[HandoutUndone, ...]:
        table = handout_undone.c
        return self._of(HandoutUndone, table.whose_order_id, order_id, table.handout_id)

    def ahead(self, order_id: str) -> tuple[AheadPaper, ...]:
        filed = sa.select(paper_filed.c.job_id).where(
            paper_filed.c.job_id == envelope_paper.c.job_id
        )
        rows = self._uow.execute(
            sa.select(
                envelope_paper,
                filed.exists().label("filed"),
                state_of("print", envelope_paper.c.job_id).label("state"),
            )
            .join(envelope, envelope.c.envelope_id == envelope_paper.c.envelope_id)
            .where(envelope.c.order_id == order_id)
            .order_by(envelope_paper.c.job_id)
        )
        return tuple(
            AheadPaper(
                EnvelopePaper(row.job_id, row.envelope_id, row.ticket_id),
                bool(row.filed),
                row.state or "",
            )
            for row in rows
        )

    def paper(self, job_id: str) -> EnvelopePaper | None:
        found = self._of(EnvelopePaper, envelope_paper.c.job_id, job_id, envelope_paper.c.job_id)
        return found[0] if found else None

    def envelope(self, envelope_id: str) -> Envelope:
        return self._one(Envelope, "envelope", envelope.c.envelope_id, envelope_id)

    def batch(self, batch_id: str) -> PrintBatch:
        return self._one(PrintBatch, "print_batch", print_batch.c.batch_id, batch_id)

    def batches(self, window_id: str) -> tuple[PrintBatch, ...]:
        table = print_batch.c
        stands = state_of("batch", table.batch_id)
        return self._many(
            PrintBatch, table.window_id == window_id, stands.in_(_OPEN), by=table.batch_id
        )

    def envelopes(self, batch_id: str) -> tuple[Envelope, ...]:
        return self._of(Envelope, envelope.c.batch_id, batch_id, envelope.c.number)

    def jobs(self, batch_id: str) -> tuple[tuple[str, str], ...]:
        rows = self._uow.execute(
            sa.select(
                envelope_paper.c.job_id,
                state_of("print", envelope_paper.c.job_id).label("state"),
            )
            .join(envelope, envelope.c.envelope_id == envelope_paper.c.envelope_id)
            .where(envelope.c.batch_id == batch_id)
            .order_by(envelope_paper.c.job_id)
        )
        return tuple((row.job_id, row.state or "") for row in rows)

    def to_print(self, performance_id: str) -> tuple[ToPrint, ...]:
        state = state_of("order", _ORDER.c.order_id)
        slip = sa.select(envelope.c.envelope_id).where(envelope.c.order_id == _ORDER.c.order_id)
        rows = self._uow.execute(
            sa.select(
                _ORDER.c.order_id,
                _ORDER.c.order_number,
                _ORDER.c.name,
                sa.func.count().label("tickets"),
                state.label("state"),
                slip.exists().label("has_slip"),
            )
            .join(_TICKET, _TICKET.c.order_id == _ORDER.c.order_id)
            .where(
                _TICKET.c.performance_id == performance_id,
                ~_is_cancelled(),
                at_will_call(),
                state.in_(("placed", "paid")),
                state_of("ticket", _TICKET.c.ticket_id).in_(_LIVE),
                ~_is_given(),
                ~_is_queued(),
            )
            .group_by(_ORDER.c.order_id)
        )
        return tuple(
            ToPrint(
                row.order_id,
                row.order_number,
                row.name,
                row.tickets,
                row.state == "placed",
                bool(row.has_slip),
            )
            for row in rows
        )

    def filed_places(self, performance_id: str) -> dict[str, int]:
        return self._places(performance_id, sa.and_(_is_filed(), ~_is_given()))

    def given_places(self, performance_id: str) -> dict[str, int]:
        return self._places(performance_id, _is_given())

    def _places(self, performance_id: str, those: sa.ColumnElement[bool]) -> dict[str, int]:
        rows = self._uow.execute(
            sa.select(_TICKET.c.order_id, sa.func.count().label("tickets"))
            .where(
                _TICKET.c.performance_id == performance_id,
                state_of("ticket", _TICKET.c.ticket_id).in_(_LIVE),
                those,
            )
            .group_by(_TICKET.c.order_id)
        )
        return {row.order_id: row.tickets for row in rows}
