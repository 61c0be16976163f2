"""Joins views with designs, profiles and typeface: bytes for the printers, files for reports.

Designs are data in ``assets/designs``; profiles are chosen in window.toml. Everything is read at
first use, on the ledger thread, never on the way to the first picture.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.settings import (
    RECEIPT_PRINTER,
    TICKET_PRINTER,
    DeviceSettings,
    Fault,
    Settings,
    settings_fault,
)
from pos.errors import InvariantBroken, StorageNotWritable

if TYPE_CHECKING:
    from pos.views.cash import TillReportView
    from pos.views.work import PrintWork
    from printing.design import ReceiptDesign, TicketDesign
    from printing.fonts import FontSource
    from printing.profiles import EscposProfile, FglProfile
    from printing.words import Words

ASSETS = Path(__file__).resolve().parent.parent / "assets"
TICKET_DESIGN = "ticket-5.5x2.toml"
RECEIPT_DESIGN = "receipt-80mm.toml"


class Papers:
    """Everything this window prints.

    Args:
        settings: Which profiles the printers have.
        words: The language papers are written in: the venue's, not the cashier's.
    """

    def __init__(self, settings: Settings, words: Words) -> None:
        self._settings = settings
        self._words = words

    def speak(self, words: Words) -> None:
        """Print in the language and the time zone of ``words`` from now on. Thread: ledger."""
        self._words = words

    def check(self) -> None:
        """Return if every printer's profile is known.

        Raises:
            SettingsInvalid: ``ticket_printer.profile`` or ``receipt_printer.profile`` names none.
        """
        from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES

        for name, profiles in ((TICKET_PRINTER, FGL_PROFILES), (RECEIPT_PRINTER, ESCPOS_PROFILES)):
            device = self._settings.devices.get(name)
            if device is not None and device.text("profile") not in profiles:
                raise settings_fault(
                    Fault(
                        f"{name}.profile",
                        0,
                        "not_one_of",
                        device.text("profile"),
                        ", ".join(profiles),
                    )
                )

    def warm_up(self) -> None:
        """Load what papers need, so that the first is as quick as the next. Takes about a
        second.
        """
        from printing.rehearsal import rehearse_receipt, rehearse_ticket
        from printing.warmup import warm_up

        warm_up(self._fonts)
        if TICKET_PRINTER in self._settings.devices:
            rehearse_ticket(self._ticket_design, self._fgl, self._words, self._fonts)
        if RECEIPT_PRINTER in self._settings.devices:
            rehearse_receipt(self._receipt_design, self._escpos, self._words, self._fonts)

    def compose(self, work: PrintWork) -> bytes:
        """Return the bytes of one ticket or receipt for the printer it is queued at. Pure."""
        if work.ticket is not None:
            from printing import fgl, tickets

            paper = tickets.compose(work.ticket, self._ticket_design, self._words, self._fonts)
            return fgl.encode(paper, self._fgl, self._fonts)
        if work.receipt is not None:
            from printing import escpos, receipts

            slip = receipts.compose(work.receipt, self._receipt_design, self._words, self._fonts)
            return escpos.encode(slip, self._escpos, self._fonts)
        raise InvariantBroken("papers.nothing_to_print", job=work.job_id)

    def report(self, view: TillReportView) -> bytes:
        """Return a till's or a day's report as PDF on the paper of window.toml."""
        from printing.pdf.till_report import till_report_pdf

        return till_report_pdf(view, self._words, self._fonts, self._settings.window.report_paper)

    @cached_property
    def _fonts(self) -> FontSource:
        import font_roboto

        from printing.fonts import FontSource

        files = Path(font_roboto.__file__).parent / "files"
        regular = (files / "Roboto-Regular.ttf").read_bytes()
        return FontSource(regular, (files / "Roboto-Bold.ttf").read_bytes())

    @cached_property
    def _ticket_design(self) -> TicketDesign:
        from printing.designfile import ticket_design

        return ticket_design((ASSETS / "designs" / TICKET_DESIGN).read_bytes(), TICKET_DESIGN)

    @cached_property
    def _receipt_design(self) -> ReceiptDesign:
        from printing.designfile import receipt_design

        return receipt_design((ASSETS / "designs" / RECEIPT_DESIGN).read_bytes(), RECEIPT_DESIGN)

    @cached_property
    def _fgl(self) -> FglProfile:
        from printing.profiles import FGL_PROFILES

        return FGL_PROFILES[self._device(TICKET_PRINTER).text("profile")]

    @cached_property
    def _escpos(self) -> EscposProfile:
        from printing.profiles import ESCPOS_PROFILES

        return ESCPOS_PROFILES[self._device(RECEIPT_PRINTER).text("profile")]

    def _device(self, name: str) -> DeviceSettings:
        return self._settings.devices[name]


class ReportFiles:
    """Puts reports as PDF and CSV into a folder; the same report written again takes its own place.

    Thread: ledger.
    """

    def __init__(self, folder: Path, papers: Papers) -> None:
        self._folder = folder
        self._papers = papers

    def save(self, view: TillReportView) -> Path:
        """Write the report and return the place of its PDF; the CSV lies beside it.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from printing.till_csv import till_report_csv

        place = self._folder / f"{report_name(view)}.pdf"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            place.write_bytes(self._papers.report(view))
            place.with_suffix(".csv").write_bytes(till_report_csv(view))
        except OSError as error:
            raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
        return place


def report_name(view: TillReportView) -> str:
    """Return the file name of a report without its suffix, e.g. ``2026-11-21-Z0003-till``."""
    day = view.business_date.isoformat()
    if view.scope == "day":
        return f"{day}-day"
    if view.z_number is None:
        return f"{day}-X-{view.printed_at:%H%M%S}"
    return f"{day}-Z{view.z_number:04d}"
