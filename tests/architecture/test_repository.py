"""What may be in the repository: a short list at the top, no machine's paths, nobody's card."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.imports import ROOT

TOP_LEVEL = {
    "kiosk",
    "hardware",
    "pos",
    "printing",
    "assets",
    "tests",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "LICENSE",
    "CHANGELOG.md",
    "requirements-build.lock",
    "requirements.lock",
    "requirements-dev.lock",
}

MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:"
    + "|".join(["wo" + "rk", "ro" + "ot", "tm" + "p", "home/" + r"\w+", "op" + "t"])
    + r")/"
)
REGISTRY_HOSTS = re.compile(
    "|".join(
        [
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "np" + r"mjs\.(?:org|com)",
            r"deb\.deb" + r"ian\.org",
        ]
    )
)

CARD_LIKE = re.compile(
    r"(?<![\w.])(?:[0-9]{13,19}|[0-9]{4}(?P<gap>[ -])[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{1,7}"
    r"|[0-9]{4}(?P<amex>[ -])[0-9]{6}(?P=amex)[0-9]{5})(?![\w.])"
)

CARD_BRANDS = "23456"
"""First digits under which payment cards are issued (ISO/IEC 7812-1, major industry identifier)."""

PUBLISHED_TEST_CARDS = {
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "4000000000000002",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "3056930009020004",
    "30569309025904",
    "38520000023237",
    "3566002020360505",
    "6200000000000005",
    "3530111333300000",
}
"""Numbers that card schemes and processors publish for tests; no account stands behind them."""


@cache
def tracked_texts() -> dict[str, str]:
    """Return every tracked text file by its path."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    texts = {}
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" not in data[:8_192]:
            texts[name] = data.decode("utf-8", "replace")
    return texts


def passes_luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def cards_in(text: str) -> set[str]:
    found = {re.sub(r"\D", "", match[0]) for match in CARD_LIKE.finditer(text)}
    return {digits for digits in found if digits[0] in CARD_BRANDS and passes_luhn(digits)}


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked_texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_top_level_holds_only_what_belongs_there() -> None:
    tops = {Path(name).parts[0] for name in tracked_texts()}
    assert {name for name in tops if not name.startswith(".")} - TOP_LEVEL == set()


def test_no_file_names_a_path_of_one_machine() -> None:
    assert places(MACHINE_PATHS) == []


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRY_HOSTS) == []


def test_no_card_number_but_published_test_ones_and_those_in_tests_only() -> None:
    found = {
        name: cards - (PUBLISHED_TEST_CARDS if name.startswith("tests/") else set())
        for name, text in tracked_texts().items()
        if (cards := cards_in(text))
    }
    assert {name: cards for name, cards in found.items() if cards} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4111 1111 1111 1111", True),
        ("pan=4111111111111111,", True),
        ("3782-822463-10005", True),
        ("4111 1111 1111 1112", False),  # the check digit is wrong
        ("a4111111111111111", False),  # part of a hash
        ("0.4111111111111111", False),  # a coordinate
        ("0000 0000 0000 0000", False),
    ],
)
def test_the_search_for_card_numbers_sees_them(text: str, found: bool) -> None:
    assert bool(cards_in(text)) is found


def test_every_listed_test_card_would_have_been_found() -> None:
    assert {card for card in PUBLISHED_TEST_CARDS if not passes_luhn(card)} == set()
