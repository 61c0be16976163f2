"""A hub of its own for each test, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hub_server import Venue


@pytest.fixture
def venue() -> Iterator[Venue]:
    """A hub that nobody joined."""
    made = Venue()
    yield made
    made.close()
