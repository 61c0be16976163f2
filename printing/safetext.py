"""Free text made fit for paper: any script and any length in, one plain line out.

What is entered may hold line breaks, control characters, bidirectional overrides, emoji, half a
character, stacks of accents or commands for a printer. After ``clean`` a text holds only characters
that the typeface draws, single spaces, and one ``SUBSTITUTE`` for each sign that could not be kept,
however many characters it was made of. Letters, numbers and points of a script that the typeface
lacks are spelled in Latin letters, as the search spells them: who stands at the window is called by
a name, not by a box.
Nothing here knows what a command looks like: the encoders send as text only what is on their own
list of harmless characters, and draw everything else as a picture.

Right-to-left scripts are not in the bundled typeface, so they too come out in Latin letters, in the
order typed, which is the order read.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from printing.fonts import SUBSTITUTE, FontSource
from printing.graphemes import graphemes

LONGEST = 1000
"""Characters looked at; the longest names people have are far shorter, and the rest would be cut by
the layout."""

NO_BREAK_SPACE = "\u00a0"
_NO_BREAK = frozenset("\u00a0\u2007\u202f")
_MARKS_KEPT = 2
"""Vietnamese has a vowel sign and a tone mark; more on one letter is play, and would grow over
other lines."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Characters of visible classes that are drawn as nothing; the variation selectors join them."""
_DROPPED = frozenset("\u20e3")
"""The keycap round a digit: the digit says it."""
_SPACES = frozenset({"Cc", "Zs", "Zl", "Zp"})
_NEVER_DRAWN = frozenset({"Cs", "Co", "Cn"})
_SPELLED = "LNP"
"""Letters, numbers, points: classes that Latin letters can stand for. A sign stays a sign."""


def clean(text: str, fonts: FontSource) -> str:
    """Return ``text`` as one line that can be drawn, at most ``LONGEST`` characters."""
    whole = unicodedata.normalize("NFC", text[:LONGEST])
    kept = "".join(_shown(cluster, fonts) for cluster in graphemes(whole))[:LONGEST]
    words = (word for word in kept.split(" ") if word)
    line = " ".join(words).strip(" " + NO_BREAK_SPACE)
    again = unicodedata.normalize("NFC", line)
    return line if again == line else clean(again, fonts)  # an unseen sign stood between


def missing(text: str, fonts: FontSource) -> tuple[str, ...]:
    """Return the characters of ``text`` that ``clean`` replaces or spells in Latin letters, each
    once, in order, as ``U+1F600``. Of a cluster that goes as a whole only the first is named."""
    replaced: dict[str, None] = {}
    for cluster in graphemes(unicodedata.normalize("NFC", text[:LONGEST])):
        lost = [c for c in cluster if c != SUBSTITUTE and _drawable(c, fonts) == SUBSTITUTE]
        whole = lost[:1] == [cluster[0]]
        replaced |= dict.fromkeys(lost[:1] if whole else lost)
    return tuple(f"U+{ord(character):04X}" for character in replaced)


def _shown(cluster: str, fonts: FontSource) -> str:
    """Return what is printed for one cluster: all of it in Latin letters where its first character
    is lacking, or one substitute where it is no letter."""
    first = _drawable(cluster[0], fonts)
    if first == SUBSTITUTE and cluster[0] != SUBSTITUTE:
        return _spelled(cluster) or SUBSTITUTE
    if unicodedata.category(cluster[0]).startswith("M"):
        return ""  # an accent without a letter
    kept = [first]
    marks = 0
    for character in cluster[1:]:
        if character in _DROPPED:
            continue
        drawn = _drawable(character, fonts)
        marks += bool(drawn)
        if marks <= _MARKS_KEPT:
            kept.append(drawn)
    return "".join(kept)


@lru_cache(maxsize=2_000)
def _spelled(cluster: str) -> str:
    """Return a cluster in Latin letters, empty where it is nothing that is spelled."""
    if unicodedata.category(cluster[0])[0] not in _SPELLED:
        return ""
    from anyascii import anyascii  # 25 ms, and only for who has such letters

    plain: str = anyascii(cluster)
    return plain if plain.isascii() and plain.isprintable() else ""


def _drawable(character: str, fonts: FontSource) -> str:
    """Return what is printed for one character: itself, a space, nothing, or the substitute."""
    kind = unicodedata.category(character)
    if kind in _SPACES:
        return NO_BREAK_SPACE if character in _NO_BREAK else " "
    if kind == "Cf" or character in _UNSEEN or "\ufe00" <= character <= "\ufe0f":
        return ""
    if kind in _NEVER_DRAWN or not fonts.has(character):
        return SUBSTITUTE
    return character
