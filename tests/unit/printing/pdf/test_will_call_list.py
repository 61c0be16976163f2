"""The will-call list, read back from its PDF."""

from __future__ import annotations

import io
from dataclasses import replace

from pypdf import PdfReader

from pos.views.will_call import WillCallListView
from pos.views.will_call_rules import AskId
from printing.fonts import FontSource
from printing.pdf.will_call_list import will_call_list_pdf
from printing.words import Words
from tests.unit.printing.outage_samples import KIT

LIST = WillCallListView(
    performance_id=KIT.performance_id,
    code=KIT.code,
    performance=KIT.production,
    starts_at=KIT.starts_at,
    hall=KIT.hall,
    company=KIT.company,
    as_of=KIT.as_of,
    ask=AskId.ID_AND_CARD,
    lines=KIT.will_call,
)


def pages(view: WillCallListView, words: Words, fonts: FontSource) -> list[str]:
    reader = PdfReader(io.BytesIO(will_call_list_pdf(view, words, fonts)))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]


def test_who_waits_stands_there_by_name_with_what_is_owing(words: Words, fonts: FontSource) -> None:
    assert will_call_list_pdf(LIST, words, fonts) == will_call_list_pdf(LIST, words, fonts)
    (said,) = pages(LIST, words, fonts)
    for part in (
        "Willamette Bridge Symphony Will call Symphony No. 9, Dvořák: From the New World",
        "Sat, Nov 21, 7:30 PM · Main Hall, Test House",
        "3 orders · 6 tickets · To pay: $45.00",
        "as of Sat, Nov 21, 7:12 PM · Ask for a photo ID and the card that paid.",
        "Name Places To pay Tickets Signature",
        "Bo Ábel 78 Ask for ID Orchestra B 3 $45.00 1 to print",
        "Łucja Ødegård-Falk W-1 · …4471 May also collect: Kim Falk 3 places Paid",
        "Ana Zimmer 77 · …0019 Orchestra A 1, 2 Paid 2 to print",
    ):
        assert part in said
    places = [said.index(line.name) for line in LIST.lines]
    assert places == sorted(places)
    handed = replace(LIST.lines[1], given=1, filed=1)
    (said,) = pages(replace(LIST, ask=AskId.NONE, lines=(handed,)), words, fonts)
    assert "1 order · 3 tickets · 1 given out" in said
    assert "1 of 3 given out, 1 in the box, 1 to print" in said
    assert "Ask for" not in said
    assert "Nobody waits." in pages(replace(LIST, lines=()), words, fonts)[0]


def test_each_page_of_a_long_list_has_its_head_and_its_hour(
    words: Words, fonts: FontSource
) -> None:
    found = pages(replace(LIST, lines=LIST.lines * 8), words, fonts)
    assert len(found) == 2
    for said in found:
        assert "Name Places To pay Tickets Signature" in said
        assert "as of Sat, Nov 21, 7:12 PM" in said
    assert sum(said.count("Łucja Ødegård-Falk") for said in found) == 8
