"""Memberships on SQLite."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from pos.ports.members import MemberUsed
from pos.records import Member, MemberPass, MemberTerm
from pos.storage import schema
from pos.storage.members_schema import member_pass, member_term, member_term_ended
from pos.storage.reading import Reading

_USED = sa.text(
    """
    SELECT u.ticket_id, t.performance_id, t.order_id, o.business_date FROM member_use u
    JOIN ticket t ON t.ticket_id = u.ticket_id
    JOIN orders o ON o.order_id = t.order_id
    WHERE u.member_id = :member_id
      AND EXISTS (SELECT 1 FROM ticket_step s
        WHERE s.ticket_id = u.ticket_id AND s.kind = 'membership')
      AND EXISTS (SELECT 1 FROM ticket x
        JOIN current_state c ON c.machine = 'ticket' AND c.subject_id = x.ticket_id
        WHERE x.order_id = t.order_id AND x.position = t.position
          AND c.state IN ('live', 'scanned'))
    ORDER BY u.ticket_id
    """
)


class SqlMembers(Reading):
    """See ``pos.ports.members.MemberStore``."""

    def member(self, member_id: str) -> Member:
        return self._one(Member, "member", schema.member.c.member_id, member_id)

    def by_number(self, number: str) -> Member | None:
        table = schema.member
        found = self._of(Member, table.c.number, number, table.c.at)
        return found[0] if found else None

    def by_code(self, code: str) -> tuple[Member, bool] | None:
        table = schema.member
        first = self._of(Member, table.c.code, code, table.c.member_id)
        if first:
            return first[0], not self.passes(first[0].member_id)
        made = self._of(MemberPass, member_pass.c.code, code, member_pass.c.pass_id)
        if not made:
            return None
        newest = self.passes(made[0].member_id)[-1]
        return self.member(made[0].member_id), newest.pass_id == made[0].pass_id

    def terms(self, member_id: str) -> tuple[MemberTerm, ...]:
        by = (member_term.c.at, member_term.c.term_id)
        return self._of(MemberTerm, member_term.c.member_id, member_id, by)

    def returned(self, member_id: str) -> frozenset[str]:
        first, over = schema.member, schema.member_ended
        later, ended = member_term, member_term_ended
        both = sa.union_all(
            sa.select(first.c.extra_id)
            .join(over, over.c.member_id == first.c.member_id)
            .where(first.c.member_id == member_id),
            sa.select(later.c.extra_id)
            .join(ended, ended.c.term_id == later.c.term_id)
            .where(later.c.member_id == member_id),
        )
        return frozenset(row.extra_id for row in self._uow.execute(both))

    def costs(self, extra_ids: Collection[str]) -> dict[str, tuple[int, str]]:
        table = schema.order_extra.c
        wanted = sa.select(table.extra_id, table.amount_minor, table.currency).where(
            table.extra_id.in_(tuple(extra_ids))
        )
        rows = self._uow.execute(wanted)
        return {row.extra_id: (int(row.amount_minor), row.currency) for row in rows}

    def passes(self, member_id: str) -> tuple[MemberPass, ...]:
        by = (member_pass.c.issue, member_pass.c.pass_id)
        return self._of(MemberPass, member_pass.c.member_id, member_id, by)

    def used(self, member_id: str) -> tuple[MemberUsed, ...]:
        rows = self._uow.execute(_USED, {"member_id": member_id})
        return tuple(
            MemberUsed(
                row.ticket_id,
                row.performance_id,
                row.order_id,
                date.fromisoformat(row.business_date),
            )
            for row in rows
        )

    def of_orders(self, order_ids: Collection[str]) -> tuple[Member, ...]:
        wanted = tuple(order_ids)
        table = schema.member
        later = sa.select(member_term.c.member_id).where(member_term.c.order_id.in_(wanted))
        which = sa.or_(table.c.order_id.in_(wanted), table.c.member_id.in_(later))
        return self._many(Member, which, by=table.c.number)

    def member_of(self, extra_id: str) -> Member | None:
        table = schema.member
        found = self._many(Member, table.c.extra_id == extra_id, by=table.c.member_id)
        return found[0] if found else None

    def term_of(self, extra_id: str) -> MemberTerm | None:
        found = self._many(MemberTerm, member_term.c.extra_id == extra_id, by=member_term.c.term_id)
        return found[0] if found else None
