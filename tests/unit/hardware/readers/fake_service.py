"""A smart card service in memory: readers are plugged in, cards put on, troubles thrown."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from hardware.readers.service import CardLink, CardTrouble, Seen, Trouble

DONE, NOT_FOUND = b"\x90\x00", b"\x6a\x82"
UID = bytes.fromhex("04A1B2C3D4E5F6")
PROCESSOR_ATR = bytes.fromhex("3B8180018080")
MEMORY_ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")

Answers = Mapping[bytes, bytes | Trouble]
"""By the command's first bytes, the answer or what goes wrong."""


class FakeCard:
    """Answers Get Data with ``UID`` and every select with "not found", unless told otherwise."""

    def __init__(self, answers: Answers | None = None) -> None:
        self.answers = {b"\xff\xca": UID + DONE, b"\x00\xa4": NOT_FOUND, **(answers or {})}
        self.asked: list[bytes] = []

    def exchange(self, command: bytes) -> bytes:
        self.asked.append(command)
        named = command[5:19]
        answer = self.answers.get(named, self.answers.get(command[:2]))
        assert answer is not None
        if isinstance(answer, Trouble):
            raise CardTrouble(answer, "fake")
        return answer


class FakeService:
    """Implements ``hardware.readers.service.CardService``; the same one at every connection."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ("Desk reader",)
        self.seen: dict[str, Seen] = {"Desk reader": Seen()}
        self.card = FakeCard()
        self.trouble: Trouble | None = None
        self.connects_as: Trouble | None = None
        self.opened = 0
        self.released = 0
        self.changed = threading.Condition()
        self.hangs_in = ""
        self.hanging = threading.Event()

    def __call__(self) -> FakeService:
        self._may_hang("make")
        self._check()
        self.opened += 1
        return self

    # ---- people ----

    def show(self, seen: Seen, reader: str = "Desk reader") -> None:
        """Have ``reader`` look like this from now on."""
        with self.changed:
            self.seen = {**self.seen, reader: seen}
            self.changed.notify_all()

    def fail(self, trouble: Trouble | None) -> None:
        """Have every call of the service fail, or work again."""
        with self.changed:
            self.trouble = trouble
            self.changed.notify_all()

    def hang(self, call: str) -> None:
        """Have ``call`` not come back from now on: "make", "readers", "wait", "connect",
        "release"; "" ends it."""
        with self.changed:
            self.hangs_in = call
            self.hanging.clear()
            self.changed.notify_all()

    # ---- the service ----

    def readers(self) -> tuple[str, ...]:
        self._may_hang("readers")
        self._check()
        return self.names

    def wait(
        self, readers: Sequence[str], known: Mapping[str, Seen], timeout_s: float
    ) -> dict[str, Seen]:
        self._may_hang("wait")
        with self.changed:
            if all(known.get(name) == self.seen[name] for name in readers):
                self.changed.wait(timeout_s)
            self._check()
            return {name: self.seen[name] for name in readers}

    @contextmanager
    def connect(self, reader: str) -> Iterator[CardLink]:
        self._may_hang("connect")
        if self.connects_as is not None:
            raise CardTrouble(self.connects_as, "fake")
        yield self.card

    def cancel(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def release(self) -> None:
        self._may_hang("release")
        self.released += 1

    def _may_hang(self, call: str) -> None:
        with self.changed:
            if self.hangs_in == call:
                self.hanging.set()
                assert self.changed.wait_for(lambda: self.hangs_in != call, 60.0)

    def _check(self) -> None:
        if self.trouble is not None:
            raise CardTrouble(self.trouble, "fake")
