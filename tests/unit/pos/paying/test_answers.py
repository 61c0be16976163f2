"""What an answer means: matched, or unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pos.lifecycles import PaymentTrigger
from pos.money import Money
from pos.paying.answers import NOT_FOUND_COUNTS_AFTER, Said, meaning
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardResult
from pos.records import CardPayment
from pos.views.paying import AnswerSource

PAYMENT = CardPayment(
    payment_id="p1",
    reference="ref1",
    message_id="M000000001",
    kind="charge",
    driver="nexo",
    terminal="V400m-1",
    window_id="w1",
    till_id="t1",
    business_date=date(2026, 11, 21),
    for_kind="cart",
    for_id="c1",
    amount_minor=4500,
    currency="USD",
    keyed=False,
    content="{}",
    at=datetime(2026, 11, 21, 18, tzinfo=UTC),
    user_id="u1",
)
SAID = CardResult(CardOutcome.APPROVED, "ref1", "M000000001", Money(4500))
SOON = timedelta(seconds=20)
LOST = Said(CardOutcome.UNKNOWN, None, PaymentTrigger.LOSE, Condition.UNINTELLIGIBLE)


def told(
    result: CardResult,
    source: AnswerSource = AnswerSource.TERMINAL,
    age: timedelta = SOON,
    terminal: str = "",
) -> Said:
    return meaning(PAYMENT, result, source, age, terminal)


def test_an_approval_of_the_whole_amount() -> None:
    assert told(SAID) == Said(CardOutcome.APPROVED, 4500, PaymentTrigger.APPROVE, None)


@pytest.mark.parametrize("outcome", [CardOutcome.APPROVED, CardOutcome.PARTIAL])
def test_less_than_asked_is_partial_whatever_it_is_called(outcome: CardOutcome) -> None:
    said = told(replace(SAID, outcome=outcome, amount=Money(3000)))
    assert said == Said(CardOutcome.PARTIAL, 3000, PaymentTrigger.APPROVE, None)


@pytest.mark.parametrize(
    "result",
    [
        replace(SAID, reference="ref0"),
        replace(SAID, message_id="M000000000"),
        replace(SAID, outcome=CardOutcome.DECLINED, amount=None, reference="ref0"),
        replace(SAID, amount=Money(4501)),
        replace(SAID, amount=Money(0)),
        replace(SAID, amount=Money(-4500)),
        replace(SAID, amount=None),
        replace(SAID, amount=Money(4500, "CAD")),
    ],
    ids=["reference", "message", "decline", "more", "zero", "negative", "none", "currency"],
)
def test_what_does_not_match_says_nothing(result: CardResult) -> None:
    assert told(result) == LOST


@pytest.mark.parametrize(
    "outcome", [CardOutcome.DECLINED, CardOutcome.CANCELLED, CardOutcome.NOT_SENT]
)
def test_nothing_moved(outcome: CardOutcome) -> None:
    said = told(replace(SAID, outcome=outcome, amount=None))
    assert said == Said(outcome, None, PaymentTrigger.DECLINE, None)


def test_a_question_that_was_not_sent_says_nothing_about_the_payment() -> None:
    unsent = replace(
        SAID, outcome=CardOutcome.NOT_SENT, amount=None, condition=Condition.UNREACHABLE
    )
    said = told(unsent, AnswerSource.ASKED)
    assert said == Said(CardOutcome.UNKNOWN, None, PaymentTrigger.LOSE, Condition.UNREACHABLE)


@pytest.mark.parametrize("outcome", [CardOutcome.IN_PROGRESS, CardOutcome.UNKNOWN])
def test_not_known_yet(outcome: CardOutcome) -> None:
    said = told(replace(SAID, outcome=outcome, amount=None), AnswerSource.ASKED)
    assert said == Said(outcome, None, PaymentTrigger.LOSE, None)


NOT_FOUND = replace(SAID, outcome=CardOutcome.NOT_FOUND, amount=None)
LATE = NOT_FOUND_COUNTS_AFTER


@pytest.mark.parametrize(
    ("source", "age", "terminal", "trigger"),
    [
        (AnswerSource.ASKED, LATE, "V400m-1", PaymentTrigger.DECLINE),
        (AnswerSource.ASKED, LATE, "", PaymentTrigger.DECLINE),
        (AnswerSource.ASKED, LATE - timedelta(seconds=1), "V400m-1", PaymentTrigger.LOSE),
        (AnswerSource.ASKED, LATE, "V400m-2", PaymentTrigger.LOSE),
        (AnswerSource.TERMINAL, LATE, "V400m-1", PaymentTrigger.LOSE),
    ],
    ids=["late", "no_serial", "early", "another_terminal", "not_asked"],
)
def test_not_found_is_not_charged_only_late_and_by_the_terminal_that_was_asked(
    source: AnswerSource, age: timedelta, terminal: str, trigger: PaymentTrigger
) -> None:
    assert told(NOT_FOUND, source, age, terminal).trigger is trigger


def test_the_terminal_has_had_its_longest_time_before_not_found_counts() -> None:
    """Drivers wait 150 seconds and 30 of grace (``telium_settings``, ``telium_driver``)."""
    from hardware.terminals.telium_driver import GRACE_S
    from hardware.terminals.telium_settings import ANSWER_WITHIN_S

    assert NOT_FOUND_COUNTS_AFTER.total_seconds() >= ANSWER_WITHIN_S + GRACE_S + 60
