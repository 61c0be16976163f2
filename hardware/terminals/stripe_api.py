"""Stripe's interface, as far as a reader at a window needs it: through the official SDK.

Each answer is cut down to a list of names **before** the SDK sees it, so that an expiry date, a
name on the card or anything else that nobody listed is in no object, log or error of ours or of the
SDK's. Nothing is sent twice by itself: the SDK's own retries are off.

Source: docs.stripe.com, "Collect card payments" with server-driven, "PaymentIntents", "Search",
"Idempotent requests", and hardware facts 6.4 (documented; read 2026-11-22; not tried on a reader):

- ``POST /v1/payment_intents`` (``card_present``) charges nothing; only what a reader processes
  (``POST /v1/terminal/readers/ID/process_payment_intent``) can be charged.
- ``reader.action`` tells what it is at: ``in_progress``, ``succeeded`` or ``failed``. It may say
  failed, or time out, for what was charged all the same: the PaymentIntent has the last word.
- A key is known for at least 24 hours; lists are up to date, ``search`` may be an hour behind.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hardware.terminals.stripe_answers import (
    Back,
    Intent,
    Page,
    Reader,
    back,
    intent,
    page,
    pruned,
    reader,
)
from hardware.terminals.stripe_settings import StripeSettings
from pos.errors import SettingsInvalid
from pos.ports.devices import Condition
from pos.ports.terminals import CardRequest

if TYPE_CHECKING:
    from stripe import StripeClient

MOST = 100
"""Objects on one page (documented)."""

_CONFLICT, _TOO_MANY = 409, 429
_REFUSED_KEY = (401, 403)
_LARGEST = 1_000_000
_HELD = frozenset({"terminal_reader_busy"})
_AWAY = frozenset({"terminal_reader_offline"})
_MAYBE = frozenset({"terminal_reader_timeout", "idempotency_key_in_use", "lock_timeout"})


class ApiTrouble(Exception):
    """A request has no good answer.

    ``condition``: what is the matter. ``refused``: the interface said no, so nothing was done;
    otherwise it may have been. ``code``: the interface's own, a word.
    """

    def __init__(self, condition: Condition, code: str = "", *, refused: bool = False) -> None:
        super().__init__(condition.value, code)
        self.condition = condition
        self.code = code
        self.refused = refused


def require_sdk(settings: StripeSettings) -> None:
    """Raise SettingsInvalid where the SDK, an extra of Foyer's, is not installed."""
    if find_spec("stripe") is None:
        hint = "pip install 'foyer[stripe]'"
        place = f"{settings.name}.driver"
        raise SettingsInvalid(place=place, reason="stripe_not_installed", value="", hint=hint)


class StripeApi:
    """One account's interface. Thread: the device's; each call waits for its answer, at most
    ``answer_s`` for each thing that may keep still."""

    def __init__(self, settings: StripeSettings, note: Callable[[str, int], None]) -> None:
        self._settings = settings
        self._note = note
        self._session = _session()
        self._client = _client(settings, self._session)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def reader(self) -> Reader:
        """Return how the reader is, and what it is at. Raises ApiTrouble."""
        services = self._client.v1.terminal.readers
        return reader(self._said("reader", lambda: services.retrieve(self._settings.reader)))

    def create(self, request: CardRequest) -> Intent:
        """Make the PaymentIntent of a request; charges nothing. Raises ApiTrouble."""
        values: Any = {
            "amount": request.amount.minor,
            "currency": request.amount.currency.lower(),
            "payment_method_types": ["card_present"],
            "capture_method": "automatic",
            "metadata": _marks(request),
        }
        options: Any = {"idempotency_key": request.message_id}
        services = self._client.v1.payment_intents
        return intent(self._said("create", lambda: services.create(values, options)))

    def process(self, intent_id: str, request: CardRequest) -> Reader:
        """Have the reader ask for a card. Money may move. Raises ApiTrouble."""
        values: Any = {
            "payment_intent": intent_id,
            "process_config": {"skip_tipping": True, "enable_customer_cancellation": True},
        }
        options: Any = {"idempotency_key": f"{request.message_id}-process"}
        services, name = self._client.v1.terminal.readers, self._settings.reader
        return reader(
            self._said("process", lambda: services.process_payment_intent(name, values, options))
        )

    def cancel_action(self) -> Reader:
        """Have the reader give up what it is at, if it still can. Raises ApiTrouble."""
        services = self._client.v1.terminal.readers
        return reader(
            self._said("cancel_action", lambda: services.cancel_action(self._settings.reader))
        )

    def intent(self, intent_id: str) -> Intent:
        """Return a PaymentIntent as it is now. Raises ApiTrouble."""
        values: Any = {"expand": ["latest_charge"]}
        services = self._client.v1.payment_intents
        return intent(self._said("intent", lambda: services.retrieve(intent_id, values)))

    def cancel(self, intent_id: str) -> Intent:
        """See to it that a PaymentIntent can never be charged. Raises ApiTrouble, also where it was
        charged meanwhile."""
        services = self._client.v1.payment_intents
        return intent(self._said("cancel", lambda: services.cancel(intent_id)))

    def newest(self, after: str = "") -> Page[Intent]:
        """Return a page of the account's PaymentIntents, newest first. Raises ApiTrouble."""
        services = self._client.v1.payment_intents
        return page(self._said("list", lambda: services.list(_paged(after))), intent)

    def search(self, message_id: str) -> Page[Intent]:
        """Return the PaymentIntents of a message id; up to an hour behind. Raises ApiTrouble."""
        values: Any = {"query": f"metadata['foyer_message']:'{message_id}'", "limit": 10}
        services = self._client.v1.payment_intents
        return page(self._said("search", lambda: services.search(values)), intent)

    def refund(self, request: CardRequest, intent_id: str) -> Back:
        """Give money of a charge back to its card. Money may move. Raises ApiTrouble."""
        values: Any = {
            "payment_intent": intent_id,
            "amount": request.amount.minor,
            "metadata": _marks(request),
        }
        options: Any = {"idempotency_key": request.message_id}
        services = self._client.v1.refunds
        return back(self._said("refund", lambda: services.create(values, options)))

    def newest_refunds(self, after: str = "") -> Page[Back]:
        """Return a page of the account's refunds, newest first. Raises ApiTrouble."""
        services = self._client.v1.refunds
        return page(self._said("refunds", lambda: services.list(_paged(after))), back)

    def _said(self, what: str, ask: Callable[[], Any]) -> Mapping[str, Any]:
        """Return the answer as plain data; raises ApiTrouble in place of the SDK's errors, which
        hold what was sent and answered."""
        from stripe import StripeError

        trouble = None
        found: Any = None
        try:
            found = ask()
        except StripeError as error:
            trouble = _trouble(error.http_status, error.code)
        except (ValueError, TypeError, KeyError):  # the SDK's own reading of an answer
            trouble = ApiTrouble(Condition.UNINTELLIGIBLE)
        if trouble is None:
            plain: Mapping[str, Any] = json.loads(json.dumps(found.to_dict()))
            self._note(what, len(str(plain)))
            return plain
        self._note(f"{what}: {trouble.condition.value} {trouble.code}".rstrip(), 0)
        raise trouble


