"""Every key as the table in the README."""

from __future__ import annotations

from kiosk.settings.keys import Key
from kiosk.settings.sections import SECTIONS


def as_table() -> str:
    """Return every key with its default and what it says, as the table in the README."""
    rows = ["| key | default | says |", "|---|---|---|"]
    for section in SECTIONS:
        rows.append(f"| **[{section.name}]** | | {section.says} |")
        rows.extend(_row(key) for key in section.keys)
    return "\n".join(rows)


def _row(key: Key) -> str:
    default = "" if key.default is None else f"`{str(key.default).lower()}`"
    if isinstance(key.default, str):
        default = f'`"{key.default}"`'
    notes = [key.says]
    if key.choices:
        notes.append("One of " + ", ".join(f"`{choice}`" for choice in key.choices) + ".")
    if key.least is not None:
        notes.append(f"{key.least} to {key.most} {key.unit}".rstrip() + ".")
    for driver, usual in key.default_with:
        notes.append(f'With `{driver}`: `"{usual}"`.')
    if key.needed_by:
        notes.append("Must be given with " + ", ".join(f"`{name}`" for name in key.needed_by) + ".")
    given = default or ("" if key.optional else "must be given")
    return f"| `{key.name}` | {given} | {' '.join(notes)} |"
