"""The palette, held to its promises: contrast, and colours that every eye can tell apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from kiosk.theme import (
    ASSETS,
    DAY,
    HOUSE_DARK,
    REFERENCE_DOTS_PER_MM,
    Colours,
    contrast,
    day,
    house_dark,
    theme_named,
)

BOTH = pytest.mark.parametrize("colours", [DAY, HOUSE_DARK], ids=["day", "house-dark"])

TEXT_ON = [
    ("text", "ground"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text_soft", "ground"),
    ("text_soft", "surface"),
    ("text_soft", "sunken"),
    ("text_soft", "stage"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("accent", "sunken"),
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    ("on_accent_soft", "accent_soft"),
    ("on_rail", "rail"),
    ("on_rail_soft", "rail"),
    ("on_rail_chosen", "rail_chosen"),
    ("good", "good_soft"),
    ("good", "surface"),
    ("warning", "warning_soft"),
    ("warning", "surface"),
    ("danger", "danger_soft"),
    ("danger", "surface"),
    ("danger", "ground"),
    ("on_danger", "danger"),
    ("on_seat_cart", "seat_cart"),
]
PARTS_ON = [
    ("border", "ground"),
    ("border", "surface"),
    ("border", "sunken"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("danger", "surface"),
    ("seat_cart", "surface"),
    ("on_rail", "rail_chosen"),
]


@BOTH
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_has_contrast_enough(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@BOTH
@pytest.mark.parametrize(("part", "ground"), PARTS_ON)
def test_parts_of_controls_have_contrast_enough(colours: Colours, part: str, ground: str) -> None:
    assert contrast(getattr(colours, part), getattr(colours, ground)) >= 3.0


@BOTH
def test_seats_stand_out_and_numbers_on_them_can_be_read(colours: Colours) -> None:
    assert [z for z in colours.zones if contrast(z, colours.surface) < 3.0] == []
    assert [z for z in colours.zones if contrast(z, colours.on_seat) < 3.0] == []
    readable = [z for z in colours.zones[:5] if contrast(z, colours.on_seat) >= 4.5]
    assert len(readable) == 5


# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
_EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TELLABLE = 10.0
"""CIE76 distance; a just noticeable difference is about 2.3."""


def _linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def _lab(colour: str, eye: str) -> tuple[float, float, float]:
    rgb = _linear(colour)
    r, g, b = (
        min(max(sum(m * c for m, c in zip(row, rgb, strict=True)), 0), 1) for row in _EYES[eye]
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@BOTH
@pytest.mark.parametrize("eye", _EYES)
def test_zones_are_told_apart_by_every_eye(colours: Colours, eye: str) -> None:
    """The first six zones; no demo hall has more."""
    near = []
    for one, other in combinations(colours.zones[:6], 2):
        distance = sum((a - b) ** 2 for a, b in zip(_lab(one, eye), _lab(other, eye), strict=True))
        if distance**0.5 < _TELLABLE:
            near.append((one, other, round(distance**0.5, 1)))
    assert near == []


def test_sizes_are_millimetres_on_any_screen() -> None:
    assert day().mm(15) == 60
    assert day().mm(12) == 48
    dense = day(2 * REFERENCE_DOTS_PER_MM)
    assert (dense.mm(15), dense.mm(12), dense.px(4)) == (120, 96, 8)


def test_a_hair_line_never_vanishes() -> None:
    coarse = day(1.0)
    assert coarse.px(1) == 1
    assert coarse.px(0) == 0


def test_the_style_sheet_has_no_open_token_and_follows_the_theme() -> None:
    light, dark = day().style_sheet(), house_dark().style_sheet()
    assert "$" not in light
    assert DAY.surface in light
    assert HOUSE_DARK.surface in dark
    assert light != dark


def test_the_style_sheet_names_only_tokens_that_exist() -> None:
    names = set(Colours._fields)
    sheet = (ASSETS / "style" / "foyer.qss").read_text(encoding="utf-8")
    used = {word.strip("$;") for word in sheet.split() if word.startswith("$")}
    assert {name for name in used if not name.isdigit() and not name.startswith("mm")} <= names


def test_a_theme_is_found_by_name() -> None:
    assert theme_named("house-dark").dark
    assert not theme_named("day").dark
    assert not theme_named("nonsense").dark
