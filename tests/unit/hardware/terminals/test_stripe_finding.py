"""A message id is found again; that there is none is said only when it is sure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from hardware.terminals.stripe_answers import Back, Intent, Page
from hardware.terminals.stripe_api import StripeApi
from hardware.terminals.stripe_finding import BEHIND_S, MOST_PAGES, find_charge, find_refund

NOW = 10_000_000


def an_intent(number: int, age_s: float = 0) -> Intent:
    created = int(NOW - age_s)
    return Intent(f"pi_{number}", "succeeded", f"r{number}", f"M{number}", created, 1, 1, "USD")


@dataclass
class Account:
    """Lists of three a page; what ``search`` knows."""

    intents: list[Intent] = field(default_factory=list)
    searchable: list[Intent] = field(default_factory=list)
    backs: list[Back] = field(default_factory=list)
    searched: int = 0

    def newest(self, after: str = "") -> Page[Intent]:
        names = [one.id for one in self.intents]
        begin = names.index(after) + 1 if after else 0
        return Page(tuple(self.intents[begin : begin + 3]), len(names) > begin + 3)

    def search(self, message_id: str) -> Page[Intent]:
        self.searched += 1
        return Page(tuple(self.searchable), more=False)

    def newest_refunds(self, after: str = "") -> Page[Back]:
        names = [one.id for one in self.backs]
        begin = names.index(after) + 1 if after else 0
        return Page(tuple(self.backs[begin : begin + 3]), len(names) > begin + 3)

    @property
    def api(self) -> StripeApi:
        return cast("StripeApi", self)


def test_on_any_page_of_the_list() -> None:
    account = Account([an_intent(number) for number in range(20, 0, -1)])
    found = find_charge(account.api, "M3", NOW)
    assert found.intent is not None
    assert (found.intent.id, account.searched) == ("pi_3", 0)


def test_a_list_that_ends_is_sure() -> None:
    found = find_charge(Account([an_intent(1)]).api, "M2", NOW)
    assert (found.intent, found.sure) == (None, True)
    assert find_charge(Account().api, "M2", NOW).sure


def test_older_ones_are_searched() -> None:
    old = [an_intent(number, BEHIND_S + 60) for number in range(20, 0, -1)]
    account = Account(old, searchable=[an_intent(7, BEHIND_S + 60)])
    found = find_charge(account.api, "M7", NOW)
    assert found.intent is not None
    assert account.searched == 1
    none = find_charge(account.api, "M99", NOW)
    assert (none.intent, none.sure) == (None, True)


def test_more_in_two_hours_than_can_be_read_is_not_sure() -> None:
    many = [an_intent(number) for number in range(MOST_PAGES * 3 + 10, 0, -1)]
    found = find_charge(Account(many).api, "M1", NOW)
    assert (found.intent, found.sure) == (None, False)


def test_refunds_are_listed_only() -> None:
    backs = [Back(f"re_{n}", "succeeded", f"r{n}", f"M{n}", NOW, 1, "USD") for n in range(40)]
    account = Account(backs=backs)
    found = find_refund(account.api, "M5")
    assert found.back == backs[5]
    assert not find_refund(account.api, "M39").sure
    account.backs = backs[:5]
    none = find_refund(account.api, "M39")
    assert (none.back, none.sure) == (None, True)
