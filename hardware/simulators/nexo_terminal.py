"""A payment terminal that speaks nexo, as a state machine without I/O: requests in, replies out, a
journal of its own of what it did with whose card.

Strict: what is not of the documented shape is answered ``MessageFormat`` and counted as an error.
``nexo_server`` gives it HTTPS. Thread: the simulator's.
"""

from __future__ import annotations

import heapq
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hardware.simulators import nexo_replies as replies
from hardware.simulators.device import Answer, BadRequest, Request
from hardware.simulators.faults import BadFault
from hardware.simulators.nexo_faults import (
    AT_ONCE,
    CERTIFICATES,
    NexoFault,
    PlannedFault,
    planned_fault,
)
from hardware.simulators.nexo_journal import Entry, Fate, Journal
from hardware.simulators.nexo_patron import MOST_PIN_TRIES, WAYS, CardAct, card_act
from hardware.simulators.nexo_rules import HEADER, REQUESTS, faults_of
from hardware.terminals.nexo_crypto import (
    NONCE_BYTES,
    REQUEST,
    RESPONSE,
    SharedKey,
    opened,
    sealed,
    shared_key,
)
from hardware.terminals.nexo_json import Malformed, Number, written
from hardware.terminals.nexo_messages import decimal
from pos.clock import Clock
from pos.errors import PosError
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


