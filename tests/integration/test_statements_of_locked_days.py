"""Whatever happened on an evening, once it is locked, at the bank and settled: every statement
comes to what the postings come to. Nothing here adds up as the makers do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from pos.clock import ManualClock
from pos.errors import Refused
from pos.selling.counter import LAUNCH_FUND
from pos.views.closing import ExceptionStanding
from pos.views.people import Permission
from pos.views.settlement import OurPayment
from pos.views.statements import Statement, StatementName
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import LATE, SYMPHONY, House, open_house, usd
from tests.integration.test_closing import (
    all_papers,
    close_day,
    count,
    lock,
    print_all,
    sheet,
    word_of,
)
from tests.integration.test_deposits import dollars
from tests.integration.test_safe import count_bag
from tests.integration.test_selling import cash, rows
from tests.integration.test_settlement import moved
from tests.integration.test_statements_in_any_order import (
    ACTS,
    TICKETS,
    BusyEvening,
    check_statements,
    column,
    posted,
    section,
)
from tests.unit.pos.closing.settlement.card_season import Moved, stripe

DAY = DOORS_OPEN.date().isoformat()
OF_THE_DAY = f"b.business_date = '{DAY}'"
SHORT = 150


def lock_it(evening: BusyEvening) -> None:
    """Count the till short and a paper less, bags too, and lock it all."""
    house = evening.house
    house.office.seating.release_left_over()  # of what was refused half-way
    print_all(house)
    till = house.office.tills.current()
    assert till is not None
    with house.office.storage.read() as uow:
        there = uow.tills.balance("1020", till.till_id)
    count(house, evening.session, sheet(there - SHORT), all_papers(house)[:-1])
    lock(house, evening.session, "Olga Owner", "Nobody knows")
    house.sign_in("Sue Lead")
    owner = house.staff["Olga Owner"]
    for bag, minor in rows(
        house, "SELECT movement_id, amount_minor FROM cash_movement WHERE kind = 'drop'"
    ):
        count_bag(house, owner, str(bag), int(str(minor)) - 100, "Sue Lead")
    deposit_it(house)
    for each in house.office.exceptions.waiting():
        if each.standing is ExceptionStanding.OPEN:
            house.office.exceptions.settle(house.command(), owner, each.exception_id, "Seen")
    close_day(house, evening.session, "Olga Owner")


def deposit_it(house: House) -> None:
    """Seal every till that brought something."""
    lead, deposits = house.staff["Sue Lead"], house.office.deposits
    for till in deposits.plan(lead).tills:
        plan = deposits.plan(lead, [till.till_id])
        if plan.cash.minor <= 0:
            continue
        cash = replace(dollars(plan.cash), coins=((1, plan.cash.minor % 100),))
        made, command = (
            deposits.prepare(house.command(), lead, [till.till_id], cash),
            house.command(),
        )
        word = word_of(house, "Max House", command, lead, Permission.DEPOSIT)
        deposits.seal(command, lead, made.deposit_id, f"D-{made.number}", "S", word)


def settle_it(house: House) -> None:
    """The processor's file comes the next day, with a chargeback in it, and is booked."""
    manager = house.sign_in("Max House")
    house.clock.advance(timedelta(days=1))
    with house.office.storage.read() as uow:
        charges = [each for each in uow.settlements.payments() if each.kind == "charge"]
    moves = [moved(each) for each in charges]
    moves += [_disputed(each) for each in charges[:1]]
    if moves:
        view = house.office.settlement.load(house.command(), manager, "po.csv", stripe(moves))
        house.office.settlement.post(house.command(), manager, view.file.file_id, "po_a")


def _disputed(charge: OurPayment) -> Moved:
    dispute = {"kind": "chargeback", "movement": "txn_d", "own": "dp_1", "fee": 1_500}
    return replace(moved(charge), minor=-charge.amount_minor, **dispute)  # type: ignore[arg-type]


def give(evening: BusyEvening) -> None:
    """Somebody gives something and buys nothing."""
    house, session = evening.house, evening.session
    office = house.office
    cart = office.counter.give(session, office.seating.new_cart(), LAUNCH_FUND.code, usd(31_005))
    tender = cash(cart.total.minor)
    office.selling.sell(house.command(), session, cart, (tender,), "Ann Example")
    print_all(house)


# ---- what each must come to ----


def make(house: House, name: StatementName, subject: str) -> Statement:
    return house.office.statements.make(house.staff["Olga Owner"], name, subject)


def number(house: House, query: str) -> int:
    ((found,),) = rows(house, query)
    return int(str(found or 0))


def sums(made: Statement, code: str, *columns: str) -> tuple[int, ...]:
    """Return what columns of a table come to."""
    return tuple(sum(column(section(made, code), each)) for each in columns)


