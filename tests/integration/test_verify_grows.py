"""What ``foyer verify`` asks costs as much more as there are more sales, not the square of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa

from pos.storage import (
    check_cash,
    check_closing,
    check_lives,
    check_outage,
    check_patrons,
    check_payments,
    check_refunds,
    check_statements,
    check_twice,
    check_values,
)
from pos.storage.checks import SqlChecks
from pos.storage.engine import open_engine

INVARIANTS = (
    check_statements.LEDGER,
    check_statements.SEATS,
    check_statements.ORDERS,
    check_statements.PRINTS,
    check_statements.STOCK,
    check_statements.PEOPLE,
    check_statements.TILLS,
    check_cash.TILLS_LEFT,
    check_cash.LATE,
    check_cash.MOVEMENTS,
    check_cash.DEPOSITS,
    check_closing.EXCEPTIONS,
    check_closing.DAYS,
    check_closing.SETTLEMENT,
    check_refunds.REFUNDS,
    check_values.VALUES,
    check_payments.PAYMENTS,
    check_outage.PAPERS,
    check_patrons.PATRONS,
    {"state.odd": check_lives._ODD},
    {"twice": check_twice._SHARING, "of twice": check_twice._TOLD, "print": check_twice._PRINTED},
    {"too many": check_twice._TOO_MANY},
)
GROW = frozenset(
    {
        *("ticket", "tender", "posting", "batch", "orders", "transition", "current_state"),
        *("drawer_opening", "print_job", "live_seat", "seat_right", "audit", "command", "outbox"),
    }
)
"""Tables to which every sale adds rows."""
RARE = {
    **dict.fromkeys(("money.no_till", "correction.counted"), "p"),
    **dict.fromkeys(("safe.checks", "refund.line"), "p"),
    **dict.fromkeys(("check.returned_postings", "check.returned_from"), "p"),
    "check.returned": "n",
}
"""Where all postings or tenders are read again for each of what is rare: a correction, a check that
came back, money without what should go with it."""
SAME_LETTER = {"till.to_the_safe": "p", "till.tender": "p"}
"""Call a paper that was counted as others do a posting."""
Step = tuple[int, int, str]


def test_no_check_reads_a_table_of_sales_once_a_row(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "new.sqlite3")
    with engine.connect() as connection:
        found = {
            (code, step)
            for invariants in INVARIANTS
            for code, statement in invariants.items()
            for step in _again_and_again(connection, statement)
            if step not in (RARE.get(code), SAME_LETTER.get(code))
        }
    engine.dispose()
    assert found == set()


def _again_and_again(connection: sa.Connection, statement: str) -> Iterator[str]:
    """Yield by what name each table of sales is read as a whole for every row of something else."""
    about = dict.fromkeys(re.findall(r":(\w+)", statement), "[]")
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", about).all()
    steps: dict[int, Step] = {row[0]: (row[0], row[1], row[3]) for row in plan}
    for number, above, what in steps.values():
        how, _, of = what.partition(" ")
        name = of.partition(" ")[0]
        if how == "SCAN" and _tables(statement, name) & GROW:
            before = [
                other
                for other in steps.values()
                if other[1] == above and other[0] < number and other[2].startswith(("SCAN", "SEAR"))
            ]
            if before or _is_correlated(steps, above):
                yield name


def _is_correlated(steps: dict[int, Step], at: int) -> bool:
    while at:
        _, above, what = steps[at]
        if "CORRELATED" in what:
            return True
        at = above
    return False


def _tables(statement: str, name: str) -> set[str]:
    """Return what a name in a plan may stand for."""
    return {name, *re.findall(rf"(\w+)(?:\s+AS)?\s+{name}\b", statement)}


def test_texts_without_digits_for_a_card_are_left_out_but_for_other_scripts(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "new.sqlite3")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "INSERT INTO counter VALUES ('short', 1), ('4 111 111 111 11 of 2', 2), ('⑫⑫', 3),"
            " ('digits enough but 41111111111 apart 1', 4), ('411111111111b', 5),"
            " ('019a4111111111111111abcdefabcdef', 6)"  # an id, whatever stands in it
        )
        uow = SimpleNamespace(connection=connection, flush=lambda: None)
        checks = SqlChecks(cast("Any", uow))
        found = dict(checks.texts())
    engine.dispose()
    assert found == {
        "counter.name 2": "4 111 111 111 11 of 2",
        "counter.name 3": "⑫⑫",
        "counter.name 4": "digits enough but 41111111111 apart 1",
        "counter.name 5": "411111111111b",
    }
