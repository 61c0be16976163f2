"""The tables of the people who come."""

from __future__ import annotations

import sqlalchemy as sa

from pos.records import patrons
from pos.storage.tables import fact_table, metadata

_I = sa.Index


def _of(key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([key], [f"{table}.{key}"])


patron = fact_table(
    "patron",
    patrons.Patron,
    ("patron_id",),
    _I("patron_by_number", "number"),
    _I("patron_by_external_ref", "external_ref"),
)
patron_detail = fact_table(
    "patron_detail",
    patrons.PatronDetail,
    ("detail_id",),
    _of("patron_id", "patron"),
    _I("patron_detail_by_patron", "patron_id", "seq"),
)
patron_note = fact_table(
    "patron_note",
    patrons.PatronNote,
    ("note_id",),
    _of("patron_id", "patron"),
    _I("patron_note_by_patron", "patron_id"),
)
patron_merge = fact_table(
    "patron_merge",
    patrons.PatronMerge,
    ("merge_id",),
    _of("patron_id", "patron"),
    _I("patron_merge_by_patron", "patron_id", "seq"),
    _I("patron_merge_by_into", "into_id"),
)
household = fact_table(
    "household",
    patrons.Household,
    ("state_id",),
    _I("household_by_id", "household_id", "seq"),
)
household_member = fact_table(
    "household_member",
    patrons.HouseholdMember,
    ("member_id",),
    _of("patron_id", "patron"),
    _I("household_member_by_patron", "patron_id", "seq"),
    _I("household_member_by_household", "household_id"),
)
order_patron = fact_table(
    "order_patron",
    patrons.OrderPatron,
    ("link_id",),
    sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"]),
    _I("order_patron_by_order", "order_id", "seq"),
    _I("order_patron_by_patron", "patron_id"),
)
patron_look = fact_table(
    "patron_look",
    patrons.PatronLook,
    ("look_id",),
    _of("patron_id", "patron"),
    _I("patron_look_by_patron", "patron_id"),
)
erased = fact_table("erased", patrons.Erased, ("kind", "subject_id"))

patron_key = sa.Table(
    "patron_key",
    metadata,
    sa.Column("kind", sa.Text(), primary_key=True),
    sa.Column("value", sa.Text(), primary_key=True),
    sa.Column("patron_id", sa.Text(), primary_key=True),
    sa.Index("patron_key_by_patron", "patron_id"),
)
"""Projection: what of the newest details tells a person from others beside their name: ``phone``
(its last digits), ``email`` (folded)."""
