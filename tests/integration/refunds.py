"""Giving money back in the small house."""

from __future__ import annotations

from datetime import timedelta

from pos.ids import CommandId, OrderId, TicketId
from pos.views.paying import GivenBackView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import SaleView, TenderGiven
from tests.integration.card_sales import approved, settle
from tests.integration.small_house import OWNER, PINS, House
from tests.integration.test_selling import cart_of, rows


def sold(
    house: House, session: SessionView, seats: tuple[int, ...], *tenders: TenderGiven
) -> SaleView:
    """Sell seats of row B for these tenders."""
    cart = cart_of(house, session, *(("B", number) for number in seats))
    return house.office.selling.sell(house.command(), session, cart, tenders, "Ann Example")


def word_of(
    house: House, session: SessionView, command: CommandId, permission: Permission, name: str
) -> Approval:
    """Return a second person's word, proved by their PIN."""
    people = house.office.people
    who = next(person for person in people.staff() if person.name == name)
    return people.approve(who.user_id, (PINS | OWNER)[name], permission, command, session)


def give_back(
    house: House,
    session: SessionView,
    order_id: OrderId,
    tickets: tuple[TicketId, ...],
    extras: tuple[str, ...] = (),
    *,
    by_check: bool = False,
) -> GivenBackView:
    """Plan and give back, with a manager's word where one is needed."""
    back = house.office.giving_back
    plan = back.plan(session, order_id, tickets, extras, by_check=by_check)
    command = house.command()
    word = None
    if plan.needs:
        word = word_of(house, session, command, Permission(plan.needs), "Max House")
    return back.give_back(command, session, plan, "cannot come", word)


def to_the_card(house: House, given: GivenBackView) -> None:
    """Ask the terminal for what goes back to cards; it approves."""
    for payment_id in given.cards:
        asked = house.office.cards.send(payment_id)
        settle(house, asked, approved(asked))


def equation(house: House, order_id: str) -> int:
    """Return what counts of an order, less what its tenders, what it owes and what is owed to it
    make together: nothing, always."""
    ((off,),) = rows(
        house,
        f"""SELECT o.total_minor
          + coalesce((SELECT sum(t.face_minor + t.fee_minor + t.tax_minor) FROM ticket t
              WHERE t.order_id = o.order_id AND t.exchange_id IS NOT NULL
                AND t.replaces IS NULL), 0)
          + coalesce((SELECT sum(e.amount_minor) FROM order_extra e
              WHERE e.order_id = o.order_id AND e.exchange_id IS NOT NULL), 0)
          - coalesce((SELECT sum(l.amount_minor) FROM refund_line l JOIN refund r
              ON r.refund_id = l.refund_id WHERE r.order_id = o.order_id), 0)
          + coalesce((SELECT sum(fee_minor) FROM check_returned c
              WHERE c.order_id = o.order_id), 0)
          - (SELECT coalesce(sum(amount_minor), 0) FROM tender t WHERE t.order_id = o.order_id)
          - (SELECT coalesce(sum(amount_minor), 0) FROM posting p WHERE p.order_id = o.order_id
              AND p.account IN ('1050', '1060', '2070'))
        FROM orders o WHERE o.order_id = '{order_id}'""",
    )
    return int(str(off))


def days_on(house: House, days: int) -> None:
    """Let days go by."""
    house.clock.advance(timedelta(days=days))
