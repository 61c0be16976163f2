"""What a till's papers, differences and figures are called, on the report and on the screen."""

from __future__ import annotations

from pos.money import Money
from pos.views.cash import (
    CARD_SLIP,
    CERTIFICATE,
    CHECK,
    VOID_TICKET,
    PaperDifference,
    TenderDifference,
)
from printing.fields import tender_name
from printing.words import Words


def paper_name(kind: str, words: Words) -> str:
    """Return what a paper of one of the ``PAPER_KINDS`` is called."""
    return {
        CHECK: words("Check"),
        CARD_SLIP: words("Card slip"),
        CERTIFICATE: words("Gift certificate"),
        VOID_TICKET: words("Void ticket"),
    }[kind]


def difference_name(found: TenderDifference, words: Words) -> str:
    """Return what was counted, and of papers how many of how many."""
    names = {
        "card": words("Card slips"),
        "check": words("Checks"),
        "certificate": words("Gift certificates"),
        "void_ticket": words("Void tickets"),
    }
    name = names.get(found.kind) or tender_name(found.kind, words)
    if not found.expected_count and not found.counted_count:
        return name
    return words(
        "{name}: {counted} of {expected}",
        name=name,
        counted=words.number(found.counted_count),
        expected=words.number(found.expected_count),
    )


WITHOUT_AMOUNT = frozenset({"certificate", "void_ticket"})
"""Kinds of differences whose papers are counted and stand for no money."""


def papers_compared(found: TenderDifference, words: Words) -> tuple[str, str, str]:
    """Return expected, counted and difference of papers without an amount, in pieces."""
    off = found.counted_count - found.expected_count
    if off < 0:
        said = words.plural("{n} paper missing", "{n} papers missing", -off)
    elif off:
        said = words.plural("{n} paper too many", "{n} papers too many", off)
    else:
        said = words("even")
    pieces = (found.expected_count, found.counted_count)
    expected, counted = (words.plural("{n} paper", "{n} papers", each) for each in pieces)
    return expected, counted, said


def over_short(difference: Money, words: Words) -> str:
    """Say it in words as well as by sign: a minus is easily overlooked."""
    if not difference:
        return words.money(difference)
    if difference.minor < 0:
        return words("{amount} short", amount=-difference)
    return words("{amount} over", amount=difference)


def paper_text(paper: PaperDifference, words: Words) -> str:
    """Return which paper it is, as it stands on it."""
    number = paper.number if paper.kind != CHECK else words("No. {number}", number=paper.number)
    parts = (paper_name(paper.kind, words), number, paper.payer)
    return " · ".join(part for part in parts if part)


def paper_fault(paper: PaperDifference, words: Words) -> str:
    """Return what is wrong with it."""
    if paper.what == "missing":
        return words("missing")
    if paper.what == "extra":
        return words("not on the list")
    return words(
        "{counted} instead of {expected}",
        counted=words.money(paper.counted),
        expected=words.money(paper.expected),
    )


def less(sold: str, back: str, net: str) -> str:
    """Return a figure as what was sold less what came back; one figure when nothing did."""
    return sold if not back else f"{sold} − {back} = {net}"
