"""``foyer report NAME``: Z and day reports again, any statement as PDF, CSV and workbook, letters
to donors, the access review, the outage kit."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk import settings
from kiosk.commands.opening import office_of
from kiosk.journal_files import JOURNAL_FORMATS
from kiosk.settings import Home
from kiosk.statement_files import FORMATS
from pos.catalogue.stable_ids import performance_id
from pos.errors import NotFound, StorageNotWritable
from pos.views.statements import StatementName

if TYPE_CHECKING:
    from kiosk.papers import Papers
    from pos.office import Office
    from pos.views.cash import TillReportView

_OWN = ("list", "z", "day", "access", "letters", "kit", "capacity")
_STATEMENTS = tuple(name.value for name in StatementName)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "name",
        metavar="NAME",
        help="list: the Z reports there are; z: one of them; day: the day that was closed last; "
        "access: who may do what, who came when, who saw which patron's data, as CSV; letters: "
        "those due to the donors of a day; kit: the papers for an outage, of the next two days "
        "(kit in the home); "
        "capacity: where every place of a performance is, by its code, as CSV; "
        f"or a statement: {', '.join(_STATEMENTS)}",
        choices=(*_OWN, *_STATEMENTS),
    )
    parser.add_argument(
        "subject",
        nargs="?",
        metavar="SUBJECT",
        help="which Z report, or what the statement is about: a date, a performance's code, a Z "
        "or deposit number, a settlement file or payout (the last)",
    )
    parser.add_argument(
        "--again", type=int, metavar="N", help="the statement that was kept as number N"
    )
    parser.add_argument("--out", type=Path, help="folder for the files (reports in the home)")
    parser.add_argument(
        "--format",
        type=_formats,
        metavar="LIST",
        help="of a statement: pdf,csv,xlsx (all three); of the journal of a locked day, which is a "
        "draft until it was exported: csv,iif,xlsx,pdf (all four)",
    )


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip().lower() for part in text.split(","))
    for part in chosen:
        if part not in JOURNAL_FORMATS:
            raise argparse.ArgumentTypeError(f"{part!r} is none of {', '.join(JOURNAL_FORMATS)}")
    return chosen


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Write the report and print where it lies."""
    if arguments.name == "kit":
        return _kit(home, arguments.out or home.kit)
    folder: Path = arguments.out or home.reports
    with office_of(home) as office:
        if arguments.name == "list":
            return _list(office)
        if arguments.name == "access":
            return _access(office, folder)
        if arguments.name == "capacity":
            return _capacity(office, folder, arguments.subject)
        papers = _papers(office, home)
        if arguments.name == "letters":
            return _letters(office, papers, folder, arguments.subject)
        if arguments.name == StatementName.JOURNAL.value and arguments.again is None:
            return _journal(office, papers, folder, arguments)
        if arguments.name in _STATEMENTS:
            return _statement(office, papers, folder, arguments)
        view = _view(office, arguments.name, arguments.subject)
    return _report(papers, folder, view)


def _papers(office: Office, home: Home) -> Papers:
    """Return papers in the window's language: what the window saved comes again byte for byte."""
    from kiosk.messages import load_words
    from kiosk.papers import Papers

    zone, chosen = ZoneInfo(office.catalogue.company().zone), settings.read(home.settings_file)
    return Papers(chosen, load_words(chosen.window.language, zone))


def _report(papers: Papers, folder: Path, view: TillReportView) -> int:
    from kiosk.papers import ReportFiles

    place = ReportFiles(folder, papers).save(view)
    print(place)
    print(place.with_suffix(".csv"))
    return 0


def _statement(office: Office, papers: Papers, folder: Path, arguments: argparse.Namespace) -> int:
    """Write a statement as of now, or one that was kept; without a subject about the newest."""
    from kiosk.statement_files import StatementFiles

    name = StatementName(arguments.name)
    if arguments.again is not None:
        view = office.statements.kept_by_the_house(name, arguments.again)
    else:
        subject = arguments.subject or _newest(office, name)
        view = office.statements.of_the_house(name, subject)
    formats = tuple(part for part in arguments.format or FORMATS if part in FORMATS)
    for place in StatementFiles(folder, papers).save(view, formats):
        print(place)
    return 0


