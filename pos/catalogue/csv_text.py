"""Text, delimiter and records of a CSV file that somebody else's program wrote.

UTF-8 with or without BOM, UTF-16 with one, or Windows-1252; comma, semicolon or tab; each record
with the line it begins on. Every fault is collected, nothing is raised.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence

from pos.catalogue.faults import FaultCode, Faults

DELIMITERS = (",", ";", "\t")
_HEADER_WITHIN = 65_536
"""Characters; no header is longer."""


def decoded(data: bytes, faults: Faults, largest: int) -> tuple[str, str] | None:
    """Return text and encoding; None, with the fault, for more than ``largest`` bytes and for what
    is no text."""
    if len(data) > largest:
        faults.error("", FaultCode.FILE_TOO_LARGE, len(data), largest)
        return None
    wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    line = data.count(b"\n", 0, max(data.find(b"\0"), 0)) + 1
    faults.error("", FaultCode.FILE_NOT_TEXT, line=line)
    return None


def best_delimiter(text: str, known: Callable[[Sequence[str]], int]) -> str:
    """Return the delimiter under which the header says most; ``known``: how many of its names
    mean something."""

    def worth(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text.lstrip()[:_HEADER_WITHIN]), delimiter=delimiter)
        try:
            header = next(reader, [])
        except csv.Error:
            return 0, 0
        return known(header), len(header)

    return max(DELIMITERS, key=worth)


def records(text: str, delimiter: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            cut = "unexpected end" in str(error)
            code = FaultCode.FILE_TRUNCATED if cut else FaultCode.FILE_NOT_CSV
            faults.error("", code, error, line=line)
            return
        if record is None:
            return
        if any(value.strip() for value in record):
            yield line, record
        line = reader.line_num + 1
