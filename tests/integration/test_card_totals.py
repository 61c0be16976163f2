"""A terminal's totals against ours while its till is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import NotAllowed, TillNotOpen
from pos.money import Money
from pos.ports.terminals import TerminalTotals
from tests.integration.card_sales import SERIAL, approved, card_house, sell_by_card, settle
from tests.integration.refunds import give_back
from tests.integration.small_house import House, usd
from tests.integration.test_closing import print_all
from tests.integration.test_selling import rows


def says(count: int, minor: int) -> TerminalTotals:
    return TerminalTotals((("VISA", count, Money(minor)),), (), Money(minor), Money(0))


def test_totals_that_agree_are_kept_and_those_that_do_not_need_somebody(house: House) -> None:
    clerk, counts = card_house(house), house.office.terminal_counts
    for number in (4, 5):
        sell_by_card(house, clerk, ("A", number))
    print_all(house)
    assert counts.wanted() == ""
    with pytest.raises(TillNotOpen):
        counts.record(house.command(), clerk, SERIAL, says(2, 9000))
    till = house.office.closing.start_count(house.command(), clerk)
    assert counts.wanted() == till.till_id
    command = house.command()
    assert not counts.record(command, clerk, SERIAL, says(1, 4500))
    assert not counts.record(command, clerk, SERIAL, says(1, 4500))
    (open_one,) = house.office.exceptions.waiting()
    assert (open_one.kind.value, open_one.amount) == ("card_totals", usd(-4500))
    with pytest.raises(NotAllowed):
        counts.of_till(clerk, till.till_id)
    view = counts.of_till(house.sign_in("Max House"), till.till_id)
    assert view is not None
    assert view.difference_minor == -4500
    assert len(view.explanations) == 2  # either sale of that amount
    house.clock.advance(timedelta(minutes=1))
    assert counts.wanted() == ""
    assert counts.record(house.command(), clerk, SERIAL, says(2, 9000))
    assert rows(house, "SELECT agreed FROM terminal_total ORDER BY total_id") == [(0,), (1,)]
    assert house.office.verify() == ()


def test_the_next_till_is_held_against_totals_that_went_on_or_began_anew(house: House) -> None:
    clerk, counts = card_house(house), house.office.terminal_counts
    sell_by_card(house, clerk, ("A", 4))
    print_all(house)
    house.office.closing.start_count(house.command(), clerk)
    assert counts.record(house.command(), clerk, SERIAL, says(1, 4500))
    house.office.closing.resume(house.command(), clerk)
    house.clock.advance(timedelta(minutes=5))
    sell_by_card(house, clerk, ("A", 5))
    print_all(house)
    house.office.closing.start_count(house.command(), clerk)
    assert counts.record(house.command(), clerk, SERIAL, says(2, 9000))
    assert counts.record(house.command(), clerk, SERIAL, says(1, 4500))


def test_a_refund_whose_answer_names_no_card_went_to_the_card_it_came_from(house: House) -> None:
    clerk, counts = card_house(house), house.office.terminal_counts
    sale, _ = sell_by_card(house, clerk, ("A", 4))
    given = give_back(house, clerk, sale.order_id, sale.ticket_ids)
    for payment_id in given.cards:
        back = house.office.cards.send(payment_id)
        settle(house, back, replace(approved(back), brand="", last_four=""))
    print_all(house)
    house.office.closing.start_count(house.command(), clerk)
    theirs = TerminalTotals(
        (("VISA", 1, usd(4500)),), (("VISA", 1, usd(4500)),), usd(4500), usd(4500)
    )
    assert counts.record(house.command(), clerk, SERIAL, theirs)
