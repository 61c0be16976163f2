"""What a name, a number or an address is found by.

A name is cut into words, written in plain letters (Dvořák is dvorak, Чайковский chaykovskiy), and
each word has a code of how it sounds. What somebody types goes the same way, so both meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pos.text import folded

MAIL = "@"
"""Before a word of an e-mail address."""

ALIKE = 0.7
"""Words that sound alike and are written more differently than this are others."""

LONGEST = 40
"""Letters of a word that count."""
MOST_WORDS = 8
"""Of what is typed; nobody types more to find something."""

_PLAIN = re.compile(r"[a-z0-9]+")
_SYLLABLE = re.compile(r"[A-Z][a-z]*|[a-z]+|[0-9]+")
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_MARKS = re.compile(r"['’‘ʼ`´]")
_DIGITS = re.compile(r"[0-9]+")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"}
)


@lru_cache(16_384)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words by which a name is found: each as it is, in plain letters, and written
    together where something stands inside it (O'Brien is o, brien and obrien)."""
    if name.isascii() and "'" not in name and "`" not in name:
        return tuple(dict.fromkeys(word[:LONGEST] for word in _PLAIN.findall(name.lower())))
    found: dict[str, None] = {}
    for each in _tokens(name):
        for part in (*_MARKS.split(each), _MARKS.sub("", each)):
            found.update(dict.fromkeys(_spellings(part)))
    return tuple(found)


def _tokens(text: str) -> list[str]:
    if text.isascii():
        return _WORD.findall(text.lower())
    clear = unicodedata.normalize("NFC", text)
    return "".join(c if _is_of_word(c) else " " for c in clear).split()


def _is_of_word(char: str) -> bool:
    """Signs that stand with a letter belong to it; an apostrophe may stand inside a word."""
    return char in "'’‘ʼ`´" or unicodedata.category(char)[0] in "LMN"


def _spellings(part: str) -> list[str]:
    """Return how one word may be written in plain letters, the usual way first."""
    if part.isascii():
        return [spelling[:LONGEST] for spelling in _PLAIN.findall(part.lower())]
    from anyascii import anyascii  # 25 ms, and only for who has such letters

    plain = anyascii(part)
    spellings = [_joined(plain), _joined(anyascii(folded(part)))]
    if part == part.swapcase():  # a script without capitals: one sign may be a syllable
        spellings += [each.lower() for each in _SYLLABLE.findall(plain)]
    if any(letter in _GERMAN for letter in map(ord, part.lower())):
        spellings.append(_joined(anyascii(part.lower().translate(_GERMAN))))
    return list(dict.fromkeys(spelling[:LONGEST] for spelling in spellings if spelling))


def _joined(plain: str) -> str:
    return "".join(_PLAIN.findall(plain.lower()))


@lru_cache(16_384)
def typed_words(text: str) -> tuple[str, ...]:
    """Return the words of what was typed, in plain letters, one spelling each."""
    if text.isascii() and "'" not in text and "`" not in text:
        return words_of(text)[:MOST_WORDS]
    found: dict[str, None] = {}
    for each in _tokens(text):
        found.update(dict.fromkeys(_spellings(_MARKS.sub("", each))[:1]))
    return tuple(found)[:MOST_WORDS]


# ---- sounds ----

