"""Prices that codes, groups and people set: sold, kept as facts, and looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import (
    ApprovalNeeded,
    NotFound,
    PriceChanged,
    PriceOutOfRange,
    TextMissing,
    TooManyCodes,
)
from pos.ids import CommandId, OrderId, TicketId
from pos.money import Money
from pos.people.roles import permissions_of
from pos.storage.check_prices import PRICES
from pos.views.charges import ChargeRules, FeeRule, TaxRule
from pos.views.people import Approval, Permission, Role, SessionView
from pos.views.pricing import WhyNot
from pos.views.season import GroupPrice, Promo, PromoKind, Source
from pos.views.selling import CartView
from pos.views.statements import StatementName
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import (
    COMP,
    PINS,
    STUDENT,
    ZONE,
    House,
    open_house,
    season,
    usd,
)
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_verify import codes, plant

FEW = Promo("FEW", "For the first two", PromoKind.PERCENT, usd(0), 5_000, uses=2)
SETS = Promo("SETS", "Two and one", PromoKind.BUY_GET, usd(0), 10_000, buy=2, get=1)
MORE = tuple(Promo(f"M{n}", f"More {n}", PromoKind.PERCENT, usd(0), n * 100) for n in range(1, 6))
GROUP = GroupPrice("G4", "Four and more", PromoKind.AMOUNT_OFF, usd(500), 4)


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[House]:
    """A house with more offers than the usual one."""
    house = open_house(tmp_path / "foyer.sqlite3", ManualClock(DOORS_OPEN))
    loaded = season(house.clock.now().astimezone(ZONE))
    offers = replace(
        loaded,
        promos=(*loaded.promos, FEW, SETS, *MORE),
        groups=(GROUP,),
        sources=(Source("FLYER", "The spring flyer"),),
    )
    with house.office.storage.begin() as uow:
        uow.catalogue.save(offers)
        uow.commit()
    yield house
    house.office.close()


def coded(house: House, session: SessionView, cart: CartView, *wanted: str) -> CartView:
    for code in wanted:
        cart = house.office.prices.add_code(session, cart, code)
    return cart


def sell(house: House, session: SessionView, cart: CartView) -> None:
    tenders = (cash(cart.total.minor),) if cart.total else ()
    house.office.selling.sell(house.command(), session, cart, tenders)


def approved(house: House, by: str, session: SessionView, command: CommandId) -> Approval:
    person = next(each for each in house.office.people.staff() if each.name == by)
    return house.office.people.approve(
        person.user_id,
        PINS[by],
        Permission.SET_PRICE,
        command,
        session,
    )


def test_a_limit_in_all_holds_also_for_two_carts_at_once(venue: House) -> None:
    session = venue.open_till()
    first = coded(venue, session, cart_of(venue, session, ("B", 4), ("B", 5)), "few")
    second = coded(venue, session, cart_of(venue, session, ("C", 4)), "few")
    assert (first.total, second.total) == (usd(2 * 2_400), usd(2_400))
    sell(venue, session, first)
    with pytest.raises(PriceChanged) as refused:
        sell(venue, session, second)
    assert refused.value.params == {"shown": usd(2_400), "now": usd(4_500)}
    again = venue.office.seating.at_prices_of_now(session, second)
    assert again.offers[0].why_not == (WhyNot.LIMIT_ALL,)
    sell(venue, session, again)
    assert venue.office.verify() == ()


def test_every_ticket_keeps_why_it_cost_what_it_did(venue: House) -> None:
    session = venue.open_till()
    cart = cart_of(venue, session, ("B", 3), ("B", 4), ("B", 5), ("B", 6))
    four = coded(venue, session, cart, "flyer")
    assert (four.total, four.source_code) == (usd(4 * 4_000), "FLYER")
    three = venue.office.seating.give_back(venue.command(), session, four, (four.lines[0].line_id,))
    three = coded(venue, session, three, "sets")
    assert [each.all_in.minor for each in three.lines] == [4_500, 4_500, 0]
    sell(venue, session, three)
    steps = "SELECT line, kind, code, name, before_minor, amount_minor FROM ticket_step"
    assert sorted(rows(venue, steps)) == [
        (0, "promo", "SETS", "Two and one", 4_200, 0),
        (0, "promo", "SETS", "Two and one", 4_200, 0),
        (0, "promo", "SETS", "Two and one", 4_200, 4_200),
    ]
    assert rows(venue, "SELECT code, name FROM order_source") == [("FLYER", "The spring flyer")]
    with venue.office.storage.read() as uow:
        today = uow.catalogue.business_date().isoformat()
    sue = venue.sign_in("Sue Lead")
    made = venue.office.statements.make(sue, StatementName.PROMO_CODES, today)
    lines = {each.code: each.rows for each in made.sections}
    assert lines["by_promo_code"] == (("SETS", "Two and one", 3, 4_200, 9_000),)
    assert lines["by_source"] == (("FLYER", "The spring flyer", 1, 3, 9_000),)
    order_id = OrderId(rows(venue, "SELECT order_id FROM orders")[0][0])
    sold = "SELECT ticket_id FROM ticket_step ORDER BY amount_minor"
    one, two, free = (TicketId(ticket) for (ticket,) in rows(venue, sold))
    plan = venue.office.giving_back.plan
    for back, stay in (((one,), 1), ((one, two), 1), ((free,), 0), ((one, two, free), 0)):
        assert plan(session, order_id, back).cheaper_stay == stay
    assert venue.office.verify() == ()


def test_a_price_by_hand_wants_a_reason_a_range_and_somebody_who_may(venue: House) -> None:
    ada, command = venue.open_till(), venue.command()
    prices = venue.office.prices
    cart = cart_of(venue, ada, ("B", 4), ("B", 5))
    line = (cart.lines[0].line_id,)
    with pytest.raises(TextMissing):
        prices.set_by_hand(command, ada, cart, line, usd(2_000), " ")
    for minor in (-1, 100, 4_501):
        with pytest.raises(PriceOutOfRange):
            prices.set_by_hand(command, ada, cart, line, usd(minor), "wet seat")
    with pytest.raises(ApprovalNeeded):
        prices.set_by_hand(command, ada, cart, line, usd(2_000), "wet seat")
    boss = venue.sign_in("Max House").user_id
    invented = Approval(boss, "Max House", Permission.SET_PRICE, command)
    with pytest.raises(ApprovalNeeded):
        prices.set_by_hand(command, ada, cart, line, usd(2_000), "wet seat", invented)
    word = approved(venue, "Max House", ada, command)
    less = prices.set_by_hand(command, ada, cart, line, usd(2_000), "wet seat", word)
    assert [each.all_in.minor for each in less.lines] == [2_000, 4_500]
    typed = replace(less.lines[1], by_hand=replace(less.lines[0].by_hand, command=""))  # type: ignore[type-var]
    forged = venue.office.seating.at_prices_of_now(ada, replace(less, lines=(less.lines[0], typed)))
    with pytest.raises(ApprovalNeeded):
        sell(venue, ada, forged)
    sell(venue, ada, less)
    assert rows(
        venue, "SELECT kind, before_minor, amount_minor, reason, approved_by FROM ticket_step"
    ) == [("manual", 4_200, 2_500, "wet seat", word.approver)]
    assert venue.office.verify() == ()


def test_a_manager_sets_a_price_alone_and_another_price_type_takes_it_off(venue: House) -> None:
    assert Permission.SET_PRICE in permissions_of(Role.MANAGER)
    boss = venue.open_till("Max House")
    cart = cart_of(venue, boss, ("B", 4))
    line = (cart.lines[0].line_id,)
    prices, seating = venue.office.prices, venue.office.seating
    less = prices.set_by_hand(venue.command(), boss, cart, line, usd(0), "guest of the house")
    assert less.total == usd(0)
    assert prices.take_off_by_hand(boss, less, line).total == usd(4_500)
    student = seating.set_price_type(venue.command(), boss, less, line, STUDENT)
    assert (student.total, student.lines[0].by_hand) == (usd(2_000), None)
    free = seating.set_price_type(venue.command(), boss, cart, line, COMP, "Press")
    with pytest.raises(PriceOutOfRange) as refused:
        prices.set_by_hand(venue.command(), boss, free, line, usd(1_000), "no")
    assert refused.value.params == {"lowest": Money(0), "highest": Money(0)}
    sell(venue, boss, less)
    assert rows(venue, "SELECT approved_by FROM ticket_step") == [(boss.user_id,)]
    assert venue.office.verify() == ()


def test_what_a_price_has_in_it_is_of_today_and_the_patron_pays_what_was_shown(
    venue: House,
) -> None:
    session = venue.open_till()
    cart = cart_of(venue, session, ("B", 4))
    city = TaxRule("city", "City tax", 100_000, included=True)
    with venue.office.storage.begin() as uow:
        today = season(venue.clock.now().astimezone(ZONE))
        uow.catalogue.save(replace(today, charges=ChargeRules(taxes=(city,))))
        uow.commit()
    sell(venue, session, cart)
    assert cart.lines[0].charges == ()
    assert rows(venue, "SELECT code, amount_minor FROM ticket_charge") == [("city", 382)]
    assert venue.office.verify() == ()


def test_a_price_by_hand_is_the_next_below_to_which_fees_and_taxes_come(venue: House) -> None:
    roof = FeeRule("roof", "Roof", "2030", usd(0), rate=20_000)
    state = TaxRule("state", "State tax", 88_750, on_fees=True)
    with venue.office.storage.begin() as uow:
        today = season(venue.clock.now().astimezone(ZONE))
        uow.catalogue.save(replace(today, charges=ChargeRules((roof,), (state,))))
        uow.commit()
    boss = venue.open_till("Max House")
    cart = cart_of(venue, boss, ("B", 4))
    line = (cart.lines[0].line_id,)
    for said in range(990, 1_010):
        less = venue.office.prices.set_by_hand(
            venue.command(), boss, cart, line, usd(said), "wet seat"
        )
        assert less.lines[0].by_hand is not None
        assert less.total == less.lines[0].by_hand.amount
        assert 0 <= said - less.total.minor <= 1
    said = []
    for wrong in (-500, 300, 99_999):  # the same bounds, whatever was typed
        with pytest.raises(PriceOutOfRange) as refused:
            venue.office.prices.set_by_hand(venue.command(), boss, cart, line, usd(wrong), "wet")
        said.append(refused.value.params)
    lowest = said[0]["lowest"]
    assert said == [{"lowest": usd(328), "highest": said[0]["highest"]}] * 3
    least = venue.office.prices.set_by_hand(venue.command(), boss, cart, line, lowest, "wet seat")
    assert least.total == lowest
    sell(venue, boss, less)
    assert venue.office.verify() == ()


def test_codes_come_and_go_and_there_are_not_too_many(venue: House) -> None:
    session = venue.open_till()
    cart = coded(venue, session, cart_of(venue, session, ("B", 4)), *(each.code for each in MORE))
    with pytest.raises(TooManyCodes):
        coded(venue, session, cart, "TENOFF")
    assert coded(venue, session, cart, "m5").promo_codes == cart.promo_codes
    assert cart.lines[0].promo_codes == ("M5",)
    without = venue.office.prices.remove_code(session, cart, "m5")
    assert without.lines[0].promo_codes == ("M4",)
    flyer = coded(venue, session, without, "FLYER")
    assert venue.office.prices.remove_code(session, flyer, "FLYER") == without
    with pytest.raises(NotFound):
        coded(venue, session, without, "NOSUCH")
    with pytest.raises(NotFound):
        sell(venue, session, replace(without, source_code="GONE"))


PLANTED = (
    ("price.steps", "UPDATE ticket_step SET amount_minor = amount_minor - 1"),
    ("price.steps", "UPDATE ticket_step SET line = 1"),
    ("price.by_hand", "UPDATE ticket_step SET kind = 'manual'"),
    ("price.by_hand", "UPDATE ticket_step SET reason = 'none'"),
    ("price.of_reissue", "UPDATE ticket SET replaces = ticket_id"),
)


def test_what_was_done_to_steps_behind_our_back_is_found(venue: House, tmp_path: Path) -> None:
    assert {code for code, _ in PLANTED} == set(PRICES)
    session = venue.open_till()
    sell(venue, session, coded(venue, session, cart_of(venue, session, ("B", 4)), "tenoff"))
    venue.office.close()
    kept = venue.path.read_bytes()
    for number, (code, statement) in enumerate(PLANTED):
        copy = tmp_path / f"{number}.sqlite3"
        copy.write_bytes(kept)
        house = open_house(copy, ManualClock(DOORS_OPEN), seed=number)
        plant(house, statement)
        assert code in codes(house), statement
        house.office.close()
