"""Receipts and tickets in ESC/POS, and the few commands round them.

python-escpos builds the bytes of styles and code pages, on its ``Dummy`` printer; nothing of it
reaches a device, and no text goes through it. Lines of printable ASCII are sent as text in the
printer's font A. Any other line is drawn as dots (GS v 0), so every printer shows every name alike
and no code page is guessed.

A job starts with ESC @ and GS a (ESC @ switches automatic status back off) and ends with feed and
cut. The driver adds its own print-complete fence.

Source: Epson ESC/POS command reference. Example: ``1B 70 00 19 78`` pulses drive 1 for 50 ms and
rests for 240 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pos.errors import InvariantBroken
from printing.bands import Feed, bands
from printing.drawn import ticket_page
from printing.fitting import wrap_hard
from printing.fonts import INK, FontSource
from printing.paper import (
    CENTRE,
    LARGE,
    LEFT,
    NORMAL,
    RIGHT,
    TALL,
    Divider,
    Pair,
    Paragraph,
    ReceiptBlock,
    ReceiptCode,
    ReceiptPaper,
    Space,
    TicketPaper,
)
from printing.profiles import Cut, EscposProfile
from printing.raster import aligned, blank_page, ink, qr_picture, turned

if TYPE_CHECKING:
    from PIL.Image import Image

INITIALISE = b"\x1b@"
_CUTS = {
    Cut.FULL: b"\x1dVA\x03",
    Cut.PARTIAL: b"\x1dVB\x03",
    Cut.TEAR: b"\x1bd\x06",
}
"""GS V 65/66 n: feed to the knife and n dots more, then cut. ESC d n: feed n lines. python-escpos's
own ``cut`` is not used: without its feed it always cuts partially, whatever it was asked for."""

_DRIVE = {2: 0, 5: 1}
"""ESC p m by the connector pin that is driven."""
_PULSE_UNIT_MS = 2
_LONGEST_PULSE_MS = 510

_ASB_ALL = 0x0F
"""Report drawer, online, error and paper."""

_EM_DOTS = {NORMAL: 24, TALL: 36, LARGE: 46}
"""Size of drawn letters that goes with font A (12 x 24 dots) in each size."""
_GAP_COLUMNS = 2
_DIVIDER_DOTS = 2
_QR_SHARE = 0.4
"""Part of the paper's width that a QR code takes."""


class _Dummy(Protocol):
    """What is used of python-escpos's ``Dummy``, which has no types."""

    output: bytes

    def set(self, **style: object) -> None: ...
    def charcode(self, code: str | None) -> None: ...
    def _raw(self, msg: bytes) -> None: ...


def encode(paper: ReceiptPaper, profile: EscposProfile, fonts: FontSource) -> bytes:
    """Return the bytes that print and cut one receipt."""
    writer = _Writer(profile, fonts)
    for block in paper.blocks:
        writer.add(block)
    return writer.finished()


