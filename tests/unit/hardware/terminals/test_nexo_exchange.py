"""One request and its answer, over real TLS, against whatever a terminal may say."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hardware.simulators.nexo_certificates import ENVIRONMENT, new_authority, server_context
from hardware.terminals.nexo_exchange import LARGEST_HEARD, MOST_INTERIM, Exchange
from hardware.terminals.nexo_json import LARGEST, Malformed
from hardware.terminals.nexo_settings import HttpsAddress, NexoSettings, tls_context
from hardware.transports.line import LineDown
from pos.ports.devices import Condition

PATIENCE_S = 300.0
HEAD = b"HTTP/1.1 200 OK\r\n"


class Server:
    """Takes one connection, reads one request and says ``parts``."""

    def __init__(self, context: ssl.SSLContext | None, parts: tuple[bytes, ...]) -> None:
        self._context = context
        self._parts = parts
        self.heard = b""
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = HttpsAddress("127.0.0.1", self._door.getsockname()[1], "/nexo")
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()
        self.join()

    def join(self) -> None:
        """Wait until everything was said."""
        self._thread.join(PATIENCE_S)

    def _serve(self) -> None:
        line, _ = self._door.accept()
        with contextlib.suppress(ssl.SSLError, ConnectionError), line:  # the till did not want to
            if self._context is None:
                line.sendall(b"".join(self._parts))
                return
            with self._context.wrap_socket(line, server_side=True) as tls:
                self._talk(tls)

    def _talk(self, tls: ssl.SSLSocket) -> None:
        while not self.heard.endswith(b"body"):
            data = tls.recv(4096)
            if not data:
                return
            self.heard += data
        for part in self._parts:
            tls.sendall(part)


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    folder: Path = tmp_path_factory.mktemp("certificates")
    authority = new_authority()
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.load_verify_locations(cadata=authority.pem.decode())
    name = f"P400Plus-1.{ENVIRONMENT}"
    return client, server_context(*authority.issue(name, folder, "it"))


Say = Callable[..., Exchange]


@pytest.fixture
def say(trust: tuple[ssl.SSLContext, ssl.SSLContext]) -> Say:
    """Make an exchange with a server that says these parts, and take it to its end."""

    def run(*parts: bytes, good_name: bool = True, plain: bool = False) -> Exchange:
        client, server = trust
        with Server(None if plain else server, parts) as there:
            exchange = Exchange(there.address, client, lambda _: good_name, b"body")
            drive(exchange)
            run.heard = there.heard  # type: ignore[attr-defined]
        return exchange

    return run


def drive(exchange: Exchange) -> None:
    done = False
    try:
        while not done:
            with selectors.DefaultSelector() as selector:
                selector.register(exchange, exchange.events)
                assert selector.select(PATIENCE_S)
            done = exchange.advance()
    finally:
        exchange.close()


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD + b"Content-Length: 5\r\n\r\nhello",),
        (HEAD, b"Content-Length: 5\r\n", b"\r\nhel", b"lo"),
        tuple(bytes([one]) for one in HEAD + b"Content-Length: 5\r\n\r\nhello"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",),
        (HEAD + b"\r\nhello",),
        (b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"Content-Length: 5\r\n\r\nhello"),
    ],
)
def test_every_way_to_frame_an_answer(say: Say, parts: tuple[bytes, ...]) -> None:
    exchange = say(*parts)
    assert exchange.answer == b"hello"
    assert exchange.sent


def test_an_answer_without_a_body(say: Say) -> None:
    assert say(HEAD + b"Content-Length: 0\r\n\r\n").answer == b""


def test_what_is_sent(say: Say) -> None:
    say(HEAD + b"Content-Length: 0\r\n\r\n")
    head, body = say.heard.split(b"\r\n\r\n")  # type: ignore[attr-defined]
    lines = head.lower().split(b"\r\n")
    assert lines[0] == b"post /nexo http/1.1"
    assert b"content-length: 4" in lines
    assert b"connection: close" in lines
    assert body == b"body"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (b"no http at all\r\n\r\n", "http"),
        (HEAD + b"x: " + b"y" * 20_000, "http"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "http"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno", "http_status"),
        (b"HTTP/1.1 302 Go\r\nLocation: https://x/\r\nContent-Length: 0\r\n\r\n", "http_status"),
        (HEAD + b"\r\n" + b" " * (LARGEST + 1), "too_large"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * (MOST_INTERIM + 1), "too_many_interim"),
        (
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + (b"1;" + b"z" * 8000 + b"\r\nx\r\n") * (LARGEST_HEARD // 8000 + 1),
            "too_large",
        ),
    ],
)
def test_an_answer_that_is_none(say: Say, part: bytes, code: str) -> None:
    with pytest.raises(Malformed, match=code) as caught:
        say(part)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("part", [b"", HEAD, HEAD + b"Content-Length: 500\r\n\r\nhello"])
def test_an_answer_that_ends_too_early(say: Say, part: bytes) -> None:
    with pytest.raises(LineDown) as caught:
        say(part)
    assert caught.value.condition is Condition.UNREACHABLE


def test_another_name_is_told_before_a_byte_has_left(say: Say) -> None:
    with pytest.raises(LineDown, match="another name") as caught:
        say(HEAD, good_name=False)
    assert caught.value.condition is Condition.NOT_TRUSTED


def test_a_terminal_that_never_stops_talking_lets_the_time_be_looked_at(
    trust: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    """Small records, all of them there at once: they are taken in over several turns."""
    client, server = trust
    words = tuple(b"x: %d\r\n" % number for number in range(200))
    turns = 0
    with Server(server, (HEAD, *words, b"Content-Length: 0\r\n\r\n")) as there:
        exchange = Exchange(there.address, client, lambda _: True, b"body")
        with contextlib.closing(exchange), selectors.DefaultSelector() as selector:
            while not exchange.sent:
                selector.register(exchange, exchange.events)
                assert selector.select(PATIENCE_S)
                selector.unregister(exchange)
                assert not exchange.advance()
            there.join()
            selector.register(exchange, exchange.events)
            while not exchange.advance():
                turns += 1
                assert selector.select(PATIENCE_S)
    assert turns >= 2


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path, Path]:
    """What a till checks a terminal with, and the terminal's good certificate and key."""
    authority = new_authority()
    till = NexoSettings("https://a:1/", "P400Plus-1", "W1", "foyer", 1, "pass", authority.pem)
    name = f"P400Plus-1.{ENVIRONMENT}"
    return tls_context(till), *authority.issue(name, tmp_path_factory.mktemp("issued"), "it")


