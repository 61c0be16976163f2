"""What the top bar says: who, which till, and how long until the curtain."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.messages import role_text, state_text
from pos.lifecycles import TillState

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.presenters.desk import Desk
    from kiosk.widgets.top_bar import TopBar
    from pos.views.catalogue import PerformanceView
    from printing.words import Words

STILL_NEWS = timedelta(minutes=20)
"""How long after its curtain a performance is still spoken of: latecomers ask."""


def next_curtain(
    performances: tuple[PerformanceView, ...], now: datetime
) -> PerformanceView | None:
    """Return the performance to count down to: the first that did not begin long ago."""
    coming = [each for each in performances if each.starts_at + STILL_NEWS > now]
    return min(coming, key=lambda each: each.starts_at, default=None)


def till_words(desk: Desk, words: Words) -> tuple[str, str]:
    """Return how the till stands, and in which tone."""
    till = desk.till
    if till is None:
        return words("No till open"), "warning"
    if not desk.till_is_mine:
        return words("Till of {name}", name=till.cashier), "warning"
    state = TillState(till.state)
    if state is TillState.OPEN:
        return words("Till open"), "good"
    return state_text(state, words), "warning"


def show_standing(bar: TopBar, desk: Desk, words: Words, now: datetime) -> None:
    """Bring the top bar up to date. GUI thread."""
    session = desk.session
    bar.set_cashier(
        session.name if session else "", role_text(session.role, words) if session else ""
    )
    text, tone = till_words(desk, words)
    bar.set_till(text if session else "", tone)
    coming = next_curtain(desk.performances, now)
    if coming is None:
        bar.set_next_curtain("", None)
    else:
        bar.set_next_curtain(coming.production, coming.starts_at)
    bar.tick(now)
