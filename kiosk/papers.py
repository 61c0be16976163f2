"""Joins views with designs, profiles and typeface: bytes for the printers, files for reports.

Designs and profiles are data, chosen in window.toml. Everything is read at
first use, on the ledger thread, never on the way to the first picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from kiosk.designs import USUAL_RECEIPT, Designs, usual_ticket
from kiosk.languages import load_words
from kiosk.settings import (
    RECEIPT_PRINTER,
    TICKET_PRINTER,
    DeviceSettings,
    Fault,
    Settings,
    drivers_faults,
    settings_fault,
)
from pos.errors import FileRefused, InvariantBroken, NotFound, SettingsInvalid, StorageNotWritable

if TYPE_CHECKING:
    from pos.views.accounts import AccountStatement
    from pos.views.cash import TillReportView
    from pos.views.catalogue import CompanyView
    from pos.views.closing import JournalView
    from pos.views.donations import DonationLetterView, YearLetterView
    from pos.views.papers import CheckLetterView
    from pos.views.selling import OrderView
    from pos.views.statements import Statement
    from pos.views.will_call import WillCallListView
    from pos.views.work import PrintWork
    from printing.design import ReceiptDesign, TicketDesign
    from printing.fonts import FontSource
    from printing.profiles import EscposProfile
    from printing.ticket_bytes import TicketProfile
    from printing.words import Words


ESCPOS = "escpos"
ONE_PDF = Lock()
"""Held while a PDF is laid out: reportlab does not promise to serve two threads at once, and the
kit for an outage is made beside the ledger."""


class Papers:
    """Everything this window prints.

    Args:
        settings: Which profiles the printers have.
        words: The language papers are written in: the venue's, not the cashier's.
        designs: Where designs lie; those that come with Foyer when None.
    """

    def __init__(self, settings: Settings, words: Words, designs: Designs | None = None) -> None:
        self._settings = settings
        self._words = words
        self._designs = designs or Designs()

    def speak(self, words: Words) -> None:
        """Print in the language and the time zone of ``words`` from now on. Thread: ledger."""
        self._words = words

    def check(self) -> None:
        """Return if there are no ``faults``.

        Raises:
            SettingsInvalid: With every one.
        """
        found = tuple(self.faults())
        if found:
            raise settings_fault(*found)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with printers' sections: at most one fault each.

        ``ticket_printer.profile`` or ``receipt_printer.profile`` names none, or ``design`` of
        either names none that can be used.
        """
        for name in (TICKET_PRINTER, RECEIPT_PRINTER):
            device = self._settings.devices.get(name)
            if device is None:
                continue
            profiles, chosen = _profiles(device), device.text("profile")
            if chosen not in profiles:
                offered = ", ".join(self._offered(name, profiles))
                yield Fault(f"{name}.profile", 0, "not_one_of", chosen, offered)
            else:
                yield from self._design_faults(name)

    def _offered(self, name: str, profiles: Mapping[str, TicketProfile]) -> Iterator[str]:
        """Yield the profiles that would do: for tickets of Foyer's no roll that is too narrow."""
        from printing.designcheck import stock_fault

        own = name == RECEIPT_PRINTER or self._device(name).text("design")
        for profile in profiles:
            usual = usual_ticket(profile)
            if own or stock_fault(self._designs.ticket(usual), profiles[profile]) is None:
                yield profile

    def _design_faults(self, name: str) -> Iterator[Fault]:
        from printing.designcheck import stock_fault

        place, chosen = f"{name}.design", self._design_name(name)
        try:
            if name == RECEIPT_PRINTER:
                _ = self._receipt_design
                return
            wrong = stock_fault(self._ticket_design, self._ticket_profile)
        except NotFound:
            yield Fault(place, 0, "not_one_of", chosen, ", ".join(self._designs.names()))
            return
        except FileRefused as error:
            yield Fault(place, 0, "faulty_design", f"{chosen}: {error.params['count']}")
            return
        except SettingsInvalid:  # the address, which its driver refuses
            return
        if wrong is not None:
            stock, printed = wrong.evidence
            device = self._device(name)
            if device.driver == ESCPOS and not device.text("design"):
                yield Fault(f"{name}.profile", 0, "roll_too_narrow", device.text("profile"))
            else:
                yield Fault(place, 0, "design_not_for_stock", stock, printed)

    def warm_up(self) -> None:
        """Load what papers need, so that the first is as quick as the next. Takes about a
        second.
        """
        from printing.rehearsal import rehearse_receipt, rehearse_ticket
        from printing.warmup import warm_up

        warm_up(self._fonts)
        if TICKET_PRINTER in self._settings.devices:
            rehearse_ticket(self._ticket_design, self._ticket_profile, self._words, self._fonts)
        if RECEIPT_PRINTER in self._settings.devices:
            rehearse_receipt(self._receipt_design, self._receipt_profile, self._words, self._fonts)

    def compose(self, work: PrintWork) -> bytes:
        """Return the bytes of one ticket or receipt for the printer it is queued at. Pure."""
        if work.ticket is not None:
            from printing import tickets
            from printing.ticket_bytes import ticket_bytes

            paper = tickets.compose(work.ticket, self._ticket_design, self._words, self._fonts)
            return ticket_bytes(paper, self._ticket_profile, self._fonts)
        if work.receipt is not None:
            from printing import escpos, receipts

            slip = receipts.compose(work.receipt, self._receipt_design, self._words, self._fonts)
            return escpos.encode(slip, self._receipt_profile, self._fonts)
        if work.member_card is not None and work.device == TICKET_PRINTER:
            from printing.member_cards import member_card
            from printing.ticket_bytes import ticket_bytes

            card = member_card(work.member_card, self._words, self._fonts)
            return ticket_bytes(card, self._ticket_profile, self._fonts)
        return self._small_paper(work)

    def _small_paper(self, work: PrintWork) -> bytes:
        """Return the bytes of a card slip, a certificate, a member's card, an endorsement, a
        voucher."""
        from printing import escpos, slips

        if work.slip is not None:
            paper = slips.card_slip(work.slip, self._words, self._fonts)
        elif work.certificate is not None:
            paper = slips.certificate(work.certificate, self._words, self._fonts)
        elif work.member_card is not None:
            paper = slips.member_card(work.member_card, self._words, self._fonts)
        elif work.endorsement is not None:
            paper = slips.endorsement(work.endorsement, self._words, self._fonts)
        elif work.voucher is not None:
            from printing.vouchers import voucher

            paper = voucher(work.voucher, self._words, self._fonts)
        elif work.envelope is not None:
            from printing.envelopes import envelope_slip

            paper = envelope_slip(work.envelope, self._words, self._fonts)
        else:
            raise InvariantBroken("papers.nothing_to_print", job=work.job_id)
        return escpos.encode(paper, self._receipt_profile, self._fonts)

    def report(self, view: TillReportView) -> bytes:
        """Return a till's or a day's report as PDF on the paper of window.toml."""
        from printing.pdf.till_report import till_report_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return till_report_pdf(view, self._words, self._fonts, page)

    def will_call_list(self, view: WillCallListView) -> bytes:
        """Return the will-call list of a performance as PDF."""
        from printing.pdf.will_call_list import will_call_list_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return will_call_list_pdf(view, self._words, self._fonts, page)

    def letter(self, view: CheckLetterView) -> bytes:
        """Return the demand for a returned check as PDF."""
        from printing.pdf.check_letter import check_letter_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return check_letter_pdf(view, self._words, self._fonts, page)

    def statement(self, view: Statement) -> bytes:
        """Return any statement as PDF on the paper of window.toml."""
        from printing.pdf.statement import statement_pdf

        page = view.page or self._settings.window.report_paper
        with ONE_PDF:
            return statement_pdf(view, self._words_of(view), self._fonts, page)

    def workbook(self, view: Statement) -> bytes:
        """Return any statement as a workbook."""
        from printing.statement_xlsx import statement_xlsx

        return statement_xlsx(view, self._words_of(view))

    def _words_of(self, view: Statement) -> Words:
        """Return the words a kept statement was written in, whatever the window speaks now."""
        if view.language in ("", self._words.locale):
            return self._words
        return load_words(view.language, self._words.zone)

    @property
    def written_as(self) -> tuple[str, str]:
        """The language and the size of what is written now."""
        return self._words.locale, self._settings.window.report_paper

    def donation_letter(self, view: DonationLetterView) -> bytes:
        """Return the letter that is due to a donor as PDF."""
        from printing.pdf.donation_letter import donation_letter_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return donation_letter_pdf(view, self._words, self._fonts, page)

    def donation_letters(self, views: Sequence[DonationLetterView]) -> bytes:
        """Return letters to donors as one PDF, to be printed together."""
        from printing.pdf.donation_letter import donation_letters_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return donation_letters_pdf(views, self._words, self._fonts, page)

    def year_letters(self, views: Sequence[YearLetterView]) -> bytes:
        """Return letters about a year's gifts, at least one, as one PDF."""
        from printing.pdf.year_letter import year_letters_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return year_letters_pdf(views, self._words, self._fonts, page)

    def account(self, view: AccountStatement) -> bytes:
        """Return the statement of a patron's account as PDF."""
        from printing.pdf.account_statement import account_statement_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return account_statement_pdf(view, self._words, self._fonts, page)

    def order(self, view: OrderView, company: CompanyView) -> bytes:
        """Return an order with its signatures as PDF."""
        from kiosk.order_sheet import paper_of
        from printing.pdf.order_paper import order_paper_pdf

        page = self._settings.window.report_paper
        with ONE_PDF:
            return order_paper_pdf(paper_of(view, company, self._words), self._fonts, page)

    @cached_property
    def _fonts(self) -> FontSource:
        return typeface()

    @cached_property
    def _ticket_design(self) -> TicketDesign:
        return self._designs.ticket(self._design_name(TICKET_PRINTER))

    @cached_property
    def _receipt_design(self) -> ReceiptDesign:
        return self._designs.receipt(self._design_name(RECEIPT_PRINTER))

    def _design_name(self, name: str) -> str:
        device = self._device(name)
        usual = USUAL_RECEIPT if name == RECEIPT_PRINTER else usual_ticket(device.text("profile"))
        return device.text("design") or usual

    @cached_property
    def _ticket_profile(self) -> TicketProfile:
        """The ticket printer's, as it is used on its line: a slow one asks for short tickets."""
        from hardware.transports.address import SerialAddress, parse_address
        from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES, on_line

        device = self._device(TICKET_PRINTER)
        name = device.text("profile")
        if device.driver == ESCPOS:
            return ESCPOS_PROFILES[name]
        try:
            address = parse_address(device.text("address"), f"{TICKET_PRINTER}.address")
        except SettingsInvalid as error:
            raise settings_fault(*drivers_faults(error)) from None
        profile = FGL_PROFILES[name]
        return on_line(profile, address.baud) if isinstance(address, SerialAddress) else profile

    @cached_property
    def _receipt_profile(self) -> EscposProfile:
        from printing.profiles import ESCPOS_PROFILES

        return ESCPOS_PROFILES[self._device(RECEIPT_PRINTER).text("profile")]

    def _device(self, name: str) -> DeviceSettings:
        return self._settings.devices[name]


