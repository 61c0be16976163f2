"""What names, numbers and addresses are cut into."""

from __future__ import annotations

import pytest

from pos.finding.words import (
    LONGEST,
    mail_words,
    number_keys,
    phone_keys,
    sound_of,
    typed_keys,
    typed_mail,
    typed_words,
    words_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smith", "smyth"),
        ("meier", "meyer"),
        ("maier", "mayer"),
        ("tchaikovsky", "tschaikowski"),
        ("tchaikovsky", "chaykovskiy"),
        ("schmidt", "schmitt"),
        ("wagner", "vagner"),
        ("philip", "filip"),
        ("catherine", "kathryn"),
        ("josef", "yosef"),
    ],
)
def test_these_sound_alike(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(("one", "other"), [("smith", "jones"), ("meier", "becker")])
def test_these_do_not(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


def test_what_is_no_word_has_no_sound() -> None:
    assert [sound_of(word) for word in ("", "a", "r2d2", "1812")] == [""] * 4


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Garcia-Lopez", ("garcia", "lopez")),
        ("O’Brien", ("o", "brien", "obrien")),
        ("Jürgen Müller", ("jurgen", "juergen", "muller", "mueller")),
        ("Straße", ("strasse",)),
        ("王小明", ("wangxiaoming", "wang", "xiao", "ming")),
        ("Чайковский", ("chaykovskiy", "chaikovskii")),
        ("— ! ☃", ()),
        ("x" * 100, ("x" * LONGEST,)),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_what_is_typed_has_one_spelling_a_word() -> None:
    assert typed_words("O'Brien, Müller 王小明") == ("obrien", "muller", "wangxiaoming")
    assert len(typed_words(" ".join(f"w{n}" for n in range(50)))) == 8


def test_numbers() -> None:
    assert number_keys("W1-000123") == ("w1000123", "123")
    assert number_keys("") == number_keys("—") == ()
    assert phone_keys("+1 (555) 010-4477") == ("5550104477", "0104477", "4477")
    assert phone_keys("") == ()
    assert typed_keys("W1-000123") == ("w1000123",)
    assert typed_keys("000123") == ("000123", "123")
    assert typed_keys("+1 555 010 4477") == ("15550104477", "5550104477")


def test_addresses() -> None:
    assert mail_words("Anna.Lee@example.org") == ("@annaleeexampleorg", "@@exampleorg", "@lee")
    assert typed_mail("anna.lee@ex") == "@annaleeex"
    assert typed_mail("@exam") == "@@exam"
    assert [typed_mail(each) for each in ("Чайк", "李", "--", "@")] == [""] * 4
    assert mail_words("") == ()
