from __future__ import annotations

import gettext
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from pos.money import Money
from pos.views.cash import CountSheet, PaperDifference, Row, TenderDifference, TillReportView
from pos.views.stock import StockRow
from printing.fonts import FontSource
from printing.pdf.document import A4, PAGES_PT
from printing.pdf.till_report import till_report_pdf
from printing.words import Words
from tests.unit.printing.builders import CURTAIN, a_till_report


def pages_of(data: bytes) -> list[str]:
    """Return each page's text with spaces as one kind."""
    reader = PdfReader(io.BytesIO(data))
    return [page.extract_text().replace("\u00a0", " ") for page in reader.pages]


def test_a_z_report_says_everything(words: Words, fonts: FontSource) -> None:
    text = "\n".join(pages_of(till_report_pdf(a_till_report(), words, fonts)))
    for part in (
        "Willamette Bridge Symphony",
        "Z report 42",
        "Saturday, November 21, 2026",
        "Window 1",
        "Dana P.",
        "$11,332.50",
        "Cash",
        "$6,123.00",
        "Card",
        "Swan Lake, Nov 21",
        "Complimentary",
        "$5.00 short",
        "Reason: Too much change given",
        "Approved by Morgan S.",
        "Busiest at 6:30 PM: $7,000.00",
        "Opening float",
        "$200.00",
        "Drawer opened without a sale",
        "Tickets voided because paper was spoiled",
        "1 / ",
    ):
        assert part in text, part


def in_one_line(view: TillReportView, words: Words, fonts: FontSource) -> str:
    return " ".join(" ".join(pages_of(till_report_pdf(view, words, fonts))).split())


def test_a_report_accounts_for_the_blank_tickets(words: Words, fonts: FontSource) -> None:
    text = in_one_line(a_till_report(), words, fonts)
    for part in (
        "Blank tickets",
        "Ticket printer",
        "At the start 400",
        "Loaded 500",
        "Printed 151",
        "Spoiled 2",
        "Test prints 1",
        "Corrected by counting -3",
        "At the end 743",
        "2 spoiled tickets are to be handed in with this report.",
        "Tickets printed again because they were lost 1",
    ):
        assert part in text, part


def test_stock_that_nobody_counted_has_no_beginning_and_no_end(
    words: Words, fonts: FontSource
) -> None:
    stock = (StockRow("ticket_printer", None, 0, 5, 0, 0, 0, None),)
    text = in_one_line(a_till_report(stock=stock), words, fonts)
    assert "At the start –" in text
    assert "At the end –" in text
    assert "handed in" not in text
    plain = " ".join(pages_of(till_report_pdf(a_till_report(stock=()), words, fonts)))
    assert "Blank tickets" not in plain


def test_what_the_sensor_saw_is_said_when_it_saw_something(words: Words, fonts: FontSource) -> None:
    seen = a_till_report(by_key=2, left_open=1)
    text = in_one_line(seen, words, fonts)
    assert "Drawer opened by key 2" in text
    assert "Drawer left open for too long 1" in text
    plain = in_one_line(a_till_report(), words, fonts)
    assert "by key" not in plain


def test_an_x_report_reveals_nothing_to_the_counter(words: Words, fonts: FontSource) -> None:
    view = a_till_report(z_number=None, differences=(), reason="", approved_by="")
    text = "\n".join(pages_of(till_report_pdf(view, words, fonts)))
    assert "X report" in text
    for hidden in ("Expected", "Counted", "Over or short", "Approved", "Second person"):
        assert hidden not in text


def test_a_blind_report_says_that_it_is_and_shows_no_takings(
    words: Words, fonts: FontSource
) -> None:
    view = a_till_report(
        z_number=None, differences=(), by_tender=(), by_quarter_hour=(), blind=True
    )
    text = "\n".join(pages_of(till_report_pdf(view, words, fonts)))
    assert "Sums are hidden until the drawer is counted." in text
    assert "By tender" not in text
    assert [part for part in text.split() if part.startswith("$")] == ["$200.00"]  # the float


def test_what_orders_owe_closes_the_sum(words: Words, fonts: FontSource) -> None:
    without = "\n".join(pages_of(till_report_pdf(a_till_report(), words, fonts)))
    owing = a_till_report(receivable=Money(-38_900))
    text = "\n".join(pages_of(till_report_pdf(owing, words, fonts)))
    assert "$389.00 of this paid for orders sold earlier." in text
    assert "sold earlier" not in without
    unpaid = till_report_pdf(a_till_report(receivable=Money(4500)), words, fonts)
    assert "$45.00 was sold and is not yet paid." in "\n".join(pages_of(unpaid))


