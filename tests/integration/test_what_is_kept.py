"""The schema itself: nowhere a column for card data, and nobody moves money without a name."""

from __future__ import annotations

import re

import sqlalchemy as sa

from pos.storage import schema

TABLES = schema.metadata.tables
CARD_WORDS = re.compile(
    r"(^|_)(pan|cards?|card_?number|track\w*|cv[vc]2?|cid|bin|exp|expiry|expires|service_code|pin"
    r"|four|last4|last_four|mask\w*)(_|$)"
)
OURS = {
    ("card_answer", "last_four"): "four digits at most (foyer verify: payment.last_four)",
    ("check_taken", "account_last4"): "of a check's account",
    ("credential", "pin_hash"): "argon2id of a person's PIN at this window",
    ("settlement_line", "last_four"): "as the processor's file has it, four digits at most",
    ("stored_value", "expires_on"): "of a promotional certificate",
    ("value_code", "last_four"): "of a certificate's code",
}
TOLD_BY = {
    "counted_paper": "till_count",
    "deposit_item": "deposit",
    "order_extra": "orders",
    "posting": "batch",
    "refund_line": "refund",
    "settlement_line": "settlement_file",
    "ticket": "orders",
    "ticket_charge": "orders",
}
"""Rows that move money and name nobody themselves, and the fact they belong to, which does."""
BOTH_NAMED = {"safe_custody": ("from_user", "to_user")}
"""Rows that name two people and not one of them first."""
SETTINGS = {"price", "ticket_step"}
"""Amounts that move no money."""


def names(table: sa.Table) -> set[str]:
    return {column.name for column in table.columns}


def test_no_column_is_there_for_card_data() -> None:
    found = {
        (table.name, column)
        for table in TABLES.values()
        for column in names(table)
        if CARD_WORDS.search(column)
    }
    assert found == set(OURS)


def test_of_a_card_payment_exactly_this_is_kept() -> None:
    assert names(TABLES["card_answer"]) == {
        "answer_id",
        "payment_id",
        "seq",
        "source",
        "outcome",
        "amount_minor",
        "currency",
        "brand",
        "last_four",
        "approval_code",
        "terminal_reference",
        "entry",
        "verified",
        "declined",
        "emv",
        "receipts",
        "offline",
        "condition",
        "at",
        "user_id",
    }


def test_every_row_that_moves_money_says_who() -> None:
    money = {
        table.name: table
        for table in TABLES.values()
        if any(column.endswith("minor") for column in names(table))
    }
    assert {"tender", "refund", "card_payment", "posting", "till_count"} <= set(money)
    silent = {name for name, table in money.items() if "user_id" not in names(table)}
    assert silent - SETTINGS - set(BOTH_NAMED) == set(TOLD_BY)
    for name, people in BOTH_NAMED.items():
        assert not any(TABLES[name].c[person].nullable for person in people), name
    for name in {*money, *TOLD_BY.values()} - silent:
        assert not TABLES[name].c.user_id.nullable, name
    for name, fact in TOLD_BY.items():
        parents = {key.column.table.name for key in TABLES[name].foreign_keys}
        assert fact in parents, name


def test_an_audit_entry_has_every_part() -> None:
    wanted = {"user_id", "window_id", "event", "at", "outcome", "subject_kind", "subject_id"}
    audit = TABLES["audit"]
    assert {name for name in wanted if not audit.c[name].nullable} == wanted
