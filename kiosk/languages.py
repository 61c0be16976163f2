"""The languages of screens and papers, and the words of each. Light, for the first picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gettext
    from datetime import tzinfo

    from printing.words import Words

TRANSLATIONS = Path(__file__).resolve().parent.parent / "assets" / "translations"

LANGUAGES: dict[str, str] = {"en": "English", "es": "Español", "ru": "Русский", "vi": "Tiếng Việt"}
"""Languages by locale, each under its own name."""


def language_of(locale: str) -> str:
    """Return the language of a locale such as ``es-MX``."""
    return locale.replace("-", "_").split("_")[0]


def load_words(locale: str, zone: tzinfo) -> Words:
    """Return the words for a reader; a language without a catalogue is English, whole.

    Reads ``assets/translations/<locale>/LC_MESSAGES/foyer.mo`` (some 100 kB); English reads
    nothing.
    """
    from printing.words import Words

    known = language_of(locale) in LANGUAGES
    return Words(locale if known else "en", _catalogue(language_of(locale)), zone)


def opening_words(locale: str) -> str:
    """Return what the first picture says. In English nothing is imported or read for it."""
    sentence = "Opening the box office…"
    return (
        sentence
        if language_of(locale) == "en"
        else _catalogue(language_of(locale)).gettext(sentence)
    )


def _catalogue(language: str) -> gettext.NullTranslations:
    import gettext

    file = TRANSLATIONS / language / "LC_MESSAGES" / "foyer.mo"
    if language == "en" or language not in LANGUAGES or not file.is_file():
        return gettext.NullTranslations()
    with file.open("rb") as opened:
        return gettext.GNUTranslations(opened)
