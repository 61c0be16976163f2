"""``foyer``: finds the command, runs it, turns what goes wrong into one line and an exit code.

Exit codes: 0 done; 1 refused, failed, or findings; 2 the command line itself is wrong; 70 a fault
of our own (its traceback goes to the log, never to the person); 130 interrupted. Each command is a
module with ``add_arguments(parser)`` and ``run(arguments, home)``; only the one that was asked for
is imported.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from kiosk.settings import Home
from pos.errors import PosError

OK = 0
FAILED = 1
USAGE = 2
OUR_FAULT = 70
INTERRUPTED = 130


class Module(Protocol):
    """A command."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the command takes."""
        ...

    def run(self, arguments: argparse.Namespace, home: Home) -> int:
        """Do it and return the exit code. What a rule or the world refuses is raised as
        PosError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """A name on the command line, the module behind it, and what it does in one line."""

    name: str
    module: str
    does: str


_IN = "kiosk.commands."
COMMANDS: tuple[Command, ...] = (
    Command(
        "demo", _IN + "demo", "the demo venue with virtual hardware; or a whole evening played"
    ),
    Command("window", _IN + "window", "the staffed window"),
    Command("setup", _IN + "setup", "first run: the owner's account and this window's devices"),
    Command("staff", _IN + "staff", "who works here: list, add, pin, unlock, disable, enable"),
    Command("secret", _IN + "secret", "keep a device's secret, which window.toml only names"),
    Command("import", _IN + "load", "load a season, a seating plan, orders, or people"),
    Command("design", _IN + "design", "ticket designs: list, preview as a picture, check a season"),
    Command("doctor", _IN + "doctor", "talk to each configured device and say what works"),
    Command("simulate", _IN + "simulate", "one virtual device as its own process"),
    Command("report", _IN + "report", "any report or statement as PDF, CSV or XLSX"),
    Command("reconcile", _IN + "reconcile", "a processor's settlement file against what was taken"),
    Command("verify", _IN + "verify", "check the audit chain, the ledger and the invariants"),
    Command("backup", _IN + "backup", "copy a running window's data into one file"),
    Command("restore", _IN + "restore", "open a backup on another machine, once it is checked"),
    Command("encrypt", _IN + "encrypt", "encrypt this window's database as a whole"),
    Command("hub", _IN + "hub", "the venue's hub: init, invite, join, status, rotate, shut-out"),
    Command(
        "bench",
        _IN + "bench",
        "measure start, sale, first byte, the close, the hub and the event loop",
    ),
)


class CommandLine(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Leave with the usage code after one line."""
        self.exit(USAGE, f"{self.prog}: {message} (try {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None, commands: Sequence[Command] = COMMANDS) -> int:
    """Run one command and return its exit code. Thread: main."""
    arguments = _front(commands).parse_args(sys.argv[1:] if argv is None else list(argv))
    command = next((each for each in commands if each.name == arguments.command), None)
    if command is None:
        print(f"foyer: {_unknown(arguments.command, commands)}", file=sys.stderr)
        return USAGE
    home = Home((arguments.home or _usual_home()).expanduser().resolve())
    return _run(command, arguments.rest, home)


def _front(commands: Sequence[Command]) -> argparse.ArgumentParser:
    width = max(len(command.name) for command in commands)
    parser = CommandLine(
        prog="foyer",
        usage="foyer [--home DIR] COMMAND ...",
        description="The box office at the window.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="commands:\n"
        + "\n".join(f"  {command.name:<{width}}  {command.does}" for command in commands)
        + "\n\nfoyer COMMAND --help says what a command takes.",
    )
    parser.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        help="this window's folder: database, window.toml, log (default: the platform's)",
    )
    parser.add_argument("command", metavar="COMMAND", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _usual_home() -> Path:
    import platformdirs  # not on the way to the first picture when --home is given

    return platformdirs.user_data_path("foyer", appauthor=False)


def _unknown(name: str, commands: Sequence[Command]) -> str:
    import difflib

    near = difflib.get_close_matches(name, [command.name for command in commands], n=1)
    hint = f"did you mean {near[0]}?" if near else "foyer --help lists the commands"
    return f"there is no command {name!r}; {hint}"


def _run(command: Command, rest: Sequence[str], home: Home) -> int:
    try:
        found = import_module(command.module)
        if hasattr(found, "main"):
            return int(found.main(list(rest)))
        module = cast(Module, found)
        parser = CommandLine(prog=f"foyer {command.name}", description=command.does)
        module.add_arguments(parser)
        return module.run(parser.parse_args(list(rest)), home)
    except PosError as error:
        _say(command, error)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _closed_pipe()
    except Exception as error:  # noqa: BLE001 - the edge of the program
        return _our_fault(command, error, home)


def _say(command: Command, error: PosError) -> None:
    from kiosk.commands.words import lines_of

    for line in lines_of(error):
        print(f"foyer {command.name}: {line}", file=sys.stderr)


def _closed_pipe() -> int:
    """The reader of our output has gone, as ``head`` does; nobody is left to tell."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _our_fault(command: Command, error: Exception, home: Home) -> int:
    import traceback

    from pos.card_scrub import scrubbed

    where = "it could not be written to a log"
    try:
        home.make()
        with home.log_file.open("a", encoding="utf-8") as log:
            log.write(scrubbed("".join(traceback.format_exception(error))))
        where = f"the details are in {home.log_file}"
    except OSError:
        sys.stderr.write(scrubbed("".join(traceback.format_exception(error))))
    name = type(error).__name__
    print(f"foyer {command.name}: a fault of our own ({name}); {where}", file=sys.stderr)
    return OUR_FAULT
