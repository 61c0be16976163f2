"""Carts put aside at one window and recalled at another: two real windows at the model hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pos.errors import CartGone, HubUnreachable, InHandElsewhere, NotOffline, SoldOut
from pos.ids import CommandId
from pos.lifecycles import ConnectionState, ParkedState
from pos.storage.unit_of_work import SqlUnitOfWork
from pos.views.parked import ParkedView, RecalledView
from pos.views.people import SessionView
from tests.hub_cut import Fault
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import LATE, OPEN, SYMPHONY, seat
from tests.integration.test_selling import cart_of, cash

PLACES = 4
DUE = 4500 * 4


class Pair:
    """Two windows, a clerk at each; window 1 leases row B, and places of the studio."""

    def __init__(self, folder: Path) -> None:
        self.venue = Venue(folder)
        self.one, self.two = self.venue.join("w1"), self.venue.join("w2")
        self.here = self.one.house.open_till("Sue Lead")
        self.there = self.two.house.open_till("Max House")
        self.one.lease(SYMPHONY, *(seat("B", number) for number in range(1, 9)))
        self.one.lease(LATE, places=PLACES)
        self.sync()

    def sync(self) -> None:
        """Everything that either did or asked is known to both, and the hub has it."""
        for _ in range(2):
            for window in (self.one, self.two):
                window.sync()
                window.beat()
        for window in (self.one, self.two):
            window.hear()

    def park(self, window: SharingWindow | None = None) -> ParkedView:
        """Put two seats and two places aside at window 1."""
        house, session = (window or self.one).house, self.here
        cart = cart_of(house, session, ("B", 1), ("B", 2))
        cart = house.office.seating.take_places(house.command(), session, cart, LATE, 2, OPEN)
        return house.office.parked.park(house.command(), session, cart, "Bob")

    def recall(
        self, window: SharingWindow, session: SessionView, put: ParkedView, command: str = ""
    ) -> RecalledView:
        act = CommandId(command) if command else window.house.command()
        return window.run(lambda office: office.parked.recall(act, session, put.parked_id))

    def sell(self, window: SharingWindow, session: SessionView, recalled: RecalledView) -> None:
        house = window.house
        house.office.selling.sell(house.command(), session, recalled.cart, (cash(DUE),))

    def at_hub(self) -> tuple[set[str], dict[str, int]]:
        """Return who has seats B 1 and 2 at the hub, and how many places each has."""
        rights = self.venue.hub.rights_of(SYMPHONY)
        places = {
            holder: held.places
            for holder, held in self.venue.hub.rights_of(LATE).places.items()
            if held.places
        }
        return {rights.holder(seat("B", number)) for number in (1, 2)}, places

    def clean(self) -> None:
        """Nothing is wrong in either window's books, and no task waits at the hub."""
        self.sync()
        assert self.one.house.office.verify() == self.two.house.office.verify() == ()
        assert self.one.cut.tasks() == ()

    def close(self) -> None:
        self.venue.close()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    opened = Pair(tmp_path)
    yield opened
    opened.close()


def test_a_cart_goes_to_the_other_window_and_is_sold_there(pair: Pair) -> None:
    put = pair.park()
    pair.sync()
    hold = f"hold:cart-{put.parked_id}"
    assert pair.at_hub() == ({hold}, {"window:w1": PLACES - 2, hold: 2})
    (seen,) = pair.two.house.office.parked.waiting()
    assert (seen.name, seen.window, seen.here) == ("Bob", "Window w1", False)
    pair.clean()

    back = pair.recall(pair.two, pair.there, put)
    assert pair.at_hub() == ({"window:w2"}, {"window:w1": PLACES - 2, "window:w2": 2})
    assert back.cart.lines == put.cart.lines
    with pytest.raises(InHandElsewhere):
        pair.recall(pair.one, pair.here, put)
    pair.sync()
    with pytest.raises(CartGone) as gone:
        pair.recall(pair.one, pair.here, put)
    assert gone.value.params == {"what": "recalled", "who": "Max House", "window": "Window w2"}
    pair.sell(pair.two, pair.there, back)
    pair.clean()


def test_the_window_that_put_it_aside_has_it_back_at_once(pair: Pair) -> None:
    put = pair.park()
    back = pair.recall(pair.one, pair.here, put)  # the hub has not heard of it yet
    pair.sell(pair.one, pair.here, back)
    pair.clean()
    assert pair.at_hub() == ({"window:w1"}, {"window:w1": PLACES})


def test_a_window_that_has_not_told_the_hub_yet_is_waited_for(pair: Pair) -> None:
    put = pair.park()
    pair.one.send()
    pair.two.sync()
    with pytest.raises(InHandElsewhere):
        pair.recall(pair.two, pair.there, put)
    pair.sync()
    pair.sell(pair.two, pair.there, pair.recall(pair.two, pair.there, put))
    pair.clean()


def test_a_dead_window_s_cart_is_recalled_elsewhere_or_runs_out_there(pair: Pair) -> None:
    put, left = pair.park(), None
    pair.sync()
    pair.one.cut.up = False
    pair.one.line.go(ConnectionState.OFFLINE)
    pair.venue.clock.advance(timedelta(minutes=61))
    parked = pair.two.house.office.parked
    assert parked.due() == ()  # its own window comes first
    pair.venue.clock.advance(timedelta(minutes=1))
    assert parked.due() == (put.parked_id,)
    pair.two.run(lambda office: office.parked.run_out(put.parked_id))
    pair.two.beat()
    assert pair.at_hub() == ({""}, {"window:w1": PLACES - 2})
    left = parked.waiting()
    assert [each.state for each in left] == [ParkedState.RAN_OUT.value]
    pair.one.cut.up = True
    pair.one.line.go(ConnectionState.ONLINE)
    pair.clean()


