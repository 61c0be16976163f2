"""Whatever goes wrong, the kiosk has words for it and the words say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from kiosk.messages import (
    CONDITION_WORDS,
    ERROR_WORDS,
    error_text,
    load_words,
    remedy_text,
)
from pos import errors
from pos.errors import PosError
from pos.ports.devices import Condition
from printing.words import Words


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words("en", ZoneInfo("America/Los_Angeles"))


def family(root: type[PosError]) -> Iterator[type[PosError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from family(child)


def test_every_error_code_has_words() -> None:
    assert {cls.code for cls in family(PosError)} - set(ERROR_WORDS) == set()


def test_every_error_says_what_happened_and_what_to_do_even_without_parameters(
    words: Words,
) -> None:
    for cls in family(PosError):
        assert error_text(cls(), words)
        assert remedy_text(cls(), words)


def test_no_words_are_left_over_for_codes_that_are_gone() -> None:
    codes = {key.partition(".")[0] for key in ERROR_WORDS}
    assert codes - {cls.code for cls in family(PosError)} == set()


def test_every_condition_of_a_device_has_words() -> None:
    assert set(CONDITION_WORDS) == set(Condition)
