"""``foyer verify``: everything that must be true of the books, checked at once.

Returns findings and raises nothing: the audit chain, the ledger, states against their arrows,
seats against tickets and rights, orders against their money, papers, blank tickets, tills, every
report against a fresh sum, and a search of every stored text for card numbers. What is found is
named by its place and never carried along.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from types import MappingProxyType

from pos.card_guard import FEWEST_DIGITS, IS_ID, LONGEST_GAP, MARKS, may_hold_card, plain
from pos.ports.storage import Checks, Storage
from pos.views.cash import Finding

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z]|[ -]?[0-9])")
"""13 to 19 digits, single blanks or dashes between them, that are no part of a longer word: an id
in hex digits is one word however many of them are decimal.
"""
_GAP = "[" + re.escape(MARKS.replace(",", "").replace(":", "")) + "]"
"""Without what stands between the numbers of a list and of a time: facts are full of both."""
_WIDE_RUN = re.compile(
    rf"(?<![0-9A-Za-z])[0-9](?:{_GAP}{{0,{LONGEST_GAP}}}[0-9]){{12,18}}"
    rf"(?![0-9A-Za-z]|{_GAP}{{1,{LONGEST_GAP}}}[0-9])"
)
_GROUPS = re.compile(
    rf"(?<![0-9A-Za-z])(?:[0-9]{{4}}(?P<gap>{_GAP}{{1,{LONGEST_GAP}}})[0-9]{{4}}(?P=gap)[0-9]{{4}}"
    rf"(?P=gap)[0-9]{{1,7}}|[0-9]{{4}}(?P<two>{_GAP}{{1,{LONGEST_GAP}}})[0-9]{{6}}(?P=two)[0-9]{{4,5}})"
    r"(?![0-9A-Za-z])"
)
"""As on a card, whatever stands around it."""
_WORD = re.compile(r"[0-9A-Za-z]{14,}")
_UNBROKEN = re.compile(r"[0-9]{13,}")
_SHORTEST, _USUAL, _LONGEST = 13, 16, 19
"""Digits of the shortest, of nearly every and of the longest number of a card."""
_PHONE_LONGEST = 15
"""Digits of an international number behind a plus sign (ITU-T E.164)."""
_ISSUERS = re.compile(
    r"4(\d{12}|\d{15}|\d{17,18})"  # Visa
    r"|(5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(0[0-5]|095|[689]\d)\d{11,16}"  # Diners Club
    r"|(6011|64[4-9]\d|65\d{2})\d{12,15}"  # Discover
    r"|(62\d{2}|81\d{2}|35(2[89]|[3-8]\d))\d{12,15}"  # UnionPay, JCB
    r"|(50|5[6-8]|6[037])\d{11,17}"  # Maestro
    r"|220[0-4]\d{12,15}"  # Mir
)
"""Source: ISO/IEC 7812-1 and the issuers' published ranges."""
_STRIPE = re.compile(r"%?[Bb]\d{12,19}\^|(?<![0-9A-Za-z]);?\d{12,19}[=D]\d{4}")
_LIKE_STRIPE = re.compile(r"\d{12,19}(?:\^|[=D]\d{4})")
"""Ends every stripe. It begins with digits, so that megabytes without any are passed in a tenth of
the time."""
_LIKE_RUN = re.compile(r"[0-9](?:[ -]?[0-9]){12}")
"""Begins every run and all unbroken digits, and is as quick."""
_LIKE_WIDE_RUN = re.compile(rf"[0-9](?:{_GAP}{{0,{LONGEST_GAP}}}[0-9]){{{FEWEST_DIGITS - 1}}}")
"""Begins every wide run and every group, too."""


def _cards(checks: Checks) -> tuple[Finding, ...]:
    return tuple(card_findings(checks.texts()))


_PARTS: Mapping[str, Callable[[Checks], tuple[Finding, ...]]] = MappingProxyType(
    {
        "database": lambda checks: checks.database(),
        "audit_chain": lambda checks: checks.audit_chain(),
        "ledger": lambda checks: checks.ledger(),
        "states": lambda checks: checks.states(),
        "seats": lambda checks: checks.seats(),
        "orders": lambda checks: checks.orders(),
        "numbers": lambda checks: checks.numbers(),
        "prints": lambda checks: checks.prints(),
        "stock": lambda checks: checks.stock(),
        "people": lambda checks: checks.people(),
        "tills": lambda checks: checks.tills(),
        "closing": lambda checks: checks.closing(),
        "reports": lambda checks: checks.reports(),
        "parcels": lambda checks: checks.parcels(),
        "texts": _cards,
    }
)
"""All there is to check, in the order of the findings."""
_IN_PYTHON = ("texts", "numbers", "audit_chain", "reports", "closing", "stock", "people", "parcels")
"""Taken from the front by the one thread, while the other takes the rest from the back."""


