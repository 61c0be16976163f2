from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from hardware.simulators.fgl_drawing import DRAWING, draw_wrapped
from hardware.simulators.fgl_page import FACES, STOCKS, FglPage, OutOfBounds
from hardware.simulators.fgl_tokens import Do, Dots, FglTokens, Say, Wrapped

STOCK = STOCKS["boca-200dpi-5.5x2"]


def drawn(data: bytes) -> FglPage:
    page = FglPage(STOCK)
    for token in FglTokens().feed(data):
        match token:
            case Do() if token.name in DRAWING:
                DRAWING[token.name](page, token)
            case Say():
                page.text(token.data)
            case Dots():
                page.dots(token.data)
            case Wrapped():
                draw_wrapped(page, token)
    return page


def ink(page: FglPage) -> tuple[int, int, int, int]:
    """Where the ink is: first column and row, column and row behind the last."""
    box = page.paper().convert("L").point(lambda level: 255 - level).getbbox()
    assert box is not None
    return box


def black(page: FglPage, row: int, column: int) -> bool:
    return page.paper().getpixel((column, row)) == 0


def test_a_page_is_the_size_of_its_stock_and_blank() -> None:
    page = FglPage(STOCK)
    assert page.paper().size == (1100, 400)
    assert page.blank
    assert page.paper().getextrema() == (255, 255)


def test_dots_are_columns_of_eight_most_significant_on_top() -> None:
    page = drawn(b"<RC10,20><G3>\x80\x01\xff")
    assert [black(page, 10 + bit, 20) for bit in range(8)] == [True] + [False] * 7
    assert [black(page, 10 + bit, 21) for bit in range(8)] == [False] * 7 + [True]
    assert all(black(page, 10 + bit, 22) for bit in range(8))
    assert page.pen.column == 23


def test_hexadecimal_dots_are_the_same() -> None:
    raw, hexed = drawn(b"<RC10,20><G3>\x80\x01\xff"), drawn(b"<RC10,20><g6>8001FF")
    assert raw.paper().tobytes() == hexed.paper().tobytes()


def test_dots_add_to_what_is_there_unless_told_to_overwrite() -> None:
    both = drawn(b"<RC0,0><G1>\xf0<RC0,0><G1>\x0f")
    assert all(black(both, row, 0) for row in range(8))
    over = drawn(b"<OWE><RC0,0><G1>\xf0<RC0,0><G1>\x0f")
    assert [black(over, row, 0) for row in range(8)] == [False] * 4 + [True] * 4


def test_lines_and_boxes() -> None:
    assert ink(drawn(b"<RC100,50><LT3><HX200>")) == (50, 100, 250, 103)
    assert ink(drawn(b"<RC100,50><LT3><VX200>")) == (50, 100, 53, 300)
    box = drawn(b"<RC100,50><LT2><BX40,60>")
    assert ink(box) == (50, 100, 110, 140)
    assert black(box, 101, 51)
    assert not black(box, 102, 52)


def test_the_line_goes_back_to_one_dot_after_each_shape() -> None:
    assert ink(drawn(b"<RC100,50><LT9><HX10><RC200,50><HX10>"))[3] == 201


@pytest.mark.parametrize(
    "data",
    [
        b"<RC384,0>",
        b"<RC0,1050>",
        b"<RC380,0><G1>\xff",
        b"<RC0,1049><G2>\xff\xff",
        b"<RC10,1000><HX51>",
        b"<RC300,10><VX85>",
        b"<RC300,10><BX85,10>",
    ],
)
def test_what_is_not_on_the_ticket_is_refused(data: bytes) -> None:
    with pytest.raises(OutOfBounds):
        drawn(data)


@pytest.mark.parametrize("face", sorted(FACES))
def test_letters_keep_their_documented_step(face: int) -> None:
    page = drawn(b"<F%d><RC0,0>MMMM" % face)
    assert page.pen.column == 4 * FACES[face].advance
    right, bottom = ink(page)[2:]
    assert right <= page.pen.column
    assert bottom <= FACES[face].line or bottom <= FACES[face].height


