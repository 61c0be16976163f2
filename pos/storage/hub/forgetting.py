"""What the hub does once somebody was erased: it empties the same columns of its own copy of the
facts as every window does (``pos/storage/erasing.py``), and of those that come later.

Parcels it cannot open: each window empties its own, and sends them once more (``d_send.sql``).
"""

from __future__ import annotations

from pos.storage.erasing import PERSONAL, Personal, is_erased, is_full
from pos.storage.hub.schema import FACTS


def functions() -> tuple[str, ...]:
    """Return the statements that make ``foyer.forget``, for rows that came, and
    ``foyer.forget_all``, for whoever was erased just now."""
    tables = tuple(dict.fromkeys(each.table for each in PERSONAL))
    came = "".join(map(_case, tables))
    every = "".join(_updates(table, came=False) for table in tables)
    return _OF_ROWS.replace("CASES", came), _OF_ALL.replace("UPDATES", every)


_OF_ROWS = """
create or replace function foyer.forget(table_name text, columns text[], lists text[]) returns void
language plpgsql as $$
declare
  ids text[];
begin
  case table_name
CASES    else
  end case;
end $$
"""
_OF_ALL = """
create or replace function foyer.forget_all() returns void language plpgsql as $$
begin
UPDATESend $$
"""


def _case(table: str) -> str:
    ids = f"ids := foyer.values_of('{_key(table)}', columns, lists)"
    return f"    when '{table}' then\n      {ids};\n{_updates(table, came=True)}"


def _updates(table: str, *, came: bool) -> str:
    return "".join(
        f"      {_update(each, came=came)};\n" for each in PERSONAL if each.table == table
    )


def _update(of: Personal, *, came: bool) -> str:
    empty = ", ".join(f"\"{name}\" = '{of.empty}'" for name in of.columns)
    these = f't."{_key(of.table)}" = any (ids) and ' if came else ""
    return (
        f'update foyer."{of.table}" t set {empty} where {these}{is_full(of, "t")} '  # noqa: S608
        f"and {is_erased(of, 't', 'foyer.')}"
    )


def _key(table: str) -> str:
    (key,) = FACTS[table].primary_key.columns.keys()
    return key
