"""Code 128 as bars and gaps: sets B and C, the check character, the shortest form.

Drawn here and not by a printer: its own command needs a closing delimiter, which no name may meet,
and firmwares differ about narrow bars. Source: ISO/IEC 15417, table of bar widths.
"""

from __future__ import annotations

QUIET_MODULES = 10
"""Blank modules before and behind the bars that readers rely on."""

_START = {"B": 104, "C": 105}
_SWITCH = {"B": 99, "C": 100}
"""What is said in one set to go on in the other one."""
_STOP = 106
_CHECK_BASE = 103

_WIDTHS = (  # noqa: SIM905  # a table that can be compared with the standard
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 "
    "112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 "
    "311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 "
    "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 "
    "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
"""Bar, gap, bar, ... in modules, by value."""


def modules(text: str) -> str:
    """Return the code's modules from left to right, ``1`` is a bar, without the quiet zones.

    ``text`` is printable ASCII; anything else cannot be said and raises ValueError.
    """
    values = _values(text)
    check = (values[0] + sum(i * value for i, value in enumerate(values))) % _CHECK_BASE
    return "".join(_bars(value) for value in (*values, check, _STOP))


def _bars(value: int) -> str:
    return "".join("10"[place % 2] * int(width) for place, width in enumerate(_WIDTHS[value]))


def _values(text: str) -> tuple[int, ...]:
    """Return the fewest values that say ``text``, the start included.

    Worked out from the end: how the rest is best said when it begins in set B, or in set C, where
    one value is two digits.
    """
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError("Code 128 holds printable ASCII")
    best: list[dict[str, tuple[int, ...] | None]] = [{"B": (), "C": ()}]
    for at in range(len(text) - 1, -1, -1):
        pair = text[at : at + 2]
        after = best[-1]["B"] or ()
        in_b = (ord(text[at]) - 32, *after)
        behind = best[-2]["C"] if len(pair) == 2 and pair.isdigit() else None
        in_c = None if behind is None else (int(pair), *behind)
        step = {"B": in_b, "C": in_c}
        if in_c is not None and len(in_c) + 1 < len(in_b):
            step["B"] = (_SWITCH["B"], *in_c)
        if in_c is None or len(in_b) + 1 < len(in_c):
            step["C"] = (_SWITCH["C"], *in_b)
        best.append(step)
    whole = [(_START[name], *rest) for name, rest in best[-1].items() if rest is not None]
    return min(whole, key=len)
