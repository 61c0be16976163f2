"""What tells who somebody is, column by column, and how it is taken out once they were erased.

A fact is never edited. Of the columns here alone the text may be emptied, and only in rows of a
subject that an ``erased`` fact names: the triggers hold both (``refuse_edits``). The audit's
digests of witnessed facts leave these columns out (``vouched_for``), so numbers stay proved.

The parcels that were made here lose them too, and the hub's copies of those (``emptying.py``,
``hub/forgetting.py``).

What stays, and why: checks' payers, numbers and phones (``check_taken``, and ``tender.payer`` of a
check) are vouchers of the books, which tax law keeps for years and a returned check is collected
by; ``patron.external_ref``, a number of another system, by which its list does not bring them back;
the reasons that staff gave for an act, which the audit log keeps too. Whoever adds a text column
decides: ``tests/integration/test_erasing_decided.py`` has every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class Personal:
    """``columns`` of a ``table`` that tell who somebody is, emptied once the thing of ``kind`` was
    erased whose id is ``subject`` and ``unless`` is not so: SQL over a row, ``{row}``, with
    ``{of}`` before the names of other tables, good at the hub too. ``json``: they are JSON, of
    which only what tells who somebody is goes (``unsaid``)."""

    table: str
    columns: tuple[str, ...]
    kind: str
    subject: str
    unless: str = "1 = 0"
    json: bool = False

    @property
    def empty(self) -> str:
        """What the hub keeps, which reads no JSON."""
        return "{}" if self.json else ""

    def unsaid(self, text: str) -> str:
        """Return what stays of a text."""
        return _unsaid_json(text) if self.json else ""


_BY_EXTRA = "(SELECT e.order_id FROM {of}order_extra e WHERE e.extra_id = {row}.extra_id)"
_BY_HANDOUT = "(SELECT h.order_id FROM {of}handout h WHERE h.handout_id = {row}.handout_id)"
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
    Personal("card_payment", ("content",), "payment", "{row}.payment_id", json=True),
    Personal("parked_cart", ("name",), "parked", "{row}.parked_id"),
    Personal("parked_cart", ("content",), "parked", "{row}.parked_id", json=True),
    Personal("hold_event", ("for_whom", "note"), "hold", "{row}.event_id"),
)
_OF = {
    table: tuple(each for each in PERSONAL if each.table == table)
    for table in dict.fromkeys(each.table for each in PERSONAL)
}
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


def personal_columns(table: str) -> Mapping[str, Personal]:
    """Return the columns of a table that tell who somebody is, and what is known of each."""
    return {column: each for each in _OF.get(table, ()) for column in each.columns}


def vouched_for(table: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what of a row the audit keeps a digest of: all but who somebody is."""
    personal = personal_columns(table)
    if not personal:
        return row
    return {
        name: personal[name].unsaid(value) if name in personal else value
        for name, value in row.items()
        if name not in personal or personal[name].json
    }


_TELLS = re.compile(
    r'("(?:payer|phone|email|note|alternates|text|holder)":|"order_id":"[^"\\]*","name":)'
    r'"(?:[^"\\]|\\.)+"'
)
"""What tells who somebody is in JSON as ``pos.codec`` writes it; ``name`` only of what is paid. A
quotation mark within a text has a backslash before it, so no text looks like a key."""


def _unsaid_json(text: str) -> str:
    return _TELLS.sub(r'\1""', text)


def no_update(table: sa.Table) -> str:
    """Return when the trigger of a table refuses an UPDATE, as a WHEN clause; empty: always."""
    if table.name == "command":
        kept = [f"NEW.{c.name} IS OLD.{c.name}" for c in table.c if c.name != "answer"]
        unsaid = f"NEW.answer = {_UNSAID.format(row='OLD')}"
        return f"WHEN NOT ({' AND '.join((*kept, unsaid, _ANSWERED.format(row='OLD')))}) "
    if table.name == "outbox":
        return (
            "WHEN NOT (NEW.seq IS OLD.seq AND NEW.chain IS OLD.chain "
            "AND substr(NEW.content, 1, 1) = x'00' AND EXISTS (SELECT 1 FROM erased)) "
        )
    of = _OF.get(table.name)
    if of is None:
        return ""
    personal = personal_columns(table.name)
    kept = [f'NEW."{c.name}" IS OLD."{c.name}"' for c in table.c if c.name not in personal]
    emptied = [
        f'(NEW."{name}" IS OLD."{name}" OR {_less(each, name)} AND {is_erased(each, "OLD")})'
        for each in of
        for name in each.columns
    ]
    some = " OR ".join(is_erased(each, "OLD") for each in of)
    return f"WHEN NOT ({' AND '.join((*kept, *emptied))} AND ({some})) "


