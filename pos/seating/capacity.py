"""A performance's capacity: sold, given away, held, killed, in carts, with others, free. They add
up to the house, always."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pos.errors import NotAllowed
from pos.ids import PerformanceId, ZoneId
from pos.money import Money
from pos.ports.capacity import PlacesSum
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.all_in import shown_prices
from pos.views.capacity import CapacityRow, CapacityView, HeldCount, summed
from pos.views.catalogue import HallView, ZoneView
from pos.views.holds import HoldCode, HoldKind, code_of, is_kept, keeper_of
from pos.views.people import Permission, SessionView


class Capacity:
    """Reads. Thread: ledger."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of(self, session: SessionView, performance_id: PerformanceId) -> CapacityView:
        """Return a performance's capacity; its money for those who may see reports.

        Raises:
            NotAllowed: The person neither sells nor sees reports.
            NotFound: There is no such performance.
        """
        if not {Permission.SELL, Permission.SEE_REPORTS} & session.permissions:
            raise NotAllowed(permission=Permission.SEE_REPORTS.value)
        with self._storage.read() as uow:
            money = Permission.SEE_REPORTS in session.permissions
            return capacity_of(uow, performance_id, money=money)

    def of_the_house(self, performance_id: PerformanceId) -> CapacityView:
        """Return a performance's capacity for who runs the machine. Raises NotFound."""
        with self._storage.read() as uow:
            return capacity_of(uow, performance_id, money=True)


def capacity_of(uow: UnitOfWork, performance_id: PerformanceId, *, money: bool) -> CapacityView:
    """Return where every place of a performance is."""
    performance = uow.catalogue.performance(performance_id)
    hall = uow.catalogue.hall_of(performance_id)
    codes = uow.catalogue.company().hold_codes
    full = _full_prices(uow, performance_id) if money else {}
    sums = uow.capacity.places(performance_id)
    zones: Sequence[ZoneView] = sorted(hall.zones, key=lambda zone: zone.position)
    if hall.general_admission:
        parts = {zones[0].zone_id: _with_free(sums, hall.places)}
        sizes = {zones[0].zone_id: hall.places}
        zones = zones[:1]
    else:
        parts, sizes = defaultdict(list), _sizes(hall)
        for each in sums:
            parts[ZoneId(each.zone_id)].append(each)
    rows = [
        _row(zone, sizes.get(zone.zone_id, 0), parts.get(zone.zone_id, []), codes, full)
        for zone in zones
    ]
    rows = [row for row in rows if row.capacity]
    return CapacityView(performance_id, performance.code, tuple(rows), summed(rows))


def _full_prices(uow: UnitOfWork, performance_id: PerformanceId) -> dict[ZoneId, Money]:
    """Return what a place of each zone costs at the venue's first price type, all in."""
    order = {kind.price_type_id: kind.position for kind in uow.catalogue.price_types()}
    found: dict[ZoneId, tuple[int, Money]] = {}
    for price in shown_prices(uow, performance_id):
        position = order.get(price.price_type_id, len(order))
        if price.zone_id not in found or position < found[price.zone_id][0]:
            found[price.zone_id] = (position, price.all_in)
    return {zone: price for zone, (_, price) in found.items()}


def _sizes(hall: HallView) -> dict[ZoneId, int]:
    sizes: dict[ZoneId, int] = defaultdict(int)
    for seat in hall.seats:
        sizes[seat.zone_id] += 1
    return sizes


def _with_free(sums: Iterable[PlacesSum], places: int) -> list[PlacesSum]:
    """Return what is known of places by count as if each of them were counted once: the rights of
    those who sell stand for what they sold as well, and what nobody has is free."""
    sums = list(sums)
    sold = sum(each.count for each in sums if each.state in ("sold", "comp"))
    rights = sum(each.count for each in sums if each.state not in ("sold", "comp"))
    found = []
    for each in sums:
        count = each.count
        if each.state == "kept" and not is_kept(each.holder):
            used = min(sold, count)
            sold, count = sold - used, count - used
        found.append(replace(each, count=count))
    return [*found, PlacesSum("", "kept", "", places - rights - sold, 0)]


def _row(
    zone: ZoneView,
    capacity: int,
    parts: Iterable[PlacesSum],
    codes: Sequence[HoldCode],
    full: Mapping[ZoneId, Money],
) -> CapacityRow:
    counts: dict[str, int] = defaultdict(int)
    held: dict[str, int] = defaultdict(int)
    paid = unpaid = 0
    for each in parts:
        counts[_column(each)] += each.count
        if _column(each) == "held":
            held[each.holder] += each.count
        if each.state == "sold":
            paid += each.paid_minor - each.unpaid_minor
            unpaid += each.unpaid_minor
    price = full.get(zone.zone_id)
    sellable = capacity - counts["killed"]
    return CapacityRow(
        zone=zone,
        capacity=capacity,
        sold=counts["sold"],
        comp=counts["comp"],
        held=_held(held, codes),
        killed=counts["killed"],
        in_carts=counts["cart"],
        elsewhere=counts["elsewhere"],
        free=counts["free"],
        potential=price * sellable if price is not None else None,
        taken=Money(paid, price.currency) if price is not None else None,
        unpaid=Money(unpaid, price.currency) if price is not None else None,
        given=price * counts["comp"] if price is not None else None,
    )


def _column(part: PlacesSum) -> str:
    """Return in which column places are: a word of ``PlacesSum.state`` or of ``CapacityRow``."""
    if part.state != "kept":
        return part.state
    if not part.holder:
        return "free"
    if part.holder.startswith(f"{HoldKind.KILL.value}:"):
        return "killed"
    return "held" if is_kept(part.holder) else "elsewhere"


def _held(counts: Mapping[str, int], codes: Sequence[HoldCode]) -> tuple[HeldCount, ...]:
    """Return the holds in the venue's order, those it does not name after them, Foyer's own last;
    what is kept for one reason under several names is one."""
    found: dict[str, HeldCount] = {}
    for holder, count in counts.items():
        keeper = keeper_of(holder)
        word = f"hold:{keeper.value}" if keeper is not None else holder
        before = found.get(word)
        count += before.count if before is not None else 0
        found[word] = HeldCount(code_of(word, codes), count, keeper)
    order = [code.holder for code in codes]
    return tuple(
        sorted(
            (each for each in found.values() if each.count),
            key=lambda each: (
                each.keeper is not None,
                order.index(each.code.holder) if each.code.holder in order else len(order),
                each.code.code,
            ),
        )
    )