def _trouble(status: int | None, code: str | None) -> ApiTrouble:
    known = code if code is not None and code.isidentifier() and len(code) <= 60 else ""
    if status is None:
        return ApiTrouble(Condition.PROCESSOR_UNREACHABLE, known)
    if known in _HELD:
        return ApiTrouble(Condition.TERMINAL_BUSY, known, refused=True)
    if known in _AWAY:
        return ApiTrouble(Condition.UNREACHABLE, known, refused=True)
    if status in _REFUSED_KEY:
        return ApiTrouble(Condition.KEY_REFUSED, known, refused=True)
    if known in _MAYBE or status in (_CONFLICT, _TOO_MANY) or status >= 500:
        return ApiTrouble(Condition.PROCESSOR_UNREACHABLE, known)
    if status >= 400:
        return ApiTrouble(Condition.UNINTELLIGIBLE, known, refused=True)
    return ApiTrouble(Condition.UNINTELLIGIBLE, known)


def _paged(after: str) -> Any:
    return {"limit": MOST, "starting_after": after} if after else {"limit": MOST}


def _marks(request: CardRequest) -> dict[str, str]:
    return {"foyer_reference": request.reference, "foyer_message": request.message_id}


def _session() -> Any:
    """Return what carries requests: each on a connection of its own, so that none is lost with a
    line that died before it; without proxies, .netrc or authorities of this computer's."""
    import requests

    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.headers["Connection"] = "close"
    return session


def _client(settings: StripeSettings, session: Any) -> StripeClient:
    """Return the SDK's client: no retries, no telemetry, no debug log, answers cut down."""
    import stripe

    logging.getLogger("stripe").setLevel(logging.WARNING)  # below, it logs whole answers
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        settings.api_key,
        base_addresses={"api": settings.base},
        http_client=_http_client(session, settings.answer_s),
        max_network_retries=0,
    )


def _http_client(session: Any, answer_s: float) -> Any:
    import stripe

    class Cut(stripe.RequestsClient):  # type: ignore[misc]
        """The SDK's own way over requests, with every answer cut down to the list of names."""

        def request(
            self, method: Any, url: Any, headers: Any, post_data: Any = None
        ) -> tuple[bytes, int, Any]:
            try:
                content, status, back = super().request(method, url, headers, post_data)
            finally:
                session.close()  # or the next one may go out on a line that the server has left
            return _cut(content), status, back

    return Cut(timeout=answer_s, session=session)


def _cut(content: bytes) -> bytes:
    """Return an answer with the listed names only; raises _Nonsense."""
    try:
        plain = json.loads(content) if len(content) <= _LARGEST else None
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict):
        raise _Nonsense
    return json.dumps(pruned(plain)).encode()


class _Nonsense(ValueError):
    """What was answered is no JSON object, or too large for one."""
