"""Where in the file something stands."""

from __future__ import annotations

import re


class Lines:
    """Which line a section or key stands on; 0 where it cannot tell. Plain files only."""

    _HEADER = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
    _KEY = re.compile(r"\s*([\w-]+)\s*=")

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if header := self._HEADER.match(line):
                section = header[1]
                self._at.setdefault((section, ""), number)
            elif key := self._KEY.match(line):
                self._at.setdefault((section, key[1]), number)

    def of(self, section: str, key: str = "") -> int:
        """Return the line of a key, of its section where the key stands nowhere."""
        return self._at.get((section, key), self._at.get((section, ""), 0))
