"""Papers of envelopes as they come out: what is good lies in the box, what is ruined is followed by
the paper that prints in its place."""

from __future__ import annotations

from pos.ids import PrintJobId
from pos.ports.storage import UnitOfWork
from pos.records import EnvelopePaper, PaperFiled


def file_paper(uow: UnitOfWork, job_id: str) -> None:
    """A print job's paper came out good: if it belongs into an envelope, it lies there now."""
    if uow.will_call.paper(job_id) is not None:
        uow.add(PaperFiled(job_id, uow.now()))


def follow_paper(
    uow: UnitOfWork, job_id: str, again: tuple[PrintJobId, ...], ticket_id: str | None
) -> None:
    """A print job's paper is ruined and ``again`` are queued in its place: they belong into the
    same envelope. ``ticket_id``: the ticket they are, None for a slip."""
    paper = uow.will_call.paper(job_id)
    if paper is not None:
        uow.add(*(EnvelopePaper(job, paper.envelope_id, ticket_id) for job in again))
