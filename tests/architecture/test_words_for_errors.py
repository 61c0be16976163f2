"""Whatever goes wrong, the kiosk has words for it and the words say what to do."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.messages import CONDITION_WORDS, ERROR_WORDS
from pos import errors
from pos.errors import PosError
from pos.ports.devices import Condition


def family(root: type[PosError]) -> Iterator[type[PosError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from family(child)


def test_every_error_code_has_words() -> None:
    assert {cls.code for cls in family(PosError)} - set(ERROR_WORDS) == set()


def test_no_words_are_left_over_for_codes_that_are_gone() -> None:
    assert set(ERROR_WORDS) - {cls.code for cls in family(PosError)} == set()


def test_every_condition_of_a_device_has_words() -> None:
    assert set(CONDITION_WORDS) == set(Condition)
