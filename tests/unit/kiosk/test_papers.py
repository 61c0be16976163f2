"""Views, designs, profiles and typeface joined: bytes for both printers, reports as files."""

from __future__ import annotations

import gettext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.papers import Papers, ReportFiles
from kiosk.settings import parse
from pos.errors import InvariantBroken, SettingsInvalid, StorageNotWritable
from pos.money import Money
from pos.views.cash import Row, TillReportView
from pos.views.movements import MovementKind, MovementView, VoucherView
from pos.views.papers import (
    CheckLetterView,
    ReceiptLineView,
    ReceiptTenderView,
    ReceiptView,
    TicketView,
)
from pos.views.statements import Statement, StatementName
from pos.views.work import PrintWork
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.words import Words

SEVEN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LETTER = CheckLetterView(
    company="Marlow Hill Arts",
    address=("1 Quay Street",),
    payer="Petra Holm",
    check_number="10/43",
    order_number="W1-000012",
    amount=Money(19600),
    fee=Money(2500),
    returned_on=date(2026, 11, 30),
    pay_by=date(2026, 12, 30),
    reason="Not enough money",
)
TICKET = TicketView(
    ticket_id="t1",
    code="A1B2C3D4E5F6G7H8J9K0",
    order_number="W1-000001",
    company="Marlow Hill Arts",
    production="Swan Lake <p>",
    subtitle="",
    starts_at=SEVEN,
    doors_at=None,
    venue="Marlow Hall",
    hall="Auditorium",
    section="Orchestra",
    row="A",
    seat="12",
    zone="Prime",
    price_type="Adult",
    price=Money(8_500),
    fee_included=Money(500),
    holder="",
)
RECEIPT = ReceiptView(
    receipt_number="W1-R000001",
    order_number="W1-000001",
    company="Marlow Hill Arts",
    address=("1 Hill Street",),
    sold_at=SEVEN,
    window="Window 1",
    cashier="Ada",
    lines=(ReceiptLineView("Swan Lake", "Orchestra A 12", 1, Money(8_500), Money(8_500)),),
    fees_included=Money(500),
    total=Money(8_500),
    tenders=(ReceiptTenderView("cash", Money(8_500), Money(10_000)),),
    change=Money(1_500),
    policy="No refunds.",
)
REPORT = TillReportView(
    scope="till",
    z_number=3,
    company="Marlow Hill Arts",
    window="Window 1",
    cashier="Ada",
    business_date=date(2026, 11, 21),
    opened_at=SEVEN,
    printed_at=SEVEN,
    opening_float=Money(20_000),
    by_tender=(Row("cash", 1, Money(8_500)),),
    by_performance=(Row("Swan Lake", 1, Money(8_500)),),
    by_price_type=(Row("Adult", 1, Money(8_500)),),
    by_quarter_hour=((SEVEN, Money(8_500)),),
    fees=Money(500),
    sales=1,
    tickets=1,
    comps=0,
    no_sales=0,
    gross=Money(8_500),
    differences=(),
    reason="",
    approved_by="",
    spoiled=0,
)
TWO_PRINTERS = "[ticket_printer]\naddress='tcp://127.0.0.1:1'\n[receipt_printer]\naddress='tcp://127.0.0.1:2'\n"


def papers(text: str = TWO_PRINTERS) -> Papers:
    return Papers(parse(text), Words("en", gettext.NullTranslations(), UTC))


def test_a_ticket_becomes_fgl_that_ends_with_one_cut() -> None:
    work = PrintWork("j1", "ticket_printer", ticket=TICKET)  # type: ignore[arg-type]
    data = papers().compose(work)
    assert data.endswith(b"<p>")
    assert data.count(b"<p>") == 1


def test_a_receipt_becomes_escpos() -> None:
    work = PrintWork("j2", "receipt_printer", receipt=RECEIPT)  # type: ignore[arg-type]
    data = papers().compose(work)
    assert data.startswith(b"\x1b@")
    assert b"Orchestra A 12" in data


def test_a_cash_voucher_becomes_escpos() -> None:
    moved = MovementView(
        "m1",
        "V0001",
        MovementKind.DROP,
        Money(4_000),
        "",
        "",
        "",
        "B-17",
        datetime(2026, 11, 21, 20, 0, tzinfo=UTC),
        date(2026, 11, 21),
        "Ada",
        "Sue",
    )
    view = VoucherView("Harbour Arts", (), "Window 1", moved)
    work = PrintWork("j4", "receipt_printer", voucher=view)  # type: ignore[arg-type]
    assert b"B-17" in papers().compose(work)


def test_work_without_paper_is_a_fault_of_ours() -> None:
    with pytest.raises(InvariantBroken):
        papers().compose(PrintWork("j3", "receipt_printer"))  # type: ignore[arg-type]


def test_known_profiles_pass_and_an_unknown_one_is_named() -> None:
    papers().check()
    with pytest.raises(SettingsInvalid) as caught:
        papers("[ticket_printer]\naddress='tcp://a:1'\nprofile='bocca'\n").check()
    assert caught.value.params["place"] == "ticket_printer.profile"
    [fault] = caught.value.faults
    assert "boca-200dpi-5.5x2" in fault.hint  # type: ignore[attr-defined]


