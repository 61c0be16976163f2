"""A stand-in for the part of Stripe's HTTP interface that a reader at a window needs.

Real HTTP on loopback, form in and JSON out, on threads of its own. It keeps PaymentIntents, refunds
and one reader; a person in front of that reader is ``tap``, ``decline`` and ``leave``. Answers are
stuffed with what must never be kept: expiry date, name, and a card number in a field that Stripe
does not have. Source: docs.stripe.com and hardware facts 6.4 (documented).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

READER = "tmr_standin1"
KEY = "rk_test_standin"
TEST_CARD = "4111111111111111"
SERIAL = "WSC513105011295"

_NEVER = {"exp_month": 12, "exp_year": 2031, "cardholder_name": "PAT EXAMPLE", "number": TEST_CARD}
_RECEIPT = {
    "application_preferred_name": "Visa Credit",
    "dedicated_file_name": "A0000000031010",
    "authorization_code": "123456",
    "authorization_response_code": "3030",
    "terminal_verification_results": "0000000000",
    "transaction_status_information": "0000",
    "cardholder_verification_method": "approval",
}


class Refused(Exception):
    """What the interface says no to: status and code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code


@dataclass
class Fault:
    """Something that goes wrong with the next request of one kind.

    ``when``: ``before`` it is done or ``after``. ``how``: ``drop`` the connection, answer with
    ``error`` (a status and a code), with ``garbage``, or with ``other``, the object before.
    """

    on: str
    how: str
    when: str = "before"
    status: int = 500
    code: str = "api_error"


