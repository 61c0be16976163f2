"""What may be taken for what is due: the rules every tender passes before it becomes a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.errors import AmountInvalid, TenderShort
from pos.money import Money, total
from pos.text import checked_text
from pos.views.selling import TenderGiven, TenderKind

AT_THE_WINDOW = frozenset({TenderKind.CASH, TenderKind.CHECK})
"""Tenders a sale at the window takes today. Cards come with the terminals that keep their
numbers."""


def checked_tenders(due: Money, tenders: Sequence[TenderGiven]) -> tuple[TenderGiven, ...]:
    """Return the tenders with clean texts, if together they make exactly ``due``.

    Only cash may be given beyond its amount; the rest is change.

    Raises:
        TenderShort: They come to less than is due.
        AmountInvalid: They come to more, one is not positive, or something other than cash gives
        change.
        TextRefused, CardNumberRefused: A check's number or payer.
    """
    clean: list[TenderGiven] = []
    for tender in tenders:
        if tender.kind not in AT_THE_WINDOW or tender.amount.minor <= 0:
            raise AmountInvalid(text=f"{tender.kind.value} {tender.amount.minor}")
        change = tender.given - tender.amount
        if change.minor < 0 or (change and tender.kind is not TenderKind.CASH):
            raise AmountInvalid(text=f"{tender.kind.value} {tender.given.minor}")
        check = tender.kind is TenderKind.CHECK
        clean.append(
            replace(
                tender,
                reference=checked_text(
                    "check_number", tender.reference, longest=20, required=check
                ),
                payer=checked_text("payer", tender.payer, longest=80, required=check),
            )
        )
    given = total((tender.amount for tender in clean), due.currency)
    if given < due:
        raise TenderShort(due=due, given=given)
    if given > due:
        raise AmountInvalid(text=str(given.minor))
    return tuple(clean)


def change_of(tenders: Sequence[TenderGiven], currency: str) -> Money:
    """Return the cash to hand back."""
    return total((tender.given - tender.amount for tender in tenders), currency)
