"""One connection to the hub that always comes back in time.

libpq is driven step by step over its non-blocking calls, because only so a deadline holds for all
of it: the look-up of the name, TCP, TLS, signing in, a question that does not go out and an answer
that does not come, on a line that is dead in one direction as well. After a failure the connection
is gone: nobody can know what is still on its way in it.
"""

from __future__ import annotations

import logging
import re
import selectors
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from pos.clock import Clock
from pos.errors import HubRefused, HubUnreachable
from pos.storage.hub.address import HubAddress
from pos.storage.hub.libpq import say_codes

REFUSES = "FY000"
"""SQLSTATE of a refusal of our own; its message is what is refused."""

_log = logging.getLogger("hub")
_ANSWERED = {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}
_SIGN_IN = (
    (re.compile(r"\b28000:.*\bInitializeSessionUserId\b", re.DOTALL), "shut_out"),
    (re.compile(r"\b28P01:"), "unknown"),
    (re.compile("not permitted to log in"), "shut_out"),
    (re.compile("password authentication failed"), "unknown"),
)
"""What a server says when it lets nobody in: its code, and the function in it that says so, in any
language; in English also where the code is not to be had (``libpq.py``)."""

_DISK_FULL = "53100"
_READS = 32
"""Between two waits. One that finds nothing costs some microseconds."""
_ENDED = ("57P01", "57P02", "57P05")
"""States with which a server ends a connection."""

_Selector = getattr(selectors, "PollSelector", selectors.DefaultSelector)
"""For one handle and one wait it costs least: nothing is made in the system for it."""

Row = tuple[bytes | None, ...]
Passwords = Callable[[], Sequence[str]]
"""Those that may be good, at least one; asked for at each connecting, so that one that was changed
meanwhile is found."""


A = TypeVar("A")


class _Gone(Exception):
    """The connection has ended. Whatever a window asks may be asked again."""


@dataclass(frozen=True, slots=True)
class Value:
    """An argument as it travels. ``kind``: its type's OID, 0 leaves it to the server."""

    data: bytes
    kind: int = 0
    binary: bool = False


Question = tuple[str, Sequence[Value]]
Both = tuple[list[Row], HubRefused | None]


class Deadline:
    """A time by which all of something must be done. ``silence_s``: how much of it may pass at a
    time without anything moving; all of it where that is None. ``longest_s``: how much did."""

    def __init__(self, clock: Clock, seconds: float, silence_s: float | None = None) -> None:
        self._clock = clock
        self._moved = clock.monotonic()
        self._end = self._moved + seconds
        self._silence_s = seconds if silence_s is None else silence_s
        self.longest_s = 0.0

    def left(self) -> float:
        """Return the seconds left. Raises HubUnreachable when there are none."""
        left = min(self._end, self._moved + self._silence_s) - self._clock.monotonic()
        if left <= 0:
            raise HubUnreachable(why="timeout")
        return left

    def moved(self) -> None:
        """Something went out, or came."""
        now = self._clock.monotonic()
        self.longest_s = max(self.longest_s, now - self._moved)
        self._moved = now


