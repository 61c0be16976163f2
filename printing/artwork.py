"""Pictures that a design puts on paper: read from PNG, refused when they are not what they say,
turned into dots.

A file comes from outside and may be hostile: its size is read from its first bytes and judged
before anything is unpacked. Whoever calls reads the file; nothing here opens one.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from printing.fonts import INK

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 2**20
"""Bytes of a picture's file."""
LARGEST_SIDE = 4_000
"""Dots across or down; a ticket is 4,800 dots long on the finest printer there is."""
LARGEST_AREA = 4_000_000
"""Dots in all, which is as many bytes in memory."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}\.png")
"""A file beside the design and nowhere else: no folders, no way up, no other kind."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">4x4sII")
_SHADES = 256


class BadPicture(ValueError):
    """A file that is no picture of ours. ``code`` is a finding's, ``evidence`` belongs to it."""

    def __init__(self, code: str, *evidence: object) -> None:
        super().__init__(code)
        self.code = code
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class Artwork:
    """A picture in shades of grey, one byte a dot from the top left on, 0 is black."""

    width: int
    height: int
    grey: bytes = field(repr=False)


def read_png(data: bytes) -> Artwork:
    """Return the picture in a PNG file; what is transparent is white.

    Raises:
        BadPicture: ``design_logo_too_large``, or ``design_logo_unreadable``.
    """
    if len(data) > LARGEST_FILE:
        raise BadPicture("design_logo_too_large", f"{len(data)} bytes", f"{LARGEST_FILE} bytes")
    if not data.startswith(_SIGNATURE) or len(data) < len(_SIGNATURE) + _HEADER.size:
        raise BadPicture("design_logo_unreadable", "PNG")
    kind, width, height = _HEADER.unpack_from(data, len(_SIGNATURE))
    if kind != b"IHDR" or not width or not height:
        raise BadPicture("design_logo_unreadable", "PNG")
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_AREA:
        allowed = f"{LARGEST_SIDE} x {LARGEST_SIDE}, {LARGEST_AREA}"
        raise BadPicture("design_logo_too_large", f"{width} x {height}", allowed)
    return _unpacked(data)


def _unpacked(data: bytes) -> Artwork:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data), formats=("PNG",)) as opened:
            see_through = opened.convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        KeyError,
        IndexError,
        struct.error,
        zlib.error,
    ) as error:  # what Pillow says of broken files, by its own tests
        raise BadPicture("design_logo_unreadable", "PNG") from error
    paper = Image.new("RGBA", see_through.size, "white")
    grey = Image.alpha_composite(paper, see_through).convert("L")
    return Artwork(grey.width, grey.height, grey.tobytes())


@lru_cache(maxsize=16)
def dots(artwork: Artwork, width: int, height: int, threshold: int) -> Image:
    """Return the picture as ink in mode ``1``, as large as ``width`` x ``height`` dots allow
    without stretching it.

    ``threshold``: shades below it become ink, 1 to 255; 0 dithers them. Draw with the picture,
    never on it: it is kept for the next ticket.
    """
    from PIL import Image

    scale = min(width / artwork.width, height / artwork.height)
    size = max(1, round(artwork.width * scale)), max(1, round(artwork.height * scale))
    grey = Image.frombytes("L", (artwork.width, artwork.height), artwork.grey)
    if size != grey.size:
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    if not threshold:
        return grey.point([INK - shade for shade in range(_SHADES)]).convert("1")
    table = [INK if shade < threshold else 0 for shade in range(_SHADES)]
    return grey.point(table, "1")
