"""Where paper lands: PNG files a person can look at, in the order they came out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


class PaperTray:
    """Numbers papers and saves them: ``ticket-0001.png``; a ruined one is ``ticket-0002-jam.png``.

    Numbers go on from what lies in the folder, so a restarted simulator overwrites nothing.
    Without a folder papers are only counted.
    """

    def __init__(self, folder: Path | None, stem: str) -> None:
        self._folder = folder
        self._stem = stem
        self._number = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._number = max(map(self._number_of, folder.iterdir()), default=0)

    def put(self, paper: Image, ruin: str = "") -> str:
        """Save ``paper`` and return its file's name; whole on disk before anybody is told.

        ``ruin`` says what is the matter with it; empty for a good one.
        """
        self._number += 1
        name = f"{self._stem}-{self._number:04d}{'-' if ruin else ''}{ruin}.png"
        if self._folder is not None:
            part = self._folder / f".{name}"
            paper.save(part, "PNG", compress_level=1)
            part.replace(self._folder / name)
        return name

    def note(self, state: Mapping[str, object]) -> None:
        """Keep the printer's state beside the papers, as ``state.json``."""
        if self._folder is not None:
            part = self._folder / ".state.json"
            part.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
            part.replace(self._folder / "state.json")

    def _number_of(self, file: Path) -> int:
        found = re.match(rf"{re.escape(self._stem)}-(\d+)", file.name)
        return int(found[1]) if found else 0
