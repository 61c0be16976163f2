"""The translators' workshop: ``python -m kiosk.translations extract|compile|check``.

``extract`` collects every sentence of ``kiosk`` and ``printing`` into ``foyer.pot`` and brings each
language's ``foyer.po`` up to date, keeping what is translated. ``compile`` writes the ``foyer.mo``
beside each. ``check`` lists what is missing or does not fit. Needs no screen.

Files hold no dates and no line numbers, so they change only when a sentence does.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.languages import LANGUAGES, TRANSLATIONS

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kiosk", "printing")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "words": None,
    "_words": None,
    "Say": None,
    "SayMany": (1, 2),
    "plural": (1, 2),
    "_": None,
}
"""Calls whose arguments are sentences, and which of them; None: the first."""

_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
_FIELD = re.compile(r"\{\w+\}")
TEMPLATE = TRANSLATIONS / "foyer.pot"


def po_file(language: str) -> Path:
    """Return where a language's sentences stand."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "foyer.po"


def others() -> tuple[str, ...]:
    """Return the languages besides English."""
    return tuple(language for language in LANGUAGES if language != "en")


def collected(root: Path = ROOT) -> Catalog:
    """Return every sentence in the source with where it is said."""
    from babel.messages.extract import extract_from_dir

    template = _empty(None)
    for package in PACKAGES:
        found = extract_from_dir(
            root / package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for file, _line, sentence, comments, context in sorted(found, key=lambda each: each[:2]):
            if sentence:
                place = (f"{package}/{Path(file).as_posix()}", 0)
                template.add(sentence, None, [place], auto_comments=comments, context=context)
    return template


def _empty(language: str | None) -> Catalog:
    from babel.messages.catalog import Catalog

    return Catalog(
        locale=language,
        project="Foyer",
        version="1",
        copyright_holder="The Foyer authors",
        msgid_bugs_address="",
        creation_date=_NEVER,
        revision_date=_NEVER,
        last_translator="The Foyer authors",
        language_team=language or "",
        charset="utf-8",
        fuzzy=False,
    )


def read(language: str) -> Catalog:
    """Return a language's catalogue; an empty one when there is no file yet."""
    from babel.messages.pofile import read_po

    file = po_file(language)
    if not file.is_file():
        return _empty(language)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def extract() -> None:
    """Bring the template and every language up to date with the source."""
    template = collected()
    _write(template, TEMPLATE)
    for language in others():
        catalogue = _empty(language)
        for message in read(language):
            if message.id and _still_said(message, template):
                catalogue[message.id] = message
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        _write(catalogue, po_file(language))


def _still_said(message: Message, template: Catalog) -> bool:
    """Whether the source says the same; a sentence that came to count is another one."""
    source = template.get(_first(message))
    return source is not None and source.id == message.id


def _write(catalogue: Catalog, file: Path) -> None:
    from babel.messages.pofile import write_po

    file.parent.mkdir(parents=True, exist_ok=True)
    whole = BytesIO()  # a fault in it leaves the file as it was
    write_po(whole, catalogue, width=100, include_lineno=False, sort_by_file=True)
    file.write_bytes(whole.getvalue())


def compile_all() -> tuple[Path, ...]:
    """Write the machine-readable catalogue of every language and return the files."""
    from babel.messages.mofile import write_mo

    written = []
    for language in others():
        file = po_file(language).with_suffix(".mo")
        with file.open("wb") as opened:
            write_mo(opened, read(language))
        written.append(file)
    return tuple(written)


def faults(language: str) -> Iterator[str]:
    """Yield what does not fit in a language: fields that the sentence does not have, lost ends."""
    for message in read(language):
        if not message.id:
            continue
        for source, said in _pairs(message):
            unknown = set(_FIELD.findall(said)) - set(_FIELD.findall(source))
            if unknown:
                yield f"{language}: {source!r} has no {', '.join(sorted(unknown))}"
            if said and source[-1:] in ".?:…" and said[-1:] not in ".?:…»)”":
                yield f"{language}: {source!r} ends in {source[-1]!r}, not so its translation"


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    if isinstance(message.id, str):
        yield message.id, str(message.string or "")
        return
    one, many = message.id
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    for index, form in enumerate(forms):
        yield (one if index == 0 and len(forms) > 1 else many), str(form or "")


def missing(language: str) -> tuple[str, ...]:
    """Return the sentences of the source that the language does not say yet."""
    catalogue = read(language)
    return tuple(
        str(message.id)
        for message in collected()
        if message.id and not _translated(catalogue.get(_first(message)))
    )


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(strings) and all(strings)


def main(argv: Sequence[str] | None = None) -> int:
    """Do one of the three; ``check`` leaves with 1 when something does not fit."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.translations")
    parser.add_argument("verb", choices=("extract", "compile", "check"))
    verb = parser.parse_args(argv).verb
    if verb == "extract":
        extract()
        return 0
    if verb == "compile":
        compile_all()
        return 0
    wrong = [fault for language in others() for fault in faults(language)]
    for language in others():
        wrong += [f"{language}: not translated: {sentence}" for sentence in missing(language)]
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
