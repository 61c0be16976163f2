"""Whatever people are called: every name is found by each of its words and each beginning of them,
with and without diacritics, and in plain letters; what is kept is what would be made anew."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from anyascii import anyascii
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.events import Events
from pos.finding.words import words_of
from pos.ids import Ids
from pos.storage.unit_of_work import SqlStorage
from tests.integration.test_any_order import NOW

LETTERS = st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x9FFF)
MARKED = st.sampled_from("áčďéěíňóřšťúůýžăâđêôơưäöüßøåæçñłŁŻąßΆέйёЇїÖŞığ")
WORDS = st.one_of(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=12),
    st.text(MARKED, min_size=1, max_size=6),
    st.text(LETTERS, min_size=1, max_size=6),
    st.sampled_from(("Dvořák", "Чайковский", "Nguyễn", "O'Brien", "王小明", "De-La", "Müller")),
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).filter(words_of)


@pytest.fixture(scope="module")
def storage() -> Iterator[SqlStorage]:
    with TemporaryDirectory() as folder:
        clock = ManualClock(NOW)
        made = SqlStorage(
            Path(folder) / "foyer.sqlite3", clock, Ids(clock, Random(1).randbytes), Events()
        )
        yield made
        made.close()


def bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, others=st.lists(NAMES, max_size=4), random=st.randoms(use_true_random=False))
def test_found_by_each_word_and_each_beginning(
    storage: SqlStorage, name: str, others: list[str], random: Random
) -> None:
    with storage.begin() as uow:
        for number, each in enumerate((name, *others)):
            uow.finding.put("patron", f"p{number}", (each,))

        def finds(text: str) -> bool:
            found = uow.finding.find(text, kinds=("patron",))
            return "p0" in [each.subject_id for each in found]

        words = [word for word in name.split() if words_of(word)]
        for word in words:
            for text in (word, bare(word), word.upper(), anyascii(word)):
                assert finds(text) or not words_of(text), text
            for end in range(1, len(word)):
                assert finds(word[:end]) or not words_of(word[:end]), word[:end]
        random.shuffle(words)
        assert finds(" ".join(words))
        uow.finding.take_out("patron", "p0")
        assert not finds(name)
    # nothing was committed: the next name begins with an empty house
