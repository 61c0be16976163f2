"""Tables of hardware/README.md that are written from the contract suites' own data.

    python -m tests.contract.readme

writes them anew. A table stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; to add one, put
the markers into the README and the function that returns its text into ``tables``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

README = Path(__file__).parents[2] / "hardware" / "README.md"


def tables() -> Mapping[str, Callable[[], str]]:
    """Return what writes each table, by its marker."""
    from tests.contract import (
        badge_outcomes,
        outcomes,
        reader_outcomes,
        stripe_outcomes,
        telium_outcomes,
        terminal_outcomes,
    )

    return {
        "printer outcomes": outcomes.as_table,
        "badge outcomes": badge_outcomes.as_table,
        "reader outcomes": reader_outcomes.as_table,
        "stripe outcomes": stripe_outcomes.as_table,
        "telium outcomes": telium_outcomes.as_table,
        "terminal outcomes": terminal_outcomes.as_table,
    }


def as_markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; every row has as many cells as the head."""
    lines = [head, ["---"] * len(head), *rows]
    assert {len(line) for line in lines} == {len(head)}
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def told(readme: str, name: str) -> str:
    """Return what the README holds between the markers of a table."""
    return readme.split(f"<!-- {name} -->\n")[1].split(f"\n<!-- /{name} -->")[0]


def rewritten(readme: str) -> str:
    """Return the README with every table as it should be."""
    for name, write in tables().items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        head, rest = readme.split(begin)
        readme = head + begin + write() + end + rest.split(end)[1]
    return readme


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8")
