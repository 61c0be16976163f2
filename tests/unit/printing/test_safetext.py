from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.fonts import SUBSTITUTE, FontSource
from printing.safetext import LONGEST, clean, missing


@pytest.mark.parametrize(
    "name", ["Dvořák", "Nguyễn Thị Ánh Tuyết", "Вячеслав Ё", "Ğüneş", "Łódź", "“Choral” – №"]
)
def test_names_of_our_patrons_stay_as_they_are(name: str, fonts: FontSource) -> None:
    assert clean(name, fonts) == name
    assert clean(unicodedata.normalize("NFD", name), fonts) == name
    assert missing(name, fonts) == ()


def test_what_cannot_be_drawn_is_seen_to_be_missing(fonts: FontSource) -> None:
    assert clean("Ana 😀 Ω ♚", fonts) == f"Ana {SUBSTITUTE} Ω {SUBSTITUTE}"
    assert missing("Ana 😀 中 😀", fonts) == ("U+1F600", "U+4E2D")


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("王小明", "WangXiaoMing"),
        ("김민수", "GimMinSu"),
        ("やまだ たろう", "yamada tarou"),
        ("محمد علي", "mhmd `ly"),
        ("דָּנָה 12", "danah 12"),
        ("अमित", "amit"),
        ("Wei 中 Dvořák、٣", "Wei Zhong Dvořák,3"),
    ],
)
def test_a_name_in_another_script_is_spelled_in_latin_letters(
    name: str, paper: str, fonts: FontSource
) -> None:
    assert clean(name, fonts) == paper


@pytest.mark.parametrize(
    "sign",
    [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\ufe0f",
        "\U0001f44d\U0001f3fd",
        "\U0001f1e8\U0001f1ff",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "\u2764\ufe0f\u200d\U0001f525",
    ],
    ids=["family", "thumb", "flag", "region", "fire"],
)
def test_one_sign_is_one_substitute(sign: str, fonts: FontSource) -> None:
    assert clean(f"Ana {sign}ř{sign}", fonts) == f"Ana {SUBSTITUTE}ř{SUBSTITUTE}"
    assert missing(sign, fonts) == (f"U+{ord(unicodedata.normalize('NFC', sign)[0]):04X}",)


def test_two_signs_are_two(fonts: FontSource) -> None:
    assert clean("\U0001f1e8\U0001f1ff\U0001f1f5\U0001f1f1", fonts) == SUBSTITUTE * 2


def test_a_keycap_is_its_digit(fonts: FontSource) -> None:
    assert clean("1\ufe0f\u20e3", fonts) == "1"


def test_a_letter_keeps_its_place_where_only_its_mark_is_lacking(fonts: FontSource) -> None:
    assert clean("a\u20d0b", fonts) == f"a{SUBSTITUTE}b"


def test_a_hidden_joiner_hides_no_accent(fonts: FontSource) -> None:
    assert clean("e\u200d\u0301", fonts) == "é"


def test_controls_and_line_ends_become_spaces(fonts: FontSource) -> None:
    assert clean("a\nb\r\n\tc\x00d\x1b@e\u2028f", fonts) == "a b c d @e f"


def test_directions_and_unseen_characters_are_dropped(fonts: FontSource) -> None:
    assert clean("\u202eabc\u202c\u2066\u200f\ufeff\u00add", fonts) == "abcd"


def test_stacked_accents_are_cut_to_two(fonts: FontSource) -> None:
    assert clean("Z" + "\u0301" * 50 + "o", fonts) == unicodedata.normalize("NFC", "Z\u0301") + (
        "\u0301\u0301o"
    )


def test_an_accent_without_a_letter_is_dropped(fonts: FontSource) -> None:
    assert clean("\u0301a \u0301b", fonts) == "a b"


def test_half_characters_and_private_ones_are_substitutes(fonts: FontSource) -> None:
    assert clean("a\ud800b\ue000c\U0010ffff", fonts) == f"a{SUBSTITUTE}b{SUBSTITUTE}c{SUBSTITUTE}"


def test_no_break_spaces_stay(fonts: FontSource) -> None:
    assert clean("7:30\u202fPM 5\u00a0$", fonts) == "7:30\u00a0PM 5\u00a0$"


def test_a_book_is_cut(fonts: FontSource) -> None:
    assert len(clean("x" * 10_000_000, fonts)) == LONGEST


@given(text=st.text(st.characters(), max_size=300))
def test_anything_comes_out_as_one_drawable_line(text: str, fonts: FontSource) -> None:
    safe = clean(text, fonts)
    assert clean(safe, fonts) == safe
    assert not safe.startswith(" ")
    assert "  " not in safe
    for character in safe:
        assert fonts.has(character)
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
