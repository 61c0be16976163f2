from __future__ import annotations

import pytest

from pos.card_brands import brand_name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("visa", "Visa"),
        ("VISA", "Visa"),
        ("mc", "Mastercard"),
        ("MasterCard", "Mastercard"),
        ("amex", "American Express"),
        ("American Express", "American Express"),
        ("discover", "Discover"),
        ("diners", "Diners Club"),
        ("unknown", ""),
        (" House Card ", "House Card"),
        ("", ""),
    ],
)
def test_a_brand_is_spelled_as_it_spells_itself(sent: str, name: str) -> None:
    assert brand_name(sent) == name
