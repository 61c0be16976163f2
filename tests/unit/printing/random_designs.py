"""Designs drawn at random, as TOML: every element, most of them in good places, some not."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from printing.fields import TICKET_FIELDS

LENGTH, WIDTH = 139.7, 50.8

fields = st.sampled_from(TICKET_FIELDS)
conditions = st.one_of(st.just({}), st.builds(dict, when=fields), st.builds(dict, unless=fields))


def millimetres(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low * 10), round(high * 10)).map(lambda tenths: tenths / 10)


@dataclass(frozen=True)
class Part:
    """A part of the stock: left and right edge, top and bottom."""

    left: float
    right: float
    top: float
    bottom: float


MARKS = Part(1.6, 97, 1.6, 30)
BARS = Part(1.6, 97, 31, 49)
CODE = Part(102, 138, 1.6, 49)
ANYWHERE = Part(0, 137, 0, 48)
"""Where nothing need be right."""


@st.composite
def places(
    draw: DrawFn, wide: tuple[float, float], high: tuple[float, float], part: Part = MARKS
) -> dict[str, object]:
    """A box on the paper, in ``part`` where it is not too large for it."""
    width, height = draw(millimetres(*wide)), draw(millimetres(*high))
    x = draw(millimetres(part.left, max(part.left, part.right - width)))
    y = draw(millimetres(part.top, max(part.top, part.bottom - height)))
    return {"x_mm": x, "y_mm": y, "width_mm": width, "height_mm": height}


def in_turn(place: dict[str, object], turn: int) -> dict[str, object]:
    """The same box as an element that is turned has it."""
    across = {"width_mm": place["height_mm"], "height_mm": place["width_mm"]}
    return {**place, **(across if turn in (90, 270) else {}), "rotation": turn}


turns = st.sampled_from((0, 0, 90, 180, 270))


def texts(part: Part) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(
        lambda place, turn, size, more: {**in_turn(place, turn), **more, "size_mm": size},
        places((4, 60), (4, 20), part),
        turns,
        millimetres(1.5, 9),
        st.fixed_dictionaries(
            {
                "text": fields.map(lambda name: f"{{{name}}}"),
                "max_lines": st.integers(1, 4),
                "align": st.sampled_from(("left", "centre", "right")),
                "valign": st.sampled_from(("top", "middle", "bottom")),
                "capitals": st.booleans(),
                "resident": st.booleans(),
            }
        ),
    )


def lines(part: Part) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(
        lambda place, way, dash: {
            "x_mm": place["x_mm"],
            "y_mm": place["y_mm"],
            "length_mm": place["width_mm"],
            "direction": way,
            **({"dash_mm": dash} if dash else {}),
        },
        places((2, 26), (2, 26), part),
        st.sampled_from(("right", "down")),
        st.sampled_from((0, 0.5, 1, 3.3)),
    )


def boxes(part: Part) -> st.SearchStrategy[dict[str, object]]:
    return places((2, 60), (2, 25), part)


def logos(part: Part) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(
        lambda place, turn, shades: {**in_turn(place, turn), "file": "a.png", "shades": shades},
        places((2, 60), (2, 25), part),
        turns,
        st.sampled_from(("threshold", "dither")),
    )


def barcodes(part: Part) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(
        lambda place, turn, text: {
            **in_turn(place, turn),
            **({"text_mm": text} if text else {}),
        },
        places((68, 95), (11, 17), part),
        st.sampled_from((0, 180)),
        st.sampled_from((0, 2.2)),
    )


def codes(part: Part) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(
        lambda place: {"x_mm": place["x_mm"], "y_mm": place["y_mm"], "size_mm": place["width_mm"]},
        places((15, 30), (30, 30), part),
    )


KINDS = {
    "text": (texts, 6, MARKS),
    "line": (lines, 3, MARKS),
    "box": (boxes, 2, MARKS),
    "logo": (logos, 2, MARKS),
    "barcode": (barcodes, 1, BARS),
    "qr": (codes, 1, CODE),
}


@st.composite
def designs(draw: DrawFn) -> str:
    """A document that a person might have written; one in some has an element gone astray."""
    parts = [
        'kind = "ticket"\nname = "Random"\n',
        f"[stock]\nlength_mm = {LENGTH}\nwidth_mm = {WIDTH}\n",
    ]
    if draw(st.booleans()):
        parts.append(f"[stub]\nperforation_mm = {draw(st.sampled_from((99.5, 40)))}\n")
    astray = draw(st.sampled_from((None, None, None, None, *KINDS)))
    for kind, (elements, most, part) in KINDS.items():
        drawn = draw(st.lists(elements(part), min_size=kind == "qr", max_size=most))
        if kind == astray:
            drawn.append(draw(elements(ANYWHERE)))
        for element in drawn:
            condition = {} if kind in ("qr", "barcode") else draw(conditions)
            said = "".join(f"{key} = {_toml(v)}\n" for key, v in {**element, **condition}.items())
            parts.append(f"[[{kind}]]\n{said}")
    return "\n".join(parts)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
