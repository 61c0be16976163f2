"""What a window keeps of its hub, on SQLite: the link itself, and parcels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from pos.codec import from_json, to_json
from pos.hub.hub_time import HubTime, Reading
from pos.hub.parcels import Parcel, Position
from pos.hub.talk import VenueThere
from pos.ports.link import Link
from pos.storage.leases import SqlLeases
from pos.storage.link_schema import hub_known, hub_link, hub_said
from pos.storage.schema import emptied_parcel, outbox


class SqlLink(SqlLeases):
    """See ``pos.ports.link.LinkStore``."""

    # ---- the hub and its word for the time ----

    def link(self) -> Link | None:
        row = self._uow.apart(sa.select(hub_link)).first()
        if row is None:
            return None
        time = None
        if row.said is not None and row.asked_wall is not None:
            asked = Reading(row.asked_boot, row.asked_monotonic, row.asked_wall)
            time = HubTime(row.said, asked)
        return Link(
            hub_id=row.hub_id,
            window_id=row.window_id,
            generation=row.generation,
            acknowledged=Position(row.acknowledged_seq, row.acknowledged_chain),
            since=tuple(json.loads(row.since)),
            time=time,
            watermark=row.watermark,
            stopped=row.stopped,
            lost_at=row.lost_at,
            heir_of=row.heir_of,
            heir_findings=row.heir_findings,
            machine=tuple(json.loads(row.machine)),
        )

    def keep(self, link: Link) -> None:
        time = link.time
        row = {
            "hub_id": link.hub_id,
            "window_id": link.window_id,
            "generation": link.generation,
            "acknowledged_seq": link.acknowledged.seq,
            "acknowledged_chain": link.acknowledged.chain,
            "since": json.dumps(link.since),
            "said": time.said if time else None,
            "asked_boot": time.asked.boot if time else "",
            "asked_monotonic": time.asked.monotonic if time else 0.0,
            "asked_wall": time.asked.wall if time else None,
            "watermark": link.watermark,
            "stopped": link.stopped,
            "lost_at": link.lost_at,
            "heir_of": link.heir_of,
            "heir_findings": link.heir_findings,
            "machine": json.dumps(link.machine),
        }
        self._uow.apart(sa.delete(hub_link).where(hub_link.c.hub_id != link.hub_id))
        statement = insert(hub_link)
        changed = {name: statement.excluded[name] for name in row if name != "hub_id"}
        self._uow.apart(statement.on_conflict_do_update(["hub_id"], set_=changed), row)

    def said(self) -> VenueThere:
        joined = hub_said.c.hub_id == hub_link.c.hub_id
        said = self._uow.apart(sa.select(hub_said.c.venue).join(hub_link, joined)).scalar()
        return VenueThere() if said is None else from_json(said, VenueThere)

    def keep_said(self, venue: VenueThere) -> None:
        self._uow.apart(sa.delete(hub_said))
        row = sa.select(hub_link.c.hub_id, sa.literal(to_json(venue)))
        self._uow.apart(sa.insert(hub_said).from_select(["hub_id", "venue"], row))

    # ---- parcels ----

    def last(self) -> Position:
        newest = sa.select(outbox.c.seq, outbox.c.chain).order_by(outbox.c.seq.desc()).limit(1)
        row = self._uow.apart(newest).first()
        return Position(row.seq, row.chain) if row is not None else Position()

    def position(self, seq: int) -> Position | None:
        if seq == 0:
            return Position()
        chain = self._uow.apart(sa.select(outbox.c.chain).where(outbox.c.seq == seq)).scalar()
        return Position(seq, chain) if chain is not None else None

    def parcels(self, after: int, most_bytes: int) -> tuple[Parcel, ...]:
        window_id = self._window_id()
        following = sa.select(outbox).where(outbox.c.seq > after).order_by(outbox.c.seq)
        found: list[Parcel] = []
        room = most_bytes
        with self._uow.apart(following.execution_options(yield_per=100)) as rows:
            for row in rows:
                room -= len(row.content)
                if found and room < 0:
                    break
                found.append(Parcel(window_id, Position(row.seq, row.chain), row.content))
        return tuple(found)

    def emptied(self, until: int, most: int) -> tuple[Parcel, ...]:
        window_id = self._window_id()
        untold = sa.select(emptied_parcel.c.seq).where(
            emptied_parcel.c.seq <= until, sa.not_(emptied_parcel.c.told)
        )
        few = untold.order_by(emptied_parcel.c.seq).limit(most)
        rows = self._uow.apart(
            sa.select(outbox).where(outbox.c.seq.in_(few)).order_by(outbox.c.seq)
        )
        return tuple(Parcel(window_id, Position(row.seq, row.chain), row.content) for row in rows)

    def told_emptied(self, seqs: Iterable[int]) -> None:
        told = sa.update(emptied_parcel).values(told=True)
        self._uow.apart(told.where(emptied_parcel.c.seq.in_(list(seqs))))

    def tell_emptied_again(self) -> None:
        self._uow.apart(sa.update(emptied_parcel).values(told=False))

    def known(self) -> dict[str, int]:
        rows = self._uow.apart(sa.select(hub_known.c.window_id, hub_known.c.seq))
        return {row.window_id: row.seq for row in rows}

    def take_in(self, parcels: Sequence[Parcel]) -> None:
        from pos.storage.taking_in import take_in

        take_in(self._uow, self._window_id(), parcels)
