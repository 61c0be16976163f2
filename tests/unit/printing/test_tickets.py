from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.money import Money
from printing.design import BOTTOM, MIDDLE, Shown, TextElement, TicketDesign
from printing.fields import ticket_fields
from printing.fonts import LINE_HEIGHT, FontSource
from printing.paper import TextLine, TicketPaper
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import CODE, a_ticket, general_admission


def said(paper: TicketPaper) -> str:
    return "\n".join(line.text for line in paper.texts)


def a_design(*texts: TextElement) -> TicketDesign:
    return TicketDesign("test", 139.7, 50.8, 0, None, texts, (), (), ())


def an_element(**changes: object) -> TextElement:
    element = TextElement("{production}", 10, 20, 30, 12, 4, 2, max_lines=2)
    return dataclasses.replace(element, **changes)  # type: ignore[arg-type]


def lines_of(
    element: TextElement, words: Words, fonts: FontSource, production: str = "Romeo and Juliet"
) -> tuple[TextLine, ...]:
    return compose(a_ticket(production=production), a_design(element), words, fonts).texts


def test_a_reserved_seat_says_all_it_must(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_ticket(), theatre_ticket, words, fonts)
    text = said(paper)
    for part in (
        "WILLAMETTE BRIDGE SYMPHONY",
        "Saturday, November 21, 2026 · 7:30\u00a0PM",
        "Doors 6:45\u00a0PM",
        "SECTION",
        "$82.50",
        "includes $3.50 fee",
        "7KQ2M 9XB4T",
        "CCVH3 1ZR5D",
        "Adult",
    ):
        assert part in text
    for twice in ("Swan Lake", "Orchestra", "J", "112", "W1-004217"):
        assert text.split("\n").count(twice) == 2, twice
    assert [code.text for code in paper.codes] == [CODE]
    assert "GENERAL" not in text


def test_general_admission_has_no_empty_labels(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    text = said(compose(general_admission(), theatre_ticket, words, fonts))
    assert "GENERAL ADMISSION" in text
    assert "ROW" not in text
    assert "SEAT" not in text
    assert "Doors" not in text


def test_a_ticket_without_fee_says_nothing_of_fees(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_ticket(fee_included=Money(0)), theatre_ticket, words, fonts)
    assert "fee" not in said(paper)


def test_a_ticket_names_fee_and_tax(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    both = a_ticket(tax_included=Money(125))
    assert "with $4.75 fee and tax" in said(compose(both, theatre_ticket, words, fonts))
    tax = a_ticket(fee_included=Money(0), tax_included=Money(125))
    assert "includes $1.25 tax" in said(compose(tax, theatre_ticket, words, fonts))


def test_an_emergency_ticket_has_its_number_and_leaves_room_for_the_price(words: Words) -> None:
    nothing = Money(0)
    view = a_ticket(
        emergency=True,
        order_number="W1-E0012",
        price_type="",
        price=nothing,
        fee_included=nothing,
    )
    fields = ticket_fields(view, words)
    said = [fields[name] for name in ("order", "order_number", "price_type", "price", "fee")]
    assert said == ["W1-E0012", "W1-E0012", "Emergency ticket", "______", ""]


def test_notes_and_holder_are_on_the_paper(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    view = a_ticket(notes=("Restricted view", "DUPLICATE"), holder="Вячеслав Ё")
    text = said(compose(view, theatre_ticket, words, fonts))
    assert "RESTRICTED VIEW · DUPLICATE" in text
    assert "Вячеслав Ё" in text


def test_when_and_unless(words: Words, fonts: FontSource) -> None:
    design = a_design(
        an_element(template="reserved", shown=Shown(when="seat")),
        an_element(template="free", shown=Shown(unless="seat")),
    )
    assert said(compose(a_ticket(), design, words, fonts)) == "reserved"
    assert said(compose(general_admission(), design, words, fonts)) == "free"


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, [(10, 20), (10, 24.8)]),
        (90, [(17.2, 20), (12.4, 20)]),
        (180, [(10, 27.2), (10, 22.4)]),
        (270, [(10, 20), (14.8, 20)]),
    ],
)
def test_turned_lines_follow_the_reading(
    turn: int, expected: list[tuple[float, float]], words: Words, fonts: FontSource
) -> None:
    lines = lines_of(an_element(turn=turn), words, fonts)
    assert [line.text for line in lines] == ["Romeo and", "Juliet"] or len(lines) == 2
    assert [(line.x_mm, line.y_mm) for line in lines] == [pytest.approx(p) for p in expected]


def test_vertical_alignment(words: Words, fonts: FontSource) -> None:
    def top_of(valign: str) -> float:
        (line,) = lines_of(an_element(valign=valign), words, fonts, "Tosca")
        return line.y_mm

    spare = 12 - 4 * LINE_HEIGHT
    assert top_of(MIDDLE) == pytest.approx(20 + spare / 2)
    assert top_of(BOTTOM) == pytest.approx(20 + spare)


anything = st.text(st.characters(), max_size=300)


@given(production=anything, holder=anything, section=anything, row=anything, note=anything)
def test_nothing_leaves_its_box_whatever_the_names(
    production: str,
    holder: str,
    section: str,
    row: str,
    note: str,
    theatre_ticket: TicketDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    view = a_ticket(
        production=production, holder=holder, section=section, row=row, notes=(note, note)
    )
    paper = compose(view, theatre_ticket, words, fonts)
    for line in paper.texts:
        assert line.x_mm >= theatre_ticket.clear_mm
        assert line.y_mm >= theatre_ticket.clear_mm
        assert line.y_mm + line.size_mm * LINE_HEIGHT <= theatre_ticket.width_mm
        width = fonts.width_em(line.text, bold=line.bold) * line.size_mm
        assert width <= line.width_mm + 1e-6
    assert compose(view, theatre_ticket, words, fonts) == paper


def test_notes_are_worded_and_the_venues_own_stay(words: Words) -> None:
    view = a_ticket(notes=("restricted_view", "companion", "wheelchair", "duplicate", "Own words"))
    said = ticket_fields(view, words)["notes"]
    assert said == "Restricted view · Companion seat · Wheelchair space · DUPLICATE · Own words"
