"""Selling from a hold: who may, and what is kept of it."""

from __future__ import annotations

from pos.errors import NotAllowed
from pos.hub.rights import HoldWhy
from pos.ids import CommandId
from pos.ports.storage import UnitOfWork
from pos.seating.answering import answers_for
from pos.seating.hold_rules import sells_alone
from pos.views.holds import HoldAct, HoldKind, code_of, keeper_of
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window


def why_sold(
    uow: UnitOfWork,
    window: Window,
    command: CommandId,
    session: SessionView,
    hold: str,
    approval: Approval | None,
    *,
    entitled: bool = False,
) -> HoldWhy | None:
    """Return what is kept of a sale from a hold, if this person may, or somebody who may gave
    their word; None where there is no hold."""
    if not hold:
        return None
    code = code_of(hold, uow.catalogue.company().hold_codes)
    approved_by = ""
    if code.kind is HoldKind.KILL or keeper_of(hold) is not None:
        raise NotAllowed(permission=Permission.HOLD_PLACES.value)
    if not entitled and not sells_alone(code, session):
        if not code.with_word:
            raise NotAllowed(permission=Permission.HOLD_PLACES.value)
        who = answers_for(uow, Permission.HOLD_PLACES, command, session, approval)
        approved_by = "" if who == session.user_id else who
    return HoldWhy(HoldAct.SOLD.value, session.user_id, window.window_id, approved_by=approved_by)
