"""Some of the arena's windows in one program, two threads each: ``arena`` starts a program for each
processor of the machine.

It reads a line of JSON, lets its windows greet, says ``ready``, waits for a line, sells until
nothing is left, and says in JSON what they did.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from kiosk.benchmarks.arena_house import seat_ids
from kiosk.benchmarks.arena_window import House, Told, Unit, WireWindow
from kiosk.benchmarks.hub_venue import Way, address_of
from kiosk.benchmarks.stamped_sales import Stamp
from pos.clock import SystemClock
from pos.hub.blocks import Fleet

PATIENCE_S = 60.0
"""Of a call: how long one takes is measured, not judged."""


def units_of(seats: int, at_once: int) -> tuple[Unit, ...]:
    """Return the hall as it is sold, best first."""
    every = seat_ids(seats)
    return tuple(every[n : n + at_once] for n in range(0, len(every), at_once))


def crowd(
    windows: Sequence[tuple[str, int, Way]],
    fleet: int,
    content: bytes,
    seats: int,
    pace_s: float,
) -> list[WireWindow]:
    """Return windows that have greeted. ``windows``: prefix, place in the fleet, and the way to the
    hub of each; ``content``: of the parcel whose like they make."""
    clock, made = SystemClock(), []
    house: House | None = None
    for prefix, place, way in windows:
        stamp = Stamp(content, prefix, clock)
        asks, sends = way.greeted(clock, PATIENCE_S), way.driver(clock, PATIENCE_S)
        house = house or House(units_of(seats, stamp.seats))
        made.append(WireWindow(asks, sends, stamp, house, Fleet(place, fleet), clock, pace_s))
    return made


def sell_out(windows: Sequence[WireWindow]) -> None:
    """Let all of them sell until nothing is left, and everything is at the hub."""
    acts: list[Callable[[], None]] = [act for one in windows for act in (one.carry, one.sell)]
    troubles: list[BaseException] = []
    threads = [threading.Thread(target=_told, args=(act, troubles), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]


def _told(act: Callable[[], None], troubles: list[BaseException]) -> None:
    try:
        act()
    except Exception as trouble:  # noqa: BLE001 - raised again where the crowd is waited for
        troubles.append(trouble)


def main() -> None:
    """Be such a program."""
    about: dict[str, Any] = json.loads(sys.stdin.readline())
    windows = [
        (prefix, place, Way(address_of(url, ca_file), password))
        for prefix, place, url, ca_file, password in about["windows"]
    ]
    content = bytes.fromhex(about["content"])
    made = crowd(windows, about["fleet"], content, about["seats"], about["pace_s"])
    for window in made:
        window.warm_up()
    gc.freeze()  # a window of its own has not sixteen others' seats to look through
    print("ready", flush=True)  # noqa: T201 - said to the program that started this one
    sys.stdin.readline()
    sell_out(made)
    print(json.dumps(as_json([one.told for one in made])))  # noqa: T201


def as_json(told: Sequence[Told]) -> dict[str, Any]:
    """Return what windows did together."""
    return {
        "sold": sum(one.sold for one in told),
        "refused": sum(one.refused for one in told),
        "took": [ms for one in told for ms in one.at_hub],
    }


if __name__ == "__main__":
    main()
