"""``foyer verify``: every fault in the audit chain, the ledger and the invariants, at once, and a
search for card numbers in everything that lies in the home.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.bootstrap import search_for_cards
from kiosk.commands.findings import as_json, as_line, faults, in_sum
from kiosk.commands.opening import office_of
from kiosk.settings import Home
from pos.errors import NotFound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--also",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder to search for card numbers too: exports, backups (may be repeated)",
    )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Return 0 when there is nothing wrong, 1 with the findings printed. What two windows did to
    one place is known: it is told and is nothing wrong."""
    for path in arguments.also:
        if not path.exists():
            raise NotFound(kind="file", key=str(path))
    with office_of(home) as office:
        findings = (*office.verify(), *search_for_cards((home.root, *arguments.also)))
    if arguments.json:
        print(as_json(findings))
    else:
        for finding in findings:
            print(as_line(finding))
        print(in_sum(findings))
    return 1 if faults(findings) else 0
