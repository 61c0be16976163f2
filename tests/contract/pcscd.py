"""The real smart card daemon with the real driver of virtual readers, for this process alone.

It is the installed ``pcscd``, copied; in the copy the folder of its socket, which is built in, is
replaced byte for byte by one of our own, and the folder of its USB drivers by one that is not
there. So it needs no rights and no container, several run side by side, and neither the daemon nor
the readers of whoever runs the tests are touched. ``tests/conftest.py`` names the socket.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

from hardware.readers.scard import pcsc_service

PATIENCE_S = 300.0
READER = "Virtual PCD 00 00"
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SLOTS = 2
"""Readers, and ports, that one driver makes."""

_BUILT_IN = b"/run/pcscd"
_USB_DRIVERS = b"/usr/lib/pcsc/drivers\0"
_NO_USB_DRIVERS = b"/nil/lib/pcsc/drivers\0"
_READY = "daemon ready"
_FIRST_PORT, _PORTS = 20_000, 10_000
"""Below those that systems hand out, so nobody is given one between our look and its use."""
_CONFIGURATION = """FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:{port}
LIBPATH      {driver}
CHANNELID    {port}
"""


class Pcscd:
    """One daemon that can be started, killed and started again. ``port``: of its first reader."""

    def __init__(self, work: Path) -> None:
        self._home = Path(os.environ["PCSCLITE_CSOCK_NAME"]).parent
        self._work = work
        self._process: subprocess.Popen[str] | None = None
        self._program = self._copy()
        self.port = _free_ports()
        self.said: list[str] = []
        shutil.rmtree(self._home, ignore_errors=True)  # of a process that had our number before
        self._home.mkdir(mode=0o700)

    def start(self, *, readers: bool = True) -> None:
        """Start it and wait until it serves; ``readers`` False: none is plugged in."""
        assert self._process is None
        configuration = self._work / ("readers" if readers else "none")
        configuration.mkdir(exist_ok=True)
        if readers:
            text = _CONFIGURATION.format(port=self.port, driver=DRIVER)
            (configuration / "vpcd").write_text(text)
        command = [str(self._program), "--foreground", "--info", "--config", str(configuration)]
        if "--disable-polkit" in self._help():
            command.append("--disable-polkit")
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        ready = threading.Event()
        threading.Thread(target=self._hear, args=(self._process, ready), daemon=True).start()
        assert ready.wait(PATIENCE_S), self.said
        assert self._process.poll() is None, self.said

    def kill(self) -> None:
        """End it as a crash does."""
        self._end(signal.SIGKILL)

    def until_empty(self) -> None:
        """Wait until it has noticed that nothing lies on any reader."""
        service = pcsc_service()
        try:
            names = service.readers()
            seen = service.wait(names, {}, PATIENCE_S)
            while any(one.present for one in seen.values()):
                seen = service.wait(names, seen, PATIENCE_S)
        finally:
            service.release()

    def close(self) -> None:
        if self._process is not None:
            self._end(signal.SIGKILL)
        shutil.rmtree(self._home, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(PATIENCE_S)
        self._process = None

    def _hear(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.said.append(line.rstrip())
                if _READY in line:
                    ready.set()
        ready.set()

    def _copy(self) -> Path:
        found = shutil.which("pcscd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        assert found, "pcscd is not installed: .ci/setup --dev does it"
        assert DRIVER.exists(), "vsmartcard-vpcd is not installed: .ci/setup --dev does it"
        home = os.fsencode(self._home)
        assert len(home) == len(_BUILT_IN), home
        program = Path(found).read_bytes()
        assert _BUILT_IN in program
        copy = self._work / "pcscd"
        copy.write_bytes(program.replace(_BUILT_IN, home).replace(_USB_DRIVERS, _NO_USB_DRIVERS))
        copy.chmod(0o700)
        return copy

    def _help(self) -> str:
        return subprocess.run(
            [str(self._program), "--help"], capture_output=True, text=True, check=False
        ).stdout


def _free_ports() -> int:
    """Return the first of ``SLOTS`` free ports side by side."""
    start = os.getpid() * SLOTS
    for step in range(0, _PORTS, SLOTS):
        port = _FIRST_PORT + (start + step) % _PORTS
        if all(_is_free(port + slot) for slot in range(SLOTS)):
            return port
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as vpcd does
        try:
            line.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
