from __future__ import annotations

import dataclasses
import gettext
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pos.money import Money
from pos.views.charges import ChargeKind, ChargeSum
from pos.views.papers import CardSlipView, ReceiptLineView, ReceiptTenderView
from pos.views.paying import ExtraKind
from printing.design import RECEIPT_BLOCKS, ReceiptBlockDesign, ReceiptDesign
from printing.fonts import FontSource
from printing.paper import Divider, Pair, Paragraph, ReceiptCode, ReceiptPaper, Space
from printing.receipts import compose
from printing.words import Words
from tests.unit.printing.builders import a_line, a_receipt


def said(paper: ReceiptPaper) -> list[str]:
    lines = []
    for block in paper.blocks:
        if isinstance(block, Pair):
            lines.append(f"{block.left} | {block.right}" if block.right else block.left)
        elif isinstance(block, Paragraph):
            lines.append(block.text)
    return lines


def test_a_receipt_in_order(receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource) -> None:
    assert said(compose(a_receipt(), receipt_80mm, words, fonts)) == [
        "Willamette Bridge Symphony",
        "Riverside Performing Arts Center",
        "1 Quay Street",
        "Receipt W1-000318 | Nov 21, 2026",
        "Order W1-004217 | 7:02\u00a0PM",
        "Window 1 | Dana P.",
        "2 x Swan Lake, Orchestra, Adult | $165.00",
        "Row J, seats 112, 113",
        "$82.50 each",
        "Swan Lake, Lower Balcony Left, Student | $30.00",
        "Total | $195.00",
        "Fees included | $10.50",
        "Cash | $200.00",
        "Change | $5.00",
        "No refunds. Exchanges until noon on the day before the performance.",
        "Thank you. Enjoy the performance.",
    ]