class Verify:
    """The check of the whole database. Thread: ledger; reads one consistent picture."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def run(self) -> tuple[Finding, ...]:
        """Return every fault. Changes nothing. While this thread reads what Python adds up, another
        one reads what SQLite does, which takes as long."""
        with self._storage.checking() as readers:
            found = _shared_out(readers)
        return tuple(chain.from_iterable(found[name] for name in _PARTS))

    def cards(self) -> tuple[Finding, ...]:
        """Return only the places where a card number is stored."""
        with self._storage.read() as uow:
            return tuple(card_findings(uow.checks.texts()))


def _shared_out(readers: Sequence[Checks]) -> Mapping[str, tuple[Finding, ...]]:
    """Return what each part found. Parts are taken one by one from both ends of a row, by as many
    threads as there are readers, so that both end at the same time."""
    rest = [name for name in _PARTS if name not in _IN_PYTHON]
    waiting = deque([*_IN_PYTHON, *reversed(rest)])
    found: dict[str, tuple[Finding, ...]] = {}

    def work(checks: Checks, take: Callable[[], str]) -> None:
        try:
            while True:
                try:
                    name = take()
                except IndexError:
                    return
                found[name] = _PARTS[name](checks)
        except BaseException:
            waiting.clear()  # nothing else is begun
            raise

    first, *others = readers
    with ThreadPoolExecutor(max(len(others), 1), thread_name_prefix="verify") as threads:
        beside = [threads.submit(work, checks, waiting.pop) for checks in others]
        work(first, waiting.popleft)
    for done in beside:
        done.result()
    return found


def card_findings(texts: Iterable[tuple[str, str]], *, raw: bool = False) -> Iterator[Finding]:
    """Return a finding a text that holds a card number; the finding names the place only (A5).
    ``raw``: they are the bytes of a file, in which texts follow each other without a gap."""
    for place, text in texts:
        if holds_card(text, raw=raw):
            yield Finding("error", "card_number.stored", place)


def holds_card(text: str, *, raw: bool = False) -> bool:
    """Return whether a card's number (known issuer, right check digit) or stripe stands in
    ``text``, also in other digits, with other signs between them or in one word with letters;
    in ``raw`` bytes only where it is written as on a card.
    """
    if not may_hold_card(text):
        return False
    clear = text if raw else plain(text)
    if _LIKE_STRIPE.search(clear) and _STRIPE.search(clear):
        return True
    if not (_LIKE_RUN if raw else _LIKE_WIDE_RUN).search(clear):
        return False
    runs = list(_RUN.finditer(clear))
    if any(map(_is_number, runs)):
        return True
    if raw:
        return any(map(_holds, _unbroken(clear, runs)))
    words = (word for word in _WORD.finditer(clear) if not IS_ID(word.group()))
    wide = chain(_WIDE_RUN.finditer(clear), _GROUPS.finditer(clear))
    return any(map(_is_number, wide)) or any(map(_holds, _unbroken(clear, words)))


def _unbroken(text: str, within: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the digits without anything between them that may hold a number."""
    for part in within:
        yield from _UNBROKEN.finditer(text, *part.span())


def _is_number(run: re.Match[str]) -> bool:
    """Whether all digits together, whatever stands between them, are a number."""
    return _is_card(re.sub(r"\D", "", run.group()), _before(run))


def _holds(run: re.Match[str]) -> bool:
    """Whether unbroken digits are a number, or end in one that other digits are stuck in front of;
    too many for any, hold one anywhere."""
    digits = run.group()
    if len(digits) <= _USUAL:
        return _is_card(digits, _before(run))
    ends = (len(digits),) if len(digits) <= _LONGEST else range(_SHORTEST, len(digits) + 1)
    lengths = range(_SHORTEST, _LONGEST + 1)
    return any(_is_card(digits[end - n : end], "") for end in ends for n in lengths if n <= end)


def _before(run: re.Match[str]) -> str:
    return run.string[max(0, run.start() - 1) : run.start()]


def _is_card(digits: str, before: str) -> bool:
    if before.endswith("+") and len(digits) <= _PHONE_LONGEST:
        return False
    return bool(_ISSUERS.fullmatch(digits)) and _check_digit_is_right(digits)


def _check_digit_is_right(digits: str) -> bool:
    doubled = {str(n): n * 2 - 9 * (n > 4) for n in range(10)}
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(doubled[digit] for digit in even)) % 10 == 0
