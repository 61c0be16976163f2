"""Loads seating plans and seasons: all of a file or nothing, in one transaction, as often as one
likes.

A plan can come before the season that names it, beside it, or later: then it replaces the hall and
the season's seat kinds and holds are applied again. What tickets were sold for keeps its seats,
hall and hour; a file that says otherwise is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pos.allowed import require
from pos.audit import audit_entry
from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.hall_rules import all_boxes, dearer, misfits, with_rules
from pos.catalogue.halls import plain_hall
from pos.catalogue.holding import Holding, only_kept, tell_of_lost_codes
from pos.catalogue.plan import Plan
from pos.catalogue.plan_reading import PlanRead, read_plan
from pos.catalogue.plan_writing import write_plan
from pos.catalogue.season_reading import read_season
from pos.clock import Clock
from pos.errors import FileRefused
from pos.events import CatalogueChanged, HouseChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import Ids, SeatId
from pos.ports.storage import Storage, UnitOfWork
from pos.text import FILE_LONGEST, checked_text
from pos.views.cash import Finding
from pos.views.catalogue import HallView
from pos.views.people import Permission, SessionView
from pos.views.season import Hall, HallRules, ImportView, Performance, Season
from pos.window import Window

FileBeside = Callable[[str], bytes | None]
"""Returns the bytes of a file of that name beside the season file, or None when there is none."""

COMMAND_LINE = "command-line"
"""Who is written down for an import without a signed-in person: whoever may use this computer's
account.
"""

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Importing:
    """Loads plans and seasons. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, clock: Clock, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window

    def seating_plan(
        self, session: SessionView | None, data: bytes, file: str, *, dry_run: bool = False
    ) -> ImportView:
        """Keep a plan under its file name and replace the halls made from it. Durable on return.

        ``session`` is None on the command line. A dry run does everything but commit.

        Raises:
            FileRefused: The plan has faults, or loses seats that were sold; nothing was changed.
            CardNumberRefused, TextRefused: The file's name is one to keep nowhere.
        """
        _may(session)
        checked_text("file", file, longest=FILE_LONGEST, required=True)
        read = read_plan(data, file)
        if read.plan is None:
            raise _refused(file, read.findings)
        faults = Faults(file)
        with self._storage.begin() as uow:
            require_allowed(uow, Act.IMPORT)
            uow.catalogue.keep_plan(file, write_plan(read.plan))
            halls = [hall for hall in uow.catalogue.halls() if hall.plan == file]
            for hall in halls:
                self._replace_hall(uow, hall, read.plan, faults)
            findings = (*read.findings, *faults.findings())
            if faults.errors:
                raise _refused(file, findings)
            counts = (("seats", read.plan.seat_count), ("halls", len(halls)))
            self._finish(uow, session, "plan.imported", file, data, dry_run=dry_run)
        return ImportView(file, not dry_run, counts, findings)

    def season(
        self,
        session: SessionView | None,
        data: bytes,
        file: str,
        beside: FileBeside,
        *,
        dry_run: bool = False,
    ) -> ImportView:
        """Replace the catalogue by a season file and the plans it names. Durable on return.

        A plan is looked for beside the file, then among those imported before. Holds and kills of
        the file become rights of the house. ``session`` is None on the command line. A dry run
        does everything but commit.

        Raises:
            FileRefused: Faults in the file or a plan, or sold seats would be lost; nothing was
                changed.
            CardNumberRefused, TextRefused: The file's name is one to keep nowhere.
        """
        _may(session)
        checked_text("file", file, longest=FILE_LONGEST, required=True)
        with self._storage.begin() as uow:
            require_allowed(uow, Act.IMPORT)
            plans = _Plans(uow, beside)
            read = read_season(data, file, now=self._clock.now(), plan_of=plans.read)
            if read.season is None:
                raise _refused(file, (*read.findings, *plans.findings()))
            faults = Faults(file)
            season = _keep_what_is_sold(uow, read.season, faults)
            for hall in season.halls:
                self._check_seats(uow, hall.view, faults)
            holding = Holding(uow, self._ids)
            before = holding.give_back(season)
            uow.catalogue.save(season)
            uow.catalogue.keep_holds(holding.take(season, before, faults))
            tell_of_lost_codes(uow, season, faults)
            plans.keep()
            findings = (*read.findings, *plans.findings(), *faults.findings())
            if faults.errors:
                raise _refused(file, findings)
            for performance in season.performances:
                uow.publish(HouseChanged(performance.performance_id))
            self._finish(uow, session, "season.imported", file, data, dry_run=dry_run)
        return ImportView(file, not dry_run, _counts(season), findings)

    def _finish(
        self,
        uow: UnitOfWork,
        session: SessionView | None,
        event: str,
        file: str,
        data: bytes,
        *,
        dry_run: bool,
    ) -> None:
        """Write down who loaded what, and commit unless it is a dry run."""
        digest = hashlib.sha256(data).hexdigest()
        who = session.user_id if session is not None else COMMAND_LINE
        uow.audit(
            audit_entry(
                uow.now(), who, self._window.window_id, event, ("file", file), sha256=digest
            )
        )
        uow.publish(CatalogueChanged())
        if not dry_run:
            uow.commit()

    # ---- seats that a new plan no longer has ----

    def _replace_hall(self, uow: UnitOfWork, hall: Hall, plan: Plan, faults: Faults) -> None:
        old = hall.view
        view = plain_hall(old.code, old.name, old.venue, plan)
        for fault, evidence in misfits(view, hall.rules):
            faults.error(old.code, fault, *evidence)
        self._check_priced(uow, view, hall.rules, faults)
        view = with_rules(view, hall.rules)
        if all_boxes(view):
            faults.error(old.code, FaultCode.SEASON_ALL_BOXES)
        new_zones = {zone.zone_id: zone.name for zone in view.zones}
        for zone in old.zones:
            new_zones.pop(zone.zone_id, None)
        wanted = ", ".join(kind.code for kind in uow.catalogue.price_types())
        for name in new_zones.values():
            faults.warning(old.code, FaultCode.SEASON_PRICE_MISSING, name, wanted)
        self._check_seats(uow, view, faults)
        uow.catalogue.replace_hall(replace(hall, view=view))

    def _check_priced(
        self, uow: UnitOfWork, plain: HallView, rules: HallRules, faults: Faults
    ) -> None:
        """Report places for wheelchairs that stand in a zone now that costs less than theirs."""
        priced = [rule for rule in rules.kinds if rule.priced_as]
        if not priced:
            return
        types = {kind.price_type_id: kind.code for kind in uow.catalogue.price_types()}
        lists = [
            (each.code, uow.catalogue.prices(each.performance_id))
            for each in uow.catalogue.performances(self._clock.now())
            if each.hall_id == plain.hall_id
        ]
        for rule in priced:
            found = dearer(plain, rule, lists, types)
            if found is not None:
                faults.error(plain.code, FaultCode.SEASON_PRICED_DEARER, *found)

    def _check_seats(self, uow: UnitOfWork, view: HallView, faults: Faults) -> None:
        """Report seats that are sold or in a cart and not in the new hall; give back those only
        held.
        """
        known = {hall.view.hall_id: hall.view for hall in uow.catalogue.halls()}
        old = known.get(view.hall_id)
        gone = {seat.seat_id: seat.guid for seat in (old.seats if old else ())}
        for seat in view.seats:
            gone.pop(seat.seat_id, None)
        if not gone:
            return
        lost = set(uow.catalogue.sold_seats(view.hall_id)) & set(gone)
        for performance in uow.catalogue.performances(_EVER):
            if performance.hall_id == view.hall_id:
                rights = uow.rights.of_seats(performance.performance_id)
                for seat_id in sorted(set(rights) & set(gone)):
                    holder, _ = rights[seat_id]
                    if only_kept(holder):
                        Holding(uow, self._ids).rights(
                            holder, performance.performance_id, give=(SeatId(seat_id),)
                        )
                    else:
                        lost.add(seat_id)
        for guid in sorted(gone[SeatId(seat_id)] for seat_id in lost):
            faults.error(view.code, FaultCode.PLAN_SEATS_SOLD, guid)


