"""``foyer verify`` finds what was done behind the program's back to cash, deposits, locked days,
the books and settlements.

Two days are closed once; each fault is planted in a transaction that is given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from pos.clock import ManualClock
from pos.storage import check_cash, check_closing
from pos.storage.check_json import JSON
from pos.storage.checks import SqlChecks
from pos.verify import Verify
from tests.conftest import DOORS_OPEN
from tests.integration.a_close import play_close
from tests.integration.small_house import SYMPHONY, House, open_house
from tests.integration.test_verify import behind

FLOAT = '{"notes":[[100,100]],"coins":[],"currency":"USD","straps":[],"rolls":[]}'
STRAPPED = '{"notes":[],"coins":[],"currency":"USD","straps":[[100,1]],"rolls":[[25,1],[10,1]]}'

FAULTS = [
    # movements
    ("movement.postings", "UPDATE cash_movement SET amount_minor = 1 WHERE kind = 'drop'"),
    ("movement.postings", "UPDATE cash_movement SET account = '6001' WHERE kind = 'paid_out'"),
    ("movement.postings", "DELETE FROM cash_movement WHERE kind = 'top_up'"),
    ("movement.postings", "DELETE FROM batch WHERE kind = 'paid_in'"),
    (
        "movement.postings",
        (
            "INSERT INTO posting SELECT batch_id, 3, '5020', 0, 'USD', NULL, NULL, NULL, NULL,"
            " NULL, NULL, NULL FROM batch WHERE kind = 'paid_in'"
        ),
    ),
    ("movement.unlikely", "UPDATE cash_movement SET amount_minor = -amount_minor"),
    ("movement.unlikely", "UPDATE cash_movement SET bag = NULL WHERE bag = 'B-1'"),
    ("movement.unlikely", "UPDATE cash_movement SET person = '' WHERE kind = 'paid_in'"),
    ("movement.unlikely", "UPDATE cash_movement SET business_date = '2026-11-22'"),
    ("movement.same_person", "UPDATE cash_movement SET second_user_id = user_id"),
    ("movement.same_person", "UPDATE cash_movement SET second_user_id = 'ghost'"),
    ("bag.used_twice", "UPDATE deposit_step SET bag = 'b-1' WHERE bag = 'D-3'"),
    ("sequence.gap", "DELETE FROM cash_movement WHERE number = 2"),
    ("sequence.gap", "UPDATE counter SET value = 9 WHERE name = 'voucher:w1'"),
    # the safe
    ("drop.counted", "UPDATE drop_counted SET counted_minor = counted_minor - 1"),
    ("drop.counted", "UPDATE drop_counted SET second_user_id = user_id"),
    ("drop.counted", "DELETE FROM close_exception WHERE kind = 'drop_difference'"),
    (
        "drop.counted",
        "UPDATE drop_counted SET user_id = (SELECT user_id FROM cash_movement)",
    ),
    ("drop.postings", "DELETE FROM batch WHERE kind = 'drop_counted'"),
    ("drop.postings", "DELETE FROM drop_counted"),
    ("safe.counted", "UPDATE safe_custody SET counted_minor = counted_minor + 1"),
    ("safe.counted", "UPDATE safe_custody SET bags = '[]' WHERE seq = 2"),
    ("safe.counted", f"UPDATE safe_custody SET sheet = '{STRAPPED}'"),
    ("safe.counted", "DELETE FROM close_exception WHERE kind = 'safe_difference'"),
    ("safe.bag_gone", "UPDATE deposit_step SET at = 0 WHERE what = 'sealed'"),
    ("safe.postings", "UPDATE safe_custody SET expected_minor = expected_minor + 1"),
    (
        "safe.postings",
        (
            "UPDATE posting SET amount_minor = 1 WHERE account = '1020'"
            " AND batch_id IN (SELECT batch_id FROM batch WHERE kind = 'safe_opened')"
        ),
    ),
    ("safe.row_missing", "DELETE FROM safe_custody WHERE seq = 1"),
    ("safe.row_missing", "DELETE FROM till_relief WHERE seq = 1"),
    ("safe.row_missing", "DELETE FROM counted_paper WHERE line = 1"),
    ("safe.same_person", "UPDATE safe_custody SET to_user = from_user"),
    ("safe.same_person", "UPDATE till_relief SET user_id = by_user"),
    # what closed tills left
    ("till.left", f"UPDATE till_close SET \"left\" = '{STRAPPED}' WHERE z_number = 1"),
    ("till.left", "UPDATE till_close SET rest = '' WHERE z_number = 1"),
    ("till.to_the_safe", f"UPDATE till_count SET sheet = '{STRAPPED}'"),
    ("till.to_the_safe", "UPDATE counted_paper SET counted_minor = 1 WHERE line = 1"),
    (
        "till.to_the_safe",
        (
            "UPDATE posting SET account = '1030' WHERE account = '1020' AND till_id IS NULL"
            " AND batch_id IN (SELECT batch_id FROM batch WHERE kind = 'till_close')"
        ),
    ),
    (
        "till.tender",
        (
            "UPDATE till_close SET report = json_set(report,"
            " '$.differences[0].expected.minor', 1) WHERE z_number = 1"
        ),
    ),
    (
        "till.tender",
        (
            "UPDATE till_close SET report = json_set(report,"
            " '$.differences[1].counted.minor', 1) WHERE z_number = 1"
        ),
    ),
    ("till.paper_unseen", "DELETE FROM close_exception WHERE kind = 'check_missing'"),
    ("till.forgotten", "UPDATE till_close SET forgotten = 1 WHERE z_number = 1"),
    ("till.forgotten", "UPDATE till_count SET user_id = (SELECT user_id FROM staff)"),
    # deposits
    ("deposit.items", "UPDATE deposit SET cash_minor = cash_minor + 1"),
    ("deposit.items", "UPDATE deposit SET checks_minor = checks_minor + 1"),
    ("deposit.items", f"UPDATE deposit SET sheet = '{STRAPPED}'"),
    ("deposit.items", "DELETE FROM deposit_item WHERE kind = 'till'"),
    ("deposit.items", "UPDATE deposit_item SET kind = 'safe' WHERE kind = 'till'"),
    ("deposit.float", "UPDATE till SET float_minor = 1"),
    ("deposit.float", "UPDATE deposit_item SET kind = 'float' WHERE kind = 'till'"),
    ("deposit.twice", "UPDATE current_state SET state = 'sealed' WHERE state = 'undone'"),
    ("deposit.till", "UPDATE deposit_item SET amount_minor = 1 WHERE kind = 'till'"),
    ("deposit.till", "UPDATE deposit_item SET subject_id = 'open' WHERE kind = 'till'"),
    ("deposit.check", "UPDATE deposit_item SET amount_minor = 1 WHERE kind = 'check'"),
    ("deposit.check", "UPDATE deposit_item SET kind = 'gift' WHERE kind = 'check'"),
    ("deposit.steps", "DELETE FROM deposit_step WHERE what = 'collected' OR what = 'sealed'"),
    ("deposit.steps", "UPDATE current_state SET state = 'prepared' WHERE machine = 'deposit'"),
    ("deposit.same_person", "UPDATE deposit_step SET second_user_id = user_id"),
    (
        "deposit.same_person",
        "UPDATE deposit_step SET user_id = (SELECT user_id FROM deposit) WHERE what = 'confirmed'",
    ),
    ("deposit.same_person", "UPDATE deposit_step SET reason = '' WHERE what = 'undone'"),
    ("deposit.postings", "DELETE FROM batch WHERE kind = 'deposit_sealed'"),
    ("deposit.postings", "UPDATE batch SET kind = 'deposit_lost' WHERE kind = 'deposit_undone'"),
    ("deposit.postings", "UPDATE deposit_step SET bank_minor = 7 WHERE what = 'confirmed'"),
    ("deposit.transit", "UPDATE posting SET amount_minor = 1 WHERE account = '1015'"),
    (
        "deposit.transit",
        "UPDATE current_state SET state = 'confirmed' WHERE machine = 'deposit'",
    ),
    ("deposit.difference", "DELETE FROM close_exception WHERE kind = 'deposit_difference'"),
    ("sequence.gap", "UPDATE deposit SET number = 7 WHERE number = 3"),
    ("state.missing", "DELETE FROM current_state WHERE machine = 'deposit'"),
    # exceptions
    ("close_exception.kind", "UPDATE close_exception SET kind = 'bad mood' WHERE rowid = 1"),
    (
        "close_exception.kind",
        "UPDATE close_exception SET kind = 'clock', subject_id = 'the same'",
    ),
    ("close_exception.steps", "UPDATE exception_step SET seq = 2 WHERE rowid = 1"),
    ("close_exception.steps", "UPDATE exception_step SET reason = ''"),
    ("close_exception.steps", "UPDATE exception_step SET owner = '' WHERE what = 'carried'"),
    (
        "close_exception.steps",
        "UPDATE exception_step SET approved_by = user_id WHERE what = 'carried'",
    ),
    (
        "close_exception.steps",
        (
            "INSERT INTO exception_step SELECT exception_id, 2, 'settled', '', 'x', at, user_id, ''"
            " FROM exception_step WHERE what = 'settled'"
            " UNION ALL SELECT exception_id, 3, 'settled', '', 'x', at, user_id, ''"
            " FROM exception_step WHERE what = 'settled'"
        ),
    ),
    (
        "close_exception.same_person",
        (
            "UPDATE exception_step SET user_id = (SELECT t.user_id FROM close_exception e"
            " JOIN till t ON t.till_id = e.till_id"
            " WHERE e.exception_id = exception_step.exception_id)"
            " WHERE what = 'settled' AND exception_id IN (SELECT exception_id FROM close_exception"
            " WHERE till_id IS NOT NULL)"
        ),
    ),
    (
        "close_exception.same_person",
        (
            "UPDATE exception_step SET approved_by = (SELECT e.user_id FROM close_exception e"
            " WHERE e.exception_id = exception_step.exception_id) WHERE what = 'carried'"
        ),
    ),
    ("close_exception.day_closed", "DELETE FROM exception_step WHERE rowid = 1"),
    ("close_exception.day_closed", "UPDATE exception_step SET at = at + 999999999999"),
    ("terminal_total.agreed", "UPDATE terminal_total SET agreed = 1"),
    ("terminal_total.agreed", "DELETE FROM close_exception WHERE kind = 'card_totals'"),
    # days and books
    (
        "day.posted_after",
        "UPDATE batch SET business_date = '2026-11-20' WHERE kind = 'deposit_sealed'",
    ),
    ("day.posted_after", "UPDATE cash_movement SET at = at + 999999999999"),
    (
        "earned.postings",
        "UPDATE posting SET account = '4090' WHERE account = '4010'",
    ),
    (
        "earned.postings",
        "UPDATE posting SET performance_id = NULL WHERE account = '4010'",
    ),
    ("earned.postings", "UPDATE batch SET kind = 'gift' WHERE kind = 'earned'"),
    (
        "earned.too_early",
        (
            "UPDATE performance SET starts_at = starts_at + 86400000000"
            f" WHERE performance_id = '{SYMPHONY}'"
        ),
    ),
    (
        "earned.not_yet",
        (
            "DELETE FROM posting WHERE account = '4010' OR account = '2010'"
            " AND batch_id IN (SELECT batch_id FROM batch WHERE kind = 'earned')"
        ),
    ),
    (
        "journal.differs",
        "UPDATE journal_export SET content = json_set(content, '$[0].debit.minor', 1)",
    ),
    ("journal.differs", "UPDATE posting SET amount_minor = 1 WHERE account = '5010'"),
    ("journal.differs", "UPDATE posting SET account = '5021' WHERE account = '5020'"),
    ("journal.differs", "DELETE FROM day_close WHERE business_date = '2026-11-22'"),
    ("journal.row_missing", "DELETE FROM journal_export WHERE number = 1"),
    ("journal.row_missing", "UPDATE counter SET value = 5 WHERE name = 'journal'"),
    ("statement.changed", "UPDATE statement_made SET content = replace(content, 'daily', 'daly')"),
    ("sequence.gap", "UPDATE counter SET value = 5 WHERE name LIKE 'statement:%'"),
    # settlement
    ("settlement.file", "UPDATE settlement_file SET net_minor = net_minor + 1"),
    ("settlement.file", "DELETE FROM settlement_line WHERE line = 3"),
    ("settlement.line", "UPDATE settlement_line SET fee_minor = 0"),
    ("settlement.line", "UPDATE settlement_line SET currency = 'EUR'"),
    ("settlement.line", "UPDATE settlement_line SET kind = 'gift'"),
    ("settlement.class", "DELETE FROM settlement_match WHERE line = 2"),
    ("settlement.class", "UPDATE settlement_match SET line_class = 'fine'"),
    ("settlement.class", "UPDATE settlement_match SET payment_id = 'nothing'"),
    ("settlement.class", "UPDATE settlement_match SET note = '' WHERE how = 'person'"),
    ("settlement.class", "UPDATE settlement_mapping SET seq = 2"),
    (
        "close_exception.answered",
        (
            "UPDATE exception_step SET user_id = 'system',"
            " at = (SELECT max(at) FROM settlement_match WHERE step = 'choose')"
            " WHERE reason = 'slip in the drawer'"
        ),
    ),
    ("fact.changed", "UPDATE settlement_line SET text = 'x' WHERE line = 3"),
    ("fact.changed", "DELETE FROM settlement_line WHERE line = 4"),
    ("fact.changed", "UPDATE settlement_match SET note = 'x' WHERE line = 3"),
    ("fact.changed", "UPDATE settlement_match SET user_id = 'x' WHERE how = 'person'"),
    ("payout.lines", "UPDATE payout SET net_minor = net_minor + 1"),
    ("payout.lines", "UPDATE settlement_line SET payout = 'po_b' WHERE line = 2"),
    ("payout.postings", "UPDATE payout SET fee_minor = 1"),
    ("payout.postings", "DELETE FROM payout"),
    ("payout.postings", "UPDATE batch SET business_date = '2026-11-23' WHERE kind = 'payout'"),
    # told
    *(
        ("audit.untold", f"DELETE FROM audit WHERE event = '{event}'")
        for event, _ in check_closing.UNTOLD
    ),
]
GROUPS = (
    check_cash.MOVEMENTS,
    check_cash.TILLS_LEFT,
    check_cash.DEPOSITS,
    check_closing.EXCEPTIONS,
    check_closing.DAYS,
    check_closing.SETTLEMENT,
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = open_house(tmp_path_factory.mktemp("close") / "foyer.sqlite3", ManualClock(DOORS_OPEN))
    play_close(house)
    yield house
    house.office.close()


@pytest.fixture(scope="module")
def unguarded(played: House) -> Iterator[sa.Connection]:
    """The file with nothing in the way."""
    with behind(played):
        engine = sa.create_engine(f"sqlite:///{played.path}")
        with engine.connect() as connection:
            yield connection
        engine.dispose()


def test_two_days_as_they_should_be_have_no_findings(played: House) -> None:
    assert played.office.verify() == ()


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_a_planted_fault_is_named(unguarded: sa.Connection, code: str, fault: str) -> None:
    checks = SqlChecks(_uow(unguarded))
    looks = {
        "audit": checks.audit_chain,
        "sequence": checks.numbers,
        "state": checks.states,
    }
    look = looks.get(code.partition(".")[0], lambda: (*checks.tills(), *checks.closing()))
    assert code not in {finding.code for finding in look()}
    changed = unguarded.exec_driver_sql(fault).rowcount
    found = {finding.code for finding in look()}
    unguarded.rollback()
    assert changed != 0
    assert code in found


def test_every_statement_has_a_fault_that_it_finds() -> None:
    checked = {code for code, _ in FAULTS}
    for group in GROUPS:
        assert set(group) <= checked


def test_what_is_counted_in_straps_and_rolls_is_added_up(unguarded: sa.Connection) -> None:
    """A strap of ones, a roll of quarters, a roll of dimes: 100 + 10 + 5 dollars."""
    unguarded.exec_driver_sql(
        f"UPDATE deposit SET sheet = '{STRAPPED}', cash_minor = 11500 WHERE number = 1"
    )
    statement = check_cash.DEPOSITS["deposit.items"]
    found = [row.subject for row in unguarded.execute(sa.text(statement))]
    unguarded.rollback()
    assert [subject.partition(" ")[2] for subject in found] == ["cash"]


def test_every_json_text_is_known_as_one(unguarded: sa.Connection) -> None:
    tables = sa.inspect(unguarded)
    asked = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
    virtual = set(unguarded.exec_driver_sql(asked).scalars())
    found = {
        (table, column["name"])
        for table in tables.get_table_names()
        if table not in virtual
        for column in tables.get_columns(table)
        if unguarded.exec_driver_sql(
            f'SELECT max(substr("{column["name"]}", 1, 2) GLOB \'[[{{]["{{[]\') FROM "{table}"'
        ).scalar()
    }
    assert ("till_close", "report") in found
    assert found <= {(table, column) for table, columns in JSON.items() for column in columns}


def test_spoiled_json_is_named_and_hides_no_other_fault(unguarded: sa.Connection) -> None:
    for table, columns in JSON.items():
        for column in columns:
            unguarded.exec_driver_sql(f'UPDATE "{table}" SET "{column}" = "{column}" || \'x\'')
    unguarded.exec_driver_sql("UPDATE drop_counted SET counted_minor = counted_minor - 1")
    unguarded.exec_driver_sql("UPDATE settlement_run SET digest = 'x'")
    faults = Verify(cast("Any", SimpleNamespace(checking=lambda: _checking(unguarded)))).run()
    unguarded.rollback()
    assert {"drop.counted", "check.not_done", "audit.broken"} <= {each.code for each in faults}
    named = {tuple(f.subject.split(" ")) for f in faults if f.code == "database.not_json"}
    assert ("day_close", "w1/2026-11-21", "report") in named
    spoiled = {(table, column) for table, _, column in named}
    assert {("deposit", "sheet"), ("till_close", "rest"), ("venue", "document")} <= spoiled
    undone = {each.subject for each in faults if each.code == "check.not_done"}
    assert {"deposit.items", "Z 1", "day 2026-11-21", "earned"} <= undone
    assert any(f.subject.startswith("settlement_match of run") for f in faults)


def _checking(connection: sa.Connection) -> Any:
    return nullcontext((SqlChecks(_uow(connection)),))


def _uow(connection: sa.Connection) -> Any:
    return SimpleNamespace(execute=connection.execute, connection=connection, flush=lambda: None)
