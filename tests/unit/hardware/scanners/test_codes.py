from __future__ import annotations

import pytest

from hardware.scanners.codes import SAME_CODE_S, Repeats, scan_of
from pos.ports.readers import ReadProblem, Scan


@pytest.mark.parametrize(
    ("text", "body", "symbology"),
    [
        ("ABC123", "ABC123", ""),
        ("]C0ABC123", "ABC123", "code128"),
        ("]C1ABC123", "ABC123", "code128"),
        ("]Q3ABC123", "ABC123", "qr"),
        ("]A0ABC123", "ABC123", "code39"),
        ("]L2ABC123", "ABC123", "pdf417"),
        ("]E0ABC123", "ABC123", ""),  # EAN: has no name here
        ("]9ABC", "]9ABC", ""),
    ],
)
def test_an_aim_prefix_tells_the_symbology(text: str, body: str, symbology: str) -> None:
    assert scan_of("scanner", text) == Scan("scanner", body, symbology)


@pytest.mark.parametrize("text", ["", "]C0", "AB\x1dC", "AB\x00", "\x07ABC", "AB\u202eC", "AB\x85"])
def test_what_no_code_prints_is_unreadable(text: str) -> None:
    assert scan_of("scanner", text) == Scan("scanner", problem=ReadProblem.UNREADABLE)


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "]C04111111111111111",
        "4111 1111 1111 1111",
        "%B4111111111111111^DOE/JANE^30121010000?",
        ";4111111111111111=30121010000?",
        "%B4111",  # torn in the middle of a swipe
        ";411111",
        "4111111111111111" + "A" * 300,
    ],
)
def test_a_payment_card_is_refused_and_forgotten(text: str) -> None:
    scan = scan_of("scanner", text)
    assert scan == Scan("scanner", problem=ReadProblem.PAYMENT_CARD)
    assert "4111" not in repr(scan)


def test_a_code_longer_than_any_is_refused() -> None:
    assert scan_of("scanner", "A" * 200).text == "A" * 200
    assert scan_of("scanner", "A" * 201).problem is ReadProblem.TOO_LONG


def test_the_same_code_within_a_second_is_one_scan() -> None:
    repeats, scan = Repeats(), Scan("scanner", "ABC")
    assert repeats.is_new(scan, 0.0)
    assert not repeats.is_new(scan, 0.9)
    assert not repeats.is_new(Scan("scanner", "ABC", "qr"), 1.75)  # counted from the last sight
    assert repeats.is_new(scan, 1.75 + SAME_CODE_S)


def test_another_code_between_makes_it_new() -> None:
    repeats = Repeats()
    assert repeats.is_new(Scan("scanner", "ABC"), 0.0)
    assert repeats.is_new(Scan("scanner", "DEF"), 0.1)
    assert repeats.is_new(Scan("scanner", "ABC"), 0.2)
    repeats.forget()
    assert repeats.is_new(Scan("scanner", "ABC"), 0.3)
