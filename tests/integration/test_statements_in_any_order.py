"""Whatever happened on an evening: every statement comes to what the postings come to."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import Refused
from pos.selling.extras import add_certificate
from pos.views.statements import Section, Statement, StatementName
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import COMP, LATE, OPEN, SYMPHONY, House, open_house, usd
from tests.integration.test_giving_back_in_any_order import Evening, _nickel
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import from_value

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("sell", "sell_card", "back", "check", "correct", "both", "redeem", "promo", "comp")
        ),
        st.integers(0, 7),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=10,
)


class BusyEvening(Evening):
    """Also sells for two performances at once, certificates, promo codes and comps."""

    def do(self, act: str, which: int, how: int) -> None:
        {"both": self.both, "redeem": self.redeem, "promo": self.promo, "comp": self.comp}.get(
            act, lambda chosen: super(BusyEvening, self).do(act, which, chosen)
        )(how)

    def both(self, how: int) -> None:
        """One order for both houses and a certificate, with an amount that does not divide."""
        house, who = self.house, self.session
        cart = cart_of(house, who, *self.places(1))
        cart = house.office.seating.take_places(house.command(), who, cart, LATE, 1 + how, OPEN)
        cart = add_certificate(cart, usd(1_111 * (1 + how)), "Bo Example")
        sale = house.office.selling.sell(
            house.command(), who, cart, (cash(_nickel(cart.total.minor)),)
        )
        self.orders.append(sale.order_id)

    def redeem(self, how: int) -> None:
        """A seat for a certificate that was given away, or bought just before, and cash."""
        house, who = self.house, self.session
        if how % 2:
            value = house.office.values.issue_promotional(
                house.command(), who, usd(2_000), "Bo Example", "raffle"
            )
        else:
            bought = house.office.selling.sell(
                house.command(),
                who,
                add_certificate(house.office.seating.new_cart(), usd(3_000)),
                (cash(3_000),),
            )
            value = house.office.values.view(bought.certificates[0])
        paid = min(value.balance.minor, 2_500)
        cart = cart_of(house, who, *self.places(1))
        tenders = (from_value(value, paid), cash(4_500 - paid))
        sale = house.office.selling.sell(house.command(), who, cart, tenders)
        self.orders.append(sale.order_id)

    def promo(self, how: int) -> None:
        house, who = self.house, self.session
        cart = house.office.seating.set_promo(who, cart_of(house, who, *self.places(1)), "TENOFF")
        sale = house.office.selling.sell(house.command(), who, cart, (cash(4_080),))
        self.orders.append(sale.order_id)

    def comp(self, how: int) -> None:
        house, who = self.house, self.session
        cart = cart_of(house, who, *self.places(1))
        lines = (cart.lines[0].line_id,)
        free = house.office.seating.set_price_type(
            house.command(), who, cart, lines, COMP, ("Press", "Cast")[how % 2]
        )
        house.office.selling.sell(house.command(), who, free, ())


def section(statement: Statement, code: str) -> Section:
    """Return the table of this name."""
    return next(one for one in statement.sections if one.code == code)


def column(table: Section, code: str) -> list[int]:
    """Return the figures of a column."""
    place = [one.code for one in table.columns].index(code)
    return [cell for row in table.rows if isinstance(cell := row[place], int)]


def posted(house: House, where: str) -> int:
    """Return the credit of the postings that fit, by a statement of its own."""
    query = (
        "SELECT coalesce(-sum(p.amount_minor), 0) FROM posting p JOIN batch b USING (batch_id) "
        f"WHERE {where}"
    )
    ((found,),) = rows(house, query)
    return int(str(found))


TICKETS = "p.account IN ('2010', '2030') AND p.ticket_id IS NOT NULL"


def agrees(statement: Statement) -> None:
    """Every proof on it comes out even."""
    for one in statement.sections:
        if one.code.startswith("proof"):
            assert one.totals == ("difference", 0), (statement.name, one)


def check_statements(house: House, day: str) -> None:
    made = {
        name: house.office.statements.make(house.sign_in("Sue Lead"), name, subject)
        for name, subject in (
            (StatementName.DAILY, day),
            (StatementName.OPERATORS, day),
            (StatementName.CERTIFICATES, day),
            (StatementName.OVER_SHORT, day),
            (StatementName.CHECKS, day),
        )
    }
    gross = posted(house, f"{TICKETS} AND b.business_date = '{day}'")
    daily = made[StatementName.DAILY]
    agrees(daily)
    assert sum(column(section(daily, "by_hour"), "gross")) == gross
    assert sum(column(section(daily, "occupancy"), "gross")) == gross
    people = section(made[StatementName.OPERATORS], "by_operator")
    assert sum(column(people, "gross")) == gross
    agrees(made[StatementName.CERTIFICATES])
    roll = section(made[StatementName.CERTIFICATES], "roll")
    assert roll.rows[-1][-1] == posted(house, "p.account = '2020'")
    cashiers = section(made[StatementName.OVER_SHORT], "by_cashier")
    assert sum(column(cashiers, "over_short")) == posted(house, "p.account = '5020'")
    ((taken,),) = rows(
        house,
        "SELECT coalesce(sum(amount_minor), 0) FROM tender"
        " WHERE kind = 'check' AND amount_minor > 0",
    )
    assert sum(column(section(made[StatementName.CHECKS], "checks"), "amount")) == taken
    for code, performance in (("SYM-1", SYMPHONY), ("LATE-1", LATE)):
        check_performance(house, code, performance)


def check_performance(house: House, code: str, performance: str) -> None:
    made = house.office.statements.make(house.staff["Sue Lead"], StatementName.PERFORMANCE, code)
    agrees(made)
    gross = posted(house, f"{TICKETS} AND p.performance_id = '{performance}'")
    assert sum(column(section(made, "by_price"), "gross")) == gross
    assert sum(column(section(made, "by_payment"), "amount")) == gross
    places = dict(row[:2] for row in section(made, "house").rows)
    tickets = sum(column(section(made, "by_price"), "tickets"))
    assert tickets == int(str(places["sold"])) + int(str(places["comp"]))


@settings(max_examples=6)
@given(ACTS)
def test_statements_come_to_what_was_posted(acts: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "foyer.sqlite3", ManualClock(DOORS_OPEN))
        evening = BusyEvening(house)
        for act, which, how in (*acts, ("both", 0, 2), ("redeem", 0, 1)):
            with suppress(Refused):  # a rule said no: nothing may have changed
                evening.do(act, which, how)
        evening.settle_everything()
        check_statements(house, DOORS_OPEN.date().isoformat())
        house.office.close()