def test_a_recounted_till_shows_every_count(words: Words, fonts: FontSource) -> None:
    view = a_till_report(counts=(Money(14_500), Money(40_600)))
    text = "\n".join(pages_of(till_report_pdf(view, words, fonts)))
    assert "Counted 2 times, the last one stands: $145.00, $406.00." in text


def test_two_evenings_of_one_work_are_told_apart(words: Words, fonts: FontSource) -> None:
    rows = (Row("Swan Lake", 1, Money(100), CURTAIN), Row("Swan Lake", 2, Money(200)))
    text = "\n".join(pages_of(till_report_pdf(a_till_report(by_performance=rows), words, fonts)))
    assert "Swan Lake, Sat, Nov 21, 7:30 PM" in text


def test_totals_are_the_sums_of_their_rows(words: Words, fonts: FontSource) -> None:
    view = a_till_report(
        by_tender=(Row("cash", 1, Money(101)), Row("check", 2, Money(-50))),
        differences=(
            TenderDifference("cash", Money(1000), Money(1300)),
            TenderDifference("check", Money(500), Money(500)),
        ),
    )
    text = " ".join(" ".join(pages_of(till_report_pdf(view, words, fonts))).split())
    assert "Total 3 $0.51" in text
    assert "Total $15.00 $18.00 $3.00 over" in text


def test_the_same_report_is_the_same_file(words: Words, fonts: FontSource) -> None:
    again = FontSource(fonts.regular, fonts.bold)
    first = till_report_pdf(a_till_report(), words, fonts)
    assert till_report_pdf(a_till_report(z_number=43), words, fonts) != first
    assert till_report_pdf(a_till_report(), words, again) == first


@pytest.mark.parametrize(("page", "size"), [("letter", (612, 792)), (A4, PAGES_PT[A4])])
def test_paper_sizes(page: str, size: tuple[float, float], words: Words, fonts: FontSource) -> None:
    box = PdfReader(io.BytesIO(till_report_pdf(a_till_report(), words, fonts, page))).pages[0]
    assert (box.mediabox.width, box.mediabox.height) == pytest.approx(size, abs=0.01)


def test_a_long_day_numbers_its_pages(words: Words, fonts: FontSource) -> None:
    rows = tuple(Row(f"Performance {n}", n, Money(n)) for n in range(150))
    pages = pages_of(till_report_pdf(a_till_report(by_performance=rows), words, fonts))
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in text
    assert "Performance 149" in "".join(pages)


def test_names_of_every_patron_and_no_markup(words: Words, fonts: FontSource) -> None:
    rows = tuple(
        Row(name, 1, Money(1))
        for name in (
            "Лебединое озеро",
            "Nguyễn Thị Ánh",
            "<b>&amp; </para>",
            "\u202eדנה 王小明 😀",
            "x" * 300,
        )
    )
    text = "\n".join(pages_of(till_report_pdf(a_till_report(by_performance=rows), words, fonts)))
    for part in (
        "Лебединое озеро",
        "Nguyễn Thị Ánh",
        "<b>&amp; </para>",
        "dnh WangXiaoMing \ufffd",
    ):
        assert part in text


def test_fonts_are_embedded(words: Words, fonts: FontSource) -> None:
    reader = PdfReader(io.BytesIO(till_report_pdf(a_till_report(), words, fonts)))
    used = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            used.add(str(font.get_object()["/BaseFont"]))
    assert any("Roboto-Regular" in name for name in used)
    assert any("Roboto-Bold" in name for name in used)


def test_a_quiet_evening_has_no_picture(words: Words, fonts: FontSource) -> None:
    view = a_till_report(by_quarter_hour=(), by_performance=(), by_price_type=(), by_tender=())
    text = "\n".join(pages_of(till_report_pdf(view, words, fonts)))
    assert "Takings by quarter hour" not in text
    assert "By performance" not in text


@pytest.mark.parametrize(
    ("quarters", "labels"),
    [(3, ["7:30 PM", "7:45 PM", "8:00 PM"]), (400, ["12:00 AM", "12:00 PM"])],
)
def test_hours_under_the_picture(
    quarters: int, labels: list[str], words: Words, fonts: FontSource
) -> None:
    """A few bars have each its hour; the more there are, the fewer hours are written."""
    taken = tuple((CURTAIN + n * timedelta(minutes=15), Money(100)) for n in range(quarters))
    text = pages_of(till_report_pdf(a_till_report(by_quarter_hour=taken), words, fonts))[0]
    shown = text[text.index("Busiest at") :].split("\n")[1:]
    found = [line.strip() for line in shown if line.strip().endswith(("AM", "PM"))]
    assert sorted(set(found)) == sorted(set(labels))