def _less(of: Personal, name: str) -> str:
    """Return whether a text may take the place of what was there. What of JSON may go, the audit's
    digest of the fact says."""
    if of.json:
        return f'json_valid(NEW."{name}") AND length(NEW."{name}") <= length(OLD."{name}")'
    return f"NEW.\"{name}\" = ''"


def is_erased(of: Personal, row: str, schema: str = "") -> str:
    """Return whether a row's texts may be emptied, in SQL. ``schema``: before names of tables."""
    subject, unless = (text.format(row=row, of=schema) for text in (of.subject, of.unless))
    return (
        f"EXISTS (SELECT 1 FROM {schema}erased x "  # noqa: S608 - our own words
        f"WHERE x.kind = '{of.kind}' AND x.subject_id = {subject}) AND NOT ({unless})"
    )


def is_full(of: Personal, row: str) -> str:
    """Return whether a row tells who somebody is, in SQL."""
    return "(" + " OR ".join(f"{row}.\"{name}\" <> '{of.empty}'" for name in of.columns) + ")"


def take_out(connection: Connection) -> None:
    """Empty what tells who somebody is in every row of everything that was erased, also in rows
    that came after, and in the parcels that were made of them. What stood there is written over
    with zeros in the file."""
    from pos.storage.emptying import empty_parcels

    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    rows = {row_id for of in PERSONAL for row_id in _take_out_of(connection, of)}
    empty_parcels(connection, rows)
    connection.exec_driver_sql(_NO_KEYS)
    connection.exec_driver_sql(
        f"UPDATE command SET answer = {_UNSAID.format(row='command')} "  # noqa: S608
        f"WHERE answer LIKE '{{%' AND {_ANSWERED.format(row='command')}"
        f" AND answer <> {_UNSAID.format(row='command')}"
    )
    connection.exec_driver_sql("PRAGMA secure_delete=OFF")


def _take_out_of(connection: Connection, of: Personal) -> set[str]:
    """Return the keys of the rows that were emptied."""
    where = f"{is_full(of, of.table)} AND {is_erased(of, of.table)}"
    if of.subject.startswith("{row}."):  # from the few that were erased, by the key
        key = of.subject.removeprefix("{row}.")
        erased = f"SELECT subject_id FROM erased WHERE kind = '{of.kind}'"  # noqa: S608
        unless = of.unless.format(row=of.table, of="")
        where = f"{is_full(of, of.table)} AND {key} IN ({erased}) AND NOT ({unless})"
    if of.json:
        return _take_out_of_json(connection, of, where)
    empty = ", ".join(f"\"{name}\" = ''" for name in of.columns)
    sql = f'UPDATE "{of.table}" SET {empty} WHERE {where} RETURNING {_key(of.table)}'  # noqa: S608
    return set(connection.exec_driver_sql(sql).scalars())


def _take_out_of_json(connection: Connection, of: Personal, where: str) -> set[str]:
    (column,), key = of.columns, _key(of.table)
    sql = f'SELECT {key}, "{column}" FROM "{of.table}" WHERE {where}'  # noqa: S608
    rows = [(of.unsaid(text), row_id, text) for row_id, text in connection.exec_driver_sql(sql)]
    changed = [(less, row_id) for less, row_id, text in rows if less != text]
    if changed:
        sql = f'UPDATE "{of.table}" SET "{column}" = ? WHERE {key} = ?'  # noqa: S608
        connection.exec_driver_sql(sql, changed)
    return {row_id for _, row_id in changed}


def _key(table: str) -> str:
    from pos.storage.tables import metadata

    (key,) = metadata.tables[table].primary_key.columns.keys()
    return key


_NO_KEYS = """
    DELETE FROM patron_key WHERE patron_id IN (
      SELECT subject_id FROM erased WHERE kind = 'patron')"""
