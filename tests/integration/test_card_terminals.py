"""The register of terminals: a stranger takes no cards, nor does one nobody looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos.errors import (
    ApprovalNeeded,
    CardNumberRefused,
    InspectionOverdue,
    NotAllowed,
    NotFound,
    TerminalNotRegistered,
    TextRefused,
)
from pos.events import TerminalsChanged
from pos.views.paying_rules import PayingRules
from pos.views.people import Permission, SessionView
from tests.integration.card_sales import MODEL, SERIAL, asked, audited, card_house, with_rules
from tests.integration.small_house import SYMPHONY, House
from tests.integration.test_closing import word_of
from tests.integration.test_selling import cart_of, rows


def try_card(house: House, session: SessionView, terminal: str = SERIAL) -> None:
    """Begin a charge on a terminal for another cart."""
    seating = house.office.seating
    cart = seating.take_best(house.command(), session, seating.new_cart(), SYMPHONY, 1)
    wish = replace(asked(cart), terminal=terminal)
    house.office.cards.begin(house.command(), session, wish)


def test_the_first_terminal_of_a_window_has_to_be_registered_too(house: House) -> None:
    session = house.open_till()
    assert house.office.terminals.check_in(SERIAL, MODEL) is None
    with pytest.raises(TerminalNotRegistered) as refused:
        try_card(house, session)
    assert refused.value.params == {"serial": SERIAL, "model": MODEL}
    lead = house.sign_in("Sue Lead")
    view = house.office.terminals.register(house.command(), lead, SERIAL, MODEL, "Window 1")
    assert view == house.office.terminals.check_in(SERIAL, MODEL)
    assert (view.active, view.by, view.inspection_due) == (True, "Sue Lead", date(2026, 11, 28))
    assert view.inspection_good
    assert TerminalsChanged() in house.events
    try_card(house, session)


def test_a_swapped_terminal_blocks_card_sales_until_it_is_registered(house: House) -> None:
    session = card_house(house)
    try_card(house, session)
    for _ in range(3):
        assert house.office.terminals.check_in("V400m-999", MODEL) is None
    assert audited(house, ("terminal.stranger_seen",)) == ["terminal.stranger_seen"]
    with pytest.raises(TerminalNotRegistered):
        try_card(house, session, "V400m-999")


def test_a_stranger_that_says_a_card_number_for_a_serial_is_not_quoted(house: House) -> None:
    assert house.office.terminals.check_in("4111 1111 1111 1111", "V400m") is None
    told = rows(house, "SELECT subject_id FROM audit WHERE event = 'terminal.stranger_seen'")
    assert told == [("**** **** **** ****",)]


def test_who_registers_and_what_is_said(house: House) -> None:
    session = house.open_till()
    terminals, command = house.office.terminals, house.command()
    with pytest.raises(ApprovalNeeded):
        terminals.register(command, session, SERIAL, MODEL, "Window 1")
    approval = word_of(house, "Sue Lead", command, session, Permission.REGISTER_TERMINAL)
    view = terminals.register(command, session, SERIAL, MODEL, "Window 1", approval=approval)
    assert view.by == "Ada Clerk"
    assert rows(house, "SELECT user_id <> approved_by FROM terminal_entry") == [(1,)]
    lead = house.sign_in("Sue Lead")
    with pytest.raises(CardNumberRefused):
        terminals.register(house.command(), lead, "4111 1111 1111 1111", MODEL, "")
    with pytest.raises(TextRefused):
        terminals.register(house.command(), lead, "S" * 61, MODEL, "")


def test_a_terminal_that_tells_no_serial_is_known_by_driver_and_window(house: House) -> None:
    session = house.open_till()
    lead = house.sign_in("Sue Lead")
    terminals = house.office.terminals
    view = terminals.register(
        house.command(), lead, "", "Desk 3500, sticker 77", "Window 1", driver="telium"
    )
    assert view.serial == terminals.known_as("telium", "") == "telium W1"
    assert terminals.check_in("", "", "telium") == view
    cart = cart_of(house, session, ("B", 4))
    wish = replace(asked(cart), driver="telium", terminal="", model="")
    assert house.office.cards.begin(house.command(), session, wish)
    with pytest.raises(TerminalNotRegistered):
        try_card(house, session, "")


def test_a_retired_terminal_takes_no_cards(house: House) -> None:
    session = card_house(house)
    lead, terminals, command = house.staff["Sue Lead"], house.office.terminals, house.command()
    with pytest.raises(ApprovalNeeded):
        terminals.retire(house.command(), session, SERIAL, "Broken")
    view = terminals.retire(command, lead, SERIAL, "Broken")
    assert view == terminals.retire(command, lead, SERIAL, "Broken")
    assert not view.active
    assert terminals.all() == (view,)
    assert terminals.check_in(SERIAL, MODEL) is None
    with pytest.raises(TerminalNotRegistered):
        try_card(house, session)
    with pytest.raises(NotFound):
        terminals.retire(house.command(), lead, SERIAL, "Broken")
    with pytest.raises(NotFound):
        terminals.inspect(house.command(), lead, SERIAL, good=True)
    terminals.register(house.command(), lead, SERIAL, MODEL, "Window 1")
    try_card(house, session)


def test_a_terminal_nobody_looked_at_takes_no_cards(house: House) -> None:
    session = card_house(house)
    house.clock.advance(timedelta(days=7))
    try_card(house, session)
    house.clock.advance(timedelta(days=1))
    with pytest.raises(InspectionOverdue):
        try_card(house, session)
    command = house.command()
    view = house.office.terminals.inspect(command, session, SERIAL, good=True)
    assert view == house.office.terminals.inspect(command, session, SERIAL, good=True)
    assert (view.inspected_at, view.inspection_due) == (house.clock.now(), date(2026, 12, 6))
    try_card(house, session)


def test_a_venue_without_the_rule_asks_nobody_to_look(house: House) -> None:
    session = card_house(house)
    with_rules(house, PayingRules(inspection_days=0))
    house.clock.advance(timedelta(days=400))
    assert house.office.terminals.all()[0].inspection_due is None
    try_card(house, session)


def test_what_was_found_wrong_is_lifted_by_a_supervisor_only(house: House) -> None:
    session = card_house(house)
    terminals = house.office.terminals
    with pytest.raises(TextRefused):
        terminals.inspect(house.command(), session, SERIAL, good=False)
    view = terminals.inspect(house.command(), session, SERIAL, good=False, note="Seal broken")
    assert not view.inspection_good
    with pytest.raises(InspectionOverdue):
        try_card(house, session)
    with pytest.raises(NotAllowed):
        terminals.inspect(house.command(), session, SERIAL, good=True)
    house.clock.advance(timedelta(minutes=1))
    lead = house.staff["Sue Lead"]
    assert terminals.inspect(house.command(), lead, SERIAL, good=True).inspection_good
    try_card(house, session)
    assert audited(house, ("terminal.registered", "terminal.inspected")) == [
        "terminal.registered",
        "terminal.inspected",
        "terminal.inspected",
    ]
    nobody = replace(session, permissions=frozenset())
    with pytest.raises(NotAllowed):
        terminals.inspect(house.command(), nobody, SERIAL, good=True)
