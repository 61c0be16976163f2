"""What a window asks of its hub, one thing at a time, and the one place that asks it.

An errand is made and its answer taken in on the ledger thread (``pos.hub.syncing``); between the
two, on a thread that may wait, ``perform`` carries it to the hub.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.errors import HubTrouble
from pos.hub.hub_time import Reading
from pos.hub.parcels import Parcel, Position
from pos.hub.talk import (
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    LeaseAnswer,
    LeaseCommand,
    NewsAnswer,
    Offered,
    Welcome,
    WindowThere,
)
from pos.ports.hub import Hub


@dataclass(frozen=True, slots=True)
class _Errand:
    """``asked``: read before the question is sent."""

    asked: Reading


@dataclass(frozen=True, slots=True)
class Greet(_Errand):
    """Take up with the hub."""

    greeting: Greeting


@dataclass(frozen=True, slots=True)
class Claim(_Errand):
    """Say what is held here: the hub was restored."""

    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class SignOfLife(_Errand):
    """Once a second."""

    beat: Beat


@dataclass(frozen=True, slots=True)
class AskNews(_Errand):
    """Between two signs of life: hear whether others did anything."""


@dataclass(frozen=True, slots=True)
class Send(_Errand):
    """Hand over what waits."""

    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class SendAgain(_Errand):
    """Hand over what the hub has already and was emptied since: somebody was erased."""

    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Fetch(_Errand):
    """Hear what other windows did."""

    known: Mapping[str, int]
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Offer(_Errand):
    """Say what is on sale."""

    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class HearRights(_Errand):
    """Hear who holds what."""

    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ask(_Errand):
    """Have a kept lease command done."""

    command: LeaseCommand


@dataclass(frozen=True, slots=True)
class LookAround(_Errand):
    """See which windows there are and when they were heard: the close waits for them."""


@dataclass(frozen=True, slots=True)
class Digest(_Errand):
    """Take in the next piece of what was fetched: the hub is not asked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Other windows' parcels; none: that was all."""

    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Every window that ever joined."""

    windows: tuple[WindowThere, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """All that changed about rights."""

    held: tuple[Held, ...]


Errand = (
    Greet
    | Claim
    | SignOfLife
    | AskNews
    | Send
    | SendAgain
    | Fetch
    | Offer
    | HearRights
    | Ask
    | LookAround
    | Digest
)
Answer = (
    Welcome
    | BeatAnswer
    | NewsAnswer
    | Position
    | Fetched
    | Heard
    | LeaseAnswer
    | Seen
    | HubTrouble
    | None
)
"""What the hub said to an errand, or why it said nothing."""


def perform(hub: Hub, errand: Errand) -> Answer:
    """Carry ``errand`` to the hub and return its answer, or its trouble. Waits as long as the
    driver's deadline. Thread: the one that ``hub`` belongs to, never the ledger."""
    try:
        return _ask(hub, errand)
    except HubTrouble as trouble:
        return trouble


def _ask(hub: Hub, errand: Errand) -> Answer:
    match errand:
        case Greet():
            return hub.hello(errand.greeting)
        case Claim():
            hub.claim(errand.held)
        case SignOfLife():
            return hub.beat(errand.beat)
        case AskNews():
            return hub.news()
        case Send():
            return hub.send(errand.parcels)
        case SendAgain():
            for parcel in errand.parcels:
                hub.send((parcel,))
        case Fetch():
            return Fetched(tuple(hub.fetch(errand.known, errand.most_bytes)))
        case Offer():
            hub.offer(errand.offered)
        case HearRights():
            return Heard(tuple(hub.held_since(errand.versions)))
        case Ask():
            return hub.lease(errand.command)
        case LookAround():
            return Seen(tuple(hub.windows()))
        case Digest():
            pass
    return None
