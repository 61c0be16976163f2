"""Short relief over a real file: off by default, proved by both; cash stays the owner's."""

from __future__ import annotations

import pytest

from pos.errors import ApprovalNeeded, NotThisWay, TillNotOpen, TillNotYours
from pos.views.closing_rules import ClosingRules
from pos.views.people import Permission, SessionView
from tests.integration.small_house import House
from tests.integration.test_movements import dropped, with_rules, word
from tests.integration.test_people import audited
from tests.integration.test_selling import cart_of, cash, rows

ALLOWED = ClosingRules(short_relief=True)


def relieved(house: House, owner: SessionView, by: str = "Ben Clerk") -> SessionView:
    given = word(house, owner, by, Permission.SELL)
    return house.office.relief.start(given.command, owner, given)  # type: ignore[arg-type]


def sell(house: House, session: SessionView, number: int) -> None:
    cart = cart_of(house, session, ("B", number))
    house.office.selling.sell(house.command(), session, cart, (cash(4_500),))


def test_a_venue_that_does_not_want_it_has_no_relief(house: House) -> None:
    owner = house.open_till()
    with pytest.raises(NotThisWay) as refused:
        relieved(house, owner)
    assert refused.value.params == {"what": "no_short_relief"}
    assert rows(house, "SELECT count(*) FROM till_relief") == [(0,)]


def test_the_reliever_serves_and_the_owner_keeps_cash_and_difference(house: House) -> None:
    with_rules(house, ALLOWED)
    owner, ben = house.open_till(), house.sign_in("Ben Clerk")
    with pytest.raises(TillNotYours):
        sell(house, ben, 4)
    session = relieved(house, owner)
    assert session == ben
    assert audited(house, "till.relieved") == 1
    sell(house, session, 5)
    dropped(house, session, 1_000)
    house.office.tills.no_sale(house.command(), session, "change")
    till = house.office.tills.current()
    assert till is not None
    assert (till.cashier, till.reliever) == ("Ada Clerk", "Ben Clerk")
    assert rows(house, "SELECT user_id, till_id FROM tender") == [(ben.user_id, till.till_id)]
    with pytest.raises(TillNotYours):  # counting is the owner's
        house.office.closing.start_count(house.command(), session)
    assert house.office.relief.end(house.command(), owner).reliever == ""
    with pytest.raises(TillNotYours):
        sell(house, ben, 6)
    sell(house, owner, 7)
    assert house.office.verify() == ()


def test_both_prove_themselves(house: House) -> None:
    with_rules(house, ALLOWED)
    with pytest.raises(TillNotOpen):
        relieved(house, house.sign_in("Ada Clerk"))
    owner, ben = house.open_till(), house.sign_in("Ben Clerk")
    with pytest.raises(TillNotYours):  # not his to give
        relieved(house, ben, by="Sue Lead")
    other = word(house, owner, "Ben Clerk", Permission.SELL)
    with pytest.raises(ApprovalNeeded):
        house.office.relief.start(house.command(), owner, other)
    relieved(house, owner)
    with pytest.raises(NotThisWay):
        relieved(house, owner)
    relieved(house, owner, by="Sue Lead")  # one at a time: the newest
    with pytest.raises(TillNotYours):
        sell(house, ben, 4)
    house.office.relief.end(house.command(), house.staff["Ada Clerk"])
    with pytest.raises(NotThisWay):
        house.office.relief.end(house.command(), owner)


def test_a_rule_switched_off_ends_every_relief(house: House) -> None:
    with_rules(house, ALLOWED)
    owner = house.open_till()
    ben = relieved(house, owner)
    sell(house, ben, 4)
    with_rules(house, ClosingRules())
    with pytest.raises(TillNotYours):
        sell(house, ben, 5)
