"""People who come: written down, told apart, linked to orders."""

from __future__ import annotations

import pytest

from pos.errors import CardNumberRefused, ContactRefused, NotAllowed, NotFound, TextMissing
from pos.ids import PatronId
from tests.integration.small_house import House


def test_two_fields_make_a_patron_and_the_row_tells_two_of_one_name_apart(house: House) -> None:
    one = house.office.patrons.add(
        house.command(), house.sign_in("Ada Clerk"), "Vera Lind", "(206) 555-0142"
    )
    two = house.office.patrons.add(
        house.command(), house.sign_in("Ada Clerk"), "Vera Lind", "vera@example.org"
    )
    assert one.number != two.number
    rows = house.office.patrons.like("vera li")
    assert [(row.phone_last4, row.email_masked) for row in rows] == [
        ("0142", ""),
        ("", "v***@example.org"),
    ]


def test_the_command_repeated_makes_nobody_twice(house: House) -> None:
    command = house.command()
    first = house.office.patrons.add(command, house.sign_in("Ada Clerk"), "Vera Lind", "")
    assert house.office.patrons.add(command, house.sign_in("Ada Clerk"), "Vera Lind", "") == first
    assert len(house.office.patrons.like("Vera Lind")) == 1


@pytest.mark.parametrize(
    ("name", "contact", "refusal"),
    [
        ("", "", TextMissing),
        ("Vera", "call me", ContactRefused),
        ("Vera", "vera@", ContactRefused),
        ("4111 1111 1111 1111", "", CardNumberRefused),
        ("Vera", "4111 1111 1111 1111", CardNumberRefused),
    ],
)
def test_what_is_no_contact_is_refused(
    house: House, name: str, contact: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        house.office.patrons.add(house.command(), house.sign_in("Ada Clerk"), name, contact)


def test_an_unknown_patron_is_named_so(house: House) -> None:
    with pytest.raises(NotFound):
        house.office.patrons.get(house.sign_in("Ada Clerk"), PatronId("nobody"))