def typeface() -> FontSource:
    """Return the bundled typeface, read from its files. One is enough for all papers of a
    process.
    """
    import font_roboto

    from printing.fonts import FontSource

    files = Path(font_roboto.__file__).parent / "files"
    regular = (files / "Roboto-Regular.ttf").read_bytes()
    return FontSource(regular, (files / "Roboto-Bold.ttf").read_bytes())


def _profiles(device: DeviceSettings) -> Mapping[str, TicketProfile]:
    """Return the profiles of printers that speak the device's language, by name."""
    from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES

    return ESCPOS_PROFILES if device.driver == ESCPOS else FGL_PROFILES


class ReportFiles:
    """Puts reports as PDF and CSV into a folder; the same report written again takes its own place.

    Thread: ledger.
    """

    def __init__(self, folder: Path, papers: Papers) -> None:
        self._folder = folder
        self._papers = papers

    @property
    def written_as(self) -> tuple[str, str]:
        """See ``Papers.written_as``."""
        return self._papers.written_as

    def save(self, view: TillReportView) -> Path:
        """Write the report and return the place of its PDF; the CSV lies beside it.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from printing.till_csv import till_report_csv

        place = self._folder / f"{report_name(view)}.pdf"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.write_bytes(self._papers.report(view))
            place.with_suffix(".csv").write_bytes(till_report_csv(view))
        except OSError as error:
            raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
        return place

    def statement(self, view: Statement) -> tuple[Path, ...]:
        """Write the statement as PDF, CSV and workbook; return their places.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from kiosk.statement_files import StatementFiles

        return StatementFiles(self._folder, self._papers).save(view)

    def donation_letters(self, views: Sequence[DonationLetterView]) -> tuple[Path, ...]:
        """Write letters to donors and return their places.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from kiosk.statement_files import StatementFiles

        return StatementFiles(self._folder, self._papers).letters(views)

    def letters_together(self, views: Sequence[DonationLetterView]) -> Path:
        """Write letters to donors as one PDF; return its place. Raises StorageNotWritable."""
        from kiosk.statement_files import StatementFiles

        return StatementFiles(self._folder, self._papers).letters_together(views)

    def year_letters(self, views: Sequence[YearLetterView]) -> Path:
        """Write letters about a year's gifts; return their place. Raises StorageNotWritable."""
        from kiosk.statement_files import StatementFiles

        return StatementFiles(self._folder, self._papers).year_letters(views)

    def order(self, view: OrderView, company: CompanyView) -> Path:
        """Write an order with its signatures; return its place. Raises StorageNotWritable."""
        from kiosk.statement_files import StatementFiles

        return StatementFiles(self._folder, self._papers).order(view, company)

    def account(self, view: AccountStatement) -> Path:
        """Write the statement of a patron's account; return its place. Raises
        StorageNotWritable."""
        from kiosk.statement_files import StatementFiles

        return StatementFiles(self._folder, self._papers).account(view)

    def will_call(self, view: WillCallListView) -> Path:
        """Write a will-call list and return its place.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        name = f"will-call-{view.code}-{view.starts_at:%Y-%m-%d-%H%M}.pdf"
        return self._write(name, self._papers.will_call_list(view))

    def journal(self, view: JournalView, made: Statement) -> tuple[Path, ...]:
        """Write an exported journal as CSV, IIF and workbook; return their places.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        from kiosk.journal_files import JournalFiles

        return JournalFiles(self._folder, self._papers).save(view, made)

    def letter(self, view: CheckLetterView) -> Path:
        """Write the demand for a returned check and return its place.

        Raises:
            StorageNotWritable: The folder cannot be written.
        """
        return self._write(f"{letter_name(view)}.pdf", self._papers.letter(view))

    def _write(self, name: str, data: bytes) -> Path:
        place = self._folder / name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.write_bytes(data)
        except OSError as error:
            raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
        return place


def letter_name(view: CheckLetterView) -> str:
    """Return the file name of a letter without its suffix, e.g. ``check-W1-000012-1043``."""
    number = "".join(c for c in view.check_number if c.isalnum())
    return f"check-{view.order_number}-{number}"


def report_name(view: TillReportView) -> str:
    """Return the file name of a report without its suffix, e.g. ``2026-11-21-Z0003-till``."""
    day = view.business_date.isoformat()
    if view.scope == "day":
        return f"{day}-day"
    if view.z_number is None:
        return f"{day}-X-{view.printed_at:%H%M%S}"
    return f"{day}-Z{view.z_number:04d}"
