"""Identifiers: they sort, they do not repeat, and no search for card numbers stops at one."""

from __future__ import annotations

import random
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from pos.clock import ManualClock
from pos.ids import CODE_ALPHABET, CODE_LENGTH, Ids

THIRTEEN_DIGITS = re.compile(r"[0-9]{13}")


class Scripted:
    """Random bytes that are not random: hands out what it was given, then zeros."""

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = list(chunks)
        self.calls = 0

    def __call__(self, count: int) -> bytes:
        self.calls += 1
        return self._chunks.pop(0) if self._chunks else bytes(count)


def test_a_row_id_is_a_uuid_of_version_seven_and_knows_its_millisecond(ids: Ids) -> None:
    made = uuid.UUID(ids.new())
    moment = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # six in the evening in California
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == int(moment.timestamp()) * 1000


def test_the_millisecond_is_not_rounded_through_a_float() -> None:
    clock = ManualClock(datetime(2026, 11, 21, 18, 0, 0, 7_000, tzinfo=UTC))
    for milli in range(7, 1_000):
        made = Ids(clock, lambda count: b"\xaa" * count).new()
        assert uuid.UUID(made).int >> 80 == 1_795_284_000_000 + milli
        clock.advance(timedelta(milliseconds=1))


def test_ids_sort_in_the_order_they_were_made_even_when_the_clock_stands_or_steps_back(
    manual_clock: ManualClock, ids: Ids
) -> None:
    made = []
    for step in (0, 0, 1, -3_600, 0, 7_200):
        manual_clock.advance(timedelta(seconds=step))
        made.extend(ids.new() for _ in range(5_000))
    assert made == sorted(set(made))


def test_two_windows_at_the_same_moment_make_different_ids(manual_clock: ManualClock) -> None:
    one, other = Ids(manual_clock), Ids(manual_clock)
    assert not {one.new() for _ in range(100)} & {other.new() for _ in range(100)}


def test_no_row_id_holds_a_run_of_digits_a_card_could_have(
    manual_clock: ManualClock, ids: Ids
) -> None:
    seen = 0
    for _ in range(20_000):
        manual_clock.advance(timedelta(milliseconds=977))
        seen += bool(THIRTEEN_DIGITS.search(ids.new()))
    assert seen == 0


@pytest.mark.parametrize("millis", [0x019010203040, 0x01A111111111, 0x020123456789])
@pytest.mark.parametrize("chunk", ["00", "11", "99"])
def test_a_row_id_like_a_card_number_gets_letters_and_stays_in_order(
    millis: int, chunk: str
) -> None:
    clock = ManualClock(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis))
    all_digits = Ids(clock, lambda count: bytes.fromhex(chunk) * count)
    made = [all_digits.new() for _ in range(3_000)]
    assert not [one for one in made if THIRTEEN_DIGITS.search(one)]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}


def test_ticket_codes_use_their_alphabet_and_length(ids: Ids) -> None:
    code = ids.code()
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(CODE_ALPHABET)
    assert not set("ILOU") & set(CODE_ALPHABET)  # Crockford leaves out what is misread


def test_ticket_codes_use_the_whole_alphabet_at_every_place(ids: Ids) -> None:
    codes = [ids.code() for _ in range(3_000)]
    assert len(set(codes)) == len(codes)
    for place in range(CODE_LENGTH):
        assert {code[place] for code in codes} == set(CODE_ALPHABET)


def test_a_ticket_code_like_a_card_number_is_drawn_again(manual_clock: ManualClock) -> None:
    draw = Scripted(bytes(13), bytes([255]) * 13)  # twenty zeros first
    assert Ids(manual_clock, draw).code() == "Z" * CODE_LENGTH
    assert draw.calls == 2


def test_the_same_seed_gives_the_same_ids(manual_clock: ManualClock) -> None:
    one, other = (Ids(manual_clock, random.Random(7).randbytes) for _ in range(2))
    assert [one.new(), one.code()] == [other.new(), other.code()]
