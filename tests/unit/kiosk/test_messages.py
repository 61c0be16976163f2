"""Every code has words, and words fit their parameters."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk import messages
from kiosk.wording import states
from kiosk.wording.asked import said_by_patrons
from kiosk.wording.devices import WORST_FIRST
from kiosk.wording.say import Say, SayMany
from pos import errors, lifecycles
from pos.catalogue.faults import FaultCode
from pos.catalogue.season_search import SeasonSearch
from pos.errors import PosError
from pos.lifecycles import ConnectionState, DeviceState
from pos.money import Money
from pos.ports.devices import Condition, DeviceStatus
from pos.views.cash import Blocker, Finding
from pos.views.catalogue import SeatKind, SeatStatus
from pos.views.people import Permission, Role
from pos.views.selling import OrderEventView, TenderKind
from printing.words import Words
from tests.unit.kiosk.fake_office import PERFORMANCES

ZONE = ZoneInfo("America/Los_Angeles")
ENGLISH = Words("en", gettext.NullTranslations(), ZONE)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)


def _tree(root: type[PosError]) -> Iterator[type[PosError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


ALL_ERRORS = sorted(set(_tree(errors.PosError)), key=lambda each: each.code)


def test_codes_are_unique() -> None:
    codes = [each.code for each in ALL_ERRORS]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", ALL_ERRORS, ids=lambda kind: kind.code)
def test_every_error_says_something_without_any_parameter(kind: type[PosError]) -> None:
    error = kind()
    what, remedy = messages.error_message(error, ENGLISH)
    assert kind.code in messages.ERROR_WORDS
    assert what
    assert remedy
    assert "{" not in what + remedy


@pytest.mark.parametrize("code", messages.ERROR_WORDS)
def test_the_last_way_to_say_it_needs_nothing_and_remedies_never_do(code: str) -> None:
    trouble = messages.ERROR_WORDS[code]
    assert trouble.says[-1].fields == frozenset()
    assert trouble.remedy.fields == frozenset()


def test_no_table_entry_is_for_an_error_that_does_not_exist() -> None:
    codes = {each.code for each in ALL_ERRORS}
    assert {code.split(".")[0] for code in messages.ERROR_WORDS} == codes


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.TextMissing(field="reason"), "Give a reason."),
        (errors.TextMissing(field="serial"), "Something is missing: Serial number."),
        (
            errors.NotAllowed(permission="reprint"),
            "Your role does not include this: printing a ticket again.",
        ),
        (errors.SeatTaken(seat="Orchestra A 12", holder=""), "Seat Orchestra A 12 was taken"),
        (
            errors.SeatTaken(seat="Orchestra A 12", holder="window:W2"),
            "Seat Orchestra A 12 is not free: taken at window W2.",
        ),
        (errors.SeatTaken(seat="A 1", holder="hold:press"), "A 1 is not free: held, Press."),
        (errors.SeatTaken(seat="A 1", holder="kill:pillar"), "free: out of sale, Pillar."),
        (errors.SeatTaken(seat="A 1", holder="hold:cart-7"), "free: held, Carts put aside."),
        (errors.SoldOut(wanted=4, left=1), "Only 1 place is left; 4 were wanted."),
        (errors.SoldOut(wanted=4, left=3), "Only 3 places are left; 4 were wanted."),
        (
            errors.PriceChanged(shown=Money(5000), now=Money(5500)),
            "The price is now $55.00; the screen showed $50.00.",
        ),
        (errors.SignInFailed(tries_left=1), "1 try is left."),
        (errors.SignInLocked(minutes=30), "locked for 30 minutes."),
        (errors.TillAlreadyOpen(cashier=""), "A till is open already."),
        (errors.TillAlreadyOpen(cashier="Ada Quill"), "it belongs to Ada Quill."),
        (
            errors.AlreadyHandedOver(at=NOON, by="Ada Quill"),
            "handed out already: Sat, Nov 21, 12:00\u00a0PM, by Ada Quill.",
        ),
        (errors.StillOwing(owing=Money(12000)), "$120.00 is still to be paid"),
        (errors.PaperOut(device="ticket_printer"), "Ticket printer is out of paper or tickets."),
        (
            errors.DeviceFault(device="receipt_printer", condition=Condition.CUTTER_JAM),
            "Receipt printer reports a fault: cutter stuck.",
        ),
        (errors.NotFound(kind="promo", key="SPRING"), "There is no promo code SPRING for this."),
        (errors.NotFound(kind="unicorn", key="3"), "not there, or not any more."),
        (
            errors.SettingsInvalid(file="window.toml", place="window.nme", reason="unknown_key"),
            "window.toml: window.nme is wrong: there is no such key.",
        ),
        (
            errors.TextRefused(field="check_payer", limit=60),
            "Name on the check: it may not be empty, nor longer than 60 characters.",
        ),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_what_is_said(error: PosError, said: str) -> None:
    assert said in messages.error_text(error, ENGLISH)


@pytest.mark.parametrize("kind", [errors.NotThisWay, errors.CheckRefused])
def test_a_refusal_of_money_says_which_one(kind: type[PosError]) -> None:
    named = re.findall(r"``(\w+)``", (kind.__doc__ or "").replace("``what``", ""))
    said = {messages.error_text(kind(what=what), ENGLISH) for what in named}
    assert len(said) == len(named) > 0
    assert messages.error_text(kind(), ENGLISH) not in said


def test_a_card_number_is_never_repeated() -> None:
    error = errors.CardNumberRefused(field="note", text="4111 1111 1111 1111")
    assert "4111" not in messages.error_message(error, ENGLISH).whole


def test_what_was_not_done_is_said_where_money_could_have_moved() -> None:
    for error in (errors.NotHeld(), errors.PriceChanged(), errors.CartExpired()):
        assert "Nothing was charged" in messages.remedy_text(error, ENGLISH)


@pytest.mark.parametrize("condition", Condition)
def test_every_condition_has_a_name_words_and_a_remedy(condition: Condition) -> None:
    status = DeviceStatus("ticket_printer", DeviceState.STOPPED, frozenset({condition}))
    trouble = messages.device_trouble(status, ENGLISH)
    assert trouble is not None
    assert trouble.what
    assert trouble.remedy
    assert messages.condition_short(condition, ENGLISH)
    assert "{" not in messages.device_text(status, ENGLISH)


def test_conditions_are_ranked_completely() -> None:
    assert sorted(WORST_FIRST, key=lambda c: c.value) == sorted(Condition, key=lambda c: c.value)


def test_of_several_conditions_the_one_to_act_on_is_said() -> None:
    both = frozenset({Condition.LOW_STOCK, Condition.COVER_OPEN})
    status = DeviceStatus("ticket_printer", DeviceState.STOPPED, both)
    assert messages.worst(status) is Condition.COVER_OPEN


@pytest.mark.parametrize("state", DeviceState)
def test_every_device_state_is_said(state: DeviceState) -> None:
    assert "Scanner" in messages.device_text(DeviceStatus("scanner", state), ENGLISH)


def test_a_device_nobody_named_still_has_a_name() -> None:
    assert messages.device_name("smoke_machine", ENGLISH) == "Smoke machine"


@pytest.mark.parametrize(
    ("members", "table"),
    [
        (Role, messages.ROLE_WORDS),
        (Permission, messages.PERMISSION_WORDS),
        (SeatStatus, messages.SEAT_STATUS_WORDS),
        (SeatKind, messages.SEAT_KIND_WORDS),
        (TenderKind, messages.TENDER_WORDS),
    ],
)
def test_tables_of_names_are_complete(members: type, table: dict[object, Say]) -> None:
    assert set(table) == set(members)


def test_every_state_a_person_can_see_has_a_name() -> None:
    seen = {state for machine in lifecycles.ALL for state in machine.states}
    elsewhere = {*DeviceState, *ConnectionState}  # by their devices; on the connection chip
    assert seen - elsewhere <= set(messages.STATE_WORDS)


def test_an_approval_says_what_comes_of_it() -> None:
    asked_for = (Permission.SELL_COMP, Permission.REPRINT, Permission.APPROVE_CLOSE)
    for permission in (*asked_for, Permission.CLOSE_DAY):
        assert messages.consequence_text(permission, ENGLISH)
    assert messages.consequence_text(Permission.HAND_OVER, ENGLISH) == ""


@pytest.mark.parametrize("code", [code.value for code in FaultCode])
def test_every_fault_of_a_file_has_words(code: str) -> None:
    finding = Finding("error", code, "hall.json:3 zones[0]", evidence=("one", "two", "three"))
    said = messages.finding_text(finding, ENGLISH)
    assert said.startswith("hall.json:3 zones[0]: ")
    assert said != f"hall.json:3 zones[0]: {code}"
    assert "{" not in said


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        (
            "en",
            ("how long", "how old must my kids be", "is there a hearing loop", "who is dancing"),
        ),
        ("es", ("¿cuánto dura?", "para niños", "silla de ruedas", "¿quién está bailando?")),
        ("ru", ("сколько идёт", "с детьми можно?", "для слабослышащих", "кто из артистов")),
        ("vi", ("kéo dài bao lâu", "trẻ em", "xe lăn", "ai múa")),
    ],
)
def test_a_season_is_asked_as_patrons_of_each_language_ask(
    language: str, questions: tuple[str, ...]
) -> None:
    words = messages.load_words(language, ZoneInfo("UTC"))
    facts = (("running_time", "-"), ("age_advice", "-"), ("accessibility", "-"), ("cast", "-"))
    show = replace(PERFORMANCES[0], facts=facts)
    said = said_by_patrons(words, show.starts_at.date())
    assert said.facts.keys() == states.FACT_WORDS.keys()
    season = SeasonSearch((show, replace(show, starts_at=show.starts_at + timedelta(days=3))), said)
    answers = [season.find(question) for question in questions]
    assert [[name for name, _ in answer.facts] for (answer,) in answers] == [
        ["running_time"],
        ["age_advice"],
        ["accessibility"],
        ["cast"],
    ]
    assert [len(answer.performances) for (answer,) in answers] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        ("en", ("tonight?", "this weekend", "matinee")),
        ("es", ("esta noche", "este fin de semana", "matiné")),
        ("ru", ("сегодня вечером", "в эти выходные", "дневной спектакль")),
        ("vi", ("tối nay", "cuối tuần này", "suất chiều")),
    ],
)
def test_days_are_asked_for_as_patrons_of_each_language_call_them(
    language: str, questions: tuple[str, ...]
) -> None:
    words = messages.load_words(language, ZoneInfo("UTC"))
    saturday = datetime(2026, 11, 21, 19, 30, tzinfo=ZoneInfo("UTC"))
    shows = tuple(
        replace(PERFORMANCES[0], code=code, starts_at=saturday + after)
        for code, after in (
            ("tonight", timedelta()),
            ("sunday at two", timedelta(hours=18, minutes=30)),
            ("monday", timedelta(days=2)),
            ("saturday next", timedelta(days=7)),
        )
    )
    season = SeasonSearch(shows, said_by_patrons(words, saturday.date()))
    answers = [season.find(question) for question in questions]
    assert [[show.code for show in answer.performances] for (answer,) in answers] == [
        ["tonight"],
        ["tonight", "sunday at two"],
        ["sunday at two"],
    ]


def test_a_fault_with_less_evidence_than_words_still_reads() -> None:
    assert "–" in messages.finding_text(Finding("error", "field.wrong_type", "x"), ENGLISH)


@pytest.mark.parametrize("kind", sorted(set(messages.BLOCKER_WORDS) - {"hub_away"}))
def test_blockers_count(kind: str) -> None:
    assert messages.blocker_text(Blocker(kind, 1), ENGLISH).startswith("1 ")
    assert messages.blocker_text(Blocker(kind, 3), ENGLISH).startswith("3 ")


def test_events_read_as_a_life() -> None:
    paid = OrderEventView(NOON, "Ada", "tender.taken", (("kind", "cash"), ("amount", Money(4000))))
    assert messages.event_text(paid, ENGLISH) == "Cash: $40.00"
    why = OrderEventView(NOON, "Ada", "ticket.revoke", (("reason", "lost"),))
    assert messages.event_text(why, ENGLISH).endswith("(lost)")
    assert messages.event_text(OrderEventView(NOON, "", "moon.rise"), ENGLISH) == "moon.rise"
    given = {"tickets": 2, "seats": "Stalls B 3, 4", "name": "Bea", "seen": "licence"}
    how = {"signed": "screen", "answers": "Sue", "ahead": True, "reason": "her sister"}
    out = OrderEventView(NOON, "Ada", "given.other", tuple({**given, **how}.items()))
    assert messages.event_text(out, ENGLISH) == (
        "2 tickets handed out to Bea · Stalls B 3, 4 · from the envelope · driver's license seen · "
        "signed · Sue answers for it (her sister)"
    )
    about = (("tickets", 1), ("number", "W1-7"), ("here", False), ("reason", ""))
    assert messages.event_text(OrderEventView(NOON, "", "given.undone", about), ENGLISH) == (
        "Hand-over of 1 ticket taken back; its barcode is dead · order W1-7 had got them · the "
        "paper is lost"
    )


def test_every_arrow_an_order_shows_has_words() -> None:
    for machine in (lifecycles.ORDER, lifecycles.TICKET, lifecycles.PRINT):
        for trigger in machine.triggers:
            assert f"{machine.name}.{trigger.value}" in states.EVENT_WORDS


def test_plurals_name_their_number() -> None:
    said = SayMany("{n} seat in {row}", "{n} seats in {row}", by="count")
    assert said.fields == {"row", "count"}
    assert said.to(ENGLISH, {"count": 2, "row": "A"}) == "2 seats in A"


def test_languages_load_and_english_reads_no_file() -> None:
    assert messages.load_words("en_US", ZONE)("Sell") == "Sell"
    assert messages.load_words("tlh", ZONE).locale == "en"
    assert messages.load_words("es-MX", ZONE).locale == "es-MX"


@pytest.mark.parametrize(
    ("finding", "place", "said"),
    [
        (
            Finding("error", "orders.column_missing", "a b.csv:1", evidence=("reference", "Wer")),
            "Line 1",
            "No column is known to hold Order number. There are: Wer.",
        ),
        (
            Finding("warning", "orders.changed", "a.csv:2", evidence=("W-1", "name", "seats")),
            "Line 2",
            "Order W-1 was loaded before and differs now: Name, Seats. It stays as it was.",
        ),
        (
            Finding(
                "error",
                "orders.seat_taken",
                "a: b.csv:3 Seat No",
                evidence=("P-1: Floor A 1", "channel:web/changed", "12, Ann Example"),
            ),
            "Line 3 · Seat No",
            "Order 12, Ann Example wants P-1: Floor A 1, which is not free: sold by Web.",
        ),
        (
            Finding(
                "error",
                "orders.seat_taken",
                "list.csv:3 seat",
                evidence=("A 1", "window:East", "7"),
            ),
            "Line 3 · Seat",
            "Order 7 wants A 1, which is not free: taken at window East.",
        ),
        (
            Finding(
                "warning",
                "orders.taken_back",
                "list.csv:3",
                evidence=("N-1", "Ann", "P-1: A 2"),
            ),  # the order has two more
            "Line 3",
            "Tickets of order N-1 of Ann were cancelled where it was sold: P-1: A 2 is free again.",
        ),
    ],
)
def test_a_fault_of_a_list_names_columns_places_and_holders_as_people_do(
    finding: Finding, place: str, said: str
) -> None:
    assert messages.list_place_text(finding, ENGLISH) == place
    assert messages.list_finding_text(finding, ENGLISH) == said
    named = messages.with_fields_named(finding, ENGLISH)  # as a command tells it
    assert named.subject.endswith(place.partition(" · ")[2])
