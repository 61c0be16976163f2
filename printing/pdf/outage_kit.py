"""The papers of an outage for one performance: what to do, who waits, who sits where, what it
costs, a tally sheet, an incident log, whom to call.

They are read by flashlight by somebody who never saw them before, so each begins on a page of its
own and says of when it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pos.views.outage import KitView, SeatLine, SeatUse, WillCallLine
from printing.fonts import FontSource
from printing.pdf.document import INK, LETTER, LINE, QUIET, Sheet, build, sheet
from printing.pdf.will_call_list import where_words
from printing.words import Words

_SIZE, _SMALL = 9.5, 8.0
_TALLY_LINES, _LOG_LINES, _CALL_LINES = 24, 16, 6
_TALL_PT, _LOG_PT = 21.0, 34.0
"""Room to write by hand."""
_PAD_PT = 4.0
_LONGEST_STEP = 2
"""Between neighbours: seats are numbered one by one, or odd and even apart."""
_FEW = 3
"""So many seats in a row are a range."""


def outage_kit_pdf(view: KitView, words: Words, fonts: FontSource, page: str = LETTER) -> bytes:
    """Return the papers as one PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    on = sheet(page, fonts)
    paper = _Kit(view, words, on)
    when = words.day_and_time(view.starts_at)
    title = words("Outage kit: {performance}, {when}", performance=view.production, when=when)
    return build(on, paper.story, title, f"{title} · {paper.as_of}")


