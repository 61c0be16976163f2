"""A backup: one file with a copy of a running window's database and what belongs to it.

A zip of ``manifest.json``, ``foyer.db``, ``window.toml`` and ``designs/``. The manifest names
every other member with its length and SHA-256, and by what the database is known. Secrets are not
in it: the manifest says which ones window.toml asks for. Logs, written reports and what lies in
other folders of the home are not either: reports come again from the database.

Everything is written aside, under a name that begins with a dot, put on disk, and only then gets
its name, so that whatever is called a backup is a whole one. Thread: any but the GUI's.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kiosk.one_window import take_lock
from kiosk.settings import SECTIONS, Home
from kiosk.whole_files import sync_folder
from pos.errors import (
    BackupExists,
    BackupNotWritten,
    BackupUnderWay,
    Stopped,
    StorageFull,
    StorageTrouble,
)

if TYPE_CHECKING:
    from kiosk.settings import WindowSettings
    from pos.office import Office
    from pos.views.restoring import DatabaseHead

FORMAT = "foyer-backup"
VERSION = 1
MANIFEST = "manifest.json"
DATABASE = "foyer.db"
SETTINGS = "window.toml"
DESIGNS = "designs/"
ENDINGS = (".zip", ".foyer")
"""Of a file that somebody names as a backup."""

PIECE = 1 << 20
_ASIDE = ".part"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ESTALE})
_NO_RIGHTS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NAME = re.compile(r"foyer-[A-Z0-9]+-(?P<origin>[a-p]+)-\d{8}T\d{6}Z-(?P<seq>\d+)\.zip")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_ORIGIN_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Databases:
    """What is done with whole databases; ``kiosk.bootstrap.databases`` has it from storage.

    ``copy`` copies one that may be in use to an empty file; ``head`` reads by what one is known
    that nobody has open; ``open`` opens the office of a home on this thread.
    """

    copy: Callable[[Path, Path, Callable[[], bool]], DatabaseHead]
    head: Callable[[Path], DatabaseHead]
    open: Callable[[Home, WindowSettings], Office]
    schema_version: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``wanted``: keys of window.toml that name a secret or a
    certificate, with where it was; it must be provided again."""

    made_at: str
    window_id: str
    window_name: str
    schema_version: int
    origin: str
    last_seq: int
    last_hash: str
    counts: Mapping[str, int]
    members: Mapping[str, Member]
    wanted: Mapping[str, str] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    place: Path
    manifest: Manifest


def back_up(
    home: Home,
    to: Path,
    now: datetime,
    databases: Databases,
    stopped: Callable[[], bool] = lambda: False,
) -> Backup:
    """Make a backup of a home whose window may be selling, and return it. Durable on return.

    Args:
        home: Its database is read through a connection of its own; no writer waits for it.
        to: A folder that is there, or the name of a file that is not, which ends in one of
            ``ENDINGS``: anything else is a folder that is missing, a stick that is not plugged in.
        now: When it is made.
        databases: How one is copied.
        stopped: Ends it early, with nothing left.

    Raises:
        BackupExists: ``to`` is a file that is there.
        BackupUnderWay: Another backup of this home is being made.
        BackupNotWritten: The folder is full, gone, or may not be written; there is no such folder.
        StorageTrouble: The database cannot be read or is damaged.
        Stopped: ``stopped`` said so.
    """
    folder = to if to.is_dir() else to.parent
    if folder != to and to.exists():
        raise BackupExists(file=str(to))
    if folder != to and to.suffix.lower() not in ENDINGS:
        raise BackupNotWritten(folder=str(to), kind="no_folder")
    with _told(home.root):
        lock = take_lock(home.root / "backup.lock")
    if lock is None:
        raise BackupUnderWay(folder=str(home.root))
    with lock, _told(folder):
        _clear_leftovers(home, folder)
        mark = _mark(home)
        copy, archive = (folder / f".foyer-{mark}-{name}{_ASIDE}" for name in ("copy", "zip"))
        try:
            _owner_only(copy).close()
            head = databases.copy(home.database, copy, stopped)
            return _make(home, to, now, head, copy, archive, stopped)
        finally:
            _clear_leftovers(home, folder)


def backups_of(folder: Path, origin: str) -> tuple[Path, ...]:
    """Return the backups in ``folder`` of the database with this ``origin``, the newest first: by
    how far its audit had come, not by clocks."""
    found = []
    for place in folder.iterdir():
        named = _NAME.fullmatch(place.name)
        if named is not None and named["origin"] == _short(origin):
            found.append((int(named["seq"]), place.name, place))
    return tuple(place for *_, place in sorted(found, reverse=True))


def keep_newest(made: Backup, keep: int) -> tuple[Path, ...]:
    """Remove all but the ``keep`` newest backups of the same database beside ``made``, which always
    stays; return the removed."""
    beside = backups_of(made.place.parent, made.manifest.origin)
    old = tuple(place for place in beside[keep:] if place != made.place)
    for place in old:
        with _told(place.parent):
            place.unlink(missing_ok=True)
    return old


