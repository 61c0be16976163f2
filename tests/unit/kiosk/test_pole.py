"""Two lines of twenty for each state of a sale."""

from __future__ import annotations

from datetime import UTC

import pytest

from kiosk.messages import load_words
from kiosk.pole import WIDTH, PoleFace, lines_for
from kiosk.presenters.customer import CustomerLine, CustomerState, Facing
from pos.money import Money

WORDS = load_words("en", UTC)
LINE = CustomerLine("Swan Lake", None, "", "Orchestra", "K", "10", "Adult", Money(8450))
CART = CustomerState(
    Facing.CART, "Rosewall", (LINE, LINE), 2, Money(16900), Money(800), Money(16900)
)
PAYING = CustomerState(Facing.PAYING, total=Money(16900), due=Money(6900))
CHANGE = CustomerState(Facing.CHANGE, total=Money(16900), change=Money(3100))


@pytest.mark.parametrize(
    ("state", "upper", "lower"),
    [
        (CART, "Adult         $84.50", "Total        $169.00"),
        (PAYING, "Total        $169.00", "Due           $69.00"),
        (CHANGE, "Paid         $169.00", "Change        $31.00"),
        (CustomerState(Facing.THANKS), "Thank you.", "Enjoy the show!"),
        (CustomerState(company="Rosewall"), "Welcome", "Rosewall"),
    ],
    ids=lambda value: value.facing.value if isinstance(value, CustomerState) else None,
)
def test_each_state_in_two_lines(state: CustomerState, upper: str, lower: str) -> None:
    assert lines_for(state, WORDS) == (upper, lower)


def test_an_amount_is_never_cut() -> None:
    huge = CustomerState(Facing.PAYING, total=Money(123456789012), due=Money(1))
    upper, lower = lines_for(huge, WORDS)
    assert upper.strip().endswith("$1,234,567,890.12")
    assert len(upper) == len(lower) == WIDTH


class Pole:
    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []

    def show(self, upper: str, lower: str) -> None:
        self.shown.append((upper, lower))


def test_another_language_says_the_same_again() -> None:
    pole = Pole()
    face = PoleFace(WORDS, pole)  # type: ignore[arg-type]
    face.draw(CHANGE)
    face.retranslate(load_words("ru", UTC))
    assert len(pole.shown) == 2
    assert "31,00" in pole.shown[1][1]
