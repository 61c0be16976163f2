"""What people type: cleaned, bounded, and nothing that could not be kept."""

from __future__ import annotations

import pytest

from pos.errors import TextMissing, TextRefused
from pos.text import checked_text, name_key


def test_control_characters_are_blanks_and_outer_blanks_go() -> None:
    assert checked_text("note", " a\tb\n", longest=3) == "a b"


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_what_is_wanted_and_empty_is_missing(text: str) -> None:
    assert checked_text("note", text, longest=3) == ""
    with pytest.raises(TextMissing) as refused:
        checked_text("note", text, longest=3, required=True)
    assert refused.value.params == {"field": "note"}


@pytest.mark.parametrize("text", ["abcd", "a\ud800", "\udfffa"])
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(TextRefused) as refused:
        checked_text("note", text, longest=3, required=True)
    assert refused.value.params == {"field": "note", "limit": 3}


def test_a_name_is_the_same_however_it_is_written() -> None:
    spellings = ("Zoë O'Neil", "zoe oneil", "ZOE\u00a0O\u2019NEIL", "Zoe\u200b O\u2010Neil.")
    assert {name_key(each) for each in spellings} == {"zoeoneil"}
    assert name_key("Zoe Neil") != name_key("Zoe O'Neil")
    assert name_key(" -- ") == "--"
