"""What people type: cleaned, bounded, and nothing that could not be kept."""

from __future__ import annotations

import pytest

from pos.errors import TextRefused
from pos.text import checked_text


def test_control_characters_are_blanks_and_outer_blanks_go() -> None:
    assert checked_text("note", " a\tb\n", longest=3) == "a b"


@pytest.mark.parametrize("text", ["", " ", "abcd", "a\ud800", "\udfffa"])
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(TextRefused) as refused:
        checked_text("note", text, longest=3, required=True)
    assert refused.value.params == {"field": "note", "limit": 3}
