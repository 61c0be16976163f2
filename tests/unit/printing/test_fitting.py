from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from printing.fitting import ELLIPSIS, Room, fit, wrap, wrap_hard
from printing.fonts import LINE_HEIGHT, FontSource


def columns(text: str) -> float:
    return len(text)


def test_a_short_text_keeps_the_full_size(fonts: FontSource) -> None:
    fitted = fit("Swan Lake", Room(70, 13, 2), 9.0, 4.2, fonts, bold=True)
    assert fitted.lines == ("Swan Lake",)
    assert fitted.size_mm == 9.0
    assert not fitted.cut


def test_a_longer_one_shrinks_before_it_is_cut(fonts: FontSource) -> None:
    fitted = fit("Sinfonia concertante in E flat", Room(40, 5, 1), 4.0, 2.0, fonts, bold=False)
    assert fitted.lines == ("Sinfonia concertante in E flat",)
    assert 2.0 < fitted.size_mm < 4.0


def test_wrapping_wins_where_it_allows_a_larger_size(fonts: FontSource) -> None:
    text = "Symphony No. 9 in D minor, Op. 125 Choral"
    one = fit(text, Room(60, 13, 1), 9.0, 2.0, fonts, bold=True)
    two = fit(text, Room(60, 13, 2), 9.0, 2.0, fonts, bold=True)
    assert len(two.lines) == 2
    assert two.size_mm > one.size_mm


def test_the_rest_ends_in_an_ellipsis(fonts: FontSource) -> None:
    fitted = fit("word " * 100 + "end", Room(40, 6, 2), 3.0, 2.0, fonts, bold=False)
    assert fitted.cut
    assert len(fitted.lines) == 2
    assert fitted.lines[-1].endswith(ELLIPSIS)


def test_a_word_wider_than_the_room_is_broken(fonts: FontSource) -> None:
    fitted = fit("W" * 60, Room(40, 10, 4), 3.0, 2.0, fonts, bold=False)
    assert "".join(fitted.lines).replace(ELLIPSIS, "") == "W" * 60
    assert len(fitted.lines) > 1


def test_double_names_break_after_the_hyphen() -> None:
    assert wrap("Anna Smith-Jones", 11, columns) == ("Anna Smith-", "Jones")
    assert wrap("Anna Smith-Jones", 10, columns) == ("Anna", "Smith-", "Jones")
    assert wrap("Anna Smith-Jones", 5, columns) is None


def test_lines_are_filled_to_the_last_column() -> None:
    assert wrap("abc de fghij", 6, columns) == ("abc de", "fghij")
    assert wrap_hard("abcdefgh ij", 4, columns) == ("abcd", "efgh", "ij")
    assert wrap_hard("", 4, columns) == ("",)


words_and_hyphens = st.text(st.sampled_from("ab -W…"), max_size=80).map(
    lambda text: " ".join(part for part in text.split(" ") if part)
)


@given(words_and_hyphens, st.integers(1, 30))
def test_no_line_is_too_long_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap_hard(text, width, columns)
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(
    text=words_and_hyphens.filter(bool),
    width=st.floats(2, 80),
    height=st.floats(1, 20),
    lines=st.integers(1, 4),
)
def test_the_box_is_never_left(
    text: str, width: float, height: float, lines: int, fonts: FontSource
) -> None:
    fitted = fit(text, Room(width, height, lines), 5.0, 1.5, fonts, bold=True)
    assert len(fitted.lines) <= lines
    assert 1.5 <= fitted.size_mm <= 5.0
    if len(fitted.lines) > 1:
        assert len(fitted.lines) * fitted.size_mm * LINE_HEIGHT <= height + 1e-4
    for line in fitted.lines:
        # One letter, or the ellipsis alone, may be wider than a very narrow box.
        assert len(line) <= 1 or fonts.width_em(line, bold=True) * fitted.size_mm <= width + 1e-6
    assert fit(text, Room(width, height, lines), 5.0, 1.5, fonts, bold=True) == fitted
    if not fitted.cut:
        assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")