_HEARD = (
    ("tsch", "ch"),
    ("tch", "ch"),
    ("tsh", "ch"),
    ("dzh", "j"),
    ("dsch", "j"),
    ("sch", "sh"),
    ("cz", "ch"),
    ("cs", "ch"),
    ("zh", "sh"),
    ("kh", "h"),
    ("ck", "k"),
    ("ph", "f"),
    ("qu", "kv"),
    ("dt", "t"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
)
"""Letters of several languages that sound alike, before an English ear listens."""


@lru_cache(65_536)
def sound_of(word: str) -> str:
    """Return the code of how a plain word sounds, lower case; empty where nothing is to be heard.
    Smith and Smyth, Meier and Meyer, Tchaikovsky and Tschaikowski have one each."""
    from jellyfish import metaphone  # native code; loaded with the first name

    if len(word) < 2 or not word.isalpha():
        return ""
    heard = word
    for letters, sound in _HEARD:
        heard = heard.replace(letters, sound)
    return str(metaphone(heard)).lower().replace(" ", "")


def likeness(one: str, other: str) -> float:
    """Return how alike two plain words are written, from 0 to 1."""
    from jellyfish import jaro_winkler_similarity

    return float(jaro_winkler_similarity(one, other))


def is_part_of(name: str, whole: str) -> bool:
    """Whether two words or more are all of a name, and each of them is one of another name as well,
    in any order: written so, begun with its first letter, or sounding so."""
    has = {word for token in _tokens(whole) for word in words_of(token)}
    every = [words_of(token) for token in _tokens(name)]
    parts = [words for words in every if words]
    long = [words for words in parts if any(len(word) > 1 for word in words)]
    return len(long) > 1 and all(any(_is_one_of(word, has) for word in each) for each in parts)


def _is_one_of(word: str, others: Iterable[str]) -> bool:
    sound = sound_of(word)
    return any(
        word == other
        or (len(word) == 1 and other.startswith(word))
        or (sound and sound == sound_of(other) and likeness(word, other) >= ALIKE)
        for other in others
    )


# ---- numbers ----


def compact(text: str) -> str:
    """Return letters and digits of a number, lower case."""
    return "".join(_PLAIN.findall(text.lower() if text.isascii() else folded(text)))[:LONGEST]


def number_keys(number: str) -> tuple[str, ...]:
    """Return what a number is found by: all of it, and its last digits as people read them out,
    without the zeros in front."""
    whole = compact(number) if number else ""
    if not whole:
        return ()
    runs = _DIGITS.findall(number)
    tail = runs[-1].lstrip("0") if runs else ""
    return (whole, tail) if tail not in ("", whole) else (whole,)


def typed_keys(text: str) -> tuple[str, ...]:
    """Return the keys that a number may have that was typed so."""
    whole = compact(text)
    keys = [whole]
    if whole.isdigit():
        keys += [whole.lstrip("0"), whole[-10:]]
    return tuple(key for key in dict.fromkeys(keys) if key)


def phone_keys(phone: str) -> tuple[str, ...]:
    """Return what a phone number is found by: its last ten, seven and four digits."""
    digits = "".join(_DIGITS.findall(phone))
    return tuple(dict.fromkeys(digits[-length:] for length in (10, 7, 4) if digits))


def mail_words(address: str) -> tuple[str, ...]:
    """Return the marked words of an e-mail address: all of it in one, where it is, and the words
    before the sign."""
    local, _, domain = address.rpartition(MAIL)
    whole, where = compact(address), compact(domain)
    words = (word for word in words_of(local) if not whole.startswith(word))
    return tuple(MAIL + word for word in (whole, MAIL + where if where else "", *words) if word)


def typed_mail(text: str) -> str:
    """Return the marked word that begins as an address typed so far; empty: no address has such
    signs."""
    sign = MAIL if text.startswith(MAIL) else ""
    typed = compact(text)
    return MAIL + sign + typed if typed else ""


def found_by(names: Iterable[str], emails: Iterable[str]) -> str:
    """Return every word by which something is found, those of addresses marked, as one text."""
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(words_of(name)))
    for address in emails:
        found.update(dict.fromkeys(mail_words(address)))
    return " ".join(found)


def keys_of(numbers: Iterable[str], phones: Iterable[str]) -> str:
    """Return every key of numbers and phones, as one text."""
    keys: dict[str, None] = {}
    for number in numbers:
        keys.update(dict.fromkeys(number_keys(number)))
    for phone in phones:
        keys.update(dict.fromkeys(phone_keys(phone)))
    return " ".join(keys)


def names_in(words: str) -> str:
    """Return of ``found_by`` the words of names only."""
    return " ".join([word for word in words.split() if word[0] != MAIL])