def test_scale_takes_height_first_and_the_box_width_first() -> None:
    assert drawn(b"<F3><HW1,2>MM").pen.column == 2 * 2 * 20
    assert drawn(b"<F3><HW2,1>MM").pen.column == 2 * 20
    assert drawn(b"<F3><BS30,40>MM").pen.column == 60
    assert drawn(b"<F3><HW2,2><SD2>MM").pen.column == 40


def test_turned_text_runs_where_it_should() -> None:
    left, top, right, bottom = ink(drawn(b"<RC100,500><RR><F3>MMMM"))
    assert (right <= 500, top >= 100, bottom > 160) == (True, True, True)
    left, top, right, bottom = ink(drawn(b"<RC100,500><RL><F3>MMMM"))
    assert (left >= 500, bottom <= 100, top < 60) == (True, True, True)
    left, top, right, bottom = ink(drawn(b"<RC100,500><RU><F3>MMMM"))
    assert (right <= 500, bottom <= 100, left < 440) == (True, True, True)


def test_lines_ignore_the_rotation() -> None:
    assert ink(drawn(b"<RR><RC100,50><HX200>")) == (50, 100, 250, 101)


def test_inverse_letters_are_white_on_black() -> None:
    plain, inverse = drawn(b"<F3><RC0,0>M"), drawn(b"<EI><F3><RC0,0>M<DI>")
    cell = (0, 0, 20, 33)
    white = plain.paper().crop(cell).convert("L").histogram()[255]
    assert inverse.paper().crop(cell).convert("L").histogram()[0] == white


def test_fields_centre_and_align_right() -> None:
    centred = ink(drawn(b"<F3><RC0,100><CTR400>~MM~"))
    assert abs((centred[0] + centred[2]) / 2 - 300) < 8
    assert 490 <= ink(drawn(b"<F3><RC0,100><RTJ400>~MM~"))[2] <= 500


def test_letters_over_the_edge_are_cut_off_and_noted() -> None:
    page = drawn(b"<F3><RC0,1000>MMMMM")
    assert page.pen.clipped
    assert ink(page)[2] <= STOCK.columns


@pytest.mark.parametrize("turn", [b"NR", b"RR", b"RU", b"RL"])
def test_letters_that_begin_beyond_the_edge_are_only_noted(turn: bytes) -> None:
    page = drawn(b"<F3><" + turn + b">" + b"M" * 60 + b"<F9>MMM")
    assert page.pen.clipped


def test_half_a_ticket() -> None:
    page = drawn(b"<RC0,0><G1>\xff")
    assert page.paper(half=True).size == (550, 400)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<RC100,300><QR6,0,1,3>{7KQ2M9XB4TCCVH31ZR5D}", "7KQ2M9XB4TCCVH31ZR5D"),
        (b"<RC100,300><QR>{plain}", "plain"),
        (b"<RC100,100><X2><OP8>^ABC123^", "ABC123"),
        (b"<RC100,100><X3><oP8>^W1-004217^", "W1-004217"),
        (b"<RC40,300><X2><oL8>^ABC1^", "ABC1"),
        (b"<RC100,100><X2><NP8>*CODE39*", "CODE39"),
        (b"<RC100,100><X3><FP8>:12345678:", "12345678"),
        (b"<RC100,100><X2><BI><F2><OP8>^READ1^", "READ1"),
    ],
)
def test_codes_are_read_by_a_real_decoder(data: bytes, text: str) -> None:
    image: Image.Image = drawn(data).paper().convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [text]


@pytest.mark.parametrize(
    "data",
    [
        b"<FP8>:123:",
        b"<FP8>:12a4:",
        b"<QR2>{x}",
        b"<QR6,0,2>{text}",
        b"<QR6,0,0,4>{x}",
        b"<NP8>*\x7f*",
        b"<F14>",
        b"<HW0,1>",
        b"<HW17,1>",
        b"<BS0,9>",
        b"<SD0>",
        b"<X10>",
        b"<LT0>",
        b"<HX0>",
    ],
)
def test_values_that_make_no_sense_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        drawn(data)
