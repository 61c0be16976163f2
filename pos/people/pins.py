"""PINs: which are good enough, and how they are kept.

A PIN of four to eight digits is proof at the window only, behind a lock-out after five tries. The
hash is argon2id; its cost comes from the configuration, so that tests and old machines can choose
a cheaper one. No PIN is stored, logged, audited or made part of a command's content.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from pos.errors import PinTooWeak

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 4
LONGEST = 8
_DIGITS = re.compile(f"[0-9]{{{SHORTEST},{LONGEST}}}")
_REPEATS = re.compile(r"(.+?)\1+")

TIME_COST = 3
MEMORY_COST_KIB = 65_536
"""RFC 9106, 4: the second recommended option, for machines short of memory; about 140 ms on two
cores.
"""


def check_new_pin(pin: str) -> None:
    """Return if ``pin`` may be somebody's new PIN.

    Raises:
        PinTooWeak: Not 4 to 8 digits, one block repeated (``0000``, ``1212``), or a run up or down
            (``3456``, ``2109``).
    """
    if not _DIGITS.fullmatch(pin) or _REPEATS.fullmatch(pin) or _is_run(pin):
        raise PinTooWeak(shortest=SHORTEST, longest=LONGEST)


def _is_run(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


class PinHasher:
    """Hashes and proves PINs with argon2id. A call takes as long as the costs say, on the calling
    thread.
    """

    def __init__(
        self, time_cost: int = TIME_COST, memory_cost: int = MEMORY_COST_KIB, parallelism: int = 4
    ) -> None:
        """Args:
        time_cost: Passes over the memory.
        memory_cost: In KiB.
        parallelism: Lanes; 4 in both of the RFC's options.
        """
        self._costs = (time_cost, memory_cost, parallelism)

    @cached_property
    def _argon2(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        time_cost, memory_cost, parallelism = self._costs
        return PasswordHasher(time_cost, memory_cost, parallelism)

    @cached_property
    def _nobodys(self) -> str:
        """A hash no PIN matches in practice, so that trying an unknown person takes as long as a
        known one.
        """
        return self.hash("nobody's PIN")

    def hash(self, pin: str) -> str:
        """Return the encoded hash with a fresh salt."""
        return self._argon2.hash(pin)

    def matches(self, pin: str, pin_hash: str | None) -> bool:
        """Return whether ``pin`` made ``pin_hash``; None: there is no such person, which takes as
        long to say.
        """
        from argon2.exceptions import VerifyMismatchError

        try:
            self._argon2.verify(self._nobodys if pin_hash is None else pin_hash, pin)
        except VerifyMismatchError:
            return False
        return pin_hash is not None

    def outdated(self, pin_hash: str) -> bool:
        """Return whether the hash was made with other costs than the configured ones."""
        return self._argon2.check_needs_rehash(pin_hash)
