"""What a member has, found by the number or the code on their card.

A card is one person's: what is known to be theirs comes first, then orders of their name that are
nobody else's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pos.patrons.identity import records_of, root_of

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork
    from pos.records import Member

_NUMBER = re.compile(r"([A-Z0-9]+)[\s-]*M[\s-]*0*([0-9]{1,9})")
_MOST = 20
"""Orders known to be a member's that are looked through, the newest."""


def member_of(uow: UnitOfWork, text: str) -> Member | None:
    """Return whose number or card's code the whole text is, however it is spaced."""
    typed = text.strip().upper()
    if not typed:
        return None
    shape = _NUMBER.fullmatch(typed)
    number = f"{shape[1]}-M{int(shape[2]):06d}" if shape else typed
    found = uow.members.by_number(number) or uow.members.by_number(typed)
    if found is None and (coded := uow.members.by_code(typed)) is not None:
        found = coded[0]
    return found


def patron_of(uow: UnitOfWork, member: Member) -> str:
    """Return the record of the patron whose membership it is, empty where none is known."""
    return _owner(uow, member.order_id)


def name_of(uow: UnitOfWork, member: Member) -> str:
    """Return the patron's name where one is known, else the holder's, which may be empty."""
    patron_id = patron_of(uow, member)
    return (uow.patrons.detail(patron_id).name if patron_id else "") or member.holder


def find_orders(
    uow: UnitOfWork,
    text: str,
    *,
    performance_id: str | None = None,
    will_call: bool = False,
    limit: int = 50,
) -> list[str]:
    """Return the orders that ``text`` finds, the likeliest first, as ``Finding.find``; the number
    on a member's card finds what that member has."""

    def find(words: str) -> list[str]:
        found = uow.finding.find(
            words, performance_id=performance_id, will_call=will_call, limit=limit
        )
        return [each.subject_id for each in found]

    member = member_of(uow, text)
    if member is None:
        return find(text)
    patron_id, name = patron_of(uow, member), name_of(uow, member)
    known = uow.patrons.orders(records_of(uow, patron_id)) if patron_id else (member.order_id,)
    theirs = [each for each in known[:_MOST] if each in find(uow.orders.order(each).order_number)]
    alike = find(name) if name else []
    if patron_id:
        alike = [each for each in alike if _owner(uow, each) in ("", patron_id)]
    return list(dict.fromkeys((*theirs, *alike)))[:limit]


def _owner(uow: UnitOfWork, order_id: str) -> str:
    link = uow.patrons.link(order_id)
    return root_of(uow, link.patron_id) if link is not None and link.patron_id else ""
