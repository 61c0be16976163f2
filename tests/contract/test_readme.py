from __future__ import annotations

import pytest

from tests.contract.readme import README, tables, told


@pytest.mark.parametrize("name", tables())
def test_the_readme_shows_what_the_suites_hold(name: str) -> None:
    """``python -m tests.contract.readme`` writes it anew."""
    assert told(README.read_text(encoding="utf-8"), name) == tables()[name]()
