"""Kill -9 at every committed arrow of a card sale and its refund, crossed with an answer that is
lost, late, repeated or another sale's: after the next start charged is ordered, once, or it stands
in the inbox with its seats held; what went back is booked, once, or it is owed and seen."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import PaymentsUnresolved
from pos.office import Office
from pos.paying.answers import NOT_FOUND_COUNTS_AFTER
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.paying import AnswerSource, CardBegun
from pos.views.people import SessionView
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import SERIAL, asked, card, card_house
from tests.integration.small_house import open_house
from tests.torture.paying_books import disagreements
from tests.torture.paying_killing import MOMENTS, SEATS, Booth, start, take
from tests.torture.paying_terminal import plain, yes
from tests.torture.paying_window import command

ANSWERS = ("lost", "late", "repeated", "of another sale")
EVERY_ONE = "FOYER_KILLS" in os.environ
"""``make torture`` crosses every moment with every answer."""
CASES = [
    (moment, answer)
    for moment in range(1, MOMENTS + 2)
    for number, answer in enumerate(ANSWERS)
    if EVERY_ONE or moment % len(ANSWERS) == number
]
"""The last moment is one too many: that life is not killed."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """A booth in which another sale was made before."""
    house = open_house(tmp_path_factory.mktemp("booth") / "f.sqlite3", ManualClock(DOORS_OPEN))
    booth = Booth(house.path, card_house(house, "Max House"))
    sell(house.office, booth, *(("B", 8),))
    house.office.close()
    return booth


@pytest.fixture
def booth(furnished: Booth, tmp_path: Path) -> Booth:
    """A booth like that one."""
    mine = Booth(tmp_path / "f.sqlite3", furnished.session)
    shutil.copy(furnished.path, mine.path)
    shutil.copy(furnished.journal_file, mine.journal_file)
    return mine


def sell(office: Office, booth: Booth, *places: tuple[str, int]) -> CardBegun:
    """Sell seats for a card without any trouble."""
    cart = take(office, booth.session, *places)
    begun = office.cards.begin(command(office), booth.session, asked(cart))
    booth.charge(begun)
    view = office.cards.settle(begun.payment_id, yes(begun, begun.amount), terminal=SERIAL)
    office.selling.sell(command(office), booth.session, cart, (card(view),))
    return begun


def truth(booth: Booth, begun: CardBegun) -> CardResult:
    """Return what the terminal says when it is asked."""
    booked = booth.journal().get(begun.message_id)
    return plain(begun, CardOutcome.NOT_FOUND) if booked is None else booked.result


def other_sale(booth: Booth) -> CardResult:
    """Return the answer to the sale before."""
    return next(iter(booth.journal().values())).result


def recover(office: Office, clock: ManualClock, booth: Booth, answer: str) -> tuple[CardBegun, ...]:
    """Start as the window does, with a bad line; return what had to be asked about."""
    office.seating.release_left_over()
    opened = office.cards.to_resolve()
    for begun in opened:
        if answer == "of another sale":
            for source in (AnswerSource.TERMINAL, AnswerSource.ASKED):
                view = office.cards.settle(begun.payment_id, other_sale(booth), source, SERIAL)
                assert view.state == "unknown"
        elif answer == "repeated" and begun.message_id in booth.journal():
            for _ in range(3):
                office.cards.settle(begun.payment_id, truth(booth, begun), terminal=SERIAL)
        refuses_to_charge(office, booth.session)
        office.cards.settle(begun.payment_id, truth(booth, begun), AnswerSource.ASKED, SERIAL)
        clock.advance(NOT_FOUND_COUNTS_AFTER)
        office.cards.settle(begun.payment_id, truth(booth, begun), AnswerSource.ASKED, SERIAL)
    assert office.cards.to_resolve() == ()
    return opened


def refuses_to_charge(office: Office, session: SessionView) -> None:
    if not office.cards.to_resolve():
        return
    cart = take(office, session, ("C", 4))
    with pytest.raises(PaymentsUnresolved):
        office.cards.begin(command(office), session, asked(cart))
    office.seating.abandon(command(office), session, cart)


def late(office: Office, booth: Booth, opened: tuple[CardBegun, ...]) -> None:
    """The answers arrive when the next sale has begun, and are taken for its answer too."""
    cart = take(office, booth.session, ("C", 5))
    now = office.cards.begin(command(office), booth.session, asked(cart))
    booth.charge(now)
    for begun in opened:
        if begun.message_id in booth.journal():
            result = truth(booth, begun)
            office.cards.settle(begun.payment_id, result, terminal=SERIAL)
            assert office.cards.settle(now.payment_id, result, terminal=SERIAL).state == "unknown"
    view = office.cards.settle(now.payment_id, truth(booth, now), AnswerSource.ASKED, SERIAL)
    office.selling.sell(command(office), booth.session, cart, (card(view),))


@pytest.mark.parametrize(("moment", "answer"), CASES)
def test_killed_at_every_committed_arrow(booth: Booth, moment: int, answer: str) -> None:
    assert booth.live_and_die(moment) is (moment <= MOMENTS)
    office, clock = start(booth.path, 9)
    opened = recover(office, clock, booth, answer)
    if answer == "late":
        late(office, booth, opened)
    assert disagreements(office, booth.journal(), booth.path) == []
    for view in office.cards.in_doubt():  # charged, not ordered: its seats wait for it
        assert view.has_cart
        cart = office.cards.content(view.payment_id).cart
        assert cart is not None
        office.selling.sell(command(office), booth.session, cart, (card(view),))
    for owed in office.giving_back.owing():  # promised, never sent: tried again
        assert owed.stuck
        again = office.giving_back.try_again(
            command(office), booth.session, owed.refund_id, owed.line
        )
        back = office.cards.send(again)
        booth.charge(back)
        office.cards.settle(back.payment_id, yes(back, back.amount), terminal=SERIAL)
    assert office.cards.in_doubt() == ()
    assert office.giving_back.owing() == ()
    assert disagreements(office, booth.journal(), booth.path) == []
    free_again(office, booth)
    office.close()


def free_again(office: Office, booth: Booth) -> None:
    """What was never charged holds no seat."""
    charged = [each for each in booth.journal().values() if each.minor == 9_000]
    if not charged:
        take(office, booth.session, *SEATS)
