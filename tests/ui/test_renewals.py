"""Subscriptions renewed at the window, and what a patron has on their page, by touch."""

from __future__ import annotations

from pos.ids import CommandId, OrderId
from pos.office import Office
from pos.views.selling import CartView, TenderGiven, TenderKind
from pos.views.subscriptions import SeriesWish
from tests.ui.taps import journey
from tests.ui.window_kit import WindowKit


def pay(window: WindowKit, office: Office, cart: CartView, name: str) -> OrderId:
    session = window.rooms.desk.person
    cash = TenderGiven(TenderKind.CASH, cart.total, cart.total)
    command = CommandId(office.ids.new())
    return office.selling.sell(command, session, cart, (cash,), name).order_id


def subscribe(window: WindowKit, name: str) -> OrderId:
    """Sell the trio to two people; its subscribers have the first word on the matinees."""
    session = window.rooms.desk.person

    def sell(office: Office) -> OrderId:
        offer = next(o for o in office.packages.offers(session) if o.series.code == "SYM-3")
        one = offer.series
        kind = office.catalogue.price_types()[0].price_type_id
        wish = SeriesWish(one.code, one.performances, 2, one.levels[1].name, kind)
        choice = office.packages.look(session, wish)
        cart = office.seating.new_cart()
        cart = office.packages.take(CommandId(office.ids.new()), session, cart, choice)
        return pay(window, office, cart, name)

    return window.ask(sell)


def test_a_subscriber_keeps_the_seats_in_seven_touches(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    subscribe(window, "Ann Example")
    subscribe(window, "Bo Example")
    window.tap("cart.more")
    window.tap("counter.part.renewals")
    window.wait_for("renewals.keep")
    assert "2 subscribers' seats not kept yet" in window.text("renewals.progress")
    window.tap("renewals.keep")
    window.wait_for("renewals.row.1")
    assert "2 open, 0 renewed" in window.text("renewals.progress")
    window.tap("counter.back")
    with journey("Subscription renewed"):
        for name in ("cart.more", "counter.part.renewals", "renewals.row.0"):
            window.tap(name)
        assert window.text("renewals.price").startswith("Matinee Pair · 2 dates · Adult")
        renew = window.find("renewals.renew")
        beside = ("renewals.elsewhere", "renewals.decline", "renewals.keep")
        assert all(window.find(name).height() <= renew.height() for name in beside)
        window.tap("renewals.renew")
        window.wait_for("cart.pay.cash")
        assert len(window.rooms.cart.state.lines) == 4
        for name in ("cart.pay.cash", "pay.exact", "pay.done"):
            window.tap(name)
    found = window.ask(lambda office: office.orders.find("Ann Example"))
    assert len(found) == 2  # the new one has the subscriber's name
    window.tap("cart.more")
    window.wait_for("renewals.row.0")
    window.quiet()
    assert "1 open, 1 renewed" in window.text("renewals.progress")
    # The other one is given up, and nothing is left.
    window.tap("renewals.row.0")
    window.tap("renewals.decline")
    window.quiet()
    assert "0 open, 1 renewed" in window.text("renewals.progress")
    assert window.ask(lambda office: office.verify()) == ()


def test_what_a_patron_has_is_on_their_page(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    session = window.rooms.desk.person
    order_id = subscribe(window, "Ann Example")

    def give(office: Office) -> OrderId:
        fund = office.counter.shelf().funds[0].code
        cart = office.counter.add_membership(
            session, office.seating.new_cart(), "friend", "Ann Example"
        )
        amount = cart.total * 4
        cart = office.counter.give(session, cart, fund, amount, "memory", "Old Friend")
        return pay(window, office, cart, "Ann Example")

    second = window.ask(give)

    def known(office: Office) -> object:
        ann = office.patrons.add(CommandId(office.ids.new()), session, "Ann Example")
        for each in (order_id, second):
            office.patrons.link(CommandId(office.ids.new()), session, each, ann.patron_id)
        office.renewing.keep(CommandId(office.ids.new()), session, "MATINEE-2")
        return ann.patron_id

    patron_id = window.ask(known)
    window.rooms.desk.walk_to("patrons")
    window.rooms.patron_page.open(patron_id)  # type: ignore[arg-type]
    window.wait_for("patron.member.0")
    assert "in memory of Old Friend" in window.text("patron.gift_says.0")
    assert "a letter is owed" in window.text("patron.gift_says.0")
    window.tap("patron.gift_act0.0")
    window.wait_for("patron.has_written")
    window.quiet()
    assert "W1-L000001" in window.text("patron.gift_says.0")
    window.tap("patron.gifts_act0.0")
    window.tap("patron.open_account")
    window.wait_for("patron.account.0")
    window.tap("patron.account_act0.0")
    window.quiet()
    assert not window.sees("patron.has_refusal")
    window.tap("patron.renewal_act0.0")
    window.wait_for("renewals.renew")
    assert window.rooms.renewals.state.one is not None
    window.rooms.desk.walk_to("patrons")
    window.tap("patron.member_act0.0")
    window.quiet()
    assert [one.holder for one in window.rooms.cart.state.shown] == ["Ann Example"]
    assert window.ask(lambda office: office.verify()) == ()
