"""A new database into which seasons, plans and lists are loaded, and small files for it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pos.catalogue.importing import Importing
from pos.clock import ManualClock
from pos.errors import FileRefused
from pos.events import Event, Events
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, Ids, SeatId, WindowId
from pos.selling.elsewhere import OrdersElsewhere
from pos.storage.unit_of_work import SqlStorage
from pos.verify import Verify
from pos.views.season import ImportView
from pos.window import Window

GOOD = Path(__file__).parents[1] / "unit" / "pos" / "catalogue" / "good"
SEASON = (GOOD / "season.toml").read_text(encoding="utf-8")
PLAN = (GOOD / "small-hall.json").read_text(encoding="utf-8")
LIST = (GOOD / "will-call.csv").read_text(encoding="utf-8")


@dataclass
class Loader:
    """Loads texts under the names they have in the small season."""

    storage: SqlStorage
    importing: Importing
    elsewhere: OrdersElsewhere
    ids: Ids
    events: list[Event] = field(default_factory=list)

    def season(
        self,
        text: str = SEASON,
        beside: Mapping[str, str] | None = None,
        *,
        dry_run: bool = False,
    ) -> ImportView:
        files = {"small-hall.json": PLAN} if beside is None else beside

        def read(name: str) -> bytes | None:
            return files[name].encode() if name in files else None

        return self.importing.season(None, text.encode(), "season.toml", read, dry_run=dry_run)

    def plan(self, text: str = PLAN, *, dry_run: bool = False) -> ImportView:
        return self.importing.seating_plan(None, text.encode(), "small-hall.json", dry_run=dry_run)

    def orders(self, text: str = LIST, *, dry_run: bool = False) -> ImportView:
        return self.elsewhere.load(None, text.encode(), "list.csv", dry_run=dry_run)

    def rights(self, performance: str) -> dict[str, str]:
        """Return who holds each seat that is not free, by seat guid."""
        with self.storage.read() as uow:
            hall = uow.catalogue.hall_of(performance)
            guids = {seat.seat_id: seat.guid for seat in hall.seats}
            taken = uow.rights.of_seats(performance)
        return {guids.get(SeatId(seat), seat): holder for seat, (holder, _) in taken.items()}

    def apply(self, performance: str, holder: str, **what: object) -> bool:
        """Run a rights command."""
        with self.storage.begin() as uow:
            command = RightsCommand(
                CommandId(self.ids.new()), holder, performance, CartId(""), **what
            )  # type: ignore[arg-type]
            granted = uow.rights.apply(command).granted
            uow.commit()
        return granted

    def faults(self) -> tuple[object, ...]:
        """Return what ``foyer verify`` would say."""
        return Verify(self.storage).run()


def open_loader(path: Path, clock: ManualClock, seed: int = 7) -> Loader:
    """Return a loader over the database at ``path``."""
    ids = Ids(clock, random.Random(seed).randbytes)
    events = Events()
    storage = SqlStorage(path, clock, ids, events)
    window = Window(WindowId("w1"), "Window 1", "W1")
    loader = Loader(
        storage,
        Importing(storage, clock, ids, window),
        OrdersElsewhere(storage, clock, ids, window),
        ids,
    )
    events.subscribe(loader.events.append)
    return loader


def edited(text: str, *changes: tuple[str, str]) -> str:
    """Return the text with each first part replaced, wherever it stands."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def codes(refused: FileRefused) -> list[str]:
    """Return the codes of the errors a file was refused for."""
    return [f.code for f in refused.findings if f.severity == "error"]  # type: ignore[attr-defined]
