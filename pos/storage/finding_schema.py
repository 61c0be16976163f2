"""The tables of finding: what everything is found by, and three indexes of it.

- ``find_subject``: a row for each performance of an order (one without tickets, a patron, a member
  has one row). Its number says where it stands in the order of answers: what shelf it lies on, when
  the performance begins, then which came first. So the answers of a night, of the nights to come
  and of the past are ranges of rows, and a search stops when its page is full.
- ``find_word`` (FTS5): the words of its names, and of its e-mail addresses; beginnings of up to
  four letters have a list of their own, so a single letter costs no more than a whole name.
- ``find_term``: every word that ``find_word`` has, with its sound; ``find_part`` (FTS5, trigrams)
  the words of names again. What is a longer beginning, a part, or sounds alike is looked up here
  first, and asked for as the few words that it may be: FTS5 reads each only as far as the page
  needs, while its own search for a beginning first reads every row of all of them.
- ``find_number``: its numbers, as people read them out.

The FTS5 tables keep no text of their own (``content=''``): a row is taken out of them with the
words that ``find_subject`` and ``find_term`` have. Projection; rebuilt and compared by ``foyer
verify``.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event

from pos.storage.tables import metadata

FOLLOWED = {
    "orders": "order_id",
    "ticket": "order_id",
    "left_at_will_call": "order_id",
    "member": "order_id",
    "order_named": "order_id",
    "order_part": "order_id",
    "order_sent_back": "order_id",
    "erased": "subject_id",
}
"""Tables by whose rows orders, and the memberships sold in them, are found; and the column that
says of which."""

find_subject = sa.Table(
    "find_subject",
    metadata,
    sa.Column("row", sa.Integer(), primary_key=True),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("subject_id", sa.Text(), nullable=False),
    sa.Column("performance_id", sa.Text(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("keys", sa.Text(), nullable=False),
    sa.Index("find_subject_by_id", "subject_id"),
)
find_term = sa.Table(
    "find_term",
    metadata,
    sa.Column("term_id", sa.Integer(), primary_key=True),
    sa.Column("term", sa.Text(), nullable=False, unique=True),
    sa.Column("sound", sa.Text(), nullable=False),
    sa.Index("find_term_by_sound", "sound", sqlite_where=sa.text("sound <> ''")),
)
find_number = sa.Table(
    "find_number",
    metadata,
    sa.Column("key", sa.Text(), primary_key=True),
    sa.Column("row", sa.Integer(), primary_key=True),
    sqlite_with_rowid=False,
)
find_night = sa.Table(
    "find_night",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("minute", sa.BigInteger(), nullable=False),
)
"""When each performance of ``find_subject`` begins there, in minutes since 1970 UTC."""

LISTED = 4
"""Letters of a beginning that ``find_word`` has a list of."""

_WORDS = (
    "CREATE VIRTUAL TABLE find_word USING fts5(text, content='', detail=none, columnsize=0, "
    "prefix='1 2 3 4', tokenize=\"ascii tokenchars '@'\")"
)
_PARTS = (
    "CREATE VIRTUAL TABLE find_part USING fts5(text, content='', detail=none, columnsize=0, "
    'tokenize="trigram")'
)
_PAGES = "INSERT INTO find_word (find_word, rank) VALUES ('pgsz', 1000)"
"""Small pages: a search for two words that few have both reads less between them."""
_TERMS = tuple(
    f"CREATE VIRTUAL TABLE {index}_terms USING fts5vocab({index}, row)"
    for index in ("find_word", "find_part")
)
"""Each word of an index, and of how many rows it is, for ``foyer verify``; they keep nothing. Were
they made for it alone, SQLite would work out all other statements anew."""
for statement in (_WORDS, _PARTS, _PAGES, *_TERMS):
    made = sa.DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(find_subject, "after_create", made.execute_if(dialect="sqlite"))
