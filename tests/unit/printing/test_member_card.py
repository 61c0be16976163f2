"""A member's card on the receipt printer."""

from __future__ import annotations

import dataclasses
import gettext
from datetime import date

from pos.views.papers import MemberCardView
from printing import escpos, slips
from printing.fonts import FontSource
from printing.paper import ReceiptCode
from printing.profiles import ESCPOS_PROFILES
from printing.words import Words
from tests.unit.printing.builders import ZONE

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
