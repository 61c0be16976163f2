"""``foyer doctor``: talks to each configured device and says what works, what it answered and what
to do. Paper moves with ``--print`` only, the drawer with ``--kick`` only.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.settings import PAYMENT_TERMINAL, Home, Settings
from pos.errors import HomeInUse, NotFound, PosError, StorageNotWritable
from pos.lifecycles import DeviceState
from pos.ports.devices import TellsFacts

if TYPE_CHECKING:
    from hardware.registry import Devices
    from kiosk.commands.doctor_trials import Told
    from kiosk.papers import Papers
    from kiosk.settings import Fault
    from pos.ports.devices import DeviceStatus
    from printing.words import Words

PATIENCE_S = 6.0
"""How long devices may take to answer; a printer that is well does so within one second."""

_STILL_OUT = frozenset({DeviceState.CLOSED, DeviceState.CONNECTING})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.add_argument(
        "--print", action="store_true", help="print a test ticket and a test receipt"
    )
    parser.add_argument(
        "--kick",
        action="store_true",
        help="open the drawer and, at a terminal, learn its sensor; the reason goes on record",
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One device: how it is, what it said of itself, and what the trials gave. ``status`` None: it
    could not be made. ``faults``: what is wrong with its section; ``unfit``: why it takes no cards
    though it answers."""

    device: str
    status: DeviceStatus | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    trials: tuple[Told, ...] = ()
    faults: tuple[Fault, ...] = ()
    unfit: PosError | None = None

    @property
    def works(self) -> bool:
        """Whether it answers and may be used, and every trial went well."""
        good = self.status is not None and works(self.status)
        wrong = bool(self.faults) or self.unfit is not None
        return good and not wrong and all(trial.well for trial in self.trials)


