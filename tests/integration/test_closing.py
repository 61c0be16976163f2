"""Closing over a real file: blind, counted, approved by a second person, locked for good."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from pos.codec import to_json
from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    CardNumberRefused,
    CommandReused,
    CountIsIn,
    CountLimitReached,
    CurrencyMismatch,
    DayNotReady,
    IllegalTransition,
    InvariantBroken,
    NotAllowed,
    NotFound,
    NotThisWay,
    SamePerson,
    TextRefused,
    TillNotCounted,
    TillNotOpen,
    TillNotYours,
    TillStillNeeded,
)
from pos.events import DrawerToOpen, TillChanged
from pos.ids import CommandId, TillId
from pos.money import Money
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from pos.views.cash import (
    Blocker,
    CountSheet,
    HalfCount,
    PaperCounted,
    Row,
    TenderDifference,
    TillReportView,
    TillResult,
)
from pos.views.people import Approval, Permission, Role, SessionView
from pos.views.selling import TenderGiven, TenderKind
from pos.views.statements import StatementName
from tests.integration.small_house import (
    COMP,
    LATE,
    OPEN,
    PINS,
    STALLS,
    STUDENT,
    SYMPHONY,
    House,
    usd,
)
from tests.integration.test_people import audited, of
from tests.integration.test_selling import cart_of, cash, parcels, rows

PRINTED = PrintResult(PrintOutcome.PRINTED)


def check(amount: int) -> TenderGiven:
    return TenderGiven(TenderKind.CHECK, usd(amount), usd(amount), "1204", "Ann Example")


def print_all(house: House, result: PrintResult = PRINTED) -> None:
    for device in ("ticket_printer", "receipt_printer"):
        while (work := house.office.prints.begin(device)) is not None:
            house.office.prints.settle(work.job_id, result)


def sell(house: House, session: SessionView, *tenders: TenderGiven) -> None:
    """Sell as many of the best seats as these tenders pay for."""
    seats = sum(tender.amount.minor for tender in tenders) // 4_500
    seating = house.office.seating
    cart = seating.take_best(
        house.command(), session, seating.new_cart(), SYMPHONY, seats, STALLS, None
    )
    house.office.selling.sell(house.command(), session, cart, tenders)


def evening(house: House) -> SessionView:
    """Ada sells for $90 in cash, $90 by check, $30 in cash and $15 by check; everything prints."""
    session = house.open_till()
    sell(house, session, cash(9_000, 10_000))
    house.clock.advance(timedelta(minutes=20))
    sell(house, session, check(9_000))
    sell(house, session, cash(3_000), check(1_500))
    print_all(house)
    return session


EXPECTED_CASH, EXPECTED_CHECKS = 10_000 + 9_000 + 3_000, 10_500


def sheet(cents: int = EXPECTED_CASH) -> CountSheet:
    return CountSheet(coins=((1, cents % 100),), notes=((100, cents // 100),))


def all_papers(house: House) -> tuple[PaperCounted, ...]:
    """Return every paper of the open till as it should be handed in."""
    till = house.office.tills.current()
    assert till is not None
    with house.office.storage.read() as uow:
        return tuple(
            PaperCounted(
                each.paper.kind,
                each.paper.subject_id,
                each.paper.number,
                each.paper.payer,
                abs(each.minor),
            )
            for each in uow.tills.papers_in(till.till_id)
        )


def count(
    house: House,
    session: SessionView,
    counted: CountSheet | None = None,
    papers: tuple[PaperCounted, ...] | None = None,
) -> TillResult:
    """Count the drawer; without a word about papers they are all there."""
    closing = house.office.closing
    closing.start_count(house.command(), session)
    papers = all_papers(house) if papers is None else papers
    return closing.submit_count(house.command(), session, counted or sheet(), papers)


def word_of(
    house: House,
    name: str,
    command: CommandId,
    requester: SessionView,
    permission: Permission = Permission.APPROVE_CLOSE,
) -> Approval:
    people = house.office.people
    pin = {**PINS, "Olga Owner": "7302", "Fay Ledger": "8046"}[name]
    return people.approve(of(house, name).user_id, pin, permission, command, requester)


def lock(
    house: House, session: SessionView, name: str = "Sue Lead", reason: str = ""
) -> TillReportView:
    command, till = house.command(), house.office.tills.current()
    assert till is not None
    approval = word_of(house, name, command, session)
    return house.office.closing.approve(command, session, till.till_id, approval, reason)


def close_evening(house: House) -> TillReportView:
    session = evening(house)
    count(house, session)
    return lock(house, session)


def ledger(house: House) -> dict[tuple[str, bool], int]:
    """Return the balance of each account, in the till and outside it."""
    query = "SELECT account, till_id IS NOT NULL, sum(amount_minor) FROM posting GROUP BY 1, 2"
    return {(str(a), bool(t)): int(str(s)) for a, t, s in rows(house, query)}


# ---- counting ----


def test_the_count_begins_blind_and_stops_the_selling(house: House) -> None:
    session = evening(house)
    house.events.clear()
    till = house.office.closing.start_count(house.command(), session)
    assert (till.state, till.counts_left) == ("counting", 3)
    assert [type(event) for event in house.events] == [DrawerToOpen, TillChanged]
    cart = cart_of(house, session, ("C", 5))
    with pytest.raises(TillNotOpen):
        house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    assert audited(house, "till.count_started") == 1
    assert rows(house, "SELECT count(*) FROM drawer_opening WHERE reason = 'count'") == [(1,)]


def test_nothing_tells_what_is_expected_before_the_count_is_in(house: House) -> None:
    """The figure is in no answer, no event, no audit entry and no stored command."""
    session = evening(house)
    command = house.command()
    till = house.office.closing.start_count(command, session)
    told = [
        to_json(till),
        to_json(house.office.tills.current()),
        to_json(house.office.closing.x_report(session)),
        repr(house.office.closing.blockers(till.till_id)),
        repr(house.events),
        repr(rows(house, "SELECT details FROM audit WHERE event LIKE 'till.%'")),
        repr(rows(house, "SELECT answer FROM command WHERE kind IN ('open_till','start_count')")),
    ]
    takings = EXPECTED_CASH - 10_000
    for text in told:
        for figure in (EXPECTED_CASH, takings, EXPECTED_CHECKS, takings + EXPECTED_CHECKS):
            assert str(figure) not in text
    assert house.office.closing.result() is None


def test_resuming_before_a_count_goes_on_selling(house: House) -> None:
    session = evening(house)
    house.office.closing.start_count(house.command(), session)
    assert house.office.closing.resume(house.command(), session).state == "open"
    sell(house, session, cash(4_500))
    assert audited(house, "till.resumed") == 1


def test_the_reveal_shows_each_tender_apart(house: House) -> None:
    result = count(house, evening(house), sheet(EXPECTED_CASH - 150))
    assert result.till.state == "counted"
    assert result.till.counts_left == 2
    assert result.differences == (
        TenderDifference("cash", usd(EXPECTED_CASH), usd(EXPECTED_CASH - 150)),
        TenderDifference("check", usd(10_500), usd(10_500), 2, 2),
    )
    assert result.differences[0].over_short == usd(-150)
    assert (result.needs_reason, result.needs_manager) == (False, False)
    assert house.office.closing.result() == result
    assert audited(house, "till.counted") == 1


def test_a_till_without_checks_shows_cash_only(house: House) -> None:
    result = count(house, house.open_till(), sheet(10_000))
    assert result.differences == (TenderDifference("cash", usd(10_000), usd(10_000)),)


@pytest.mark.parametrize(
    ("counted", "reason", "manager"),
    [
        (sheet(EXPECTED_CASH + 200), False, False),
        (sheet(EXPECTED_CASH - 201), True, False),
        (sheet(EXPECTED_CASH + 1_000), True, False),
        (sheet(EXPECTED_CASH - 1_001), True, True),
    ],
)
def test_tiers_of_over_and_short(
    house: House, counted: CountSheet, reason: bool, manager: bool
) -> None:
    result = count(house, evening(house), counted)
    assert (result.needs_reason, result.needs_manager) == (reason, manager)


def test_a_count_is_handed_in_once(house: House) -> None:
    session = evening(house)
    house.office.closing.start_count(house.command(), session)
    command = house.command()
    first = house.office.closing.submit_count(command, session, sheet(), all_papers(house))
    again = house.office.closing.submit_count(command, session, sheet(), all_papers(house))
    assert again == first
    with pytest.raises(CommandReused):
        house.office.closing.submit_count(command, session, sheet(1))
    assert rows(house, "SELECT attempt, total_minor, expected_minor FROM till_count") == [
        (1, EXPECTED_CASH + EXPECTED_CHECKS, EXPECTED_CASH + EXPECTED_CHECKS)
    ]


def test_recounts_are_limited_and_each_is_kept(house: House) -> None:
    session = evening(house)
    closing = house.office.closing
    left = [count(house, session, sheet(1)).till.counts_left]
    for cents in (2, 3):
        assert closing.recount(house.command(), session).state == "counting"
        again = closing.submit_count(house.command(), session, sheet(cents), all_papers(house))
        left.append(again.till.counts_left)
    assert left == [2, 1, 0]
    with pytest.raises(CountLimitReached) as refused:
        closing.recount(house.command(), session)
    assert refused.value.params == {"limit": 3}
    current = house.office.tills.current()
    assert current is not None
    assert current.state == "counted"  # the refusal changed nothing
    assert rows(house, "SELECT total_minor FROM till_count ORDER BY attempt") == [
        (EXPECTED_CHECKS + cents,) for cents in (1, 2, 3)
    ]
    assert audited(house, "till.recounted") == 2


def test_after_the_reveal_the_till_takes_no_more_money(house: House) -> None:
    session = evening(house)
    count(house, session)
    house.office.closing.recount(house.command(), session)
    with pytest.raises(CountIsIn):
        house.office.closing.resume(house.command(), session)


def test_a_slip_of_the_hand_is_no_count(house: House) -> None:
    session = evening(house)
    house.office.closing.start_count(house.command(), session)
    with pytest.raises(AmountInvalid):
        house.office.closing.submit_count(house.command(), session, CountSheet(notes=((300, 1),)))
    with pytest.raises(CurrencyMismatch):
        house.office.closing.submit_count(house.command(), session, CountSheet(currency="CAD"))
    assert rows(house, "SELECT count(*) FROM till_count") == [(0,)]


def test_every_step_out_of_turn_is_refused(house: House) -> None:
    closing, session = house.office.closing, house.open_till()
    with pytest.raises(IllegalTransition):
        closing.submit_count(house.command(), session, sheet())
    with pytest.raises(IllegalTransition):
        closing.recount(house.command(), session)
    with pytest.raises(IllegalTransition):
        closing.resume(house.command(), session)
    with pytest.raises(IllegalTransition):
        lock(house, session)
    closing.start_count(house.command(), session)
    with pytest.raises(IllegalTransition):
        closing.start_count(house.command(), session)
    with pytest.raises(IllegalTransition):
        lock(house, session)
    closing.submit_count(house.command(), session, sheet(10_000))
    with pytest.raises(IllegalTransition):
        closing.submit_count(house.command(), session, sheet(10_000))
    with pytest.raises(IllegalTransition):
        closing.start_count(house.command(), session)


def test_who_may_count(house: House) -> None:
    ada = house.open_till("Ada Clerk")
    ben = house.sign_in("Ben Clerk")
    closing = house.office.closing
    with pytest.raises(TillNotYours) as refused:
        closing.start_count(house.command(), ben)
    assert refused.value.params == {"cashier": "Ada Clerk"}
    manager = house.sign_in("Max House")
    house.office.people.add_staff(
        house.command(), manager, "Fay Ledger", Role.FINANCE, "8046", "en"
    )
    finance = house.office.people.sign_in(of(house, "Fay Ledger").user_id, "8046")
    for refused_step in (closing.start_count, closing.resume, closing.recount):
        with pytest.raises(NotAllowed):
            refused_step(house.command(), finance)
    with pytest.raises(NotAllowed):
        closing.submit_count(house.command(), finance, sheet())
    assert closing.start_count(house.command(), ada).state == "counting"


def test_nothing_is_counted_where_no_till_is_open(house: House) -> None:
    ada, closing = house.sign_in("Ada Clerk"), house.office.closing
    for step in (closing.start_count, closing.resume, closing.recount):
        with pytest.raises(TillNotOpen):
            step(house.command(), ada)
    with pytest.raises(TillNotOpen):
        closing.submit_count(house.command(), ada, sheet())
    with pytest.raises(TillNotOpen):
        closing.x_report(ada)
    assert closing.result() is None


def test_a_forgotten_till_is_counted_by_a_supervisor_and_approved_by_a_third(
    house: House,
) -> None:
    evening(house)
    sue = house.sign_in("Sue Lead")
    count(house, sue)
    current = house.office.tills.current()
    assert current is not None
    with pytest.raises(SamePerson):  # she counted it
        lock(house, house.staff["Ada Clerk"], "Sue Lead")
    view = lock(house, sue, "Max House")
    assert (view.cashier, view.approved_by) == ("Ada Clerk", "Max House")


# ---- what is in the way ----


def test_papers_that_did_not_come_out_are_in_the_way(house: House) -> None:
    session = house.open_till()
    sell(house, session, cash(9_000))
    till = house.office.tills.current()
    assert till is not None
    assert house.office.closing.blockers(till.till_id) == (Blocker("unprinted", 3, "W1-000001"),)
    with pytest.raises(TillStillNeeded) as refused:
        house.office.closing.start_count(house.command(), session)
    assert refused.value.params == {"reason": "unprinted", "count": 3}
    assert house.office.tills.current() == till


def test_papers_in_doubt_are_in_the_way_until_a_person_decides(house: House) -> None:
    session = house.open_till()
    sell(house, session, cash(4_500))
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.UNKNOWN, Condition.SILENT))
    print_all(house)
    till = house.office.tills.current()
    assert till is not None
    assert house.office.closing.blockers(till.till_id) == (
        Blocker("print_in_doubt", 1, "W1-000001"),
    )
    with pytest.raises(TillStillNeeded):
        house.office.closing.start_count(house.command(), session)
    house.office.prints.decide(house.command(), session, work.job_id, came_out=True)
    assert house.office.closing.blockers(till.till_id) == ()
    assert house.office.closing.start_count(house.command(), session).state == "counting"


def test_a_cart_that_holds_places_is_in_the_way(house: House) -> None:
    session = house.open_till()
    cart = cart_of(house, session, ("C", 5))
    till = house.office.tills.current()
    assert till is not None
    assert house.office.closing.blockers(till.till_id) == (Blocker("open_cart", 1),)
    with pytest.raises(TillStillNeeded):
        house.office.closing.start_count(house.command(), session)
    house.office.seating.abandon(house.command(), session, cart)
    assert house.office.closing.blockers(till.till_id) == ()


def test_what_came_up_after_the_count_is_in_the_way_of_the_lock(house: House) -> None:
    session = evening(house)
    count(house, session)
    cart_of(house, session, ("C", 5))
    with pytest.raises(TillStillNeeded):
        lock(house, session)
    current = house.office.tills.current()
    assert current is not None
    assert current.state == "counted"


# ---- the second person ----


def test_the_lock_moves_what_was_counted_to_the_safe(house: House) -> None:
    close_evening(house)
    balances = ledger(house)
    assert balances["1020", True] == 0
    assert balances["1030", True] == 0
    assert balances["1020", False] == EXPECTED_CASH - 10_000  # the float came out of it
    assert balances["1030", False] == EXPECTED_CHECKS
    assert ("5020", False) not in balances
    assert house.office.tills.current() is None
    assert house.office.verify() == ()


@pytest.mark.parametrize("cents", [-150, 150, -700])
def test_over_and_short_go_to_their_own_account(house: House, cents: int) -> None:
    session = evening(house)
    count(house, session, sheet(EXPECTED_CASH + cents))
    lock(house, session, "Max House", "drawer was left open")
    balances = ledger(house)
    assert balances["5020", False] == -cents
    assert balances["1020", False] == EXPECTED_CASH - 10_000 + cents
    assert balances["1020", True] == balances["1030", True] == 0
    assert house.office.verify() == ()


def test_the_z_report_says_what_was_counted_by_whom(house: House) -> None:
    view = close_evening(house)
    assert (view.scope, view.z_number, view.blind) == ("till", 1, False)
    assert (view.company, view.window, view.cashier) == ("Test Players", "Window 1", "Ada Clerk")
    assert (view.approved_by, view.reason) == ("Sue Lead", "")
    assert view.business_date == date(2026, 11, 21)
    assert view.opening_float == usd(10_000)
    assert view.by_tender == (Row("cash", 2, usd(12_000)), Row("check", 2, usd(10_500)))
    (row,) = view.by_performance
    assert (row.label, row.count, row.amount) == ("Symphony No. 9", 5, usd(22_500))
    assert row.starts_at is not None
    assert row.starts_at.isoformat() == "2026-11-21T19:30:00-08:00"
    assert view.by_price_type == (Row("Adult", 5, usd(22_500)),)
    assert [(start.strftime("%H:%M"), money.minor) for start, money in view.by_quarter_hour] == [
        ("18:00", 9_000),
        ("18:15", 13_500),
    ]
    assert (view.gross, view.fees, view.receivable) == (usd(22_500), usd(1_500), usd(0))
    assert (view.sales, view.tickets, view.comps, view.no_sales, view.spoiled) == (3, 5, 0, 0, 0)
    assert [d.kind for d in view.differences] == ["cash", "check"]


def test_the_z_report_is_the_same_whenever_it_is_made(house: House) -> None:
    first = close_evening(house)
    house.clock.advance(timedelta(days=400))
    assert house.office.closing.z_report(1) == first
    assert to_json(house.office.closing.z_report(1)) == to_json(first)
    assert house.office.closing.z_reports() == (first,)
    assert rows(house, "SELECT report FROM till_close") == [(to_json(first),)]
    with pytest.raises(NotFound):
        house.office.closing.z_report(2)


def test_locking_again_under_the_same_command_is_the_first_answer(house: House) -> None:
    session = evening(house)
    till = count(house, session).till
    command = house.command()
    approval = word_of(house, "Sue Lead", command, session)
    first = house.office.closing.approve(command, session, till.till_id, approval, "")
    assert house.office.closing.approve(command, session, till.till_id, approval, "") == first
    assert rows(house, "SELECT count(*) FROM till_close") == [(1,)]


def test_a_locked_till_is_locked(house: House) -> None:
    session = evening(house)
    till = count(house, session).till
    lock(house, session)
    closing = house.office.closing
    for step in (closing.start_count, closing.resume, closing.recount):
        with pytest.raises(TillNotOpen):
            step(house.command(), session)
    cart = cart_of(house, session, ("C", 5))
    with pytest.raises(TillNotOpen):
        house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    command = house.command()
    approval = word_of(house, "Sue Lead", command, session)
    with pytest.raises(IllegalTransition):
        closing.approve(command, session, till.till_id, approval, "")
    with pytest.raises(NotFound):
        closing.approve(command, session, TillId("nowhere"), approval, "")
    assert closing.blockers(till.till_id) == ()


def test_the_next_cashier_opens_the_drawer_and_z_numbers_have_no_gap(house: House) -> None:
    close_evening(house)
    ben = house.open_till("Ben Clerk", 5_000)
    sell(house, ben, cash(4_500))
    print_all(house)
    count(house, ben, sheet(1_000))
    with pytest.raises(TextRefused):  # $85 short, and a number must not be lost by this
        lock(house, ben, "Max House")
    second = lock(house, ben, "Max House", "counting again tomorrow")
    assert second.z_number == 2
    assert second.gross == usd(4_500)
    assert second.differences[0].over_short == usd(-8_500)
    assert house.office.verify() == ()


def test_the_reason_is_asked_for_above_the_first_limit(house: House) -> None:
    session = evening(house)
    count(house, session, sheet(EXPECTED_CASH - 201))
    for reason in ("", "   "):
        with pytest.raises(TextRefused) as refused:
            lock(house, session, reason=reason)
        assert refused.value.params["field"] == "reason"
    with pytest.raises(CardNumberRefused):
        lock(house, session, reason="4111 1111 1111 1111")
    with pytest.raises(TextRefused):
        lock(house, session, reason="x" * 201)
    assert lock(house, session, reason="wrong change").reason == "wrong change"


def test_a_large_difference_needs_a_manager(house: House) -> None:
    session = evening(house)
    till = count(house, session, sheet(EXPECTED_CASH - 1_001)).till
    with pytest.raises(ApprovalNeeded) as refused:
        lock(house, session, "Sue Lead", "lost a ten")
    assert refused.value.params == {"permission": "approve_difference"}
    command = house.command()
    approval = word_of(house, "Max House", command, session, Permission.APPROVE_DIFFERENCE)
    view = house.office.closing.approve(command, session, till.till_id, approval, "lost a ten")
    assert view.approved_by == "Max House"


def test_a_manager_who_approves_a_close_approves_its_difference(house: House) -> None:
    session = evening(house)
    count(house, session, sheet(EXPECTED_CASH - 5_000))
    assert lock(house, session, "Max House", "lost a fifty").approved_by == "Max House"


def test_the_cashier_is_no_second_person(house: House) -> None:
    """Not even when a supervisor has the till and their own PIN."""
    sue = house.open_till("Sue Lead")
    till = count(house, sue, sheet(10_000)).till
    ben, command = house.sign_in("Ben Clerk"), house.command()
    own = word_of(house, "Sue Lead", command, ben)
    with pytest.raises(SamePerson):
        house.office.closing.approve(command, ben, till.till_id, own, "")
    with pytest.raises(SamePerson):
        house.office.closing.approve(command, sue, till.till_id, own, "")
    assert lock(house, sue, "Max House").approved_by == "Max House"


def test_an_approval_is_for_one_command_and_really_given(house: House) -> None:
    session = evening(house)
    till = count(house, session).till
    closing, command = house.office.closing, house.command()
    sue = of(house, "Sue Lead")
    given = word_of(house, "Sue Lead", command, session)
    forged = Approval(sue.user_id, sue.name, Permission.APPROVE_CLOSE, house.command())
    other_act = word_of(house, "Sue Lead", command, session, Permission.REPRINT)
    stranger = Approval(till.till_id, "Nobody", Permission.APPROVE_CLOSE, command)  # type: ignore[arg-type]
    for wrong_command, approval in (
        (house.command(), given),
        (CommandId(forged.command), forged),
        (command, other_act),
        (command, stranger),
    ):
        with pytest.raises(ApprovalNeeded):
            closing.approve(wrong_command, session, till.till_id, approval, "")
    assert closing.approve(command, session, till.till_id, given, "").z_number == 1


def test_an_approver_who_was_disabled_meanwhile_does_not_count(house: House) -> None:
    session = evening(house)
    till = count(house, session).till
    command = house.command()
    approval = word_of(house, "Sue Lead", command, session)
    house.office.people.change_staff(
        house.command(),
        house.sign_in("Max House"),
        approval.approver,
        role=Role.SUPERVISOR,
        locale="en",
        enabled=False,
    )
    with pytest.raises(ApprovalNeeded):
        house.office.closing.approve(command, session, till.till_id, approval, "")


def test_finance_may_bring_the_second_persons_word_but_a_stranger_to_tills_may_not(
    house: House,
) -> None:
    session = evening(house)
    till = count(house, session).till
    command = house.command()
    approval = word_of(house, "Sue Lead", command, session)
    nobody = SessionView(session.user_id, "Nobody", Role.CASHIER, "en", frozenset())
    with pytest.raises(NotAllowed):
        house.office.closing.approve(command, nobody, till.till_id, approval, "")
    with pytest.raises(NotAllowed):
        house.office.closing.close_day(command, nobody, approval)
    house.office.people.add_staff(
        house.command(), house.sign_in("Max House"), "Fay Ledger", Role.FINANCE, "8046", "en"
    )
    finance = house.office.people.sign_in(of(house, "Fay Ledger").user_id, "8046")
    assert house.office.closing.approve(command, finance, till.till_id, approval, "").z_number == 1


# ---- X ----


def test_the_x_report_is_blind_for_the_cashier_until_the_count_is_in(house: House) -> None:
    session = evening(house)
    x = house.office.closing.x_report(session)
    assert x.blind
    assert x.by_tender == ()
    assert not x.gross
    assert (x.z_number, x.sales, x.tickets) == (None, 3, 5)
    count(house, session)
    revealed = house.office.closing.x_report(session)
    assert not revealed.blind
    assert revealed.gross == usd(22_500)
    assert revealed.differences == ()


def test_a_supervisor_sees_anothers_x_report_but_not_their_own(house: House) -> None:
    evening(house)
    sue = house.sign_in("Sue Lead")
    assert house.office.closing.x_report(sue).gross == usd(22_500)
    ben = house.sign_in("Ben Clerk")
    with pytest.raises(NotAllowed):
        house.office.closing.x_report(ben)
    count(house, house.staff["Ada Clerk"])
    lock(house, house.staff["Ada Clerk"])
    house.open_till("Sue Lead")
    assert house.office.closing.x_report(sue).blind


def test_who_sees_reports_but_no_expected_figures_gets_them_blind(house: House) -> None:
    evening(house)
    ben = house.sign_in("Ben Clerk")
    reader = SessionView(ben.user_id, ben.name, ben.role, "en", frozenset({Permission.SEE_REPORTS}))
    assert house.office.closing.x_report(reader).blind


def test_what_a_report_counts(house: House) -> None:
    """Comps, students, a hall by count, a no-sale, ruined paper, an order paid for later."""
    session = house.open_till()
    seating, selling = house.office.seating, house.office.selling
    sue = house.sign_in("Sue Lead")
    cart = cart_of(house, session, ("B", 4), ("B", 5), ("B", 6))
    lines = [line.line_id for line in cart.lines]
    cart = seating.set_price_type(house.command(), session, cart, (lines[1],), STUDENT)
    command = house.command()
    word = house.office.people.approve(
        sue.user_id, PINS["Sue Lead"], Permission.SELL_COMP, command, session
    )
    guest = (lines[2],), COMP, "artist's guest", word
    cart = seating.set_price_type(command, session, cart, *guest)
    selling.sell(house.command(), session, cart, (cash(6_500),))
    late = seating.take_places(house.command(), session, seating.new_cart(), LATE, 2, OPEN, None)
    selling.sell(house.command(), session, late, (cash(9_000),))
    house.office.tills.no_sale(house.command(), session, "change")
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.SPOILED, Condition.JAM))
    print_all(house)
    count(house, session, sheet(10_000 + 15_500))
    view = lock(house, session)
    assert [(r.label, r.count, r.amount.minor) for r in view.by_performance] == [
        ("Symphony No. 9", 3, 6_500),
        ("Late Studio", 2, 9_000),
    ]
    assert [(r.label, r.count, r.amount.minor) for r in view.by_price_type] == [
        ("Adult", 3, 13_500),
        ("Student", 1, 2_000),
        ("Comp", 1, 0),
    ]
    assert (view.sales, view.tickets, view.comps, view.no_sales, view.spoiled) == (2, 5, 1, 1, 1)
    assert (view.gross, view.fees) == (usd(15_500), usd(1_200))
    assert house.office.verify() == ()


def test_only_what_is_known_is_counted(house: House) -> None:
    with house.office.storage.read() as uow, pytest.raises(InvariantBroken):
        uow.tills.count_of("patrons", [])


# ---- the day ----


def close_day(house: House, session: SessionView, name: str = "Max House") -> TillReportView:
    command = house.command()
    approval = word_of(house, name, command, session, Permission.CLOSE_DAY)
    return house.office.closing.close_day(command, session, approval)


def test_the_day_is_the_sum_over_its_tills(house: House) -> None:
    first = close_evening(house)
    ben = house.open_till("Ben Clerk")  # with the hundred that was left
    sell(house, ben, cash(4_500))
    print_all(house)
    count(house, ben, sheet(14_400))
    second = lock(house, ben, "Sue Lead")
    assert house.office.closing.day_blockers() == ()
    day = close_day(house, ben)
    assert (day.scope, day.z_number, day.cashier) == ("day", None, "")
    assert day.opened_at == first.opened_at
    assert day.opening_float == usd(20_000)
    assert day.gross == first.gross + second.gross
    assert day.sales == first.sales + second.sales
    assert day.by_tender == (Row("cash", 3, usd(16_500)), Row("check", 2, usd(10_500)))
    assert day.differences == (
        TenderDifference("cash", usd(EXPECTED_CASH + 14_500), usd(EXPECTED_CASH + 14_400)),
        TenderDifference("check", usd(10_500), usd(10_500), 2, 2),
    )
    assert day.approved_by == "Max House"
    assert house.office.closing.day_reports() == (day,)
    assert audited(house, "day.closed") == 1
    assert house.office.verify() == ()


def test_the_day_waits_for_its_tills(house: House) -> None:
    session = evening(house)
    blockers = house.office.closing.day_blockers
    assert blockers() == (Blocker("open_till", 1, "Ada Clerk"),)
    with pytest.raises(DayNotReady) as refused:
        close_day(house, session)
    assert refused.value.params == {
        "reason": "open_till",
        "count": 1,
        "subject": "Ada Clerk",
    }
    house.office.closing.start_count(house.command(), session)
    assert blockers() == (Blocker("open_till", 1, "Ada Clerk"),)
    house.office.closing.submit_count(house.command(), session, sheet(), all_papers(house))
    assert blockers() == (Blocker("till_not_approved", 1, "Ada Clerk"),)
    lock(house, session)
    assert blockers() == ()


def test_the_day_waits_for_papers_and_carts(house: House) -> None:
    session = evening(house)
    count(house, session)
    lock(house, session)
    cart_of(house, session, ("C", 5))
    assert house.office.closing.day_blockers() == (Blocker("open_cart", 1),)
    with pytest.raises(DayNotReady):
        close_day(house, session)


def test_a_day_without_tills_has_nothing_to_close(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    assert house.office.closing.day_blockers() == ()
    with pytest.raises(DayNotReady) as refused:
        close_day(house, session)
    assert refused.value.params == {"reason": "no_till", "count": 0}


def test_a_locked_day_stays_locked(house: House) -> None:
    close_evening(house)
    session = house.staff["Ada Clerk"]
    command = house.command()
    approval = word_of(house, "Max House", command, session, Permission.CLOSE_DAY)
    first = house.office.closing.close_day(command, session, approval)
    assert house.office.closing.close_day(command, session, approval) == first
    with pytest.raises(DayNotReady):
        close_day(house, session)
    house.open_till("Ben Clerk")  # the show goes on: what is sold now belongs to the next day
    current = house.office.tills.current()
    assert current is not None
    assert current.business_date == date(2026, 11, 22)


def test_the_oldest_open_day_is_closed_first(house: House) -> None:
    close_evening(house)
    house.clock.advance(timedelta(days=1))
    ben = house.open_till("Ben Clerk")
    day = close_day(house, ben)
    assert day.business_date == date(2026, 11, 21)
    assert house.office.closing.day_blockers() == (Blocker("open_till", 1, "Ben Clerk"),)


def test_the_second_person_of_a_day(house: House) -> None:
    close_evening(house)
    session = house.staff["Ada Clerk"]
    with pytest.raises(SamePerson):
        close_day(house, house.sign_in("Max House"), "Max House")
    command = house.command()
    close_only = word_of(house, "Max House", command, session, Permission.APPROVE_CLOSE)
    with pytest.raises(ApprovalNeeded) as refused:
        house.office.closing.close_day(command, session, close_only)
    assert refused.value.params == {"permission": "close_day"}
    assert close_day(house, house.staff["Max House"], "Sue Lead").approved_by == "Sue Lead"


WATCHED = ("till", "till_count", "till_close", "day_close")


def test_what_moves_to_the_hub_is_in_the_outbox(house: House) -> None:
    close_evening(house)
    close_day(house, house.staff["Ada Clerk"])
    kinds = [kind for parcel in parcels(house) for kind in parcel]
    assert [kind for kind in kinds if kind in WATCHED] == [*WATCHED]


def test_the_audit_tells_of_the_close_and_who_said_so(house: House) -> None:
    close_evening(house)
    (row,) = rows(house, "SELECT user_id, details FROM audit WHERE event = 'till.closed'")
    assert row[0] == house.staff["Ada Clerk"].user_id
    details = json.loads(str(row[1]))
    assert details["approved_by"] == of(house, "Sue Lead").user_id
    assert (details["z_number"], details["over_short"]) == (1, 0)
    assert Money(details["over_short"]) == usd(0)


def beside(house: House, session: SessionView) -> None:
    """Begin a count after a look, somebody standing beside."""
    command = house.command()
    word = word_of(house, "Ben Clerk", command, session, Permission.COUNT_TILL)
    house.office.closing.start_count(command, session, word)


def test_whoever_looked_does_not_count_the_till_alone(house: House) -> None:
    """Sue looked by the X report, Max by a statement."""
    closing, ada = house.office.closing, evening(house)
    print_all(house)
    lead, max_ = house.sign_in("Sue Lead"), house.sign_in("Max House")
    assert not closing.x_report(lead).blind
    assert not closing.x_report(lead).blind
    till = house.office.tills.current()
    assert till is not None
    house.office.statements.make(max_, StatementName.DAILY, till.business_date.isoformat())
    assert audited(house, "till.looked_into") == 2
    for looked in (lead, max_):
        with pytest.raises(ApprovalNeeded) as refused:
            closing.start_count(house.command(), looked)
        assert refused.value.params == {"permission": "count_till"}
    command = house.command()
    other_act = word_of(house, "Max House", command, lead)
    with pytest.raises(ApprovalNeeded):
        closing.start_count(command, lead, other_act)
    beside(house, lead)
    with pytest.raises(NotThisWay):
        closing.submit_count(house.command(), max_, sheet(), all_papers(house))
    closing.resume(house.command(), lead)
    closing.start_count(house.command(), ada)
    with pytest.raises(NotThisWay):
        closing.submit_count(house.command(), lead, sheet(), all_papers(house))
    closing.resume(house.command(), ada)
    beside(house, max_)
    closing.submit_count(house.command(), max_, sheet(), all_papers(house))
    closing.x_report(lead)
    assert audited(house, "till.looked_into") == 2
    of_count = "SELECT details FROM audit WHERE event = 'till.count_started' ORDER BY seq"
    ben = {"beside": of(house, "Ben Clerk").user_id}
    assert [json.loads(str(row[0])) for row in rows(house, of_count)] == [ben, {}, ben]


def test_half_a_count_is_gone_when_money_moved_since(house: House) -> None:
    closing, ada = house.office.closing, evening(house)
    print_all(house)
    closing.start_count(house.command(), ada)
    typed = HalfCount(sheet(5_000))
    closing.keep_half(ada, typed)
    closing.resume(house.command(), ada)
    closing.start_count(house.command(), ada)
    assert closing.half_count(ada) == typed
    closing.resume(house.command(), ada)
    sell(house, ada, cash(4_500))
    print_all(house)
    closing.start_count(house.command(), ada)
    assert closing.half_count(ada) is None
    closing.keep_half(ada, typed)
    assert closing.half_count(ada) == typed


def test_whoever_counts_a_forgotten_till_is_as_blind_as_its_cashier(house: House) -> None:
    evening(house)
    print_all(house)
    lead = house.sign_in("Sue Lead")
    assert not house.office.closing.x_report(lead).blind
    till = house.office.tills.current()
    assert till is not None
    beside(house, lead)
    assert house.office.closing.x_report(lead).blind
    today = till.business_date.isoformat()
    for name, subject in ((StatementName.CASHIER, till.till_id), (StatementName.DAILY, today)):
        with pytest.raises(TillNotCounted):
            house.office.statements.make(lead, name, subject)
    assert not house.office.closing.x_report(house.sign_in("Max House")).blind
    house.office.closing.submit_count(house.command(), lead, sheet(), all_papers(house))
    assert not house.office.closing.x_report(lead).blind