class Line:
    """See the module. Thread: its user's."""

    def __init__(self, address: HubAddress, passwords: Passwords) -> None:
        self._address = address
        self._passwords = passwords
        self._names = _Names(address)
        self._connection: pq.abc.PGconn | None = None

    def ask(
        self,
        statement: str,
        values: Sequence[Value],
        deadline: Deadline,
        *,
        binary: bool = False,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> list[Row]:
        """Run one statement, which is a transaction of its own, and return its rows, as the server
        writes their values: in words, or in its ``binary`` form. ``meanwhile`` is done while the
        server works; twice if it has to be asked again.

        Raises:
            HubUnreachable: No answer in time, or one that makes no sense. It may have been done.
            HubRefused: The hub's own refusal. Nothing was done.
        """

        def do(connection: pq.abc.PGconn) -> list[Row]:
            _send(connection, statement, values, deadline, binary)
            meanwhile()
            deadline.moved()  # what was done here is no silence of the hub's
            return _rows(_answer(connection, deadline))

        return self._done(do, deadline)

    def ask_both(self, first: Question, then: Question, deadline: Deadline) -> Both:
        """Say two statements in one breath, each a transaction of its own: the second begins when
        the first is over, whatever came of it. Return the rows of the first, and why the second was
        refused, None if it was not. Raises as ``ask``, of the second HubUnreachable only."""

        def do(connection: pq.abc.PGconn) -> Both:
            answer, after = _both(connection, (first, then), deadline)
            rows = _rows(answer)
            try:
                _rows(after)
            except HubRefused as refused:
                return rows, refused
            return rows, None

        return self._done(do, deadline)

    def _done(self, do: Callable[[pq.abc.PGconn], A], deadline: Deadline) -> A:
        """Do something on the connection that there is, or on a new one. Raises as ``ask``."""
        if self._connection is not None:
            try:
                return self._tried(self._connection, do)
            except _Gone:  # while nobody looked: the server was started again, or ended it
                _log.info("the hub's connection had ended")
        try:
            self._connection = self._connected(deadline)
            return self._tried(self._connection, do)
        except _Gone:
            raise HubUnreachable(why="broken") from None

    def _tried(self, connection: pq.abc.PGconn, do: Callable[[pq.abc.PGconn], A]) -> A:
        try:
            return do(connection)
        except HubRefused:
            raise
        except (psycopg.Error, OSError):
            self.close()
            raise _Gone from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection; the next question opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.finish()

    # ---- connecting ----

    def _connected(self, deadline: Deadline) -> pq.abc.PGconn:
        *others, last = self._passwords()
        for password in others:
            try:
                return self._connected_by(password, deadline)
            except HubRefused as refused:
                if refused.params.get("what") != "unknown":
                    raise
        return self._connected_by(last, deadline)

    def _connected_by(self, password: str, deadline: Deadline) -> pq.abc.PGconn:
        where = conninfo(self._address.parameters(password) | self._names.found(deadline))
        connection = pq.PGconn.connect_start(where.encode())
        say_codes(connection)
        try:
            _complete(connection, deadline)
        except (psycopg.Error, OSError):
            connection.finish()
            self._names.forget()
            raise HubUnreachable(why="connect") from None
        except BaseException:
            connection.finish()
            self._names.forget()
            raise
        connection.nonblocking = 1
        return connection


def _send(
    connection: pq.abc.PGconn,
    statement: str,
    values: Sequence[Value],
    deadline: Deadline,
    binary: bool,
) -> None:
    _put(connection, statement, values, binary)
    _flush(connection, deadline)


def _put(
    connection: pq.abc.PGconn, statement: str, values: Sequence[Value], binary: bool = False
) -> None:
    connection.send_query_params(
        statement.encode(),
        [value.data for value in values],
        param_types=[value.kind for value in values],
        param_formats=[int(value.binary) for value in values],
        result_format=int(binary),
    )


def _flush(connection: pq.abc.PGconn, deadline: Deadline) -> None:
    while connection.flush():
        if _wait(connection.socket, deadline, writing=True) & selectors.EVENT_READ:
            connection.consume_input()


def _both(
    connection: pq.abc.PGconn, questions: Sequence[Question], deadline: Deadline
) -> list[list[pq.abc.PGresult]]:
    connection.enter_pipeline_mode()
    for statement, values in questions:
        _put(connection, statement, values)
        connection.pipeline_sync()
    _flush(connection, deadline)
    answers = []
    for _ in questions:
        answers.append(_answer(connection, deadline))
        end = _result(connection, deadline)
        if end is None or end.status != pq.ExecStatus.PIPELINE_SYNC:
            raise _Gone
    connection.exit_pipeline_mode()
    return answers


def _answer(connection: pq.abc.PGconn, deadline: Deadline) -> list[pq.abc.PGresult]:
    results: list[pq.abc.PGresult] = []
    while (result := _result(connection, deadline)) is not None:
        results.append(result)
    return results


def _result(connection: pq.abc.PGconn, deadline: Deadline) -> pq.abc.PGresult | None:
    while connection.is_busy():
        _wait(connection.socket, deadline)
        _take_what_is_there(connection)
    return connection.get_result()


def _take_what_is_there(connection: pq.abc.PGconn) -> None:
    """Read on as long as there may be more: libpq takes a few rows at a time, and each wait lets
    other threads go first, for longer than it takes to read what came meanwhile."""
    for _ in range(_READS):
        connection.consume_input()
        if not connection.is_busy():
            return


class _Names:
    """Where a host's name leads. The system's look-up knows no deadline, so it has a thread of its
    own, and what it found is remembered as long as it works; of several addresses the next one is
    tried first after a failure."""

    def __init__(self, address: HubAddress) -> None:
        self._address = address
        self._known: list[str] = []
        self._first = 0
        self._looking: threading.Thread | None = None

    def found(self, deadline: Deadline) -> dict[str, str]:
        """Return the addresses to go to, for libpq. Raises HubUnreachable."""
        if not self._address.is_name:
            return {}
        if not self._known:
            if self._looking is None or not self._looking.is_alive():
                self._looking = threading.Thread(target=self._look, name="hub-name", daemon=True)
                self._looking.start()
            self._looking.join(deadline.left())
        if not self._known:
            raise HubUnreachable(why="name")
        at = self._first % len(self._known)
        every = self._known[at:] + self._known[:at]
        return {"hostaddr": ",".join(every), "host": ",".join([self._address.host] * len(every))}

    def forget(self) -> None:
        """Look again next time, and begin with another one."""
        self._known = []
        self._first += 1

    def _look(self) -> None:
        try:
            every = socket.getaddrinfo(
                self._address.host, self._address.port, type=socket.SOCK_STREAM
            )
        except OSError as error:
            _log.info("the hub's name is not known here: %s", type(error).__name__)
            return
        self._known = [str(each[4][0]) for each in every]


def _complete(connection: pq.abc.PGconn, deadline: Deadline) -> None:
    """Drive TCP, TLS and signing in to their end."""
    status = pq.PollingStatus.WRITING  # as if the last poll had said so: libpq's own rule
    while True:
        if connection.status == pq.ConnStatus.BAD:
            raise sign_in_trouble(connection.get_error_message())
        _wait(connection.socket, deadline, writing=status == pq.PollingStatus.WRITING)
        status = pq.PollingStatus(connection.connect_poll())
        if status == pq.PollingStatus.OK:
            return
        if status == pq.PollingStatus.FAILED:
            raise sign_in_trouble(connection.get_error_message())


def sign_in_trouble(said: str) -> HubRefused | HubUnreachable:
    """Return why no connection came about, by what libpq or the server said."""
    for words, what in _SIGN_IN:
        if words.search(said):
            return HubRefused(what=what)
    safe = any(words in said for words in ("certificate", "SSL", "authentication method"))
    return HubUnreachable(kind="untrusted") if safe else HubUnreachable(why="connect")


def _wait(handle: int, deadline: Deadline, *, writing: bool = False) -> int:
    """Wait until the socket can be read, or written where that is wanted."""
    events = selectors.EVENT_READ | (selectors.EVENT_WRITE if writing else 0)
    with _Selector() as selector:
        selector.register(handle, events)
        while True:
            ready = selector.select(deadline.left())
            if ready:
                deadline.moved()
                return ready[0][1]


def _rows(results: Sequence[pq.abc.PGresult]) -> list[Row]:
    rows: list[Row] = []
    for result in results:
        if result.status not in _ANSWERED:
            raise _failed(result)
        rows += [
            tuple(result.get_value(row, column) for column in range(result.nfields))
            for row in range(result.ntuples)
        ]
    return rows


def _failed(result: pq.abc.PGresult) -> Exception:
    """Return what an error of the server means: its own refusal, or that it is no use now."""
    state = (result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
    if state == REFUSES:
        said = result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b""
        return HubRefused(what=said.decode())
    if state in _ENDED:
        return _Gone()
    _log.info("the hub failed: %s", state)
    if state == _DISK_FULL:
        return HubUnreachable(kind="full")
    return HubUnreachable(why="server", state=state)


def conninfo(parameters: Mapping[str, str]) -> str:
    """Return libpq's parameters as one text."""
    return make_conninfo("", **parameters)