def test_an_evening_of_returns_still_has_one(words: Words, fonts: FontSource) -> None:
    quarters = ((CURTAIN, Money(-12_345)), (CURTAIN + timedelta(minutes=15), Money(0)))
    text = "\n".join(
        pages_of(till_report_pdf(a_till_report(by_quarter_hour=quarters), words, fonts))
    )
    assert "Takings by quarter hour" in text
    assert "Busiest" not in text


def test_the_whole_day_in_another_locale(fonts: FontSource) -> None:
    words = Words("ru", gettext.NullTranslations(), ZoneInfo("America/Los_Angeles"))
    view = a_till_report(scope="day", window="", cashier="")
    text = "\n".join(pages_of(till_report_pdf(view, words, fonts)))
    assert "This window's tills" in text
    assert "суббота, 21 ноября 2026 г." in text
    assert "11 332,50 $" in text


def test_money_given_back_is_said_when_there_was_any(words: Words, fonts: FontSource) -> None:
    none = in_one_line(a_till_report(given_back=Row("", 0, Money(0))), words, fonts)
    some = in_one_line(a_till_report(given_back=Row("", 2, Money(9_000))), words, fonts)
    assert "Given back 2 · $90.00" in some
    assert "Given back 0" not in none


def test_sold_returned_and_net_are_told_apart(words: Words, fonts: FontSource) -> None:
    view = a_till_report(
        by_tender=(
            Row("cash", 60, Money(612_300), back_count=2, back=Money(9_000)),
            Row("card", 48, Money(520_950)),
        ),
        by_price_type=(Row("Adult", 140, Money(1_133_250), back_count=3, back=Money(9_000)),),
        tickets=150,
        returned=3,
        gross_back=Money(9_000),
        fees_back=Money(600),
        comps_back=1,
    )
    text = in_one_line(view, words, fonts)
    for part in (
        "Tickets sold $11,332.50 Tickets returned $90.00 Net $11,242.50 Sales 108",
        "Tickets 150 − 3 = 147",
        "Cash 60 $6,123.00 2 $90.00 $6,033.00",
        "Card 48 $5,209.50 $5,209.50",
        "Total 108 $11,332.50 2 $90.00 $11,242.50",
        "Adult 140 $11,332.50 3 $90.00 $11,242.50",
        "Fees included in prices $525.00 − $6.00 = $519.00",
        "Complimentary tickets 10 − 1 = 9",
    ):
        assert part in text, part


def test_papers_that_differ_are_listed_and_the_next_float_piece_by_piece(
    words: Words, fonts: FontSource
) -> None:
    view = a_till_report(
        differences=(
            TenderDifference("cash", Money(1_000), Money(1_000)),
            TenderDifference("check", Money(9_000), Money(4_500), 2, 1),
            TenderDifference("void_ticket", Money(0), Money(0), 2, 1),
        ),
        papers=(
            PaperDifference("check", "missing", "t", "1204", "Ann Vale", Money(4_500), Money(0)),
            PaperDifference(
                "card_slip", "amount", "p", "", "Visa 1111", Money(5_400), Money(4_500)
            ),
            PaperDifference("void_ticket", "missing", "j", "W1-12", "A 4", Money(0), Money(0)),
        ),
        left=CountSheet(notes=((100, 20),), rolls=((25, 1),)),
        rest=CountSheet(notes=((2_000, 7),), straps=((100, 1),)),
        counted_by="Morgan S.",
    )
    text = in_one_line(view, words, fonts)
    for part in (
        "Checks: 1 of 2 $90.00 $45.00 $45.00 short",
        "Void tickets: 1 of 2",
        "Check · No. 1204 · Ann Vale missing $45.00 short",
        "Card slip · Visa 1111 $45.00 instead of $54.00 $9.00 short",
        "Void ticket · W1-12 · A 4 missing",
        "Counted by Morgan S.: its cashier had left.",
        "$20.00 notes 0 $0.00 7 $140.00",
        "$1.00 notes 20 $20.00 0 $0.00",
        "$1.00 straps 0 $0.00 1 $100.00",
        "$0.25 rolls 1 $10.00 0 $0.00",
        "Total $30.00 $240.00",
    ):
        assert part in text, part
