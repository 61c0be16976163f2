"""The will-call list of a performance: by name, what is owing, where the tickets are, a line to
sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pos.money import total
from pos.views.outage import WillCallLine
from pos.views.will_call import WillCallListView
from printing.envelopes import asked
from printing.fonts import FontSource
from printing.pdf.document import INK, LETTER, LINE, QUIET, Sheet, build, sheet
from printing.words import Words

_SIZE, _SMALL = 9.5, 8.0
_WIDTHS = (0.25, 0.25, 0.11, 0.17, 0.22)
_SIGN_PT = 26.0
"""Room to sign by hand."""


def will_call_list_pdf(
    view: WillCallListView, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the list as PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    on = sheet(page, fonts)
    when = words.day_and_time(view.starts_at)
    title = words("Will call: {performance}, {when}", performance=view.performance, when=when)
    as_of = words("as of {when}", when=words.day_and_time(view.as_of))
    return build(on, lambda: _story(view, words, on, as_of), title, f"{title} · {as_of}")


def _story(view: WillCallListView, words: Words, on: Sheet, as_of: str) -> list[Any]:
    from reportlab.platypus import Spacer

    heads = [
        on.paragraph(view.company, _SIZE, colour=QUIET),
        on.paragraph(words("Will call"), 20, bold=True),
        on.paragraph(view.performance, 12, bold=True),
        on.paragraph(f"{words.day_and_time(view.starts_at)} · {view.hall}", _SIZE),
        on.paragraph(" · ".join(_counts(view, words)), _SIZE),
        on.paragraph(
            " · ".join(part for part in (as_of, asked(view.ask, words)) if part), _SMALL, bold=True
        ),
        Spacer(1, 10),
    ]
    if not view.lines:
        return [*heads, on.paragraph(words("Nobody waits."), 11, colour=QUIET)]
    return [*heads, _table(view, words, on)]


def _counts(view: WillCallListView, words: Words) -> Iterator[str]:
    lines = view.lines
    yield words.plural("{n} order", "{n} orders", len(lines))
    yield words.plural("{n} ticket", "{n} tickets", sum(line.tickets for line in lines))
    given = sum(line.given for line in lines)
    if given:
        yield words.plural("{n} given out", "{n} given out", given)
    owing = [line.owing for line in lines if line.owing]
    if owing:
        yield words("To pay: {amount}", amount=words.money(total(owing)))


def _table(view: WillCallListView, words: Words, on: Sheet) -> Any:
    from reportlab.platypus import Table, TableStyle

    names = (words("Name"), words("Places"), words("To pay"), words("Tickets"), words("Signature"))
    head = [on.paragraph(name, _SMALL, colour=QUIET) for name in names]
    rows = [head, *(_row(line, words, on) for line in view.lines)]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 5),
        ("LINEBELOW", (0, 0), (-1, 0), 0.75, QUIET),
        ("LINEBELOW", (0, 1), (-2, -1), 0.35, LINE),
        ("LINEBELOW", (-1, 1), (-1, -1), 0.75, INK),
    ]
    return Table(
        rows,
        colWidths=[on.width_pt * part for part in _WIDTHS],
        rowHeights=None,
        repeatRows=1,
        style=TableStyle(style),
    )


def _row(line: WillCallLine, words: Words, on: Sheet) -> list[Any]:
    from reportlab.platypus import Spacer

    digits = f"…{line.phone_last4}" if line.phone_last4 else ""
    under = " · ".join(part for part in (line.order_number, digits) if part)
    also = words("May also collect: {names}", names=line.alternates) if line.alternates else ""
    name: list[Any] = [on.paragraph(line.name or line.order_number, _SIZE, bold=True)]
    for text in (under, line.note, also):
        if text:
            name.append(on.paragraph(text, _SMALL, colour=QUIET))
    places = line.places or words.plural("{n} place", "{n} places", line.tickets)
    owing = words.money(line.owing) if line.owing else words("Paid")
    return [
        name,
        on.paragraph(places, _SIZE),
        on.paragraph(owing, _SIZE, bold=bool(line.owing)),
        on.paragraph(where_words(line, words), _SIZE),
        Spacer(1, _SIGN_PT),
    ]


def where_words(line: WillCallLine, words: Words) -> str:
    """Return where an order's tickets are: given out, in the box, or still to print."""
    if line.given >= line.tickets:
        return words("given out")
    parts = []
    if line.given:
        parts.append(words("{n} of {of} given out", n=line.given, of=line.tickets))
    if line.filed:
        parts.append(words.plural("{n} in the box", "{n} in the box", line.filed))
    to_print = line.tickets - line.given - line.filed
    if to_print:
        parts.append(words.plural("{n} to print", "{n} to print", to_print))
    return ", ".join(parts)