class VirtualNexoTerminal:
    """One terminal with one patron in front of it."""

    kind = "nexo-terminal"

    def __init__(
        self,
        clock: Clock,
        poi_id: str,
        key: SharedKey,
        plan: tuple[PlannedFault, ...] = (),
        seed: int = 0,
    ) -> None:
        self.clock = clock
        self.poi_id = poi_id
        self.journal = Journal()
        self.errors = 0
        self.refuses_until_s = 0.0
        self.certificate = "right"
        self.certificates = frozenset({"right"})
        """Those it has; the server tells."""
        self.auto: CardAct | None = None
        self._key = key
        self._random = random.Random(seed)
        self._faults: list[tuple[int, PlannedFault]] = []
        self._count = 0
        self._replies: list[Reply] = []
        self._events: list[Answer] = []
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._timer_number = 0
        self._known: set[str] = set()
        self._used: set[tuple[str, str]] = set()
        self._maintained = self._deaf = False
        self._last_sent = b""
        self._last_money: Mapping[str, object] = {}
        self._now: _Service | None = None
        for fault in plan:
            self._arm(fault)

    # ---- the line, called by the server ----

    def received(self, line: int, data: bytes) -> None:
        """Take the body of a request that came in on ``line``."""
        if self._deaf:
            self._tell("unheard")
            return
        try:
            header, body = opened(REQUEST, data, self._key)
        except Malformed as wrong:
            self._complain(f"request refused: {wrong.code}")
            self._replies.append(Reply(line, b'{"errors":["not accepted"]}'))
            return
        assert isinstance(body, Mapping)
        self._serve(_Ask(line, header, body))

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
        return self._timers[0][0] if self._timers else None

    def tick(self) -> None:
        """Do what is due."""
        while self._timers and self._timers[0][0] <= self.clock.monotonic():
            heapq.heappop(self._timers)[2]()

    @property
    def messages_seen(self) -> int:
        """How many messages that move money have come in."""
        return self._count

    @property
    def faults_pending(self) -> int:
        """How many faults are still to come."""
        return len(self._faults)

    @property
    def reachable(self) -> bool:
        """Whether connections are taken now."""
        return self.clock.monotonic() >= self.refuses_until_s

    # ---- requests ----

    def _serve(self, ask: _Ask) -> None:
        category = ask.header["MessageCategory"]
        content = ask.body.get(f"{category}Request")
        wrong = faults_of(ask.body.get("MessageHeader"), HEADER, "header")
        shape = REQUESTS.get(category)
        wrong += ["category"] if shape is None else faults_of(content, shape, category)
        if ask.header["POIID"] != self.poi_id:
            wrong.append("header.POIID: another terminal's")
        key = (ask.header["SaleID"], ask.header["ServiceID"])
        if key in self._used:
            wrong.append("header.ServiceID: used before")
        self._used.add(key)
        if wrong or not isinstance(content, Mapping):
            self._complain(f"{category}: {'; '.join(wrong)}")
            self._answer(ask, replies.failed(category, "MessageFormat"))
            return
        self._tell("request", category=category)
        getattr(self, f"_on_{category.lower()}")(ask, content)

    def _on_login(self, ask: _Ask, _: Mapping[str, Any]) -> None:
        self._known.add(ask.header["SaleID"])
        self._answer(ask, replies.login(self.poi_id, self.clock.now()))

    def _on_diagnosis(self, ask: _Ask, _: Mapping[str, Any]) -> None:
        status = "Maintenance" if self._maintained else "Busy" if self._now else "OK"
        self._answer(ask, replies.diagnosis(status))

    def _on_gettotals(self, ask: _Ask, _: Mapping[str, Any]) -> None:
        self._answer(ask, replies.totals(self.journal))

    def _on_abort(self, ask: _Ask, content: Mapping[str, Any]) -> None:
        wanted = content["MessageReference"]
        self._replies.append(Reply(ask.line))  # no body (hardware facts 6.1, documented)
        service = self._now
        if service is None or service.deciding:
            return
        if service.entry.key == (wanted["SaleID"], wanted["ServiceID"]):
            self._give_up(service, "Aborted")

    def _on_transactionstatus(self, ask: _Ask, content: Mapping[str, Any]) -> None:
        wanted = content["MessageReference"]
        entry = self.journal.find((wanted["SaleID"], wanted["ServiceID"]))
        if entry is None or entry.category != wanted["MessageCategory"]:
            self._answer(ask, replies.failed("TransactionStatus", "NotFound"))
        elif entry.fate is Fate.UNDER_WAY:
            self._answer(ask, replies.failed("TransactionStatus", "InProgress"))
        else:
            self._answer(ask, replies.status(entry, ask.header))

    def _on_payment(self, ask: _Ask, content: Mapping[str, Any]) -> None:
        fault = self._next_fault()
        asked = _money(content["PaymentTransaction"]["AmountsReq"])
        if asked is None:
            self._complain("Payment: amount")
            self._answer(ask, replies.failed("Payment", "MessageFormat"))
            return
        refund = content.get("PaymentData", {}).get("PaymentType") == "Refund"
        keyed = "TransactionConditions" in content["PaymentTransaction"]
        entry = self._entry(ask, content, asked, "refund" if refund else "charge")
        if not self._turned_away(ask, fault, "Payment"):
            self.journal.add(entry)
            self._now = _Service(ask, entry, fault, keyed=keyed)
            self._tell("payment", message_id=entry.key[1], amount_minor=asked.minor, keyed=keyed)
            self._waits_for_card(self._now)

    def _on_reversal(self, ask: _Ask, content: Mapping[str, Any]) -> None:
        fault = self._next_fault()
        original = content["OriginalPOITransaction"]["POITransactionID"]["TransactionID"]
        charge = self.journal.charge(original)
        asked = _money(
            {"Currency": "USD", "RequestedAmount": content.get("ReversedAmount", Number("0.01"))}
        )
        entry = self._entry(ask, content, asked or Money(0), "reversal")
        if self._turned_away(ask, fault, "Reversal"):
            return
        self.journal.add(entry)
        service = _Service(ask, entry, fault, keyed=False)
        if charge is None or self.journal.given_back(charge) + entry.asked > charge.moved:
            entry.fate = Fate.DECLINED
            entry.answer = replies.cancelled(
                entry, "NotFound" if charge is None else "NotAllowed", self.clock.now()
            )
        else:
            entry.fate, entry.moved, entry.of = Fate.APPROVED, entry.asked, original
            entry.answer = replies.reversed_(entry, self.clock.now())
        self._hand_over(service)

    def _entry(self, ask: _Ask, content: Mapping[str, Any], asked: Money, kind: str) -> Entry:
        sale = content.get("SaleData", {}).get("SaleTransactionID", {})
        number, chance = len(self.journal.entries) + 1, self._random.randrange(10**6)
        return Entry(
            ask.header["MessageCategory"],
            (ask.header["SaleID"], ask.header["ServiceID"]),
            sale.get("TransactionID", ""),
            asked,
            kind,
            moved=Money.zero(asked.currency),
            transaction=f"T{number:06d}.V{chance:06d}",
        )

    def _turned_away(self, ask: _Ask, fault: PlannedFault | None, category: str) -> bool:
        """Refuse what is not begun at all; it is not in the journal."""
        kind = None if fault is None else fault.kind
        if kind is NexoFault.NEVER_CAME:
            self._replies.append(Reply(ask.line, cut=0))
        elif ask.header["SaleID"] not in self._known:
            self._answer(ask, replies.failed(category, "LoggedOut"))
        elif self._now is not None or kind is NexoFault.BUSY:
            self._answer(ask, replies.failed(category, "Busy"))
        else:
            return False
        return True

    # ---- a card ----

    def _waits_for_card(self, service: _Service) -> None:
        match service.fault_kind:
            case NexoFault.LOST_BEFORE:
                self._replies.append(Reply(service.ask.line, cut=0))
                service.lost = True
            case NexoFault.REBOOT:
                self._reboot(service.fault.seconds if service.fault is not None else 0.0)
                return
        if self.auto is not None:
            act = self.auto
            self._present(replace(act, way="key") if service.keyed else act)

    def _present(self, act: CardAct) -> None:
        service = self._now
        if service is None or service.deciding:
            raise BadRequest("no card is waited for")
        if service.keyed is not (act.way == "key"):
            raise BadRequest("this payment is keyed" if service.keyed else "no card is keyed now")
        service.deciding = True
        if act.wrong_pins >= MOST_PIN_TRIES:
            act = CardAct(act.way, decline="wrong_pin")
        for _ in range(min(act.wrong_pins, MOST_PIN_TRIES)):
            self._tell("wrong_pin")
        if act.host_s:
            self._in_seconds(act.host_s, lambda: self._decide(service, act))
        else:
            self._decide(service, act)

    def _decide(self, service: _Service, act: CardAct) -> None:
        if self._now is not service:
            return
        entry, now = service.entry, self.clock.now()
        if act.decline:
            entry.fate = Fate.DECLINED
            entry.answer = replies.declined(entry, act, now)
        else:
            least = min(act.partial_minor or entry.asked.minor, entry.asked.minor)
            entry.moved = Money(least, entry.asked.currency)
            entry.fate = Fate.APPROVED if entry.moved == entry.asked else Fate.PARTIAL
            entry.answer = replies.approved(entry, act, now)
        self._over(service)

    def _give_up(self, service: _Service, error: str) -> None:
        service.entry.fate = Fate.CANCELLED
        service.entry.answer = replies.cancelled(service.entry, error, self.clock.now())
        self._over(service)

    def _over(self, service: _Service) -> None:
        self._now = None
        entry = service.entry
        self._tell("over", message_id=entry.key[1], fate=entry.fate.value)
        self._hand_over(service)

    # ---- answers ----

    def _hand_over(self, service: _Service) -> None:
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
                self._in_seconds(
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

    def _answer(self, ask: _Ask, body: Mapping[str, object]) -> None:
        made = self._sealed(ask, body)
        if ask.header["MessageCategory"] in _MONEY:
            self._last_sent = made
        self._replies.append(Reply(ask.line, made))

    def _reply(self, ask: _Ask, body: Mapping[str, object]) -> None:
        self._replies.append(Reply(ask.line, self._sealed(ask, body)))

    def _sealed(self, ask: _Ask, body: Mapping[str, object], key: SharedKey | None = None) -> bytes:
        return self._seal(ask, self._plain(ask, body), key)

    def _plain(self, ask: _Ask, body: Mapping[str, object]) -> bytes:
        return written({RESPONSE: {"MessageHeader": ask.answer_header, **body}})

    def _seal(self, ask: _Ask, plain: bytes, key: SharedKey | None = None) -> bytes:
        nonce = self._random.randbytes(NONCE_BYTES)
        return sealed(RESPONSE, ask.answer_header, plain, key or self._key, nonce)

    # ---- faults ----

    def _arm(self, fault: PlannedFault) -> None:
        match fault.kind:
            case NexoFault.MAINTENANCE:
                self._maintained = True
            case NexoFault.DEAF:
                self._deaf = True
            case kind if kind in CERTIFICATES:
                self.certificate = kind.value
        if fault.kind not in AT_ONCE:
            self._faults.append((self._count + fault.after, fault))

    def _next_fault(self) -> PlannedFault | None:
        due = [one for one in self._faults if one[0] <= self._count]
        self._count += 1
        if not due:
            return None
        self._faults.remove(due[0])
        self._tell("fault", kind=due[0][1].kind.value)
        return due[0][1]

    def _reboot(self, seconds: float) -> None:
        """Start afresh; the journal is on its disk. What was not decided was not charged."""
        service, self._now = self._now, None
        self._known.clear()
        self.refuses_until_s = self.clock.monotonic() + seconds
        if service is not None:
            service.entry.fate = Fate.CANCELLED
            at = self.clock.now()
            service.entry.answer = replies.cancelled(service.entry, "Aborted", at)
            self._replies.append(Reply(service.ask.line, cut=0))
        self._in_seconds(seconds, lambda: self._tell("up"))

    # ---- the control port ----

    def command(self, request: Request) -> Answer:
        """Do what a person at the bench asks; raises BadRequest."""
        what = request.get("do")
        match what:
            case "state":
                pass
            case "journal":
                return {"journal": [entry.as_told() for entry in self.journal.entries]}
            case "auto":
                values = {key: one for key, one in request.items() if key != "do"}
                way = values.pop("way", None)
                self.auto = None if way is None else card_act(str(way), values)
            case "cancel" | "remove_card":
                if self._now is None:
                    raise BadRequest("nothing is under way")
                self._give_up(self._now, "Cancel")
            case "reboot":
                seconds = request.get("seconds", 0)
                if isinstance(seconds, bool) or not isinstance(seconds, int | float):
                    raise BadRequest("seconds is a number")
                self._reboot(float(seconds))
            case "fault":
                self._throw_in(request)
            case "clear":
                self._maintained = self._deaf = False
                self.certificate = "right"
                self.refuses_until_s = 0.0
                self._faults.clear()
            case str() if what in WAYS:
                self._present(card_act(what, request))
            case other:
                raise BadRequest(f"a {self.kind} cannot {other!r}")
        return self.all_state()

    def all_state(self) -> Answer:
        """Return everything there is to know."""
        charged, refunded = self.journal.total("charge"), self.journal.total("refund", "reversal")
        service = self._now
        return {
            "device": self.kind,
            "poi_id": self.poi_id,
            "errors": self.errors,
            "under_way": None if service is None else service.entry.key[1],
            "waits_for_card": service is not None and not service.deciding,
            "keyed": service is not None and service.keyed,
            "logged_in": sorted(self._known),
            "messages": len(self.journal.entries),
            "charges": charged[0],
            "charged_minor": charged[1].minor,
            "refunds": refunded[0],
            "refunded_minor": refunded[1].minor,
            "faults_pending": len(self._faults),
            "certificate": self.certificate,
        }

    def _throw_in(self, request: Request) -> None:
        try:
            fault = planned_fault({key: one for key, one in request.items() if key != "do"})
        except BadFault as error:
            raise BadRequest(str(error)) from None
        if fault.kind in CERTIFICATES and fault.kind.value not in self.certificates:
            raise BadRequest("it has no certificate but its own")
        self._arm(fault)

    def _tell(self, event: str, **values: object) -> None:
        self._events.append({"event": event, **values})

    def _complain(self, what: str) -> None:
        self.errors += 1
        log.error("%s: %s", self.kind, what)
        self._tell("error", what=what)

    def _in_seconds(self, seconds: float, call: Callable[[], None]) -> None:
        self._timer_number += 1
        due_s = self.clock.monotonic() + seconds
        heapq.heappush(self._timers, (due_s, self._timer_number, call))


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request and the connection that waits for its answer."""

    line: int
    header: dict[str, str]
    body: Mapping[str, object]

    @property
    def answer_header(self) -> dict[str, str]:
        return {**self.header, "MessageType": "Response"}


class _Service:
    """The payment under way. ``deciding``: a card has been read, and it is too late to give up.
    ``lost``: nobody waits for the answer any more.
    """

    def __init__(self, ask: _Ask, entry: Entry, fault: PlannedFault | None, *, keyed: bool) -> None:
        self.ask = ask
        self.entry = entry
        self.fault = fault
        self.keyed = keyed
        self.deciding = False
        self.lost = False

    @property
    def fault_kind(self) -> NexoFault | None:
        return None if self.fault is None else self.fault.kind


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


def _money(amounts: Mapping[str, Any]) -> Money | None:
    try:
        return Money.parse(amounts["RequestedAmount"], amounts["Currency"])
    except PosError:
        return None
