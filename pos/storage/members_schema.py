"""The tables of memberships after their first term, of renewals, and of letters to donors."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import members
from pos.storage.tables import fact_table


def _of(key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([key], [f"{table}.{key}"])


member_term = fact_table(
    "member_term",
    members.MemberTerm,
    ("term_id",),
    _of("member_id", "member"),
    _of("extra_id", "order_extra"),
    sa.Index("member_term_by_member", "member_id"),
    sa.Index("member_term_by_order", "order_id"),
)
member_term_ended = fact_table(
    "member_term_ended",
    members.MemberTermEnded,
    ("refund_id", "term_id"),
    _of("term_id", "member_term"),
)
member_pass = fact_table(
    "member_pass",
    members.MemberPass,
    ("pass_id",),
    _of("member_id", "member"),
    sa.Index("member_pass_by_member", "member_id"),
    sa.Index("member_pass_by_code", "code"),
)
renewal_offered = fact_table(
    "renewal_offered",
    members.RenewalOffered,
    ("renewal_id",),
    _of("package_id", "package_sold"),
    sa.Index("renewal_offered_by_package", "package_id"),
    sa.Index("renewal_offered_by_code", "code"),
)
renewal_seat = fact_table(
    "renewal_seat",
    members.RenewalSeat,
    ("renewal_id", "performance_id", "seat_id"),
    _of("renewal_id", "renewal_offered"),
)
renewal_ended = fact_table(
    "renewal_ended",
    members.RenewalEnded,
    ("ended_id",),
    _of("renewal_id", "renewal_offered"),
    _of("package_id", "package_sold"),
    sa.Index("renewal_ended_by_renewal", "renewal_id"),
)
gift_tribute = fact_table(
    "gift_tribute",
    members.GiftTribute,
    ("extra_id",),
    _of("extra_id", "order_extra"),
)
gift_letter = fact_table(
    "gift_letter",
    members.GiftLetter,
    ("letter_id",),
    _of("extra_id", "order_extra"),
    sa.Index("gift_letter_by_extra", "extra_id"),
    sa.Index("gift_letter_by_patron", "patron_id", "year"),
)
account_patron = fact_table(
    "account_patron",
    members.AccountPatron,
    ("link_id",),
    _of("value_id", "stored_value"),
    sa.Index("account_patron_by_value", "value_id"),
    sa.Index("account_patron_by_patron", "patron_id"),
)
