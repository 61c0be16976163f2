"""``foyer verify``: every fault in the audit chain, the ledger and the invariants, at once."""

from __future__ import annotations

import argparse

from kiosk.commands.findings import as_json, as_line
from kiosk.commands.opening import office_of
from kiosk.settings import Home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Return 0 when there is nothing wrong, 1 with the findings printed."""
    with office_of(home) as office:
        findings = office.verify()
    if arguments.json:
        print(as_json(findings))
    else:
        for finding in findings:
            print(as_line(finding))
        print("no findings" if not findings else f"{len(findings)} findings")
    return 1 if findings else 0