def check_tills(house: House) -> None:
    """Of each till: what it sold, moved and should have held, and what was counted."""
    for (till,) in rows(house, "SELECT till_id FROM till"):
        made, of = make(house, StatementName.CASHIER, str(till)), f"b.till_id = '{till}'"
        assert sums(made, "by_performance", "net") == (posted(house, f"{TICKETS} AND {of}"),)
        cash = f"p.account = '1020' AND p.till_id = '{till}'"
        moves = "b.kind IN ('drop', 'top_up', 'paid_in', 'paid_out')"
        assert sums(made, "movements", "amount") == (-posted(house, f"{cash} AND {moves}"),)
        drawer = {str(row[0]): int(row[2] or 0) for row in section(made, "drawer").rows}
        expected = -posted(house, f"{cash} AND b.kind <> 'till_close'")
        assert drawer["expected"] == expected
        assert sum(amount for what, amount in drawer.items() if what not in _RESULTS) == expected
        taken, back, net = sums(made, "by_tender", "taken_in", "given_back", "amount")
        assert taken + back == net
        if "counted" in drawer:
            check_count(house, made, drawer, of)


_RESULTS = ("expected", "counted", "over_short")


def check_count(house: House, made: Statement, drawer: dict[str, int], of: str) -> None:
    """What was counted, and how far it was off, tender by tender."""
    off = posted(house, f"{of} AND b.kind = 'till_close' AND p.account = '5020'")
    counted = column(section(made, "counts"), "counted")[-1]
    assert drawer["counted"] == counted == drawer["expected"] + drawer["over_short"]
    told = {row[0]: row[1:4] for row in section(made, "differences").rows}
    assert told["cash"] == (drawer["expected"], counted, drawer["over_short"])
    assert drawer["over_short"] + int(told.get("check", (0, 0, 0))[2] or 0) == off


def check_over_short(house: House) -> None:
    made = make(house, StatementName.OVER_SHORT, DAY)
    off = posted(house, f"p.account = '5020' AND b.business_date <= '{DAY}'")
    over, short, net = sums(made, "by_cashier", "over", "short", "over_short")
    assert over + short == net == off == sums(made, "by_till", "over_short")[0]
    assert sums(make(house, StatementName.DAILY, DAY), "trend", "over_short") == (off,)


def check_certificates(house: House) -> None:
    made = make(house, StatementName.CERTIFICATES, DAY)
    owed = posted(house, f"p.account = '2020' AND b.business_date <= '{DAY}'")
    assert sums(made, "outstanding", "amount") == (owed,)
    *moves, closing = section(made, "roll").rows
    for place in (2, 3, 4):
        assert sum(int(row[place] or 0) for row in moves) == closing[place]
    by_move = {row[0]: row[4] for row in moves}
    for what, kind in (("sold", "sale"), ("given_away", "promotional")):
        grown = f"p.account = '2020' AND b.kind = '{kind}' AND p.amount_minor < 0"
        assert by_move.get(what, 0) == posted(house, f"{grown} AND {OF_THE_DAY}")


def check_prices(house: House) -> None:
    for code, performance in (("SYM-1", SYMPHONY), ("LATE-1", LATE)):
        made = make(house, StatementName.PERFORMANCE, code)
        of = f"p.ticket_id IS NOT NULL AND p.performance_id = '{performance}'"
        face, fees = (posted(house, f"{of} AND p.account = '{n}'") for n in ("2010", "2030"))
        assert sums(made, "by_price", "face", "fees") == (face, fees)
        taken_off = {row[0]: row[1] for row in section(made, "deductions").rows}
        assert (taken_off["gross"], taken_off["fees"]) == (face + fees, -fees)


def check_fates(house: House) -> None:
    made = make(house, StatementName.CHECKS, DAY)
    assert sums(made, "by_fate", "amount") == sums(made, "checks", "amount")


def check_deposits(house: House) -> None:
    sealed = 0
    for (deposit_id,) in rows(house, "SELECT deposit_id FROM deposit"):
        made = make(house, StatementName.DEPOSIT, str(deposit_id))
        total = sum(column(section(made, "deposit_total"), "amount"))
        cash, checks = section(made, "cash"), section(made, "checks")
        assert sum(column(cash, "amount")) + sum(column(checks, "amount")) == total
        assert sums(made, "tills", "cash") == sums(made, "cash", "amount")
        sealed += total
    assert sealed == -posted(house, "p.account = '1015' AND b.kind = 'deposit_sealed'")


def check_exceptions(house: House) -> None:
    made = make(house, StatementName.EXCEPTIONS, DAY)
    tables = [section(made, code) for code in ("waiting", "settled")]
    told = sum(sum(column(each, "amount")) for each in tables)
    assert sum(len(each.rows) for each in tables) == number(
        house, f"SELECT count(*) FROM close_exception WHERE business_date <= '{DAY}'"
    )
    assert told == number(
        house, f"SELECT sum(amount_minor) FROM close_exception WHERE business_date <= '{DAY}'"
    )
    kinds = section(made, "by_kind")
    assert sum(column(kinds, "number")) == len(tables[0].rows)
    bags = "p.account = '5020' AND b.kind = 'drop_counted'"
    dropped = [row for each in tables for row in each.rows if "drop_difference" in row]
    assert -100 * len(dropped) == posted(house, bags)


