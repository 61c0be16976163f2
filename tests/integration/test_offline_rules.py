"""What a window may not do alone while the hub is away: every act of ``pos.hub.offline_rules`` at
its own door, and the sales since then that nobody else can know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.messages import error_text, remedy_text
from pos.catalogue.importing import Importing
from pos.errors import NotOffline
from pos.hub.offline_rules import ALONE, Act
from pos.ports.link import EVER
from pos.selling.elsewhere import OrdersElsewhere
from pos.selling.extras import add_certificate
from pos.views.paying import ValueView
from pos.views.people import SessionView
from pos.views.selling import SaleView, TenderGiven
from tests.integration.card_sales import MODEL, SERIAL, asked, card, sell_by_card
from tests.integration.refunds import give_back
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import SYMPHONY, House, seat, usd
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_values import from_value
from tests.unit.kiosk.test_messages import ENGLISH


@dataclass
class Evening:
    """A window that sold before the hub was lost, and goes on from its block."""

    window: SharingWindow
    clerk: SessionView
    manager: SessionView
    before: SaleView
    by_card: SaleView
    certificate: ValueView
    account: ValueView

    @property
    def house(self) -> House:
        return self.window.house

    def sell(self, number: int, *tenders: TenderGiven) -> SaleView:
        cart = cart_of(self.house, self.clerk, ("B", number))
        return self.house.office.selling.sell(self.house.command(), self.clerk, cart, tenders)

    def sell_certificate(self) -> ValueView:
        office = self.house.office
        cart = add_certificate(office.seating.new_cart(), usd(5000), "Bo Example")
        sale = office.selling.sell(self.house.command(), self.clerk, cart, (cash(5000),))
        return office.values.view(sale.certificates[0])

    def lost_at(self, number: int | None) -> None:
        with self.house.office.storage.begin() as uow:
            link = uow.link.link()
            assert link is not None
            uow.link.keep(replace(link, lost_at=number))
            uow.commit()


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    venue = Venue(tmp_path)
    window = venue.join("w1")
    window.lease(SYMPHONY, *(seat("B", number) for number in range(1, 10)))
    house = window.house
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, SERIAL, MODEL, "Window 1")
    manager, clerk = house.sign_in("Max House"), house.open_till()
    sold = cart_of(house, clerk, ("B", 1))
    before = house.office.selling.sell(house.command(), clerk, sold, (cash(4500),))
    by_card, _ = sell_by_card(house, clerk, ("B", 2))
    account = house.office.values.open_account(house.command(), clerk, "Ann Example")
    house.office.values.credit_account(
        house.command(), manager, account.value_id, usd(9000), "goodwill"
    )
    made = Evening(window, clerk, manager, before, by_card, account, account)
    made.certificate = made.sell_certificate()
    window.lose()
    yield made
    venue.close()


def _import(evening: Evening) -> None:
    office = evening.house.office
    importing = Importing(office.storage, office.clock, office.ids, office.window)
    importing.season(evening.manager, b"", "season.toml", lambda _: None)


def _import_orders(evening: Evening) -> None:
    office = evening.house.office
    elsewhere = OrdersElsewhere(office.storage, office.clock, office.ids, office.window)
    elsewhere.load(evening.manager, b"", "orders.csv")


def _key_card(evening: Evening) -> None:
    cart = cart_of(evening.house, evening.clerk, ("B", 3))
    cards = evening.house.office.cards
    cards.begin(evening.house.command(), evening.clerk, replace(asked(cart), keyed=True))


DOORS: tuple[tuple[Act, Callable[[Evening], object]], ...] = (
    (
        Act.GIVE_BACK,
        lambda e: e.house.office.giving_back.plan(e.clerk, e.before.order_id, e.before.ticket_ids),
    ),
    (
        Act.CARD_REFUND,
        lambda e: give_back(
            e.house,
            e.clerk,
            (sale := sell_by_card(e.house, e.clerk, ("B", 4))[0]).order_id,
            sale.ticket_ids,
        ),
    ),
    (Act.KEYED_CARD, _key_card),
    (Act.CERTIFICATE, lambda e: e.sell(5, from_value(e.certificate, 4500))),
    (
        Act.CERTIFICATE,
        lambda e: e.house.office.values.reissue(
            e.house.command(), e.manager, e.certificate.value_id, "lost"
        ),
    ),
    (Act.ACCOUNT, lambda e: e.sell(6, from_value(e.account, 4500))),
    (
        Act.ACCOUNT,
        lambda e: e.house.office.values.credit_account(
            e.house.command(), e.manager, e.account.value_id, usd(500), "goodwill"
        ),
    ),
    (
        Act.PAY_OUT,
        lambda e: e.house.office.values.cash_out(
            e.house.command(), e.clerk, e.certificate.value_id
        ),
    ),
    (Act.IMPORT, _import),
    (Act.IMPORT, _import_orders),
    (
        Act.CANCEL_SHOW,
        lambda e: e.house.office.cancelling.cancel(
            e.house.command(), e.manager, SYMPHONY, "the soloist is ill"
        ),
    ),
)


def test_each_is_refused_at_its_door_and_says_the_way_out(evening: Evening) -> None:
    words = ENGLISH
    for act, attempt in DOORS:
        with pytest.raises(NotOffline) as refused:
            attempt(evening)
        assert refused.value.params == {"what": act.value}
        assert error_text(refused.value, words) != error_text(NotOffline(what="?"), words)
        assert remedy_text(refused.value, words)
    # test_leased_rights, test_exchanging_of_hub, test_reseating, test_parked_elsewhere,
    # test_packages, test_copies
    elsewhere = {Act.HOLD, Act.EXCHANGE, Act.MOVE, Act.RECALL, Act.ADD_DATES, Act.END_COPY}
    assert {act for act, _ in DOORS} == set(Act) - elsewhere - ALONE


def test_what_was_sold_since_nobody_else_can_know(evening: Evening) -> None:
    certificate = evening.sell_certificate()
    sale = evening.sell(7, from_value(certificate, 4500))
    assert evening.house.office.values.view(certificate.value_id).balance == usd(500)
    fresh = evening.sell(8, cash(4500))
    given = give_back(evening.house, evening.clerk, fresh.order_id, fresh.ticket_ids)
    assert given.cash == usd(4500)
    assert evening.sell(8, cash(4500)).ticket_ids  # the seat is this window's again
    house = evening.house  # a card on a terminal of its own is nobody else's business
    lead, cart = house.sign_in("Sue Lead"), cart_of(house, evening.clerk, ("B", 6))
    house.office.terminals.register(house.command(), lead, "standalone W1", "", "Window 1")
    slip = replace(asked(cart), driver="standalone", terminal="", model="")
    paid = house.office.cards.typed(house.command(), evening.clerk, slip, "4711", "Visa", "1111")
    sold = house.office.selling.sell(house.command(), evening.clerk, cart, (card(paid),))
    assert sold.ticket_ids
    evening.lost_at(EVER)  # the queue is being sent
    with pytest.raises(NotOffline):
        give_back(evening.house, evening.clerk, sale.order_id, sale.ticket_ids)
    evening.lost_at(None)
    before = evening.before
    assert give_back(evening.house, evening.clerk, before.order_id, before.ticket_ids).cash
    assert evening.house.office.verify() == ()
