"""What the command line says when something is refused: one line for each fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING, cast

from pos.errors import FileRefused, PosError, SettingsInvalid

if TYPE_CHECKING:
    from kiosk.settings import Fault
    from printing.words import Words


def lines_of(error: PosError) -> Iterator[str]:
    """Yield what went wrong: for a settings file or an import every fault, else one line with its
    remedy."""
    from kiosk.messages import error_message, finding_text, load_words

    words = load_words("en", UTC)
    if isinstance(error, SettingsInvalid) and error.faults:
        yield from setting_lines(error, words)
        return
    if isinstance(error, FileRefused):
        for finding in error.findings:
            yield finding_text(finding, words)  # type: ignore[arg-type]
    yield error_message(error, words).whole


def setting_lines(error: SettingsInvalid, words: Words) -> Iterator[str]:
    """Yield each fault of a settings file with its place and what was probably meant."""
    file = str(error.params.get("file", ""))
    for fault in error.faults:
        yield setting_line(file, cast("Fault", fault), words)


def setting_line(file: str, fault: Fault, words: Words) -> str:
    """Return one fault of a settings file with its place and what was probably meant."""
    from kiosk.wording.errors import SETTINGS_FAULTS

    place = ":".join(part for part in (file, str(fault.line or "")) if part)
    what = words(SETTINGS_FAULTS[fault.reason].text)
    shown = f" ({fault.value})" if fault.value else ""
    hint = f"; {fault.hint}?" if fault.hint else ""
    return f"{place}: {fault.place}: {what}{shown}{hint}".replace(": :", ":").removeprefix(": ")
