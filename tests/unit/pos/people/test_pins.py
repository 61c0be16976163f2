from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import PinTooWeak
from pos.people.pins import LONGEST, SHORTEST, PinHasher, check_new_pin

CHEAP = PinHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "123",
        "258",
        "258014709",
        "25a0",
        "25 0",
        "-258",
        "٢٥٨٠",
        "²580",
        "0000",
        "99999999",
        "1212",
        "123123",
        "1234",
        "3456",
        "7890",
        "8901",
        "4321",
        "2109",
        "98765432",
        "2580\n",
    ],
)
def test_weak_pins_are_refused(pin: str) -> None:
    with pytest.raises(PinTooWeak) as refused:
        check_new_pin(pin)
    assert refused.value.params == {"shortest": SHORTEST, "longest": LONGEST}


@pytest.mark.parametrize(
    "pin", ["2580", "1470", "12344", "112233", "13579246", "0042", "1243", "2727272"]
)
def test_good_pins_pass(pin: str) -> None:
    check_new_pin(pin)


@given(st.text(alphabet="0123456789", max_size=12))
def test_what_passes_has_four_to_eight_digits_and_two_different_ones(pin: str) -> None:
    try:
        check_new_pin(pin)
    except PinTooWeak:
        return
    assert SHORTEST <= len(pin) <= LONGEST
    assert len(set(pin)) > 1


def test_a_hash_proves_its_pin_and_no_other() -> None:
    made = CHEAP.hash("2580")
    assert made.startswith("$argon2id$")
    assert CHEAP.matches("2580", made)
    assert not CHEAP.matches("2581", made)


def test_equal_pins_have_different_hashes() -> None:
    assert CHEAP.hash("2580") != CHEAP.hash("2580")


def test_nobody_is_never_proved() -> None:
    assert not CHEAP.matches("2580", None)
    assert not CHEAP.matches("nobody's PIN", None)


def test_nobody_costs_a_hash_of_the_same_cost() -> None:
    """The time to refuse an unknown person is that of one real check."""
    nobodys = CHEAP._nobodys
    assert nobodys.split("$")[3] == CHEAP.hash("2580").split("$")[3]
    assert CHEAP._nobodys is nobodys


def test_costs_come_from_the_configuration() -> None:
    assert "$m=16,t=2,p=1$" in PinHasher(time_cost=2, memory_cost=16, parallelism=1).hash("2580")
    default = PinHasher()
    assert "$m=65536,t=3,p=4$" in default.hash("2580")


def test_other_costs_make_a_hash_outdated() -> None:
    dearer = PinHasher(time_cost=2, memory_cost=8, parallelism=1)
    assert dearer.outdated(CHEAP.hash("2580"))
    assert not dearer.outdated(dearer.hash("2580"))
