from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.card_desk import CardPhase, CardWay
from kiosk.presenters.another_way import Way
from kiosk.presenters.approval import Deed
from kiosk.presenters.give_back import GiveBack, Stage
from pos.errors import NoTerminal, NotThisWay, TextRefused
from pos.ids import OrderId, UserId
from pos.money import Money
from pos.ports.terminals import CardOutcome
from pos.views.people import Permission
from tests.unit.kiosk.fake_cards import ACCOUNT
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.presenters.conftest import Bench


def opened(bench: Bench, *hows: str, who: str = "mia") -> GiveBack:
    """The order's page is open, and on it what can go back; it has one ticket."""
    bench.office.giving_back.hows = hows or ("cash",)
    bench.open_till(who)
    bench.rooms.enter("orders")
    bench.rooms.orders.open(OrderId("o1"))
    bench.rooms.orders.give_back()
    return bench.rooms.give_back


def with_terminal(bench: Bench) -> FakeTerminal:
    terminal = FakeTerminal()
    bench.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    return terminal


def test_what_would_go_back_is_shown_before_it_is_done(bench: Bench) -> None:
    panel = opened(bench)
    assert panel.state.chosen == {"t1"}
    assert panel.state.plan is not None
    assert [(x.how, x.amount) for x in panel.state.plan.lines] == [("cash", Money(4750))]
    assert bench.office.giving_back.given == []
    panel.toggle("t1")
    assert panel.state.plan is None
    panel.give("Cannot come")
    assert bench.office.giving_back.given == []


def test_what_was_paid_too_much_goes_back_with_nothing_chosen(bench: Bench) -> None:
    panel = opened(bench)
    assert panel.state.order is not None
    panel.open(replace(panel.state.order, owed=Money(-4500)))
    panel.toggle("t1")
    assert panel.state.chosen == frozenset()
    assert panel.state.plan is not None


def test_cash_is_named_when_it_is_on_disk(bench: Bench) -> None:
    panel = opened(bench)
    panel.give("Cannot come")
    assert panel.state.stage is Stage.GIVEN
    assert panel.state.given is not None
    assert panel.state.given.cash == Money(4750)


def test_it_wants_a_reason_and_says_why_a_way_is_shut(bench: Bench) -> None:
    panel = opened(bench)
    panel.give(" ")
    assert isinstance(panel.state.refusal, TextRefused)
    bench.office.giving_back.refused = "check_not_cleared"
    panel.by_check(yes=False)
    assert not panel.state.can_give
    panel.give("Cannot come")
    assert bench.office.giving_back.given == []


def test_a_cashier_is_not_alone_with_it(bench: Bench) -> None:
    panel = opened(bench, who="ana")
    panel.give("Cannot come")
    assert bench.office.giving_back.given == []
    assert not panel.state.busy
    about, order = bench.rooms.approval.state.about, panel.state.order
    assert isinstance(about, Deed)
    assert order is not None
    assert (about.name, about.tickets, about.reason) == (order.name, 1, "Cannot come")
    assert [amount for _, amount in about.goes] == [Money(4750)]
    bench.rooms.approval.choose(UserId("mia"))
    bench.rooms.approval.confirm("9753")
    assert len(bench.office.giving_back.given) == 1
    assert panel.state.stage is Stage.GIVEN


def test_a_double_tap_gives_once(bench: Bench) -> None:
    panel = opened(bench)
    bench.tasks.holding = True
    panel.give("Cannot come")
    panel.give("Cannot come")
    bench.tasks.run()
    assert len(bench.office.giving_back.given) == 1


def test_who_leaves_meanwhile_leaves_its_cards_owed(bench: Bench) -> None:
    terminal = with_terminal(bench)
    panel = opened(bench, "refund")
    bench.tasks.holding = True
    panel.give("Cannot come")
    panel.close()
    assert panel.state.stage is Stage.CHOOSING
    bench.rooms.desk.stand_up()
    bench.tasks.run()
    assert panel.state.stage is Stage.AWAY
    assert terminal.asked == []
    assert [part.state for part in bench.office.giving_back.owing()] == ["created"]


def test_an_order_that_changed_is_planned_again(bench: Bench) -> None:
    panel = opened(bench)
    bench.office.giving_back.changes = True
    panel.give("Cannot come")
    assert isinstance(panel.state.refusal, NotThisWay)
    assert panel.state.stage is Stage.CHOOSING
    panel.give("Cannot come")
    assert len(bench.office.giving_back.given) == 1


def test_cards_are_asked_one_after_the_other(bench: Bench) -> None:
    terminal = with_terminal(bench)
    panel = opened(bench, "refund", "void")
    panel.give("Cannot come")
    assert len(terminal.asked) == 1
    assert panel.at_terminal
    panel.close()
    assert panel.state.stage is Stage.GIVEN
    terminal.answers(CardOutcome.APPROVED)
    assert len(terminal.asked) == 2
    terminal.answers(CardOutcome.APPROVED)
    assert not panel.state.trying
    assert panel.state.owed == ()
    panel.close()
    assert panel.state.stage is Stage.AWAY


def test_what_a_card_declines_stays_owed_and_is_tried_again(bench: Bench) -> None:
    terminal = with_terminal(bench)
    panel = opened(bench, "refund")
    panel.give("Cannot come")
    terminal.answers(CardOutcome.DECLINED)
    (part,) = panel.state.owed
    assert (part.state, part.stuck) == ("declined", True)
    panel.try_again(part)
    assert len(terminal.asked) == 2
    terminal.answers(CardOutcome.APPROVED)
    assert panel.state.owed == ()


