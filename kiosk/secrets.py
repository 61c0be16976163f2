"""Secrets of this window: where window.toml says they are, never what they are.

Three places: ``keyring:NAME``, the keyring of the operating system (an extra, ``foyer[keyring]``);
``env:NAME``, an environment variable; ``file:PATH``, a file that only its owner can read, relative
to the window's home. What was read is in no ``repr``, log or error.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings import SECRET_FORM, Fault, settings_fault
from pos.errors import SettingsInvalid, StorageNotWritable

SERVICE = "foyer"
"""Under which our secrets stand in a keyring."""
FOLDER = "secrets"
"""Of a home: where ``foyer secret set`` puts files."""
LONGEST = 1000
NAME_FORM = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Secrets:
    """Reads the secrets of one home, when they are needed and not before."""

    home: Path

    def read(self, reference: str, place: str) -> str:
        """Return the secret behind ``reference``, without the end of its line.

        Args:
            reference: ``keyring:NAME``, ``env:NAME`` or ``file:PATH``.
            place: The key of window.toml that names it, for the refusal.

        Raises:
            SettingsInvalid: It is not there, is empty, or is not kept well enough; or the keyring's
                library is not installed. ``value`` is the reference.
        """
        if not re.fullmatch(SECRET_FORM, reference):
            raise SettingsInvalid(place=place, reason="plain_secret")
        where, _, name = reference.partition(":")
        try:
            found = _READERS[where](self, name)
        except _Refused as refused:
            reason, hint = refused.args
            raise SettingsInvalid(place=place, reason=reason, value=reference, hint=hint) from None
        secret = found.rstrip("\r\n")
        if not secret or len(secret) > LONGEST:
            raise SettingsInvalid(place=place, reason="secret_empty", value=reference)
        return secret

    def file(self, path: str) -> Path:
        """Return a path of window.toml, relative to the home, as a path."""
        return self.home / path

    def keep_in_file(self, name: str, secret: str) -> Path:
        """Write a secret into a file of the home that only its owner can read, in one step.

        Raises:
            StorageNotWritable: It cannot be written.

        Durable on return.
        """
        file = self.home / FOLDER / name
        beside = file.with_name(f".{name}.new")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(secret)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(file)
        except OSError as error:
            raise StorageNotWritable(file=str(file), reason=error.strerror or "") from None
        return file

    def promote(self, name: str, to: str) -> None:
        """Put one kept secret in the place of another, in one step. Raises StorageNotWritable."""
        folder = self.home / FOLDER
        try:
            (folder / name).replace(folder / to)
        except OSError as error:
            raise StorageNotWritable(file=str(folder / to), reason=error.strerror or "") from None

    def keep_in_keyring(self, name: str, secret: str) -> None:
        """Put a secret into the keyring of the operating system.

        Raises:
            SettingsInvalid: There is none, it is locked, or its library is not installed.
        """
        try:
            _keyring("set_password", name, secret)
        except _Refused as refused:
            reason, hint = refused.args
            raise settings_fault(Fault(f"keyring:{name}", 0, reason, hint=hint)) from None

    def _from_file(self, name: str) -> str:
        file = self.file(name)
        try:
            with file.open(encoding="utf-8") as stream:
                _check_kept(os.fstat(stream.fileno()))
                return stream.read(LONGEST + 2)
        except FileNotFoundError:
            raise _Refused("secret_missing", _how_to_set(name)) from None
        except (OSError, UnicodeDecodeError):
            raise _Refused("secret_unreadable", "") from None

    def _from_environment(self, name: str) -> str:
        if name not in os.environ:
            raise _Refused("secret_missing", "")
        return os.environ[name]

    def _from_keyring(self, name: str) -> str:
        found = _keyring("get_password", name)
        if found is None:
            raise _Refused("secret_missing", f"foyer secret set {name} --keyring")
        return found


class _Refused(Exception):
    """A secret cannot be had: the reason, and what to do."""


def _check_kept(found: os.stat_result) -> None:
    """Raise _Refused where others than its owner could have read it, or it is not ours.

    Windows keeps files by other means than these bits.
    """
    if os.name != "posix":
        return
    if not stat.S_ISREG(found.st_mode):
        raise _Refused("secret_unreadable", "")
    if found.st_uid != os.geteuid():
        raise _Refused("secret_not_ours", "chown")
    if found.st_mode & _OTHERS:
        raise _Refused("secret_open_to_others", "chmod 600")


def _how_to_set(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"foyer secret set {name}" if folder == FOLDER and name else ""


def _keyring(verb: str, *values: str) -> str | None:
    """Ask the keyring's library; what goes wrong there may quote a secret and is not passed on."""
    try:
        import keyring  # an extra: foyer[keyring]
        import keyring.errors
    except ImportError:
        raise _Refused("keyring_not_installed", "pip install 'foyer[keyring]'") from None
    try:
        found = getattr(keyring, verb)(SERVICE, *values)
    except keyring.errors.KeyringError:
        raise _Refused("keyring_refuses", "file:secrets/NAME") from None
    return found if isinstance(found, str) else None


_READERS = {
    "file": Secrets._from_file,
    "env": Secrets._from_environment,
    "keyring": Secrets._from_keyring,
}
