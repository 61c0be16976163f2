"""A manager's word about a card payment, and the evidence that settles it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.errors import (
    ApprovalNeeded,
    CardNumberRefused,
    DayNotReady,
    NotAllowed,
    NotFound,
    PaymentGone,
    SamePerson,
    TextRefused,
)
from pos.ids import CommandId
from pos.ports.terminals import CardOutcome
from pos.views.cash import Blocker, CountSheet
from pos.views.paying import AnswerSource, CardBegun, ExceptionView
from pos.views.people import Approval, Permission, SessionView
from tests.integration.card_sales import (
    again,
    answer,
    approved,
    asked,
    balances,
    begin,
    card,
    card_house,
    settle,
    state,
)
from tests.integration.small_house import House, usd
from tests.integration.test_closing import close_day, count, lock, of, print_all, word_of
from tests.integration.test_selling import cart_of, rows
from tests.integration.test_verify import codes, plant


def in_doubt(house: House) -> tuple[SessionView, CardBegun]:
    """Begin a charge whose answer is lost."""
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    return session, begun


def force(
    house: House, begun: CardBegun, *, charged: bool = True, name: str = "Max House"
) -> ExceptionView:
    return house.office.cards.force(
        house.command(),
        house.sign_in(name),
        begun.payment_id,
        charged=charged,
        reason="The terminal broke",
        approval_code="A1B2C3" if charged else "",
    )


def owner_of(house: House) -> SessionView:
    return house.office.people.sign_in(of(house, "Olga Owner").user_id, "7302")


def settled(
    house: House, exception: ExceptionView, *, charged: bool | None = None
) -> ExceptionView:
    return house.office.cards.settle_exception(
        house.command(),
        owner_of(house),
        exception.exception_id,
        "processor",
        "Statement of the 22nd",
        charged=charged,
    )


def word(house: House, name: str, command: CommandId, session: SessionView) -> Approval:
    return word_of(house, name, command, session, Permission.FORCE_PAYMENT)


def test_a_force_needs_a_manager(house: House) -> None:
    session, begun = in_doubt(house)
    cards, command = house.office.cards, house.command()
    for who in (session, house.sign_in("Sue Lead")):
        with pytest.raises(ApprovalNeeded):
            cards.force(command, who, begun.payment_id, charged=False, reason="Broken")
    with pytest.raises(ApprovalNeeded):
        cards.force(
            command,
            session,
            begun.payment_id,
            charged=False,
            reason="Broken",
            approval=word(house, "Max House", house.command(), session),
        )
    assert state(house, begun.payment_id) == "unknown"
    view = cards.force(
        command,
        session,
        begun.payment_id,
        charged=False,
        reason="Broken",
        approval=word(house, "Max House", command, session),
    )
    assert (view.by, view.approved_by, view.what) == ("Ada Clerk", "Max House", "not_charged")
    assert state(house, begun.payment_id) == "declined"


def test_each_force_is_exactly_one_exception(house: House) -> None:
    _, begun = in_doubt(house)
    manager, command = house.sign_in("Max House"), house.command()
    twice = [
        house.office.cards.force(command, manager, begun.payment_id, charged=False, reason="Broken")
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert house.office.cards.exceptions() == (twice[0],)
    with pytest.raises(PaymentGone):
        force(house, begun)
    assert rows(house, "SELECT count(*) FROM card_exception") == [(1,)]
    assert house.office.cards.view(begun.payment_id).exception_id == twice[0].exception_id


def test_the_terminal_is_asked_before_anybody_forces(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    with pytest.raises(PaymentGone) as refused:
        force(house, begun)
    assert refused.value.params == {"state": "sent"}
    settle(house, begun, approved(begun))
    with pytest.raises(PaymentGone):
        force(house, begun, charged=False)


def test_what_an_earlier_life_sent_may_be_forced_where_no_terminal_is_left(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    house = again(house)
    assert len(house.office.cards.to_resolve()) == 1
    force(house, begun, charged=False)
    wish = asked(cart_of(house, house.sign_in("Ada Clerk"), ("C", 4)))
    assert house.office.cards.begin(house.command(), house.staff["Ada Clerk"], wish)
    house.office.close()


@pytest.mark.parametrize(
    ("reason", "code", "four", "error"),
    [
        ("", "A1", "", TextRefused),
        ("Broken", "", "", TextRefused),
        ("Broken", "A1", "12345", TextRefused),
        ("4111 1111 1111 1111", "A1", "", CardNumberRefused),
    ],
)
def test_what_a_force_says(
    house: House, reason: str, code: str, four: str, error: type[Exception]
) -> None:
    _, begun = in_doubt(house)
    manager = house.sign_in("Max House")
    with pytest.raises(error):
        house.office.cards.force(
            house.command(),
            manager,
            begun.payment_id,
            charged=True,
            reason=reason,
            approval_code=code,
            last_four=four,
        )


def test_an_exception_blocks_the_day_until_somebody_else_has_settled_it(house: House) -> None:
    session, begun = in_doubt(house)
    exception = force(house, begun, charged=False)
    house.office.seating.release_left_over()
    print_all(house)
    sheet = CountSheet(notes=((100, 100),))
    count(house, session, sheet)
    lock(house, session)
    lead = house.sign_in("Sue Lead")
    blocker = Blocker("exception_open", 1, about=exception.exception_id)
    assert house.office.closing.day_blockers() == (blocker,)
    with pytest.raises(DayNotReady):
        close_day(house, session)
    with pytest.raises(SamePerson):
        house.office.cards.settle_exception(
            house.command(), house.staff["Max House"], exception.exception_id, "terminal", "Seen"
        )
    with pytest.raises(NotAllowed):
        house.office.cards.settle_exception(
            house.command(), lead, exception.exception_id, "terminal", "Seen"
        )
    done = settled(house, exception)
    assert (done.evidence, done.note) == ("processor", "Statement of the 22nd")
    assert house.office.cards.exceptions() == ()
    assert house.office.cards.exceptions(open_only=False) == (done,)
    house.clock.advance(timedelta(minutes=5))
    close_day(house, session)
    assert house.office.verify() == ()
    plant(house, "UPDATE exception_settled SET at = at + 1000000000")
    assert "exception.day_closed" in codes(house)


def test_an_exception_is_settled_once_and_by_evidence_only(house: House) -> None:
    _, begun = in_doubt(house)
    exception = force(house, begun, charged=False)
    owner = owner_of(house)
    for evidence, note in (("a hunch", "Note"), ("terminal", "")):
        with pytest.raises(TextRefused):
            house.office.cards.settle_exception(
                house.command(), owner, exception.exception_id, evidence, note
            )
    settled(house, exception)
    with pytest.raises(PaymentGone):
        settled(house, exception)
    with pytest.raises(NotFound):
        house.office.cards.settle_exception(house.command(), owner, "none", "terminal", "Note")


def test_a_forced_charge_that_never_was_bounces_and_its_order_owes(house: House) -> None:
    session, begun = in_doubt(house)
    exception = force(house, begun)
    cart = house.office.cards.content(begun.payment_id).cart
    assert cart is not None
    tender = card(house.office.cards.view(begun.payment_id))
    sale = house.office.selling.sell(house.command(), session, cart, (tender,))
    settled(house, exception, charged=False)
    assert state(house, begun.payment_id) == "bounced"
    books = balances(house)
    assert (books["1060"], books.get("1040", 0)) == (4_500, 0)
    assert rows(house, "SELECT amount_minor FROM tender ORDER BY tender_id") == [
        (4_500,),
        (-4_500,),
    ]
    order = f"SELECT state FROM current_state WHERE subject_id = '{sale.order_id}'"
    assert rows(house, order) == [("unpaid",)]
    assert house.office.verify() == ()


def test_a_forced_charge_that_never_was_and_paid_for_nothing_posts_nothing(house: House) -> None:
    _, begun = in_doubt(house)
    settled(house, force(house, begun), charged=False)
    assert state(house, begun.payment_id) == "bounced"
    assert balances(house) == {}
    assert house.office.cards.in_doubt() == ()


def test_a_charge_forced_away_that_was_one_comes_back_to_the_inbox(house: House) -> None:
    _, begun = in_doubt(house)
    settled(house, force(house, begun, charged=False), charged=True)
    (view,) = house.office.cards.in_doubt()
    assert (view.state, view.approved) == ("approved", usd(4_500))


def test_the_terminals_late_word_after_a_force_is_kept(house: House) -> None:
    _, begun = in_doubt(house)
    force(house, begun, charged=False)
    view = settle(house, begun, approved(begun), AnswerSource.ASKED)
    assert (view.state, view.last_four) == ("approved", "1111")
    assert len(house.office.cards.exceptions()) == 1
