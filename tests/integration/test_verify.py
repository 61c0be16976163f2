"""``foyer verify`` finds what was done to the books behind the program's back, and names it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.storage import check_books, check_statements
from pos.storage.check_figures import FIGURES
from pos.views.cash import Finding
from tests.conftest import DOORS_OPEN
from tests.integration.an_evening import play_evening
from tests.integration.small_house import (
    LATE,
    OPEN,
    SYMPHONY,
    House,
    open_bare,
    open_house,
    seat,
)
from tests.integration.test_closing import (
    sell,
)
from tests.integration.test_selling import cart_of, cash, rows


@contextmanager
def behind(house: House) -> Iterator[sqlite3.Connection]:
    """Open the file with nothing in the way: no append-only triggers, no foreign keys.

    The triggers are taken out of the schema as rows and put back: one by one it is hundreds of
    changes of the schema, each read anew by every statement after it.
    """
    with closing(sqlite3.connect(house.path)) as connection:
        guards = connection.execute("SELECT * FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")
        connection.commit()
        connection.execute("PRAGMA writable_schema = RESET")
        yield connection
        connection.commit()
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", guards)
        connection.commit()
        ((version,),) = connection.execute("PRAGMA schema_version")
        connection.execute(f"PRAGMA schema_version = {version + 1}")
        connection.execute("PRAGMA writable_schema = RESET")


def plant(house: House, *statements: str) -> None:
    with behind(house) as connection:
        for statement in statements:
            changed = connection.execute(statement).rowcount
            assert changed != 0, f"nothing was changed by {statement}"


def codes(house: House) -> set[str]:
    return {finding.code for finding in house.office.verify()}


def found(house: House, code: str) -> list[Finding]:
    return [finding for finding in house.office.verify() if finding.code == code]


@pytest.fixture(scope="module")
def evening_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole evening, played once."""
    return play_evening(tmp_path_factory.mktemp("evening") / "foyer.sqlite3")


