from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import FileRefused
from pos.views.cash import Finding
from printing.design import Box, ReceiptDesign, TicketDesign
from printing.designfile import receipt_design, ticket_design
from printing.fgl import check as check_printable
from printing.fields import TICKET_FIELDS, ticket_fields
from printing.fonts import FontSource
from printing.profiles import FGL_PROFILES
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import a_ticket

BARE = """
kind = "ticket"
name = "Bare"
[stock]
length_mm = 139.7
width_mm = 50.8
[stub]
perforation_mm = 100
[[qr]]
x_mm = 70
y_mm = 5
size_mm = 20
"""


def text(**keys: object) -> str:
    """A [[text]] table; a key given as None is left out."""
    element = {"text": '"{production}"', "x_mm": 5, "y_mm": 5, "width_mm": 40, "size_mm": 4} | keys
    lines = [f"{key} = {value}" for key, value in element.items() if value is not None]
    return "\n".join(["[[text]]", *lines, ""])


def faults(document: str) -> list[tuple[str, str]]:
    with pytest.raises(FileRefused) as refused:
        ticket_design(document.encode(), "t.toml")
    findings = refused.value.findings
    assert refused.value.params == {"file": "t.toml", "count": len(findings)}
    assert all(isinstance(finding, Finding) and finding.severity == "error" for finding in findings)
    return [(f.code, f.subject.partition(" (line")[0]) for f in findings]  # type: ignore[attr-defined]


def told(document: str) -> list[tuple[str, str, tuple[str, ...]]]:
    with pytest.raises(FileRefused) as refused:
        ticket_design(document.encode(), "t.toml")
    findings = refused.value.findings
    return [(f.code, f.subject, f.evidence) for f in findings if isinstance(f, Finding)]


def test_the_shipped_ticket_is_sound(theatre_ticket: TicketDesign) -> None:
    assert theatre_ticket.perforation_mm == 101.6
    assert len(theatre_ticket.codes) == 1
    on_the_stub = [t for t in theatre_ticket.texts if t.x_mm > 101.6]
    assert any("{seat}" in t.template for t in on_the_stub)


@pytest.mark.parametrize("profile", ["boca-200dpi-5.5x2", "boca-300dpi-5.5x2"])
def test_the_shipped_ticket_fits_the_printers(
    profile: str, theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_ticket(notes=("Restricted view",)), theatre_ticket, words, fonts)
    assert check_printable(paper, FGL_PROFILES[profile]) == ()


def test_the_shipped_receipt_is_sound(receipt_80mm: ReceiptDesign) -> None:
    assert receipt_80mm.blocks[0].kind == "header"


def test_a_design_with_a_text() -> None:
    design = ticket_design((BARE + text(size_mm=None, size_pt=12, rotation=90)).encode(), "t")
    (element,) = design.texts
    assert element.size_mm == pytest.approx(4.233)
    assert element.shrink_to_mm == element.size_mm
    assert element.box == Box(5, 5, element.height_mm, 40)


