"""The catalogues fit the sentences they translate."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages import Catalog

from kiosk import translations
from kiosk.languages import LANGUAGES, load_words, opening_words
from pos.errors import SignInFailed, SoldOut
from pos.money import Money

ZONE = ZoneInfo("America/Los_Angeles")
OTHERS = pytest.mark.parametrize("language", translations.others())
FORMS = {"es": 2, "ru": 3, "vi": 1}


@pytest.fixture(scope="module")
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as a fresh set-up would have them."""
    folder = tmp_path_factory.mktemp("compiled")
    for language in translations.others():
        copy = folder / language / "LC_MESSAGES" / "foyer.po"
        copy.parent.mkdir(parents=True)
        copy.write_bytes(translations.po_file(language).read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translations, "TRANSLATIONS", folder)
        translations.compile_all()
    return folder


@pytest.fixture
def compiled(compiled_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are read from there."""
    monkeypatch.setattr(translations, "TRANSLATIONS", compiled_once)
    monkeypatch.setattr("kiosk.languages.TRANSLATIONS", compiled_once)


@OTHERS
def test_every_translation_asks_only_for_what_its_sentence_has(language: str) -> None:
    assert list(translations.faults(language)) == []


@OTHERS
def test_plurals_have_the_forms_of_the_language(language: str) -> None:
    catalogue = translations.read(language)
    counted = [m for m in catalogue if m.id and not isinstance(m.id, str) and any(m.string)]
    assert counted
    assert {len(message.string) for message in counted} == {FORMS[language]}


@OTHERS
def test_a_good_part_is_translated(language: str) -> None:
    catalogue = translations.read(language)
    for sentence in ("Who is at the window?", "Enter your PIN", "Cash", "Print and hand over"):
        message = catalogue.get(sentence)
        assert message is not None
        assert message.string not in ("", sentence)


@pytest.fixture(scope="module")
def collected() -> Catalog:
    """Every sentence of the source, read once."""
    return translations.collected()


@pytest.fixture
def read_already(collected: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Extracting finds what was found before; the source does not change between tests."""
    monkeypatch.setattr(translations, "collected", lambda: deepcopy(collected))


def test_what_is_said_in_the_source_is_found(collected: Catalog) -> None:
    found = {str(message.id) for message in collected if message.id}
    assert "Opening the box office…" in found  # words("...")
    assert "Choose a seat on the map." in found  # Say("...")
    assert "('{n} ticket', '{n} tickets')" in found  # words.plural("...", "...")
    assert "Will call" in found  # a room's title


def counted_in_the_source() -> Iterator[tuple[str, str]]:
    """Every pair of sentences that counts, as Python reads the source."""
    for package in translations.PACKAGES:
        for file in sorted((translations.ROOT / package).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call) or len(call.args) < 2:
                    continue
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                said = [a.value for a in call.args[:2] if isinstance(a, ast.Constant)]
                if name in {"plural", "SayMany"} and len(said) == 2:
                    yield str(said[0]), str(said[1])


def test_what_counts_is_found_as_counting(collected: Catalog) -> None:
    """A ``words`` in a call within the call would make the extractor forget the second form."""
    found = {message.id for message in collected}
    counted = set(counted_in_the_source())
    assert counted
    assert counted - found == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("compiled")
def test_each_language_says_it(language: str) -> None:
    words = load_words(language, ZONE)
    said = words("Who is at the window?")
    assert (said == "Who is at the window?") == (language == "en")
    assert opening_words(language) == words("Opening the box office…")
    assert "4" in words.plural("{n} ticket", "{n} tickets", 4)


@pytest.mark.usefixtures("compiled")
def test_russian_counts_in_three_ways() -> None:
    words = load_words("ru", ZONE)
    counted = [words.plural("{n} ticket", "{n} tickets", n) for n in (1, 2, 5, 21)]
    assert counted == ["1 билет", "2 билета", "5 билетов", "21 билет"]


@pytest.mark.usefixtures("compiled")
def test_errors_are_worded_in_the_reader_s_language() -> None:
    from kiosk.messages import error_message

    spanish = load_words("es", ZONE)
    assert error_message(SignInFailed(tries_left=1), spanish).what.endswith("Queda 1 intento.")
    assert "3 lugares" in error_message(SoldOut(wanted=4, left=3), spanish).what
    assert spanish("Take {amount}", amount=Money(4_000)) == "Cobrar $40.00"


def test_a_language_without_a_compiled_catalogue_is_english_with_its_own_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.languages.TRANSLATIONS", tmp_path)
    words = load_words("ru", ZONE)
    assert words("Cash") == "Cash"
    assert words.money(Money(4_000)).startswith("40,00")


def test_a_slip_in_a_catalogue_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path)
    file = tmp_path / "es" / "LC_MESSAGES" / "foyer.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Take {amount}"\nmsgstr "Cobrar {importe}"\n\n'
        'msgid "Try again."\nmsgstr "Otra vez"\n',
        encoding="utf-8",
    )
    assert list(translations.faults("es")) == [
        "es: 'Take {amount}' has no {importe}",
        "es: 'Try again.' ends in '.', not so its translation",
    ]


@pytest.mark.usefixtures("read_already")
def test_extracting_keeps_what_is_translated_and_changes_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {language: translations.read(language) for language in translations.others()}
    for language in translations.others():
        copy = tmp_path / language / "LC_MESSAGES" / "foyer.po"
        copy.parent.mkdir(parents=True)
        copy.write_bytes(translations.po_file(language).read_bytes())
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(translations, "TEMPLATE", tmp_path / "foyer.pot")
    translations.extract()
    first = {language: translations.po_file(language).read_bytes() for language in before}
    translations.extract()
    assert {lang: translations.po_file(lang).read_bytes() for lang in before} == first
    for language, catalogue in before.items():
        kept = translations.read(language).get("Cash")
        was = catalogue.get("Cash")
        assert kept is not None
        assert was is not None
        assert kept.string == was.string


@pytest.mark.usefixtures("read_already")
def test_a_sentence_that_came_to_count_is_translated_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(translations, "TEMPLATE", tmp_path / "foyer.pot")
    file = tmp_path / "ru" / "LC_MESSAGES" / "foyer.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "{n} ticket"\nmsgstr "{n} билет"\n',
        encoding="utf-8",
    )
    translations.extract()
    counted = translations.read("ru").get("{n} ticket")
    assert counted is not None
    assert counted.id == ("{n} ticket", "{n} tickets")
    assert not counted.fuzzy
    assert not any(counted.string)


def test_english_needs_no_catalogue() -> None:
    assert load_words("en", ZONE)("Cash") == "Cash"
