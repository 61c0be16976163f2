"""What an exception of the close is called, on papers and on the screen."""

from __future__ import annotations

from pos.views.closing import CloseExceptionView, ExceptionKind
from printing.fields import tender_name
from printing.statement_words import StatementWords
from printing.till_words import over_short
from printing.words import Words

_CLASSES = ("charged_no_order", "order_no_charge", "duplicate", "amount_differs", "timing")
_CODES = {each: f"class_{each}" for each in (*_CLASSES, "chargeback", "not_ours")}
_CODES |= {each: f"line_{each}" for each in ("charge", "refund", "reversal")}
"""Classes of a processor's lines, and kinds of payments, as an exception names them."""


def exception_about(one: CloseExceptionView, words: Words) -> str:
    """Return whose till it is about, and what a person finds it by."""
    return " · ".join(part for part in (one.cashier, _known_by(one, words)) if part)


def exception_amount(one: CloseExceptionView, words: Words) -> str:
    """Return what is at risk: over or short, but of takings that came late what they come to."""
    if not one.amount:
        return ""
    if one.kind is ExceptionKind.LATE_WINDOW:
        return words.money(one.amount)
    return over_short(one.amount, words)


def exception_name(one: CloseExceptionView, words: Words) -> str:
    """Return its kind and what it is about."""
    kind = StatementWords(words).code(one.kind.value)
    return " · ".join(part for part in (kind, exception_about(one, words)) if part)


def _known_by(one: CloseExceptionView, words: Words) -> str:
    """Return names and numbers, with the codes among them in words: a tender, the class of a line
    in a processor's file."""
    if one.kind is ExceptionKind.TILL_DIFFERENCE:
        return StatementWords(words).code(one.text)
    if one.kind is ExceptionKind.SETTLEMENT:
        said = StatementWords(words)
        return " ".join(
            said.code(_CODES[part]) if part in _CODES else part for part in one.text.split()
        )
    if one.kind is ExceptionKind.LATE_WINDOW:
        sums = (f"{tender_name(kind, words)} {words.money(sum_)}" for kind, sum_ in one.taken)
        return " · ".join((one.text, *sums))
    if one.kind in (ExceptionKind.DEPOSIT_DIFFERENCE, ExceptionKind.DEPOSIT_LATE):
        return words("Deposit {number}", number=one.text)
    if one.kind is ExceptionKind.DROP_DIFFERENCE:
        return words("Bag {number}", number=one.text)
    return one.text
