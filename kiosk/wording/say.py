"""Sentences that stand in tables and are translated when somebody reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.words import Words

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence. ``{name}`` are filled from parameters."""

    text: str

    @property
    def fields(self) -> frozenset[str]:
        """Names of the parameters it needs."""
        return frozenset(_FIELD.findall(self.text))

    def to(self, words: Words, params: Mapping[str, object]) -> str:
        """Return the sentence in the reader's language."""
        return words(self.text, **{name: params[name] for name in self.fields})


@dataclass(frozen=True, slots=True)
class SayMany:
    """A sentence about ``by`` things, in the form for one and the form for many; ``{n}`` is the
    number."""

    one: str
    many: str
    by: str

    @property
    def fields(self) -> frozenset[str]:
        """Names of the parameters it needs."""
        return (frozenset(_FIELD.findall(self.many)) - {"n"}) | {self.by}

    def to(self, words: Words, params: Mapping[str, object]) -> str:
        """Return the sentence in the reader's language."""
        count = params[self.by]
        assert isinstance(count, int)
        given = {name: params[name] for name in self.fields if name != self.by}
        return words.plural(self.one, self.many, count, **given)


Sentence = Say | SayMany


@dataclass(frozen=True, slots=True)
class Trouble:
    """``says`` from the fullest to the one without parameters; ``remedy`` is what the person can
    do."""

    says: tuple[Sentence, ...]
    remedy: Say


def said(*says: Sentence, remedy: Say) -> Trouble:
    """Return what is said of one error."""
    return Trouble(says, remedy)


def first_fitting(sentences: tuple[Sentence, ...], params: Mapping[str, object]) -> Sentence:
    """Return the first sentence whose parameters are all there and not empty; the last one needs
    none."""
    for sentence in sentences:
        if all(params.get(name) not in (None, "", ()) for name in sentence.fields):
            return sentence
    return sentences[-1]