def heard_by(client: ssl.SSLContext, server: ssl.SSLContext) -> tuple[bytes, LineDown]:
    """Return what such a server heard of a request, and why it was not asked."""
    with Server(server, (HEAD + b"Content-Length: 0\r\n\r\n",)) as there:
        exchange = Exchange(there.address, client, lambda _: True, b"body")
        with pytest.raises(LineDown) as caught:
            drive(exchange)
    return there.heard, caught.value


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_an_old_tls_gets_nothing(
    issued: tuple[ssl.SSLContext, Path, Path], version: ssl.TLSVersion
) -> None:
    client, certificate, key = issued
    server = server_context(certificate, key)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # nobody should, and a test must
        server.minimum_version = server.maximum_version = version
    for each in (client, server):
        each.set_ciphers("DEFAULT:@SECLEVEL=0")  # or OpenSSL would refuse where we forget to
    heard, why = heard_by(client, server)
    assert heard == b""
    assert why.condition in (Condition.NOT_TRUSTED, Condition.UNINTELLIGIBLE)


def test_a_certificate_that_signed_itself_gets_nothing(
    issued: tuple[ssl.SSLContext, Path, Path], tmp_path: Path
) -> None:
    itself = new_authority()
    certificate, key = tmp_path / "self.pem", tmp_path / "self.key"
    certificate.write_bytes(itself.pem)
    key.write_bytes(
        itself.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    heard, why = heard_by(issued[0], server_context(certificate, key))
    assert (heard, why.condition) == (b"", Condition.NOT_TRUSTED)


def test_a_terminal_without_encryption_gets_nothing(say: Say) -> None:
    with pytest.raises(LineDown, match="tls") as caught:
        say(HEAD + b"Content-Length: 0\r\n\r\n", plain=True)
    assert caught.value.condition is Condition.UNINTELLIGIBLE


def test_nobody_listens(trust: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        address = HttpsAddress("127.0.0.1", nobody.getsockname()[1], "/")
        with pytest.raises(LineDown, match="ECONNREFUSED") as caught:
            drive(Exchange(address, trust[0], lambda _: True, b""))
    assert caught.value.condition is Condition.UNREACHABLE