class _Kit:
    """One performance's papers while they are laid out."""

    def __init__(self, view: KitView, words: Words, on: Sheet) -> None:
        self._view = view
        self._words = words
        self._sheet = on
        when = words.day_and_time(view.as_of)
        self.as_of = words("as of {when}", when=when)

    def story(self) -> list[Any]:
        """Return the flowables, made anew."""
        from reportlab.platypus import PageBreak

        words = self._words
        papers = (
            (words("When nothing works"), self._steps()),
            (words("Will call"), self._will_call()),
            (words("Who sits where"), self._seating()),
            (words("Prices"), self._prices()),
            (words("Tally sheet"), self._tally()),
            (words("Incident log"), self._log()),
            (words("Whom to call"), self._contacts()),
        )
        parts: list[Any] = []
        for number, (title, paper) in enumerate(papers):
            parts += [PageBreak()] if number else []
            parts += [*self._head(title), *paper]
        return parts

    def _head(self, title: str) -> list[Any]:
        from reportlab.platypus import Spacer, Table, TableStyle

        view, words, text = self._view, self._words, self._sheet.paragraph
        left = [text(view.company, _SIZE, colour=QUIET), text(title, 20, bold=True)]
        right = [
            text(view.production, 11, bold=True, align="right"),
            text(words.day_and_time(view.starts_at), _SIZE, align="right"),
            text(view.hall, _SMALL, colour=QUIET, align="right"),
            text(self.as_of, _SMALL, bold=True, align="right"),
        ]
        wide = self._sheet.width_pt
        style = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("RIGHTPADDING", (-1, 0), (-1, 0), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ("LINEBELOW", (0, 0), (-1, -1), 1.5, INK),
        ]
        head = Table([[left, right]], colWidths=[wide * 0.5, wide * 0.5], style=TableStyle(style))
        return [head, Spacer(1, 10)]

    # ---- the papers ----

    def _steps(self) -> list[Any]:
        from reportlab.platypus import Spacer

        words, view = self._words, self._view
        papers = len(view.papers)
        steps = [
            words("Will call: find the name, look at the ID if the note asks, tick the line."),
            words("Take what is to be paid before the tickets are handed over."),
            words("Sell only emergency tickets. Every other free place may be sold elsewhere."),
            words("The price of each ticket stands on the price sheet, with everything in it."),
            words(
                "Write every sale on the tally sheet at once: number, price type, form of "
                "payment, amount, time, initials."
            ),
            words(
                "Cash stays in one box, checks and card slips beside it. No card numbers on paper."
            ),
            words("Write what happens into the incident log."),
            words(
                "Afterwards: key in the tally sheet at the window (Till, Outage), and give back "
                "the tickets that are left."
            ),
        ]
        parts: list[Any] = []
        for number, step in enumerate(steps, 1):
            parts += [self._sheet.paragraph(f"{number}.  {step}", 12), Spacer(1, 7)]
        on_paper = words("No emergency tickets were made: nothing can be sold on paper.")
        if papers:
            on_paper = words.plural("{n} emergency ticket", "{n} emergency tickets", papers)
        waiting = len(view.will_call)
        counts = [
            words.plural("{n} order at will call", "{n} orders at will call", waiting),
            self._free_words(),
            on_paper,
        ]
        parts.append(Spacer(1, 10))
        parts += [self._sheet.paragraph(count, 11, bold=True) for count in counts]
        return parts

    def _free_words(self) -> str:
        view = self._view
        free = view.free
        if not view.general_admission:
            free = sum(1 for line in view.seats if line.use is SeatUse.FREE)
            if view.shared:
                return self._words.plural(
                    "{n} free place of this window", "{n} free places of this window", free
                )
        return self._words.plural("{n} place free", "{n} places free", free)

    def _will_call(self) -> list[Any]:
        words, view = self._words, self._view
        if not view.will_call:
            return [self._sheet.paragraph(words("Nobody waits."), 11, colour=QUIET)]
        head = ("", words("Name"), words("Places"), words("To pay"), words("Order"), words("Note"))
        rows = []
        for line in view.will_call:
            places = line.places or words.plural("{n} place", "{n} places", line.tickets)
            notes = (line.note, line.alternates, f"…{line.phone_last4}" if line.phone_last4 else "")
            owing = words.money(line.owing) if line.owing else words("Paid")
            rows.append(
                (
                    _where(line, words),
                    line.name or line.order_number,
                    places,
                    owing,
                    line.order_number,
                    " · ".join(part for part in notes if part),
                )
            )
        bold = [(1, place) for place in range(len(rows))]
        bold += [(3, place) for place, line in enumerate(view.will_call) if line.owing]
        widths = (0.12, 0.22, 0.22, 0.11, 0.14, 0.19)
        return [self._table(head, rows, widths, bold=bold, boxed=True)]

    def _seating(self) -> list[Any]:
        from reportlab.platypus import CondPageBreak, Spacer

        words, view = self._words, self._view
        if view.general_admission:
            return [self._sheet.paragraph(self._free_words(), 14, bold=True)]
        parts: list[Any] = []
        head = (words("Row"), words("Seats"), words("Who"))
        for section, lines in _by_section(view.seats):
            rows: list[tuple[str, str, str]] = []
            bold: list[tuple[int, int]] = []
            last = ""
            for row, seats, line, count in _runs(lines):
                if line.use is SeatUse.FREE:
                    bold.append((2, len(rows)))
                rows.append(("" if row == last else row, seats, self._use_words(line, count)))
                last = row
            title = self._sheet.paragraph(section or words("Seats"), 12, bold=True)
            parts += [
                CondPageBreak(80),
                title,
                Spacer(1, 2),
                self._table(head, rows, (0.1, 0.3, 0.6), bold=bold),
            ]
            parts.append(Spacer(1, 10))
        return parts

    def _use_words(self, line: SeatLine, count: int) -> str:
        words = self._words
        names = {
            SeatUse.FREE: words.plural("{n} free", "{n} free", count),
            SeatUse.AT_HUB: words("not ours to sell"),
            SeatUse.BLOCKED: words("window {name} sells it", name=line.who),
            SeatUse.SOLD: line.who or words("sold"),
            SeatUse.WAITING: words("{name}, at will call", name=line.who),
            SeatUse.PAPER: words("emergency ticket {number}", number=line.who),
            SeatUse.HELD: words("held back"),
            SeatUse.CLOSED: words("not for sale"),
            SeatUse.IN_CART: words("being sold when this was printed"),
        }
        return names[line.use]

    def _prices(self) -> list[Any]:
        words, view = self._words, self._view
        zones = list(dict.fromkeys(line.zone for line in view.prices))
        kinds = list(dict.fromkeys(line.price_type for line in view.prices))
        costs = {(line.zone, line.price_type): words.money(line.all_in) for line in view.prices}
        rows = [(zone, *(costs.get((zone, kind), "–") for kind in kinds)) for zone in zones]
        each = 0.7 / max(len(kinds), 1)
        widths = (0.3, *(each for _ in kinds))
        everything = words("With everything in it: take exactly this.")
        return [
            self._table((words("Zone"), *kinds), rows, widths, size=13.0, right=True),
            self._sheet.paragraph(everything, _SMALL, colour=QUIET),
        ]

    def _tally(self) -> list[Any]:
        words, view = self._words, self._view
        head = (
            words("Ticket"),
            words("Place"),
            words("Price type"),
            words("Amount"),
            words("Cash"),
            words("Check no."),
            words("Card slip"),
            words("Time"),
            words("Initials"),
        )
        blank = ("",) * (len(head) - 2)
        rows = [
            (paper.number, paper.place or words("General admission"), *blank)
            for paper in view.papers
        ]
        rows = rows or [("", "", *blank)] * _TALLY_LINES
        total = (words("Sum"), "", *blank)
        widths = (0.12, 0.2, 0.12, 0.11, 0.09, 0.11, 0.11, 0.07, 0.07)
        how = words("One line a ticket, written when it is sold. Card slip: its approval code.")
        return [
            self._sheet.paragraph(how, _SIZE),
            self._table(head, [*rows, total], widths, size=8.5, tall=_TALL_PT, grid=True),
        ]

    def _log(self) -> list[Any]:
        words = self._words
        head = (words("Time"), words("What happened"), words("What was done"), words("Who"))
        rows = [("", "", "", "")] * _LOG_LINES
        return [self._table(head, rows, (0.1, 0.42, 0.36, 0.12), tall=_LOG_PT, grid=True)]

    def _contacts(self) -> list[Any]:
        from reportlab.platypus import Spacer

        words, view = self._words, self._view
        roles = {"manager": words("Manager"), "owner": words("Owner")}
        head = (words("Who"), words("What for"), words("Phone"))
        rows = [(name, roles.get(how, how), "") for name, how in view.contacts]
        rows += [("", "", "")] * _CALL_LINES
        parts = [self._table(head, rows, (0.34, 0.42, 0.24), tall=_LOG_PT, grid=True)]
        if view.policy:
            parts += [Spacer(1, 12), self._sheet.paragraph(view.policy, _SIZE, colour=QUIET)]
        return parts

    # ---- a table with room to write ----

    def _table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        size: float = _SIZE,
        tall: float | None = None,
        bold: Sequence[tuple[int, int]] = (),
        boxed: bool = False,
        grid: bool = False,
        right: bool = False,
    ) -> Any:
        """Return a table whose head repeats. ``boxed``: an empty first cell is a box to tick;
        ``bold``: (column, row); ``right``: all but the first column at the right."""
        from reportlab.platypus import Table, TableStyle

        wide = [self._sheet.width_pt * width for width in widths]
        marked = set(bold)
        align = ["right" if right and column else "left" for column in range(len(head))]
        lines = [
            [
                self._sheet.paragraph(text, 7.5, colour=QUIET, align=align[column])
                for column, text in enumerate(head)
            ]
        ]
        for number, row in enumerate(rows):
            lines.append(
                [
                    self._cell(
                        text, wide[column], size, align[column], bold=(column, number) in marked
                    )
                    for column, text in enumerate(row)
                ]
            )
        style: list[tuple[Any, ...]] = [
            ("FONT", (0, 1), (-1, -1), self._sheet.regular, size, size * 1.3),
            ("TEXTCOLOR", (0, 1), (-1, -1), INK),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if tall else "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), _PAD_PT),
            ("RIGHTPADDING", (0, 0), (-1, -1), _PAD_PT),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LINEBELOW", (0, 0), (-1, 0), 0.75, QUIET),
            ("LINEBELOW", (0, 1), (-1, -1), 0.35, LINE),
        ]
        if grid:
            style.append(("GRID", (0, 1), (-1, -1), 0.5, QUIET))
        if boxed:
            style += [
                ("BOX", (0, number), (0, number), 0.9, INK)
                for number, row in enumerate(rows, 1)
                if not row[0]
            ]
        heights = [None, *([tall] * len(rows))] if tall else None
        return Table(
            lines,
            colWidths=wide,
            rowHeights=heights,
            repeatRows=1,
            hAlign="LEFT",
            style=TableStyle(style),
        )

    def _cell(self, text: str, wide: float, size: float, align: str, *, bold: bool) -> Any:
        """Return a text as it is where it fits: a long list is laid out ten times as fast as with
        paragraphs."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        plain = self._sheet.text(text)
        room = wide - 2 * _PAD_PT
        if not bold and align == "left" and stringWidth(plain, self._sheet.regular, size) <= room:
            return plain
        return self._sheet.paragraph(text, size, bold=bold, align=align)


def _where(line: WillCallLine, words: Words) -> str:
    """Return where the tickets are, where that is not simply: to be printed."""
    if line.collected:
        return words("given out")
    return where_words(line, words) if line.given or line.filed else ""


def _by_section(seats: Sequence[SeatLine]) -> Iterator[tuple[str, list[SeatLine]]]:
    """Yield each section with its seats, in the order of the plan."""
    sections: dict[str, list[SeatLine]] = {}
    for line in seats:
        sections.setdefault(line.section, []).append(line)
    yield from sections.items()


def _runs(lines: Sequence[SeatLine]) -> Iterator[tuple[str, str, SeatLine, int]]:
    """Yield (row, seats, what they are, how many) of neighbours that are the same; those on paper
    stand each by itself, since each has a number."""
    rows: dict[str, list[SeatLine]] = {}
    for line in lines:
        rows.setdefault(line.row, []).append(line)
    for row, members in rows.items():
        run: list[SeatLine] = []
        for line in members:
            if run and (line.use is SeatUse.PAPER or (line.use, line.who) != _what(run[0])):
                yield row, _span(run), run[0], len(run)
                run = []
            run.append(line)
        yield row, _span(run), run[0], len(run)


def _what(line: SeatLine) -> tuple[SeatUse, str]:
    return line.use, line.who


def _span(run: Sequence[SeatLine]) -> str:
    """Return the seats of a run as they are numbered: ``4 – 9``, and ``7, 5 … 1, 101 – 104, 2, 4 …
    8`` where odd ones, those of the middle and even ones are neighbours."""
    parts: list[list[str]] = []
    for line in run:
        step = _step(parts[-1][-1], line.seat) if parts else 0
        last = parts[-1] if parts else []
        if last and step and (len(last) == 1 or _step(last[-2], last[-1]) == step):
            last.append(line.seat)
        else:
            parts.append([line.seat])
    return ", ".join(map(_numbered, parts))


def _step(one: str, other: str) -> int:
    """Return how far two numbers are apart where that is a step of one row; else 0."""
    if not (one.isdecimal() and other.isdecimal()):
        return 0
    step = int(other) - int(one)
    return step if abs(step) <= _LONGEST_STEP else 0


def _numbered(seats: Sequence[str]) -> str:
    if len(seats) < _FEW:
        return ", ".join(seats)
    if abs(_step(seats[0], seats[1])) == 1:
        return f"{seats[0]} – {seats[-1]}"
    return f"{seats[0]}, {seats[1]} … {seats[-1]}"
