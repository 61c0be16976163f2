"""What is asked of a card, in which order, and what becomes of each answer."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from hardware.readers.reading import Reading, read_badge
from hardware.readers.service import CardTrouble, Trouble
from pos.ports.readers import ReadProblem
from tests.unit.hardware.readers.fake_service import (
    DONE,
    MEMORY_ATR,
    PROCESSOR_ATR,
    UID,
    Answers,
    FakeCard,
)

CONTACTLESS, CHIP = b"2PAY.SYS.DDF01", b"1PAY.SYS.DDF01"
SELECTS = [
    bytes.fromhex("00A404000E 325041592E5359532E4444463031 00"),
    bytes.fromhex("00A404000E 315041592E5359532E4444463031 00"),
]
GET_ID = bytes.fromhex("FFCA000000")


def read(card: FakeCard, atr: bytes = PROCESSOR_ATR) -> Reading:
    return read_badge(lambda: nullcontext(card), atr)


def test_a_badge_is_asked_for_payment_first() -> None:
    card = FakeCard()
    assert read(card) == Reading(UID.hex().upper())
    assert card.asked == [*SELECTS, GET_ID]


@pytest.mark.parametrize("answer", ["6F1084029000", "9000", "6110", "6100", "6283"])
@pytest.mark.parametrize("directory", [CONTACTLESS, CHIP])
def test_a_payment_card_is_not_asked_for_its_id(directory: bytes, answer: str) -> None:
    card = FakeCard({directory: bytes.fromhex(answer)})
    assert read(card) == Reading(problem=ReadProblem.PAYMENT_CARD)
    assert GET_ID not in card.asked


@pytest.mark.parametrize("answer", ["6A82", "6D00", "6E00", "6300", "6985", "6700", "1234"])
def test_any_other_answer_is_no_payment_card(answer: str) -> None:
    assert read(FakeCard({b"\x00\xa4": bytes.fromhex(answer)})) == Reading(UID.hex().upper())


@pytest.mark.parametrize("size", [4, 7, 10])
def test_ids_have_three_lengths(size: int) -> None:
    assert read(FakeCard({b"\xff\xca": bytes(range(size)) + DONE})).uid == bytes(range(size)).hex()


@pytest.mark.parametrize("answer", ["6D00", "6A81", "9000", "01029000", "010203049001", "00" * 14])
def test_what_is_no_id_is_unreadable(answer: str) -> None:
    card = FakeCard({b"\xff\xca": bytes.fromhex(answer)})
    assert read(card) == Reading(problem=ReadProblem.UNREADABLE)


def test_a_memory_card_may_fail_at_commands() -> None:
    card = FakeCard({b"\x00\xa4": Trouble.FAILED})
    assert read(card, MEMORY_ATR) == Reading(UID.hex().upper())


@pytest.mark.parametrize(
    ("answers", "atr", "trouble"),
    [
        ({b"\x00\xa4": Trouble.FAILED}, PROCESSOR_ATR, Trouble.FAILED),
        ({b"\x00\xa4": Trouble.CARD_GONE}, MEMORY_ATR, Trouble.CARD_GONE),
        ({b"\xff\xca": Trouble.CARD_GONE}, PROCESSOR_ATR, Trouble.CARD_GONE),
        ({b"\xff\xca": Trouble.FAILED}, MEMORY_ATR, Trouble.FAILED),
    ],
)
def test_a_card_that_could_not_be_asked(answers: Answers, atr: bytes, trouble: Trouble) -> None:
    with pytest.raises(CardTrouble) as caught:
        read(FakeCard(answers), atr)
    assert caught.value.trouble is trouble


def test_an_id_is_not_in_the_reading_s_words() -> None:
    assert UID.hex().upper() not in repr(read(FakeCard()))
