"""Tickets to bytes, against sending every ticket as one raster of the whole page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from statistics import mean
from typing import TYPE_CHECKING

from kiosk.benchmarks.lines import Figure, middle
from kiosk.designs import Designs, usual_ticket
from kiosk.messages import load_words
from kiosk.papers import typeface
from printing import fgl, samples, tickets
from printing.drawn import ticket_page
from printing.profiles import FGL_PROFILES, FglProfile, RasterForm, on_line
from printing.raster import blank_page, ink
from printing.strips import STRIP_ROWS

if TYPE_CHECKING:
    from PIL.Image import Image

    from pos.views.papers import TicketView
    from printing.design import TicketDesign
    from printing.fonts import FontSource
    from printing.paper import TicketPaper

PROFILE = "boca-200dpi-5.5x2"
BAUD = 9600
ROUNDS = 9
PAGES_A_ROUND = 8

Encode = Callable[["TicketPaper", FglProfile, "FontSource"], bytes]

_OTHERS = (
    {"production": "Лебединое озеро", "holder": "Вячеслав Ёлкин"},
    {"production": "Příhody lišky Bystroušky", "holder": "Žofie Černá"},
    {"production": "Hồ Thiên Nga", "holder": "Nguyễn Thị Ánh Tuyết"},
)


def figures(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield bytes a ticket and tickets a second, on Ethernet and on a line of 9600 baud."""
    ethernet = FGL_PROFILES[PROFILE]
    for name, profile in (("", ethernet), (f"_at_{BAUD}_baud", on_line(ethernet, BAUD))):
        bench = _Bench(profile)
        form = "raw" if profile.raster_form is not RasterForm.HEX else "hex"
        whole = f"every ticket as a raster of its whole page, {form}"
        yield Figure(
            f"bytes_a_ticket{name}",
            bench.size(fgl.encode),
            "bytes",
            bench.size(whole_page),
            whole,
        )
        ours, theirs = bench.speeds(rounds)
        yield Figure(f"tickets_to_bytes{name}", ours, "tickets/s", theirs, whole, True)


def whole_page(paper: TicketPaper, profile: FglProfile, fonts: FontSource) -> bytes:
    """Return a ticket that is dots from edge to edge."""
    page = blank_page(profile.columns, profile.rows)
    ink(page, ticket_page(paper, profile.dots_per_inch, fonts), 0, 0)
    bands = range(0, profile.rows - STRIP_ROWS + 1, STRIP_ROWS)
    return b"".join((b"<CB>", *(_band(page, row, profile.raster_form) for row in bands), b"<p>"))


def _band(page: Image, row: int, form: RasterForm) -> bytes:
    from PIL.Image import Transpose

    strip = page.crop((0, row, page.width, row + STRIP_ROWS)).transpose(Transpose.TRANSPOSE)
    data = strip.tobytes()
    if form is RasterForm.HEX:
        data = data.hex().upper().encode("ascii")
        return b"<RC%d,0><g%d>" % (row, len(data)) + data
    return b"<RC%d,0><G%d>" % (row, len(data)) + data


class _Bench:
    """Made-up tickets for one profile: the samples, and three in other scripts."""

    def __init__(self, profile: FglProfile) -> None:
        self._profile = profile
        self._fonts = typeface()
        self._words = load_words("en", UTC)
        self._design: TicketDesign = Designs().ticket(usual_ticket(profile.name))
        typical = samples.TICKETS["typical"]
        self._views: Sequence[TicketView] = (
            *samples.TICKETS.values(),
            *(replace(typical, **changes) for changes in _OTHERS),  # type: ignore[arg-type]
        )

    def size(self, encode: Encode) -> float:
        return mean(len(self._job(view, encode)) for view in self._views)

    def speeds(self, rounds: int) -> tuple[float, float]:
        """Return tickets a second of ours and of whole pages, taking turns. Each round's names are
        new ones, so that nothing is a picture drawn before but what a season's tickets share."""
        both: tuple[list[float], list[float]] = ([], [])
        for round_ in range(rounds):
            for encode, found in zip((fgl.encode, whole_page), both, strict=True):
                found.append(self._seconds(encode, round_))
        return tuple(PAGES_A_ROUND / middle(found) for found in both)  # type: ignore[return-value]

    def _seconds(self, encode: Encode, round_: int) -> float:
        views = [
            replace(
                self._views[n % len(self._views)], seat=str(1 + n), order_number=f"W1-{round_:06}"
            )
            for n in range(PAGES_A_ROUND)
        ]
        begun = time.perf_counter()
        for view in views:
            self._job(view, encode)
        return time.perf_counter() - begun

    def _job(self, view: TicketView, encode: Encode) -> bytes:
        paper = tickets.compose(view, self._design, self._words, self._fonts)
        return encode(paper, self._profile, self._fonts)
