"""A payment terminal that speaks nexo, as a state machine without I/O: requests in, replies out, a
journal of its own of what it did with whose card.

Strict: what is not of the documented shape is answered ``MessageFormat`` and counted as an error.
``nexo_server`` gives it HTTPS, ``nexo_payments`` does what moves money. Thread: the simulator's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hardware.simulators import nexo_replies as replies
from hardware.simulators.device import Answer, BadRequest, Request
from hardware.simulators.faults import BadFault
from hardware.simulators.nexo_answering import Ask, Reply
from hardware.simulators.nexo_faults import CERTIFICATES, PlannedFault, planned_fault
from hardware.simulators.nexo_journal import Fate
from hardware.simulators.nexo_patron import WAYS, card_act
from hardware.simulators.nexo_payments import Payments
from hardware.simulators.nexo_rules import HEADER, REQUESTS, faults_of
from hardware.terminals.nexo_crypto import REQUEST, SharedKey, opened
from hardware.terminals.nexo_json import Malformed
from pos.clock import Clock


class VirtualNexoTerminal(Payments):
    """One terminal with one patron in front of it."""

    def __init__(
        self,
        clock: Clock,
        poi_id: str,
        key: SharedKey,
        plan: tuple[PlannedFault, ...] = (),
        seed: int = 0,
    ) -> None:
        super().__init__(clock, key, plan, seed)
        self.poi_id = poi_id
        self.certificates = frozenset({"right"})
        """Those it has; the server tells."""
        self._used: set[tuple[str, str]] = set()

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
        self._serve(Ask(line, header, body))

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

    def _serve(self, ask: Ask) -> None:
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

    def _on_login(self, ask: Ask, _: Mapping[str, Any]) -> None:
        self._known.add(ask.header["SaleID"])
        self._answer(ask, replies.login(self.poi_id, self.clock.now()))

    def _on_diagnosis(self, ask: Ask, _: Mapping[str, Any]) -> None:
        status = "Maintenance" if self._maintained else "Busy" if self._now else "OK"
        self._answer(ask, replies.diagnosis(status))

    def _on_gettotals(self, ask: Ask, _: Mapping[str, Any]) -> None:
        self._answer(ask, replies.totals(self.journal))

    def _on_abort(self, ask: Ask, content: Mapping[str, Any]) -> None:
        wanted = content["MessageReference"]
        self._replies.append(Reply(ask.line))  # no body (hardware facts 6.1, documented)
        service = self._now
        if service is None or service.deciding:
            return
        if service.entry.key == (wanted["SaleID"], wanted["ServiceID"]):
            self._give_up(service, "Aborted")

    def _on_transactionstatus(self, ask: Ask, content: Mapping[str, Any]) -> None:
        wanted = content["MessageReference"]
        entry = self.journal.find((wanted["SaleID"], wanted["ServiceID"]))
        if entry is None or entry.category != wanted["MessageCategory"]:
            self._answer(ask, replies.failed("TransactionStatus", "NotFound"))
        elif entry.fate is Fate.UNDER_WAY:
            self._answer(ask, replies.failed("TransactionStatus", "InProgress"))
        else:
            self._answer(ask, replies.status(entry, ask.header))

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
        newest = self.journal.entries[-1] if self.journal.entries else None
        return {
            "device": self.kind,
            "poi_id": self.poi_id,
            "reachable": self.reachable,
            "errors": self.errors,
            "under_way": None if service is None else service.entry.key[1],
            "waits_for_card": service is not None and not service.deciding,
            "keyed": service is not None and service.keyed,
            "newest": None if newest is None else newest.as_told(),
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