def check_promo_codes(house: House) -> None:
    made = make(house, StatementName.PROMO_CODES, DAY)
    sold = posted(
        house,
        f"{OF_THE_DAY} AND p.account IN ('2010', '2030') AND p.amount_minor < 0 AND p.ticket_id IN"
        " (SELECT ticket_id FROM ticket_step WHERE kind = 'promo') AND b.kind = 'sale'",
    )
    for code in ("by_promo_code", "by_promo_performance"):
        assert sum(column(section(made, code), "gross")) == sold


def check_donations(house: House) -> None:
    made = make(house, StatementName.DONATIONS, DAY)
    given = number(house, "SELECT sum(amount_minor) FROM order_extra WHERE kind = 'donation'")
    assert given == 31_005
    for code in ("by_fund", "donations"):
        assert sum(column(section(made, code), "amount")) == given


def check_journal(house: House) -> None:
    """The small house has no chart of its own: accounts are ours."""
    journal = section(make(house, StatementName.JOURNAL, DAY), "journal")
    told: Counter[str] = Counter()
    for account, _, _, debit, credit in journal.rows:
        told[str(account)] += int(debit or 0) - int(credit or 0)
    booked: Counter[str] = Counter()
    for account, minor in rows(
        house,
        "SELECT p.account, p.amount_minor FROM posting p JOIN batch b USING (batch_id)"
        f" WHERE {OF_THE_DAY}",
    ):
        booked[str(account)] += int(str(minor))
    assert {k: v for k, v in told.items() if v} == {k: v for k, v in booked.items() if v}
    assert sum(column(journal, "debit")) == sum(column(journal, "credit")) > 0
    assert journal.totals[3] == journal.totals[4] == sum(column(journal, "debit"))


def check_settlements(house: House) -> None:
    for (file_id,) in rows(house, "SELECT file_id FROM settlement_file"):
        made = make(house, StatementName.SETTLEMENT, str(file_id))
        booked = {str(row[0]): row[-1] for row in section(made, "payouts_booked").rows}
        for account, amount in booked.items():
            assert amount == -posted(house, f"p.account = '{account}' AND b.kind = 'payout'")
        payouts = section(made, "payouts")
        net = -posted(house, "p.account = '1010' AND b.kind = 'payout'")
        assert sum(column(payouts, "net")) == net == booked["1010"]
        assert sum(column(payouts, "fees")) == booked["5010"]
        assert sum(column(payouts, "gross")) == net + booked["5010"]
        theirs, ours, off = sums(made, "by_class", "processor_has", "we_have", "difference")
        assert theirs == net + booked["5010"]
        assert theirs - ours == off


def check_sold(house: House) -> None:
    house.sign_in("Sue Lead")
    check_statements(house, DAY)


N = StatementName
CHECKS: dict[Callable[[House], None], tuple[StatementName, ...]] = {
    check_sold: (
        *(N.DAILY, N.OPERATORS, N.CERTIFICATES, N.OVER_SHORT, N.CHECKS, N.PERFORMANCE),
        N.CASHIER,
    ),
    check_tills: (N.CASHIER,),
    check_over_short: (N.OVER_SHORT,),
    check_certificates: (N.CERTIFICATES,),
    check_prices: (N.PERFORMANCE,),
    check_fates: (N.CHECKS,),
    check_deposits: (N.DEPOSIT,),
    check_exceptions: (N.EXCEPTIONS,),
    check_promo_codes: (N.PROMO_CODES,),
    check_donations: (N.DONATIONS,),
    check_journal: (N.JOURNAL,),
    check_settlements: (N.SETTLEMENT,),
}


def test_every_statement_is_held_against_the_postings() -> None:
    assert {name for names in CHECKS.values() for name in names} == set(StatementName)


@settings(max_examples=2)
@given(ACTS)
def test_statements_of_a_locked_day_come_to_what_was_posted(
    acts: list[tuple[str, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        house = played(Path(folder) / "foyer.sqlite3", acts)
        for check in CHECKS:
            check(house)
        house.office.close()


def played(path: Path, acts: list[tuple[str, int, int]]) -> House:
    """Return the house after an evening that was locked, went to the bank and was settled."""
    house = open_house(path, ManualClock(DOORS_OPEN))
    evening = BusyEvening(house)
    always = (("both", 0, 2), ("redeem", 0, 1), ("promo", 0, 0), ("moved", 0, 0))
    for act, which, how in (*acts, *always):
        with suppress(Refused):  # a rule said no: nothing may have changed
            evening.do(act, which, how)
    evening.settle_everything()
    owner = next(p for p in house.office.people.staff() if p.name == "Olga Owner")
    house.staff["Olga Owner"] = house.office.people.sign_in(owner.user_id, "7302")
    give(evening)
    lock_it(evening)
    settle_it(house)
    return house