@pytest.fixture
def night(evening_file: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of the evening's file, opened again."""
    copy = tmp_path / "foyer.sqlite3"
    shutil.copy(evening_file, copy)
    house = open_house(copy, ManualClock(DOORS_OPEN), seed=8)
    yield house
    house.office.close()


def test_an_evening_as_it_should_be_has_no_findings(night: House) -> None:
    assert night.office.verify() == ()


def test_a_fresh_house_has_no_findings(house: House) -> None:
    assert house.office.verify() == ()


def test_an_open_till_with_a_cart_and_papers_waiting_has_no_findings(house: House) -> None:
    session = house.open_till()
    sell(house, session, cash(9_000))
    cart_of(house, session, ("C", 5))
    seating = house.office.seating
    seating.take_places(house.command(), session, seating.new_cart(), LATE, 3, OPEN)
    house.office.prints.begin("ticket_printer")
    assert house.office.verify() == ()


# One planted fault a line: the finding that must name it, and what was done to the file.
FAULTS = [
    # the ledger
    ("ledger.unbalanced", "UPDATE posting SET amount_minor = amount_minor + 1 WHERE rowid = 1"),
    ("ledger.total", "UPDATE posting SET amount_minor = amount_minor + 1 WHERE rowid = 1"),
    ("ledger.unbalanced", "DELETE FROM posting WHERE account = '2030' AND rowid < 20"),
    ("ledger.no_batch", "DELETE FROM batch WHERE kind = 'sale'"),
    ("money.nobody", "UPDATE batch SET user_id = '' WHERE kind = 'sale'"),
    ("money.nobody", "UPDATE batch SET user_id = 'ghost' WHERE kind = 'till_close'"),
    ("money.nobody", "UPDATE tender SET user_id = 'ghost'"),
    ("money.no_till", "UPDATE tender SET till_id = NULL WHERE kind = 'check'"),
    ("money.no_till", "UPDATE batch SET till_id = NULL WHERE kind = 'sale'"),
    ("money.no_till", "UPDATE batch SET till_id = 'nowhere' WHERE kind = 'sale'"),
    ("tender.postings", "UPDATE tender SET amount_minor = amount_minor - 1 WHERE kind = 'cash'"),
    ("ticket.postings", "UPDATE ticket SET face_minor = 1 WHERE issue = 1"),
    (
        "ticket.postings",
        "UPDATE ticket SET face_minor = face_minor + 100, fee_minor = fee_minor - 100",
    ),
    ("performance.deferred", "UPDATE ticket SET face_minor = 1 WHERE issue > 1"),
    ("ticket.charges", "UPDATE ticket SET tax_minor = 1, fee_minor = fee_minor - 1"),
    ("ticket.reissue", "UPDATE ticket SET fee_minor = 1 WHERE issue > 1"),
    ("ticket.reissue", "UPDATE ticket SET seat_id = 'another' WHERE issue > 1"),
    ("ticket.reissue", "UPDATE ticket SET issue = 7 WHERE issue > 1"),
    ("ticket.reissue", "UPDATE ticket SET replaces = NULL WHERE issue > 1"),
    ("performance.deferred", "DELETE FROM posting WHERE account = '2010'"),
    # orders
    ("order.lines", "UPDATE orders SET total_minor = total_minor + 1"),
    ("order.lines", "DELETE FROM ticket WHERE seat_id IS NULL"),
    ("order.receivable", "UPDATE posting SET amount_minor = 1 WHERE account = '1060'"),
    ("order.paid", "DELETE FROM tender WHERE kind = 'check'"),
    ("order.paid", "UPDATE current_state SET state = 'placed' WHERE machine = 'order'"),
    ("sequence.gap", "DELETE FROM orders WHERE receipt_number = 'W1-R000002'"),
    ("sequence.gap", "UPDATE orders SET receipt_number = '' WHERE receipt_number = 'W1-R000005'"),
    ("sequence.gap", "UPDATE counter SET value = 9 WHERE name = 'receipt:W1'"),
    ("sequence.gap", "UPDATE counter SET value = 9 WHERE name = 'order:W1'"),
    ("sequence.not_a_number", "UPDATE orders SET receipt_number = 'none' WHERE rowid = 1"),
    # seats
    ("seat.two_tickets", f"UPDATE ticket SET seat_id = '{seat('A', 5)}' WHERE seat_id IS NULL"),
    ("seat.projection", f"DELETE FROM live_seat WHERE seat_id = '{seat('A', 5)}'"),
    (
        "seat.projection",
        f"INSERT INTO live_seat VALUES ('{SYMPHONY}', '{seat('C', 9)}', 'no ticket')",
    ),
    ("seat.no_right", f"DELETE FROM seat_right WHERE seat_id = '{seat('A', 5)}'"),
    ("seat.no_right", f"UPDATE seat_right SET cart_id = 'c' WHERE seat_id = '{seat('A', 5)}'"),
    (
        "seat.another_right",
        f"UPDATE seat_right SET holder = 'channel:web/changed' WHERE seat_id = '{seat('A', 5)}'",
    ),
    (
        "seat.right_without_ticket",
        f"INSERT INTO seat_right VALUES ('{SYMPHONY}', '{seat('C', 9)}', 'window:w1', '', 0)",
    ),
    ("place.no_right", "UPDATE place_right SET places = 2"),
    ("performance.capacity", "UPDATE place_right SET places = 21"),
    ("performance.capacity", f"DELETE FROM seat_right WHERE seat_id = '{seat('A', 5)}'"),
    ("seat.not_in_hall", f"DELETE FROM seat WHERE seat_id = '{seat('A', 5)}'"),
    # papers and the drawer
    (
        "print.twice",
        """INSERT INTO transition
        SELECT 'x', machine, subject_id, 9, 'printed', 'sent', 'send', at, user_id, reason,
          window_id
        FROM transition WHERE machine = 'print' AND to_state = 'printed'
          AND subject_id IN (SELECT job_id FROM print_job WHERE kind = 'ticket') LIMIT 1""",
    ),
    (
        "print.nobody_decided",
        "UPDATE transition SET user_id = 'system' WHERE from_state = 'unknown'",
    ),
    ("print.missing", "DELETE FROM print_job WHERE kind = 'ticket' AND rowid = 1"),
    ("drawer.no_reason", "UPDATE drawer_opening SET reason = '' WHERE reason = 'sale'"),
    ("drawer.no_reason", "UPDATE drawer_opening SET note = '' WHERE reason = 'no_sale'"),
    ("drawer.no_reason", "UPDATE drawer_opening SET user_id = 'system'"),
    ("drawer.no_reason", "INSERT INTO drawer_outcome VALUES ('a kick', 1, 1, 0)"),
    ("drawer.no_reason", "UPDATE drawer_opening SET reason = 'because' WHERE reason = 'count'"),
    ("drawer.no_reason", "UPDATE drawer_opening SET note = '' WHERE reason = 'test'"),
    ("drawer.no_reason", "UPDATE drawer_opening SET till_id = 'a' WHERE reason = 'test'"),
    ("drawer.no_reason", "DELETE FROM drawer_opening WHERE reason = 'no_sale'"),
    ("drawer.not_opened", "DELETE FROM drawer_opening WHERE reason = 'sale'"),
    ("drawer.unlikely", "UPDATE drawer_seen SET what = 'ajar' WHERE what = 'by_key'"),
    ("drawer.unlikely", "UPDATE drawer_seen SET open_ms = -1"),
    ("drawer.unlikely", "UPDATE drawer_seen SET user_id = 'ghost'"),
    ("drawer.unlikely", "UPDATE drawer_seen SET till_id = 'nowhere'"),
    # blank tickets
    ("stock.entry_missing", "DELETE FROM stock_entry WHERE kind = 'count'"),
    ("stock.entry_missing", "UPDATE stock_entry SET after_arrow = 'nowhere' WHERE seq = 3"),
    ("stock.entry_missing", "UPDATE stock_entry SET kind = 'gift' WHERE seq = 2"),
    ("stock.expected", "UPDATE stock_entry SET papers = papers + 1 WHERE seq = 2"),
    ("stock.expected", "UPDATE stock_entry SET expected = expected - 1 WHERE kind = 'count'"),
    (
        "stock.expected",
        "UPDATE print_job SET device = 'elsewhere' WHERE kind = 'ticket' AND rowid = 1",
    ),
    ("stock.expected", "UPDATE voided_paper SET what = 'nothing' WHERE user_id = 'system'"),
    (
        "stock.expected",
        """UPDATE stock_entry SET after_arrow =
        (SELECT transition_id FROM transition WHERE rowid = 1) WHERE kind = 'count'""",
    ),
    ("stock.unexplained", "UPDATE stock_entry SET note = '' WHERE kind = 'count'"),
    ("stock.unexplained", "UPDATE stock_entry SET user_id = 'ghost' WHERE kind = 'load'"),
    ("stock.unexplained", "UPDATE stock_entry SET user_id = 'system' WHERE kind = 'load'"),
    ("paper.unexplained", "DELETE FROM voided_paper WHERE what = 'spoiled'"),
    ("paper.unexplained", "UPDATE voided_paper SET what = 'lost' WHERE what = 'spoiled'"),
    ("paper.unexplained", "UPDATE voided_paper SET what = 'spoiled' WHERE what = 'lost'"),
    ("paper.unexplained", "UPDATE voided_paper SET user_id = 'system' WHERE what = 'lost'"),
    ("paper.unexplained", "UPDATE voided_paper SET user_id = 'ghost'"),
    (
        "paper.still_live",
        """UPDATE current_state SET state = 'live' WHERE machine = 'ticket'
        AND subject_id IN (SELECT ticket_id FROM voided_paper WHERE what = 'lost')""",
    ),
    # people
    ("people.row_missing", "DELETE FROM sign_in WHERE outcome = 'wrong' AND seq = 3"),
    ("people.row_missing", "UPDATE credential SET seq = 2 WHERE rowid = 1"),
    ("people.row_missing", "UPDATE staff_standing SET seq = 2 WHERE rowid = 1"),
    ("people.row_missing", "UPDATE badge SET seq = 5 WHERE NOT given"),
    ("people.badges", "UPDATE badge SET given = 1, user_id = (SELECT user_id FROM badge)"),
    ("people.badges", "UPDATE badge SET user_id = 'ghost'"),
    ("people.badges", "UPDATE badge SET by_user = 'ghost'"),
    ("people.no_standing", "DELETE FROM staff_standing WHERE rowid = 1"),
    ("people.no_standing", "DELETE FROM credential WHERE rowid = 1"),
    # tills
    (
        "till.projection",
        "INSERT INTO open_till SELECT window_id, till_id, user_id FROM till WHERE rowid = 1",
    ),
    ("till.not_locked", "DELETE FROM till_close WHERE z_number = 2"),
    (
        "till.not_emptied",
        "UPDATE posting SET till_id = NULL WHERE till_id IS NOT NULL AND amount_minor < 0",
    ),
    ("till.expected", "UPDATE till_close SET expected_minor = expected_minor - 1"),
    ("till.float", "UPDATE till SET float_minor = float_minor + 1 WHERE rowid = 1"),
    ("till.counted", "UPDATE till_close SET counted_minor = counted_minor - 1"),
    ("till.counted", "DELETE FROM till_count"),
    (
        "till.over_short",
        "UPDATE till_close SET counted_minor = counted_minor + 50 WHERE z_number = 2",
    ),
    ("till.same_person", "UPDATE till_close SET approved_by = user_id WHERE z_number = 1"),
    ("till.same_person", "UPDATE till_count SET user_id = (SELECT approved_by FROM till_close)"),
    ("till.same_person", "UPDATE till_close SET approved_by = 'ghost'"),
    ("till.same_person", "UPDATE day_close SET approved_by = user_id"),
    ("z.gap", "UPDATE till_close SET z_number = 3 WHERE z_number = 2"),
    ("day.open_till", "DELETE FROM till_close WHERE z_number = 2"),
    ("day.changed", "UPDATE batch SET at = at + 1 WHERE kind = 'till_close'"),
    # states
    ("state.illegal", "UPDATE transition SET to_state = 'printed' WHERE to_state = 'sent'"),
    ("state.illegal", "UPDATE transition SET trigger = 'pay' WHERE trigger = 'hand_over'"),
    (
        "state.illegal",
        "UPDATE transition SET to_state = 'closed' WHERE machine = 'day' AND seq = 0",
    ),
    ("state.illegal", "UPDATE transition SET machine = 'engine' WHERE machine = 'day'"),
    ("state.illegal", "DELETE FROM transition WHERE machine = 'till' AND seq = 1"),
    ("state.projection", "UPDATE current_state SET state = 'open' WHERE machine = 'till'"),
    ("state.projection", "DELETE FROM current_state WHERE machine = 'day'"),
    ("state.missing", "DELETE FROM current_state WHERE machine = 'ticket'"),
    ("state.missing", "DELETE FROM current_state WHERE machine = 'day'"),
    # audit
    ("audit.broken", "UPDATE audit SET user_id = 'somebody else' WHERE seq = 7"),
    ("audit.broken", "UPDATE audit SET details = '{}' WHERE event = 'till.closed'"),
    ("audit.broken", "UPDATE audit SET at = at + 1 WHERE seq = 1"),
    ("audit.row_missing", "DELETE FROM audit WHERE seq = 7"),
    ("audit.row_missing", "DELETE FROM audit WHERE seq = 1"),
    *(
        ("audit.untold", f"DELETE FROM audit WHERE event = '{event}'")
        for event in check_statements.MISSING_AUDIT
    ),
    # the file
    ("database.reference", "UPDATE ticket SET order_id = 'nowhere' WHERE rowid = 1"),
    # texts
    ("card_number.stored", "UPDATE orders SET note = 'card 4111 1111 1111 1111' WHERE rowid = 1"),
    ("card_number.stored", 'UPDATE command SET answer = \'{"a":"5555555555554444"}\''),
]


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_a_planted_fault_is_named(night: House, code: str, fault: str) -> None:
    plant(night, fault)
    assert code in codes(night)


def test_every_statement_has_a_fault_that_it_finds() -> None:
    checked = {code for code, _ in FAULTS}
    groups = ("LEDGER", "ORDERS", "SEATS", "PRINTS", "STOCK", "PEOPLE", "TILLS")
    for group in groups:
        assert set(getattr(check_statements, group)) <= checked


REPORTED = [
    (table, figure)
    for table in ("till_close", "day_close")
    for figure in (*FIGURES, "by_quarter_hour", "stock")
    if table == "day_close" or not figure.startswith("elsewhere")  # a day's only
]


@pytest.mark.parametrize(("table", "figure"), REPORTED)
def test_every_figure_of_a_report_is_summed_again(night: House, table: str, figure: str) -> None:
    ((text,),) = rows(night, f"SELECT report FROM {table} ORDER BY rowid LIMIT 1")
    report = json.loads(str(text))
    name = {"over_short": "differences"}.get(figure, figure)
    if name.endswith("_times"):
        report[name.removesuffix("_times")]["count"] += 1
    elif name in _WITHIN:
        row, part = _WITHIN[name]
        report[row][part] = _changed(report[row][part])
    else:
        report[name] = _changed(report[name])
    changed = json.dumps(report).replace("'", "''")
    plant(
        night,
        f"UPDATE {table} SET report = '{changed}' WHERE rowid = (SELECT min(rowid) FROM {table})",
    )
    (finding,) = found(night, "report.differs")
    assert finding.subject == f"{'Z 1' if table == 'till_close' else 'day 2026-11-21'} {name}"
    assert finding.expected_minor != finding.actual_minor


_WITHIN = {"exchanged_tickets": ("exchanged", "count"), "exchanged_back": ("exchanged", "back")}
"""Figures that are a part of a row."""
_GOODS: dict[str, object] = {
    "kind": "goods",
    "name": "Programme",
    "count": 1,
    "amount": {"minor": 599},
    "back_count": 0,
    "back": {"minor": 0},
}
"""What a report may say of an evening on which nothing but tickets was sold."""


def _changed(value: object) -> object:
    """Make a figure of a report larger by one, wherever it keeps its number."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dict):
        kept = "amount" if "amount" in value else "minor"
        return {**value, kept: _changed(value[kept])}
    assert isinstance(value, list)
    first, *rest = value or [_GOODS]
    if isinstance(first, list):
        return [[first[0], _changed(first[1])], *rest]
    amount = next(name for name in ("counted", "printed", "amount") if name in first)
    return [{**first, amount: _changed(first[amount])}, *rest]


def test_postings_that_changed_under_a_report_are_seen(night: House) -> None:
    plant(
        night,
        "UPDATE posting SET amount_minor = amount_minor - 100 WHERE account = '2010' AND ticket_id"
        " = (SELECT ticket_id FROM posting WHERE account = '2010' LIMIT 1)",
    )
    assert {"report.differs", "ledger.unbalanced", "ticket.postings"} <= codes(night)


def test_the_first_bad_row_of_the_chain_is_named_and_only_that(night: House) -> None:
    plant(night, "UPDATE audit SET outcome = 'x' WHERE seq IN (5, 9)")
    (finding,) = found(night, "audit.broken")
    assert finding.subject == "audit 5"
    assert finding.evidence[0] == "staff.added"


def test_two_rows_that_changed_places_break_the_chain(night: House) -> None:
    plant(
        night,
        "UPDATE audit SET seq = -1 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 5",
        "UPDATE audit SET seq = 5 WHERE seq = -1",
    )
    (finding,) = found(night, "audit.broken")
    assert finding.subject == "audit 4"


def test_a_tail_cut_off_the_chain_leaves_facts_that_nobody_tells_of(night: House) -> None:
    plant(night, "DELETE FROM audit WHERE seq > 8")
    assert {f.evidence[0] for f in found(night, "audit.untold")} >= {"sale.made", "till.closed"}
    assert not found(night, "audit.broken")


def test_a_fact_table_that_can_be_edited_is_named(night: House) -> None:
    with closing(sqlite3.connect(night.path)) as connection:
        connection.execute("DROP TRIGGER posting_no_update")
        connection.execute("DROP TRIGGER audit_no_delete")
    assert [f.subject for f in found(night, "database.unguarded")] == ["audit", "posting"]


def test_every_fault_is_listed_at_once(night: House) -> None:
    plant(
        night,
        "UPDATE posting SET amount_minor = amount_minor + 1 WHERE rowid = 1",
        "UPDATE audit SET outcome = 'x' WHERE seq = 5",
        "UPDATE till_close SET z_number = 3 WHERE z_number = 2",
        "DELETE FROM live_seat",
        "UPDATE orders SET note = '4111-1111-1111-1111'",
    )
    assert {
        "ledger.unbalanced",
        "ledger.total",
        "till.float",
        "audit.broken",
        "z.gap",
        "seat.projection",
        "card_number.stored",
    } <= codes(night)
    assert len(found(night, "seat.projection")) == 7


def test_a_card_number_is_named_by_its_place_and_not_shown(night: House) -> None:
    plant(night, "UPDATE orders SET note = '4111-1111-1111-1111' WHERE rowid = 2")
    (finding,) = found(night, "card_number.stored")
    assert finding.subject == "orders.note 2"
    assert "4111" not in repr(finding)


def test_in_new_books_no_check_finds_anything(
    tmp_path: Path, manual_clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all the tables are empty that a check names, it is left out, which holds if it finds
    nothing in books in which everything is: here each is asked."""
    house = open_bare(tmp_path / "new.sqlite3", manual_clock, seed=7)
    monkeypatch.setattr(check_books.Books, "filled", check_books._TABLES)
    try:
        assert house.office.verify() == ()
    finally:
        house.office.close()


def test_checking_changes_nothing(night: House) -> None:
    before = night.path.read_bytes()
    night.office.verify()
    assert night.path.read_bytes() == before


def test_an_index_that_lost_an_entry_is_damage(night: House) -> None:
    night.office.close()
    with closing(sqlite3.connect(night.path)) as connection:
        index = connection.execute(
            "SELECT * FROM sqlite_master WHERE name = 'seat_right_by_cart'"
        ).fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'seat_right_by_cart'")
        connection.commit()
    with closing(sqlite3.connect(night.path)) as connection:
        connection.execute(f"INSERT INTO seat_right VALUES ('{LATE}', 'x', 'hold:x', '', 0)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", index)
        connection.commit()
    again = open_house(night.path, night.clock, seed=9)
    assert "missing from index" in str(
        [f.subject for f in again.office.verify() if f.code == "database.damaged"]
    )
    again.office.close()
