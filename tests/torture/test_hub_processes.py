"""The bad lines that ``tests.torture.hub_processes`` puts between windows and hub do what they say.
The evenings themselves are played by ``make torture``: they take a machine for minutes."""

from __future__ import annotations

import queue
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.torture.hub_proxy import Door, Piece, Trouble

PATIENCE_S = 300.0
HELLO = b"select foyer_api.hello($1)"


@contextmanager
def through_a_door() -> Iterator[
    tuple[Door, socket.socket, socket.socket, queue.SimpleQueue[Piece]]
]:
    """Yield a door, the window's end of a connection through it, and the server's."""
    pieces: queue.SimpleQueue[Piece] = queue.SimpleQueue()
    with TemporaryDirectory() as folder, closing(socket.socket(socket.AF_UNIX)) as server:
        place = Path(folder) / "server"
        server.bind(str(place))
        server.listen()
        with closing(Door(place, 0.0, pieces.put)) as door:
            window = socket.create_connection(("127.0.0.1", door.port), PATIENCE_S)
            hub, _ = server.accept()
            hub.settimeout(PATIENCE_S)
            with window, hub:
                yield door, window, hub, pieces


def test_what_passes_is_told_before_and_after_with_its_call() -> None:
    with through_a_door() as (_, window, hub, pieces):
        window.sendall(HELLO)
        assert hub.recv(100) == HELLO
        hub.sendall(b"welcome")
        assert window.recv(100) == b"welcome"
        told = [pieces.get(timeout=PATIENCE_S) for _ in range(4)]
    for asking in (True, False):
        assert [piece for piece in told if piece.asking == asking] == [
            Piece("hello", asking=asking, passed=False),
            Piece("hello", asking=asking, passed=True),
        ]


def test_a_stalled_line_delivers_when_it_is_healed() -> None:
    with through_a_door() as (door, window, hub, pieces):
        door.suffer(Trouble.STALLED)
        window.sendall(HELLO)
        assert pieces.empty()
        door.heal()
        assert hub.recv(100) == HELLO


@pytest.mark.parametrize("trouble", [Trouble.DEAF, Trouble.MUTE])
def test_a_line_of_one_way_loses_what_goes_the_other(trouble: Trouble) -> None:
    with through_a_door() as (door, window, hub, _):
        door.suffer(trouble)
        lost, heard = (window, hub) if trouble is Trouble.DEAF else (hub, window)
        lost.sendall(b"lost")
        heard.sendall(b"heard")
        assert lost.recv(100) == b"heard"
        door.heal()
        assert not heard.recv(100)
        assert door.cuts == 1


def test_a_line_breaks_after_the_byte_it_was_told() -> None:
    with through_a_door() as (door, window, hub, _):
        door.snap(10)
        window.sendall(HELLO)
        assert hub.recv(100) == HELLO[:10]
        assert not hub.recv(100)
        assert door.cuts == 1


def test_a_cut_ends_everything_and_lets_nobody_in() -> None:
    with through_a_door() as (door, window, hub, _):
        door.suffer(Trouble.CUT)
        assert not window.recv(100)
        assert not hub.recv(100)
        with socket.create_connection(("127.0.0.1", door.port), PATIENCE_S) as other:
            assert not other.recv(100)
