from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.card_guard import looks_like_card, luhn, may_hold_card, may_hold_cards
from pos.ids import CODE_ALPHABET, Ids

VISA = "4111111111111111"
MARKS_TRIED = ("    ", "....", *"+*~;'\u2003\u3000\u00ad\u200d\u2019")
PUBLISHED_TEST_NUMBERS = (
    VISA,
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "30569309025904",
    "38520000023237",
    "3530111333300000",
    "3566002020360505",
    "6200000000000005",
)


@pytest.mark.parametrize("number", PUBLISHED_TEST_NUMBERS)
def test_published_test_numbers_are_refused(number: str) -> None:
    assert looks_like_card(number)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u20111111\u20131111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "card 4111 1111 1111 1111 exp 12/27",
        "4111111111111111 12/27 123",
        "4111 1111 1111 1111 1227 123",
        "order 20261121 4111111111111111",
        "Window 3, 4111111111111111",
        "99999994111111111111111199",
        "pan=4111111111111111;",
        "３７８２ ８２２４６３ １０００５",
        "٤١١١١١١١١١١١١١١١",
        "4111\u200b1111\u200b1111\u200b1111",
        "14111111111111111",
        "004111111111111111",
        "]C14111111111111111",
        "Window 3, 14111111111111111",
        *(mark.join(["4111", "1111", "1111", "1111"]) for mark in MARKS_TRIED),
        "(4111)(1111)(1111)(1111)",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert looks_like_card(text)


@pytest.mark.parametrize(
    "track",
    [
        "%B4111111111111111^DOE/JANE^27121010000000000000?",
        "B4111111111111112^DOE/JANE^2712",
        ";4111111111111111=27121010000000000?",
        ";4111111111111112=2712",
        "4111111111111112D2712",
    ],
)
def test_what_a_stripe_says_is_refused_even_with_a_wrong_check_digit(track: str) -> None:
    assert looks_like_card(track)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Đặng Thị Hương",
        "4111 1111 1111 1112",
        "411111111111111",
        "+1 (415) 555-0134",
        "555-0134 or 555-0199",
        "W1-000417",
        "2026-11-21 19:30 2026-11-22 14:00",
        "90210-4111",
        "0000000000000000",
        "1234567890123452",
        "Orchestra A 12, 13, 14, 15, 16",
        "(503) 555-0104 (503) 555-0199",
        "+1 415 555 0130 +1 415 555 0199",
        "2026-11-21T22:23:45.123459+00:00",
        "W1-000417 (503) 555-0100",
    ],
)
def test_what_people_write_is_let_through(text: str) -> None:
    assert not looks_like_card(text)


def test_the_check_digit_is_the_luhn_one() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")


@given(st.sampled_from(PUBLISHED_TEST_NUMBERS), st.data())
def test_one_separator_anywhere_hides_nothing(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(number) - 1))
    mark = data.draw(st.sampled_from([" ", "-", ".", " - ", "\u2009", "/"]))
    assert looks_like_card(number[:place] + mark + number[place:])


@given(st.text(alphabet=CODE_ALPHABET, min_size=20, max_size=20))
def test_no_text_makes_it_raise(text: str) -> None:
    assert looks_like_card(text) in (True, False)


def test_our_own_ticket_codes_and_ids_are_let_through(ids: Ids) -> None:
    refused = [code for code in (ids.code() for _ in range(2000)) if looks_like_card(code)]
    assert refused == []


STORED = st.one_of(
    st.text(alphabet="0123456789abcdf -.\x1f١", max_size=40),
    st.text(alphabet="0123456789", min_size=11, max_size=34),
    st.integers(0, 10**20),
    st.sampled_from([None, b"4111111111111111", "4111111111111111", "", "\x1f", VISA * 2]),
)


@given(st.lists(STORED, max_size=8))
def test_a_look_at_many_texts_sees_what_a_look_at_each_does(values: list[object]) -> None:
    one_by_one = [n for n, text in enumerate(values) if type(text) is str and may_hold_card(text)]
    assert may_hold_cards(values) == one_by_one


@given(st.lists(st.text(alphabet="0123456789abc", min_size=9, max_size=14), min_size=1))
def test_a_look_at_many_words_names_the_right_ones(words: list[str]) -> None:
    assert may_hold_cards(words) == [n for n, word in enumerate(words) if may_hold_card(word)]
