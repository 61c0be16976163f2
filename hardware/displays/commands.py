"""What each kind of pole display is told. Tables of bytes, no I/O.

Source: hardware facts 9 (documented: P07303 and CD5220 manuals, POS-X XP8200 pp. 12, 19). Clearing
differs from model to model, so the model is configured, never guessed. The move command of UTC
displays is told differently by every source and not used: a line of twenty runs over into the next.

Example, CD5220: ``0C 1B 51 41 48 69 0D 1B 51 42 0D`` shows ``Hi`` above an empty line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware.displays.lettering import COLUMNS

CR = b"\r"
CLEAR = b"\x0c"
UTC_CLEAR = b"\x1f"
CANCEL = b"\x18"
INITIALIZE = b"\x1b@"
ENTER_ENHANCED = b"\x1bd"
CD_UPPER, CD_LOWER = b"\x1bQA", b"\x1bQB"
UTC_UPPER, UTC_LOWER = b"\x1buA", b"\x1buB"
MOVE = b"\x1f$"

FINISH = CR + CR
"""Ends a command that a broken line cut short, of which two bytes may be missing; elsewhere it
moves a cursor that the next command moves anyway (unconfirmed)."""


@dataclass(frozen=True, slots=True)
class Model:
    """``begin`` goes out on every new line; ``draw`` makes the bytes that show two lines, whatever
    was shown before."""

    begin: bytes
    draw: Callable[[bytes, bytes], bytes]


def _cd5220(upper: bytes, lower: bytes) -> bytes:
    """After ESC Q only CLR or CAN leaves string mode, so each picture begins with CLR."""
    return CLEAR + CD_UPPER + upper + CR + CD_LOWER + lower + CR


def _epson(upper: bytes, lower: bytes) -> bytes:
    return CLEAR + MOVE + b"\x01\x01" + upper + MOVE + b"\x01\x02" + lower


def _utc(upper: bytes, lower: bytes) -> bytes:
    return UTC_CLEAR + upper.ljust(COLUMNS) + lower


def _utc_enhanced(upper: bytes, lower: bytes) -> bytes:
    """It has no command to clear: blanks wipe what was there."""
    above, below = upper.ljust(COLUMNS), lower.ljust(COLUMNS)
    return UTC_UPPER + above + CR + UTC_LOWER + below + CR


MODELS: Mapping[str, Model] = {
    "cd5220": Model(FINISH + CLEAR + INITIALIZE, _cd5220),
    "epson": Model(FINISH + INITIALIZE + CLEAR, _epson),
    "utc": Model(FINISH + UTC_CLEAR, _utc),
    "utc-enhanced": Model(FINISH + ENTER_ENHANCED, _utc_enhanced),
}
