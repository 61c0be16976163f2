"""What everything is found by, against the facts it follows and against the indexes of it, for
``foyer verify``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pos.finding.words import MAIL
from pos.storage.finding import Entry
from pos.storage.finding_question import ROWS
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books

_CHUNK = 5_000
_KEPT = """
    SELECT row, kind, subject_id, performance_id, name, words, keys FROM find_subject
    WHERE kind IN ('order', 'member') ORDER BY subject_id
    """


def found_by(books: Books) -> Iterator[Finding]:
    """Yield the orders and memberships that are not found by what their facts say, and the words
    and numbers that an index has more or less often than they are there."""
    kept = _kept(books)
    orders = (
        row["order_id"] for row in books.each("SELECT order_id FROM orders ORDER BY order_id")
    )
    wanted: set[Entry] = set()
    while chunk := list(islice(orders, _CHUNK)):
        wanted.update(books.uow.finding.entries(chunk))
        wanted.update(books.uow.finding.member_entries(chunk))
    for kind, subject_id in sorted({(entry.kind, entry.subject_id) for entry in kept ^ wanted}):
        yield Finding("error", "finding.projection", f"{kind} {subject_id}")
    yield from _indexes(books)


def _kept(books: Books) -> set[Entry]:
    texts = ("name", "words", "keys")
    return {
        Entry(row["kind"], row["subject_id"], row["performance_id"], row["row"] // ROWS, *of)
        for row in books.each(_KEPT)
        for of in (tuple(row[text] for text in texts),)
    }


def _indexes(books: Books) -> Iterator[Finding]:
    words, numbers = Counter[str](), Counter[str]()
    for row in books.each("SELECT words, keys FROM find_subject"):
        words.update(row["words"].split())
        numbers.update(row["keys"].split())
    parts = Counter(
        part
        for word in words
        if not word.startswith(MAIL)
        for part in {word[at : at + 3] for at in range(len(word) - 2)}
    )
    counted: dict[str, tuple[Counter[str], list[Mapping[str, Any]]]] = {
        "find_word": (words, books.rows("SELECT term, doc FROM find_word_terms")),
        "find_part": (parts, books.rows("SELECT term, doc FROM find_part_terms")),
        "find_term": (
            Counter(dict.fromkeys(words, 1)),
            books.rows("SELECT term, 1 AS doc FROM find_term"),
        ),
        "find_number": (
            numbers,
            books.rows("SELECT key AS term, count(*) AS doc FROM find_number GROUP BY key"),
        ),
    }
    for index, (there, rows) in counted.items():
        has = Counter[str]({row["term"]: row["doc"] for row in rows})
        for term in sorted(key for key in there.keys() | has.keys() if there[key] != has[key]):
            yield Finding("error", "finding.index", f"{index} {term}", there[term], has[term])
