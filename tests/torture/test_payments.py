"""Card sales and refunds against a terminal with every fault there is: its journal and our books
never disagree. ``make torture`` plays many more sales and refunds: ``FOYER_PAYMENTS`` says how
many."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from pos.clock import ManualClock
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import approved, begin, card_house, sell_by_card, settle
from tests.integration.small_house import open_house
from tests.torture.paying_books import disagreements
from tests.torture.paying_terminal import Booked
from tests.torture.paying_world import play_all

PAYMENTS = int(os.environ.get("FOYER_PAYMENTS", "300"))
SEEDS = (1_000_000, 2_000_000, 3_000_000)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_terminals_journal_and_the_books_never_disagree(tmp_path: Path, seed: int) -> None:
    share = -(-PAYMENTS // len(SEEDS))
    summary = play_all(tmp_path, seed, share)
    assert summary.disagreements == []
    assert summary.acts_seen >= share
    assert summary.sold > share // 3
    assert summary.refunds > share // 20
    assert summary.lives > 1
    assert sum(summary.faults.values()) > share // 10


def test_the_comparison_sees_every_kind_of_disagreement(tmp_path: Path) -> None:
    """A comparison that cannot fail proves nothing: each difference is planted once."""
    house = open_house(tmp_path / "f.sqlite3", ManualClock(DOORS_OPEN))
    session = card_house(house)
    _, begun = sell_by_card(house, session, ("B", 4))
    _, kept = begin(house, session, ("B", 6))
    settle(house, kept, approved(kept))
    journal = {
        each.message_id: Booked(each, approved(each), each.amount.minor) for each in (begun, kept)
    }
    books = partial(disagreements, house.office, path=house.path)
    assert books(journal) == []
    sold, doubt = journal.values()
    planted = {
        "charged twice": (replace(sold, minor=9_000, times=2), doubt),
        "never charged": (replace(sold, minor=0), doubt),
        "charged less": (replace(sold, minor=4_400), doubt),
        "in the inbox for nothing": (sold, replace(doubt, minor=0)),
        "a stranger's": (sold, doubt, replace(sold, begun=replace(begun, message_id="x"))),
    }
    for what, booked in planted.items():
        assert books({each.begun.message_id: each for each in booked}), what
    cart = house.office.cards.content(kept.payment_id).cart
    assert cart is not None
    house.office.seating.abandon(house.command(), session, cart)
    assert books(journal) == [f"{kept.payment_id} is in the inbox without its seats"]
    house.office.close()
