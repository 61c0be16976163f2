"""A key or a section of a window.toml set anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kiosk.settings.lines import Lines
from kiosk.settings.reading import parse, read
from pos.errors import InvariantBroken, StorageNotWritable


def write_key(file: Path, section: str, key: str, value: str) -> None:
    """Set one text key of a window.toml and leave everything else as it stands, comments too.

    What would come out is read before it takes the old file's place, in one step.

    Raises:
        SettingsInvalid: The file is not valid, before or after.
        StorageNotWritable: It cannot be written.
    """
    before = read(file)
    text = _with_key(file.read_text(encoding="utf-8-sig"), section, key, value)
    after = parse(text)
    if after.devices[section].values != {**before.devices[section].values, key: value}:
        raise InvariantBroken("settings.write_key", section=section, key=key)
    _replace(file, text)


def write_window_key(file: Path, key: str, value: str) -> None:
    """Set one text key of ``[window]`` and leave everything else as it stands; the file is made
    where there is none. Raises as ``write_key``."""
    text = file.read_text(encoding="utf-8-sig") if file.exists() else "[window]\n"
    if not Lines(text).of("window"):
        text = f"[window]\n\n{text}"
    text = _with_key(text, "window", key, value)
    parse(text)
    _replace(file, text)


def write_section(file: Path, section: str, values: Mapping[str, str]) -> None:
    """Write a section of text keys into a window.toml, over one of that name, and leave everything
    else as it stands. Raises as ``write_key``."""
    read(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.exists() else []
    said = Lines("\n".join(lines))
    if head := said.of(section):
        end = next((n for n in range(head, len(lines)) if lines[n].lstrip().startswith("[")), None)
        del lines[head - 1 : end]
    quoted = {key: value.replace("\\", "\\\\").replace('"', '\\"') for key, value in values.items()}
    lines += ["", f"[{section}]", *(f'{key} = "{value}"' for key, value in quoted.items())]
    text = "\n".join(lines).lstrip("\n") + "\n"
    parse(text)
    _replace(file, text)


def _replace(file: Path, text: str) -> None:
    beside = file.with_name(f"{file.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        raise StorageNotWritable(file=str(file), reason=error.strerror or "") from error


def _with_key(text: str, section: str, key: str, value: str) -> str:
    lines = text.splitlines()
    said = Lines(text)
    line = f'{key} = "{value}"'
    at, head = said.of(section, key), said.of(section)
    if at != head:
        comment = re.search(r"\s+#.*$", lines[at - 1])
        lines[at - 1] = line + (comment[0] if comment else "")
    else:
        lines.insert(head, line)
    return "\n".join(lines) + "\n"
