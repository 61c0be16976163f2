"""Free text made fit for paper: any script and any length in, one plain line out.

What is entered may hold line breaks, control characters, bidirectional overrides, emoji, half a
character, stacks of accents or commands for a printer. After ``clean`` a text holds only characters
that the typeface draws, single spaces, and one ``SUBSTITUTE`` for each sign that could not be kept,
however many characters it was made of.
Nothing here knows what a command looks like: the encoders send as text only what is on their own
list of harmless characters, and draw everything else as a picture.

Right-to-left scripts are not in the bundled typeface, so their letters come out as substitutes, in
the order typed.
"""

from __future__ import annotations

import unicodedata

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


def clean(text: str, fonts: FontSource) -> str:
    """Return ``text`` as one line that can be drawn, at most ``LONGEST`` characters."""
    whole = unicodedata.normalize("NFC", text[:LONGEST])
    kept = "".join(_shown(cluster, fonts) for cluster in graphemes(whole))
    words = (word for word in kept.split(" ") if word)
    line = " ".join(words).strip(" " + NO_BREAK_SPACE)
    again = unicodedata.normalize("NFC", line)
    return line if again == line else clean(again, fonts)  # an unseen sign stood between


def missing(text: str, fonts: FontSource) -> tuple[str, ...]:
    """Return the characters of ``text`` that ``clean`` replaces, each once, in order, as
    ``U+1F600``. Of a cluster that is replaced as a whole only the first is named."""
    replaced: dict[str, None] = {}
    for cluster in graphemes(unicodedata.normalize("NFC", text[:LONGEST])):
        lost = [c for c in cluster if c != SUBSTITUTE and _drawable(c, fonts) == SUBSTITUTE]
        whole = lost[:1] == [cluster[0]]
        replaced |= dict.fromkeys(lost[:1] if whole else lost)
    return tuple(f"U+{ord(character):04X}" for character in replaced)


def _shown(cluster: str, fonts: FontSource) -> str:
    """Return what is printed for one cluster: one substitute for all of it where its first
    character is lacking."""
    first = _drawable(cluster[0], fonts)
    if first == SUBSTITUTE and cluster[0] != SUBSTITUTE:
        return SUBSTITUTE
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
