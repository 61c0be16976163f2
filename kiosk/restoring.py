"""A backup opened in an empty home: unpacked aside, checked whole, and only then the window's.

Everything happens in a folder of its own inside the home, whose database gets its name last. So a
restore that fails or is killed leaves nothing that opens as a window, and the next try clears it
away. The archive is not trusted: names, lengths and digests are held against its manifest before
anything of it is read as what it says it is.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kiosk.backups import (
    DATABASE,
    DESIGNS,
    FORMAT,
    MANIFEST,
    PIECE,
    SETTINGS,
    VERSION,
    Databases,
    Manifest,
    Member,
)
from kiosk.one_window import OneWindow
from kiosk.settings import Home, WindowSettings
from kiosk.whole_files import sync_folder
from pos.errors import (
    BackupDamaged,
    BackupUntrue,
    HomeNotEmpty,
    NotFound,
    StorageFull,
    StorageLocked,
    StorageNewer,
    StorageNotWritable,
)

if TYPE_CHECKING:
    from pos.office import Office
    from pos.records import Restored
    from pos.views.cash import Finding

_ASIDE = ".restoring"
_LARGEST_MANIFEST = 4 << 20
_MOST_MEMBERS = 10_000
_MEMBER = re.compile(r"foyer\.db|window\.toml|designs/[^\x00-\x1f\\:]{1,400}")
_WINDOW_ID = re.compile("[A-Z][A-Z0-9]{0,3}")
_DIGEST = re.compile("[0-9a-f]{64}")
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What Python's zip reader raises at an archive that is none, was cut off or tampered with."""


@dataclass(frozen=True, slots=True)
class FromBackup:
    """A home that was restored. ``made_at``: the backup, in the venue's zone; ``houses``:
    performances that are not sold before somebody looks, at a window of a hub as far as is known
    before it has heard that; ``findings``: what was let stand, and what is known and no fault.
    ``mark`` None: the window belongs to a hub, and goes on once it has joined it again."""

    manifest: Manifest
    made_at: datetime
    mark: Restored | None
    houses: int
    findings: tuple[Finding, ...]


def restore(
    file: Path,
    home: Home,
    databases: Databases,
    *,
    despite_findings: bool = False,
) -> FromBackup:
    """Make ``home`` the heir of the window in a backup. Durable on return.

    Args:
        file: The backup.
        home: A folder without a window in it; made where there is none.
        databases: How one is read and opened.
        despite_findings: Go on although the books in it do not hold; how many faults were let
            stand is put on record.

    Raises:
        NotFound: There is no such file.
        BackupDamaged: It is no whole backup.
        BackupUntrue: Its books do not hold. With every finding.
        HomeNotEmpty: There is a window in the home already.
        HomeInUse: A window is open there.
        StorageNewer: A newer Foyer made it.
        StorageTrouble: The home's disk is full or cannot be written.
    """
    if not file.is_file():
        raise NotFound(kind="file", key=str(file))
    manifest = read_manifest(file, databases.schema_version)
    _refuse_what_is_there(home)
    one = OneWindow(home)
    one.take()
    aside = Home(home.root / _ASIDE)
    try:
        with _disk(home):
            _clear(aside)
            aside.make()
            _unpack(file, manifest, aside)
        done = _inherit(file, manifest, aside, databases, despite_findings=despite_findings)
        with _disk(home):
            _put_on_disk(manifest, aside)
            _move_in(aside, home)
        return done
    finally:
        shutil.rmtree(aside.root, ignore_errors=True)
        one.give_back()


