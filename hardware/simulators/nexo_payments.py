"""What a virtual nexo terminal does with money: payments and reversals, the patron's card, and what
goes wrong with them. A journal of its own holds what it did with whose card.

Thread: the simulator's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hardware.simulators import nexo_replies as replies
from hardware.simulators.device import BadRequest
from hardware.simulators.nexo_answering import Answering, Ask, Reply, Service
from hardware.simulators.nexo_faults import (
    AT_ONCE,
    CERTIFICATES,
    NexoFault,
    PlannedFault,
)
from hardware.simulators.nexo_journal import Entry, Fate, Journal
from hardware.simulators.nexo_patron import MOST_PIN_TRIES, CardAct
from hardware.terminals.nexo_crypto import SharedKey
from hardware.terminals.nexo_json import Number
from pos.clock import Clock
from pos.errors import PosError
from pos.money import Money


class Payments(Answering):
    """One patron at a time in front of one terminal."""

    def __init__(
        self, clock: Clock, key: SharedKey, plan: tuple[PlannedFault, ...], seed: int
    ) -> None:
        super().__init__(clock, key, seed)
        self.journal = Journal()
        self.refuses_until_s = 0.0
        self.certificate = "right"
        self.auto: CardAct | None = None
        self._faults: list[tuple[int, PlannedFault]] = []
        self._count = 0
        self._known: set[str] = set()
        self._maintained = self._deaf = False
        self._now: Service | None = None
        for fault in plan:
            self._arm(fault)

    # ---- requests ----

    def _on_payment(self, ask: Ask, content: Mapping[str, Any]) -> None:
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
            self._now = Service(ask, entry, fault, keyed=keyed)
            self._tell("payment", message_id=entry.key[1], amount_minor=asked.minor, keyed=keyed)
            self._waits_for_card(self._now)

    def _on_reversal(self, ask: Ask, content: Mapping[str, Any]) -> None:
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
        service = Service(ask, entry, fault, keyed=False)
        if charge is None or self.journal.given_back(charge) + entry.asked > charge.moved:
            entry.fate = Fate.DECLINED
            entry.answer = replies.cancelled(
                entry, "NotFound" if charge is None else "NotAllowed", self.clock.now()
            )
        else:
            entry.fate, entry.moved, entry.of = Fate.APPROVED, entry.asked, original
            entry.answer = replies.reversed_(entry, self.clock.now())
        self._hand_over(service)

    def _entry(self, ask: Ask, content: Mapping[str, Any], asked: Money, kind: str) -> Entry:
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

    def _turned_away(self, ask: Ask, fault: PlannedFault | None, category: str) -> bool:
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

    def _waits_for_card(self, service: Service) -> None:
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
            self._timers.in_seconds(act.host_s, lambda: self._decide(service, act))
        else:
            self._decide(service, act)

    def _decide(self, service: Service, act: CardAct) -> None:
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

    def _give_up(self, service: Service, error: str) -> None:
        service.entry.fate = Fate.CANCELLED
        service.entry.answer = replies.cancelled(service.entry, error, self.clock.now())
        self._over(service)

    def _over(self, service: Service) -> None:
        self._now = None
        entry = service.entry
        self._tell("over", message_id=entry.key[1], fate=entry.fate.value)
        self._hand_over(service)

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
        self._timers.in_seconds(seconds, lambda: self._tell("up"))


def _money(amounts: Mapping[str, Any]) -> Money | None:
    try:
        return Money.parse(amounts["RequestedAmount"], amounts["Currency"])
    except PosError:
        return None
