"""Lays out receipts: which words and figures in which order. Columns and line breaks are the
printer's business."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos.views.papers import ReceiptLineView, ReceiptView
from pos.views.paying import ExtraKind
from printing.card_lines import card_lines
from printing.design import ReceiptBlockDesign, ReceiptDesign
from printing.fields import charge_name, extra_name, grouped, tender_name
from printing.fonts import FontSource
from printing.paper import (
    CENTRE,
    LARGE,
    Divider,
    Pair,
    Paragraph,
    ReceiptBlock,
    ReceiptCode,
    ReceiptPaper,
    Space,
)
from printing.safetext import clean
from printing.words import Words

_INDENT = 2


def compose(
    view: ReceiptView, design: ReceiptDesign, words: Words, fonts: FontSource
) -> ReceiptPaper:
    """Return the receipt laid out, every text safe. A block with nothing to say is left out."""
    composer = _Composer(view, words, fonts)
    return ReceiptPaper(tuple(part for block in design.blocks for part in composer.block(block)))


class _Composer:
    def __init__(self, view: ReceiptView, words: Words, fonts: FontSource) -> None:
        self._view = view
        self._words = words
        self._fonts = fonts

    def block(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        kinds: dict[str, Callable[[ReceiptBlockDesign], list[ReceiptBlock]]] = {
            "header": self._header,
            "marks": self._marks,
            "details": self._details,
            "lines": self._lines,
            "total": self._total,
            "fees": self._fees,
            "tenders": self._tenders,
            "change": self._change,
            "policy": self._policy,
            "thanks": self._thanks,
            "text": self._text,
            "code": lambda _: [ReceiptCode(self._view.order_number)],
            "divider": lambda _: [Divider()],
            "space": lambda block: [Space(block.lines)],
        }
        return kinds[block.kind](block)

    def _header(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        address = [self._paragraph(line, block.align) for line in self._view.address if line]
        return [
            Paragraph(self._safe(self._view.company), block.align, block.bold, block.size),
            *address,
        ]

    def _marks(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        words = self._words
        marks = []
        if self._view.training:
            marks.append(words("TRAINING - not a sale"))
        if self._view.copy:
            marks.append(words("COPY"))
        if self._view.exchange:
            marks.append(words("EXCHANGE"))
        elif self._view.given_back:
            marks.append(words("REFUND"))
        return [Paragraph(self._safe(mark), CENTRE, bold=True, size=LARGE) for mark in marks]

    def _details(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        view, words = self._view, self._words
        number = words("Receipt {number}", number=view.receipt_number)
        if view.exchange:
            number = words("Exchange receipt {number}", number=view.receipt_number)
        elif view.given_back:
            number = words("Refund receipt {number}", number=view.receipt_number)
        of = words("For receipt {number}", number=view.of_receipt) if view.of_receipt else ""
        pairs = (
            (number, words.date(view.sold_at)),
            (of, ""),
            (words("Order {number}", number=view.order_number), words.time(view.sold_at)),
            (view.window, view.cashier),
        )
        return [self._pair(left, right, block) for left, right in pairs if left or right]

    def _lines(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        view, words = self._view, self._words
        if not view.exchange:
            kept = self._some(view.taken, block, back=True)  # of what came back, a fee
            return self._some(view.lines, block) + kept
        came, took = (
            Paragraph(self._safe(heading), bold=True)
            for heading in (words("Came back"), words("Taken in their place"))
        )
        back = self._some(view.lines, block, back=True)
        return [came, *back, took, *self._some(view.taken, block)]

    def _some(
        self, lines: Sequence[ReceiptLineView], block: ReceiptBlockDesign, *, back: bool = False
    ) -> list[ReceiptBlock]:
        """Return lines with their details; ``back``: their sums count below zero."""
        parts: list[ReceiptBlock] = []
        for line in lines:
            amount = -line.amount if back else line.amount
            parts.append(self._pair(self._quantity(line), self._words.money(amount), block))
            parts.extend(self._indented(detail) for detail in self._line_details(line))
        return parts

    def _quantity(self, line: ReceiptLineView) -> str:
        text = extra_name(line.text, self._words, line.named) if line.extra else line.text
        return text if line.quantity == 1 else f"{line.quantity} x {text}"

    def _line_details(self, line: ReceiptLineView) -> list[str]:
        details = [self._words.day_and_time(line.starts_at)] if line.starts_at else []
        details += [line.detail] if line.detail else []
        if line.quantity != 1:
            details.append(self._words("{price} each", price=line.each))
        return details + self._extra_details(line)

    def _extra_details(self, line: ReceiptLineView) -> list[str]:
        """Return what a membership's and a donation's lines say more. A gift that came back is
        none."""
        words, details = self._words, []
        if line.member_number:
            details.append(words("Member number {number}", number=line.member_number))
        if line.good is not None:
            first, last = (words.date(day) for day in line.good)
            details.append(words("Good from {first} to {last}", first=first, last=last))
        donation = line.extra and line.text == ExtraKind.DONATION.value
        if donation and not (self._view.given_back or self._view.exchange):
            if line.tax_id:
                details.append(words("Tax ID {number}", number=line.tax_id))
            details.append(words("No goods or services were received for it."))
        return details

    def _total(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        view, words = self._view, self._words
        if view.exchange:
            return [self._pair(words("Difference"), words.money(view.difference), block)]
        name = words("Given back") if view.given_back else words("Total")
        return [self._pair(name, words.money(view.total), block)]

    def _fees(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        words, fees = self._words, self._view.fees_included
        if self._view.charges:
            return [
                self._pair(
                    words("{name} included", name=charge_name(each, words)),
                    words.money(each.amount),
                    block,
                )
                for each in self._view.charges
            ]
        return [self._pair(words("Fees included"), words.money(fees), block)] if fees else []

    def _tenders(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        parts: list[ReceiptBlock] = []
        if self._view.exchange and self._view.given_back:
            given = self._words.money(self._view.total)
            parts.append(self._pair(self._words("Given back"), given, block))
        for tender in self._view.tenders:
            name = tender_name(tender.kind, self._words)
            parts.append(self._pair(name, self._words.money(tender.given), block))
            if tender.reference and tender.card is None:
                parts.append(self._indented(tender.reference))
            if tender.card is not None:
                parts.extend(self._indented(line) for line in card_lines(tender.card, self._words))
            if tender.left is not None:
                left = self._words("{amount} left on it", amount=tender.left)
                parts.append(self._indented(left))
        if self._view.owing:
            name = self._words("Still owing")
            if self._view.given_back:
                name = self._words("Still to be paid out")
            parts.append(self._pair(name, self._words.money(self._view.owing), block))
        return parts

    def _change(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        if not self._view.change:
            return []
        return [self._pair(self._words("Change"), self._words.money(self._view.change), block)]

    def _policy(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        if self._view.exchange:
            said = self._words("The old tickets no longer open the door:")
            return [
                *self._paragraphs(said, block),
                *(self._indented(grouped(code)) for code in self._view.dead),
            ]
        if self._view.given_back:
            return []
        return self._paragraphs(self._view.policy, block)

    def _thanks(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        if self._view.given_back and not self._view.exchange:
            return []
        return self._paragraphs(self._words("Thank you. Enjoy the performance."), block)

    def _text(self, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        return self._paragraphs(block.text, block)

    def _paragraphs(self, text: str, block: ReceiptBlockDesign) -> list[ReceiptBlock]:
        safe = (self._safe(line) for line in text.splitlines())
        return [Paragraph(line, block.align, block.bold, block.size) for line in safe if line]

    def _paragraph(self, text: str, align: str) -> Paragraph:
        return Paragraph(self._safe(text), align)

    def _pair(self, left: str, right: str, block: ReceiptBlockDesign) -> Pair:
        return Pair(self._safe(left), self._safe(right), block.bold, block.size)

    def _indented(self, text: str) -> Pair:
        return Pair(self._safe(text), "", indent=_INDENT)

    def _safe(self, text: str) -> str:
        return clean(text, self._fonts)
