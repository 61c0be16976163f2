"""What every test stands on: no screen, no network, a still clock, and no stray log record."""

from __future__ import annotations

import os

# Before anything imports Qt, which reads these once.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("FOYER_TEST_PLATFORM", "offscreen")
os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "0")
os.environ.setdefault("LC_ALL", "C.UTF-8")
# Before anything asks for smart cards, which reads this once: a service of the tests' own, or none,
# never the readers of this computer. As long as pcscd's own path (tests/contract/pcscd.py).
os.environ["PCSCLITE_CSOCK_NAME"] = "/".join(
    ("", "tmp", f"{os.getpid() % 0x100000:05x}", "pcscd.comm")
)

import functools
import gc
import importlib
import ipaddress
import logging
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from pos.clock import ManualClock
from pos.ids import Ids
from tests.compiled_once import compiled_once
from tests.created_once import created_once

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

HERE = Path(__file__).resolve().parent
VENUE_ZONE = ZoneInfo("America/Los_Angeles")
DOORS_OPEN = datetime(2026, 11, 21, 18, 0, tzinfo=VENUE_ZONE)
"""When every test's evening begins."""

hypothesis.settings.register_profile(
    "foyer",
    max_examples=50,
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # two shared cores are no fault
)
hypothesis.settings.load_profile("foyer")

WALKS = int(os.environ.get("FOYER_WALKS", "1"))
"""How many times as many random walks through the books as in every run; ``make torture`` takes
more of them."""


# ---- cost ----

IN_MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2 << 30
"""Where files lie in memory, and the room that the tests' need there, many times over."""

if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ENOUGH_BYTES:
    # Every commit waits for the disk to have it: tens of thousands, of books that are thrown away.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect without looking for garbage, and never look through what was collected again: eight
    thousand tests are a large heap, and every worker would go through it many times."""
    _begin_elsewhere(session.config)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _databases_are_worked_out_once() -> Iterator[None]:
    """Whatever opens a database was imported with its tests."""
    if "sqlalchemy" not in sys.modules:
        yield
        return
    with compiled_once(), created_once():
        yield


PRINTERS_KNOWN = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def pytest_configure(config: pytest.Config) -> None:
    """Let python-escpos read its YAML once for all workers and whatever they start: every process
    takes a third of a second for it otherwise."""
    if hasattr(config, "workerinput") or PRINTERS_KNOWN in os.environ:
        return
    if config.getoption("numprocesses", default=None):
        folder = tempfile.TemporaryDirectory(prefix="foyer-printers-")
        config.add_cleanup(folder.cleanup)
        os.environ[PRINTERS_KNOWN] = folder.name
        config.add_cleanup(functools.partial(os.environ.pop, PRINTERS_KNOWN))
        importlib.import_module("escpos.capabilities")  # which writes it there


def _begin_elsewhere(config: pytest.Config) -> None:
    """Let each of several workers begin to collect at a folder of its own: what one compiled the
    others find compiled, where all of them would compile every file in step."""
    told: dict[str, object] | None = getattr(config, "workerinput", None)
    if told is None or [Path(each).resolve() for each in config.args] != [HERE]:
        return
    parts = [each for each in sorted(HERE.iterdir()) if each.is_dir() and each.name[0].isalpha()]
    units = HERE / "unit"
    parts.remove(units)
    parts += [each for each in sorted(units.iterdir()) if each.is_dir() and each.name[0].isalpha()]
    number = int(str(told["workerid"]).removeprefix("gw"))
    first = number * len(parts) // max(int(str(told["workercount"])), 1)
    config.args[:] = [str(each) for each in parts[first:] + parts[:first]]


# ---- order ----

LONGEST_FIRST = (
    "e2e/test_evening.py",
    "torture/test_killing.py",
    "torture/test_devices.py",
    "e2e/test_plugs_and_codes.py",
    "e2e/test_kill_window.py",
    "contract/",
    "ui/",
    "integration/",
    "benchmarks/",
    "unit/kiosk/",
)
"""What takes long begins first, so that no worker ends up with an evening while the others have
nothing left to do; files of a second fill the gaps at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first, the rest in the order of their names, wherever a worker
    began; within a file nothing moves."""

    def rank(item: pytest.Item) -> tuple[int, str]:
        place = item.path.relative_to(HERE).as_posix()
        ranks = (number for number, one in enumerate(LONGEST_FIRST) if place.startswith(one))
        return next(ranks, len(LONGEST_FIRST)), place

    items.sort(key=rank)


# ---- time, ids ----


@pytest.fixture
def manual_clock() -> ManualClock:
    """A clock that stands at six in the evening at the venue until a test moves it."""
    return ManualClock(DOORS_OPEN)


@pytest.fixture
def ids(manual_clock: ManualClock) -> Ids:
    """Identifiers that come out the same on every run."""
    return Ids(manual_clock, random.Random(20261121).randbytes)


# ---- real time ----

LATE_S = 300.0
LIMITS = (
    ("hardware.device_thread", "CLOSE_S"),
    ("hardware.readers.service_thread", "LEAVE_S"),
    ("hardware.simulators.nexo_server", "_END_S"),
    ("hardware.simulators.running", "_END_S"),
    ("hardware.transports.listening", "STOP_S"),
    ("hardware.transports.polled_serial", "WRITE_S"),
    ("kiosk.commands.doctor", "PATIENCE_S"),
    ("kiosk.hub_side", "_PATIENCE_S"),
    ("kiosk.tasks", "DEADLINE_S"),
)
"""How long it is waited for a thread that ends, a port that takes bytes, a turn on the ledger: real
seconds, which a machine that does much else has used up before the other side had its turn."""


@pytest.fixture(scope="session", autouse=True)
def _nobody_is_given_up_for_a_busy_machine() -> Iterator[None]:
    """Tests of those limits set their own."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in LIMITS:
            if module in sys.modules:
                assert getattr(sys.modules[module], name) < LATE_S
                patch.setattr(sys.modules[module], name, LATE_S)
        yield


