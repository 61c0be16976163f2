"""Statements as a service: who may see what, kept ones byte for byte, words for every code."""

from __future__ import annotations

import gettext
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import util
from pathlib import Path

import pytest

from pos.errors import DayNotBegun, NotAllowed, NotFound, TillNotCounted
from pos.ids import OrderId
from pos.views.statements import Offer, Shows, Statement, StatementName
from printing.fonts import FontSource
from printing.pdf.statement import statement_pdf
from printing.statement_csv import statement_csv
from printing.statement_words import StatementWords
from printing.statement_xlsx import statement_xlsx
from printing.words import Words
from tests.conftest import DOORS_OPEN
from tests.integration.refunds import give_back
from tests.integration.small_house import SYMPHONY, ZONE, House, usd
from tests.integration.test_closing import (
    all_papers,
    close_day,
    close_evening,
    count,
    evening,
    lock,
    sell,
    sheet,
)
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_statements_in_any_order import BusyEvening, section

DAY = DOORS_OPEN.date().isoformat()
OF_THEIR_OWN = (StatementName.DEPOSIT, StatementName.JOURNAL, StatementName.SETTLEMENT)
"""About deposits, locked days and processors' files: they have tests of their own."""
TELLING = (
    StatementName.DAILY,
    StatementName.CHECKS,
    StatementName.OPERATORS,
    StatementName.PERFORMANCE,
)


def subject_of(name: StatementName) -> str:
    return {StatementName.PERFORMANCE: "SYM-1", StatementName.CASHIER: "1"}.get(name, DAY)


