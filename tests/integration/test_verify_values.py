"""``foyer verify`` finds what was done to certificates, accounts and tenders behind the program's
back, and names it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import CodeUnknown
from pos.selling.extras import add_certificate
from pos.storage.check_values import UNTOLD, VALUES
from pos.views.paying import CheckGiven
from pos.views.paying_rules import CashRounding, PayingRules
from pos.views.selling import TenderGiven, TenderKind
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import approved, asked, card, settle, with_rules
from tests.integration.card_sales import card_house as house_with_cards
from tests.integration.small_house import House, open_house, usd
from tests.integration.test_closing import count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_values import from_value, sell, sell_certificate
from tests.integration.test_verify import codes, plant


@pytest.fixture(scope="module")
def evening_of_values(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates sold, given away, used, paid out; an account; one sale in four forms of payment
    with rounded cash; the till counted and locked. Played once."""
    house = open_house(tmp_path_factory.mktemp("values") / "foyer.sqlite3", ManualClock(DOORS_OPEN))
    session = house_with_cards(house)
    with_rules(house, PayingRules(cash_rounding=CashRounding.NICKEL))
    values, boss = house.office.values, house.sign_in("Max House")
    sold = sell_certificate(house, session, 5000)
    sell(house, session, from_value(sold, 4500), seat=1)
    sell(house, session, from_value(sold, 100), cash(4400), seat=2)
    values.cash_out(house.command(), session, sold.value_id)
    given = values.issue_promotional(house.command(), boss, usd(2000), "School", "raffle")
    account = values.open_account(house.command(), session, "Dora Example")
    values.credit_account(house.command(), boss, account.value_id, usd(3000), "cut short")
    with pytest.raises(CodeUnknown):
        values.look_up(session, "nothing like it")
    cart = add_certificate(cart_of(house, session, ("B", 3), ("B", 4)), usd(1003))
    begun = house.office.cards.begin(house.command(), session, asked(cart, usd(3001)))
    check = CheckGiven("1204", "Ann Example", DOORS_OPEN.date())
    tenders = (
        from_value(given, 2000),
        from_value(account, 3000),
        TenderGiven(TenderKind.CHECK, usd(1000), usd(1000), check=check),
        card(settle(house, begun, approved(begun))),
        cash(1000, 2000),
    )
    house.office.selling.sell(house.command(), session, cart, tenders)
    print_all(house)
    count(house, session, sheet(10_000 + 5000 + 4400 - 400 + 1000))
    lock(house, session, "Sue Lead")
    house.office.close()
    return house.path


@pytest.fixture
def night(evening_of_values: Path, tmp_path: Path) -> Iterator[House]:
    copy = tmp_path / "foyer.sqlite3"
    shutil.copy(evening_of_values, copy)
    house = open_house(copy, ManualClock(DOORS_OPEN), seed=8)
    yield house
    house.office.close()


def test_it_is_all_as_it_should_be(night: House) -> None:
    assert night.office.verify() == ()


def test_the_report_tells_certificates_from_tickets(night: House) -> None:
    report = night.office.closing.z_reports()[0]
    assert (report.gross, report.certificates, report.cashed_out) == (
        usd(4 * 4500),
        usd(5000 + 1003),
        usd(400),
    )
    taken = {row.label: row.amount.minor for row in report.by_tender}
    assert taken == {
        "cash": 5000 + 4400 + 1000,
        "certificate": 4600,
        "promotional": 2000,
        "on_account": 3000,
        "check": 1000,
        "card": 3001,
        "rounding": 2,
    }
    assert report.gross + report.certificates == usd(sum(taken.values()))


FAULTS = [
    ("value.below_zero", "UPDATE posting SET amount_minor = 9000 WHERE value_id IS NOT NULL"),
    ("value.nameless", "UPDATE posting SET value_id = NULL WHERE account = '2060'"),
    ("value.nameless", "UPDATE posting SET value_id = 'nobody' WHERE account = '2020'"),
    ("value.nameless", "UPDATE stored_value SET kind = 'account' WHERE kind = 'promotional'"),
    ("value.face", "UPDATE stored_value SET face_minor = 1 WHERE kind = 'promotional'"),
    ("value.face", "UPDATE batch SET kind = 'payment' WHERE kind = 'promotional'"),
    ("value.sold", "UPDATE stored_value SET order_id = NULL WHERE kind = 'certificate'"),
    ("value.sold", "UPDATE order_extra SET amount_minor = amount_minor + 1"),
    ("value.sold", "UPDATE order_extra SET value_id = NULL"),
    ("value.code", "DELETE FROM value_code"),
    ("value.code", "UPDATE value_code SET seq = 2"),
    ("tender.source", "UPDATE tender SET value_id = NULL WHERE kind = 'promotional'"),
    ("tender.source", "UPDATE tender SET kind = 'promotional' WHERE kind = 'certificate'"),
    ("tender.source", "DELETE FROM check_taken"),
    ("tender.source", "UPDATE check_taken SET account_last4 = '12345'"),
    ("tender.card", "UPDATE tender SET payment_id = NULL WHERE kind = 'card'"),
    ("tender.card", "UPDATE tender SET payment_id = 'x' WHERE kind = 'cash'"),
    (
        "tender.card",
        "UPDATE current_state SET state = 'approved' WHERE machine = 'payment'",
    ),
    ("rounding.account", "UPDATE posting SET amount_minor = 1 WHERE account = '5030'"),
    ("rounding.without_cash", "UPDATE tender SET amount_minor = 5 WHERE kind = 'rounding'"),
    ("rounding.without_cash", "UPDATE tender SET kind = 'check' WHERE kind = 'cash'"),
    ("sequence.gap", "UPDATE stored_value SET serial = 'W1-G000009' WHERE serial = 'W1-G000001'"),
    ("report.differs", "UPDATE posting SET account = '2010' WHERE account = '2020'"),
    ("report.differs", "UPDATE batch SET kind = 'payment' WHERE kind = 'cash_out'"),
    *(("audit.untold", f"DELETE FROM audit WHERE event = '{event}'") for event in UNTOLD),
]


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_a_planted_fault_is_named(night: House, code: str, fault: str) -> None:
    plant(night, fault)
    assert code in codes(night)


def test_every_statement_has_a_fault_that_it_finds() -> None:
    assert set(VALUES) <= {code for code, _ in FAULTS}
