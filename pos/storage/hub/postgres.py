"""The hub on PostgreSQL, as one window sees it: each call is one function there, in one statement
that is a transaction of its own.

psycopg's own connections are not used, and SQLAlchemy only to say what the tables are: neither can
promise when a call comes back (``line.py``), and there is nothing to map, since all that is said is
JSON but for the parcels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from pos.clock import Clock
from pos.errors import HubRefused, HubUnreachable
from pos.hub.parcels import Parcel, Position
from pos.hub.rights import Refusal
from pos.hub.talk import (
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    HubMode,
    HubTask,
    LeaseAnswer,
    LeaseCommand,
    NewsAnswer,
    Offered,
    Standing,
    TaskKind,
    WantedBack,
    Welcome,
    WindowThere,
)
from pos.ids import SeatId
from pos.ports.hub import ANSWER_S, LITTLE
from pos.storage.hub.address import HubAddress
from pos.storage.hub.line import Deadline, Line, Passwords, Row, Value
from pos.storage.hub.loads import TEXT, Ahead, Loads, array, int8

PARCELS_S = 20.0
"""How long a call that carries parcels, or the rights of a whole season, may take while something
moves on the line."""

SENDING_S = 1.0
"""After which no more of what is to be sent is begun with: a sign of life is due."""

A = TypeVar("A")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Greeted:
    """The start of the program that the hub let in last, for all drivers of one window."""

    instance = ""


class PostgresHub:
    """See ``pos.ports.hub.Hub``. Connects when it is first asked something.

    ``answer_s`` and ``parcels_s``: deadlines of the calls, connecting included. ``silence_s``: how
    long one of the latter goes on while nothing moves on the line; None: as long as it may take. A
    line or a server that is slower than that but answers others is given twice as long the next
    time this is asked, so that all gets through. ``greeted``: shared with the window's other
    drivers. Every call but those of people says which start of the program asks, so that none goes
    on beside a copy of its disk.
    """

    def __init__(
        self,
        address: HubAddress,
        password: str | Passwords,
        clock: Clock,
        *,
        answer_s: float = ANSWER_S,
        parcels_s: float = PARCELS_S,
        silence_s: float | None = None,
        greeted: Greeted | None = None,
    ) -> None:
        self._greeted = greeted or Greeted()
        self._line = Line(address, (lambda: (password,)) if isinstance(password, str) else password)
        self._clock = clock
        self._answer_s = answer_s
        self._parcels_s = parcels_s
        self._silence_s = parcels_s if silence_s is None else silence_s
        self._patience_s: dict[str, float] = {}
        """Of each statement that was slow: what is quick meanwhile takes nothing from it."""
        self._ahead: Ahead | None = None
        """Of what is sent next, where there was no time for it any more."""

    # ---- taking up ----

    def hello(self, greeting: Greeting) -> Welcome:
        welcome = self._said(
            "hello",
            _welcome,
            {
                "instance": greeting.instance,
                "since": greeting.since,
                "position": _position(greeting.position),
                "acknowledged": _position(greeting.acknowledged),
                "asked": greeting.asked,
                "known": dict(greeting.known),
                "schema_version": greeting.schema_version,
                "version": greeting.version,
                "wall": _us(greeting.wall),
                "generation": greeting.generation,
                "rights": dict(greeting.rights),
                "machine": greeting.machine,
            },
        )
        self._greeted.instance = greeting.instance
        return welcome

    def claim(self, held: Sequence[Held]) -> None:
        rows = [[h.performance_id, h.seat_id, h.holder, h.places, _us(h.until)] for h in held]
        self._said("claim", _nothing, rows, long=True, texts=self._start)

    def beat(self, beat: Beat) -> BeatAnswer:
        return self._said(
            "beat",
            _beat_answer,
            {
                "queue": beat.queue,
                "seats_left": beat.seats_left,
                "places_left": beat.places_left,
                "version": beat.version,
                "wall": _us(beat.wall),
                "instance": beat.instance,
            },
        )

    def news(self) -> NewsAnswer:
        return self._said("news", _news_answer, texts=self._start)

    # ---- parcels ----

    def send(self, parcels: Sequence[Parcel]) -> Position:
        first = parcels[0].position.seq if parcels else 0
        numbers = [parcel.position.seq for parcel in parcels]
        if numbers != [*range(first, first + len(numbers))]:
            raise HubRefused(what="gap")
        loads, enough = Loads(parcels, self._ahead), self._clock.monotonic() + SENDING_S
        self._ahead = None
        packed = loads.packed()
        while True:
            rows = self._ask(
                "select foyer_api.send($1, $2, $3, $4, $5, $6)",
                (*packed, Value(self._greeted.instance.encode())),
                long=True,
                meanwhile=loads.pack,
            )
            there = _read(rows, _known)
            if not loads.left or self._clock.monotonic() >= enough:
                self._ahead = loads.ahead
                return there
            packed = loads.packed()

    def fetch(self, known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]:
        statement = "select window_id, seq, chain, content from foyer_api.fetch($1, $2, $3)"
        started = Value(self._greeted.instance.encode())
        values = [Value(_dumps(dict(known))), int8(most_bytes), started]
        rows = self._ask(statement, values, long=most_bytes > LITTLE, binary=True)
        return tuple(_parcel(row) for row in rows)

    # ---- rights ----

    def offer(self, offered: Sequence[Offered]) -> None:
        rows = [[o.performance_id, o.places, _us(o.ends_at)] for o in offered]
        self._said("offer", _nothing, rows, texts=self._start)

    def lease(self, command: LeaseCommand) -> LeaseAnswer:
        """The hub frees the performance before its disk has the lease, so that nobody else waits
        for that; this window does, before it counts on anything."""
        about = {
            "number": command.number,
            "performance_id": command.performance_id,
            "holder": command.holder,
            "until": _us(command.until),
            "take": command.take,
            "give_back": command.give_back,
            "take_places": command.take_places,
            "give_places": command.give_places,
            "instance": self._greeted.instance,
        }
        if command.out_of:
            about["out_of"] = command.out_of
        deadline = Deadline(self._clock, self._answer_s)
        asked, number = [Value(_dumps(about))], Value(str(command.number).encode())
        rows, lost = self._line.ask_both(
            ("select foyer_api.lease($1)", asked), ("select foyer_api.kept($1)", [number]), deadline
        )
        told = _read(rows, _lease_answer)
        if lost is not None and lost.params["what"] != "gap":
            raise lost
        if lost is not None:
            raise HubUnreachable(why="broken")  # the server died and has it no more
        return told

    def held_since(self, version: Mapping[str, int]) -> tuple[Held, ...]:
        return self._said("held_since", _held, dict(version), long=True, texts=self._start)

    # ---- people ----

    def windows(self) -> tuple[WindowThere, ...]:
        return self._said("windows", windows_there)

    def write_off(self, window_id: str, user_id: str, reason: str) -> None:
        self._said("write_off", _nothing, texts=(window_id, user_id, reason), long=True)

    def take_back(self, window_id: str, user_id: str) -> None:
        self._said("take_back", _nothing, texts=(window_id, user_id))

    def want_back(
        self,
        window_id: str,
        performance_id: str,
        seats: Sequence[str],
        places: int = 0,
        for_window: str = "",
    ) -> None:
        values = [
            Value(window_id.encode()),
            Value(performance_id.encode()),
            array(TEXT, [seat.encode() for seat in seats]),
            int8(places),
            Value(for_window.encode()),
        ]
        self._ask("select foyer_api.want_back($1, $2, $3, $4, $5)", values)

    def tasks(self) -> tuple[HubTask, ...]:
        return self._said("tasks", _tasks)

    def settle(self, task_id: str, how: str, user_id: str) -> bool:
        return self._said("settle", bool, texts=(task_id, how, user_id))

    def status(self) -> dict[str, Any]:
        """Return what ``foyer hub status`` shows."""
        return self._said("status", dict)

    def close(self) -> None:
        self._line.close()

    # ---- how it is said ----

    @property
    def _start(self) -> tuple[str]:
        return (self._greeted.instance,)

    def _said(
        self,
        function: str,
        read: Callable[[Any], A],
        about: object = None,
        *,
        texts: Sequence[str] = (),
        long: bool = False,
    ) -> A:
        """Call a function with a JSON argument, or with texts, or both, and read its JSON
        answer."""
        values = [Value(_dumps(about))] if about is not None else []
        values += [Value(text.encode()) for text in texts]
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        statement = f"select foyer_api.{function}({places})"
        return _read(self._ask(statement, values, long=long), read)

    def _ask(
        self,
        statement: str,
        values: Sequence[Value],
        *,
        long: bool = False,
        binary: bool = False,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> list[Row]:
        if not long:
            deadline = Deadline(self._clock, self._answer_s)
            return self._line.ask(statement, values, deadline, binary=binary, meanwhile=meanwhile)
        patience_s = self._patience_s.get(statement, self._silence_s)
        deadline = Deadline(self._clock, self._parcels_s, patience_s)
        try:
            rows = self._line.ask(statement, values, deadline, binary=binary, meanwhile=meanwhile)
        except HubUnreachable as trouble:
            if trouble.params.get("why") == "timeout":
                self._patience_s[statement] = min(2 * patience_s, self._parcels_s)
            raise
        slow = deadline.longest_s > self._silence_s
        self._patience_s[statement] = 2 * deadline.longest_s if slow else self._silence_s
        return rows


# ---- what it answers ----


def _read(rows: Sequence[Row], read: Callable[[Any], A]) -> A:
    """Return what an answer says. Raises HubUnreachable where it is none that makes sense."""
    try:
        said = msgspec.json.decode(rows[0][0] or b"null")
        if isinstance(said, dict) and "refused" in said and len(said) == 1:
            raise HubRefused(what=str(said["refused"]))
        return read(said)
    except (LookupError, TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        raise HubUnreachable(why="nonsense") from None


def _nothing(said: object) -> None:
    """There is nothing to read."""


def _welcome(said: Any) -> Welcome:
    return Welcome(
        said["hub_id"],
        said["generation"],
        HubMode(said["mode"]),
        _time(said["at"]),
        _known(said),
        said["claim"],
        said["secrets"],
    )


def _known(said: Any) -> Position:
    return Position(said["seq"], said["chain"])


def _beat_answer(said: Any) -> BeatAnswer:
    return BeatAnswer(
        _time(said["at"]),
        HubMode(said["mode"]),
        Standing(said["standing"]),
        said["generation"],
        said["parcels"],
        said["rights"],
        said["open_tasks"],
        tuple(WantedBack(each, tuple(seats), many) for each, seats, many in said["wanted_back"]),
        said["given"],
    )


def _news_answer(said: Any) -> NewsAnswer:
    return NewsAnswer(said["generation"], said["parcels"], said["rights"])


def _lease_answer(said: Any) -> LeaseAnswer:
    return LeaseAnswer(
        said["number"],
        said["granted"],
        _time(said["at"]),
        tuple(Refusal(SeatId(seat), holder) for seat, holder in said["refused"]),
        said["places_left"],
        version=said["version"],
        before=None if (before := said.get("before")) is None else tuple(before),
    )


def _held(said: Any) -> tuple[Held, ...]:
    found: list[Held] = []
    for performance, words in said:
        for seats, holder, places, until, number in words:
            end = _time(until)
            found += [Held(performance, seat, holder, places, end, number) for seat in seats]
    return tuple(found)


def _tasks(said: Any) -> tuple[HubTask, ...]:
    return tuple(
        HubTask(task_id, TaskKind(kind), _time(at), window_id, subject, one, other)
        for task_id, kind, at, window_id, subject, one, other in said
    )


def windows_there(said: Any) -> tuple[WindowThere, ...]:
    """Return the windows that ``foyer.windows_there`` tells of."""
    return tuple(map(_window_there, said))


def _window_there(row: Sequence[Any]) -> WindowThere:
    """A window's id is the prefix of its numbers."""
    window_id, name, standing, seq, heard, version, queue, seats, places, *more = row
    wall_off, until, held_up = more
    return WindowThere(
        window_id,
        name,
        window_id,
        Standing(standing),
        seq,
        None if heard is None else _time(heard),
        version,
        queue,
        seats,
        places,
        wall_off / 1e6,
        None if until is None else _time(until),
        held_up,
    )


def _parcel(row: Row) -> Parcel:
    window_id, seq, chain, content = row
    if window_id is None or seq is None or chain is None or content is None:
        raise HubUnreachable(why="nonsense")
    position = Position(int.from_bytes(seq, "big", signed=True), chain.decode())
    return Parcel(window_id.decode(), position, bytes(content))


# ---- what it is told ----


def _dumps(about: object) -> bytes:
    return msgspec.json.encode(about)


def _position(position: Position) -> dict[str, object]:
    return {"seq": position.seq, "chain": position.chain}


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _time(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