def papers(view: Statement) -> tuple[bytes, bytes, bytes]:
    """Return the statement as PDF, CSV and workbook."""
    found = util.find_spec("font_roboto")
    assert found is not None
    assert found.origin is not None
    files = Path(found.origin).parent / "files"
    fonts = FontSource(
        (files / "Roboto-Regular.ttf").read_bytes(), (files / "Roboto-Bold.ttf").read_bytes()
    )
    words = Words("en", gettext.NullTranslations(), ZONE)
    return statement_pdf(view, words, fonts), statement_csv(view), statement_xlsx(view, words)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Move the machine to another time zone and language when called; back afterwards."""

    def move() -> None:
        for name in ("LANG", "LC_ALL", "LANGUAGE"):
            monkeypatch.setenv(name, "ru_RU.UTF-8")
        monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_a_kept_statement_comes_again_byte_for_byte_a_year_and_many_sales_later(
    house: House, elsewhere: Callable[[], None]
) -> None:
    ada = evening(house)
    (order,) = rows(house, "SELECT order_id FROM orders ORDER BY order_number LIMIT 1")
    count(house, ada, sheet(22_000 - 50), all_papers(house)[:-1])
    lock(house, ada, "Olga Owner", "A check is missing")
    lead, statements = house.sign_in("Sue Lead"), house.office.statements
    names = [name for name in statements.names(lead) if name not in OF_THEIR_OWN]
    kept = {
        name: papers(statements.keep(house.command(), lead, name, subject_of(name)))
        for name in names
    }
    house.clock.advance(timedelta(days=365))
    max_ = house.open_till("Max House")
    sell(house, max_, cash(9_000))
    chosen = tuple(
        each.ticket_id for each in house.office.orders.get(OrderId(str(order[0]))).tickets
    )
    give_back(house, max_, OrderId(str(order[0])), chosen[:1])
    elsewhere()
    now = statements.make(lead, StatementName.PERFORMANCE, "SYM-1")
    assert papers(now) != kept[StatementName.PERFORMANCE]
    for name, before in kept.items():
        assert papers(statements.again(lead, name, 1)) == before, name
        assert papers(statements.kept_by_the_house(name, 1)) == before, name
    assert house.office.verify() == ()


def test_kept_statements_are_numbered_by_name_and_once_a_command(house: House) -> None:
    close_evening(house)
    lead, statements = house.sign_in("Sue Lead"), house.office.statements
    command = house.command()
    first = statements.keep(command, lead, StatementName.DAILY, DAY)
    house.clock.advance(timedelta(minutes=5))
    assert statements.keep(command, lead, StatementName.DAILY, DAY) == first
    second = statements.keep(house.command(), lead, StatementName.DAILY, DAY)
    other = statements.keep(house.command(), lead, StatementName.OPERATORS, DAY)
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert second.as_of - first.as_of == timedelta(minutes=5)
    listed = [(one.name, one.number) for one in statements.kept(lead)]
    assert sorted(listed, key=str) == [
        (StatementName.DAILY, 1),
        (StatementName.DAILY, 2),
        (StatementName.OPERATORS, 1),
    ]
    assert rows(house, "SELECT count(*) FROM audit WHERE event = 'statement.kept'") == [(3,)]
    with pytest.raises(NotFound):
        statements.again(lead, StatementName.DAILY, 3)


# ---- who may see what ----


def test_statements_are_for_who_may_see_reports(house: House) -> None:
    ada = house.open_till("Ada Clerk")
    statements = house.office.statements
    for name in statements.names():
        if name is not StatementName.CASHIER:
            with pytest.raises(NotAllowed):
                statements.make(ada, name, subject_of(name))
    assert statements.names(ada) == (StatementName.CASHIER,)
    with pytest.raises(NotAllowed):
        statements.kept(ada)
    with pytest.raises(NotAllowed):
        statements.letters(ada, DAY)


def test_a_cashier_sees_the_own_till_only_when_its_count_is_in(house: House) -> None:
    ada = evening(house)
    till = house.office.tills.current()
    assert till is not None
    statements = house.office.statements
    with pytest.raises(TillNotCounted):
        statements.make(ada, StatementName.CASHIER, till.till_id)
    assert statements.offers(ada, StatementName.CASHIER) == ()
    lead = house.sign_in("Sue Lead")  # who may see what is expected in somebody else's
    assert statements.make(lead, StatementName.CASHIER, till.till_id).subject == till.till_id
    count(house, ada, sheet(22_000 - 50))
    made = statements.make(ada, StatementName.CASHIER, till.till_id)
    drawer = {row[0]: row[2] for row in section(made, "drawer").rows}
    assert (drawer["expected"], drawer["counted"], drawer["over_short"]) == (22_000, 21_950, -50)
    lock(house, ada)
    again = statements.make(ada, StatementName.CASHIER, "1")  # by its Z number
    assert section(again, "differences").totals[3] == -50
    assert section(again, "history").rows == ((DAY, -50),)
    assert statements.offers(ada, StatementName.CASHIER) == (
        Offer(till.till_id, day=date.fromisoformat(DAY), text="Ada Clerk", number=1),
    )
    with pytest.raises(NotAllowed):
        statements.make(house.sign_in("Ben Clerk"), StatementName.CASHIER, till.till_id)


@pytest.mark.parametrize("name", TELLING)
def test_who_still_has_to_count_learns_nothing_by_another_report(
    house: House, name: StatementName
) -> None:
    lead = house.open_till("Sue Lead")
    sell(house, lead, cash(9_000))
    statements = house.office.statements
    with pytest.raises(TillNotCounted):
        statements.make(lead, name, subject_of(name))
    with pytest.raises(TillNotCounted):
        statements.keep(house.command(), lead, name, subject_of(name))
    with pytest.raises(TillNotCounted):
        statements.of_the_house(name, subject_of(name))
    assert statements.make(house.sign_in("Max House"), name, subject_of(name)).name is name


def test_what_there_is_not_is_not_found(house: House) -> None:
    lead, statements = house.sign_in("Sue Lead"), house.office.statements
    for name, subject in (
        (StatementName.DAILY, "yesterday"),
        (StatementName.PERFORMANCE, "SYM-9"),
        (StatementName.CASHIER, "12"),
    ):
        with pytest.raises(NotFound):
            statements.make(lead, name, subject)
    with pytest.raises(DayNotBegun):
        statements.make(lead, StatementName.DAILY, "2099-01-01")


# ---- what stands on them ----


def test_a_performance_is_found_by_code_and_offered_by_when_it_plays(house: House) -> None:
    close_evening(house)
    lead, statements = house.sign_in("Sue Lead"), house.office.statements
    made = statements.make(lead, StatementName.PERFORMANCE, "SYM-1")
    assert made.subject == SYMPHONY
    assert made == statements.make(lead, StatementName.PERFORMANCE, SYMPHONY)
    houses = {row[0]: row[1] for row in section(made, "house").rows}
    assert houses == {"sold": 5, "comp": 0, "held": 1, "killed": 1, "unsold": 23}
    assert section(made, "by_payment").rows == (("cash", 12_000), ("check", 10_500))
    assert section(made, "deductions").totals == ("net", 22_500 - 5 * 300)
    offered = [one.text for one in statements.offers(lead, StatementName.PERFORMANCE)]
    assert offered == ["Symphony No. 9", "Late Studio"]
    house.clock.advance(timedelta(hours=3))
    offered = [one.text for one in statements.offers(lead, StatementName.PERFORMANCE)]
    assert offered == ["Symphony No. 9", "Late Studio"]


def test_a_place_in_somebodys_cart_is_not_sold(house: House) -> None:
    ada = house.open_till("Ada Clerk")
    cart_of(house, ada, ("B", 1), ("B", 2))
    made = house.office.statements.make(
        house.sign_in("Sue Lead"), StatementName.PERFORMANCE, "SYM-1"
    )
    houses = {row[0]: row[1] for row in section(made, "house").rows}
    assert (houses["sold"], houses["unsold"]) == (0, 28)
    assert section(made, "proof_places").totals == ("difference", 0)


def test_every_code_of_every_statement_has_words(house: House) -> None:
    busy = BusyEvening(house)
    for act in ("both", "redeem", "promo", "comp", "back", "sell_card"):
        busy.do(act, 0, 1)
    busy.settle_everything()
    busy.close_till()
    count(house, busy.session, sheet(10_000 - 150))
    lock(house, busy.session, "Olga Owner", "Not known")
    close_day(house, busy.session, "Olga Owner")
    said = StatementWords(Words("en", gettext.NullTranslations(), ZONE))
    statements = house.office.statements
    for name in statements.names():
        offers = statements.offers(None, name)
        if not offers:
            continue  # deposits and files of processors have tests of their own
        view = statements.of_the_house(name, offers[0].subject)
        assert name.value in said._titles
        for code, _ in view.heading:
            assert code in said._headings, code
        assert set(view.notes) <= said._notes.keys()
        assert set(view.signatures) <= said._signatures.keys()
        for table in view.sections:
            assert table.code in said._sections, table.code
            for place, each in enumerate(table.columns):
                assert each.code in said._columns, each.code
                if each.shows is Shows.CODE:
                    cells = {str(row[place]) for row in table.rows if row[place] is not None}
                    assert cells <= said._codes.keys(), cells


def test_the_day_report_says_what_was_sold_elsewhere_and_verify_sums_it_again(house: House) -> None:
    busy = BusyEvening(house)
    busy.imported(0)
    busy.settle_everything()
    busy.close_till()
    count(house, busy.session, sheet(10_000))
    lock(house, busy.session, "Olga Owner")
    report = close_day(house, busy.session, "Olga Owner")
    assert report.elsewhere is not None
    assert (report.elsewhere.count, report.elsewhere.amount) == (1, usd(4_500))
    daily = house.office.statements.make(house.sign_in("Sue Lead"), StatementName.DAILY, DAY)
    assert section(daily, "from_day_report").totals[4] == report.whole.minor
    assert house.office.verify() == ()
