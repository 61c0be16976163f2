"""What a season file says is sold beside tickets: ``[[funds]]`` to give to, ``[[goods]]`` by the
piece."""

from __future__ import annotations

from dataclasses import replace

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_parts import Codes, code_of
from pos.ledger import Account
from pos.views.season import Article, Fund

_INCOME = frozenset(
    {
        Account.MEMBERSHIPS.value,
        Account.DONATIONS.value,
        Account.RESTRICTED_DONATIONS.value,
        Account.GOODS.value,
    }
)
_TAKEN = frozenset(account.value for account in Account) - _INCOME
"""Accounts that other postings prove something by: no fund and no article is booked there."""


def read_funds(fields: Fields) -> tuple[Fund, ...]:
    """Return the funds in the order of the file. Carts are rounded up for the one that says so, or
    for the first."""
    funds: Codes[Fund] = Codes("fund")
    for each in fields.tables("funds"):
        restricted = each.flag("restricted", default=False)
        usual = Account.RESTRICTED_DONATIONS if restricted else Account.DONATIONS
        fund = Fund(
            code=code_of(each),
            name=each.text("name"),
            account=_account(each, usual),
            restricted=restricted,
            round_up=each.flag("round_up", default=False),
            position=len(funds.values()),
        )
        each.end()
        if fund.round_up and any(other.round_up for other in funds.values()):
            each.fault("round_up", FaultCode.FIELD_REPEATED)
        funds.add(each, fund.code, fund)
    found = tuple(funds.values())
    if found and not any(fund.round_up for fund in found):
        found = (replace(found[0], round_up=True), *found[1:])
    return found


def read_goods(fields: Fields, currency: str) -> tuple[Article, ...]:
    """Return the articles in the order of the file; none is free."""
    goods: Codes[Article] = Codes("article")
    for each in fields.tables("goods"):
        article = Article(
            code=code_of(each),
            name=each.text("name"),
            price=each.money("price", currency),
            account=_account(each, Account.GOODS),
            position=len(goods.values()),
        )
        each.end()
        if not article.price:
            each.fault("price", FaultCode.FIELD_OUT_OF_RANGE, article.price, "0.01", "")
        goods.add(each, article.code, article)
    return tuple(goods.values())


def _account(fields: Fields, usual: Account) -> str:
    """Return where it is booked: an account of the venue's, none that we keep something else on."""
    account = fields.text("account", usual.value)
    if account in _TAKEN:
        fields.fault("account", FaultCode.FIELD_NOT_ONE_OF, account, ", ".join(sorted(_INCOME)))
    return account
