"""What each patron has by what was said to the cashier: accounts, certificates, money paid and
given, kept beside the house and compared with what their page says."""

from __future__ import annotations

from collections import Counter, defaultdict

from pos.ids import OrderId, PatronId
from pos.views.exchanging import SplitPlan, SplitView
from pos.views.paying import ExtraKind, GiveBackPlan, Instead
from pos.views.people import SessionView
from tests.integration.small_house import House

AT_ONCE = ("cash", "on_account")


class PatronSums:
    """A model of whose money is where, by record; a merge adds up, taking apart gives back."""

    def __init__(self, house: House, session: SessionView) -> None:
        self._house = house
        self._session = session
        self._into: dict[PatronId, PatronId] = {}
        self._owner: dict[OrderId, PatronId] = {}
        self._holder: dict[str, PatronId] = {}
        self._came_by: dict[OrderId, str] = {}
        self._balance: Counter[str] = Counter()
        self._certificates: dict[OrderId, Counter[int]] = defaultdict(Counter)
        self._net: Counter[OrderId] = Counter()
        self._given: Counter[OrderId] = Counter()

    # ---- what happened ----

    def opened(self, patron: PatronId, value_id: str) -> None:
        self._holder[value_id] = patron

    def sold(self, order: OrderId, patron: PatronId, minor: int, gift: int) -> None:
        self._owner[order] = patron
        self._net[order] += minor
        self._given[order] += gift

    def paid(self, order: OrderId, minor: int) -> None:
        self._net[order] += minor

    def came_back(self, plan: GiveBackPlan, gifts: int = 0) -> None:
        """Money went back by a plan, ``gifts`` of it donations."""
        order, minor = plan.order_id, plan.instead_amount.minor if plan.instead_amount else 0
        self._given[order] -= gifts
        if plan.instead is None:
            for line in plan.lines:
                assert line.how in AT_ONCE
                self._net[order] -= line.amount.minor
                if line.how == "on_account":
                    self._balance[self._came_by[order]] += line.amount.minor
        elif plan.instead.kind is ExtraKind.CREDIT:
            self._balance[plan.instead.value_id] += minor
        elif plan.instead.kind is ExtraKind.DONATION:
            self._given[order] += minor
        elif minor:
            self._certificates[order][minor] += 1

    def split(self, plan: SplitPlan, new: SplitView, patron: PatronId, value_id: str) -> None:
        """``value_id``: the account that the money went over by, empty for none."""
        self._net[plan.order_id] -= plan.paid.minor
        self._net[new.order_id] += plan.paid.minor
        if patron:
            self._owner[new.order_id] = self.root(patron)
        if value_id:
            self._came_by[new.order_id] = value_id
            if patron:
                self._holder[value_id] = self.root(patron)

    def merged(self, kept: PatronId, gone: PatronId) -> None:
        self._into[self.root(gone)] = self.root(kept)

    def taken_apart(self, patron: PatronId) -> None:
        del self._into[patron]

    # ---- what follows ----

    def root(self, patron: PatronId) -> PatronId:
        while patron in self._into:
            patron = self._into[patron]
        return patron

    def is_merged(self, patron: PatronId) -> bool:
        return patron in self._into

    def account(self, order: OrderId) -> Instead:
        """Return credit on an account of whose the order is, or of the first patron."""
        value_id = self._came_by.get(order) or next(
            (v for v, one in self._holder.items() if one == self._owner.get(order)),
            next(iter(self._holder)),
        )
        return Instead(ExtraKind.CREDIT, value_id=value_id, name="Ann Example")

    def check(self) -> None:
        """Compare every person's page with what is known here, asked by any record of theirs."""
        people = {self.root(each): each for each in self._holder.values()}
        for root, asked in people.items():
            history = self._house.office.histories.of(self._session, asked)
            orders = {order for order, one in self._owner.items() if self.root(one) == root}
            assert {row.order_id for row in history.bought} == orders
            theirs = {v for v, one in self._holder.items() if self.root(one) == root}
            assert {
                row.value_id: row.balance.minor
                for row in history.values
                if row.kind == "account" and (row.balance or row.value_id in theirs)
            } == {value_id: self._balance[value_id] for value_id in theirs}
            assert Counter(
                row.balance.minor for row in history.values if row.kind == "certificate"
            ) == sum((self._certificates[order] for order in orders), Counter())
            years = history.years
            net = sum(self._net[order] for order in orders)
            assert sum(year.paid.minor - year.given_back.minor for year in years) == net
            given = sum(self._given[order] for order in orders)
            assert sum(year.donated.minor for year in years) == given
