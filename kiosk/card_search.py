"""The search for card numbers in files: databases with their journals, logs, reports, exports.

``foyer verify`` runs it over the home and over any folder it is given, and the window after each
close of a business day. A finding names the place and never what stands there.

A database is read table by table. What is packed in a zip, as backups and workbooks are, is
unpacked and read as bytes; so is any other file as it is, its letters taken as Latin-1 and
as UTF-16; the compressed streams of a PDF are opened (text in a subset of a typeface is numbers of
glyphs there and stays closed: Foyer's own reports are facts in the database as well). In raw bytes
a number counts only where no letter or digit stands next to it: the ids in a database's pages are
full of digits.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from pos import raw_files
from pos.verify import card_findings
from pos.views.cash import Finding

Texts = Callable[[Path], Iterator[tuple[str, str]]]
"""Yields (place, text) of every text in a database; raises ValueError when it is none."""

DATABASE = b"SQLite format 3\x00"
_PACKED = b"PK\x03\x04"
_PIECE = 1_000_000
_OVERLAP = 200
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_MOST_INFLATED = 20_000_000


def search(
    roots: Iterable[Path],
    texts_of: Texts,
    stopped: Callable[[], bool] = lambda: False,
    sealed: Callable[[Path], bool] = lambda _file: False,
) -> Iterator[Finding]:
    """Yield a finding for each place below ``roots`` where a card number stands, and a warning for
    each file that cannot be read. Symbolic links are not followed. Ends early once ``stopped``
    says so. ``sealed``: whether a file looks like an encrypted database.
    """
    for root in roots:
        for file in _files(root):
            yield from _in_file(file, root, texts_of, stopped, sealed)


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders.sort()
        files = (Path(folder, name) for name in sorted(names))
        yield from (file for file in files if file.is_file() and not file.is_symlink())


def _in_file(
    file: Path,
    root: Path,
    texts_of: Texts,
    stopped: Callable[[], bool],
    sealed: Callable[[Path], bool],
) -> Iterator[Finding]:
    name = file.name if file == root else file.relative_to(root).as_posix()
    try:
        with raw_files.opened(file) as opened:
            begins = opened.read(len(DATABASE))
        if begins == DATABASE or sealed(file):
            # Its bytes are searched all the same.
            yield from _or_unread(_in_database(file, name, texts_of, stopped), name)
        if begins.startswith(_PACKED):
            yield from _in_packed(file, name, texts_of, stopped, sealed)
        packed = _unpacked(file, name) if begins.startswith(_PACKED) else _pieces(file, name)
        yield from card_findings(takewhile(lambda _: not stopped(), packed), raw=True)
    except (OSError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        yield _unread(name, error)


def _in_database(
    file: Path, name: str, texts_of: Texts, stopped: Callable[[], bool]
) -> Iterator[Finding]:
    texts = ((f"{name} {place}", text) for place, text in texts_of(file))
    yield from card_findings(takewhile(lambda _: not stopped(), texts))


def _in_packed(
    file: Path,
    name: str,
    texts_of: Texts,
    stopped: Callable[[], bool],
    sealed: Callable[[Path], bool],
) -> Iterator[Finding]:
    """Yield what is found in the encrypted databases in a zip: those of encrypted backups. They
    stay encrypted where they are laid for it."""
    with zipfile.ZipFile(file) as packed, TemporaryDirectory(prefix="foyer-") as folder:
        for member in packed.namelist():
            if not member.endswith(".db") or stopped():
                continue
            with packed.open(member) as opened:
                if opened.read(len(DATABASE)) == DATABASE:
                    continue  # its bytes are searched
            packed.extract(member, folder)
            laid, place = Path(folder) / member, f"{name} {member}"
            if sealed(laid):
                yield from _or_unread(_in_database(laid, place, texts_of, stopped), place)


def _or_unread(findings: Iterable[Finding], name: str) -> Iterator[Finding]:
    """Yield what is found in a database, and a warning where it cannot be read to its end."""
    try:
        yield from findings
    except ValueError as error:
        yield _unread(name, error)


def _unread(name: str, error: Exception) -> Finding:
    return Finding("warning", "card_number.unread", name, evidence=(type(error).__name__,))


def _pieces(file: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of a file's bytes, piece by piece with an overlap."""
    if file.suffix.lower() == ".pdf":
        yield from _pdf_streams(file, name)
    with raw_files.opened(file) as opened:
        yield from _pieces_of(opened, name)


def _unpacked(file: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of what is packed in a zip: a backup, a workbook."""
    with zipfile.ZipFile(file) as packed:
        for member in packed.namelist():
            with packed.open(member) as opened:
                yield from _pieces_of(opened, f"{name} {member}")


def _pieces_of(opened: IO[bytes], name: str) -> Iterator[tuple[str, str]]:
    kept, at = b"", 0
    while piece := opened.read(_PIECE):
        data = kept + piece
        place = f"{name} byte {max(0, at - len(kept))}"
        yield place, data.decode("latin-1")
        for shift in (0, 1):
            yield place, data[shift:].decode("utf-16-le", errors="replace")
        kept, at = data[-_OVERLAP:], at + len(piece)


def _pdf_streams(file: Path, name: str) -> Iterator[tuple[str, str]]:
    for number, stream in enumerate(_STREAM.findall(file.read_bytes()), 1):
        for opened in _inflated(stream):
            yield f"{name} stream {number}", opened.decode("latin-1")


def _inflated(stream: bytes) -> Iterator[bytes]:
    """Yield what a compressed stream holds, also where it stands in ASCII 85; nothing where it is
    something else, whose bytes are searched as they are."""
    candidates = [stream]
    with contextlib.suppress(ValueError):
        candidates.append(base64.a85decode(stream.strip().removesuffix(b"~>")))
    for candidate in candidates:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(candidate, _MOST_INFLATED)
