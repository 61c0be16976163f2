"""``foyer verify`` finds what was done to card payments behind the program's back, and names it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.ports.terminals import CardOutcome
from pos.views.paying_rules import PayingRules
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import (
    answer,
    approved,
    begin,
    card_house,
    sell_by_card,
    settle,
    with_rules,
)
from tests.integration.small_house import House, open_house
from tests.integration.test_card_payments_forced import owner_of
from tests.integration.test_selling import rows
from tests.integration.test_verify import behind, codes, plant


def in_state(state: str, kind: str = "charge") -> str:
    """Return SQL for the first payment in a state."""
    return (
        "(SELECT p.payment_id FROM card_payment p JOIN current_state s"
        f" ON s.subject_id = p.payment_id WHERE s.state = '{state}' AND p.kind = '{kind}'"
        " ORDER BY p.payment_id LIMIT 1)"
    )


BACK = in_state("reversed", "reversal")


@pytest.fixture(scope="module")
def evening_with_cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sales by card, one stored, one reversed, one in doubt, one forced; played once."""
    house = open_house(tmp_path_factory.mktemp("cards") / "foyer.sqlite3", ManualClock(DOORS_OPEN))
    session = card_house(house)
    with_rules(house, PayingRules(offline_cards=True))
    sell_by_card(house, session, ("B", 1))
    sell_by_card(house, session, ("B", 2), offline=True)
    _, undone = begin(house, session, ("B", 3))
    settle(house, undone, approved(undone))
    back = house.office.cards.reverse(house.command(), session, undone.payment_id)
    settle(house, back, approved(back))
    _, doubtful = begin(house, session, ("B", 4))
    settle(house, doubtful, answer(doubtful, CardOutcome.UNKNOWN))
    _, forced = begin(house, session, ("B", 5))
    settle(house, forced, answer(forced, CardOutcome.UNKNOWN))
    exception = house.office.cards.force(
        house.command(),
        house.sign_in("Max House"),
        forced.payment_id,
        charged=False,
        reason="Broken",
    )
    house.office.cards.settle_exception(
        house.command(), owner_of(house), exception.exception_id, "processor", "Not charged"
    )
    house.office.close()
    return house.path


@pytest.fixture
def carded(evening_with_cards: Path, tmp_path: Path) -> Iterator[House]:
    """The evening, to be spoiled."""
    path = tmp_path / "foyer.sqlite3"
    shutil.copy(evening_with_cards, path)
    house = open_house(path, ManualClock(DOORS_OPEN))
    yield house
    house.office.close()


APPLIED, UNKNOWN, REVERSED = in_state("applied"), in_state("unknown"), in_state("reversed")
ORPHANED = "machine = 'payment' AND subject_id NOT IN (SELECT payment_id FROM card_payment)"
MOVED = "UPDATE current_state SET state = '{}' WHERE subject_id = {}"


def test_an_honest_evening_has_no_finding(carded: House) -> None:
    assert carded.office.verify() == ()


@pytest.mark.parametrize(
    ("code", "statements"),
    [
        ("payment.unanswered", [MOVED.format("approved", UNKNOWN)]),
        (
            "payment.unanswered",
            [f"DELETE FROM card_answer WHERE payment_id = {UNKNOWN}"],
        ),
        (
            "payment.captured",
            [f"UPDATE card_answer SET amount_minor = 4501 WHERE payment_id = {APPLIED}"],
        ),
        (
            "payment.captured",
            [f"UPDATE card_answer SET amount_minor = NULL WHERE payment_id = {APPLIED}"],
        ),
        ("payment.forgotten", [MOVED.format("declined", APPLIED)]),
        (
            "payment.tender",
            [f"UPDATE tender SET payment_id = NULL WHERE payment_id = {APPLIED}"],
        ),
        ("payment.tender", [MOVED.format("approved", APPLIED)]),
        (
            "payment.tender",
            [f"UPDATE card_answer SET amount_minor = 4499 WHERE payment_id = {APPLIED}"],
        ),
        ("payment.tender", [f"UPDATE tender SET payment_id = {APPLIED}"]),
        ("payment.tender", ["UPDATE tender SET kind = 'cash'"]),
        (
            "payment.card_tender",
            [f"UPDATE tender SET payment_id = NULL WHERE payment_id = {APPLIED}"],
        ),
        (
            "payment.given_back",
            [
                "UPDATE card_payment SET amount_minor = 9000 WHERE kind = 'reversal'",
                f"UPDATE card_answer SET amount_minor = 9000 WHERE payment_id = {BACK}",
            ],
        ),
        (
            "payment.given_back",
            ["UPDATE card_payment SET parent_id = NULL WHERE kind = 'reversal'"],
        ),
        (
            "payment.reversed",
            [MOVED.format("declined", BACK)],
        ),
        (
            "payment.twice_open",
            [
                "UPDATE card_payment SET for_id = 'c', for_kind = 'cart'",
                MOVED.format("sent", APPLIED),
            ],
        ),
        ("payment.offline", ["UPDATE card_answer SET offline = 0"]),
        (
            "payment.last_four",
            [f"UPDATE card_answer SET last_four = '51111' WHERE payment_id = {APPLIED}"],
        ),
        (
            "payment.last_four",
            [f"UPDATE card_answer SET last_four = '1x11' WHERE payment_id = {APPLIED}"],
        ),
        ("exception.missing", ["DELETE FROM exception_settled", "DELETE FROM card_exception"]),
        ("exception.missing", ["DELETE FROM card_answer WHERE source = 'forced'"]),
        (
            "exception.same_person",
            ["UPDATE exception_settled SET user_id = (SELECT user_id FROM card_exception)"],
        ),
        ("terminal.row_missing", ["UPDATE terminal_entry SET seq = 2"]),
        ("terminal.row_missing", [f"UPDATE card_answer SET seq = 2 WHERE payment_id = {APPLIED}"]),
        ("state.missing", [f"DELETE FROM current_state WHERE subject_id = {UNKNOWN}"]),
        *(
            ("fact.changed", [f"UPDATE card_payment SET {change} WHERE payment_id = {chosen}"])
            for chosen, change in (
                (APPLIED, "amount_minor = amount_minor + 1"),
                (APPLIED, "reference = 'x'"),
                (APPLIED, "message_id = 'x'"),
                (APPLIED, "for_id = 'x'"),
                (APPLIED, "terminal = 'x'"),
                (UNKNOWN, "window_id = 'x'"),
                (UNKNOWN, "content = '{}'"),
                (BACK, "refund_id = 'x'"),
                (BACK, f"parent_id = {APPLIED}"),
            )
        ),
        (
            "fact.gone",
            [
                f"DELETE FROM card_answer WHERE payment_id = {UNKNOWN}",
                f"DELETE FROM transition WHERE subject_id = {UNKNOWN}",
                f"DELETE FROM card_payment WHERE payment_id = {UNKNOWN}",
                f"DELETE FROM current_state WHERE {ORPHANED}",
            ],
        ),
        (
            "audit.untold",
            ["UPDATE card_payment SET payment_id = 'x' WHERE kind = 'reversal'"],
        ),
    ],
)
def test_what_was_planted_is_found(carded: House, code: str, statements: list[str]) -> None:
    plant(carded, *statements)
    assert code in codes(carded)


def test_the_planted_statements_name_what_is_there(carded: House) -> None:
    for chosen in (APPLIED, UNKNOWN, REVERSED):
        assert rows(carded, f"SELECT {chosen} IS NULL") == [(0,)]
    with behind(carded) as connection:
        assert connection.execute("SELECT count(*) FROM card_exception").fetchone() == (1,)
