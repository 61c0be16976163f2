"""``foyer verify`` finds what was done to refunds, corrections and returned checks behind the
program's back, and names it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.storage import check_refunds
from pos.views.cash import Row
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import card_house, sell_by_card
from tests.integration.refunds import give_back, sold, to_the_card
from tests.integration.small_house import House, open_house, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_corrections import tender_of
from tests.integration.test_selling import cash
from tests.integration.test_verify import codes, plant


@pytest.fixture(scope="module")
def refunds_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evening with a card refund, cash given back, a correction and a returned check."""
    path = tmp_path_factory.mktemp("refunds") / "foyer.sqlite3"
    house = open_house(path, ManualClock(DOORS_OPEN))
    ada = card_house(house)
    sale, _ = sell_by_card(house, ada, ("B", 1), ("B", 2))
    to_the_card(house, give_back(house, ada, sale.order_id, sale.ticket_ids[:1]))
    paid = sold(house, ada, (3, 4), cash(9000))
    give_back(house, ada, paid.order_id, paid.ticket_ids[:1])
    bounced = sold(house, ada, (5,), check(4500))
    print_all(house)
    count(house, ada, sheet(14_500))
    lock(house, ada, "Sue Lead")
    manager = house.open_till("Max House")
    slip = sold(house, manager, (6,), cash(4500))
    old = tender_of(house, slip.order_id, "cash")
    house.office.corrections.correct(house.command(), manager, old, check(4500), "keyed cash")
    returned = tender_of(house, bounced.order_id, "check")
    house.office.checks.returned(house.command(), manager, returned, "no funds", usd(2500))
    house.office.close()
    return path


@pytest.fixture
def night(refunds_file: Path, tmp_path: Path) -> Iterator[House]:
    copy = tmp_path / "foyer.sqlite3"
    shutil.copy(refunds_file, copy)
    house = open_house(copy, ManualClock(DOORS_OPEN), seed=8)
    yield house
    house.office.close()


def test_as_it_should_be_there_are_no_findings(night: House) -> None:
    assert night.office.verify() == ()


def test_a_report_says_what_was_given_back(night: House) -> None:
    (report,) = night.office.closing.z_reports()
    assert (report.given_back, report.returned) == (Row("", 2, usd(9_000)), 2)


@pytest.mark.parametrize("figure", ["given_back.amount.minor", "given_back.count", "returned"])
def test_a_report_that_says_another_sum_given_back_is_found(night: House, figure: str) -> None:
    plant(night, f"UPDATE till_close SET report = json_set(report, '$.{figure}', 7)")
    assert "report.differs" in codes(night)


def test_a_report_from_before_it_was_said_is_no_fault(night: House) -> None:
    without = "json_remove(report, '$.given_back', '$.returned')"
    plant(night, f"UPDATE till_close SET report = {without}")
    assert night.office.closing.z_reports()[0].given_back is None
    (found,) = night.office.verify()
    assert found.code == "fact.changed"  # the edit itself; the figures that are there agree


FAULTS = [
    (
        "refund.above_tender",
        "UPDATE tender SET amount_minor = amount_minor * 3 WHERE refund_id > ''",
    ),
    ("refund.line", "UPDATE refund_line SET amount_minor = 4600"),
    ("refund.line", "UPDATE refund_line SET ticket_id = (SELECT ticket_id FROM refund_line)"),
    ("refund.ticket_state", "UPDATE current_state SET state = 'live' WHERE state = 'returned'"),
    (
        "refund.ticket_state",
        "UPDATE current_state SET state = 'returned' WHERE machine = 'ticket' AND state = 'live'",
    ),
    ("refund.postings", "DELETE FROM posting WHERE account = '2030' AND amount_minor > 0"),
    ("refund.parts", "UPDATE refund_part SET amount_minor = amount_minor - 1"),
    ("refund.parts", "DELETE FROM refund_part"),
    ("refund.payable", "UPDATE tender SET refund_id = NULL WHERE refund_id > ''"),
    ("refund.payable", "UPDATE posting SET amount_minor = 1 WHERE account = '2070'"),
    ("refund.nobody", "UPDATE refund SET approved_by = 'ghost'"),
    ("refund.nobody", "UPDATE refund SET reason = ''"),
    ("sequence.gap", "UPDATE counter SET value = 9 WHERE name = 'refund:W1'"),
    (
        "tender.correction",
        "UPDATE tender SET amount_minor = amount_minor + 1 WHERE of_tender IS NULL",
    ),
    ("check.returned", "UPDATE check_returned SET fee_minor = 1"),
    ("check.returned", "DELETE FROM check_returned"),
    ("check.returned_postings", "UPDATE check_returned SET there_minor = there_minor - 1"),
    ("check.returned_from", "UPDATE check_returned SET paper_id = ''"),
    ("check.returned_from", "UPDATE check_returned SET deposit_id = 'none'"),
    (
        "check.returned",
        "DELETE FROM tender WHERE kind = 'check' AND amount_minor < 0 AND refund_id IS NULL",
    ),
    ("order.receivable", "UPDATE refund_line SET amount_minor = amount_minor + 1"),
    ("order.paid", "UPDATE current_state SET state = 'collected' WHERE state = 'unpaid'"),
    ("seat.projection", "UPDATE current_state SET state = 'live' WHERE state = 'returned'"),
    ("drawer.not_opened", "DELETE FROM drawer_opening WHERE reason = 'give_back'"),
    ("money.no_till", "UPDATE tender SET till_id = NULL WHERE refund_id > '' AND kind = 'cash'"),
    *(
        ("audit.untold", f"DELETE FROM audit WHERE event = '{event}'")
        for event in check_refunds.UNTOLD
    ),
]


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_a_planted_fault_is_named(night: House, code: str, fault: str) -> None:
    plant(night, fault)
    assert code in codes(night)


def test_every_statement_has_a_fault_that_it_finds() -> None:
    assert set(check_refunds.REFUNDS) <= {code for code, _ in FAULTS}
