from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Iterator

import pytest

from hardware.transports.line import LineDown, Waker
from hardware.transports.tcp import TcpLine
from pos.ports.devices import Condition

SO_ATTACH_FILTER = 26
"""Of Linux; the socket module does not name it."""
PATIENCE_S = 300.0
RESET = struct.pack("ii", 1, 0)


def wanted() -> bool:
    return True


@pytest.fixture
def waker() -> Iterator[Waker]:
    waker = Waker()
    yield waker
    waker.close()


@pytest.fixture(params=["127.0.0.1", "::1"])
def door(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    """A listening socket, in both families of addresses."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, 0), family=family) as door:
        door.settimeout(PATIENCE_S)
        yield door


def line_to(door: socket.socket, *, one_client: bool = False) -> TcpLine:
    host, port = door.getsockname()[:2]
    return TcpLine(host, port, one_client=one_client)


def read(line: TcpLine, count: int) -> bytes:
    data = b""
    while len(data) < count:
        line.wait(PATIENCE_S, for_writing=False)
        data += line.read()
    return data


def test_bytes_go_both_ways(door: socket.socket, waker: Waker) -> None:
    line = line_to(door)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    with peer:
        assert line.read() == b""
        assert line.write(b"ticket") == 6
        assert peer.recv(16) == b"ticket"
        peer.sendall(b"\x06")
        assert read(line, 1) == b"\x06"
    line.close()
    line.close()


def test_keepalive_notices_a_dead_peer(door: socket.socket, waker: Waker) -> None:
    line = line_to(door)
    line.open(5.0, waker, wanted)
    assert line._line().getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    line.close()


def deafen(peer: socket.socket) -> None:
    """Have the kernel drop whatever comes for ``peer``, as if its machine had lost power (a classic
    BPF filter that keeps nothing: ``ret #0``)."""
    program = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
    peer.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(program))
    )


def test_bytes_to_a_peer_that_is_gone_stay_unconfirmed(door: socket.socket, waker: Waker) -> None:
    line = line_to(door)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    with peer:
        assert line.stuck() == 0
        deafen(peer)
        assert line.write(b"ticket") == 6
        assert line.stuck() == 6
    line.close()


def test_the_kernel_gives_up_a_peer_that_is_gone(
    door: socket.socket, waker: Waker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.transports.tcp._UNCONFIRMED_MS", 200)
    line = line_to(door)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    with peer:
        deafen(peer)
        line.write(b"ticket")
        with pytest.raises(LineDown) as down:
            read(line, 1)
    assert down.value.condition is Condition.UNREACHABLE
    line.close()


def test_nothing_is_left_in_the_kernel_for_a_peer_that_does_not_read(
    door: socket.socket, waker: Waker
) -> None:
    """So that keepalive, which is for idle lines, goes on asking whether it is there."""
    line = line_to(door)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    with peer:
        peer.settimeout(PATIENCE_S)
        written = 0
        while count := line.write(b"x" * 1024):
            written += count
        assert written < 1 << 20  # the kernel itself would have kept 2.5 MB
        line.wait(0.0, for_writing=True)
        taken = 0
        while taken < written:
            taken += len(peer.recv(4096))
        while not line.write(b"y"):
            line.wait(PATIENCE_S, for_writing=True)
        assert peer.recv(16) == b"y"
    line.close()


def test_a_full_line_takes_nothing_and_waits_until_it_does(
    door: socket.socket, waker: Waker
) -> None:
    line = line_to(door)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    with peer:
        written = 0
        while count := line.write(b"x" * 65536):
            written += count
        peer.settimeout(PATIENCE_S)
        taken = 0
        while taken < written:
            taken += len(peer.recv(1 << 20))
        line.wait(PATIENCE_S, for_writing=True)
        assert line.write(b"y") == 1
    line.close()


def test_a_ring_ends_the_wait(door: socket.socket, waker: Waker) -> None:
    line = line_to(door)
    line.open(5.0, waker, wanted)
    for _ in range(100_000):  # more rings than a socket holds
        waker.ring()
    line.wait(PATIENCE_S, for_writing=False)
    line.wait(0.0, for_writing=False)
    line.close()


def test_the_end_of_the_line_is_told(door: socket.socket, waker: Waker) -> None:
    line = line_to(door)
    line.open(5.0, waker, wanted)
    door.accept()[0].close()
    with pytest.raises(LineDown) as down:
        read(line, 1)
    assert down.value.condition is Condition.UNREACHABLE
    line.close()


@pytest.mark.parametrize("reset", [False, True])
def test_a_line_shut_before_a_word_is_held_by_somebody_else(
    door: socket.socket, waker: Waker, reset: bool
) -> None:
    line = line_to(door, one_client=True)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    if reset:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    peer.close()
    with pytest.raises(LineDown) as down:
        read(line, 1)
    assert down.value.condition is Condition.HELD_BY_OTHER
    line.close()


def test_a_line_that_had_spoken_is_only_lost(door: socket.socket, waker: Waker) -> None:
    line = line_to(door, one_client=True)
    line.open(5.0, waker, wanted)
    peer, _ = door.accept()
    peer.sendall(b"\x11")
    assert read(line, 1) == b"\x11"
    peer.close()
    with pytest.raises(LineDown) as down:
        read(line, 1)
    assert down.value.condition is Condition.UNREACHABLE
    line.close()


def test_on_this_machine_a_refusal_means_that_nobody_is_there(waker: Waker) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        line = TcpLine("127.0.0.1", nobody.getsockname()[1], one_client=True)
        with pytest.raises(LineDown) as down:
            line.open(5.0, waker, wanted)
    assert down.value.condition is Condition.UNREACHABLE


def test_elsewhere_it_means_that_another_host_is() -> None:
    refused = ConnectionRefusedError()
    line = TcpLine("10.0.0.192", 9100, one_client=True)
    assert line._why(refused, "10.0.0.192") is Condition.HELD_BY_OTHER
    assert line._why(ConnectionResetError(), "127.0.0.1") is Condition.HELD_BY_OTHER
    shared = TcpLine("10.0.0.31", 9100)
    assert shared._why(refused, "10.0.0.31") is Condition.UNREACHABLE


def test_an_attempt_nobody_wants_any_more_ends(door: socket.socket, waker: Waker) -> None:
    door.listen(0)
    host, port = door.getsockname()[:2]
    fillers = []
    for _ in range(4):  # a full backlog lets the next attempt hang
        filler = socket.socket(door.family)
        filler.setblocking(False)
        filler.connect_ex((host, port))
        fillers.append(filler)
    with pytest.raises(LineDown):
        line_to(door).open(PATIENCE_S, waker, lambda: False)
    for filler in fillers:
        filler.close()


def test_a_closed_line_does_nothing(waker: Waker) -> None:
    line = TcpLine("127.0.0.1", 9100)
    for act in (line.read, lambda: line.write(b"x"), lambda: line.wait(0, for_writing=False)):
        with pytest.raises(LineDown):
            act()
