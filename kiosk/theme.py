"""Colours, sizes and type of every screen, and the style sheet made from them.

Two themes, *day* and *house-dark*. Lengths are given in reference pixels, at which a millimetre is
3.97 dots (1280x800 on a 15-inch screen); ``Theme.px`` turns them into dots of the real screen, so
that 60 is 15 mm everywhere. All text colours keep 4.5:1 on the grounds they are used on and parts
of controls 3:1; tests hold that over the whole palette.

Must not know: what any screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QApplication, QWidget

ASSETS = Path(__file__).resolve().parent.parent / "assets"
"""Pictures, style sheet, sounds and translations that ship with Foyer."""

REFERENCE_DOTS_PER_MM = 3.97
"""1280x800 on a 15-inch screen: 15 mm are 60 px, 12 mm are 48 px. Stands in where a screen
reports nonsense."""

_BELIEVABLE_DOTS_PER_MM = (2.4, 12.0)
"""60 to 300 dots an inch: from a television on the wall to a dense tablet."""

MAIN_BUTTON_MM = 15.0
TOUCH_MM = 12.0
TARGET_GAP = 8
"""Reference pixels between two things that can be touched."""

FAMILY = "Roboto"
_WEIGHTS = ("Regular", "Medium", "Bold")


class Colours(NamedTuple):
    """One theme's colours as #rrggbb. A name ending in ``_soft`` is a ground for text in the
    colour before it."""

    ground: str
    surface: str
    sunken: str
    line: str
    border: str
    """Edge of a control: 3:1 on ground and surface."""
    text: str
    text_soft: str
    accent: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    focus: str
    rail: str
    on_rail: str
    on_rail_soft: str
    rail_chosen: str
    on_rail_chosen: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    scrim: str
    """#aarrggbb: laid over what waits behind a panel."""
    disabled: str
    disabled_ground: str
    seat_gone: str
    seat_cart: str
    on_seat_cart: str
    on_seat: str
    stage: str
    zones: tuple[str, ...]
    """By zone position; told apart by colour-blind eyes and 3:1 on surface."""


DAY = Colours(
    ground="#f5f3ef",
    surface="#ffffff",
    sunken="#ece9e3",
    line="#ddd9d0",
    border="#86828f",
    text="#1b1a22",
    text_soft="#57545f",
    accent="#4038b8",
    accent_pressed="#2f288f",
    on_accent="#ffffff",
    accent_soft="#e9e7fb",
    on_accent_soft="#2f288f",
    focus="#4038b8",
    rail="#1d1b2e",
    on_rail="#f4f2fb",
    on_rail_soft="#b9b5cf",
    rail_chosen="#4a42c8",
    on_rail_chosen="#ffffff",
    good="#14653a",
    good_soft="#e1f3e7",
    warning="#7d4600",
    warning_soft="#fff0d2",
    danger="#a31c17",
    danger_soft="#fde8e5",
    on_danger="#ffffff",
    scrim="#8c1b1a22",
    disabled="#77737f",
    disabled_ground="#ece9e3",
    seat_gone="#bdb9c4",
    seat_cart="#1b1a22",
    on_seat_cart="#ffffff",
    on_seat="#ffffff",
    stage="#e4e0d8",
    zones=(
        "#0a5fa8",
        "#b84a00",
        "#00795a",
        "#94286e",
        "#553a10",
        "#2f8fc4",
        "#5b5b66",
        "#d4622a",
    ),
)

HOUSE_DARK = Colours(
    ground="#121217",
    surface="#1d1d25",
    sunken="#17171d",
    line="#34343f",
    border="#7f7c8d",
    text="#f1eff6",
    text_soft="#b8b4c4",
    accent="#b3affc",
    accent_pressed="#cfccff",
    on_accent="#17153a",
    accent_soft="#302d5c",
    on_accent_soft="#dedcff",
    focus="#d6d3ff",
    rail="#0b0b0f",
    on_rail="#eceaf4",
    on_rail_soft="#a7a3b6",
    rail_chosen="#37336e",
    on_rail_chosen="#f1efff",
    good="#84dba8",
    good_soft="#173122",
    warning="#ffc56e",
    warning_soft="#39290f",
    danger="#ff9f97",
    danger_soft="#411d1b",
    on_danger="#3a0b08",
    scrim="#b3000000",
    disabled="#8b8797",
    disabled_ground="#26262f",
    seat_gone="#4a4955",
    seat_cart="#ffffff",
    on_seat_cart="#17153a",
    on_seat="#121217",
    stage="#2a2a34",
    zones=(
        "#63b3ef",
        "#ff9b5c",
        "#35cfa2",
        "#f08cc8",
        "#e8d44a",
        "#3d86c6",
        "#a5a3b0",
        "#c8662f",
    ),
)


class Letters(QFont):
    """Our family at a size in dots and a weight. Made once and shared: who wants it otherwise
    copies it."""

    def __init__(self, dots: int, weight: QFont.Weight) -> None:
        super().__init__(FAMILY)
        self.setPixelSize(dots)
        self.setWeight(weight)
        self.cut = (FAMILY, dots, weight)
        """All that our fonts differ by; asked far quicker than from Qt."""


@lru_cache(maxsize=128)
def _letters(dots: int, weight: str) -> Letters:
    weights = {"bold": QFont.Weight.Bold, "medium": QFont.Weight.Medium}
    return Letters(dots, weights.get(weight, QFont.Weight.Normal))


