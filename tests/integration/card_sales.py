"""Sales by card in the small house, with the terminal's answers said by the test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pos.money import Money
from pos.ports.terminals import CardOutcome, CardResult
from pos.records import CardPayment
from pos.views.paying import AnswerSource, CardBegun, PayingFor, PaymentView
from pos.views.paying_rules import PayingRules
from pos.views.people import SessionView
from pos.views.selling import (
    CardAsked,
    CartView,
    PaidContent,
    SaleView,
    TenderGiven,
    TenderKind,
)
from tests.integration.small_house import ZONE, House, open_house, season, usd
from tests.integration.test_selling import cart_of, rows

SERIAL, MODEL = "V400m-324688179", "V400m"


def card_house(house: House, name: str = "Ada Clerk") -> SessionView:
    """Open a till and register the terminal."""
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, SERIAL, MODEL, "Window 1")
    return house.open_till(name)


def with_rules(house: House, rules: PayingRules) -> None:
    """Load the season again, with other rules of paying."""
    loaded = season(house.clock.now().astimezone(ZONE))
    venue = replace(loaded.venues[0], paying=rules)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, venues=(venue,)))
        uow.commit()


def asked(cart: CartView, amount: Money | None = None, name: str = "Ann Example") -> CardAsked:
    """Return the wish to charge for a cart, all of it unless said otherwise."""
    content = PaidContent(cart=cart, name=name)
    return CardAsked(
        PayingFor.CART,
        cart.cart_id,
        amount or cart.total,
        content,
        driver="nexo",
        terminal=SERIAL,
        model=MODEL,
    )


def begin(
    house: House, session: SessionView, *places: tuple[str, int], amount: int | None = None
) -> tuple[CartView, CardBegun]:
    """Take seats and put a charge for them on disk."""
    cart = cart_of(house, session, *places)
    wish = asked(cart, usd(amount) if amount else None)
    return cart, house.office.cards.begin(house.command(), session, wish)


def approved(begun: CardBegun, amount: Money | None = None) -> CardResult:
    return CardResult(
        CardOutcome.APPROVED if amount in (None, begun.amount) else CardOutcome.PARTIAL,
        begun.reference,
        begun.message_id,
        amount or begun.amount,
        brand="Visa",
        last_four="1111",
        approval_code="A1B2C3",
        terminal_reference=f"T-{begun.message_id}",
    )


def answer(begun: CardBegun, outcome: CardOutcome) -> CardResult:
    return CardResult(outcome, begun.reference, begun.message_id)


def settle(
    house: House,
    begun: CardBegun,
    result: CardResult,
    source: AnswerSource = AnswerSource.TERMINAL,
    terminal: str = SERIAL,
) -> PaymentView:
    return house.office.cards.settle(begun.payment_id, result, source, terminal)


def card(view: PaymentView) -> TenderGiven:
    """Return the tender that an approved payment becomes."""
    assert view.approved is not None
    return TenderGiven(TenderKind.CARD, view.approved, view.approved, payment_id=view.payment_id)


def sell_by_card(
    house: House, session: SessionView, *places: tuple[str, int], offline: bool = False
) -> tuple[SaleView, CardBegun]:
    """Sell seats for a card, all of it."""
    cart, begun = begin(house, session, *places)
    view = settle(house, begun, replace(approved(begun), offline=offline))
    sale = house.office.selling.sell(house.command(), session, cart, (card(view),), "Ann Example")
    return sale, begun


def again(house: House, seed: int = 8) -> House:
    """Return the house after the program was killed and started again."""
    house.office.close()
    return open_house(house.path, house.clock, seed)


def state(house: House, payment_id: str) -> str:
    return house.office.cards.view(payment_id).state


def payment(house: House, payment_id: str) -> CardPayment:
    with house.office.storage.read() as uow:
        return uow.payments.payment(payment_id)


def balances(house: House) -> dict[str, int]:
    """Return what is on each account that is not empty."""
    query = "SELECT account, sum(amount_minor) FROM posting GROUP BY 1 HAVING sum(amount_minor)"
    return {str(account): int(str(minor)) for account, minor in rows(house, query)}


def audited(house: House, events: Iterable[str]) -> list[str]:
    """Return those of the events that the audit log tells of, oldest first."""
    told = [str(event) for (event,) in rows(house, "SELECT event FROM audit ORDER BY seq")]
    return [event for event in told if event in set(events)]
