"""PNG files for tests, sound and otherwise."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image


def png(width: int = 40, height: int = 20, mode: str = "L", colour: object = 0) -> bytes:
    """A sound file of one colour."""
    file = BytesIO()
    Image.new(mode, (width, height), colour).save(file, "PNG")  # type: ignore[arg-type]
    return file.getvalue()


def claims(width: int, height: int) -> bytes:
    """A file that says how large it is and has a handful of bytes to show for it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG file, with its check sum."""
    sums = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + sums


HOSTILE = {
    "jpeg.png": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200),
    "empty.png": b"",
    "page.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "broken.png": png()[:-30],
    "no-dots.png": claims(0, 10),
    "wide.png": claims(20_000, 20),
    "bomb.png": claims(60_000, 60_000),
    "area.png": claims(3_000, 3_000),
    "heavy.png": png() + bytes(2**20),
    "short.png": claims(100, 100),
}
"""By file name; none of them may become ink, and none may cost much to refuse."""
