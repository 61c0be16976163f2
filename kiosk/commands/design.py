"""``foyer design list|preview|check``: ticket designs as pictures of the very bytes that would be
sent, and looked over for every name of a season.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO, cast

from kiosk import settings
from kiosk.commands.findings import as_json
from kiosk.commands.opening import office_of
from kiosk.designs import RECEIPT, Designs, usual_ticket
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER, Home, Settings
from pos.errors import FileRefused, NotFound

if TYPE_CHECKING:
    from datetime import tzinfo

    from hardware.simulators.preview import Drawn
    from pos.office import Office
    from pos.views.cash import Finding
    from printing.profiles import EscposProfile, FglProfile

    Profile = FglProfile | EscposProfile

_SEVERITIES = (
    "Errors spoil a ticket, and with one the command ends with 1. Warnings are to be looked at, "
    "as signs that the typeface lacks; with nothing but these it ends with 0."
)
_USUAL_PROFILES = {TICKET_PRINTER: "boca-200dpi-5.5x2", RECEIPT_PRINTER: "TM-T88V"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    does = "the designs there are, Foyer's and the home's own"
    listed = kinds.add_parser("list", help=does, description=does)
    listed.add_argument(
        "--fields", action="store_true", help="the fields that a ticket's texts can name instead"
    )
    does = "a sample paper as PNG, drawn from the bytes that the printer would get"
    preview = kinds.add_parser("preview", help=does, description=does)
    preview.add_argument("--out", type=Path, metavar="FILE.png", help="where it goes (NAME.png)")
    preview.add_argument(
        "--sample",
        choices=("longest", "typical", "general-admission"),
        default="typical",
        help="which made-up ticket (typical)",
    )
    does = "everything that would be cut, covered, out of reach or unreadable in a season"
    check = kinds.add_parser("check", help=does, description=f"{does}. {_SEVERITIES}")
    check.add_argument(
        "--season", type=Path, metavar="FILE", help="a season file (the home's own season)"
    )
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    for one in (preview, check):
        one.add_argument(
            "--design", metavar="NAME|FILE", help="which design (the one in window.toml)"
        )
        one.add_argument("--profile", help="which printer (the one in window.toml)")
        one.add_argument("--language", help="language of the paper (the one in window.toml)")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """List, draw or check; 1 when a design has faults or a check finds errors."""
    if arguments.what == "list":
        return _fields() if arguments.fields else _list(Designs(home.designs))
    try:
        chosen = _Chosen(arguments, home)
        chosen.read()
    except FileRefused as error:
        return _refused(error, json=arguments.what == "check" and arguments.json)
    if arguments.what == "preview":
        return _preview(chosen, arguments.out, arguments.sample)
    return _check(chosen, arguments.season, json=arguments.json)


def _refused(error: FileRefused, *, json: bool) -> int:
    """Tell a design's faults."""
    findings = cast("tuple[Finding, ...]", error.findings)
    if json:
        print(as_json(findings))
        return 1
    _say(findings, sys.stderr)
    faults = _counted(len(findings), "fault")
    print(f"{error.params['file']}: {faults}; correct what is listed, try again", file=sys.stderr)
    return 1


class _Chosen:
    """Design, printer and language: as said, else as in window.toml, else as usual."""

    def __init__(self, arguments: argparse.Namespace, home: Home) -> None:
        self.home = home
        self._settings = settings.read(home.settings_file)
        said: str = arguments.design or ""
        self.designs, self.name = _located(said, Designs(home.designs))
        self.is_receipt = bool(self.name) and self.designs.kind(self.name) == RECEIPT
        self._printer = RECEIPT_PRINTER if self.is_receipt else TICKET_PRINTER
        self.name = self.name or _configured(self._settings, self._printer, "design")
        profile = arguments.profile or _configured(self._settings, self._printer, "profile")
        if not self.name:
            self.name = usual_ticket(profile or _USUAL_PROFILES[self._printer])
        self.profile = self._profile(profile)
        self.language: str = arguments.language or self._settings.window.language

    def read(self) -> None:
        """Read the design.

        Raises:
            FileRefused: It has faults.
        """
        if self.is_receipt:
            self.designs.receipt(self.name)
        else:
            self.designs.ticket(self.name)

    def _profile(self, name: str) -> Profile:
        """Return the profile called so, or without a name the first one with the design's
        stock."""
        from printing.designcheck import stock_fault
        from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES

        every: dict[str, Profile] = {**FGL_PROFILES, **ESCPOS_PROFILES}
        if name:
            if name not in every or (self.is_receipt and name not in ESCPOS_PROFILES):
                raise NotFound(kind="profile", key=name)
            return every[name]
        if not self.is_receipt:
            design = self.designs.ticket(self.name)
            for profile in every.values():
                if stock_fault(design, profile) is None:
                    return profile
        return every[_USUAL_PROFILES[self._printer]]


