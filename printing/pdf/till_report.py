"""X and Z reports of a till or a day, for the people who balance them.

Every total is shown with its parts. The view was summed from postings by ``pos``; the totals under
the tables are summed here from the rows above them, so a reader with a pencil finds the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos.money import Money, total
from pos.views.cash import Row, TillReportView
from pos.views.movements import MovementKind
from printing.fields import extra_name, tender_name
from printing.fonts import FontSource
from printing.movement_words import movement_text
from printing.pdf.chart import peak, takings_chart
from printing.pdf.document import (
    BAND,
    INK,
    LETTER,
    QUIET,
    Sheet,
    build,
    sheet,
    table,
)
from printing.pdf.till_count import carried, counted, next_float, papers
from printing.till_words import less
from printing.words import Words

_ROW_WIDTHS = (0.36, 0.09, 0.18, 0.09, 0.13, 0.15)
_HIDDEN = "–"


def till_report_pdf(
    view: TillReportView, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the report as PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    report = _TillReport(view, words, sheet(page, fonts))
    return build(report.sheet, report.story, report.title, report.footer)


def _title(view: TillReportView, words: Words) -> str:
    if view.scope == "day":
        return words("Day report")
    if view.z_number is None:
        return words("X report")
    return words("Z report {number}", number=str(view.z_number))


def _printer(device: str, words: Words) -> str:
    """Return what a person calls a ticket printer; a name of another kind as it is."""
    return words("Ticket printer") if device == "ticket_printer" else device


class _TillReport:
    def __init__(self, view: TillReportView, words: Words, on: Sheet) -> None:
        self._view = view
        self._words = words
        self.sheet = on
        self.title = _title(view, words)
        self._whose = words("This window's tills") if view.scope == "day" else view.window
        parts = (view.company, self.title, self._whose, words.date(view.business_date))
        self.footer = " · ".join(part for part in parts if part)

    def story(self) -> list[Any]:
        from reportlab.platypus import KeepTogether, Spacer

        words, view = self._words, self._view
        parts: list[Any] = [*self._head(), Spacer(1, 10), self._figures(), Spacer(1, 4)]
        if view.blind:
            hidden = words("Sums are hidden until the drawer is counted.")
            parts += [Spacer(1, 8), self.sheet.paragraph(hidden, 9.5, colour=QUIET)]
        else:
            by_tender = self._rows(view.by_tender, tenders=True)
            parts += self._section(words("By tender"), by_tender, *self._settled())
        parts += self._counting()
        if chart := takings_chart(self.sheet, words, view.by_quarter_hour, view.gross.currency):
            whole = self._section(words("Takings by quarter hour"), *self._peak(), chart)
            parts.append(KeepTogether(whole[1:]))
        if view.by_performance:
            parts += self._section(words("By performance"), self._rows(view.by_performance))
        if view.by_price_type:
            parts += self._section(words("By price type"), self._rows(view.by_price_type))
        if view.stock:
            parts += self._section(words("Blank tickets"), *self._stock())
        parts += self._section(words("Also on record"), self._record())
        if view.z_number is not None:
            parts += [Spacer(1, 26), self._signatures()]
        return parts

    # ---- head ----

    def _head(self) -> list[Any]:
        from reportlab.platypus import Table, TableStyle

        words, view, text = self._words, self._view, self.sheet.paragraph
        left = [text(view.company, 9.5, colour=QUIET), text(self.title, 22, bold=True)]
        right = [
            text(self._whose, 9.5, colour=QUIET, align="right"),
            text(words.day(view.business_date), 12, bold=True, align="right"),
        ]
        half = self.sheet.width_pt / 2
        style = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("RIGHTPADDING", (-1, 0), (-1, 0), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ("LINEBELOW", (0, 0), (-1, -1), 1.5, INK),
        ]
        head = Table([[left, right]], colWidths=[half, half], style=TableStyle(style))
        return [head, self._facts()]

    def _facts(self) -> Any:
        words, view = self._words, self._view
        facts = (
            (words("Window"), view.window or words("All")),
            (words("Cashier"), view.cashier or words("All")),
            (words("Opened"), words.day_and_time(view.opened_at)),
            (words("Printed"), words.day_and_time(view.printed_at)),
        )
        return self._grid(facts, size_pt=9.5, bold=False, fill=None)

    def _figures(self) -> Any:
        words, view = self._words, self._view
        back = words.number(view.returned) if view.returned else ""
        tickets = less(words.number(view.tickets), back, words.number(view.net_tickets))
        figures = (
            (words("Tickets sold"), self._sum(view.gross)),
            (words("Tickets returned"), self._sum(view.gross_back)),
            (words("Net"), self._sum(view.net)),
            (words("Sales"), words.number(view.sales)),
            (words("Tickets"), tickets),
        )
        return self._grid(figures, size_pt=13, bold=True, fill=BAND)

    def _grid(
        self,
        cells: Sequence[tuple[str, str]],
        *,
        size_pt: float,
        bold: bool,
        fill: str | None,
    ) -> Any:
        """Return label and value over one another, side by side."""
        from reportlab.platypus import Table, TableStyle

        text = self.sheet.paragraph
        row = [
            [text(label, 8, colour=QUIET), text(value, size_pt, bold=bold)]
            for label, value in cells
        ]
        style: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0 if fill is None else 8),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ]
        if fill is not None:
            style.append(("BACKGROUND", (0, 0), (-1, -1), fill))
        widths = [self.sheet.width_pt / len(cells)] * len(cells)
        return Table([row], colWidths=widths, style=TableStyle(style))

    def _sum(self, amount: Money) -> str:
        """Return takings in words, or a dash while the reader still has to count them."""
        return _HIDDEN if self._view.blind else self._words.money(amount)

    # ---- sections ----

    def _section(self, heading: str, *parts: Any) -> list[Any]:
        """Return a heading that stays with the beginning of what follows it."""
        from reportlab.platypus import CondPageBreak, Spacer

        return [
            CondPageBreak(90),
            Spacer(1, 14),
            self.sheet.paragraph(heading, 11.5, bold=True),
            Spacer(1, 3),
            *parts,
        ]

    def _rows(self, rows: Sequence[Row], *, tenders: bool = False) -> Any:
        """Return what was sold or taken, what came back or was given back, and what remains."""
        words, currency = self._words, self._view.gross.currency
        shown = [
            self._row(tender_name(row.label, words) if tenders else self._label(row), row)
            for row in rows
        ]
        whole = Row(
            label="",
            count=sum(row.count for row in rows),
            amount=total((row.amount for row in rows), currency),
            back_count=sum(row.back_count for row in rows),
            back=total((row.back for row in rows if row.back), currency),
        )
        came = words("Taken") if tenders else words("Tickets sold")
        went = words("Given back or corrected") if tenders else words("Tickets returned")
        header = ("", words("Count"), came, words("Count"), went, words("Net"))
        last = self._row(words("Total"), whole)
        return table(self.sheet, header, shown, _ROW_WIDTHS, total=last)

    def _row(self, label: str, row: Row) -> tuple[str, ...]:
        words = self._words
        return (
            label,
            words.number(row.count),
            self._sum(row.amount),
            words.number(row.back_count) if row.back_count else "",
            self._sum(row.back) if row.back_count or row.back else "",
            self._sum(row.net),
        )

    def _label(self, row: Row) -> str:
        """Return what a row is about; of two evenings of one work, which."""
        if row.starts_at is None:
            return row.label
        return f"{row.label}, {self._words.day_and_time(row.starts_at)}"

    def _counting(self) -> list[Any]:
        """Return what was counted, which papers are not as expected, and the next float."""
        words, view, parts = self._words, self._view, []
        if view.differences:
            told = counted(self.sheet, view, words)
            parts += self._section(words("Counted against expected"), *told)
        if view.papers:
            told = [papers(self.sheet, view.papers, words)]
            parts += self._section(words("Papers that are not as expected"), *told)
        if view.left is not None and view.rest is not None:
            told = [next_float(self.sheet, view.left, view.rest, words)]
            parts += self._section(words("The next float"), *told)
        if view.carried:
            told = [carried(self.sheet, view.carried, words)]
            parts += self._section(words("Exceptions that are carried over"), *told)
        return parts

    def _peak(self) -> list[Any]:
        best = peak(self._view.by_quarter_hour, self._view.gross.currency)
        if best is None:
            return []
        said = self._words(
            "Busiest at {time}: {amount}",
            time=self._words.time(best.start),
            amount=best.takings,
        )
        return [self.sheet.paragraph(said, 8.5, colour=QUIET)]

    def _record(self) -> Any:
        words, view = self._words, self._view
        taxes = self._less(view.taxes, view.taxes_back)
        rows: tuple[tuple[str, str], ...] = (
            (words("Opening float"), words.money(view.opening_float)),
            (words("Fees included in prices"), self._less(view.fees, view.fees_back)),
            *(((words("Taxes included in prices"), taxes),) if view.taxes else ()),
            (words("Complimentary tickets"), self._comps()),
            (words("Drawer opened without a sale"), words.number(view.no_sales)),
            (words("Tickets voided because paper was spoiled"), words.number(view.spoiled)),
            (words("Tickets printed again because they were lost"), words.number(view.lost)),
        )
        rare = (  # said when it happened: without a sensor, nothing seen means nothing
            (words("Drawer opened by key"), view.by_key),
            (words("Drawer left open for too long"), view.left_open),
        )
        rows += tuple((said, words.number(times)) for said, times in rare if times)
        if view.certificates or view.certificates_back:
            sold = self._less(view.certificates, view.certificates_back)
            rows += ((words("Gift certificates sold"), sold),)
        for each in view.extras:
            said = f"{words.number(each.count)} · {self._less(each.amount, each.back)}"
            rows += ((extra_name(each.kind, words, each.name), said),)
        beside = (  # so that the tenders add up to more, or less, than the tickets
            (words("Paid out in cash for gift certificates"), view.cashed_out),
            (words("To be given back and not paid out yet"), view.owed_back),
            (words("Fees for returned checks"), view.check_fees),
        )
        rows += tuple((said, self._sum(amount)) for said, amount in beside if amount)
        if (back := view.given_back) is not None and back.count:
            said = f"{words.number(back.count)} · {self._sum(back.amount)}"
            rows += ((words("Given back"), said),)
        if (exchanged := view.exchanged) is not None and view.exchanges:
            sold = f"{words.number(exchanged.count)} · {self._sum(exchanged.amount)}"
            came = f"{words.number(exchanged.back_count)} · {self._sum(exchanged.back)}"
            rows += (
                (words("Exchanges"), words.number(view.exchanges)),
                (words("Of tickets sold, in exchanges"), sold),
                (words("Of tickets returned, in exchanges"), came),
            )
        if (lost := view.written_off) is not None and lost.count:
            said = f"{words.number(lost.count)} · {self._sum(lost.amount)}"
            rows += ((words("Written off: paid to cards twice"), said),)
        for moved in view.movements:
            said = f"{words.number(moved.count)} · {words.money(moved.amount)}"
            rows += ((movement_text(MovementKind(moved.label), words), said),)
        if (more := view.elsewhere) is not None:
            said = f"{words.number(more.count)} · {words.money(more.amount)}"
            rows += ((words("Tickets sold in other channels (imported)"), said),)
            rows += (
                (words("Net of all channels, as in the daily summary"), self._sum(view.whole)),
            )
        return table(self.sheet, ("", ""), rows, (0.7, 0.3))

    def _less(self, sold: Money, back: Money) -> str:
        net = sold - back if back else sold
        return less(self._sum(sold), self._sum(back) if back else "", self._sum(net))

    def _comps(self) -> str:
        words, view = self._words, self._view
        back = words.number(view.comps_back) if view.comps_back else ""
        return less(words.number(view.comps), back, words.number(view.comps - view.comps_back))

    def _stock(self) -> list[Any]:
        """Return the ticket printers' blank papers, a column a printer, and how many ruined ones
        must lie in the house."""
        words, stock = self._words, self._view.stock
        lines = (
            (words("At the start"), [row.start for row in stock]),
            (words("Loaded"), [row.loaded for row in stock]),
            (words("Printed"), [row.printed for row in stock]),
            (words("Spoiled"), [row.spoiled for row in stock]),
            (words("Test prints"), [row.test for row in stock]),
            (words("Corrected by counting"), [row.adjusted for row in stock]),
        )
        header = ("", *(_printer(row.device, words) for row in stock))
        shown = [(said, *map(self._papers, papers)) for said, papers in lines]
        last = (words("At the end"), *(self._papers(row.end) for row in stock))
        widths = (0.5, *(0.5 / len(stock) for _ in stock))
        parts = [table(self.sheet, header, shown, widths, total=last)]
        if ruined := sum(row.spoiled for row in stock):
            said = words.plural(
                "{n} spoiled ticket is to be handed in with this report.",
                "{n} spoiled tickets are to be handed in with this report.",
                ruined,
            )
            parts.append(self.sheet.paragraph(said, 9.5, colour=QUIET))
        return parts

    def _papers(self, papers: int | None) -> str:
        """Return a number of papers, or a dash where nobody ever counted."""
        return _HIDDEN if papers is None else self._words.number(papers)

    def _settled(self) -> tuple[Any, ...]:
        """Why what was taken is not what was sold, if so."""
        words, owed = self._words, self._view.receivable
        if owed.minor < 0:
            said = words("{amount} of this paid for orders sold earlier.", amount=-owed)
        elif owed.minor > 0:
            said = words("{amount} was sold and is not yet paid.", amount=owed)
        else:
            return ()
        return (self.sheet.paragraph(said, 9.5, colour=QUIET),)

    def _signatures(self) -> Any:
        from reportlab.platypus import Table, TableStyle

        words, text = self._words, self.sheet.paragraph
        names = (
            (words("Cashier"), self._view.cashier),
            (words("Second person"), self._view.approved_by),
        )
        row = [text(f"{role} {name}", 8.5, colour=QUIET) for role, name in names]
        half = self.sheet.width_pt / 2
        style = [
            ("LINEABOVE", (0, 0), (0, 0), 0.5, QUIET),
            ("LINEABOVE", (2, 0), (2, 0), 0.5, QUIET),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ]
        return Table(
            [[row[0], "", row[1]]],
            colWidths=[half - 12, 24, half - 12],
            style=TableStyle(style),
        )