# ---- network ----


def _is_here(address: object) -> bool:
    """Whether a socket address stays on this machine: a path, a loopback host, or ``localhost``."""
    if not isinstance(address, tuple):
        return True  # AF_UNIX path, AF_NETLINK, AF_ALG ...: none leaves the machine
    host = address[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guard_network(event: str, args: tuple[object, ...]) -> None:
    """Refuse every address but loopback, whoever asks: an audit hook sees all of the process."""
    if event in ("socket.connect", "socket.bind", "socket.sendto") and not _is_here(args[1]):
        raise AssertionError(f"a test may only use loopback, not {args[1]!r} ({event})")
    if event == "socket.getaddrinfo" and args[0] and not _is_here((_text(args[0]),)):
        raise AssertionError(f"a test may not look up {args[0]!r}")


def _text(host: object) -> object:
    return host.decode() if isinstance(host, bytes) else host


sys.addaudithook(_guard_network)


# ---- widgets ----

PATIENCE_MS = 300_000
"""Real time after which a test of widgets gives up; none needs more than a little of it."""


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's, which waits for minutes where it would give up after five seconds."""
    qtbot.waitUntil = functools.partial(qtbot.waitUntil, timeout=PATIENCE_MS)
    qtbot.waitSignal = functools.partial(qtbot.waitSignal, timeout=PATIENCE_MS)
    qtbot.waitExposed = functools.partial(qtbot.waitExposed, timeout=PATIENCE_MS)
    return qtbot


@pytest.fixture(autouse=True)
def _no_widget_left_behind() -> Iterator[None]:
    """Delete every window and panel that a test made and its owner did not; one that stays makes
    each later window of this process slower to open. Those of wider fixtures were there before."""
    before = _top_level_widgets()
    yield
    for widget in _top_level_widgets() - before:
        widget.deleteLater()
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _top_level_widgets() -> set[QWidget]:
    """Return them all; tests without widgets do not load Qt."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtWidgets import QApplication

    return set(QApplication.topLevelWidgets())


# ---- logging ----


class _Records(logging.Handler):
    """Keeps every record at WARNING or above, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


QT_SAYS_WITHOUT_HARM = (
    "This plugin does not support propagateSizeHints",  # offscreen has no window manager to tell
    "This plugin does not support raise",  # nor one to raise a window
)


def _qt_to_logging(kind: object, context: object, message: str) -> None:
    from PySide6.QtCore import QtMsgType

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    if not message.startswith(QT_SAYS_WITHOUT_HARM):
        logging.getLogger("qt").log(levels[kind], "%s", message)


@pytest.fixture
def expects_log() -> list[str]:
    """Texts this test expects to see logged at WARNING or above: ``expects_log.append("text")``."""
    return []


@pytest.fixture(autouse=True)
def _no_stray_log(request: pytest.FixtureRequest, expects_log: list[str]) -> Iterator[None]:
    """Fail on a record nobody expected, and on an expected one that never came."""
    handler = _Records()
    root = logging.getLogger()
    root.addHandler(handler)
    restore = _take_qt_messages()
    try:
        yield
    finally:
        restore()
        root.removeHandler(handler)
    expected = [*expects_log, *(m.args[0] for m in request.node.iter_markers("expects_log"))]
    said = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in handler.records]
    stray = [line for line in said if not any(text in line for text in expected)]
    missing = [text for text in expected if not any(text in line for line in said)]
    if stray or missing:
        pytest.fail(
            f"stray log records: {stray}; expected but not logged: {missing}", pytrace=False
        )


def _take_qt_messages() -> Callable[[], None]:
    """Send Qt's own messages to logging while a test runs; tests without Qt do not load it."""
    if "PySide6.QtCore" not in sys.modules:
        return lambda: None
    from PySide6.QtCore import qInstallMessageHandler

    before = qInstallMessageHandler(_qt_to_logging)
    return lambda: qInstallMessageHandler(before)
