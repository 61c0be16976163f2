"""Lines of processors' files, and what became of them, against the digests kept of many at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any

from pos.storage.check_json import as_far_as_it_goes
from pos.views.cash import Finding

_BLOCK = 100
"""Lines of a file that share a digest."""

Rows = Callable[[str], list[Mapping[str, Any]]]


def many_rows(rows: Rows) -> Iterator[Finding]:
    """Yield the lines of files, a hundred at most, and the times of matching whose rows are not
    what was written."""
    files = {row["file_id"]: row for row in rows("SELECT file_id, digests FROM settlement_file")}
    lines = rows("SELECT * FROM settlement_line ORDER BY file_id, line")
    of_file = {file_id: list(each) for file_id, each in groupby(lines, lambda r: r["file_id"])}
    for file_id, file in files.items():
        there = of_file.get(file_id, [])
        look = partial(_of_file, file_id, file["digests"], there)
        yield from as_far_as_it_goes(f"settlement_file {file_id}", look)
    runs = {row["run_id"]: row for row in rows("SELECT * FROM settlement_run")}
    matches = rows("SELECT * FROM settlement_match ORDER BY run_id, match_id")
    of_run = {run_id: list(each) for run_id, each in groupby(matches, lambda r: r["run_id"])}
    for run_id, run in runs.items():
        found = of_run.get(run_id, [])
        if (len(found), _digest(found)) != (run["matches"], run["digest"]):
            yield Finding("error", "fact.changed", f"settlement_match of run {run_id}")


def _of_file(file_id: str, digests: str, lines: list[Mapping[str, Any]]) -> Iterator[Finding]:
    yield from _blocks(file_id, json.loads(digests), lines)


def _blocks(file_id: str, kept: list[str], lines: list[Mapping[str, Any]]) -> Iterator[Finding]:
    blocks = [lines[first : first + _BLOCK] for first in range(0, len(lines), _BLOCK)]
    for place in range(max(len(kept), len(blocks))):
        block = blocks[place] if place < len(blocks) else []
        if place < len(kept) and kept[place] == _digest(block):
            continue
        first, last = (block[0]["line"], block[-1]["line"]) if block else ("?", "?")
        yield Finding("error", "fact.changed", f"settlement_line {file_id}/{first}-{last}")
        return  # one that is missing or too many moves all that follow


def _digest(rows: list[Mapping[str, Any]]) -> str:
    whole = hashlib.sha256()
    for row in rows:
        whole.update(json.dumps(list(row.values())).encode())
    return "".join(chr(ord("a") + int(nibble, 16)) for nibble in whole.hexdigest()[:32])
