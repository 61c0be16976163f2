"""``foyer report NAME``: the figures of a till or a day again as PDF and CSV; the access review."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk import settings
from kiosk.commands.opening import office_of
from kiosk.settings import Home
from pos.errors import NotFound, StorageNotWritable

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.cash import TillReportView


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "name",
        metavar="NAME",
        help="list: the Z reports there are; z: one of them; day: the day that was closed last; "
        "access: who may do what, and who came when, as CSV",
        choices=("list", "z", "day", "access"),
    )
    parser.add_argument("number", nargs="?", type=int, help="which Z report (the last)")
    parser.add_argument("--out", type=Path, help="folder for the files (reports in the home)")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Write the report and print where it lies."""
    from kiosk.messages import load_words
    from kiosk.papers import Papers, ReportFiles

    with office_of(home) as office:
        if arguments.name == "list":
            return _list(office)
        if arguments.name == "access":
            return _access(office, arguments.out or home.reports)
        view = _view(office, arguments.name, arguments.number)
        zone = ZoneInfo(office.catalogue.company().zone)
    papers = Papers(settings.read(home.settings_file), load_words("en", zone))
    place = ReportFiles(arguments.out or home.reports, papers).save(view)
    print(place)
    print(place.with_suffix(".csv"))
    return 0


def _list(office: Office) -> int:
    for view in office.closing.z_reports():
        print(f"z {view.z_number}  {view.business_date}  {view.cashier}")
    return 0


def _access(office: Office, folder: Path) -> int:
    """Write the access review, named by the day it was made."""
    from printing.access_csv import access_csv

    day = office.clock.now().astimezone(ZoneInfo(office.catalogue.company().zone)).date()
    place = folder / f"access-{day.isoformat()}.csv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place.write_bytes(access_csv(office.access.review()))
    except OSError as error:
        raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
    print(place)
    return 0


def _view(office: Office, name: str, number: int | None) -> TillReportView:
    if name == "z" and number is not None:
        return office.closing.z_report(number)
    views = office.closing.day_reports() if name == "day" else office.closing.z_reports()
    if not views:
        raise NotFound(kind="report", key=name)
    return views[-1]