def _journal(office: Office, papers: Papers, folder: Path, arguments: argparse.Namespace) -> int:
    """Write the journal of a locked day: as it was exported, or as a draft."""
    from kiosk.journal_files import JournalFiles

    subject = arguments.subject or _newest(office, StatementName.JOURNAL)
    made = office.statements.of_the_house(StatementName.JOURNAL, subject)
    view = office.books.journal_of_the_house(date.fromisoformat(made.subject))
    formats = arguments.format or JOURNAL_FORMATS
    for place in JournalFiles(folder, papers).save(view, made, formats):
        print(place)
    return 0


def _newest(office: Office, name: StatementName) -> str:
    offers = office.statements.offers(None, name)
    if not offers:
        raise NotFound(kind=f"report_{name.value}", key=name.value)
    return offers[0].subject


def _letters(office: Office, papers: Papers, folder: Path, day: str | None) -> int:
    from kiosk.statement_files import StatementFiles

    day = day or _newest(office, StatementName.DONATIONS)
    due = office.statements.letters_of_house(day)
    for place in StatementFiles(folder, papers).letters(due):
        print(place)
    if not due:
        print(f"no letter is due for {day}", file=sys.stderr)
    return 0


def _list(office: Office) -> int:
    views = office.closing.z_reports()
    if not views:
        print("no till was closed here yet, so there is no Z report", file=sys.stderr)
    for view in views:
        print(f"z {view.z_number}  {view.business_date}  {view.cashier}")
    return 0


def _access(office: Office, folder: Path) -> int:
    """Write the access review, and who saw which patron's data, named by the day it was made."""
    from printing.access_csv import access_csv, looks_csv

    day = office.clock.now().astimezone(ZoneInfo(office.catalogue.company().zone)).date()
    looks = looks_csv(office.histories.for_review())
    looked = _save(folder / f"patron-looks-{day.isoformat()}.csv", looks)
    review = access_csv(office.access.review())
    return _save(folder / f"access-{day.isoformat()}.csv", review) or looked


def _capacity(office: Office, folder: Path, subject: str | None) -> int:
    """Write where the places of a performance are; without a code of the next one."""
    from printing.capacity_csv import capacity_csv

    shows = office.catalogue.performances() if subject is None else ()
    if subject is None and not shows:
        raise NotFound(kind="report_performance", key="")
    chosen = shows[0].performance_id if subject is None else performance_id(subject)
    view = office.capacity.of_the_house(chosen)
    return _save(folder / f"capacity-{view.code}.csv", capacity_csv(view))


def _save(place: Path, content: bytes) -> int:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError as error:
        raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
    print(place)
    return 0


def _kit(home: Home, folder: Path) -> int:
    """Write the outage kit and print its files, as the window does by itself."""
    from kiosk.bootstrap import make_kit
    from pos.clock import SystemClock

    if not home.database.exists():
        raise NotFound(kind="database", key=str(home.database))
    made = make_kit(home, settings.read(home.settings_file), SystemClock(), folder)
    names = [name for papers in made.performances for name in papers.names] if made else []
    for name in names:
        print(folder / name)
    if not names:
        print("nothing plays in the next two days, so there is no kit", file=sys.stderr)
    return 0


def _view(office: Office, name: str, number: str | None) -> TillReportView:
    if name == "z" and number is not None:
        if not number.isdecimal():
            raise NotFound(kind="z_report", key=number)
        return office.closing.z_report(int(number))
    views = office.closing.day_reports() if name == "day" else office.closing.z_reports()
    if not views:
        raise NotFound(kind=f"report_{name}", key=name)
    return views[-1]