def test_tenders_by_name_with_their_reference(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    view = a_receipt(
        tenders=(
            ReceiptTenderView("check", Money(10_000), Money(10_000), "No. 1021"),
            ReceiptTenderView("certificate", Money(5_000), Money(5_000)),
            ReceiptTenderView("elsewhere", Money(4_500), Money(4_500)),
        ),
        change=Money(0),
    )
    lines = said(compose(view, receipt_80mm, words, fonts))
    at = lines.index("Check | $100.00")
    assert lines[at : at + 4] == [
        "Check | $100.00",
        "No. 1021",
        "Gift certificate | $50.00",
        "Paid elsewhere | $45.00",
    ]
    assert not any(line.startswith("Change") for line in lines)


def test_a_card_is_named_once(receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource) -> None:
    card = CardSlipView("Visa", "1111", "A1B2C3")
    view = a_receipt(
        tenders=(ReceiptTenderView("card", Money(19_500), Money(19_500), "Visa 1111", card),)
    )
    lines = said(compose(view, receipt_80mm, words, fonts))
    assert [line for line in lines if "1111" in line] == ["Visa **** 1111"]


def test_no_fees_no_line(receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource) -> None:
    paper = compose(a_receipt(fees_included=Money(0)), receipt_80mm, words, fonts)
    assert not any("Fees" in line for line in said(paper))


def test_copies_and_training_say_so(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_receipt(copy=True, training=True), receipt_80mm, words, fonts)
    marks = [b for b in paper.blocks if isinstance(b, Paragraph) and b.bold and b.size == "large"]
    assert [mark.text for mark in marks] == ["TRAINING - not a sale", "COPY"]


def test_a_policy_in_paragraphs(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    lines = said(compose(a_receipt(policy="One.\n\n  Two.\n"), receipt_80mm, words, fonts))
    assert lines[-3:-1] == ["One.", "Two."]


def test_hostile_texts_are_safe(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    view = a_receipt(lines=(a_line("\x1b@\x1dV\x00 <p> \u202eabc", 100),), cashier="\x10\x14\x01")
    for line in said(compose(view, receipt_80mm, words, fonts)):
        assert line.isprintable() or "\u00a0" in line


def test_every_kind_of_block_can_be_laid_out(words: Words, fonts: FontSource) -> None:
    blocks = tuple(ReceiptBlockDesign(kind, text="Box office 555-0100") for kind in RECEIPT_BLOCKS)
    paper = compose(a_receipt(copy=True), ReceiptDesign("all", blocks), words, fonts)
    assert {type(block) for block in paper.blocks} == {
        Paragraph,
        Pair,
        Divider,
        Space,
        ReceiptCode,
    }
    assert "Box office 555-0100" in said(paper)


def test_the_patrons_language(receipt_80mm: ReceiptDesign, fonts: FontSource) -> None:
    russian = Words("ru", gettext.NullTranslations(), ZoneInfo("America/Los_Angeles"))
    lines = said(compose(a_receipt(), receipt_80mm, russian, fonts))
    assert "Total | 195,00\u00a0$" in lines


def test_style_comes_from_the_design(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    (total,) = (
        block
        for block in compose(a_receipt(), receipt_80mm, words, fonts).blocks
        if isinstance(block, Pair) and block.left == "Total"
    )
    assert dataclasses.astuple(total) == ("Total", "$195.00", True, "large", 0)


def test_a_line_says_when_the_curtain_rises(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    evening = datetime(2026, 11, 21, 19, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    line = dataclasses.replace(a_line("Symphony No. 9", 4500), starts_at=evening)
    lines = said(compose(a_receipt(lines=(line,)), receipt_80mm, words, fonts))
    assert words.day_and_time(evening) in lines


def test_fees_and_taxes_by_rule_stand_each_under_its_name(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    charges = (
        ChargeSum(ChargeKind.FEE, "", Money(300)),
        ChargeSum(ChargeKind.FEE, "Service fee", Money(200)),
        ChargeSum(ChargeKind.TAX, "City tax", Money(125)),
    )
    lines = said(compose(a_receipt(charges=charges), receipt_80mm, words, fonts))
    at = lines.index("Facility fee included | $3.00")
    assert lines[at + 1 : at + 3] == ["Service fee included | $2.00", "City tax included | $1.25"]
    assert not any(line.startswith("Fees included") for line in lines)


def test_what_is_no_ticket_says_what_the_law_and_its_holder_want(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    lines = (
        _beside(ExtraKind.GOODS, "Programme", 1_200, quantity=2),
        _beside(ExtraKind.DONATION, "Annual fund", 320, tax_id="93-0000000"),
        _beside(
            ExtraKind.MEMBERSHIP,
            "Friend",
            7_500,
            detail="Nguyễn Thị Hoa",
            member_number="W1-M000001",
            good=(date(2026, 11, 21), date(2027, 11, 20)),
        ),
    )
    text = said(compose(a_receipt(lines=lines), receipt_80mm, words, fonts))
    at = text.index("2 x Programme | $12.00")
    assert text[at : at + 9] == [
        "2 x Programme | $12.00",
        "$6.00 each",
        "Donation to Annual fund | $3.20",
        "Tax ID 93-0000000",
        "No goods or services were received for it.",
        "Membership: Friend | $75.00",
        "Nguyễn Thị Hoa",
        "Member number W1-M000001",
        "Good from Nov 21, 2026 to Nov 20, 2027",
    ]
    back = compose(a_receipt(lines=lines, given_back=True), receipt_80mm, words, fonts)
    assert not any("received" in line for line in said(back))


def _beside(kind: ExtraKind, named: str, minor: int, **more: Any) -> ReceiptLineView:
    quantity = more.pop("quantity", 1)
    line = ReceiptLineView(
        text=kind.value,
        detail=more.pop("detail", ""),
        quantity=quantity,
        each=Money(minor // quantity),
        amount=Money(minor),
        extra=True,
        named=named,
    )
    return dataclasses.replace(line, **more)
