"""Text as a display of plain letters can show it: ASCII, twenty to a line. Pure.

Displays differ in their code pages and none says which it has (hardware facts 9: "CP437-like",
unconfirmed), so only ASCII leaves for them: it is the same everywhere. Other letters are
transliterated by ``anyascii`` (Dvořák is Dvorak, Чайковский Chaykovskiy, Nguyễn Nguyen, € EUR).
What has no letters, such as an emoji, is one visible ``_``; never ``?``, which reads like a
question to the patron.
"""

from __future__ import annotations

import unicodedata

COLUMNS = 20
UNKNOWN = "_"
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
_LONGEST_SYMBOL = 3


def plain(text: str) -> str:
    """Return ``text`` in printable ASCII; it may have become longer."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def fitted(text: str, columns: int = COLUMNS) -> str:
    """Return ``text`` in printable ASCII, at most ``columns`` long.

    Where it is too long, a sum at its end (from the last space that may break) stays whole at the
    right and the words before it give way: half a sum is a wrong one.
    """
    line = plain(text).rstrip()
    if len(line) <= columns:
        return line
    words, _, last = text.rstrip().rpartition(" ")
    end = plain(last)
    room = columns - len(end) - 1
    if words and room > 0 and any(char.isdigit() for char in end):
        return f"{_cut(plain(words), room):<{room}} {end}"
    return _cut(line, columns)


def _cut(line: str, columns: int) -> str:
    """Close gaps, then cut."""
    line = line.rstrip()
    while len(line) > columns and "  " in line:
        line = line.replace("  ", " ", 1)
    return line[:columns].rstrip()


def _letter(char: str) -> str:
    if " " <= char <= "~":
        return char
    if char.isspace():
        return " "
    from anyascii import anyascii  # 25 ms, and only windows with such a display need it

    category = unicodedata.category(char)
    letters = anyascii(char)
    if category == "So" and len(letters) > _LONGEST_SYMBOL:
        return UNKNOWN
    if "?" in letters and category[0] != "P":  # the table's own sign for what it does not know
        return UNKNOWN
    if not letters:
        return "" if category in _INVISIBLE else UNKNOWN
    return letters if letters.isascii() and letters.isprintable() else UNKNOWN
