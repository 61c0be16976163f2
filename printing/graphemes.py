"""Text cut into what a reader takes for one character each.

A person with a skin tone, a family joined from five signs, a flag of two letters, a consonant with
its vowel sign: one sign on paper, so one substitute where the typeface lacks it. Follows Unicode's
extended grapheme clusters (UAX 29) as far as ``unicodedata`` knows the properties.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ZERO_WIDTH_JOINER = "\u200d"
_VIRAMA = 9
"""Combining class of the sign that joins two consonants into one."""


def graphemes(text: str) -> Iterator[str]:
    """Return the clusters of ``text``; joined they are ``text``."""
    cluster = ""
    for character in text:
        if cluster and not _goes_on(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _goes_on(cluster: str, character: str) -> bool:
    """Return whether ``character`` still belongs to the cluster before it."""
    if unicodedata.category(cluster[0]) in ("Cc", "Zs", "Zl", "Zp"):
        return False
    if unicodedata.category(character).startswith("M") or _extends(character):
        return True
    last = cluster[-1]
    if last == ZERO_WIDTH_JOINER:
        return _is_picture(cluster[0]) and _is_picture(character)
    if unicodedata.combining(last) == _VIRAMA:
        return unicodedata.category(character) == "Lo"
    return _is_flag_letter(character) and len(cluster) == 1 and _is_flag_letter(last)


def _extends(character: str) -> bool:
    """Joiners, skin tones, and the tags that make a flag of a region."""
    return (
        character in ("\u200c", ZERO_WIDTH_JOINER)
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sm", "Cn")


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
