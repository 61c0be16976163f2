"""Fonts, words and designs for papers, and golden files that change only when asked."""

from __future__ import annotations

import gettext
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from printing.design import ReceiptDesign, TicketDesign
from printing.designfile import receipt_design, ticket_design
from printing.fonts import FontSource
from printing.words import Words

VENUE_ZONE = ZoneInfo("America/Los_Angeles")
ROOT = Path(__file__).parents[3]
DESIGNS = ROOT / "assets" / "designs"
GOLDEN = ROOT / "tests" / "golden" / "printing"

Golden = Callable[[str, bytes], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Known when these tests are run by themselves: pytest tests/unit/printing --update-golden."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the code makes into tests/golden instead of comparing; then read the diff",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with tests/golden/printing/NAME, or write them there when that was asked for.

    FOYER_REWRITE_GOLDEN=1, which other golden tests use, asks for it as well.
    """
    update = request.config.getoption("--update-golden", default=False) or bool(
        os.environ.get("FOYER_REWRITE_GOLDEN")
    )

    def compare(name: str, made: bytes) -> None:
        path = GOLDEN / name
        if update:
            path.write_bytes(made)
        assert path.read_bytes() == made, f"{name} changed; see --update-golden"

    return compare


@pytest.fixture(scope="session")
def fonts() -> FontSource:
    spec = importlib.util.find_spec("font_roboto")
    assert spec is not None
    assert spec.origin is not None
    files = Path(spec.origin).parent / "files"
    return FontSource(
        (files / "Roboto-Regular.ttf").read_bytes(), (files / "Roboto-Bold.ttf").read_bytes()
    )


@pytest.fixture(scope="session")
def words() -> Words:
    return Words("en", gettext.NullTranslations(), VENUE_ZONE)


@pytest.fixture(scope="session")
def theatre_ticket() -> TicketDesign:
    return ticket_design((DESIGNS / "ticket-5.5x2.toml").read_bytes(), "ticket-5.5x2.toml")


@pytest.fixture(scope="session")
def receipt_80mm() -> ReceiptDesign:
    return receipt_design((DESIGNS / "receipt-80mm.toml").read_bytes(), "receipt-80mm.toml")
