from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.displays.lettering import COLUMNS, fitted, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dvořák", "Dvorak"),
        ("Dvor\u030ca\u0301k", "Dvorak"),
        ("Чайковский", "Chaykovskiy"),
        ("Nguyễn Thị", "Nguyen Thi"),
        ("Θεοδωράκης", "Theodorakis"),
        ("İstanbul ığ", "Istanbul ig"),
        ("12,00\u00a0€", "12,00 EUR"),
        ("Total £5", "Total GBP5"),
        ("“Figaro” – Mozart…", '"Figaro" - Mozart...'),
        ("😀 Thanks ❤️", "_ Thanks _"),
        ("№ 5 ½", "No 5 1/2"),
        ("a\tb\nc\x07\x1b", "a b c__"),
        ("\ue000", "_"),
        ("\ufffd \U00017026 \u2426", "_ _ _"),
        ("¿Dónde？", "?Donde?"),
        ("莫扎特", "MoZhaTe"),
    ],
)
def test_letters_become_what_the_display_has(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Total         $120.00", "Total        $120.00"),
        ("Total         €120.00", "Total      EUR120.00"),
        ("Rusalka, the water nymph EUR12.00", "Rusalka, th EUR12.00"),
        ("Rusalka, the water nymph", "Rusalka, the water n"),
        ("Celkem    1\u00a0234,00\u00a0€", "Celkem  1 234,00 EUR"),
        ("Meziprodukt 12\u00a0345,00\u00a0€", "Mezipr 12 345,00 EUR"),
        ("One   gap    and many words more", "One gap and many wor"),
        ("1234567890123456789012345", "12345678901234567890"),
        ("Thank you   ", "Thank you"),
    ],
)
def test_a_sum_at_the_end_is_never_cut(text: str, shown: str) -> None:
    assert fitted(text) == shown


@given(st.text(max_size=60))
def test_no_text_becomes_a_command_or_runs_over(text: str) -> None:
    line = fitted(text)
    assert len(line) <= COLUMNS
    assert all(" " <= char <= "~" for char in line)


@given(st.characters(categories=("L", "N", "S")))
def test_nothing_without_a_letter_here_turns_into_a_question(char: str) -> None:
    assert "?" not in plain(char)
    assert plain(char) != ""
