"""What an ESC/POS driver asks a printer, and which answers are still out: DLE EOT and fences.

Source: hardware facts 2.1 and 2.2. Example: ``10 04 01`` is answered with ``12`` by a printer that
is online and well; ``1D 28 48 06 00 30 30 30 30 30 31`` is answered with ``37 22 30 30 30 31 00``
when everything before it is on paper.
"""

from __future__ import annotations

import math
from collections import deque

INITIALISE = b"\x1b@"
ENABLE_ASB = b"\x1da\x0f"
"""GS a: drawer, online, error and paper. ESC @ cancels it."""
ASK_PAPER = b"\x1dr\x01"
"""GS r 1: answered when the printer's queue has come so far; the weaker fence."""
_ASK_ID = b"\x1d(H\x06\x00\x30\x30"
_ID_SYMBOLS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ID_LENGTH = 4
_IDS = len(_ID_SYMBOLS) ** _ID_LENGTH

FORGET_S = 60.0
"""How long an answer to GS r may be missing, with the printer at work, before it is written off."""
MOST_OWED = 30
"""Missing answers up to which a job may go out with so many questions more; beyond, it waits until
they are written off."""
ASK_AGAIN_S = 10.0
"""How often a printer is asked again that takes nothing since it is stopped."""

_ASK_MAKER_AND_MODEL = b"\x1dI\x42\x1dI\x43"
"""GS I 66 and 67: two blocks ``5F text 00`` (hardware facts 2.1; the numbers unconfirmed)."""
_LONGEST_NAME = 40


class Identity:
    """What the printer says it is: never proof of anything (hardware facts 2.6, documented)."""

    def __init__(self) -> None:
        self.asked = False
        self.odd = False
        """Whether its real-time answers turned out to be no Epson's."""
        self._said: list[str] = []

    def ask(self) -> bytes:
        """Return the questions; nothing waits for the answers."""
        self.asked = True
        return _ASK_MAKER_AND_MODEL

    def heard(self, text: bytes) -> None:
        """Keep an answer, as far as it is printable."""
        name = text.decode("ascii", "replace")
        kept = "".join(letter for letter in name if letter.isascii() and letter.isprintable())
        if len(self._said) < 2:
            self._said.append(kept[:_LONGEST_NAME].strip())

    @property
    def told(self) -> dict[str, str]:
        """The name by its fact, none before it was told."""
        name = " ".join(part for part in self._said if part)
        return {"identity_unproved": name} if name else {}


class Round:
    """Real-time questions, one after the other: nothing else may be sent until each is answered.

    A stopped printer whose buffer is full takes nothing, so a question behind the bytes of a job is
    read when somebody has helped, and not before. It is then ``behind``: asked again now and then,
    and as no answer says to which question it belongs, such answers are only counted.
    """

    def __init__(self, reply_within_s: float) -> None:
        self._reply_within_s = reply_within_s
        self._to_ask: deque[int] = deque()
        self._behind = 0
        self._moves = False
        self._asked: int | None = None
        self.answers: dict[int, int] = {}
        self.until_s = math.inf

    @property
    def running(self) -> bool:
        return self._asked is not None

    def start(self, numbers: tuple[int, ...], now_s: float) -> bytes:
        """Return the first question, or nothing when a round is running."""
        if self.running:
            return b""
        self.answers.clear()
        self._to_ask = deque(numbers)
        return self._next(now_s)

    def answered(self, byte: int, now_s: float) -> bytes:
        """Keep an answer and return the next question, nothing after the last one."""
        if self._asked is not None:
            self.answers[self._asked] = byte
        self._asked = None
        self.until_s = math.inf
        return self._next(now_s) if self._to_ask else b""

    @property
    def behind(self) -> bool:
        """Whether the question stands behind bytes that the printer does not take."""
        return bool(self._behind)

    def falls_behind(self, now_s: float) -> None:
        """The question that is out stands behind such bytes."""
        self._to_ask.clear()
        self.answers.clear()
        self._behind, self._moves = 1, False
        self.until_s = now_s + ASK_AGAIN_S

    def again(self, now_s: float) -> bytes:
        """Return one more question: the ones that are out may have been lost with the bytes."""
        self._behind += 1
        self.until_s = now_s + ASK_AGAIN_S
        return b"\x10\x04\x01"

    def hurry(self, until_s: float) -> None:
        """Somebody has helped: it should be answered by then."""
        if self._behind and not self._moves:
            self.until_s = until_s

    def came(self, now_s: float) -> bool:
        """Count an answer to one that stood behind; return whether it was the last."""
        self._behind -= 1
        self._moves = True
        self.until_s = now_s + self._reply_within_s
        return not self._behind

    @property
    def moves(self) -> bool:
        """Whether one that stood behind was answered: what is missing was lost."""
        return self._moves

    def drop(self) -> None:
        """Expect no answers any more."""
        self._behind, self._moves = 0, False
        self._to_ask.clear()
        self._asked = None
        self.until_s = math.inf

    def _next(self, now_s: float) -> bytes:
        self._asked = self._to_ask.popleft()
        self.until_s = now_s + self._reply_within_s
        return b"\x10\x04" + bytes((self._asked,))