def test_a_report_is_saved_as_pdf_and_csv_and_again_in_its_own_place(tmp_path: Path) -> None:
    files = ReportFiles(tmp_path / "reports", papers())
    place = files.save(REPORT)
    assert files.save(REPORT) == place
    assert place.name == "2026-11-21-Z0003.pdf"
    assert place.read_bytes().startswith(b"%PDF")
    assert place.with_suffix(".csv").read_bytes().startswith(b"section,item,")
    day = files.save(replace(REPORT, scope="day", z_number=None))
    x = files.save(replace(REPORT, z_number=None))
    assert len({place, day, x}) == 3


def test_a_letter_lies_beside_the_reports_under_its_check(tmp_path: Path) -> None:
    place = ReportFiles(tmp_path / "reports", papers()).letter(LETTER)
    assert place.name == "check-W1-000012-1043.pdf"
    assert place.read_bytes().startswith(b"%PDF")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file in the way")
    with pytest.raises(StorageNotWritable):
        ReportFiles(tmp_path / "reports", papers()).save(REPORT)
    with pytest.raises(StorageNotWritable):
        ReportFiles(tmp_path / "reports", papers()).letter(LETTER)


def test_warming_up_leaves_nothing_to_load() -> None:
    warmed = papers()
    warmed.warm_up()
    assert warmed._ticket_design.name


def test_a_ticket_printer_may_be_a_receipt_printer() -> None:
    roll = papers("[ticket_printer]\ndriver='escpos'\naddress='tcp://a:1'\nprofile='TM-T20III'\n")
    roll.check()
    roll.warm_up()
    work = PrintWork("j1", "ticket_printer", ticket=TICKET)  # type: ignore[arg-type]
    data = roll.compose(work)
    assert data.startswith(b"\x1b@")
    assert data.endswith(b"\x1dVB\x03")


def test_tickets_on_a_roll_need_no_profile_and_know_their_width() -> None:
    roll = "[ticket_printer]\ndriver='escpos'\naddress='tcp://a:1'\n"
    papers(roll).check()
    assert parse(roll).devices["ticket_printer"].text("profile") == "generic-80mm"
    fgl = parse("[ticket_printer]\naddress='tcp://a:1'\n")
    assert fgl.devices["ticket_printer"].text("profile") == "boca-200dpi-5.5x2"
    with pytest.raises(SettingsInvalid) as caught:
        papers(roll + "profile='generic-58mm'\n").check()
    assert caught.value.params["place"] == "ticket_printer.profile"
    assert caught.value.params["reason"] == "roll_too_narrow"
    with pytest.raises(SettingsInvalid) as caught:
        papers(roll + "profile='bocca'\n").check()
    [fault] = caught.value.faults
    assert "generic-80mm" in fault.hint  # type: ignore[attr-defined]
    assert "generic-58mm" not in fault.hint  # type: ignore[attr-defined]


def test_a_driver_wants_a_profile_of_its_language() -> None:
    for driver, profile in (("escpos", "boca-200dpi-5.5x2"), ("fgl", "TM-T88V")):
        text = f"[ticket_printer]\ndriver='{driver}'\naddress='tcp://a:1'\nprofile='{profile}'\n"
        with pytest.raises(SettingsInvalid) as caught:
            papers(text).check()
        assert caught.value.params["place"] == "ticket_printer.profile"


def test_every_profile_has_a_design_for_its_stock() -> None:
    for driver, profiles in (("fgl", FGL_PROFILES), ("escpos", ESCPOS_PROFILES)):
        for name in profiles:
            if name == "generic-58mm":  # too narrow for a ticket of Foyer's
                continue
            text = f"[ticket_printer]\ndriver='{driver}'\naddress='tcp://a:1'\nprofile='{name}'\n"
            papers(text).check()


@pytest.mark.parametrize(
    ("address", "seconds_at_9600"),
    [("serial:///dev/ttyS7?baud=9600", 9), ("serial:///dev/ttyS7", 9), ("tcp://a:1", 60)],
)
def test_a_slow_line_gets_short_tickets(address: str, seconds_at_9600: int) -> None:
    there = papers(f"[ticket_printer]\naddress='{address}'\n")
    work = PrintWork("j1", "ticket_printer", ticket=TICKET)  # type: ignore[arg-type]
    data = there.compose(work)
    assert seconds_at_9600 / 3 < len(data) / 960 < seconds_at_9600


def test_a_kept_statement_comes_in_the_language_and_on_the_paper_it_was_kept_in() -> None:
    """Though the window speaks another language, and prints on another paper, by now."""
    view = Statement(
        name=StatementName.DAILY,
        subject="2026-11-21",
        company="Marlow Hill Arts",
        address=(),
        currency="USD",
        as_of=SEVEN,
        heading=(("business_date", "2026-11-21"),),
        sections=(),
    )
    english = Papers(parse(""), Words("en", gettext.NullTranslations(), UTC))
    assert english.written_as == ("en", "letter")
    now = parse("[window]\nreport_paper='a4'\n")
    russian = Papers(now, Words("ru", gettext.NullTranslations(), UTC))
    language, page = english.written_as
    kept = replace(view, number=1, language=language, page=page)
    assert russian.statement(kept) == english.statement(kept)
    assert russian.workbook(kept) == english.workbook(kept)
    assert russian.statement(view) != english.statement(view)
