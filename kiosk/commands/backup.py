"""``foyer backup``: one file with all that makes this window, while it goes on selling."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.settings import Home
from pos.errors import AnswerMissing, NotFound

if TYPE_CHECKING:
    from kiosk.backups import Backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--to",
        type=Path,
        metavar="PATH",
        help="a folder that is there, or a file that is not and ends in .zip (default: the folder "
        "of [backup] in window.toml)",
    )
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Make one backup and say where it lies."""
    from kiosk.backups import back_up
    from kiosk.bootstrap import databases
    from pos.clock import SystemClock

    if not home.database.exists():
        raise NotFound(kind="database", key=str(home.database))
    to = arguments.to or _usual(home)
    made = back_up(home, to.expanduser().absolute(), SystemClock().now(), databases())
    print(json.dumps(_row(made), indent=1) if arguments.json else _line(made))
    return 0


def _usual(home: Home) -> Path:
    folder = settings.read(home.settings_file).backup.folder
    if not folder:
        raise AnswerMissing(field="--to PATH")
    return home.root / folder


def _line(made: Backup) -> str:
    manifest, size = made.manifest, made.place.stat().st_size
    said = (
        f"{made.place}: {size / 1e6:,.1f} MB, {manifest.counts['orders']} orders, "
        f"{manifest.counts['ticket']} tickets, audit up to {manifest.last_seq}"
    )
    if manifest.wanted:
        said += f"\nnot in it, to be provided again: {', '.join(manifest.wanted)}"
    return said


def _row(made: Backup) -> dict[str, object]:
    from dataclasses import asdict

    row = asdict(made.manifest)
    return {"file": str(made.place), "bytes": made.place.stat().st_size, **row}