def works(status: DeviceStatus) -> bool:
    """Return whether a device can do its work now."""
    return status.state in (DeviceState.READY, DeviceState.ATTENTION)


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Return 0 when every configured device works, 1 when one needs help."""
    from kiosk.bootstrap import build_what_can_be
    from kiosk.designs import Designs
    from kiosk.messages import load_words
    from kiosk.papers import Papers
    from pos.clock import SystemClock

    partly = settings.read_partly(home.settings_file)
    configured = partly.settings
    papers = Papers(configured, load_words("en", UTC), Designs(home.designs))
    with _lock_unless_a_window_is_open(home, told=not arguments.json):
        devices, wrong = build_what_can_be(configured, SystemClock(), home)
        faulty = _together(partly.faulty, wrong, papers.faults())
        with opened(devices, PATIENCE_S) as newest:
            statuses = newest()
            well = {name: status for name, status in statuses.items() if name not in faulty}
            trials, refused = _tried(arguments, home, configured, papers, devices, well)
            found = [
                Found(name, status, _facts(devices, name), tuple(trials.get(name, ())))
                for name, status in newest().items()
            ]
    met = {one.device for one in found}
    found += [Found(name) for name in faulty if name not in met]
    found = [replace(one, faults=faulty.get(one.device, ())) for one in found]
    found = [_registered(one, home, configured) for one in found]
    if arguments.json:
        print(json.dumps([_as_json(one) for one in found], indent=1))
    else:
        _say(found, configured)
    if refused is not None:
        raise refused
    return 0 if all(one.works for one in found) else 1


def _together(
    faulty: Mapping[str, tuple[Fault, ...]],
    wrong: Mapping[str, tuple[Fault, ...]],
    of_papers: Iterable[Fault],
) -> Mapping[str, tuple[Fault, ...]]:
    """Return by device what is wrong with its section, whoever found it."""
    found = {**faulty, **wrong}
    for fault in of_papers:
        name = fault.place.partition(".")[0]
        found[name] = (*found.get(name, ()), fault)
    return found


@contextmanager
def opened(
    devices: Devices, patience_s: float
) -> Iterator[Callable[[], Mapping[str, DeviceStatus]]]:
    """Open the devices and wait until each has answered or patience ends; inside, the yielded call
    returns how they are at that moment. Closes them.
    """
    answered = threading.Condition()
    newest: dict[str, DeviceStatus] = {}

    def told(status: DeviceStatus) -> None:
        with answered:
            newest[status.device] = status
            answered.notify_all()

    for device in devices.all:
        device.watch(told)
    devices.open()
    try:
        with answered:
            answered.wait_for(
                lambda: not any(status.state in _STILL_OUT for status in newest.values()),
                patience_s,
            )
        yield lambda: {device.name: newest[device.name] for device in devices.all}
    finally:
        devices.close()


@contextmanager
def _lock_unless_a_window_is_open(home: Home, *, told: bool) -> Iterator[None]:
    """Keep a window from opening meanwhile; where one is open, say that it holds the devices."""
    from kiosk.one_window import OneWindow

    lock = OneWindow(home)
    try:
        lock.take()
    except HomeInUse:
        if told:
            print("A window is open here and holds its devices: tap its device lights instead.")
    except StorageNotWritable:
        pass  # nothing can open there either; what matters is said when something is written
    try:
        yield
    finally:
        lock.give_back()


def _tried(
    arguments: argparse.Namespace,
    home: Home,
    configured: Settings,
    papers: Papers,
    devices: Devices,
    statuses: Mapping[str, DeviceStatus],
) -> tuple[Mapping[str, Sequence[Told]], PosError | None]:
    """Return what was tried, and why nothing could be: how the devices are is said all the same."""
    try:
        return _trials(arguments, home, configured, papers, devices, statuses), None
    except PosError as error:
        return {}, error


def _trials(
    arguments: argparse.Namespace,
    home: Home,
    configured: Settings,
    papers: Papers,
    devices: Devices,
    statuses: Mapping[str, DeviceStatus],
) -> Mapping[str, Sequence[Told]]:
    if not (arguments.print or arguments.kick):
        return {}
    from kiosk.commands.doctor_trials import Trials
    from kiosk.commands.opening import office_of
    from kiosk.messages import load_words

    try:
        with office_of(home, window=configured.window) as office:
            trials = Trials(office, configured, papers, load_words("en", UTC), devices)
            if arguments.print:
                trials.print_papers(statuses)
            if arguments.kick:
                asks = sys.stdin.isatty() and not arguments.json
                trials.kick(statuses, home.settings_file if asks else None)
            return trials.told
    except NotFound as error:
        if error.params.get("kind") != "database":
            raise
        raise NotFound(kind="database_for_trials", key=str(home.database)) from None


def _facts(devices: Devices, name: str) -> Mapping[str, str]:
    found: object = next(device for device in devices.all if device.name == name)
    return found.facts() if isinstance(found, TellsFacts) else {}


def _registered(found: Found, home: Home, configured: Settings) -> Found:
    """Return a payment terminal with what the register of terminals has of it; others as they are.
    Nothing is written."""
    if found.device != PAYMENT_TERMINAL or found.status is None or not works(found.status):
        return found
    if not home.database.exists():
        return found
    from kiosk.commands.opening import office_of

    driver, serial = configured.devices[PAYMENT_TERMINAL].driver, found.facts.get("serial", "")
    with office_of(home, window=configured.window) as office:
        name = office.terminals.known_as(driver, serial)
        entry = next((one for one in office.terminals.all() if one.serial == name), None)
        unfit = office.terminals.unfit(driver, serial, found.facts.get("model", ""))
    if entry is None:
        said = "no"
    elif not entry.active:
        said = "retired"
    else:
        said = "yes" if entry.inspection_good else "looked_at_badly"
    return replace(found, facts={**found.facts, "registered": said}, unfit=unfit)


def _as_json(found: Found) -> dict[str, object]:
    status = found.status
    return {
        "device": found.device,
        "works": found.works,
        "state": "not_made" if status is None else status.state.value,
        "conditions": sorted(condition.value for condition in status.conditions) if status else [],
        "facts": dict(found.facts),
        "trials": [trial.as_json() for trial in found.trials],
        "faults": [fault.place for fault in found.faults],
        "unfit": "" if found.unfit is None else found.unfit.code,
    }


def _say(found: Sequence[Found], configured: Settings) -> None:
    from kiosk.messages import device_name, load_words
    from kiosk.wording.device_facts import FACT_NAMES, fact_value

    words = load_words("en", UTC)
    for one in found:
        for mark, said in _lines(one, words):
            print(f"{mark} {device_name(one.device, words)}: {said}")
        for code, value in one.facts.items():
            fact = FACT_NAMES[code].text if code in FACT_NAMES else code
            print(f"      {fact}: {fact_value(code, value, words)}")
        for trial in one.trials:
            print(f"    {'ok ' if trial.well else '!! '} {trial.says}")
    told = {one.device for one in found}
    for name in configured.devices.keys() - told:
        if name == PAYMENT_TERMINAL:
            print(f"--  {device_name(name, words)}: not connected; the amount is keyed on it")
        else:
            print(
                f"--  {device_name(name, words)}: seen when a window is open: tap its light there"
            )
    if not found and not configured.devices:
        print("no devices are configured in window.toml")


def _lines(found: Found, words: Words) -> Iterator[tuple[str, str]]:
    """Yield how a device is, each with its mark: what is wrong with it in a line each."""
    from kiosk.commands.words import setting_line
    from kiosk.messages import device_text, error_message

    for fault in found.faults:
        yield "!! ", setting_line("window.toml", fault, words)
    if found.unfit is not None:
        yield "!! ", error_message(found.unfit, words).whole
    elif found.status is not None:
        good = works(found.status) and all(trial.well for trial in found.trials)
        yield "ok " if good else "!! ", device_text(found.status, words)
    elif not found.faults:
        yield "!! ", "what it hangs on is set up wrongly"
