"""Pictures of screens as PNG files: for the README, for the played evening, for those who look.

GUI thread, any platform (offscreen too). The widget keeps the size and theme it was given here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from kiosk.theme import dress
from pos.errors import StorageNotWritable

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from kiosk.theme import Theme

SIZES = (QSize(1280, 800), QSize(1366, 768), QSize(1920, 1080))
"""Screens every window has to look right on."""


def picture(widget: QWidget, size: QSize | None = None, theme: Theme | None = None) -> QPixmap:
    """Return what ``widget`` looks like, at ``size`` and in ``theme`` where they are given.

    A widget that was never shown is laid out first, without appearing.
    """
    if theme is not None:
        dress(widget, theme)
    if size is not None:
        widget.resize(size)
    return widget.grab()


def keep(
    widget: QWidget, file: Path, size: QSize | None = None, theme: Theme | None = None
) -> Path:
    """Write a picture of ``widget`` to ``file``, making its folder, and return the file.

    Raises:
        StorageNotWritable: The folder or the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageNotWritable(file=str(file), reason=error.strerror or "") from None
    if not picture(widget, size, theme).save(str(file), "PNG"):
        raise StorageNotWritable(file=str(file), reason="")
    return file
