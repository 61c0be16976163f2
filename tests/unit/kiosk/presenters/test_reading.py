"""What readers read goes where it is wanted; what nobody wants is said."""

from __future__ import annotations

import pytest

from kiosk.inputs import note_text
from kiosk.messages import load_words
from kiosk.presenters.desk import Presence
from kiosk.presenters.pay_state import Stage
from kiosk.presenters.purposes import CartPurpose
from kiosk.presenters.reading import Reading, ReadingNote, Unwanted
from kiosk.wording.reading import PROBLEM_WORDS, UNWANTED_WORDS
from pos.errors import NotFound
from pos.ids import CommandId, OrderId, SeatId
from pos.ports.readers import BadgeRead, CheckRead, ReadProblem, Scan
from pos.views.people import Permission
from pos.views.selling import ScannedView, TenderKind
from tests.unit.kiosk.presenters.conftest import Bench

WORDS = load_words("en", None)  # type: ignore[arg-type]
ANA, BEN, MIA = (BadgeRead("badge_reader", uid) for uid in ("04AA", "04BB", "04CC"))


class Heard:
    """A window's readers, and what was said about them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.rooms = bench.rooms
        self.walks: list[str] = []
        self.said: list[ReadingNote] = []
        bench.rooms.desk.walks.append(self.walks.append)
        self.reading = Reading(bench.tasks, bench.rooms, self.said.append)

    def scan(self, text: str) -> None:
        self.reading.scan(Scan("scanner", text))

    @property
    def unwanted(self) -> Unwanted | None:
        return self.said[-1].unwanted if self.said else None


@pytest.fixture
def heard(bench: Bench) -> Heard:
    return Heard(bench)


@pytest.fixture
def busy(selling: Bench) -> Heard:
    """Ana sells; A1 lies in her cart."""
    selling.rooms.sell.tap_seat(SeatId("A1"))
    return Heard(selling)


# ---- badges ----


def test_a_badge_at_the_door_asks_for_its_owner_s_pin_and_no_more(heard: Heard) -> None:
    heard.rooms.sign_in.refresh()
    heard.reading.badge(BEN)
    person = heard.rooms.sign_in.state.person
    assert person is not None
    assert person.user_id == "ben"
    assert heard.rooms.desk.presence is Presence.NOBODY


def test_a_stranger_s_badge_is_said(heard: Heard) -> None:
    heard.rooms.sign_in.refresh()
    heard.reading.badge(BadgeRead("badge_reader", "04FF"))
    assert heard.unwanted is Unwanted.NOBODYS_BADGE
    assert heard.rooms.sign_in.state.person is None


def test_another_cashier_s_badge_switches_and_keeps_the_cart(busy: Heard) -> None:
    cart = busy.rooms.desk.cart
    busy.rooms.sign_in.refresh()
    busy.reading.badge(BEN)
    assert busy.rooms.desk.presence is Presence.NOBODY
    assert busy.rooms.desk.carts["ana"] == cart  # type: ignore[index]
    person = busy.rooms.sign_in.state.person
    assert person is not None
    assert person.user_id == "ben"


def test_nobody_is_switched_away_from_money_on_the_counter(busy: Heard) -> None:
    busy.rooms.pay.begin(CartPurpose(busy.rooms.desk), TenderKind.CASH)
    busy.reading.badge(BEN)
    assert busy.rooms.desk.presence is Presence.WORKING
    assert busy.rooms.pay.state.stage is Stage.TAKING
    assert busy.unwanted is Unwanted.PAYING


def test_a_supervisor_s_badge_answers_the_approval_that_is_asked_for(busy: Heard) -> None:
    busy.rooms.approval.ask(Permission.SELL_COMP, CommandId("c1"), lambda _: None)
    busy.reading.badge(MIA)
    person = busy.rooms.approval.state.person
    assert person is not None
    assert person.user_id == "mia"
    assert busy.rooms.desk.person.user_id == "ana"


def test_a_badge_that_may_not_approve_leaves_the_panel_as_it_is(busy: Heard) -> None:
    busy.rooms.approval.ask(Permission.SELL_COMP, CommandId("c1"), lambda _: None)
    busy.reading.badge(BEN)
    assert busy.rooms.approval.state.person is None
    assert busy.rooms.approval.state.permission is Permission.SELL_COMP
    assert busy.unwanted is Unwanted.NOT_ASKED


def test_a_badge_that_is_being_given_goes_to_the_giver_alone(busy: Heard) -> None:
    given: list[str] = []
    busy.reading.badge_wanted = given.append
    busy.reading.badge(BEN)
    busy.reading.badge(ANA)
    assert given == ["04BB"]
    assert busy.unwanted is Unwanted.NOT_ASKED


# ---- codes ----


def code(bench: Bench, text: str, *, waiting: bool, state: str = "live") -> None:
    bench.office.orders.codes[text] = ScannedView(OrderId("o1"), "WEB-7", state, waiting)


def test_an_order_that_waits_opens_in_will_call(busy: Heard) -> None:
    code(busy.bench, "TICKET1", waiting=True)
    busy.scan("TICKET1")
    assert busy.walks == ["will_call"]
    assert busy.rooms.will_call.state.text == "WEB-7"
    assert busy.said == []


def test_any_other_order_opens_in_orders(busy: Heard) -> None:
    code(busy.bench, "TICKET1", waiting=False)
    busy.scan("TICKET1")
    assert busy.walks == ["orders"]
    order = busy.rooms.orders.state.order
    assert order is not None
    assert order.order_id == "o1"


def test_a_dead_ticket_is_said_and_its_order_shown(busy: Heard) -> None:
    code(busy.bench, "OLD", waiting=False, state="revoked")
    busy.scan("OLD")
    assert busy.unwanted is Unwanted.DEAD_TICKET
    assert busy.walks == ["orders"]


def test_an_unknown_code_goes_nowhere(busy: Heard) -> None:
    busy.scan("NOTHING")
    assert isinstance(busy.said[-1].refusal, NotFound)
    assert busy.walks == []
    assert "no ticket and no order" in note_text(busy.said[-1], WORDS)


def test_a_scan_before_anybody_works_opens_nothing(heard: Heard) -> None:
    code(heard.bench, "TICKET1", waiting=True)
    heard.scan("TICKET1")
    assert heard.unwanted is Unwanted.SIGN_IN_FIRST
    assert heard.walks == []


def test_a_scan_while_money_is_taken_leaves_the_payment_alone(busy: Heard) -> None:
    code(busy.bench, "TICKET1", waiting=True)
    busy.rooms.pay.begin(CartPurpose(busy.rooms.desk), TenderKind.CASH)
    before = busy.rooms.pay.state
    busy.scan("TICKET1")
    assert busy.rooms.pay.state == before
    assert busy.unwanted is Unwanted.PAYING
    assert busy.walks == []


def test_a_scan_while_money_goes_back_leaves_it_alone(busy: Heard) -> None:
    busy.rooms.orders.open(OrderId("o1"))
    busy.rooms.orders.give_back()
    busy.scan("W1-000001")
    assert busy.unwanted is Unwanted.PAYING
    assert busy.rooms.give_back.state.order is not None


def test_a_scanned_certificate_goes_to_the_panel_that_is_open(busy: Heard) -> None:
    busy.rooms.certificates.open()
    busy.scan("GIFT-CODE")
    assert busy.rooms.certificates.state.found is not None
    assert busy.said == []


def test_a_scan_counts_as_a_touch(busy: Heard) -> None:
    code(busy.bench, "TICKET1", waiting=False)
    busy.bench.timers.pass_time(299)
    busy.scan("TICKET1")
    busy.bench.timers.pass_time(299)
    assert busy.rooms.desk.presence is Presence.WORKING


# ---- checks ----


def test_a_check_brings_its_number_to_the_pay_panel(busy: Heard) -> None:
    busy.rooms.pay.begin(CartPurpose(busy.rooms.desk), TenderKind.CASH)
    busy.reading.check(CheckRead("check_reader", "111000025", "000123", "1042"))
    state = busy.rooms.pay.state
    assert (state.kind, state.check.number) == (TenderKind.CHECK, "1042")
    assert state.tenders == ()


def test_half_a_check_is_used_and_said(busy: Heard) -> None:
    busy.rooms.pay.begin(CartPurpose(busy.rooms.desk), TenderKind.CHECK)
    read = CheckRead("check_reader", "111000025", "", "77", problem=ReadProblem.PARTIAL)
    busy.reading.check(read)
    assert busy.rooms.pay.state.check.number == "77"
    assert busy.said[-1].problem is ReadProblem.PARTIAL


def test_a_check_before_paying_is_not_taken(busy: Heard) -> None:
    busy.reading.check(CheckRead("check_reader", "111000025", "000123", "1042"))
    assert busy.unwanted is Unwanted.NO_CHECK_WANTED
    assert busy.rooms.pay.state.stage is Stage.AWAY


# ---- what could not be read ----


@pytest.mark.parametrize("problem", ReadProblem)
def test_every_problem_is_said_with_the_device_s_name(busy: Heard, problem: ReadProblem) -> None:
    busy.reading.scan(Scan("scanner", problem=problem))
    assert busy.said[-1].problem is problem
    assert "Scanner" in note_text(busy.said[-1], WORDS)


def test_there_are_words_for_everything() -> None:
    assert set(PROBLEM_WORDS) == set(ReadProblem)
    assert set(UNWANTED_WORDS) == set(Unwanted)


def test_a_payment_card_goes_no_further(busy: Heard) -> None:
    busy.rooms.pay.begin(CartPurpose(busy.rooms.desk), TenderKind.CHECK)
    before = busy.rooms.pay.state
    busy.reading.check(CheckRead("check_reader", problem=ReadProblem.PAYMENT_CARD))
    busy.reading.badge(BadgeRead("badge_reader", problem=ReadProblem.PAYMENT_CARD))
    assert busy.rooms.pay.state == before
    assert "forgotten" in note_text(busy.said[-1], WORDS)
