"""A strict reader of FGL for tests: commands apart, and dots put on paper.

Shares nothing with the encoder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from PIL import Image

_COMMAND = re.compile(rb"<([A-Za-z]+)([0-9]+(?:,[0-9]+)*)?>")
_FLASH_SAFE = {"p", "g"}


@dataclass
class Read:
    """What a job said: commands in order, texts with their (row, column), and the dots."""

    page: Image.Image
    commands: list[str] = field(default_factory=list)
    texts: list[tuple[int, int, str]] = field(default_factory=list)


def read(job: bytes, rows: int, columns: int) -> Read:
    """Take a job apart. Fails on what is neither a command nor text in a harmless place."""
    result = Read(Image.new("L", (columns, rows), 255))
    where = (0, 0)
    at = 0
    while at < len(job):
        command = _COMMAND.match(job, at)
        if command is None:
            end = job.find(b"<", at)
            assert end > at, f"broken command at {at}: {job[at : at + 20]!r}"
            result.texts.append((*where, job[at:end].decode("ascii")))
            at = end
            continue
        name = command[1].decode()
        numbers = [int(n) for n in command[2].split(b",")] if command[2] else []
        result.commands.append(name)
        at = command.end()
        assert name.isupper() or name in _FLASH_SAFE, f"<{name}> may write flash memory"
        if name == "RC":
            row, column = numbers
            assert 0 <= row < rows, f"row {row}"
            assert 0 <= column < columns, f"column {column}"
            where = (row, column)
        elif name in ("g", "G"):
            length = numbers[0]
            raw = job[at : at + length]
            assert len(raw) == length
            _dots(result.page, where, bytes.fromhex(raw.decode("ascii")) if name == "g" else raw)
            at += length
        elif name == "QR":
            end = job.index(b"}", at)
            result.texts.append((*where, job[at : end + 1].decode("ascii")))
            at = end + 1
    return result


def _dots(page: Image.Image, where: tuple[int, int], strip: bytes) -> None:
    row, column = where
    assert column + len(strip) <= page.width, "a strip leaves the paper at the right"
    assert row + 8 <= page.height, "a strip leaves the paper at the bottom"
    columns = Image.frombytes("1", (8, len(strip)), strip)  # one above the other
    page.paste(0, (column, row), columns.transpose(Image.Transpose.TRANSPOSE))
