"""``foyer bench``: one JSON line a figure, each beside what it is measured against in the same
run.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.settings import Home

if TYPE_CHECKING:
    from kiosk.benchmarks.lines import Figure

AIM_HOLD_MS = 50.0
AIM_EVENING_S = 180.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which of {', '.join(BENCHES)} (all)"
    )
    parser.add_argument("--rounds", type=int, default=7, help="samples of a start (7)")
    parser.add_argument(
        "--season",
        type=int,
        metavar="TICKETS",
        help="with hub: how long a new window takes where so many are sold, instead (500000 take "
        "a quarter of an hour)",
    )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Measure and print; nothing in ``home`` is touched."""
    unknown = set(arguments.names) - BENCHES.keys()
    if unknown:
        print(f"foyer bench: no figure is called {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    for name in arguments.names or BENCHES:
        for figure in BENCHES[name](arguments):
            print(figure.line(), flush=True)
    return 0


def _start(arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import start
    from kiosk.benchmarks.sample import prepared

    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch) / "home")
        prepared(home)
        yield from start.figures(home.root, Path(scratch) / "bytecode", arguments.rounds)


def _sale(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import sale

    yield from sale.figures()


def _cards(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import cards

    yield from cards.figures()


def _evening(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks.lines import Figure

    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "kiosk", "--home", scratch, "demo", "--evening"]
        options = ["--holds", "--out", scratch]
        subprocess.run([*command, *options], check=True, capture_output=True)
        holds = json.loads((Path(scratch) / "holds.json").read_text())
        evening = json.loads((Path(scratch) / "evening.json").read_text())
    for name, listed, unit in (
        ("longest_hold_of_the_event_loop", "longest", "ms"),
        ("longest_hold_on_the_processor", "longest_on_cpu", "cpu_ms"),
    ):
        for hold in holds[listed][:1]:
            where = f"{hold['where']} ({hold['receiver']})"
            yield Figure(name, hold[unit], "ms", AIM_HOLD_MS, "the aim", where=where)
    yield Figure("evening_played", evening["seconds"], "s", AIM_EVENING_S, "the aim")


def _seats(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import seats

    yield from seats.figures()


def _prices(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import prices

    yield from prices.figures()


def _tickets(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import tickets

    yield from tickets.figures()


def _will_call(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import envelopes

    yield from envelopes.figures()


def _devices(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import devices

    yield from devices.figures()


def _hub(arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import hub_venue

    if not hub_venue.there_is_a_server():
        print(f"foyer bench: {hub_venue.NEEDED}", file=sys.stderr)
        return
    from kiosk.benchmarks import hub, hub_season

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server ends with us
    if arguments.season is not None:
        yield from hub_season.figures(arguments.season)
    else:
        yield from hub.figures()


def _find(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import finding

    yield from finding.figures()


def _import(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import importing

    yield from importing.figures()


def _close(_arguments: argparse.Namespace) -> Iterator[Figure]:
    from kiosk.benchmarks import closing

    yield from closing.figures()


BENCHES: dict[str, Callable[[argparse.Namespace], Iterator[Figure]]] = {
    "start": _start,
    "sale": _sale,
    "cards": _cards,
    "seats": _seats,
    "prices": _prices,
    "tickets": _tickets,
    "will_call": _will_call,
    "devices": _devices,
    "find": _find,
    "import": _import,
    "close": _close,
    "hub": _hub,
    "evening": _evening,
}
"""What can be measured alone, in the order it is measured."""
