"""Whose a member's card is, as orders are found by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.patrons.identity import root_of

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork
    from pos.records import Member


def name_of(uow: UnitOfWork, member: Member) -> str:
    """Return the patron's name where one is known, else the holder's, which may be empty."""
    link = uow.patrons.link(member.order_id)
    if link is None or not link.patron_id:
        return member.holder
    return uow.patrons.detail(root_of(uow, link.patron_id)).name or member.holder


def meant(uow: UnitOfWork, text: str) -> str:
    """Return what to look for where orders are asked for: the name of whose card has that number,
    where the whole text is one, else the text."""
    number = text.strip().upper()
    member = uow.members.by_number(number) if number else None
    return text if member is None else name_of(uow, member) or text
