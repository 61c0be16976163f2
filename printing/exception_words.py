"""What an exception of the close is called, on papers and on the screen."""

from __future__ import annotations

from pos.views.closing import CloseExceptionView
from printing.statement_words import StatementWords
from printing.words import Words

_TENDERS = ("cash", "check", "card", "certificate", "void_ticket")


def exception_about(one: CloseExceptionView, words: Words) -> str:
    """Return whose till it is about, and what a person finds it by."""
    text = StatementWords(words).code(one.text) if one.text in _TENDERS else one.text
    return " · ".join(part for part in (one.cashier, text) if part)


def exception_name(one: CloseExceptionView, words: Words) -> str:
    """Return its kind and what it is about."""
    kind = StatementWords(words).code(one.kind.value)
    return " · ".join(part for part in (kind, exception_about(one, words)) if part)