def encode_ticket(paper: TicketPaper, profile: EscposProfile, fonts: FontSource) -> bytes:
    """Return the bytes that print and cut one ticket on a roll, all of it drawn.

    A design no wider than the roll stands upright; another is laid along the roll, its left edge
    first. What is wider than the roll either way is lost at the right.
    """
    page = ticket_page(paper, profile.dots_per_inch, fonts)
    if page.width > profile.dots and page.height <= profile.dots:
        page = turned(page, 90)
    roll = blank_page(profile.dots, page.height)
    ink(roll, page, max(0, (profile.dots - page.width) // 2), 0)
    writer = _Writer(profile, fonts)
    writer.page(roll)
    return writer.finished()


def kick_bytes(pin: int, on_ms: int, off_ms: int) -> bytes:
    """Return the pulse that opens a drawer. Moves money's door: the caller has recorded why.

    Args:
        pin: 2 or 5, the connector pin that is driven.
        on_ms: Pulse, 2 to 510 ms; longer may burn the solenoid.
        off_ms: Rest before the next pulse, at least as long as the pulse, to 510 ms.
    """
    fits = 2 <= on_ms <= _LONGEST_PULSE_MS and on_ms <= off_ms <= _LONGEST_PULSE_MS
    if pin not in _DRIVE or not fits:
        raise InvariantBroken("escpos.bad_pulse", pin=pin, on_ms=on_ms, off_ms=off_ms)
    times = (on_ms // _PULSE_UNIT_MS, off_ms // _PULSE_UNIT_MS)
    return b"\x1bp" + bytes((_DRIVE[pin], *times))


def enable_asb(*, on: bool = True) -> bytes:
    """Return GS a: report drawer, online, error and paper at every change, or nothing any more."""
    return b"\x1da" + bytes((_ASB_ALL if on else 0,))


def raster(page: Image) -> bytes:
    """Return GS v 0 0 xL xH yL yH d: bytes across, rows, and the page's dots as they are.

    python-escpos's own ``image`` makes the same bytes by way of a picture in four colours.
    """
    across = (page.width + 7) // 8
    size = across.to_bytes(2, "little") + page.height.to_bytes(2, "little")
    return b"\x1dv0\0" + size + page.tobytes()


class _Writer:
    """Turns blocks into bytes, in order. The printer is kept left-aligned; lines are padded
    here."""

    def __init__(self, profile: EscposProfile, fonts: FontSource) -> None:
        from escpos.printer import Dummy

        self._profile = profile
        self._fonts = fonts
        self._dummy: _Dummy = Dummy(profile=profile.escpos_name)
        self._style: tuple[bool, str] | None = None
        self._page: str | None = None
        self._dummy._raw(INITIALISE)
        if profile.asb:
            self._dummy._raw(enable_asb())

    def finished(self) -> bytes:
        self._dummy._raw(_CUTS[self._profile.cut])
        return bytes(self._dummy.output)

    def add(self, block: ReceiptBlock) -> None:
        match block:
            case Paragraph():
                self._paragraph(block)
            case Pair():
                self._pair(block)
            case Divider():
                self._divider()
            case Space():
                self._send("\n" * block.lines, bold=False, size=NORMAL)
            case ReceiptCode():
                self._code(block)

    def page(self, page: Image) -> None:
        """Print a page as wide as the roll; blank lines in it are fed."""
        for part in bands(page, self._profile.line_step_dots):
            if isinstance(part, Feed):
                self._dummy._raw(b"\x1bd" + bytes((part.lines,)))
            else:
                self._picture(part.picture)

    # ---- blocks ----

    def _paragraph(self, block: Paragraph) -> None:
        if self._sendable(block.text):
            room = self._columns(block.size)
            for line in wrap_hard(block.text, room, _columns_of):
                padded = " " * aligned(len(line), room, block.align) + line
                self._send(f"{padded}\n", bold=block.bold, size=block.size)
            return
        for line in wrap_hard(block.text, self._profile.line_dots, self._dots(block)):
            self._draw([(line, block.align, 0)], bold=block.bold, size=block.size)

    def _pair(self, block: Pair) -> None:
        size = block.size
        if size == LARGE and len(block.left) + len(block.right) + _GAP_COLUMNS > self._columns(
            LARGE
        ):
            size = TALL
        if self._sendable(block.left + block.right):
            self._sent_pair(block, size)
        else:
            self._drawn_pair(block, size)

    def _sent_pair(self, block: Pair, size: str) -> None:
        columns = self._columns(size)
        room = columns - block.indent - (len(block.right) + _GAP_COLUMNS if block.right else 0)
        first, *more = wrap_hard(block.left, max(room, 1), _columns_of)
        margin = " " * block.indent
        lead = f"{margin}{first}"
        self._send(
            f"{lead}{block.right.rjust(columns - len(lead)) if block.right else ''}\n",
            bold=block.bold,
            size=size,
        )
        for line in more:
            self._send(f"{margin}{line}\n", bold=block.bold, size=size)

    def _drawn_pair(self, block: Pair, size: str) -> None:
        measure = self._dots(Paragraph("", bold=block.bold, size=size))
        gap = _GAP_COLUMNS * self._profile.column_dots
        indent = block.indent * self._profile.column_dots
        room = self._profile.line_dots - indent - (measure(block.right) + gap if block.right else 0)
        first, *more = wrap_hard(block.left, max(room, 1), measure)
        self._draw([(first, LEFT, indent), (block.right, RIGHT, 0)], bold=block.bold, size=size)
        for line in more:
            self._draw([(line, LEFT, indent)], bold=block.bold, size=size)

    def _divider(self) -> None:
        height = self._profile.line_step_dots // 2
        page = blank_page(self._profile.line_dots, height)
        top = (height - _DIVIDER_DOTS) // 2
        page.paste(INK, (0, top, page.width, top + _DIVIDER_DOTS))
        self._picture(page)

    def _code(self, block: ReceiptCode) -> None:
        code = qr_picture(block.text, round(self._profile.line_dots * _QR_SHARE))
        page = blank_page(self._profile.line_dots, code.height)
        ink(page, code, aligned(code.width, page.width, CENTRE), 0)
        self._picture(page)

    # ---- text ----

    def _columns(self, size: str) -> int:
        return self._profile.columns // 2 if size == LARGE else self._profile.columns

    def _sendable(self, text: str) -> bool:
        return _plain(text) is not None or self._code_page(text) is not None

    def _code_page(self, text: str) -> str | None:
        """Return the first confirmed code page that holds all of ``text``."""
        if not text.replace("\n", "").isprintable():
            return None
        for page in self._profile.confirmed_code_pages:
            try:
                text.encode(page)
            except UnicodeEncodeError:
                continue
            return page
        return None

    def _send(self, text: str, *, bold: bool, size: str) -> None:
        if self._style != (bold, size):
            self._style = (bold, size)
            self._dummy.set(
                bold=bold,
                normal_textsize=size == NORMAL,
                double_height=size in (TALL, LARGE),
                double_width=size == LARGE,
            )
        self._dummy._raw(self._said(text))

    def _said(self, text: str) -> bytes:
        """Return the text's bytes. python-escpos's own ``text`` is not used: it replaces what it
        cannot encode by a question mark, and sends any ideograph's line as GB18030."""
        plain = _plain(text)
        if plain is not None:
            return plain
        page = self._code_page(text)
        if page is None:
            raise InvariantBroken("escpos.cannot_say_that")
        if page != self._page:
            self._page = page
            self._dummy.charcode(page)  # stays in force: ASCII is the same in every page
        return text.encode(page)

    # ---- dots ----

    def _dots(self, style: Paragraph) -> _MeasureDots:
        return _MeasureDots(self._fonts, _EM_DOTS[style.size], bold=style.bold)

    def _draw(self, parts: list[tuple[str, str, int]], *, bold: bool, size: str) -> None:
        """Draw one line of (text, alignment, indent) parts."""
        em = _EM_DOTS[size]
        width = self._profile.line_dots
        step = self._profile.line_step_dots if size == NORMAL else 0
        pictures = [
            (self._fonts.picture(text, em, bold=bold, max_dots=width - indent), align, indent)
            for text, align, indent in parts
            if text
        ]
        page = blank_page(width, max([step, *(picture.height for picture, _, _ in pictures)]))
        for picture, align, indent in pictures:
            x = indent + aligned(picture.width, width - indent, align)
            ink(page, picture, x, (page.height - picture.height) // 2)
        self._picture(page)

    def _picture(self, page: Image) -> None:
        self._dummy._raw(raster(page))


class _MeasureDots:
    """Width of drawn text in dots."""

    def __init__(self, fonts: FontSource, em_dots: int, *, bold: bool) -> None:
        self._fonts = fonts
        self._em = em_dots
        self._bold = bold

    def __call__(self, text: str) -> float:
        return self._fonts.width_em(text, bold=self._bold) * self._em


def _plain(text: str) -> bytes | None:
    """Return the bytes of printable ASCII and line ends, which every printer shows alike; None
    where there is more."""
    plain = text.replace("\u00a0", " ")
    if plain.isascii() and plain.replace("\n", "").isprintable():
        return plain.encode("ascii")
    return None


def _columns_of(text: str) -> float:
    return len(text)