def test_a_file_with_a_byte_order_mark_reads() -> None:
    assert ticket_design(b"\xef\xbb\xbf" + BARE.encode(), "t").name == "Bare"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (text(colour='"red"'), ("design_key_unknown", "text[1].colour")),
        (text(text=None), ("design_key_missing", "text[1].text")),
        (text(text='" "'), ("design_value_wrong", "text[1].text")),
        (text(text='"{producton}"'), ("design_field_misspelt", "text[1].text")),
        (text(when='"seats"'), ("design_field_misspelt", "text[1].when")),
        (text(unless='"seats"'), ("design_field_misspelt", "text[1].unless")),
        (text(x_mm='"left"'), ("design_value_wrong", "text[1].x_mm")),
        (text(x_mm="true"), ("design_value_wrong", "text[1].x_mm")),
        (text(x_mm="nan"), ("design_value_wrong", "text[1].x_mm")),
        (text(size_mm=0.5), ("design_value_wrong", "text[1].size_mm")),
        (text(size_mm=None), ("design_key_missing", "text[1].size_mm")),
        (text(shrink_to_mm=6), ("design_value_wrong", "text[1].shrink_to_mm")),
        (text(weight='"heavy"'), ("design_value_wrong", "text[1].weight")),
        (text(align='"justify"'), ("design_value_wrong", "text[1].align")),
        (text(rotation=45), ("design_value_wrong", "text[1].rotation")),
        (text(max_lines=0), ("design_value_wrong", "text[1].max_lines")),
        (text(max_lines=1.5), ("design_value_wrong", "text[1].max_lines")),
        (text(resident='"yes"'), ("design_value_wrong", "text[1].resident")),
        (text(x_mm=0), ("design_outside_stock", "text[1]")),
        (text(y_mm=46), ("design_outside_stock", "text[1]")),
        (text(x_mm=90, width_mm=20, y_mm=40), ("design_crosses_perforation", "text[1]")),
        (text(x_mm=60, width_mm=20), ("design_crowds_code", "text[1]")),
        (text(rotation=90, width_mm=48), ("design_outside_stock", "text[1]")),
        (
            "[[line]]\nx_mm = 5\ny_mm = 6\nlength_mm = 80\n",
            ("design_crowds_code", "line[1]"),
        ),
        (
            "[[box]]\nx_mm = 90\ny_mm = 30\nwidth_mm = 30\nheight_mm = 5\n",
            ("design_crosses_perforation", "box[1]"),
        ),
        (
            '[[line]]\nx_mm = 5\ny_mm = 40\nlength_mm = 20\ndirection = "down"\n',
            ("design_outside_stock", "line[1]"),
        ),
        ("[[qr]]\nx_mm = 5\ny_mm = 5\nsize_mm = 10\n", ("design_value_wrong", "qr[1].size_mm")),
    ],
)
def test_each_fault_is_named_with_its_place(element: str, expected: tuple[str, str]) -> None:
    place_of_second_qr = BARE.replace("[[qr]]", "[[qr]]") + element
    found = faults(place_of_second_qr)
    assert (expected[0], expected[1].replace("qr[1]", "qr[2]")) in found


def test_all_faults_are_listed_at_once() -> None:
    document = BARE.replace('"ticket"', '"poster"') + text(colour='"red"', size_mm=None) + "x = 1\n"
    assert faults(document) == [
        ("design_value_wrong", "kind"),
        ("design_key_unknown", "text[1].colour"),
        ("design_key_unknown", "text[1].x"),
        ("design_key_missing", "text[1].size_mm"),
    ]


