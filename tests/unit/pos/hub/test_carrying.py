"""The next load is fetched while one is taken in, and what it said counts as long as it is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from pos.errors import HubTrouble, HubUnreachable
from pos.hub.carrying import Carrier
from pos.hub.errands import AskNews, Errand, Fetch, Fetched, Offer
from pos.hub.hub_time import Reading
from pos.hub.parcels import Parcel, Position, following
from pos.hub.talk import NewsAnswer
from pos.ports.hub import Hub

NOW = Reading("boot", 0.0, datetime(2026, 11, 23, 19, 0, tzinfo=UTC))
LOAD = 100
"""Bytes of a full one."""


@dataclass
class Sales:
    """A hub with the parcels of one window."""

    parcels: list[Parcel]
    asked: list[int] = field(default_factory=list)
    up: bool = True

    def fetch(self, known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]:
        self.asked.append(known.get("w2", 0))
        if not self.up:
            raise HubUnreachable(why="broken")
        return tuple(self.parcels[known.get("w2", 0) :][: most_bytes // LOAD])

    def news(self) -> NewsAnswer:
        return NewsAnswer(1, len(self.parcels), 0)

    def offer(self, _offered: object) -> None: ...


def carrier(sold: int) -> tuple[Carrier, Sales, list[Parcel]]:
    parcels, last = [], Position()
    for number in range(sold):
        content = bytes([number]) * LOAD
        last = following(last, content)
        parcels.append(Parcel("w2", last, content))
    hub, read = Sales(parcels), list[Parcel]()
    return Carrier(cast(Hub, hub), read.extend), hub, read


def fetch(known: int, most: int = LOAD) -> Fetch:
    return Fetch(NOW, {"w2": known}, most)


def took(carrier: Carrier, errand: Errand) -> HubTrouble | None:
    return carrier.go_ahead(errand, carrier.carry(errand))


def test_the_next_load_is_fetched_and_read_once() -> None:
    carries, hub, read = carrier(3)
    for known in (0, 1, 2):
        assert carries.carry(fetch(known)) == Fetched((hub.parcels[known],))
        assert carries.go_ahead(fetch(known), Fetched((hub.parcels[known],))) is None
    assert read == hub.parcels[1:]
    assert carries.carry(fetch(3)) == Fetched(())
    assert hub.asked == [0, 1, 2, 3, 3], "that there is nothing more is asked again"


def test_a_load_that_is_not_full_is_the_last() -> None:
    carries, hub, read = carrier(3)
    assert took(carries, fetch(0, 10 * LOAD)) is None
    assert hub.asked == [0]
    assert read == []


def test_what_was_fetched_answers_nothing_else() -> None:
    carries, hub, _ = carrier(5)
    took(carries, fetch(0))
    assert carries.carry(fetch(3)) == Fetched((hub.parcels[3],))
    took(carries, fetch(0))
    assert carries.carry(fetch(1, 2 * LOAD)) == Fetched((*hub.parcels[1:3],))


def test_only_questions_that_change_nothing_go_between() -> None:
    carries, hub, _ = carrier(3)
    took(carries, fetch(0))
    carries.carry(AskNews(NOW))
    carries.carry(fetch(1))
    assert hub.asked == [0, 1]
    took(carries, fetch(0))
    carries.carry(Offer(NOW, ()))
    carries.carry(fetch(1))
    assert hub.asked == [0, 1, 0, 1, 1]


def test_the_hub_may_be_gone_by_then() -> None:
    carries, hub, read = carrier(3)
    answer = carries.carry(fetch(0))
    hub.up = False
    assert isinstance(carries.go_ahead(fetch(0), answer), HubUnreachable)
    assert isinstance(carries.carry(fetch(1)), HubUnreachable)
    assert carries.go_ahead(fetch(1), carries.carry(fetch(1))) is None, "an answer there was not"
    assert read == []
