"""Small papers of the receipt printer: card slips, gift certificates, endorsements of checks."""

from __future__ import annotations

from pos.views.papers import CertificateView, EndorsementView, MemberCardView, SlipView
from printing.card_lines import card_lines, declined_text
from printing.fonts import FontSource
from printing.paper import (
    CENTRE,
    LARGE,
    TALL,
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

_SIGN_HERE = "X" + "_" * 26
FOR_DEPOSIT = "FOR DEPOSIT ONLY"
"""The restrictive endorsement, in the bank's language whatever the window's."""


def card_slip(view: SlipView, words: Words, fonts: FontSource) -> ReceiptPaper:
    """Return the slip of a declined card, or the house's copy that the patron signs."""
    slip = Slip(words, fonts)
    slip.head(view.company, view.address)
    if view.copy:
        slip.mark(words("COPY"))
    slip.mark(words("DECLINED") if view.declined else _titles(view.kind, words))
    slip.pair(words.date(view.at), words.time(view.at))
    slip.pair(view.window, view.cashier)
    if view.order_number:
        slip.pair(words("Order {number}", number=view.order_number), "")
    slip.divider()
    slip.pair(words("Amount"), words.money(view.amount), bold=True, size=TALL)
    if view.declined:
        slip.text(declined_text(view.card.declined, words))
        slip.text(words("Nothing was charged."))
    for line in card_lines(view.card, words):
        slip.text(line)
    if view.card.signature and not view.declined:
        slip.space(2)
        slip.text(_SIGN_HERE)
        slip.text(words("I agree to pay the amount above."))
    if view.kind == "charge" and not view.declined:
        slip.divider()
        for line in view.policy.splitlines():
            slip.text(line)
    return slip.paper()


def _titles(kind: str, words: Words) -> str:
    names = {"refund": words("REFUND"), "reversal": words("VOID")}
    return names.get(kind, words("SALE"))


def certificate(view: CertificateView, words: Words, fonts: FontSource) -> ReceiptPaper:
    """Return a gift certificate: amount, code to read and to scan, whom it is for."""
    slip = Slip(words, fonts)
    slip.head(view.company, view.address)
    promotional = words("PROMOTIONAL CERTIFICATE")
    slip.mark(promotional if view.promotional else words("GIFT CERTIFICATE"))
    slip.add(Paragraph(slip.safe(words.money(view.amount)), CENTRE, bold=True, size=LARGE))
    if view.holder:
        slip.add(Paragraph(slip.safe(words("For {name}", name=view.holder)), CENTRE))
    slip.space()
    slip.add(ReceiptCode(view.code.replace(" ", "").replace("-", "")))
    slip.add(Paragraph(slip.safe(view.code), CENTRE, bold=True, size=TALL))
    slip.space()
    slip.pair(words("Certificate {number}", number=view.serial), words.date(view.issued_at))
    if view.expires_on is None:
        slip.text(words("It does not expire and bears no fee."))
    else:
        slip.text(words("EXPIRES ON {day}", day=words.date(view.expires_on)), size=TALL)
    slip.text(words("Treat it like cash: whoever has the code can use it."))
    return slip.paper()


def member_card(view: MemberCardView, words: Words, fonts: FontSource) -> ReceiptPaper:
    """Return a member's card: whose, which level, how long, and its barcode to show."""
    slip = Slip(words, fonts)
    slip.head(view.company, ())
    slip.mark(words("MEMBER"))
    slip.add(Paragraph(slip.safe(view.level), CENTRE, bold=True, size=LARGE))
    if view.holder:
        slip.add(Paragraph(slip.safe(view.holder), CENTRE, size=TALL))
    slip.space()
    slip.add(ReceiptCode(view.code))
    slip.add(Paragraph(slip.safe(view.number), CENTRE, bold=True))
    slip.space()
    slip.pair(words("Member since"), words.date(view.starts_on))
    slip.pair(words("Valid through"), words.date(view.ends_on), bold=True)
    if view.benefits:
        slip.divider()
        for benefit in view.benefits:
            slip.text(benefit)
    if view.issue > 1:
        slip.divider()
        slip.text(words("Card no. {number}: earlier cards are void.", number=view.issue))
    return slip.paper()


def endorsement(view: EndorsementView, words: Words, fonts: FontSource) -> ReceiptPaper:
    """Return what goes on, or is clipped to, the back of a check. A bank reads it."""
    slip = Slip(words, fonts)
    slip.mark(FOR_DEPOSIT)
    slip.text(view.company)
    slip.pair(words("Check {number}", number=view.check_number), words.money(view.amount))
    slip.text(view.payer)
    order = words("Order {number}", number=view.order_number)
    slip.pair(order, words.date(view.taken_on))
    return slip.paper()


class Slip:
    """Blocks in the order they are added, every text safe."""

    def __init__(self, words: Words, fonts: FontSource) -> None:
        self._words = words
        self._fonts = fonts
        self._blocks: list[ReceiptBlock] = []

    def paper(self) -> ReceiptPaper:
        return ReceiptPaper(tuple(self._blocks))

    def safe(self, text: str) -> str:
        return clean(text, self._fonts)

    def add(self, block: ReceiptBlock) -> None:
        self._blocks.append(block)

    def head(self, company: str, address: tuple[str, ...]) -> None:
        self.add(Paragraph(self.safe(company), CENTRE, bold=True, size=TALL))
        for line in address:
            if line:
                self.add(Paragraph(self.safe(line), CENTRE))

    def mark(self, text: str) -> None:
        self.add(Paragraph(self.safe(text), CENTRE, bold=True, size=LARGE))

    def text(self, text: str, size: str = "normal") -> None:
        """Add one line, if it says anything."""
        if safe := self.safe(text):
            self.add(Paragraph(safe, size=size))

    def pair(self, left: str, right: str, *, bold: bool = False, size: str = "normal") -> None:
        if left or right:
            self.add(Pair(self.safe(left), self.safe(right), bold, size))

    def divider(self) -> None:
        self.add(Divider())

    def space(self, lines: int = 1) -> None:
        self.add(Space(lines))