def test_what_is_not_known_is_asked_for_and_never_sent_twice(bench: Bench) -> None:
    terminal = with_terminal(bench)
    panel = opened(bench, "refund")
    panel.give("Cannot come")
    terminal.answers(CardOutcome.UNKNOWN)
    assert [part.state for part in panel.state.owed] == ["unknown"]
    terminal.answers(CardOutcome.UNKNOWN)
    assert panel.state.desk.phase is CardPhase.WAITING
    panel.try_again(panel.state.owed[0])
    terminal.answers(CardOutcome.APPROVED)
    assert panel.state.owed == ()
    assert [verb for verb in terminal.verbs if verb != "ask"] == ["refund T-77"]


def test_without_a_terminal_it_stays_owed_and_is_sent_when_there_is_one(bench: Bench) -> None:
    panel = opened(bench, "refund")
    panel.give("Cannot come")
    assert isinstance(panel.state.refusal, NoTerminal)
    assert [part.state for part in panel.state.owed] == ["created"]
    terminal = with_terminal(bench)
    panel.try_again(panel.state.owed[0])
    terminal.answers(CardOutcome.APPROVED)
    assert panel.state.owed == ()


def test_what_goes_back_is_in_nobodys_doubt_while_it_is_under_way(bench: Bench) -> None:
    terminal = with_terminal(bench)
    panel = opened(bench, "refund", "void")
    seen: list[int] = []
    doubt = bench.rooms.money_in_doubt
    doubt.watch(lambda state: seen.append(state.count))
    bench.tasks.committed = bench.rooms.payments_changed
    panel.give("Cannot come")
    for _ in range(2):
        terminal.answers(CardOutcome.APPROVED)
    assert len(terminal.asked) == 2
    assert set(seen) == {0}


@pytest.mark.parametrize("way", ["money_in_doubt", "print_tasks"])
def test_what_was_never_sent_is_sent_from_where_it_is_seen(bench: Bench, way: str) -> None:
    panel = opened(bench, "refund")
    panel.give("Cannot come")
    bench.rooms.payments_changed()
    (unsent,) = bench.rooms.money_in_doubt.state.unsent
    assert bench.rooms.print_tasks.state.refunds == (unsent,)
    getattr(bench.rooms, way).send(unsent.payment_id)
    assert isinstance(getattr(bench.rooms, way).state.refusal, NoTerminal)
    terminal = with_terminal(bench)
    getattr(bench.rooms, way).send(unsent.payment_id)
    assert terminal.verbs == ["refund T-77"]
    terminal.answers(CardOutcome.APPROVED)
    assert bench.rooms.money_in_doubt.state.payments == ()
    assert bench.rooms.print_tasks.state.refunds == ()


def test_what_is_owed_is_shown_before_more_is_chosen(bench: Bench) -> None:
    order = bench.office.orders.order
    bench.office.orders.order = replace(order, to_give_back=Money(1000))
    panel = opened(bench)
    assert panel.state.stage is Stage.GIVEN
    panel.choose_more()
    assert panel.state.stage is Stage.CHOOSING
    panel.give("Cannot come")
    assert len(bench.office.giving_back.given) == 1


def declined(bench: Bench) -> GiveBack:
    """A card did not take its money back, and the form of another way is open."""
    bench.office.orders.order = replace(bench.office.orders.order, name="Petra Holm")
    terminal = with_terminal(bench)
    panel = opened(bench, "refund")
    panel.give("Cannot come")
    terminal.answers(CardOutcome.DECLINED)
    panel.another.form(panel.state.owed[0])
    return panel


def test_the_office_writes_a_check_and_says_that_it_did(bench: Bench) -> None:
    panel = declined(bench)
    given = panel.state.given
    assert given is not None
    assert panel.state.failed == given.amount
    assert panel.state.reason == "Cannot come"
    panel.another.send(" ")
    assert isinstance(panel.state.another.refusal, TextRefused)
    panel.another.send("Card is closed")
    assert bench.office.giving_back.moved == [("check", "Card is closed", "")]
    assert panel.state.another.part is None
    panel.another.form(panel.state.owed[0])
    panel.another.written("2001")
    assert bench.office.giving_back.moved[-1] == ("written", "2001", "")
    assert panel.state.owed == ()


def test_what_a_card_did_not_take_goes_on_the_patrons_account(bench: Bench) -> None:
    panel = declined(bench)
    way = panel.another
    way.choose(Way.ACCOUNT)
    assert way.state.accounts == (ACCOUNT,)
    way.send("Card is closed")
    assert bench.office.giving_back.moved == []
    way.pick(ACCOUNT.value_id)
    way.send("Card is closed")
    assert bench.office.giving_back.moved == [("on_account", "Card is closed", "v2")]
    assert panel.state.owed == ()


def test_who_has_no_account_gets_one(bench: Bench) -> None:
    panel = declined(bench)
    panel.another.choose(Way.ACCOUNT)
    panel.another.search("Zoë Example")
    panel.another.open_account()
    assert panel.another.state.account == ACCOUNT
    assert panel.another.state.can_send


def test_another_way_wants_a_managers_word(bench: Bench) -> None:
    panel = declined(bench)
    bench.rooms.desk.stand_up()
    bench.sit_down("ana")
    bench.rooms.orders.open(OrderId("o1"))
    bench.rooms.orders.give_back()
    panel.another.form(panel.state.owed[0])
    panel.another.send("Card is closed")
    assert bench.rooms.approval.state.permission is Permission.GIVE_BACK_ANY
    assert bench.office.giving_back.moved == []


@pytest.mark.parametrize("shut", ["close", "stand_up"])
def test_the_panel_goes_with_its_person(bench: Bench, shut: str) -> None:
    panel = opened(bench)
    if shut == "close":
        panel.close()
    else:
        bench.rooms.desk.stand_up()
    assert panel.state.stage is Stage.AWAY
    assert panel.state.order is None
