from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.ids import CODE_ALPHABET
from pos.paying import codes
from pos.paying.codes import LENGTH, check_symbol, code_of, hash_of, read_code, shown

KEY, OTHER = "00" * 32, "01" * 32
symbols = st.text(CODE_ALPHABET, min_size=16, max_size=16)


def test_a_code_is_the_same_each_time_and_another_for_each_certificate_issue_and_key() -> None:
    first = code_of(KEY, "v1", 1)
    assert first == code_of(KEY, "v1", 1)
    assert len({first, code_of(KEY, "v1", 2), code_of(KEY, "v2", 1), code_of(OTHER, "v1", 1)}) == 4
    assert read_code(first) == first
    assert len(first) == LENGTH


def test_a_code_never_holds_thirteen_digits_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [code_of(KEY, str(number), 1) for number in range(2_000)]
    assert not [code for code in drawn if re.search(r"[0-9]{13}", code)]
    assert len(set(drawn)) == len(drawn)
    refused = iter((True, True, False))
    asked = []

    class Refusing:
        def search(self, code: str) -> bool:
            asked.append(code)
            return next(refused)

    monkeypatch.setattr(codes, "_CARD_LIKE", Refusing())
    assert code_of(KEY, "v1", 1) == asked[2]
    assert len(set(asked)) == 3


@settings(max_examples=20)
@given(symbols)
def test_every_wrong_symbol_is_caught(text: str) -> None:
    code = text + check_symbol(text)
    assert read_code(code) == code
    for place in range(LENGTH):
        for wrong in CODE_ALPHABET:
            if wrong != code[place]:
                assert read_code(code[:place] + wrong + code[place + 1 :]) is None


@settings(max_examples=50)
@given(symbols)
def test_every_two_neighbours_that_changed_places_are_caught(text: str) -> None:
    code = text + check_symbol(text)
    for place in range(LENGTH - 1):
        left, right = code[place], code[place + 1]
        if left != right:
            assert read_code(code[:place] + right + left + code[place + 2 :]) is None


def test_what_people_type_is_read() -> None:
    text = "0A1B2C3D4E5F6G01"
    code = text + check_symbol(text)
    assert read_code(shown(code)) == code
    assert read_code(f"  {shown(code).lower().replace('-', ' – ')} ") == code
    assert read_code("OaIb2c3d4e5f6goL" + code[-1]) == code


@pytest.mark.parametrize("typed", ["", "0", "0" * 18, "0" * 15 + "U0", "é" * 17, "0" * 16])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert shown("ABCDEFGHJKMNPQRST") == "ABCD-EFGH-JKMN-PQRS-T"


def test_the_hash_depends_on_its_own_key() -> None:
    assert hash_of(KEY, "CODE") == hash_of(KEY, "CODE")
    assert hash_of(KEY, "CODE") != hash_of(OTHER, "CODE")
