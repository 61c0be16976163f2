"""How a virtual nexo terminal answers: as it should, or in the way that a fault wants.

Thread: the simulator's.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.simulators import nexo_replies as replies
from hardware.simulators.device import Answer
from hardware.simulators.nexo_faults import NexoFault, PlannedFault
from hardware.simulators.nexo_journal import Entry
from hardware.simulators.timers import Timers
from hardware.terminals.nexo_crypto import (
    NONCE_BYTES,
    RESPONSE,
    SharedKey,
    sealed,
    shared_key,
)
from hardware.terminals.nexo_json import written
from hardware.terminals.nexo_messages import decimal
from pos.clock import Clock
from pos.money import Money

log = logging.getLogger("foyer.simulator")

_HUGE = 2_000_000
_MONEY = ("Payment", "Reversal")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be done on a connection: send ``body`` with ``status``; with ``cut`` set, break it
    behind so many bytes of that.
    """

    line: int
    body: bytes = b""
    status: int = 200
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request and the connection that waits for its answer."""

    line: int
    header: dict[str, str]
    body: Mapping[str, object]

    @property
    def answer_header(self) -> dict[str, str]:
        return {**self.header, "MessageType": "Response"}


class Service:
    """The payment under way. ``deciding``: a card has been read, and it is too late to give up.
    ``lost``: nobody waits for the answer any more.
    """

    def __init__(self, ask: Ask, entry: Entry, fault: PlannedFault | None, *, keyed: bool) -> None:
        self.ask = ask
        self.entry = entry
        self.fault = fault
        self.keyed = keyed
        self.deciding = False
        self.lost = False

    @property
    def fault_kind(self) -> NexoFault | None:
        return None if self.fault is None else self.fault.kind


class Answering:
    """Seals answers and hands them to the server."""

    kind = "nexo-terminal"

    def __init__(self, clock: Clock, key: SharedKey, seed: int) -> None:
        self.clock = clock
        self.errors = 0
        self._key = key
        self._random = random.Random(seed)
        self._replies: list[Reply] = []
        self._events: list[Answer] = []
        self._timers = Timers(clock)
        self._last_sent = b""
        self._last_money: Mapping[str, object] = {}

    def take_replies(self) -> list[Reply]:
        """Take what is to be sent."""
        taken, self._replies = self._replies, []
        return taken

    def take_events(self) -> list[Answer]:
        """Take what those who watch are to be told."""
        taken, self._events = self._events, []
        return taken

    def due(self) -> float | None:
        """Return the clock's second at which ``tick`` has something to do."""
        return self._timers.due()

    def tick(self) -> None:
        """Do what is due."""
        self._timers.tick()

    def _hand_over(self, service: Service) -> None:
        """Answer a message that moved money, in the way that its fault wants."""
        entry, kind, line = service.entry, service.fault_kind, service.ask.line
        body: Mapping[str, object] = entry.answer
        before, self._last_money = self._last_money, body
        self._tell("handed_over", message_id=entry.key[1])
        paid = entry.category == "Payment" and entry.moved.minor > 0
        if service.lost:
            return
        match kind:
            case NexoFault.LOST_AFTER:
                self._replies.append(Reply(line, cut=0))
            case NexoFault.SILENT:
                pass
            case NexoFault.LATE if service.fault is not None:
                made = self._sealed(service.ask, body)
                self._timers.in_seconds(
                    service.fault.seconds, lambda: self._replies.append(Reply(line, made))
                )
            case NexoFault.CUT:
                made = self._sealed(service.ask, body)
                self._replies.append(Reply(line, made, cut=len(made) // 2))
            case NexoFault.REPLAY if self._last_sent:
                self._replies.append(Reply(line, self._last_sent))
            case NexoFault.PREVIOUS if before:
                self._reply(service.ask, before)
            case NexoFault.KEY_VERSION:
                other = shared_key(self._key.identifier, self._key.version + 1, "another")
                self._replies.append(Reply(line, self._sealed(service.ask, body, other)))
            case NexoFault.TAMPERED:
                self._replies.append(Reply(line, _one_bit_other(self._sealed(service.ask, body))))
            case NexoFault.HEADER:
                made = self._sealed(service.ask, body).replace(b'"Response"', b'"Request"', 1)
                self._replies.append(Reply(line, made))
            case NexoFault.UNSEALED:
                self._replies.append(Reply(line, self._plain(service.ask, body)))
            case NexoFault.MALFORMED:
                self._replies.append(Reply(line, self._seal(service.ask, b'{"SaleToPOIResponse":')))
            case NexoFault.HUGE:
                self._replies.append(Reply(line, b" " * _HUGE))
            case NexoFault.HTTP_ERROR:
                self._replies.append(Reply(line, b"no", status=500))
            case NexoFault.STUFFED:
                self._reply(service.ask, stuffed(body))
            case NexoFault.OVERPAID if paid:
                self._reply(service.ask, _with_amount(body, entry.asked + entry.moved))
            case NexoFault.OTHER_CURRENCY if paid:
                self._reply(service.ask, _with_amount(body, Money(entry.moved.minor, "CAD")))
            case _:
                self._answer(service.ask, body)

    def _answer(self, ask: Ask, body: Mapping[str, object]) -> None:
        made = self._sealed(ask, body)
        if ask.header["MessageCategory"] in _MONEY:
            self._last_sent = made
        self._replies.append(Reply(ask.line, made))

    def _reply(self, ask: Ask, body: Mapping[str, object]) -> None:
        self._replies.append(Reply(ask.line, self._sealed(ask, body)))

    def _sealed(self, ask: Ask, body: Mapping[str, object], key: SharedKey | None = None) -> bytes:
        return self._seal(ask, self._plain(ask, body), key)

    def _plain(self, ask: Ask, body: Mapping[str, object]) -> bytes:
        return written({RESPONSE: {"MessageHeader": ask.answer_header, **body}})

    def _seal(self, ask: Ask, plain: bytes, key: SharedKey | None = None) -> bytes:
        nonce = self._random.randbytes(NONCE_BYTES)
        return sealed(RESPONSE, ask.answer_header, plain, key or self._key, nonce)

    def _tell(self, event: str, **values: object) -> None:
        self._events.append({"event": event, **values})

    def _complain(self, what: str) -> None:
        self.errors += 1
        log.error("%s: %s", self.kind, what)
        self._tell("error", what=what)


def stuffed(value: object) -> Any:
    """Return a body with card data in every object of it."""
    if isinstance(value, Mapping):
        return {**{key: stuffed(one) for key, one in value.items()}, **replies.STUFFING}
    if isinstance(value, list):
        return [stuffed(one) for one in value]
    return value


def _one_bit_other(made: bytes) -> bytes:
    head, blob = made.split(b'"NexoBlob":"', 1)
    first = b"B" if blob[:1] == b"A" else b"A"
    return head + b'"NexoBlob":"' + first + blob[1:]


def _with_amount(body: Mapping[str, Any], amount: Money) -> Mapping[str, object]:
    answer = body["PaymentResponse"]
    result = {
        **answer["PaymentResult"],
        "AmountsResp": {
            "Currency": amount.currency,
            "AuthorizedAmount": decimal(amount),
        },
    }
    return {"PaymentResponse": {**answer, "PaymentResult": result}}