def test_without_the_hub_only_what_nobody_else_can_have_is_recalled(pair: Pair) -> None:
    known = pair.park()
    pair.sync()
    pair.one.lose()
    with pytest.raises(NotOffline):
        pair.recall(pair.one, pair.here, known)
    house = pair.one.house
    cart = cart_of(house, pair.here, ("B", 5))
    alone = house.office.parked.park(house.command(), pair.here, cart)
    back = pair.recall(pair.one, pair.here, alone)
    house.office.selling.sell(house.command(), pair.here, back.cart, (cash(4500),))
    pair.one.cut.up = True
    pair.one.line.go(ConnectionState.ONLINE)
    pair.clean()
    pair.sell(pair.two, pair.there, pair.recall(pair.two, pair.there, known))
    pair.clean()


@pytest.mark.parametrize("lost", [1, 3, 4])
def test_an_answer_lost_in_the_middle_leaves_it_whole_or_taken(pair: Pair, lost: int) -> None:
    """Whatever call of a recall is not heard, done at the hub or not: the cart waits as it did,
    and the same tap, or the next, has it."""
    put = pair.park()
    pair.sync()
    two = pair.two
    two.cut.next(*([None] * (lost - 1)), Fault.ANSWER_LOST)  # type: ignore[list-item]
    try:
        back = pair.recall(two, pair.there, put, "the tap")
    except (HubUnreachable, NotOffline):
        two.cut.forgive()
        two.line.go(ConnectionState.ONLINE)
        pair.sync()
        back = pair.recall(two, pair.there, put, "the tap")
    two.cut.forgive()
    pair.sell(two, pair.there, back)
    pair.clean()
    assert pair.at_hub() == ({"window:w2"}, {"window:w1": PLACES - 2, "window:w2": 2})


class Killed(BaseException):
    """The power went."""


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[None]:
    """Lose the power in the place of the ``at``-th commit from here."""
    left, commit = [at], SqlUnitOfWork.commit

    def until(uow: SqlUnitOfWork) -> None:
        left[0] -= 1
        if not left[0]:
            raise Killed
        commit(uow)

    with monkeypatch.context() as patch:
        patch.setattr(SqlUnitOfWork, "commit", until)
        yield


@pytest.mark.parametrize("how", ["lost", "killed"])
def test_places_passed_on_are_nobody_elses_while_the_cart_waits(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The hub passed two places by count to window 2, which could not keep that the cart has
    them: it sells all that is left, and the cart is still whole."""
    put, two, house = pair.park(), pair.two, pair.two.house
    pair.sync()
    if how == "lost":
        two.cut.next(None, None, None, Fault.ANSWER_LOST)  # type: ignore[arg-type]
    with killed(monkeypatch, 7), pytest.raises((HubUnreachable, Killed)):
        pair.recall(two, pair.there, put)
    two.cut.forgive()
    two.line.go(ConnectionState.ONLINE)
    pair.clean()
    hold = f"hold:cart-{put.parked_id}"
    assert hold not in pair.at_hub()[1]
    left, cart = 20 - PLACES, house.office.seating.new_cart()
    cart = house.office.seating.take_places(house.command(), pair.there, cart, LATE, left, OPEN)
    with pytest.raises(SoldOut):
        house.office.seating.take_places(house.command(), pair.there, cart, LATE, 1, OPEN)
    house.office.selling.sell(house.command(), pair.there, cart, (cash(cart.total.minor),))
    pair.sell(two, pair.there, pair.recall(two, pair.there, put))
    pair.clean()
    assert pair.at_hub() == ({"window:w2"}, {"window:w1": PLACES - 2, "window:w2": left + 2})


def test_killed_at_any_commit_a_cart_is_put_aside_or_recalled_whole_or_not_at_all(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair.one.house, pair.two.house
    for act, window in (("park", pair.one), ("recall", pair.two)):
        for at in range(1, 20):
            cart = cart_of(one, pair.here, ("B", 1), ("B", 2))
            put = None
            if act == "recall":
                put = one.office.parked.park(one.command(), pair.here, cart)
                pair.sync()
            try:
                with killed(monkeypatch, at):
                    if put is None:
                        one.office.parked.park(one.command(), pair.here, cart)
                    else:
                        pair.recall(pair.two, pair.there, put)
                done = True
            except Killed:
                done = False
            window.house.office.seating.release_left_over()  # as every start does
            pair.sync()
            assert window.house.office.verify() == ()
            for waits in one.office.parked.waiting():
                back = pair.recall(pair.two, pair.there, waits)
                two.office.seating.abandon(two.command(), pair.there, back.cart)
            pair.sync()
            mine = pair.two.own(SYMPHONY)
            if mine:
                pair.two.lease(SYMPHONY, *sorted(mine), back=True)
            pair.sync()
            assert pair.at_hub()[0] <= {"", "window:w1"}
            if done:
                break
        else:
            raise AssertionError(act)