def test_a_key_misspelt_everywhere_is_one_fault() -> None:
    document = BARE + (text() * 5).replace("width_mm", "widht_mm")
    assert told(document) == [
        ("design_key_misspelt", "text[1].widht_mm (line 17), 5 times", ("width_mm",))
    ]
    elsewhere = document + "[[box]]\nwidht_mm = 3\nx_mm = 4\ny_mm = 30\nheight_mm = 4\n"
    assert [subject for _, subject, _ in told(elsewhere)] == [
        "text[1].widht_mm (line 17), 5 times",
        "box[1].widht_mm (line 44)",
    ]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (text(x_mm='"60"'), ("design_value_quoted", "text[1].x_mm (line 15)", ("a number", "60"))),
        (
            text(bold='"true"', resident='"true"'),
            ("design_value_quoted", "text[1].resident (line 20)", ("true or false", "true")),
        ),
        (
            text(max_lines='"2"'),
            ("design_value_quoted", "text[1].max_lines (line 19)", ("a number", "2")),
        ),
    ],
)
def test_a_quoted_number_is_called_so(
    element: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    assert expected in told(BARE + element)


def test_a_wrong_value_is_blamed_alone() -> None:
    """Neither ``shrink_to_mm`` nor the place of the element is blamed for it."""
    for wrong in (text(size_mm=0.4, shrink_to_mm=3), text(x_mm='"60"'), text(y_mm='"top"')):
        assert len(told(BARE + wrong)) == 1
    for right, wrong in (("width_mm = 50", "widht_mm = 50"), ("_mm = 100", '_mm = "100"')):
        assert len(told(BARE.replace(right, wrong) + text())) == 1


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{company.__class__}", ("design_field_misspelt", ("company.__class__", "company"))),
        ("{company:>99}", ("design_field_misspelt", ("company:>99", "company"))),
        ("{ company }", ("design_field_misspelt", (" company ", "company"))),
        ("{company", ("design_field_misspelt", ("{company", "company"))),
        ("company}", ("design_field_unknown", ("}",))),
        ("{}", ("design_field_unknown", ("",))),
        ("{0}", ("design_field_unknown", ("0",))),
    ],
)
def test_only_plain_fields_stand_in_braces(
    template: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    [(code, subject, evidence)] = told(BARE + text(text=f'"{template}"'))
    assert (code, evidence) == expected
    assert subject == "text[1].text (line 14)"


def test_what_crowds_a_code_names_it_and_how_far() -> None:
    assert told(BARE + text(x_mm=60, width_mm=13)) == [
        ("design_crowds_code", "text[1] (line 13)", ("qr[1] (line 9)", "3.0 mm"))
    ]


def test_long_values_end_in_an_ellipsis() -> None:
    [(_, _, (shown, _))] = told(BARE + text(align=f'"{"x" * 300}"'))
    assert shown == "x" * 79 + "…"


def test_a_ticket_needs_stock_and_code() -> None:
    assert faults('kind = "ticket"\nname = "x"\n') == [
        ("design_key_missing", "stock"),
        ("design_no_code", "qr"),
    ]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (b'kind = "ticket"\nname = \n', "line 2"),
        (b'kind = "ticket"\nname = "\xff"\n', "line 2"),
        (b"a = 1\na = 2\n", "line 2"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(document: bytes, place: str) -> None:
    with pytest.raises(FileRefused) as refused:
        ticket_design(document, "t.toml")
    (finding,) = refused.value.findings
    assert isinstance(finding, Finding)
    assert (finding.code, finding.subject) == ("design_unreadable", place)


def test_wrong_shapes_are_refused() -> None:
    assert ("design_value_wrong", "text") in faults(BARE + '[text]\ntext = "x"\n')
    assert ("design_value_wrong", "stock") in faults('kind = "ticket"\nname = "x"\nstock = 3\n')
    assert ("design_value_wrong", "name") in faults(BARE.replace('"Bare"', "7"))


def test_a_receipt_may_not_leave_out_what_patrons_must_see() -> None:
    with pytest.raises(FileRefused) as refused:
        receipt_design(b'kind = "receipt"\nname = "x"\n[[block]]\nkind = "header"\n', "r.toml")
    missing = {f.evidence[0] for f in refused.value.findings if isinstance(f, Finding)}
    assert {"fees", "policy", "total", "change"} <= missing
    assert "header" not in missing


def test_a_receipt_text_block_needs_its_text(receipt_80mm: ReceiptDesign) -> None:
    path = Path(__file__).parents[3] / "assets" / "designs" / "receipt-80mm.toml"
    document = path.read_bytes() + b'\n[[block]]\nkind = "text"\n[[block]]\nkind = "picture"\n'
    with pytest.raises(FileRefused) as refused:
        receipt_design(document, "r.toml")
    first = len(receipt_80mm.blocks) + 1
    found = [f for f in refused.value.findings if isinstance(f, Finding)]
    assert [(f.code, f.subject.partition(" (line")[0]) for f in found] == [
        ("design_key_missing", f"block[{first}].text"),
        ("design_value_wrong", f"block[{first + 1}].kind"),
    ]


@given(document=st.binary(max_size=200))
def test_no_bytes_crash_the_reader(document: bytes) -> None:
    with pytest.raises(FileRefused):
        ticket_design(document, "t.toml")
    with pytest.raises(FileRefused):
        receipt_design(document, "r.toml")


def test_every_field_is_filled(words: Words) -> None:
    assert tuple(ticket_fields(a_ticket(), words)) == TICKET_FIELDS


def test_the_readme_lists_every_field() -> None:
    readme = (Path(__file__).parents[3] / "printing" / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| field | says |\n")[2].partition("\n\n")[0]
    names = [name for row in table.splitlines() for name in row.split("|")[1].split("`")[1::2]]
    assert tuple(names) == TICKET_FIELDS
