"""A list of orders sold elsewhere, held against everything there is before anything is written:
the season, the house, what was loaded before; and its faults, told in the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pos.catalogue.faults import line_of
from pos.catalogue.orders_file import OrderDraft, OrdersRead
from pos.catalogue.orders_matching import Matcher, Shelf
from pos.errors import FileRefused
from pos.ports.storage import Storage, UnitOfWork
from pos.selling.channel_places import Key
from pos.selling.elsewhere_known import FromList, external_ref
from pos.selling.elsewhere_loading import Done, Loader, Sorted
from pos.views.cash import Finding
from pos.views.catalogue import CompanyView

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A list, and what was read in it. ``missing``: tickets that an order has not any more were
    cancelled."""

    data: bytes
    file: str
    user_id: str
    read: OrdersRead
    progress: Progress
    missing: bool = False


@dataclass(slots=True)
class Progress:
    """How far a load is, in all its attempts: what is written, what was told of that, and whose
    places it had a hand in."""

    done: Done = field(default_factory=Done)
    told: list[Finding] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)

    def tell(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Return these after what was told before, each once."""
        return tuple(dict.fromkeys((*self.told, *findings)))


@dataclass(frozen=True, slots=True)
class Checked:
    """A list that was held against what there is. ``said``: what is odd about the file itself;
    ``found``: what loading its orders does; ``season``: what it was held against."""

    orders: tuple[FromList, ...]
    said: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    found: Sorted
    season: CompanyView


def check_list(storage: Storage, loader: Loader, reading: Reading, out: frozenset[str]) -> Checked:
    """Hold all but the orders that are left ``out`` against the season, the house and what was
    loaded before."""
    read = reading.read
    gone = {line for order in read.orders if _key(order) in out for line in order.lines}
    said = tuple(each for each in read.findings if line_of(each) not in gone)
    bad = {line_of(each) for each in _errors(said)}
    drafts = [d for d in read.orders if _key(d) not in out and bad.isdisjoint(d.lines)]
    with storage.read() as uow:
        season = uow.catalogue.company()
        matcher = Matcher(_shelf(uow, season.currency), loader.columns, loader.faults)
        orders = _matched(matcher, drafts)
        found = loader.sort_out(uow, orders)
        loader.check_barcodes(uow, found.new)
        loader.check_places(uow, found)
    findings = by_line((*said, *loader.faults.findings()))
    return Checked(orders, said, findings, found, season)


def _key(order: OrderDraft) -> str:
    return external_ref(order)


def _matched(matcher: Matcher, drafts: Sequence[OrderDraft]) -> tuple[FromList, ...]:
    """Return the orders that have no fault, those with them of which all was cancelled."""
    sold = [draft for draft in drafts if draft.tickets or not draft.cancelled]
    matched = {external_ref(order.draft): order for order in matcher.match(sold)}
    found = []
    for draft in drafts:
        order = matched.get(external_ref(draft))
        if order is not None or (not draft.tickets and (draft.cancelled or draft.unclear)):
            places, unclear = matcher.places(draft.cancelled), draft.unclear
            if len(places) < len(draft.cancelled):
                unclear += matcher.unplaced(draft.cancelled)
            found.append(FromList(draft, order, places, unclear))
    return tuple(found)


def _errors(findings: Sequence[object]) -> tuple[Finding, ...]:
    every = (each for each in findings if isinstance(each, Finding))
    return tuple(each for each in every if each.severity == "error")


def by_line(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what is to be told in the order of the file; what is about all of it first."""
    return tuple(sorted(findings, key=lambda each: line_of(each) or 0))


def at_fault(read: OrdersRead, out: frozenset[str], refused: FileRefused) -> frozenset[str]:
    """Return the orders that the faults of a refused list belong to; none if one of the faults
    belongs to no order."""
    lines = {line_of(finding) for finding in _errors(refused.findings)}
    still = [order for order in read.orders if _key(order) not in out]
    found = {line: _key(order) for order in still for line in order.lines}
    return frozenset(found[line] for line in lines if line) if lines <= found.keys() else NONE


def told_of(checked: Checked, orders: Sequence[FromList]) -> tuple[Finding, ...]:
    """Return what was told of these orders as the list was held against what there is."""
    lines = {line for order in orders for line in order.draft.lines}
    return tuple(each for each in checked.findings if line_of(each) in lines)


def as_warnings(refused: FileRefused) -> tuple[Finding, ...]:
    """Return the faults of orders that are left out: nothing is wrong with the load."""
    return tuple(replace(each, severity="warning") for each in _errors(refused.findings))


def refuse_if_any(file: str, findings: Sequence[object]) -> None:
    """Raise FileRefused when one of the findings is an error."""
    count = sum(1 for finding in findings if getattr(finding, "severity", "") == "error")
    if count:
        raise FileRefused(tuple(findings), file=file, count=count)


def _shelf(uow: UnitOfWork, currency: str) -> Shelf:
    return Shelf(
        performances=uow.catalogue.performances(_EVER),
        hall=uow.catalogue.hall,
        prices=uow.catalogue.prices,
        price_types=uow.catalogue.price_types(),
        currency=currency,
    )