class _Plans:
    """Plans that a season names: beside its file, or imported before. Each is read once."""

    def __init__(self, uow: UnitOfWork, beside: FileBeside) -> None:
        self._uow, self._beside = uow, beside
        self._read: dict[str, PlanRead | None] = {}
        self._new: dict[str, Plan] = {}

    def read(self, file: str) -> PlanRead | None:
        if file not in self._read:
            self._read[file] = self._find(file)
        return self._read[file]

    def _find(self, file: str) -> PlanRead | None:
        data = self._beside(file)
        if data is None:
            known = self._uow.catalogue.plan(file)
            return None if known is None else read_plan(known.encode(), file)
        read = read_plan(data, file)
        if read.plan is not None:
            self._new[file] = read.plan
        return read

    def findings(self) -> Iterable[Finding]:
        """Return what is wrong inside the plans."""
        return [finding for read in self._read.values() if read for finding in read.findings]

    def keep(self) -> None:
        """Keep the plans that came with the season."""
        for file, plan in self._new.items():
            self._uow.catalogue.keep_plan(file, write_plan(plan))


def _may(session: SessionView | None) -> None:
    if session is not None:
        require(session, Permission.IMPORT)


def _refused(file: str, findings: Iterable[Finding]) -> FileRefused:
    listed = tuple(findings)
    count = sum(1 for finding in listed if finding.severity == "error")
    return FileRefused(listed, file=file, count=count)


def _keep_what_is_sold(uow: UnitOfWork, season: Season, faults: Faults) -> Season:
    """Return the season with the hall and hour of performances that tickets were sold for as they
    were sold.
    """
    sold = {each.performance_id: each for each in uow.catalogue.sold_performances()}
    performances = []
    for new in season.performances:
        old = sold.get(new.performance_id)
        if old is not None and (old.hall_id, old.starts_at) != (new.hall_id, new.starts_at):
            faults.warning("", FaultCode.SEASON_PERFORMANCE_SOLD, new.code)
            new = _as_sold(old, new)
        performances.append(new)
    return replace(season, performances=tuple(performances))


def _as_sold(old: Performance, new: Performance) -> Performance:
    prices = new.prices if new.hall_id == old.hall_id else old.prices
    return replace(old, production=new.production, prices=prices)


def _counts(season: Season) -> tuple[tuple[str, int], ...]:
    return (
        ("halls", len(season.halls)),
        ("seats", sum(len(hall.view.seats) for hall in season.halls)),
        ("places", sum(hall.view.places for hall in season.halls)),
        ("productions", len(season.productions)),
        ("performances", len(season.performances)),
        ("price_types", len(season.price_types)),
        ("promos", len(season.promos)),
        ("subscriptions", len(season.subscriptions)),
        ("memberships", len(season.memberships)),
        ("funds", len(season.funds)),
        ("goods", len(season.goods)),
        ("held", sum(len(hold.seats) + hold.places for hold in season.holds)),
    )
