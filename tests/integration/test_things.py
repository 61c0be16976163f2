"""One window at a time draws on an order or a certificate: two real windows at the model hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.errors import (
    AlreadyHandedOver,
    BalanceShort,
    InHandElsewhere,
    LedgerBusy,
    NotOffline,
    NotThisWay,
)
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.parcels import Parcel
from pos.hub.syncing import CAUGHT_UP
from pos.hub.things import Thing, ThingKind
from pos.lifecycles import ConnectionState
from pos.office import Office
from pos.ports.terminals import CardOutcome
from pos.views.order_life import OrderNames
from pos.views.paying import AnswerSource, PayingFor, ValueView
from pos.views.people import SessionView
from pos.views.selling import CardAsked, CartView, PaidContent, SaleView
from tests.hub_cut import Fault
from tests.integration.card_sales import (
    MODEL,
    SERIAL,
    answer,
    approved,
    card,
    sell_by_card,
    settle,
)
from tests.integration.refunds import give_back, sold
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import SYMPHONY, seat, usd
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import from_value, printed_code, sell_certificate
from tests.integration.test_will_call import sold_elsewhere


class Pair:
    """Two windows of one venue, a clerk at each."""

    def __init__(self, folder: Path) -> None:
        self.venue = Venue(folder)
        self.one, self.two = self.venue.join("w1"), self.venue.join("w2")
        self.here = self.one.house.open_till("Sue Lead")
        self.there = self.two.house.open_till("Max House")
        self.one.lease(SYMPHONY, *(seat("B", number) for number in range(1, 9)))
        self.two.lease(SYMPHONY, *(seat("C", number) for number in range(2, 10)))
        self.carts: dict[tuple[str, int], CartView] = {}
        self.sync()

    def sync(self) -> None:
        """Everything that either did is known to both, and the hub has it."""
        for window in (self.one, self.two, self.one):
            window.sync()

    def certificate(self, amount: int) -> ValueView:
        """Sell one at window 1; both know it."""
        value = sell_certificate(self.one.house, self.here, amount)
        self.sync()
        return value

    def sold(self, number: int) -> SaleView:
        """Sell a seat at window 1 for cash; both know it."""
        house = self.one.house
        cart = cart_of(house, self.here, ("B", number))
        sale = house.office.selling.sell(house.command(), self.here, cart, (cash(4500),))
        self.sync()
        return sale

    def pay_from(self, window: SharingWindow, value: ValueView, row: str, number: int) -> SaleView:
        """Sell a seat for all that it costs from a certificate, as the ledger does it."""
        house, who = window.house, self.here if window is self.one else self.there
        cart = self.carts.get((row, number)) or cart_of(house, who, (row, number))
        self.carts[row, number] = cart
        tender = (from_value(value, 4500),)
        return window.run(lambda office: office.selling.sell(house.command(), who, cart, tender))

    def agree(self) -> None:
        self.sync()
        assert self.one.house.office.verify() == self.two.house.office.verify() == ()
        assert self.venue.hub.venue.tasks == {}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.venue.close()


def refused(work: Callable[[], object]) -> dict[str, object]:
    with pytest.raises(InHandElsewhere) as found:
        work()
    return found.value.params


def test_one_certificate_is_spent_at_one_window_at_a_time(pair: Pair) -> None:
    value = pair.certificate(4500)
    asked = pair.two.cut.calls.count("lease")
    pair.pay_from(pair.one, value, "B", 1)
    told = refused(lambda: pair.pay_from(pair.two, value, "C", 2))
    assert told == {"what": "value", "window": "w1", "away": False}
    assert pair.two.cut.calls.count("lease") == asked + 1
    assert pair.one.beat() == []  # the hub has not heard of the sale yet
    refused(lambda: pair.pay_from(pair.two, value, "C", 2))
    pair.one.sync()
    (back,) = pair.one.beat()  # the other one asked for it
    assert (back.take, back.give_back) == ((), (f"value:{value.value_id}",))
    with pytest.raises(BalanceShort) as short:  # it has heard nothing since but with the right
        pair.pay_from(pair.two, value, "C", 2)
    assert short.value.params["balance"] == usd(0)
    pair.agree()


def test_a_right_is_given_back_once_it_is_finished_with_and_taken_again(pair: Pair) -> None:
    value = pair.certificate(13_500)
    pair.pay_from(pair.one, value, "B", 1)
    pair.pay_from(pair.one, value, "B", 2)  # it is held: nobody is asked
    pair.one.sync()
    assert pair.one.cut.calls.count("want_back") == 0
    assert pair.one.beat() == []  # the patron may have another wish
    pair.venue.clock.advance(timedelta(minutes=11))
    pair.one.beat()
    assert pair.one.held() == {}
    pair.pay_from(pair.two, value, "C", 2)
    assert pair.two.house.office.values.view(value.value_id).balance == usd(0)
    assert pair.two.held() == {f"value:{value.value_id}": True}
    pair.agree()


def test_one_ticket_is_paid_back_at_one_window(pair: Pair) -> None:
    sale = pair.sold(1)
    one, two = pair.one.house, pair.two.house
    plan = pair.two.run(
        lambda office: office.giving_back.plan(pair.there, sale.order_id, sale.ticket_ids)
    )
    told = refused(
        lambda: pair.one.run(
            lambda office: office.giving_back.plan(pair.here, sale.order_id, sale.ticket_ids)
        )
    )
    assert told == {"what": "order", "window": "w2", "away": False}
    pair.two.beat()  # window 1 wants it, and no money is on its way: its turn
    pair.one.run(lambda _: give_back(one, pair.here, sale.order_id, sale.ticket_ids))
    command = two.command()

    def act(office: Office) -> object:
        return office.giving_back.give_back(command, pair.there, plan, "too late")

    refused(lambda: pair.two.run(act))
    pair.one.sync()
    pair.one.beat()
    with pytest.raises(NotThisWay) as known:
        pair.two.run(act)
    assert known.value.params["what"] == "nothing_to_give_back"
    pair.agree()


@pytest.mark.parametrize("outcome", [CardOutcome.APPROVED, CardOutcome.DECLINED])
def test_one_ticket_goes_back_to_its_card_once(pair: Pair, outcome: CardOutcome) -> None:
    """Nobody at the other window pays while the terminal is asked, nor after it has said so."""
    one, two = pair.one.house, pair.two.house
    one.office.terminals.register(one.command(), pair.here, SERIAL, MODEL, "Between the windows")
    sale, _ = sell_by_card(one, pair.here, ("B", 1))
    pair.sync()

    def plan(window: SharingWindow) -> object:
        who = pair.here if window is pair.one else pair.there
        return window.run(
            lambda office: office.giving_back.plan(who, sale.order_id, sale.ticket_ids)
        )

    plan(pair.one)  # both want it at the same moment
    refused(lambda: plan(pair.two))
    pair.one.sync()
    pair.one.beat()
    given = pair.two.run(lambda _: give_back(two, pair.there, sale.order_id, sale.ticket_ids))
    (asked,) = [two.office.cards.send(payment_id) for payment_id in given.cards]
    settle(two, asked, answer(asked, CardOutcome.UNKNOWN))
    for _ in range(2):
        assert refused(lambda: plan(pair.one))["window"] == "w2"
        pair.two.sync()
        assert pair.two.beat() == []  # the terminal may have paid it, and nobody knows
    settle(two, asked, replace(approved(asked), outcome=outcome), AnswerSource.ASKED)
    pair.two.sync()
    pair.two.beat()
    with pytest.raises(NotThisWay) as known:
        plan(pair.one)
    assert known.value.params["what"] == "nothing_to_give_back"
    pair.sync()
    paid = outcome is CardOutcome.APPROVED
    for house in (one, two):
        back = rows(house, "SELECT amount_minor FROM tender WHERE refund_id IS NOT NULL")
        assert [amount for (amount,) in back] == [-4_500] * paid
    pair.agree()


def test_one_order_is_handed_out_and_paid_at_one_window(pair: Pair) -> None:
    orders = [
        sold_elsewhere(pair.one.house, name, number, paid=paid)
        for name, number, paid in (("Ann Example", 9, True), ("Bo Example", 10, False))
    ]
    pair.sync()
    for order, tenders in zip(orders, ((), (cash(4500),)), strict=True):

        def hand_over(window: SharingWindow, who: SessionView) -> None:
            def act(office: Office) -> None:
                office.will_call.hand_over(window.house.command(), who, order, tenders)  # noqa: B023

            window.run(act)

        hand_over(pair.one, pair.here)
        refused(lambda: hand_over(pair.two, pair.there))
        pair.one.sync()
        pair.one.beat()
        with pytest.raises(AlreadyHandedOver):
            hand_over(pair.two, pair.there)
    pair.agree()


def test_a_card_that_is_charged_for_an_order_keeps_it_in_hand(pair: Pair) -> None:
    order = sold_elsewhere(pair.one.house, "Ann Example", 10, paid=False)
    lead = pair.one.house.sign_in("Sue Lead")
    terminals = pair.one.house.office.terminals
    terminals.register(pair.one.house.command(), lead, SERIAL, MODEL, "Window 1")
    pair.sync()
    content = PaidContent(order_id=order, name="Ann Example")
    asked = CardAsked(
        PayingFor.ORDER, order, usd(4500), content, driver="nexo", terminal=SERIAL, model=MODEL
    )
    command = pair.one.house.command()
    pair.one.run(lambda office: office.cards.begin(command, pair.here, asked))
    pair.one.sync()
    pair.venue.clock.advance(timedelta(minutes=11))
    assert pair.one.beat() == []
    told = refused(
        lambda: pair.two.run(
            lambda office: office.will_call.hand_over(
                pair.two.house.command(), pair.there, order, (cash(4500),)
            )
        )
    )
    assert told["window"] == "w1"
    assert pair.one.beat() == []


def beside_a_card(pair: Pair, value: ValueView) -> CardAsked:
    """A cart of window 1, half of it paid from the certificate."""
    lead = pair.one.house.sign_in("Sue Lead")
    terminals = pair.one.house.office.terminals
    terminals.register(pair.one.house.command(), lead, SERIAL, MODEL, "Window 1")
    cart = cart_of(pair.one.house, pair.here, ("B", 1), ("B", 2))
    content = PaidContent(cart=cart, name="Ann", tenders=(from_value(value, 4500),))
    return CardAsked(
        PayingFor.CART,
        cart.cart_id,
        usd(4500),
        content,
        driver="nexo",
        terminal=SERIAL,
        model=MODEL,
    )


def test_a_certificate_beside_which_a_card_is_charged_is_kept_in_hand(pair: Pair) -> None:
    value = pair.certificate(4500)
    asked, command = beside_a_card(pair, value), pair.one.house.command()
    begun = pair.one.run(lambda office: office.cards.begin(command, pair.here, asked))
    assert pair.one.held() == {f"value:{value.value_id}": True}  # nobody had looked it up
    pair.one.sync()
    refused(lambda: pair.pay_from(pair.two, value, "C", 2))
    pair.venue.clock.advance(timedelta(minutes=11))
    assert pair.one.beat() == []
    view = pair.one.house.office.cards.settle(
        begun.payment_id, approved(begun), AnswerSource.TERMINAL, SERIAL
    )
    pair.one.sync()
    assert pair.one.beat() == []  # the card is charged, and no sale yet
    cart, tenders = asked.content.cart, (*asked.content.tenders, card(view))
    assert cart is not None
    sell = pair.one.house.command()
    pair.one.run(lambda office: office.selling.sell(sell, pair.here, cart, tenders, "Ann"))
    pair.one.sync()
    assert pair.one.beat() != []
    with pytest.raises(BalanceShort):
        pair.pay_from(pair.two, value, "C", 2)
    pair.agree()


def test_no_card_is_charged_beside_a_certificate_that_another_window_spent(pair: Pair) -> None:
    value = pair.certificate(4500)
    pair.one.run(lambda office: office.values.by_serial(pair.here, value.serial))
    asked, command = beside_a_card(pair, value), pair.one.house.command()
    pair.one.sync()
    pair.venue.clock.advance(timedelta(minutes=11))
    pair.one.beat()  # the cart is open for long
    pair.pay_from(pair.two, value, "C", 2)

    def begin(office: Office) -> object:
        return office.cards.begin(command, pair.here, asked)

    refused(lambda: pair.one.run(begin))
    pair.two.sync()
    pair.two.beat()
    with pytest.raises(BalanceShort):
        pair.one.run(begin)
    assert pair.one.house.office.cards.in_doubt() == ()


def test_what_was_looked_up_before_the_hub_was_lost_is_paid_with_after(pair: Pair) -> None:
    value, other = pair.certificate(9000), pair.certificate(4500)
    code = printed_code(pair.one.house)
    del other
    looked = pair.one.run(lambda office: office.values.look_up(pair.here, code))
    pair.one.lose()
    pair.pay_from(pair.one, looked, "B", 1)
    with pytest.raises(NotOffline):
        pair.pay_from(pair.one, value, "B", 2)  # nobody looked it up
    pair.venue.clock.advance(timedelta(seconds=6))
    told = refused(lambda: pair.pay_from(pair.two, looked, "C", 2))
    assert told == {"what": "value_away", "window": "w1", "away": True}
    # A balance may be looked at all the same.
    view = pair.two.run(lambda office: office.values.by_serial(pair.there, looked.serial))
    assert view.balance == usd(4500)
    pair.two.cut.write_off("w1", "owner", "it burned")
    pair.two.hear()
    pair.pay_from(pair.two, looked, "C", 2)


def test_a_right_whose_thing_is_not_known_to_the_end_is_not_used(pair: Pair) -> None:
    value = pair.certificate(4500)
    pair.pay_from(pair.one, value, "B", 1)
    pair.one.sync()
    refused(lambda: pair.pay_from(pair.two, value, "C", 2))
    pair.one.beat()
    for fault, answered in ((Fault.ANSWER_LOST, "lease"), (Fault.REQUEST_LOST, "fetch")):
        name = f"value:{value.value_id}"
        if answered == "fetch":
            pair.two.cut.next(Fault.REPEATED)
        pair.two.cut.next(fault)
        with pytest.raises(NotOffline):
            pair.pay_from(pair.two, value, "C", 2)
        assert pair.two.line.connection.state is ConnectionState.OFFLINE
        pair.two.line.go(ConnectionState.ONLINE)
        assert pair.venue.hub.venue.rights[_house(name)].holder(name) == "window:w2"
        assert not pair.two.held().get(name, False)
    pair.two.hear()
    assert pair.two.held() == {name: False}  # the hub says that it is ours: that is not enough
    pair.two.beat()
    assert pair.two.held() == {}
    with pytest.raises(BalanceShort):
        pair.pay_from(pair.two, value, "C", 2)
    pair.agree()


def test_others_that_never_stop_hold_up_nobody(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    value, sale = pair.certificate(4500), pair.sold(1)
    cut, fetch = pair.one.cut, pair.one.cut.fetch

    def busy(known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]:
        pair.two.house.sign_in("Ada Clerk")
        pair.two.send()
        return fetch(known, most_bytes)

    monkeypatch.setattr(cut, "fetch", busy)
    pair.two.house.sign_in("Ada Clerk")
    pair.two.send()
    cut.calls.clear()
    pair.pay_from(pair.one, value, "B", 2)
    assert cut.calls == ["lease", "windows", "fetch"]
    give_back(pair.one.house, pair.here, sale.order_id, sale.ticket_ids)
    pair.agree()


def test_what_is_too_much_to_take_in_at_once_is_tried_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    value, never_there = pair.certificate(9000), pair.certificate(4500)
    order = sold_elsewhere(pair.one.house, "Ann Example", 9)
    pair.pay_from(pair.two, value, "C", 2)
    pair.sync()
    pair.venue.clock.advance(timedelta(minutes=11))
    pair.two.beat()
    fetch = pair.one.cut.fetch
    monkeypatch.setattr(pair.one.cut, "fetch", lambda known, most_bytes: fetch(known, 1))
    for _ in range(CAUGHT_UP * 2):
        pair.two.house.sign_in("Ada Clerk")
    pair.two.send()
    with pytest.raises(LedgerBusy):
        pair.pay_from(pair.one, value, "B", 1)
    pair.pay_from(pair.one, never_there, "B", 2)  # nothing of that can be in it
    pair.one.beat()
    pair.pay_from(pair.one, value, "B", 1)  # every try brings it nearer
    for _ in range(CAUGHT_UP * 2):
        pair.two.house.sign_in("Ada Clerk")
    pair.two.send()
    pair.one.run(
        lambda office: office.will_call.hand_over(pair.one.house.command(), pair.here, order, ())
    )
    pair.agree()


def _house(name: str) -> str:
    return Thing(ThingKind.VALUE, name.removeprefix("value:")).house


def test_a_split_takes_the_order_and_the_account_that_its_money_goes_by(pair: Pair) -> None:
    house = pair.one.house
    sale = sold(house, pair.here, (4, 5), cash(9000))
    pair.sync()
    split = house.office.splitting_off
    plan = pair.one.run(lambda _: split.plan(pair.here, sale.order_id, sale.ticket_ids[:1]))
    told = (house.command(), pair.here, plan, OrderNames("Bea Sample"), "pays apart")
    apart = pair.one.run(lambda _: split.split(*told))
    assert sorted(name.partition(":")[0] for name in pair.one.held()) == ["order", "value"]
    pair.sync()
    assert pair.two.run(lambda office: office.orders.get(apart.order_id)).paid == usd(4500)
    pair.agree()


def test_without_the_hub_an_order_is_found_and_handed_out_as_ever(pair: Pair) -> None:
    order = sold_elsewhere(pair.one.house, "Ann Example", 10)
    pair.sync()
    pair.one.cut.next(Fault.REQUEST_LOST)  # nobody knew

    def hand_over(office: Office) -> None:
        office.will_call.hand_over(pair.one.house.command(), pair.here, order)

    pair.one.run(hand_over)
    assert pair.one.line.connection.state is ConnectionState.OFFLINE
    (row,) = pair.one.run(lambda office: office.will_call.find("exampel ann"))  # by its own copy
    assert (row.order_id, row.state) == (order, "collected")
    with pytest.raises(AlreadyHandedOver):
        pair.one.run(hand_over)


def test_who_is_switched_off_holds_nothing(pair: Pair) -> None:
    sale = pair.sold(1)
    pair.one.run(lambda office: office.giving_back.plan(pair.here, sale.order_id, sale.ticket_ids))
    assert pair.one.held() == {f"order:{sale.order_id}": True}
    pair.one.things.let_go()
    assert pair.one.held() == {}
    plan: Callable[[Office], object] = lambda office: office.giving_back.plan(  # noqa: E731
        pair.there, sale.order_id, sale.ticket_ids
    )
    assert pair.two.run(plan)


def test_things_are_no_seats(pair: Pair) -> None:
    value = pair.certificate(4500)
    with pair.one.house.office.storage.read() as uow:
        before = uow.link.left()
        left = uow.rights.left_here("w1")
    pair.pay_from(pair.one, value, "B", 1)
    pair.one.hear()
    with pair.one.house.office.storage.read() as uow:
        assert uow.link.left() == (before[0] - 1, before[1])
        assert uow.rights.left_here("w1").keys() == left.keys()
        assert {each.performance_id for each in uow.link.holding()} >= {
            _house("value:" + value.value_id)
        }
    pair.agree()


def test_a_right_is_used_alone_for_half_a_day_and_never_by_a_window_that_is_out(pair: Pair) -> None:
    value = pair.certificate(4 * 4500)
    pair.pay_from(pair.one, value, "B", 1)
    pair.one.lose()
    storage = pair.one.house.office.storage
    with storage.read() as uow:
        link = uow.link.link()
        assert link is not None
    with storage.begin() as uow:
        uow.link.keep(replace(link, stopped="written_off"))
        uow.commit()
    with storage.read() as uow, pytest.raises(NotOffline):
        require_allowed(uow, Act.CERTIFICATE, value.value_id)
    with storage.begin() as uow:
        uow.link.keep(link)
        uow.commit()
    pair.venue.clock.advance(timedelta(hours=11, minutes=58))
    pair.pay_from(pair.one, value, "B", 2)
    pair.venue.clock.advance(timedelta(minutes=2))
    with pytest.raises(NotOffline):
        pair.pay_from(pair.one, value, "B", 3)
    _find(pair.one)
    pair.pay_from(pair.one, value, "B", 3)  # taken anew
    pair.agree()


def _find(window: SharingWindow) -> None:
    """The hub is heard again, and everything told."""
    window.cut.up = True
    window.sync()
    window.line.go(ConnectionState.ONLINE)
    with window.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, lost_at=None))
        uow.commit()