def _located(said: str, designs: Designs) -> tuple[Designs, str]:
    """Return where to look and for what: a file that is there, or a design's name."""
    file = Path(said)
    if said and file.suffix == ".toml" and file.is_file():
        return designs.beside(file), file.name
    return designs, said


def _configured(configured: Settings, printer: str, key: str) -> str:
    device = configured.devices.get(printer)
    return device.text(key) if device is not None else ""


def _list(designs: Designs) -> int:
    for name in designs.names():
        try:
            receipt = designs.kind(name) == RECEIPT
            title = (designs.receipt(name) if receipt else designs.ticket(name)).name
        except FileRefused as error:
            title = f"{_counted(len(error.findings), 'fault')}; foyer design check --design {name}"
        print(f"{name:<28} {title}")
    return 0


def _fields() -> int:
    from datetime import UTC

    from kiosk.messages import load_words
    from printing.fields import ticket_fields
    from printing.samples import GENERAL_ADMISSION, LONGEST

    words = load_words("en", UTC)
    unnumbered = ticket_fields(GENERAL_ADMISSION, words)
    for field, example in ticket_fields(LONGEST, words).items():
        print(f"{{{field}}}".ljust(18) + (example or unnumbered[field]))
    return 0


# ---- preview ----


def _preview(chosen: _Chosen, out: Path | None, sample: str) -> int:
    from hardware.simulators.preview import png

    drawn = _drawn(chosen, sample)
    place = out or Path(f"{Path(chosen.name).stem}.png")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png(drawn.papers[0]))
    except OSError as error:
        print(f"{place} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    paper = drawn.papers[0]
    print(f"{place}: {paper.width} x {paper.height} dots on {chosen.profile.name}")
    for what in (*drawn.complaints, *drawn.clipped):
        print(f"the printer would not take: {what}")
    wrong = _other_stock(chosen)
    _say(wrong)
    return 1 if drawn.complaints or drawn.clipped or wrong else 0


def _other_stock(chosen: _Chosen) -> tuple[Finding, ...]:
    from printing.designcheck import stock_fault

    if chosen.is_receipt:
        return ()
    wrong = stock_fault(chosen.designs.ticket(chosen.name), chosen.profile)
    return () if wrong is None else (wrong,)


def _drawn(chosen: _Chosen, sample: str) -> Drawn:
    from datetime import UTC

    from kiosk.messages import load_words
    from kiosk.papers import typeface
    from kiosk.previews import receipt_preview, ticket_preview
    from printing import samples

    words, fonts = load_words(chosen.language, UTC), typeface()
    if chosen.is_receipt:
        design = chosen.designs.receipt(chosen.name)
        profile = cast("EscposProfile", chosen.profile)
        return receipt_preview(samples.RECEIPT, design, profile, words, fonts)
    ticket = chosen.designs.ticket(chosen.name)
    return ticket_preview(samples.TICKETS[sample], ticket, chosen.profile, words, fonts)


# ---- check ----


def _check(chosen: _Chosen, season: Path | None, *, json: bool) -> int:
    try:
        findings = _findings(chosen, season)
    except FileRefused as error:  # the season's file
        if not json:
            raise
        findings = cast("tuple[Finding, ...]", error.findings)
    errors = sum(finding.severity == "error" for finding in findings)
    if json:
        print(as_json(findings))
        return 1 if errors else 0
    _say(findings)
    counts = [_counted(errors, "error"), _counted(len(findings) - errors, "warning")]
    told = ", ".join(counts) if findings else "no findings"
    print(f"{chosen.name} on {chosen.profile.name}: {told}")
    return 1 if errors else 0


def _findings(chosen: _Chosen, season: Path | None) -> tuple[Finding, ...]:
    from kiosk.messages import load_words
    from kiosk.papers import typeface
    from kiosk.season_tickets import season_tickets
    from printing.designcheck import check

    if chosen.is_receipt:
        return ()  # a receipt wraps and has no end: nothing on it can be cut
    design = chosen.designs.ticket(chosen.name)
    fonts = typeface()
    with _office(chosen.home, season) as office:
        words = load_words(chosen.language, _zone(office))
        tickets = season_tickets(office, fonts)
        found = check(design, chosen.profile, tickets, words, fonts)
    return (*_other_stock(chosen), *found)


def _say(findings: tuple[Finding, ...], to: TextIO | None = None) -> None:
    from datetime import UTC

    from kiosk.messages import finding_text, load_words

    words = load_words("en", UTC)
    for finding in findings:
        print(f"{finding.severity}: {finding_text(finding, words)}", file=to)


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _zone(office: Office) -> tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(office.catalogue.company().zone)


@contextmanager
def _office(home: Home, season: Path | None) -> Iterator[Office]:
    """Open the home's office, or one made for a season file and thrown away afterwards."""
    if season is None:
        with office_of(home) as office:
            yield office
        return
    from kiosk.commands.load import load

    with TemporaryDirectory() as folder, office_of(Home(Path(folder)), create=True) as office:
        load(office, "season", season)
        yield office