# ------------------------------------------------------------------------------------- making


def _make(
    home: Home,
    to: Path,
    now: datetime,
    head: DatabaseHead,
    copy: Path,
    archive: Path,
    stopped: Callable[[], bool],
) -> Backup:
    name, prefix = _window(home, head)
    place = to if not to.is_dir() else to / _file_name(prefix, head, now)
    if place.exists():
        raise BackupExists(file=place.name)
    with (
        _owner_only(archive) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        members = {DATABASE: _pack(packed, DATABASE, copy, stopped)}
        for member, file in _beside(home):
            members[member] = _pack(packed, member, file, stopped)
        manifest = Manifest(
            made_at=now.astimezone(UTC).isoformat(),
            window_id=prefix,
            window_name=name,
            schema_version=head.schema_version,
            origin=head.origin,
            last_seq=head.last_seq,
            last_hash=head.last_hash,
            counts=head.counts,
            members=members,
            wanted=dict(_wanted(home)),
        )
        packed.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
    with archive.open("rb+") as stream:
        os.fsync(stream.fileno())
    if stopped():
        raise Stopped
    _name_it(archive, place)
    return Backup(place, manifest)


def _pack(packed: zipfile.ZipFile, name: str, file: Path, stopped: Callable[[], bool]) -> Member:
    length, digest = 0, hashlib.sha256()
    with file.open("rb") as source, packed.open(name, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            if stopped():
                raise Stopped
            length += len(piece)
            digest.update(piece)
            target.write(piece)
    return Member(length, digest.hexdigest())


def _beside(home: Home) -> Iterator[tuple[str, Path]]:
    """Yield what belongs to the window beside its database, by its name in the backup."""
    if home.settings_file.is_file():
        yield SETTINGS, home.settings_file
    if home.designs.is_dir():
        for file in sorted(home.designs.rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield DESIGNS + file.relative_to(home.designs).as_posix(), file


def _tables(home: Home) -> dict[str, Any]:
    """Return what window.toml says; nothing where it says nothing that can be read. It goes into
    the backup as it is."""
    try:
        return tomllib.loads(home.settings_file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _wanted(home: Home) -> Iterator[tuple[str, str]]:
    tables = _tables(home)
    for section in SECTIONS:
        found = tables.get(section.name)
        table = found if isinstance(found, dict) else {}
        for key in section.keys:
            if (key.secret or key.name == "ca_file") and isinstance(table.get(key.name), str):
                yield f"{section.name}.{key.name}", table[key.name]


def _window(home: Home, head: DatabaseHead) -> tuple[str, str]:
    """Return name and prefix of the window: as window.toml says, else as its last act does."""
    said = _tables(home).get("window")
    table = said if isinstance(said, dict) else {}
    name, prefix = table.get("name", "Window 1"), table.get("prefix", head.window_id or "W1")
    return str(name), re.sub(r"[^A-Z0-9]", "", str(prefix).upper()) or "W1"


def _file_name(prefix: str, head: DatabaseHead, now: datetime) -> str:
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"foyer-{prefix}-{_short(head.origin)}-{moment}-{head.last_seq}.zip"


def _short(origin: str) -> str:
    """Return by what a database is told from others in a file name: letters only."""
    return (origin or "0" * _ORIGIN_LENGTH)[:_ORIGIN_LENGTH].translate(_LETTERS)


# ------------------------------------------------------------------------------------- on disk


def _mark(home: Home) -> str:
    """Return what tells the unfinished files of this home from those of others in a folder."""
    return hashlib.sha256(str(home.root).encode()).hexdigest()[:12].translate(_LETTERS)


def _clear_leftovers(home: Home, folder: Path) -> None:
    """Remove what a backup of this home left that was killed: nobody else makes one now."""
    for file in folder.glob(f".foyer-{_mark(home)}-*{_ASIDE}*"):
        file.unlink(missing_ok=True)


def _owner_only(file: Path) -> BinaryIO:
    return os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _name_it(archive: Path, place: Path) -> None:
    """Give the file its name unless that is taken, and put the name on disk."""
    try:
        os.link(archive, place)
    except FileExistsError:
        raise BackupExists(file=place.name) from None
    except OSError:  # a disk without links
        if place.exists():
            raise BackupExists(file=place.name) from None
        archive.rename(place)
    sync_folder(place.parent)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say by its name what a folder would not do."""
    try:
        yield
    except StorageTrouble as error:
        if not str(error.params.get("file", "")).startswith("."):
            raise  # the window's own database, not its copy
        kind = "full" if isinstance(error, StorageFull) else "fault"
        raise BackupNotWritten(folder=str(folder), kind=kind) from error
    except OSError as error:
        kinds = ((_FULL, "full"), (_GONE, "gone"), (_NO_RIGHTS, "no_rights"))
        kind = next((kind for numbers, kind in kinds if error.errno in numbers), "fault")
        raise BackupNotWritten(folder=str(folder), kind=kind) from error
