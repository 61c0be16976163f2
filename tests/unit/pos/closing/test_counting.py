from __future__ import annotations

import pytest

from pos.closing.counting import counted_papers, paper_differences
from pos.errors import AmountInvalid, CardNumberRefused, NotFound, TextRefused
from pos.money import Money
from pos.views.cash import PaperCounted, PaperDifference, PaperExpected, PaperToCount


def expected(kind: str, subject: str, minor: int, *, back: bool = False) -> PaperExpected:
    return PaperExpected(PaperToCount(kind, subject, f"no {subject}", "Ann Example", back), minor)


LIST = (
    expected("check", "c1", 4_500),
    expected("check", "c2", 9_000),
    expected("card_slip", "s1", -2_000, back=True),
    expected("certificate", "g1", 0),
    expected("void_ticket", "v1", 0),
)


def told(kind: str, subject: str, minor: int | None, number: str = "") -> PaperCounted:
    return PaperCounted(kind, subject, number, "", minor)


RIGHT = (
    told("check", "c1", 4_500),
    told("check", "c2", 9_000),
    told("card_slip", "s1", 2_000),
    told("certificate", "g1", 0),
    told("void_ticket", "v1", 0),
)


def test_what_is_there_as_it_should_be_makes_no_difference() -> None:
    papers = counted_papers(LIST, RIGHT, "count")
    assert [paper.line for paper in papers] == [1, 2, 3, 4, 5]
    assert papers[2].counted_minor == -2_000  # the slip of a refund
    assert paper_differences(papers, "USD") == ()


def test_missing_too_many_and_another_amount_are_told_apart() -> None:
    papers = counted_papers(
        LIST,
        (
            told("check", "c1", 5_400),
            told("check", "c2", None),
            told("check", "", 7_000, "77"),
            told("certificate", "g1", 0),
            told("void_ticket", "v1", 0),
        ),
        "count",
    )
    assert paper_differences(papers, "USD") == (
        PaperDifference(
            "check", "amount", "c1", "no c1", "Ann Example", Money(4_500), Money(5_400)
        ),
        PaperDifference("check", "missing", "c2", "no c2", "Ann Example", Money(9_000), Money(0)),
        PaperDifference(
            "card_slip", "missing", "s1", "no s1", "Ann Example", Money(-2_000), Money(0)
        ),
        PaperDifference("check", "extra", "", "77", "", Money(0), Money(7_000)),
    )


@pytest.mark.parametrize(
    ("paper", "refusal"),
    [
        (told("check", "c1", -1), AmountInvalid),
        (told("check", "c1", 0), AmountInvalid),
        (told("check", "c1", 10**13 + 1), AmountInvalid),
        (told("void_ticket", "v1", 1), AmountInvalid),
        (told("check", "", None, "5"), AmountInvalid),
        (told("leaflet", "", 0, "5"), AmountInvalid),
        (told("check", "elsewhere", 100), NotFound),
        (told("certificate", "c1", 0), NotFound),
        (told("check", "", 100), TextRefused),
        (told("check", "", 100, "4111 1111 1111 1111"), CardNumberRefused),
    ],
)
def test_a_slip_of_the_hand_is_no_count(paper: PaperCounted, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        counted_papers(LIST, (paper,), "count")


def test_one_paper_is_counted_once() -> None:
    with pytest.raises(AmountInvalid):
        counted_papers(LIST, (RIGHT[0], RIGHT[0]), "count")
