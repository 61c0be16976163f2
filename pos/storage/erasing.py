"""What tells who somebody is, column by column, and how it is taken out once they were erased.

A fact is never edited. Of the columns here alone the text may be emptied, and only in rows of a
subject that an ``erased`` fact names: the triggers hold both (``refuse_edits``). The audit's
digests of witnessed facts leave these columns out (``vouched_for``), so numbers stay proved.

What stays, and why: checks' payers, numbers and phones (``check_taken``, and ``tender.payer`` of a
check) are vouchers of the books, which tax law keeps for years and a returned check is collected
by; ``patron.external_ref``, a number of another system, by which its list does not bring them back;
the reasons that staff gave for an act, which the audit log keeps too; what a card payment was asked
for, by which a sale is finished after a crash and which the audit vouches for. Whoever adds a text
column decides: ``tests/integration/test_erasing_decided.py`` has every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class Personal:
    """``columns`` of a ``table`` that tell who somebody is, emptied once the thing of ``kind`` was
    erased whose id is ``subject`` (SQL over a row, ``{row}``) and ``unless`` is not so."""

    table: str
    columns: tuple[str, ...]
    kind: str
    subject: str
    unless: str = "0"


_BY_EXTRA = "(SELECT e.order_id FROM order_extra e WHERE e.extra_id = {row}.extra_id)"
_BY_HANDOUT = "(SELECT h.order_id FROM handout h WHERE h.handout_id = {row}.handout_id)"
PERSONAL = (
    Personal(
        "patron_detail",
        (
            "name",
            "phones",
            "emails",
            "street",
            "postal_code",
            "town",
            "country",
            "language",
            "contact_by",
            "likes",
            "needs",
        ),
        "patron",
        "{row}.patron_id",
    ),
    Personal("patron_note", ("text",), "patron", "{row}.patron_id"),
    Personal(
        "household",
        ("name", "street", "postal_code", "town", "country"),
        "household",
        "{row}.household_id",
    ),
    Personal("orders", ("name", "note", "alternates", "phone", "email"), "order", "{row}.order_id"),
    Personal(
        "order_named",
        ("name", "alternates", "phone", "email", "reason"),
        "order",
        "{row}.order_id",
    ),
    Personal("order_note", ("text",), "order", "{row}.order_id"),
    Personal("order_part", ("name",), "order", "{row}.order_id"),
    Personal("handout", ("collector", "reason"), "order", "{row}.order_id"),
    Personal("signature", ("strokes",), "order", _BY_HANDOUT),
    Personal("order_extra", ("text",), "order", "{row}.order_id"),
    Personal("gift_tribute", ("name",), "order", _BY_EXTRA),
    Personal("member", ("holder",), "order", "{row}.order_id"),
    Personal("tender", ("payer",), "order", "{row}.order_id", unless="{row}.kind = 'check'"),
    Personal("stored_value", ("holder", "phone"), "value", "{row}.value_id"),
)
_OF = {each.table: each for each in PERSONAL}
_WHOSE = ", ".join(
    f"json_extract({{row}}.answer, '$.{name}')"
    for name in ("value_id", "value.value_id", "order_id", "patron_id")
)
_WHOSE += (
    ", (SELECT t.order_id FROM tender t "
    "WHERE t.payment_id = json_extract({row}.answer, '$.payment_id') ORDER BY t.at LIMIT 1)"
)
_SAID = ", ".join(f"'$.{name}', ''" for name in ("holder", "value.holder", "name", "patron"))
_UNSAID = f"json_replace({{row}}.answer, {_SAID})"
"""The first answer to a command without the names in it; it stays what a repeat is answered by."""
_ANSWERED = (
    "EXISTS (SELECT 1 FROM erased x "  # noqa: S608 - our own words
    f"WHERE x.kind IN ('value', 'order', 'patron') AND x.subject_id IN ({_WHOSE}))"
)


def personal_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table that tell who somebody is."""
    return _OF[table].columns if table in _OF else ()


def vouched_for(table: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what of a row the audit keeps a digest of: all but who somebody is."""
    personal = personal_columns(table)
    if not personal:
        return row
    return {name: value for name, value in row.items() if name not in personal}


def no_update(table: sa.Table) -> str:
    """Return when the trigger of a table refuses an UPDATE, as a WHEN clause; empty: always."""
    if table.name == "command":
        kept = [f"NEW.{c.name} IS OLD.{c.name}" for c in table.c if c.name != "answer"]
        unsaid = f"NEW.answer = {_UNSAID.format(row='OLD')}"
        return f"WHEN NOT ({' AND '.join((*kept, unsaid, _ANSWERED.format(row='OLD')))}) "
    of = _OF.get(table.name)
    if of is None:
        return ""
    kept = [f'NEW."{c.name}" IS OLD."{c.name}"' for c in table.c if c.name not in of.columns]
    emptied = [f'(NEW."{name}" = \'\' OR NEW."{name}" IS OLD."{name}")' for name in of.columns]
    may = " AND ".join((*kept, *emptied, _is_erased(of, "OLD")))
    return f"WHEN NOT ({may}) "


def _is_erased(of: Personal, row: str) -> str:
    subject, unless = of.subject.format(row=row), of.unless.format(row=row)
    return (
        "EXISTS (SELECT 1 FROM erased x "  # noqa: S608 - our own words
        f"WHERE x.kind = '{of.kind}' AND x.subject_id = {subject}) AND NOT ({unless})"
    )


def take_out(connection: Connection) -> None:
    """Empty what tells who somebody is in every row of everything that was erased, also in rows
    that came after. What stood there is written over with zeros in the file."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    for of in PERSONAL:
        empty = ", ".join(f"\"{name}\" = ''" for name in of.columns)
        full = " OR ".join(f"\"{name}\" <> ''" for name in of.columns)
        where = f"({full}) AND {_is_erased(of, of.table)}"
        if of.subject.startswith("{row}."):  # from the few that were erased, by the key
            key = of.subject.removeprefix("{row}.")
            erased = f"SELECT subject_id FROM erased WHERE kind = '{of.kind}'"  # noqa: S608
            unless = of.unless.format(row=of.table)
            where = f"({full}) AND {key} IN ({erased}) AND NOT ({unless})"
        connection.exec_driver_sql(f'UPDATE "{of.table}" SET {empty} WHERE {where}')  # noqa: S608
    connection.exec_driver_sql(_NO_KEYS)
    connection.exec_driver_sql(
        f"UPDATE command SET answer = {_UNSAID.format(row='command')} "  # noqa: S608
        f"WHERE answer LIKE '{{%' AND {_ANSWERED.format(row='command')}"
        f" AND answer <> {_UNSAID.format(row='command')}"
    )
    connection.exec_driver_sql("PRAGMA secure_delete=OFF")


_NO_KEYS = """
    DELETE FROM patron_key WHERE patron_id IN (
      SELECT subject_id FROM erased WHERE kind = 'patron')"""