class Fences:
    """Fences behind jobs and probes. ``by_id`` is how this printer is fenced: GS ( H or GS r.

    Answers to GS r are all alike, and one that is missing may still come: late, or on the next
    connection, from a buffer that outlived this one. So every question is counted and none is taken
    for dropped because the line is new. A job that begins while N answers are missing ends with N+1
    questions and is on paper at the (N+1)th answer: N at most were for older ones. That holds in
    whatever order they come.

    Answers missing for ``FORGET_S``, while the printer worked off its queue, are written off.
    """

    def __init__(self, first: int, *, by_id: bool) -> None:
        self.by_id = by_id
        self._number = first % _IDS
        self._id: bytes | None = None
        self._owed = 0
        self._needed = 0
        self._lowest = 0  # the least that was owed since then
        self._lowest_since_s = -math.inf

    @property
    def by_status_alone(self) -> bool:
        """Whether the fence that is out has no id."""
        return self._id is None

    def probe(self, *, with_id: bool) -> bytes:
        """Return a question that both kinds of printers answer, each in its way."""
        return self._with_id(wanted=with_id) + self._with_status(1)

    def behind_job(self, now_s: float) -> bytes:
        """Return the fence that ends a job."""
        if self.by_id:
            return self._with_id(wanted=True)
        self._id = None
        if now_s - self._lowest_since_s >= FORGET_S:
            self._owed -= self._lowest
            self._lowest = 0
        self._needed = self._owed + 1
        return self._with_status(self._needed)

    def free_at_s(self) -> float:
        """Return the second from which a job may go out."""
        few = self.by_id or self._owed <= MOST_OWED
        return -math.inf if few else self._lowest_since_s + FORGET_S

    def is_mine(self, print_id: bytes) -> bool:
        """Return whether an id that came back is the one that is waited for."""
        return print_id == self._id

    @property
    def owes_status(self) -> bool:
        """Whether an answer to GS r may still come."""
        return bool(self._owed)

    @property
    def proves_job(self) -> bool:
        """Whether so many answers have come that one was for the job that is out."""
        return self._id is None and not self._needed

    def status_came(self, now_s: float) -> bool:
        """Count an answer to GS r; return whether none is owed any more."""
        self._owed = max(self._owed - 1, 0)
        self._needed = max(self._needed - 1, 0)
        if self._owed < self._lowest:
            self._lowest, self._lowest_since_s = self._owed, now_s
        return not self._owed

    def standing(self, now_s: float) -> None:
        """The queue does not move, or nobody knows: what is owed is not missing yet."""
        self._lowest, self._lowest_since_s = self._owed, now_s

    def settle(self) -> None:
        """What was waited for has come, or is waited for no more; it may come all the same."""
        self._id = None

    def _with_id(self, *, wanted: bool) -> bytes:
        self._id = None
        if not wanted:
            return b""
        self._number = (self._number + 1) % _IDS
        self._id = _symbols(self._number)
        return _ASK_ID + self._id

    def _with_status(self, times: int) -> bytes:
        self._owed += times
        return ASK_PAPER * times


def _symbols(number: int) -> bytes:
    symbols = bytearray()
    for _ in range(_ID_LENGTH):
        number, rest = divmod(number, len(_ID_SYMBOLS))
        symbols.append(_ID_SYMBOLS[rest])
    return bytes(symbols)
