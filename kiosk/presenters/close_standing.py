"""Where a close stands, as the ledger knows it: read at once, and carries nothing that is expected
before a count is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos.lifecycles import TillState
from pos.views.cash import Blocker, PaperToCount, TillReportView, TillResult, TillView
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.closing.closing import Closing
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class CloseStanding:
    """``papers``: to be handed in with a till that this person counts now, else None."""

    till: TillView | None
    result: TillResult | None
    blockers: tuple[Blocker, ...]
    day_blockers: tuple[Blocker, ...]
    z_reports: tuple[TillReportView, ...]
    papers: tuple[PaperToCount, ...] | None


def read_standing(office: Office, session: SessionView | None) -> CloseStanding:
    """Return how the drawer, its till and its day stand. Thread: ledger."""
    till = office.tills.current()
    closing = office.closing
    counting = till is not None and till.state == TillState.COUNTING.value
    return CloseStanding(
        till,
        closing.result(),
        closing.blockers(till.till_id) if till is not None else (),
        closing.day_blockers(),
        (*closing.z_reports(), *closing.day_reports()),
        _papers(closing, session, till) if counting else None,
    )


def _papers(
    closing: Closing, session: SessionView | None, till: TillView | None
) -> tuple[PaperToCount, ...] | None:
    """Return the papers of a till this person may count, or None."""
    if session is None or till is None:
        return None
    mine = till.user_id == session.user_id
    if not mine and Permission.APPROVE_CLOSE not in session.permissions:
        return None
    return closing.papers_to_count(session, till.till_id)
