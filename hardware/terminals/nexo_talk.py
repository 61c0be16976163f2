"""One message to a nexo terminal on its way, and the sealing of messages.

Each message has a connection of its own, so that "not one byte left" is certain. Source: hardware
facts 6.1 (documented).
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.terminals.nexo_crypto import (
    NONCE_BYTES,
    REQUEST,
    RESPONSE,
    SharedKey,
    opened,
    sealed,
    shared_key,
)
from hardware.terminals.nexo_exchange import Exchange, Phase
from hardware.terminals.nexo_messages import Message
from hardware.terminals.nexo_settings import (
    NexoSettings,
    https_address,
    is_terminal,
    tls_context,
)
from hardware.transports.line import LineDown
from pos.ports.devices import Condition

RandomBytes = Callable[[int], bytes]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_ID_LENGTH = 10


class Talk:
    """One message on its way, ``size`` bytes. ``within_s``: for its answer, once it has left;
    ``until_s``: when its time is over. Thread: the device's.
    """

    def __init__(
        self, message: Message, exchange: Exchange, size: int, within_s: float, until_s: float
    ) -> None:
        self.message = message
        self.exchange = exchange
        self.size = size
        self.within_s = within_s
        self.until_s = until_s
        self.alive = True

    @property
    def overdue(self) -> LineDown:
        """Why it ends, with its time over: nobody there, or no word from whom it has reached."""
        reached = self.exchange.phase in (Phase.SENDING, Phase.WAITING)
        why = Condition.SILENT if reached else Condition.UNREACHABLE
        return LineDown(why, "no answer in time")

    def end(self) -> None:
        """Give its connection up."""
        self.exchange.close()
        self.alive = False


class Envelope:
    """Seals what is said to one terminal, and opens what it answers."""

    def __init__(self, settings: NexoSettings, random: RandomBytes) -> None:
        self._settings = settings
        self._address = https_address(settings)
        self._tls = tls_context(settings)
        self._random = random
        self._key: SharedKey | None = None

    def make_key(self) -> None:
        """Derive the key from the passphrase, which takes a moment. Thread: the device's."""
        settings = self._settings
        self._key = shared_key(settings.key_identifier, settings.key_version, settings.passphrase)

    def begin(self, message: Message, within_s: float, now_s: float) -> Talk:
        """Begin to send.

        Raises:
            LineDown: The terminal cannot even be begun to be reached.
        """
        assert self._key is not None
        nonce = self._random(NONCE_BYTES)
        body = sealed(REQUEST, message.header, message.plain, self._key, nonce)
        poi_id = self._settings.poi_id
        exchange = Exchange(
            self._address, self._tls, lambda names: is_terminal(names, poi_id), body
        )
        return Talk(message, exchange, len(body), within_s, now_s + self._settings.answer_s)

    def opened(self, data: bytes) -> tuple[dict[str, str], object]:
        """Return header and body of an answer; raises Malformed."""
        assert self._key is not None
        return opened(RESPONSE, data, self._key)

    def new_id(self) -> str:
        """Return a message id of our own: as good as unique, and unlike a caller's."""
        return "".join(_LETTERS[one % len(_LETTERS)] for one in self._random(_ID_LENGTH))
