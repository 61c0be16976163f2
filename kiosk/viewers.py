"""Files shown by the program that this computer has for them: that is where a PDF is printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_file(place: Path) -> bool:
    """Show a file, and return whether there is a program for it. Thread: GUI."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(place.absolute())))
