"""What an exception of the close is called, on papers and on the screen."""

from __future__ import annotations

from pos.views.closing import CloseExceptionView, ExceptionKind
from printing.statement_words import StatementWords
from printing.words import Words


def exception_about(one: CloseExceptionView, words: Words) -> str:
    """Return whose till it is about, and what a person finds it by."""
    return " · ".join(part for part in (one.cashier, _known_by(one, words)) if part)


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
        classes = _classes(words)
        return " ".join(classes.get(part, part) for part in one.text.split())
    if one.kind in (ExceptionKind.DEPOSIT_DIFFERENCE, ExceptionKind.DEPOSIT_LATE):
        return words("Deposit {number}", number=one.text)
    if one.kind is ExceptionKind.DROP_DIFFERENCE:
        return words("Bag {number}", number=one.text)
    return one.text


def _classes(words: Words) -> dict[str, str]:
    """Return what the classes of lines that somebody must look at are called."""
    return {
        "charged_no_order": words("Charged, no order"),
        "order_no_charge": words("Order, no charge"),
        "duplicate": words("Twice"),
        "amount_differs": words("Amounts differ"),
        "timing": words("Not there yet"),
        "chargeback": words("Chargebacks"),
        "charge": words("Charge"),
        "refund": words("Refund"),
        "reversal": words("Reversal"),
    }
