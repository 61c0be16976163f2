"""``foyer design list|preview|check``: ticket designs as pictures of the very bytes that would be
sent, and looked over for every name of a season.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

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

_USUAL_PROFILES = {TICKET_PRINTER: "boca-200dpi-5.5x2", RECEIPT_PRINTER: "TM-T88V"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    does = "the designs there are, Foyer's and the home's own"
    kinds.add_parser("list", help=does, description=does)
    does = "a sample paper as PNG, drawn from the bytes that the printer would get"
    preview = kinds.add_parser("preview", help=does, description=does)
    preview.add_argument("--out", type=Path, metavar="FILE.png", help="where it goes (NAME.png)")
    preview.add_argument(
        "--sample",
        choices=("longest", "typical", "general-admission"),
        default="typical",
        help="which made-up ticket (typical)",
    )
    does = "everything that would be cut, clipped, out of reach or unreadable in a season"
    check = kinds.add_parser("check", help=does, description=does)
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
    """List, draw or check; 1 when a check has findings."""
    if arguments.what == "list":
        return _list(Designs(home.designs))
    chosen = _Chosen(arguments, home)
    if arguments.what == "preview":
        return _preview(chosen, arguments.out, arguments.sample)
    return _check(chosen, arguments.season, json=arguments.json)


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
            title = f"faults: {error.params['count']}; foyer design check --design {name}"
        print(f"{name:<28} {title}")
    return 0


# ---- preview ----


def _preview(chosen: _Chosen, out: Path | None, sample: str) -> int:
    from hardware.simulators.preview import png

    drawn = _drawn(chosen, sample)
    place = out or Path(f"{Path(chosen.name).stem}.png")
    place.write_bytes(png(drawn.papers[0]))
    paper = drawn.papers[0]
    print(f"{place}: {paper.width} x {paper.height} dots on {chosen.profile.name}")
    for what in (*drawn.complaints, *drawn.clipped):
        print(f"the printer would not take: {what}")
    wrong = _other_stock(chosen)
    if wrong:
        _say(chosen, wrong)
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
    except FileRefused as error:
        if not json:
            raise
        findings = cast("tuple[Finding, ...]", error.findings)
    if json:
        print(as_json(findings))
    else:
        _say(chosen, findings)
    return 1 if findings else 0


def _findings(chosen: _Chosen, season: Path | None) -> tuple[Finding, ...]:
    from kiosk.messages import load_words
    from kiosk.papers import typeface
    from kiosk.season_tickets import season_tickets
    from printing.designcheck import check

    if chosen.is_receipt:
        chosen.designs.receipt(chosen.name)
        return ()  # a receipt wraps and has no end: nothing on it can be cut
    design = chosen.designs.ticket(chosen.name)
    fonts = typeface()
    with _office(chosen.home, season) as office:
        words = load_words(chosen.language, _zone(office))
        tickets = season_tickets(office, fonts)
        found = check(design, chosen.profile, tickets, words, fonts)
    return (*_other_stock(chosen), *found)


def _say(chosen: _Chosen, findings: tuple[Finding, ...]) -> None:
    from datetime import UTC

    from kiosk.messages import finding_text, load_words

    words = load_words("en", UTC)
    for finding in findings:
        print(f"{finding.severity}: {finding_text(finding, words)}")
    count = f"{len(findings)} findings" if findings else "no findings"
    print(f"{chosen.name} on {chosen.profile.name}: {count}")


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
