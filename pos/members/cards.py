"""What stands on a member's card."""

from __future__ import annotations

from pos.members.standing import terms_of
from pos.members.terms import end_of, term_on
from pos.paying.certificates import venue_day
from pos.ports.storage import UnitOfWork
from pos.views.papers import MemberCardView


def card_view(uow: UnitOfWork, member_id: str) -> MemberCardView:
    """Return the card of now: its code opens what the membership gives, and no code before it does.

    Raises:
        NotFound: There is no such membership.
    """
    member = uow.members.member(member_id)
    terms, made = terms_of(uow, member), uow.members.passes(member_id)
    now = term_on(terms, venue_day(uow)) or terms[-1]
    benefits = next(
        (level.benefits for level in uow.catalogue.memberships() if level.code == now.level), ()
    )
    return MemberCardView(
        company=uow.catalogue.company().name,
        level=now.level_name,
        holder=member.holder,
        number=member.number,
        code=made[-1].code if made else member.code,
        starts_on=member.starts_on,
        ends_on=end_of(terms),
        benefits=benefits,
        issue=len(made) + 1,
    )
