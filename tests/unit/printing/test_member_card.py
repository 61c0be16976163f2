"""A member's card on ticket stock, and on the receipt printer of a window that has none."""

from __future__ import annotations

import dataclasses
import gettext
from datetime import date

import pytest
import zxingcpp

from hardware.simulators.escpos_roll import ROLLS
from pos.views.papers import MemberCardView
from printing import escpos, fgl, slips
from printing.fonts import FontSource
from printing.member_cards import member_card
from printing.paper import ReceiptCode
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.words import Words
from tests.unit.printing.builders import ZONE
from tests.unit.printing.fgl_paper import read
from tests.unit.printing.virtual import a_receipt_of

ENGLISH = Words("en", gettext.NullTranslations(), ZONE)
CARD = MemberCardView(
    company="Willamette Bridge Symphony",
    level="Friend",
    holder="Nguyễn Thị Minh Khai",
    number="W1-M000012",
    code="7KQ2M4XTRA",
    starts_on=date(2026, 11, 21),
    ends_on=date(2027, 11, 20),
    benefits=("Ten per cent off",),
)


def texts(view: MemberCardView, fonts: FontSource) -> str:
    return " ".join(repr(block) for block in slips.member_card(view, ENGLISH, fonts).blocks)


def test_a_card_has_its_code_to_scan_and_says_until_when(fonts: FontSource) -> None:
    paper = slips.member_card(CARD, ENGLISH, fonts)
    assert [one.text for one in paper.blocks if isinstance(one, ReceiptCode)] == [CARD.code]
    said = texts(CARD, fonts)
    for part in ("Friend", "W1-M000012", "Minh Khai", "Nov 20, 2027", "Ten per cent off"):
        assert part in said
    assert "void" not in said
    assert escpos.encode(paper, ESCPOS_PROFILES["TM-T88V"], fonts)


def test_one_that_was_made_again_says_that_others_are_void(fonts: FontSource) -> None:
    assert "earlier cards are void" in texts(dataclasses.replace(CARD, issue=2), fonts)


@pytest.mark.parametrize("name", ["boca-200dpi-5.5x2", "boca-300dpi-5.5x2"])
def test_on_ticket_stock_the_drawn_card_is_read_and_nothing_is_cut(
    name: str, fonts: FontSource
) -> None:
    view = dataclasses.replace(CARD, code="7KQ2M9XB4TCCVH31ZR5D", issue=2)
    paper = member_card(view, ENGLISH, fonts)
    assert not [line.text for line in paper.texts if line.text.endswith("…")]
    said = " ".join(line.text for line in paper.texts)
    for part in ("Friend", "Nguyễn Thị Minh Khai", "W1-M000012", "Nov 20, 2027", "earlier cards"):
        assert part in said
    profile = FGL_PROFILES[name]
    drawn = read(fgl.encode(paper, profile, fonts), profile.rows, profile.columns).page
    assert [code.text for code in zxingcpp.read_barcodes(drawn)] == [view.code]


def test_on_a_roll_it_is_laid_along_the_paper(fonts: FontSource) -> None:
    view = dataclasses.replace(CARD, code="7KQ2M9XB4TCCVH31ZR5D")
    profile = ESCPOS_PROFILES["TM-T88V"]
    job = escpos.encode_ticket(member_card(view, ENGLISH, fonts), profile, fonts)
    drawn = a_receipt_of(job, ROLLS[profile.name])
    assert [code.text for code in zxingcpp.read_barcodes(drawn)] == [view.code]
