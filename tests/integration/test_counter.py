"""Donations, memberships and goods beside tickets: sold, booked, on paper, given back, closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import CardNumberRefused, NotFound, NotThisWay, PriceChanged
from pos.storage.check_extras import EXTRAS
from pos.views.paying import ExtraKind
from pos.views.people import SessionView
from pos.views.season import Article, Fund, Membership, Promo, PromoKind, Source
from pos.views.selling import CartView, SaleView, TenderGiven
from pos.views.statements import StatementName
from tests.integration.card_sales import asked, card_house
from tests.integration.refunds import days_on, equation, give_back
from tests.integration.small_house import ZONE, House, season, usd
from tests.integration.test_closing import PRINTED, check, count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import from_value, sell_certificate
from tests.integration.test_verify import codes, plant

FRIEND = Membership("friend", "Friend", usd(5000), 1000, 2, ("Ten percent",))


@pytest.fixture
def counter(house: House) -> House:
    """A house whose season sells something at its counter."""
    loaded = season(house.clock.now().astimezone(ZONE))
    with house.office.storage.begin() as uow:
        uow.catalogue.save(
            replace(
                loaded,
                memberships=(FRIEND,),
                funds=(
                    Fund("annual", "Annual fund", "4030", round_up=True),
                    Fund("young", "Young players", "4031", restricted=True, position=1),
                ),
                goods=(Article("programme", "Programme", usd(600), "4100"),),
            )
        )
        uow.commit()
    return house


def mixed_cart(house: House, session: SessionView) -> CartView:
    """Two tickets, a gift, a membership, two programmes, a certificate, rounded up."""
    office = house.office.counter
    cart = cart_of(house, session, ("B", 4), ("B", 5))
    cart = office.give(session, cart, "young", usd(2500))
    cart = office.add_membership(session, cart, "friend", "Ann Example")
    cart = office.add_goods(session, cart, "programme")
    cart = office.add_goods(session, cart, "programme")
    cart = office.add_certificate(session, cart, usd(1000), "Bo Example")
    return office.round_up(session, cart)


def split(cart: CartView) -> tuple[TenderGiven, ...]:
    """Pay half by check, the rest in cash."""
    half = cart.total.minor // 2
    return check(half), cash(cart.total.minor - half)


def sell(house: House, session: SessionView, cart: CartView) -> SaleView:
    return house.office.selling.sell(house.command(), session, cart, split(cart), "Ann Example")


def booked(house: House) -> dict[object, object]:
    """Return what lies on each account but cash and checks; float and safe are on no other."""
    return dict(
        rows(
            house,
            "SELECT account, sum(amount_minor) FROM posting WHERE account NOT IN ('1020', '1030')"
            " GROUP BY account HAVING sum(amount_minor) <> 0",
        )
    )


def test_a_mixed_sale_is_booked_line_by_line_printed_and_given_back_whole(counter: House) -> None:
    session = counter.open_till()
    cart = mixed_cart(counter, session)
    whole = cart.total
    assert whole.minor % 500 == 0
    faces = sum(line.face.minor for line in cart.lines)
    rounding = next(extra for extra in cart.extras if extra.round_up)
    sale = sell(counter, session, cart)
    assert booked(counter) == {
        "2010": -faces,
        "2020": -1000,
        "2030": -600,
        "4015": -5000,
        "4030": -rounding.amount.minor,
        "4031": -2500,
        "4100": -1200,
    }
    order = counter.office.orders.get(sale.order_id)
    assert [(e.kind, e.name, e.quantity, e.amount.minor) for e in order.extras] == [
        (ExtraKind.DONATION, "Young players", 1, 2500),
        (ExtraKind.MEMBERSHIP, "Friend", 1, 5000),
        (ExtraKind.GOODS, "Programme", 2, 1200),
        (ExtraKind.CERTIFICATE, "", 1, 1000),
        (ExtraKind.DONATION, "Annual fund", 1, rounding.amount.minor),
    ]
    member = order.extras[1]
    assert (member.member_number, member.text) == ("W1-M000001", "Ann Example")
    assert member.until is not None
    assert member.until > counter.clock.now().date()
    receipt = None
    while (work := counter.office.prints.begin("receipt_printer")) is not None:
        receipt = work.receipt or receipt
        counter.office.prints.settle(work.job_id, PRINTED)
    assert receipt is not None
    told = {line.named: line for line in receipt.lines if line.extra}
    assert (told["Programme"].quantity, told["Programme"].each) == (2, usd(600))
    assert told["Friend"].member_number == "W1-M000001"
    assert told["Friend"].good is not None
    assert receipt.total == whole
    assert counter.office.verify() == ()

    print_all(counter)
    days_on(counter, 20)
    given = give_back(
        counter,
        session,
        sale.order_id,
        sale.ticket_ids,
        tuple(extra.extra_id for extra in order.extras),
    )
    assert given.amount == whole
    assert equation(counter, sale.order_id) == 0
    assert booked(counter) == {}
    assert rows(counter, "SELECT count(*) FROM member_ended") == [(1,)]
    assert counter.office.verify() == ()


def test_a_till_and_its_day_tell_donations_by_fund_and_goods_by_article(counter: House) -> None:
    session = counter.open_till()
    sale = sell(counter, session, mixed_cart(counter, session))
    print_all(counter)
    programmes = counter.office.orders.get(sale.order_id).extras[2]
    give_back(counter, session, sale.order_id, (), (programmes.extra_id,))
    print_all(counter)
    report = counter.office.closing.x_report(session)
    told = {(each.kind, each.name): (each.count, each.back_count) for each in report.extras}
    assert told == {
        ("donation", "Annual fund"): (1, 0),
        ("donation", "Young players"): (1, 0),
        ("goods", "Programme"): (2, 2),
        ("membership", "Friend"): (1, 0),
    }
    assert not any(each.amount for each in report.extras)
    till = counter.office.tills.current()
    assert till is not None
    with counter.office.storage.read() as uow:
        expected = uow.tills.balance("1020", till.till_id)
    count(counter, session, sheet(expected))
    closed = lock(counter, session)
    nets = {each.name: each.net for each in closed.extras}
    assert (nets["Young players"], nets["Programme"]) == (usd(2500), usd(0))
    assert closed.certificates == usd(1000)
    lead = counter.sign_in("Max House")
    day = report.business_date.isoformat()
    gifts = counter.office.statements.make(lead, StatementName.DONATIONS, day)
    funds = next(part for part in gifts.sections if part.code == "by_fund")
    assert [row[0] for row in funds.rows] == ["Annual fund", "Young players"]
    subjects = {StatementName.CASHIER: "1", StatementName.PERFORMANCE: "SYM-1"}
    for name in (StatementName.DAILY, *subjects):
        subject = subjects.get(name, day)
        made = counter.office.statements.make(lead, name, subject)
        proofs = [part for part in made.sections if part.code.startswith("proof")]
        assert proofs
        assert all(part.rows[-1][-1] == 0 for part in proofs if part.rows[-1][0] == "difference")
    assert counter.office.verify() == ()


def test_a_membership_is_good_at_once_and_goes_back_with_its_tickets(counter: House) -> None:
    session = counter.open_till()
    office = counter.office
    listed = cart_of(counter, session, ("B", 4), ("B", 5), ("B", 6))
    cart = office.counter.add_membership(session, listed, "friend", "")
    told = [tuple(step.code for step in line.steps) for line in cart.lines]
    assert sorted(told) == [(), ("friend",), ("friend",)]  # two a performance
    (line,) = cart.extras
    assert office.counter.remove(session, cart, line.line_id).lines == listed.lines
    sale = office.selling.sell(counter.command(), session, cart, (cash(cart.total.minor),))
    print_all(counter)
    (member,) = office.orders.get(sale.order_id).extras
    cheap = tuple(
        ticket for ticket, steps in zip(sale.ticket_ids, told, strict=True) if steps == ("friend",)
    )
    back = office.giving_back
    for tickets in ((), cheap[:1]):
        with pytest.raises(NotThisWay) as refused:
            back.plan(session, sale.order_id, tickets, (member.extra_id,))
        assert refused.value.params["what"] == "membership_used"
    give_back(counter, session, sale.order_id, cheap, (member.extra_id,))
    assert office.verify() == ()


def test_a_membership_stays_with_a_ticket_at_a_price_for_members_only(counter: House) -> None:
    members = Promo(
        "MEM", "Members", PromoKind.PERCENT, usd(0), 9_000, members=frozenset({"friend"})
    )
    loaded = season(counter.clock.now().astimezone(ZONE))
    with counter.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, memberships=(FRIEND,), promos=(members,)))
        uow.commit()
    session = counter.open_till()
    office = counter.office
    cart = cart_of(counter, session, ("B", 4))
    cart = office.counter.add_membership(session, cart, "friend", "")
    cart = office.prices.add_code(session, cart, "MEM")
    assert [step.code for step in cart.lines[0].steps] == ["MEM"]
    sale = office.selling.sell(counter.command(), session, cart, (cash(cart.total.minor),))
    print_all(counter)
    (member,) = office.orders.get(sale.order_id).extras
    with pytest.raises(NotThisWay) as refused:
        office.giving_back.plan(session, sale.order_id, (), (member.extra_id,))
    assert refused.value.params["what"] == "membership_used"
    give_back(counter, session, sale.order_id, sale.ticket_ids, (member.extra_id,))
    assert office.verify() == ()


def test_what_a_cart_says_of_the_counter_is_looked_at_once_more(counter: House) -> None:
    session = counter.open_till()
    office = counter.office
    with pytest.raises(CardNumberRefused):
        office.counter.add_membership(
            session, office.seating.new_cart(), "friend", "4111 1111 1111 1111"
        )
    cart = office.counter.add_goods(session, office.seating.new_cart(), "programme", 3)
    (line,) = cart.extras
    cheap = replace(cart, extras=(replace(line, amount=usd(1)),))
    with pytest.raises(PriceChanged):
        office.selling.sell(counter.command(), session, cheap, (cash(1),))
    certificate = sell_certificate(counter, session, 5000)
    office.selling.sell(counter.command(), session, cart, (from_value(certificate, 1800),))
    assert office.verify() == ()


def test_the_last_membership_of_its_level_stays_with_the_tickets(counter: House) -> None:
    session = counter.open_till()
    office = counter.office
    cart = cart_of(counter, session, ("B", 4))
    for name in ("Ann Example", "Bo Example"):
        cart = office.counter.add_membership(session, cart, "friend", name)
    sale = office.selling.sell(counter.command(), session, cart, (cash(cart.total.minor),))
    print_all(counter)
    ann, bo = (extra.extra_id for extra in office.orders.get(sale.order_id).extras)
    give_back(counter, session, sale.order_id, (), (ann,))
    print_all(counter)
    with pytest.raises(NotThisWay) as refused:
        office.giving_back.plan(session, sale.order_id, (), (bo,))
    assert refused.value.params["what"] == "membership_used"
    give_back(counter, session, sale.order_id, sale.ticket_ids, (bo,))
    assert office.verify() == ()


def test_a_cart_follows_a_season_that_is_loaded_anew(counter: House) -> None:
    def load(piece: int, dues: int) -> None:
        with counter.office.storage.begin() as uow:
            uow.catalogue.save(
                replace(
                    season(counter.clock.now().astimezone(ZONE)),
                    memberships=(replace(FRIEND, price=usd(dues)),),
                    goods=(Article("programme", "Programme", usd(piece), "4100"),) if piece else (),
                    sources=(Source("FLYER", "Flyer"),) if piece == 600 else (),
                )
            )
            uow.commit()

    session = card_house(counter)
    office = counter.office
    load(600, 5000)
    cart = cart_of(counter, session, ("B", 4))
    cart = office.counter.add_goods(session, cart, "programme", 2)
    cart = office.counter.add_membership(session, cart, "friend", "")
    cart = office.prices.add_code(session, cart, "FLYER")
    tickets = cart.total - usd(6200)
    parked = office.parked.park(counter.command(), session, cart, "Ann Example")
    load(700, 6000)
    recalled = office.parked.recall(counter.command(), session, parked.parked_id)
    moved = [(one.place, one.was, one.now) for one in recalled.moved]
    assert moved == [("Programme", usd(1200), usd(1400)), ("Friend", usd(5000), usd(6000))]
    assert (recalled.cart.total, recalled.cart.source_code) == (tickets + usd(7400), "")
    load(800, 6000)
    with pytest.raises(PriceChanged):
        office.cards.begin(counter.command(), session, asked(recalled.cart))
    now = office.seating.at_prices_of_now(session, recalled.cart)
    assert now.total == tickets + usd(7600)
    load(0, 6000)
    for cart in (now, office.seating.at_prices_of_now(session, now)):
        with pytest.raises(NotFound) as gone:
            office.selling.sell(counter.command(), session, cart, (cash(cart.total.minor),))
        assert gone.value.params["kind"] == "article"
    without = office.counter.remove(session, now, "goods-programme")
    office.selling.sell(counter.command(), session, without, (cash(without.total.minor),))
    assert office.verify() == ()


FAULTS = (
    ("extra.postings", "UPDATE posting SET amount_minor = amount_minor - 1 WHERE account = '4100'"),
    ("extra.kind", "UPDATE order_extra SET quantity = 7 WHERE kind = 'goods'"),
    ("member.sold", "UPDATE member SET level = 'patron'"),
    ("member.ended", "INSERT INTO member_ended SELECT 'r', member_id, at, user_id FROM member"),
    (
        "member.used",
        "INSERT OR IGNORE INTO member_use SELECT member_id, ticket_id FROM member, ticket",
    ),
)


def test_every_invariant_of_what_is_sold_beside_tickets_finds_its_fault(counter: House) -> None:
    session = counter.open_till()
    sell(counter, session, mixed_cart(counter, session))
    other = cart_of(counter, session, ("B", 8))
    counter.office.selling.sell(counter.command(), session, other, (cash(4500),))
    assert counter.office.verify() == ()
    for code, fault in FAULTS:
        plant(counter, fault)
        assert code in codes(counter)
    assert {code for code, _ in FAULTS} == set(EXTRAS)
