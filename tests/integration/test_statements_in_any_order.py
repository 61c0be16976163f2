"""Whatever happened on an evening: every statement comes to what the postings come to."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.closing.figures import report as day_figures
from pos.errors import Refused
from pos.ids import WindowId
from pos.selling.elsewhere import OrdersElsewhere
from pos.selling.extras import add_certificate
from pos.views.statements import Section, Statement, StatementName
from pos.window import Window
from tests.conftest import DOORS_OPEN, WALKS
from tests.integration.small_house import COMP, LATE, OPEN, SYMPHONY, House, open_house, usd
from tests.integration.test_giving_back_in_any_order import Evening, _nickel
from tests.integration.test_movements import dropped, paid, topped_up
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import from_value

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("sell", "sell_card", "back", "check", "correct", "both", "redeem", "promo"),
                *("comp", "moved", "imported"),
            )
        ),
        st.integers(0, 7),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=10,
)


class BusyEvening(Evening):
    """Also sells for two performances at once, certificates, promo codes and comps, moves cash that
    is no sale, and loads what others have sold."""

    def do(self, act: str, which: int, how: int) -> None:
        own = {
            "both": self.both,
            "redeem": self.redeem,
            "promo": self.promo,
            "comp": self.comp,
            "moved": self.moved,
            "imported": self.imported,
        }
        own.get(act, lambda chosen: super(BusyEvening, self).do(act, which, chosen))(how)

    def moved(self, how: int) -> None:
        house, who = self.house, self.session
        if how == 0:
            dropped(house, who, 3_000, f"B-{house.ids.new()[-6:]}")
        elif how == 1:
            topped_up(house, who, 2_000)
        else:
            paid(house, who, ("Petty cash", "Found money")[how - 2], 700)

    def imported(self, how: int) -> None:
        """One order of the web shop, paid there or owing in part; its seat is one nobody had."""
        places = self.places(1)
        if not places:
            return
        (row, number), owing = places[0], (0, 4_500, 500, 0)[how]
        price = f"45.00,{(4_500 - owing) / 100:.2f},{owing / 100:.2f}"
        who = f"W-{row}{number},web,Bo,Example,SYM-1,Orchestra,{row},{number},1,Adult"
        text = f"{_HEADER}\n{who},{price}\n"
        house, window = self.house, Window(WindowId("w1"), "Window 1", "W1")
        OrdersElsewhere(house.office.storage, house.clock, house.ids, window).load(
            None, text.encode(), "list.csv"
        )

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
        cart = house.office.prices.add_code(who, cart_of(house, who, *self.places(1)), "TENOFF")
        sale = house.office.selling.sell(house.command(), who, cart, (cash(4_080),))
        self.orders.append(sale.order_id)

    def comp(self, how: int) -> None:
        house, who, places = self.house, self.session, self.places(1)
        if not places:
            return
        cart = cart_of(house, who, *places)
        lines = (cart.lines[0].line_id,)
        free = house.office.seating.set_price_type(
            house.command(), who, cart, lines, COMP, ("Press", "Cast")[how % 2]
        )
        house.office.selling.sell(house.command(), who, free, ())


_HEADER = (
    "Order #,Channel,First Name,Last Name,Performance,Section,Row,Seat,Qty,Ticket Type,Price,"
    "Amount Paid,Balance Due"
)


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
    proofs = [one for one in statement.sections if one.code.startswith("proof")]
    assert proofs
    for one in proofs:
        if one.rows:
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
    assert sum(column(section(daily, "by_hour"), "net")) == gross
    assert sum(column(section(daily, "occupancy"), "net")) == gross
    people = section(made[StatementName.OPERATORS], "by_operator")
    assert sum(column(people, "net")) == gross
    check_both_ways(house, daily, people)
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
    check_bridges(house, daily, gross)


def check_both_ways(house: House, daily: Statement, people: Section) -> None:
    """What was sold and what came back stand apart, counted and summed the same on every paper."""
    figures = {row[0]: row[1:] for row in section(daily, "figures").rows}
    with house.office.storage.read() as uow:
        tills = [till.till_id for till in uow.tills.tills_of_day("w1", DOORS_OPEN.date())]
        at_tills = {row.label: row for row in uow.tills.by_tender(tills)}
        back = sum(row.back.minor for row in uow.tills.by_performance(tills))
    assert figures["tickets_returned"][1] == -back == sum(column(people, "returned_for"))
    assert figures["tickets_sold"] == (
        sum(column(people, "tickets_sold")),
        sum(column(people, "sold_for")),
    )
    assert figures["tickets_returned"][0] == sum(column(people, "tickets_back"))
    houses = section(daily, "occupancy")
    assert sum(column(houses, "tickets_back")) == figures["tickets_returned"][0]
    for kind, number, _, number_back, *_ in section(daily, "by_tender").rows:
        row, found = at_tills.get(str(kind)), (number, number_back)
        ((taken, given),) = rows(
            house,
            "SELECT sum(of_tender IS NULL), sum(of_tender IS NOT NULL) FROM tender"
            f" WHERE kind = '{kind}'",
        )
        assert found == (taken, given)
        if row is not None:
            assert (row.count, row.back_count) <= (taken, given)


def check_bridges(house: House, daily: Statement, gross: int) -> None:
    """From the day report to the daily summary, and from what a till sold to what lies in it."""
    window = Window(WindowId("w1"), "Window 1", "W1")
    with house.office.storage.read() as uow:
        tills = uow.tills.tills_of_day("w1", DOORS_OPEN.date())
        report = day_figures(uow, window, tills, "day")
    bridge = section(daily, "from_day_report")
    booked = {str(row[0]): row[1:] for row in bridge.rows}
    at_tills = booked["at_tills"]
    assert at_tills[:3] == (report.tickets, report.returned, report.net_tickets)
    assert at_tills[3] == report.net.minor
    assert at_tills[4] == (report.certificates - report.certificates_back).minor
    assert at_tills[5] == sum(row.net.minor for row in report.by_tender)
    assert report.whole.minor == gross == bridge.totals[4]
    figures = {row[0]: row for row in section(daily, "figures").rows}
    assert figures["net_tickets"][1:] == bridge.totals[3:5]
    assert report.elsewhere is not None
    assert report.tickets + report.elsewhere.count == bridge.totals[1]
    assert sum(column(section(daily, "by_tender"), "amount")) == bridge.totals[6]
    for till in tills:
        made = house.office.statements.make(
            house.staff["Sue Lead"], StatementName.CASHIER, till.till_id
        )
        agrees(made)
        sold, drawer = section(made, "proof_sold"), section(made, "proof_drawer")
        came_in = sum(column(section(made, "by_tender"), "amount"))
        assert sold.rows[-1] == ("came_in", came_in)
        expected = {row[0]: row[2] for row in section(made, "drawer").rows}["expected"]
        assert drawer.rows[-1] == ("expected", expected)


def check_performance(house: House, code: str, performance: str) -> None:
    made = house.office.statements.make(house.staff["Sue Lead"], StatementName.PERFORMANCE, code)
    agrees(made)
    gross = posted(house, f"{TICKETS} AND p.performance_id = '{performance}'")
    assert sum(column(section(made, "by_price"), "gross")) == gross
    assert sum(column(section(made, "by_payment"), "amount")) == gross
    places = dict(row[:2] for row in section(made, "house").rows)
    tickets = sum(column(section(made, "by_price"), "tickets"))
    assert tickets == int(str(places["sold"])) + int(str(places["comp"]))


@settings(max_examples=3 * WALKS)
@given(ACTS)
def test_statements_come_to_what_was_posted(acts: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "foyer.sqlite3", ManualClock(DOORS_OPEN))
        evening = BusyEvening(house)
        for act, which, how in (*acts, ("both", 0, 2), ("redeem", 0, 1), ("imported", 0, 2)):
            with suppress(Refused):  # a rule said no: nothing may have changed
                evening.do(act, which, how)
        evening.settle_everything()
        check_statements(house, DOORS_OPEN.date().isoformat())
        house.office.close()
