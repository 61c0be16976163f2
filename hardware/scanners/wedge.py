"""Tells what a keyboard scanner or a stripe reader types from what a person types. Pure.

Fed key by key with the time of each press; says for each key whether it goes on, waits or is gone.

- **With a prefix** (preferred; e.g. Ctrl-G, ``07``) nothing waits unless the prefix came, or ``%``
  or ``;``, with which stripes begin. What follows the prefix is a code up to Enter or Tab.
- **Without one** every letter waits for the next, at most ``GAP_S``. Letters that follow each other
  faster than that go on waiting; six or more of them ended by Enter or Tab are a code. If it turns
  out to be typing, all of them go on in order: nothing is ever eaten.

Nobody types six letters with less than 35 ms between them, so that many are a machine's, and a
machine is given ``SURE_GAP_S``. Whatever of it did not come whole is refused, not believed: a code
that begins while a person types, a run that stops without its Enter, an Enter that comes late. A
machine's Enter never goes on: it would press the button with the focus.

Stripe data (``%B4111...^NAME^...?;4111...=...?``, ISO/IEC 7813) is swallowed to its last Enter,
reported once and kept nowhere. Caps Lock turns letters over; that shows where the prefix, or the
alphabet of our codes, comes out turned over. Layouts other than the scanner's cannot be told from
here (hardware facts 8): set the scanner to the computer's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from hardware.scanners.codes import AIM_LENGTH, LONGEST, Repeats, is_card, scan_of, without_aim
from pos.ports.readers import ReadProblem, Scan

GAP_S = 0.035
"""Most between two keys of a machine, and the longest a typed letter waits."""
SURE_GAP_S = 0.15
"""The same once it is certain to be a machine: after a prefix, or six keys."""
SHORTEST = 6
"""Keys in a row that only a machine types so fast."""
QUIET_S = 0.2
"""Pause between typing and a code without prefix; sooner, it may be the rest of a torn one."""
REST_S = 0.3
"""Silence after which a refused machine has finished."""
TORN_S = 1.0
"""How late the rest of a run may come that stopped without its Enter."""
SECOND_END_S = 0.1
"""A second Enter this soon after a code is its line feed."""
TICKET_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_ENDS = frozenset("\r\n\t")
_STRIPE_STARTS = frozenset("%;")
_MOST = LONGEST + AIM_LENGTH
_LONG_AGO_S = float("-inf")


class Fate(Enum):
    """What becomes of the key that was just pressed."""

    PASS = "pass"
    """It goes on to where it was typed, behind those released."""
    HOLD = "hold"
    """It waits with those held before it."""
    SWALLOW = "swallow"
    """It is gone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, in this order.

    ``release``: so many of the held keys, the oldest first, go on. ``drop``: those still held are
    gone. ``fate``: of the key just pressed. ``scan``: what was read.
    """

    fate: Fate = Fate.PASS
    release: int = 0
    drop: bool = False
    scan: Scan | None = None


class _Run(Enum):
    """What is being typed, as far as one can tell."""

    NOTHING = "nothing"
    PREFIX = "prefix"
    STRIPE = "stripe"
    FAST = "fast"
    REFUSED = "refused"
    """Everything is swallowed until it ends."""


class Wedge:
    """One keyboard. Thread: the one that gets the keys.

    Args:
        device: The section name, for the scans.
        prefix: What the scanner types before each code; empty: told by speed alone.
        letters: What our codes are made of, to notice Caps Lock; empty: not looked at.
    """

    def __init__(
        self, device: str, prefix: str = "", letters: frozenset[str] = TICKET_LETTERS
    ) -> None:
        self._device = device
        self._prefix = prefix
        self._letters = letters
        self._repeats = Repeats()
        self._run = _Run.NOTHING
        self._held = ""
        self._last_s = _LONG_AGO_S
        self._typed_s = _LONG_AGO_S
        self._torn_until_s = _LONG_AGO_S
        self._end_until_s = _LONG_AGO_S
        self._doubtful = self._torn = False
        self._to_enter = False

    def key(self, char: str, at_s: float) -> Decision:
        """Take one key press. ``char`` is what it types; a key held down (auto-repeat) and bare
        modifiers are not for here. Times never go back."""
        if len(char) != 1:
            return self.other_key(at_s)
        before = self.silence(at_s) if at_s > (self.due() or at_s) else Decision()
        now = (
            self._continue(char, at_s) if self._run is not _Run.NOTHING else self._fresh(char, at_s)
        )
        self._last_s = at_s
        return replace(
            now,
            release=before.release + now.release,
            drop=before.drop or now.drop,
            scan=before.scan or now.scan,
        )

    def other_key(self, at_s: float) -> Decision:
        """Take a key that types nothing (an arrow, Escape): what waits was typing."""
        if self._run is _Run.REFUSED:
            return Decision()
        return self._typing(at_s)

    def due(self) -> float | None:
        """Return the second at which ``silence`` has something to decide."""
        return None if self._run is _Run.NOTHING else self._last_s + self._patience_s()

    def silence(self, at_s: float) -> Decision:
        """Nothing was pressed up to ``at_s``; ``fate`` means nothing here."""
        due_s = self.due()
        if due_s is None or at_s < due_s:
            return Decision()
        if self._run is _Run.REFUSED:
            self._run = _Run.NOTHING
            return Decision()
        if is_card(self._body()):
            return self._refuse(ReadProblem.PAYMENT_CARD, at_s)
        if self._run is _Run.PREFIX and self._body() and self._is_machine():
            return self._refuse(ReadProblem.UNREADABLE, at_s)
        if len(self._held) >= SHORTEST:
            self._torn_until_s = self._last_s + TORN_S
        return self._typing(self._last_s)

    # ---- what a key is ----

    def _fresh(self, char: str, at_s: float) -> Decision:
        if char in _ENDS:
            return self._lone_end(at_s)
        run = self._run_begun_by(char)
        if run is _Run.NOTHING:
            self._typed_s = at_s
            return Decision()
        self._run, self._held = run, char
        self._torn = at_s < self._torn_until_s
        self._doubtful = self._torn or at_s - self._typed_s < QUIET_S
        return Decision(Fate.HOLD)

    def _run_begun_by(self, char: str) -> _Run:
        if self._prefix and char in (self._prefix[0], self._prefix[0].swapcase()):
            return _Run.PREFIX
        if char in _STRIPE_STARTS:
            return _Run.STRIPE
        return _Run.FAST if not self._prefix and char.isprintable() else _Run.NOTHING

    def _lone_end(self, at_s: float) -> Decision:
        """An Enter with nothing before it: a person's, unless a machine has just typed."""
        if at_s < self._end_until_s:
            return Decision(Fate.SWALLOW)
        if at_s < self._torn_until_s:
            return self._read(ReadProblem.UNREADABLE, at_s)
        return Decision()

    def _continue(self, char: str, at_s: float) -> Decision:
        if self._run is _Run.REFUSED:
            if char in _ENDS and self._to_enter:
                self._run, self._end_until_s = _Run.NOTHING, at_s + SECOND_END_S
            return Decision(Fate.SWALLOW)
        if self._run is _Run.PREFIX and not self._is_prefixed():
            return self._prefix_goes_on(char, at_s)
        if char in _ENDS:
            return self._end(at_s)
        if not char.isprintable() and self._run is not _Run.PREFIX:
            return self._typing(at_s)
        self._held += char
        if self._run is _Run.STRIPE and is_card(self._held):
            return self._refuse(ReadProblem.PAYMENT_CARD, at_s)
        if len(self._body()) > _MOST:
            card = is_card(self._body())
            return self._refuse(ReadProblem.PAYMENT_CARD if card else ReadProblem.TOO_LONG, at_s)
        return Decision(Fate.HOLD)

    def _prefix_goes_on(self, char: str, at_s: float) -> Decision:
        so_far = self._held + char
        if self._prefix.startswith(so_far) or self._prefix.startswith(so_far.swapcase()):
            self._held = so_far
            return Decision(Fate.HOLD)
        typed = self._typing(self._last_s)
        return replace(self._fresh(char, at_s), release=typed.release)

    def _end(self, at_s: float) -> Decision:
        """Enter or Tab behind what is held."""
        prefixed = self._run is _Run.PREFIX
        if is_card(self._body()):
            return self._refuse(ReadProblem.PAYMENT_CARD, at_s)
        if not prefixed and len(self._held) < SHORTEST and not self._torn:
            return self._typing(at_s)
        if prefixed and not self._body():
            return self._read(ReadProblem.UNREADABLE, at_s)
        if not prefixed and (self._doubtful or (self._prefix and self._run is _Run.STRIPE)):
            return self._read(ReadProblem.UNREADABLE, at_s)
        return self._read(None, at_s)

    # ---- what becomes of it ----

    def _typing(self, at_s: float) -> Decision:
        """What is held was typed by a person and goes on, with the key just pressed."""
        count, self._held, self._run = len(self._held), "", _Run.NOTHING
        self._typed_s = at_s
        return Decision(release=count)

    def _read(self, problem: ReadProblem | None, at_s: float) -> Decision:
        """A machine has finished: its Enter is gone with the rest."""
        if problem is None:
            scan = scan_of(self._device, self._unlocked())
        else:
            scan = Scan(self._device, problem=problem)
        self._held, self._run = "", _Run.NOTHING
        self._end_until_s, self._torn_until_s = at_s + SECOND_END_S, _LONG_AGO_S
        return Decision(Fate.SWALLOW, drop=True, scan=self._new(scan, at_s))

    def _refuse(self, problem: ReadProblem, at_s: float) -> Decision:
        """A machine goes on with what is of no use: swallow until it ends. A stripe has several
        Enters, so only silence ends it."""
        self._held, self._run = "", _Run.REFUSED
        self._to_enter = problem is not ReadProblem.PAYMENT_CARD
        self._torn_until_s, self._last_s = _LONG_AGO_S, at_s
        scan = Scan(self._device, problem=problem)
        return Decision(Fate.SWALLOW, drop=True, scan=self._new(scan, at_s))

    def _new(self, scan: Scan, at_s: float) -> Scan | None:
        return scan if self._repeats.is_new(scan, at_s) else None

    # ---- what is held ----

    def _patience_s(self) -> float:
        if self._run is _Run.REFUSED:
            return REST_S
        return SURE_GAP_S if self._is_machine() else GAP_S

    def _is_machine(self) -> bool:
        unseen = self._run is _Run.PREFIX and not self._prefix[0].isprintable()
        return len(self._held) >= SHORTEST or (unseen and self._is_prefixed())

    def _is_prefixed(self) -> bool:
        return len(self._held) >= len(self._prefix)

    def _body(self) -> str:
        return self._held[len(self._prefix) :] if self._run is _Run.PREFIX else self._held

    def _unlocked(self) -> str:
        """Return the code as it would be without Caps Lock."""
        text = self._body()
        if self._run is _Run.PREFIX and not self._held.startswith(self._prefix):
            return text.swapcase()
        body, _ = without_aim(text)
        turned = set(body) - self._letters and set(body.swapcase()) <= self._letters
        return text.swapcase() if turned else text
