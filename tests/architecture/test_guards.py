"""The guards that every test stands behind do bite. Each is tried on a suite of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.imports import ROOT

SUITE = """
import logging
import socket
import warnings

import pytest


def test_stray_warning_record():
    logging.getLogger("till").warning("the drawer is open")


def test_stray_record_from_a_thread():
    import threading
    worker = threading.Thread(target=logging.getLogger("till").error, args=("lost",))
    worker.start()
    worker.join()


@pytest.mark.expects_log("the drawer")
def test_expected_by_marker():
    logging.getLogger("till").warning("the drawer is open")


def test_expected_by_fixture(expects_log):
    expects_log.append("the drawer")
    logging.getLogger("till").warning("the drawer is open")


@pytest.mark.expects_log("the drawer")
def test_expected_but_silent():
    pass


def test_quiet_record():
    logging.getLogger("till").info("opened")


def test_qt_speaks(qapp):
    from PySide6.QtCore import qWarning
    qWarning("a stray word from Qt")


def test_plain_warning():
    warnings.warn("deprecated", stacklevel=1)


def test_far_connection():
    with socket.socket() as line:
        line.connect(("192.0.2.1", 9))


def test_listening_to_everybody():
    with socket.socket() as line:
        line.bind(("", 0))


def test_looking_up_a_name():
    socket.getaddrinfo("example.org", 80)


def test_loopback():
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_the_evening_begins_at_six(manual_clock, ids):
    assert manual_clock.now().isoformat() == "2026-11-22T02:00:00+00:00"
    assert ids.new() > "01a1"
"""

PASSES = {
    "test_expected_by_marker",
    "test_expected_by_fixture",
    "test_quiet_record",
    "test_loopback",
    "test_the_evening_begins_at_six",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Outcome of each test of the suite, run by pytest with our configuration and conftest."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "conftest.py").write_bytes((ROOT / "tests/conftest.py").read_bytes())
    (folder / "test_suite.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-rA", "-q"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    outcomes: dict[str, str] = {}
    for line in done.stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word in ("PASSED", "FAILED", "ERROR") and "::" in rest:
            name = rest.split("::")[1].split(" ")[0]
            outcomes[name] = word if outcomes.get(name, "PASSED") == "PASSED" else outcomes[name]
    return outcomes


def test_each_guard_bites_and_only_where_it_should(report: dict[str, str]) -> None:
    names = {line.split("(")[0][4:] for line in SUITE.splitlines() if line.startswith("def test")}
    assert set(report) == names
    assert {name for name, outcome in report.items() if outcome == "PASSED"} == PASSES
