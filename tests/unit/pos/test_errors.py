"""Errors: codes unique and stable, parameters and never sentences, a tree drawn as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pos import errors
from pos.errors import DeviceError, FileRefused, InvariantBroken, Outcome, PosError, SeatTaken


def family(root: type[PosError]) -> Iterator[type[PosError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from family(child)


def drawn_tree() -> dict[str, str]:
    """Return child -> parent as the module's docstring draws them."""
    tree: dict[str, str] = {}
    depth_of: dict[int, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^(?P<lead> {4}[│├└─ ]*)(?P<names>[A-Z]\w+(, [A-Z]\w+)*)(  |$)", line)
        if match is None:
            continue
        names = match["names"].split(", ")
        depth = len(match["lead"])
        if depth > 4:
            tree.update(dict.fromkeys(names, depth_of[depth - 4 if depth > 7 else 4]))
        depth_of[depth] = names[0]
    return tree


def test_the_drawn_tree_is_the_tree() -> None:
    real = {
        cls.__name__: cls.__base__.__name__
        for cls in family(PosError)
        if cls is not PosError and cls.__base__ is not None
    }
    assert drawn_tree() == real


def test_every_code_is_unique_and_is_the_name_in_lower_case() -> None:
    for cls in family(PosError):
        if cls is PosError:
            continue
        assert cls.code == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def test_a_bug_is_no_refusal() -> None:
    assert not issubclass(InvariantBroken, PosError)


def test_an_error_carries_its_parameters_and_says_them_for_the_log() -> None:
    error = SeatTaken(seat="Orchestra A 12", holder="Window 2")
    assert error.params == {"seat": "Orchestra A 12", "holder": "Window 2"}
    assert str(error) == "seat_taken seat='Orchestra A 12' holder='Window 2'"
    assert str(SeatTaken()) == "seat_taken"


def test_a_device_error_says_what_may_have_happened() -> None:
    assert DeviceError(device="ticket_printer").outcome is Outcome.NOT_STARTED
    assert DeviceError(Outcome.UNKNOWN, device="ticket_printer").outcome is Outcome.UNKNOWN


def test_a_refused_file_carries_every_fault() -> None:
    error = FileRefused(("one", "two"), file="season.toml", count=2)
    assert error.findings == ("one", "two")
    assert error.params == {"file": "season.toml", "count": 2}


@pytest.mark.parametrize("cls", list(family(PosError)), ids=lambda cls: cls.__name__)
def test_every_error_can_be_raised_with_parameters_alone(cls: type[PosError]) -> None:
    with pytest.raises(PosError) as caught:
        raise cls(reason="test")
    assert caught.value.params == {"reason": "test"}
    assert isinstance(caught.value.remedy, errors.Remedy)