def read_manifest(file: Path, newest: int) -> Manifest:
    """Return what a backup says of itself, once every name and length in it agrees with that.
    ``newest``: the schema this program knows.

    Raises:
        BackupDamaged: It does not, or the file is none of ours.
        StorageNewer: A newer Foyer made it.
    """
    with _readable(file) as packed:
        infos = packed.infolist()
        names = [info.filename for info in infos]
        if MANIFEST not in names or len(set(names)) != len(names) > 0:
            raise BackupDamaged(file=file.name, fault="no_manifest", member=MANIFEST)
        manifest = _manifest(file, _text(file, packed), newest)
        told = {name: member.bytes for name, member in manifest.members.items()}
        there = {info.filename: info.file_size for info in infos if info.filename != MANIFEST}
        for name in sorted(told.keys() | there.keys()):
            if told.get(name) != there.get(name) or not _is_plain(name):
                raise BackupDamaged(file=file.name, fault="member", member=name[:80])
        return manifest


# ------------------------------------------------------------------------------ the archive


@contextmanager
def _readable(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        stream = file.open("rb")
    except OSError as error:
        raise NotFound(kind="readable_file", key=str(file)) from error
    try:
        with stream, zipfile.ZipFile(stream) as packed:
            if len(packed.infolist()) > _MOST_MEMBERS:
                raise BackupDamaged(file=file.name, fault="too_many")
            yield packed
    except _UNREADABLE as error:
        raise BackupDamaged(file=file.name, fault=type(error).__name__) from error


def _text(file: Path, packed: zipfile.ZipFile) -> bytes:
    with packed.open(MANIFEST) as stream:
        text = stream.read(_LARGEST_MANIFEST + 1)
    if len(text) > _LARGEST_MANIFEST:
        raise BackupDamaged(file=file.name, fault="too_large", member=MANIFEST)
    return text


def _manifest(file: Path, text: bytes, newest: int) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(text)
        if said["format"] == FORMAT and said["version"] > VERSION:
            raise StorageNewer(file=file.name, theirs=said["version"], ours=VERSION)
        members = {name: Member(**member) for name, member in said["members"].items()}
        known = {field.name for field in fields(Manifest)}
        manifest = Manifest(**{**{k: v for k, v in said.items() if k in known}, "members": members})
        right = _is_sound(manifest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        right = False
    if not right:
        raise BackupDamaged(file=file.name, fault="manifest", member=MANIFEST)
    if manifest.schema_version > newest:
        raise StorageNewer(file=file.name, theirs=manifest.schema_version, ours=newest)
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    """Whether everything in it is of the kind it should be. May raise what ``_manifest`` takes."""
    numbers = (manifest.version, manifest.schema_version, manifest.last_seq)
    texts = (manifest.window_id, manifest.window_name, manifest.origin, manifest.last_hash)
    return (
        manifest.format == FORMAT
        and all(type(number) is int and number >= 0 for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and bool(_WINDOW_ID.fullmatch(manifest.window_id))
        and datetime.fromisoformat(manifest.made_at).tzinfo is not None
        and isinstance(manifest.counts, dict)
        and isinstance(manifest.wanted, dict)
        and DATABASE in manifest.members
        and all(_is_member(member) for member in manifest.members.values())
    )


def _is_member(member: Member) -> bool:
    return (
        type(member.bytes) is int and member.bytes >= 0 and bool(_DIGEST.fullmatch(member.sha256))
    )


def _is_plain(name: str) -> bool:
    """Whether a name is one that a backup has, and leads nowhere else."""
    parts = PurePosixPath(name).parts
    return bool(_MEMBER.fullmatch(name)) and ".." not in parts and not name.endswith("/")


def _unpack(file: Path, manifest: Manifest, aside: Home) -> None:
    free, wanted = shutil.disk_usage(aside.root).free, sum(_sizes(manifest.members))
    if wanted > free:
        raise StorageFull(file=str(aside.root), reason="SQLITE_FULL")
    with _readable(file) as packed:
        for name, member in manifest.members.items():
            place = aside.root / name
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _write(packed, name, member, place) != member.sha256:
                raise BackupDamaged(file=file.name, fault="digest", member=name)


def _sizes(members: Mapping[str, Member]) -> Iterator[int]:
    return (member.bytes for member in members.values())


def _write(packed: zipfile.ZipFile, name: str, member: Member, place: Path) -> str:
    """Unpack no more than was told, and return the digest. A piece is kept on another thread while
    the next is unpacked. It is not on disk for sure yet."""
    digest, left = hashlib.sha256(), member.bytes

    def keep(piece: bytes) -> None:
        digest.update(piece)
        target.write(piece)

    with (
        packed.open(name) as source,
        place.open("xb") as target,
        ThreadPoolExecutor(1, thread_name_prefix="unpack") as beside,
    ):
        place.chmod(0o600)
        kept = beside.submit(keep, b"")
        while left and (piece := source.read(min(PIECE, left))):
            kept.result()
            kept = beside.submit(keep, piece)
            left -= len(piece)
        kept.result()
    return digest.hexdigest() if not left else ""


# ---------------------------------------------------------------------------------- the heir


def _inherit(
    file: Path,
    manifest: Manifest,
    aside: Home,
    databases: Databases,
    *,
    despite_findings: bool,
) -> FromBackup:
    """Check the database as ``foyer verify`` does and mark it as the heir's."""
    head = databases.head(aside.database)
    told = (manifest.schema_version, manifest.origin, manifest.last_seq, manifest.last_hash)
    found = (head.schema_version, head.origin, head.last_seq, head.last_hash)
    if told != found or dict(manifest.counts) != dict(head.counts):
        raise BackupDamaged(file=file.name, fault="head", member=DATABASE)
    office = databases.open(
        aside, WindowSettings(name=manifest.window_name, prefix=manifest.window_id)
    )
    try:
        findings = office.verify()
        faults = tuple(one for one in findings if one.severity == "error")
        if faults and not despite_findings:
            raise BackupUntrue(faults, file=file.name, count=len(faults))
        made_at = datetime.fromisoformat(manifest.made_at)
        waits = office.heir.wait(made_at, len(faults))
        mark = None if waits else office.heir.begin(made_at, len(faults))
        standing = office.heir.standing()
        closed = len(standing.houses) if standing else 0
        houses = office.heir.may_be_sold(made_at) if waits else closed
        at = made_at.astimezone(_zone(office))
    finally:
        office.close()
    if Path(f"{aside.database}-wal").exists():  # somebody else has it open
        raise StorageLocked(file=DATABASE, reason="SQLITE_BUSY")
    return FromBackup(manifest, at, mark, houses, findings)


def _zone(office: Office) -> tzinfo:
    """Return the venue's zone; UTC where no season was ever loaded."""
    try:
        return ZoneInfo(office.catalogue.company().zone)
    except NotFound:
        return UTC


# ---------------------------------------------------------------------------------- the home


def _refuse_what_is_there(home: Home) -> None:
    """Only what a restore would write over counts: secrets may lie there already, and logs."""
    unfinished = (home.root / _ASIDE).exists() and not home.database.exists()
    names = (DATABASE, f"{DATABASE}-wal", SETTINGS, DESIGNS.rstrip("/"))
    for name in (DATABASE,) if unfinished else names:
        if (home.root / name).exists():
            raise HomeNotEmpty(folder=str(home.root), found=name)


def _clear(aside: Home) -> None:
    if aside.root.exists():
        shutil.rmtree(aside.root)


def _put_on_disk(manifest: Manifest, aside: Home) -> None:
    """See to it that all of it is there after a power cut. Most is by now: the disk had all the
    time that checking takes."""
    for name in manifest.members:
        with (aside.root / name).open("rb+") as unpacked:
            os.fsync(unpacked.fileno())


def _move_in(aside: Home, home: Home) -> None:
    """Give the parts their places, the database last: with it the home is a window's."""
    if home.designs.exists():  # of a restore that was killed here
        shutil.rmtree(home.designs)
    if aside.designs.exists():
        aside.designs.rename(home.designs)
    if aside.settings_file.exists():
        aside.settings_file.replace(home.settings_file)
    sync_folder(home.root)
    aside.database.rename(home.database)
    sync_folder(home.root)


@contextmanager
def _disk(home: Home) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull(file=str(home.root), reason=error.strerror or "") from error
        raise StorageNotWritable(file=str(home.root), reason=error.strerror or "") from error
