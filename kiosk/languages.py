"""The languages of screens and papers, and each one's words. The first picture imports it: light."""

from __future__ import annotations

import gettext
from datetime import tzinfo
from pathlib import Path

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
    language = language_of(locale)
    if language not in LANGUAGES:
        return Words("en", gettext.NullTranslations(), zone)
    catalogue = TRANSLATIONS / language / "LC_MESSAGES" / "foyer.mo"
    if language == "en" or not catalogue.is_file():
        return Words(locale, gettext.NullTranslations(), zone)
    with catalogue.open("rb") as file:
        return Words(locale, gettext.GNUTranslations(file), zone)
