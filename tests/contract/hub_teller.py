"""A window that talks to a hub, as short as a test wants to say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos.errors import HubRefused
from pos.hub.parcels import Position
from pos.hub.talk import (
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    HubMode,
    LeaseAnswer,
    LeaseCommand,
    Offered,
    Welcome,
)
from pos.ports.hub import Hub
from pos.storage.schema import SCHEMA_VERSION
from tests.contract.hub_rig import HubRig
from tests.hub_books import Outbox

P = "perf1"
PLACES = 10
EVENING = timedelta(hours=4)


class Teller:
    """A window with its outbox, its starts and its numbers. ``held``: what it would claim."""

    def __init__(self, rig: HubRig, window_id: str) -> None:
        self.rig = rig
        self.id = window_id
        self.holder = f"window:{window_id}"
        self.hub: Hub = rig.window(window_id)
        self.box = Outbox(window_id)
        self.starts = [f"{window_id}-start-1"]
        self.acknowledged = Position()
        self.asked = 0
        self.generation = 0
        self.known: dict[str, int] = {}
        self.versions: dict[str, int] = {}

    def greeting(self) -> Greeting:
        return Greeting(
            self.starts[-1],
            tuple(self.starts[:-1]),
            self.box.position,
            self.acknowledged,
            self.asked,
            dict(self.known),
            SCHEMA_VERSION,
            "1.0",
            self.rig.now(),
            self.generation,
            dict(self.versions),
        )

    def hello(self) -> Welcome:
        welcome = self.hub.hello(self.greeting())
        self.generation = welcome.generation
        return welcome

    def start_again(self) -> None:
        """Begin a new life, which the hub has not heard of yet."""
        self.starts.append(f"{self.id}-start-{len(self.starts) + 1}")

    def open(self) -> Teller:
        """Greet, say that nothing is held, offer the performance."""
        self.hello()
        self.hub.claim(())
        self.offer(PLACES)
        return self

    def offer(self, places: int) -> None:
        self.hub.offer([Offered(P, places, self.rig.now() + EVENING)])

    def send(self) -> Position:
        """Send everything that is not acknowledged."""
        self.acknowledged = self.hub.send(self.box.parcels[self.acknowledged.seq :])
        return self.acknowledged

    def command(self, **wanted: object) -> LeaseCommand:
        """Return the next command."""
        plain = LeaseCommand(self.asked + 1, P, "", self.rig.now() + EVENING)
        return replace(plain, **wanted)  # type: ignore[arg-type]

    def lease(self, **wanted: object) -> LeaseAnswer:
        """Ask for the next command's answer and take it in."""
        answer = self.hub.lease(self.command(**wanted))
        self.asked = answer.number
        return answer

    def rights(self) -> dict[str, str]:
        """Return every seat's holder, as the hub tells one who knows nothing."""
        every = self.hub.held_since({})
        return {held.seat_id: held.holder for held in every if held.seat_id and held.holder}

    def places(self) -> dict[str, int]:
        """Return every holder's places by count."""
        every = self.hub.held_since({})
        return {held.holder: held.places for held in every if held.places}

    def holds(self, *seats: str, places: int = 0, holder: str = "") -> list[Held]:
        """Return a claim."""
        until, name = self.rig.now() + EVENING, holder or self.holder
        claim = [Held(P, seat, name, 0, until, 1) for seat in seats]
        return [*claim, *([Held(P, "", name, places, until, 1)] if places else [])]

    def beat(self, queue: int = 0) -> BeatAnswer:
        return self.hub.beat(Beat(queue, 3, 2, "1.0", self.rig.now(), self.starts[-1]))

    def tasks(self) -> list[tuple[str, str, frozenset[str]]]:
        """Return the open tasks: kind, subject, the two sides."""
        every = self.hub.tasks()
        return [(t.kind.value, t.subject, frozenset((t.one, t.other))) for t in every]


def open_two(rig: HubRig) -> tuple[Teller, Teller]:
    """Return two windows of one hub."""
    for window_id in ("w1", "w10"):
        rig.join(window_id)
    return Teller(rig, "w1").open(), Teller(rig, "w10").open()


def refused(call: object) -> str:
    """Return why the hub will not do it."""
    assert callable(call)
    try:
        call()
    except HubRefused as refusal:
        return str(refusal.params["what"])
    raise AssertionError("the hub did it")


RECOVERING = HubMode.RECOVERING
GRANTING = HubMode.GRANTING