@dataclass(frozen=True)
class Theme:
    """A set of colours at a screen's density.

    Args:
        name: ``day`` or ``house-dark``.
        dots_per_mm: Of the real screen; see ``dots_per_mm``.
    """

    name: str
    colours: Colours
    dots_per_mm: float = REFERENCE_DOTS_PER_MM

    def px(self, reference: float) -> int:
        """Return ``reference`` pixels in dots of this screen; what is not 0 stays at least 1."""
        dots = round(reference * self.dots_per_mm / REFERENCE_DOTS_PER_MM)
        return max(dots, 1) if reference > 0 else dots

    def mm(self, millimetres: float) -> int:
        """Return ``millimetres`` in dots of this screen, rounded up."""
        return -int(-millimetres * self.dots_per_mm // 1)

    @property
    def dark(self) -> bool:
        return self.name == "house-dark"

    def colour(self, name: str) -> QColor:
        """Return a colour by its name in ``Colours``."""
        return QColor(getattr(self.colours, name))

    def zone(self, position: int) -> QColor:
        """Return the colour of the price zone at ``position``."""
        return QColor(self.colours.zones[position % len(self.colours.zones)])

    def font(self, reference_px: int, *, bold: bool = False, medium: bool = False) -> Letters:
        """Return the family at a size in reference pixels, for painted widgets."""
        return _letters(self.px(reference_px), "bold" if bold else "medium" if medium else "")

    @cached_property
    def _sheet(self) -> str:
        template = (ASSETS / "style" / "foyer.qss").read_text(encoding="utf-8")
        return _Sheet(template).substitute(_Tokens(self))

    def style_sheet(self) -> str:
        """Return the style sheet of every widget, from ``assets/style/foyer.qss``."""
        return self._sheet

    def palette(self) -> QPalette:
        """Return the colours for what the style sheet does not reach."""
        palette = QPalette()
        for role, name in _ROLES.items():
            palette.setColor(role, self.colour(name))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
            QPalette.ColorRole.WindowText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette


_ROLES = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text_soft",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
}


class _Sheet(Template):
    """``$name`` is a colour, ``$12px`` and ``$12`` lengths in reference pixels, ``$mm15``
    millimetres."""

    idpattern = r"(?:[a-z_]+[0-9]*|[0-9]+)"


class _Tokens(dict[str, str]):
    """What the style sheet may ask for; unknown names raise ``KeyError``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            {name: value for name, value in theme.colours._asdict().items() if name != "zones"}
        )
        self._theme = theme

    def __missing__(self, name: str) -> str:
        if name.isdigit():
            return f"{self._theme.px(int(name))}px"
        if name.startswith("mm") and name[2:].isdigit():
            return f"{self._theme.mm(int(name[2:]))}px"
        raise KeyError(name)


def day(dots_per_mm: float = REFERENCE_DOTS_PER_MM) -> Theme:
    """Return the theme for a lit box office."""
    return Theme("day", DAY, dots_per_mm)


def house_dark(dots_per_mm: float = REFERENCE_DOTS_PER_MM) -> Theme:
    """Return the theme for a dim lobby."""
    return Theme("house-dark", HOUSE_DARK, dots_per_mm)


def theme_named(name: str, dots_per_mm: float = REFERENCE_DOTS_PER_MM) -> Theme:
    """Return ``house-dark`` for that name and the day theme for any other."""
    return house_dark(dots_per_mm) if name == "house-dark" else day(dots_per_mm)


def dots_per_mm(screen: QScreen | None) -> float:
    """Return a screen's dots per millimetre, or the reference where it reports none or nonsense.

    A screen that has no size of its own (offscreen, remote, a projector) reports a round 100 or 96
    dots an inch or a size of nothing; all those give the reference.
    """
    if screen is None or screen.physicalSize().isEmpty():
        return REFERENCE_DOTS_PER_MM
    reported = screen.physicalDotsPerInch() / 25.4
    smallest, largest = _BELIEVABLE_DOTS_PER_MM
    made_up = abs(reported * 25.4 - 100.0) < 0.01 or abs(reported * 25.4 - 96.0) < 0.01
    if made_up or not smallest <= reported <= largest:
        return REFERENCE_DOTS_PER_MM
    return reported


_LOADED = "foyer-fonts"


def load_fonts(app: QCoreApplication) -> None:
    """Make the bundled family known to Qt. GUI thread; a second call does nothing."""
    if app.property(_LOADED):
        return
    import font_roboto

    app.setProperty(_LOADED, True)
    folder = Path(font_roboto.__file__).parent / "files"
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(folder / f"Roboto-{weight}.ttf"))


def prepare(app: QApplication) -> None:
    """Give the application our type and a style that looks the same on every platform. Before
    the first window."""
    load_fonts(app)
    app.setStyle("Fusion")
    font = QFont(FAMILY)
    font.setPixelSize(16)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    app.setFont(font)


def dress(window: QWidget, theme: Theme) -> None:
    """Show ``window`` and all in it in ``theme``, now and for widgets added later."""
    window.theme = theme  # type: ignore[attr-defined]
    window.setPalette(theme.palette())
    window.setStyleSheet(theme.style_sheet())


_UNDRESSED = day()


def theme_of(widget: QWidget) -> Theme:
    """Return the theme of the window a painted widget stands in; the day theme where none was
    given."""
    theme = getattr(widget.window(), "theme", None)
    return theme if isinstance(theme, Theme) else _UNDRESSED


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