@dataclass
class StandIn:
    """The account behind the interface. Any thread; ``lock`` for everything."""

    now: int = 1_795_284_000
    online: bool = True
    intents: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    action: dict[str, Any] | None = None
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """What came: its kind, and its key."""
    searchable: bool = True
    stuck: bool = False
    """A card is in the reader: ``cancel_action`` is refused."""
    refund_status: str = "succeeded"
    gone: bool = False
    """Every line is dropped."""

    def __post_init__(self) -> None:
        self.lock = threading.Condition()
        self._answers: dict[str, tuple[str, Mapping[str, str], dict[str, Any]]] = {}

    # ---- a person in front of the reader ----

    def tap(self, received: int | None = None) -> None:
        """Present a card that pays."""
        with self.lock:
            found = self._at()
            found["status"] = "succeeded"
            found["amount_received"] = found["amount"] if received is None else received
            self._end("succeeded")

    def decline(self, code: str) -> None:
        """Present a card that its bank refuses."""
        with self.lock:
            self._at()["last_payment_error"] = {"code": "card_declined", "decline_code": code}
            self._end("failed", "card_declined")

    def leave(self) -> None:
        """Cancel at the reader."""
        with self.lock:
            self._at()
            self._end("failed", "customer_canceled")

    def until(self, seen: Callable[[], bool], patience_s: float = 60.0) -> None:
        """Wait until something is so; raises TimeoutError."""
        with self.lock:
            if not self.lock.wait_for(seen, patience_s):
                raise TimeoutError

    def acting(self) -> bool:
        """Whether the reader waits for a card."""
        return self.action is not None and self.action["status"] == "in_progress"

    def _at(self) -> dict[str, Any]:
        assert self.action is not None
        assert self.acting()
        return self._intent(self.action["process_payment_intent"]["payment_intent"])

    def _end(self, status: str, failure: str | None = None) -> None:
        assert self.action is not None
        self.action = {**self.action, "status": status, "failure_code": failure}
        self.lock.notify_all()

    # ---- the interface ----

    def answer(self, kind: str, key: str, path: list[str], given: Mapping[str, str]) -> Any:
        """Return the answer to one request; with a key that came before, the one it had then."""
        if key and key in self._answers:
            before, values, said = self._answers[key]
            if (before, values) != (kind, given):
                raise Refused(400, "idempotency_error")
            return said
        said = getattr(self, f"_{kind}")(path, given)
        if key:
            self._answers[key] = (kind, given, json.loads(json.dumps(said)))
        return said

    def _reader(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        if path[3] != READER:
            raise Refused(404, "resource_missing")
        return {
            "object": "terminal.reader",
            "id": READER,
            "status": "online" if self.online else "offline",
            "device_type": "bbpos_wisepos_e",
            "serial_number": SERIAL,
            "device_sw_version": "2.42.0.1",
            "label": TEST_CARD,
            "action": self.action,
        }

    def _process(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        if not self.online:
            raise Refused(400, "terminal_reader_offline")
        if self.acting():
            raise Refused(400, "terminal_reader_busy")
        found = self._intent(given["payment_intent"])
        if found["status"] != "requires_payment_method":
            raise Refused(400, "intent_invalid_state")
        self.action = {
            "type": "process_payment_intent",
            "status": "in_progress",
            "failure_code": None,
            "process_payment_intent": {"payment_intent": found["id"]},
        }
        return self._reader(path, given)

    def _cancel_action(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        if self.stuck:
            raise Refused(400, "terminal_reader_busy")
        self.action = None
        return self._reader(path, given)

    def _create(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        made = {
            "object": "payment_intent",
            "id": f"pi_{len(self.intents) + 1:06d}",
            "amount": int(given["amount"]),
            "amount_received": 0,
            "currency": given["currency"],
            "status": "requires_payment_method",
            "created": self.now,
            "metadata": _marks(given),
            "last_payment_error": None,
            "capture_method": given["capture_method"],
        }
        self.intents.append(made)
        return made

    def _one(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        found = self._intent(path[2])
        if found["status"] != "succeeded":
            return found
        card = {"brand": "visa", "last4": "1111", "read_method": "contactless_emv", **_NEVER}
        details = {"type": "card_present", "card_present": {**card, "receipt": _RECEIPT}}
        charge = {"object": "charge", "id": "ch_1", "payment_method_details": details}
        return {**found, "latest_charge": charge}

    def _cancel(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        found = self._intent(path[2])
        if found["status"] != "requires_payment_method":
            raise Refused(400, "payment_intent_unexpected_state")
        found["status"] = "canceled"
        return found

    def _list(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        return _page(self.intents, given)

    def _search(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        wanted = given["query"].split("'")[-2]
        found = [one for one in self.intents if one["metadata"]["foyer_message"] == wanted]
        return {"object": "search_result", "data": found if self.searchable else [],
                "has_more": False, "url": "/v1/payment_intents/search"}  # fmt: skip

    def _refund(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        found = self._intent(given["payment_intent"])
        back = sum(one["amount"] for one in self.refunds if one["payment_intent"] == found["id"])
        if back + int(given["amount"]) > found["amount_received"]:
            raise Refused(400, "charge_already_refunded")
        made = {
            "object": "refund",
            "id": f"re_{len(self.refunds) + 1:06d}",
            "amount": int(given["amount"]),
            "currency": found["currency"],
            "payment_intent": found["id"],
            "status": self.refund_status,
            "created": self.now,
            "metadata": _marks(given),
        }
        self.refunds.append(made)
        return made

    def _refunds(self, path: list[str], given: Mapping[str, str]) -> dict[str, Any]:
        return _page(self.refunds, given)

    def _intent(self, name: str) -> dict[str, Any]:
        found = [one for one in self.intents if one["id"] == name]
        if not found:
            raise Refused(404, "resource_missing")
        return found[0]


def _marks(given: Mapping[str, str]) -> dict[str, str]:
    return {
        name: given[f"metadata[{name}]"]
        for name in ("foyer_reference", "foyer_message")
        if f"metadata[{name}]" in given
    }


def _page(rows: list[dict[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    newest = rows[::-1]
    names = [one["id"] for one in newest]
    begin = names.index(given["starting_after"]) + 1 if "starting_after" in given else 0
    limit = int(given.get("limit", "10"))
    page = newest[begin : begin + limit]
    more = len(newest) > begin + limit
    return {"object": "list", "data": page, "has_more": more, "url": "/v1/list"}


def kind_of(method: str, path: list[str]) -> str:
    """Return what a request asks for; empty for what there is not."""
    match (method, path):
        case ("GET", ["v1", "terminal", "readers", _]):
            return "reader"
        case ("POST", ["v1", "terminal", "readers", _, "process_payment_intent"]):
            return "process"
        case ("POST", ["v1", "terminal", "readers", _, "cancel_action"]):
            return "cancel_action"
        case ("POST", ["v1", "payment_intents"]):
            return "create"
        case ("GET", ["v1", "payment_intents"]):
            return "list"
        case ("GET", ["v1", "payment_intents", "search"]):
            return "search"
        case ("GET", ["v1", "payment_intents", _]):
            return "one"
        case ("POST", ["v1", "payment_intents", _, "cancel"]):
            return "cancel"
        case ("POST", ["v1", "refunds"]):
            return "refund"
        case ("GET", ["v1", "refunds"]):
            return "refunds"
    return ""


class _Handler(BaseHTTPRequestHandler):
    """One connection. Answers are written whole, or the line is dropped."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: addresses hold ids."""

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        path = parts.path.strip("/").split("/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        given = dict(parse_qsl(body or parts.query))
        key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
        kind = kind_of(method, path)
        account = self.stand_in
        with account.lock:
            account.requests.append((kind, key))
            fault = next((one for one in account.faults if one.on == kind), None)
            if fault is not None:
                account.faults.remove(fault)
            ours = kind in ("process", "cancel_action", "create", "cancel", "refund")
            said = self._said(kind, key if ours else "", path, given, fault)
            account.lock.notify_all()
        if said is None:
            self.close_connection = True
            return
        status, data = said
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def _said(
        self, kind: str, key: str, path: list[str], given: Mapping[str, str], fault: Fault | None
    ) -> tuple[int, bytes] | None:
        """Return status and body; None drops the line."""
        if self.stand_in.gone:
            return None
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "api_key_invalid")
        if not kind:
            return _error(404, "resource_missing")
        if fault is not None and fault.when == "before":
            return _faulty(fault)
        try:
            said = self.stand_in.answer(kind, key, path, given)
        except Refused as refused:
            return _error(refused.status, refused.code)
        if fault is not None:
            return _faulty(fault)
        return 200, json.dumps(said).encode()


def _faulty(fault: Fault) -> tuple[int, bytes] | None:
    if fault.how == "drop":
        return None
    if fault.how == "garbage":
        return 200, b"<html>" + TEST_CARD.encode() + b"</html>"
    return _error(fault.status, fault.code)


def _error(status: int, code: str) -> tuple[int, bytes]:
    said = {"type": "invalid_request_error", "code": code, "message": f"no {TEST_CARD}"}
    return status, json.dumps({"error": said}).encode()


class RunningStripe:
    """The stand-in, served on a free port of loopback while the context is open."""

    def __init__(self) -> None:
        self.account = StandIn()
        handler = type("Handler", (_Handler,), {"stand_in": self.account})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="stripe-stand-in", args=(0.05,), daemon=True
        )

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> RunningStripe:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
