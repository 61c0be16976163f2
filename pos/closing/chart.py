"""The chart of accounts as the venue's books know it."""

from __future__ import annotations

from collections.abc import Iterable

from pos.ledger import Account
from pos.views.closing_rules import AccountName, ClosingRules
from pos.views.season import Article, Fund

STARTER_NAMES = {
    Account.BANK: "Bank",
    Account.IN_TRANSIT: "Deposits in transit",
    Account.CASH: "Cash on hand",
    Account.CHECKS: "Undeposited checks",
    Account.CARD_CLEARING: "Card clearing",
    Account.ELSEWHERE_CLEARING: "Clearing of other channels",
    Account.OFFLINE_CARDS: "Offline card receivable",
    Account.NSF: "Returned checks receivable",
    Account.CHARGEBACKS: "Chargeback receivable",
    Account.RECEIVABLE: "Accounts receivable, orders",
    Account.DEFERRED_TICKETS: "Deferred ticket revenue",
    Account.CERTIFICATES: "Gift certificate liability",
    Account.FACILITY_FEE: "Facility fee payable",
    Account.TAXES: "Sales and admissions taxes payable",
    Account.PATRON_CREDIT: "Patron credit",
    Account.REFUNDS_PAYABLE: "Refunds payable",
    Account.TICKET_REVENUE: "Ticket revenue",
    Account.MEMBERSHIPS: "Membership dues",
    Account.SERVICE_FEE: "Service fee income",
    Account.CHECK_FEES: "Returned check fees",
    Account.EXCHANGE_FEES: "Exchange and return fees",
    Account.DONATIONS: "Donations",
    Account.RESTRICTED_DONATIONS: "Donations with donor restrictions",
    Account.PROMOTIONAL: "Promotional certificates",
    Account.GOODS: "Goods sold",
    Account.CARD_FEES: "Card fees",
    Account.OVER_SHORT: "Cash over/short",
    Account.ROUNDING: "Cash rounding",
    Account.CHARGEBACK_LOSSES: "Chargeback losses",
    Account.CARD_LOSSES: "Card losses",
    Account.OFFLINE_DECLINES: "Offline declines",
    Account.BANK_CHARGES: "Bank charges",
}
"""English names, as books in the United States are kept; a venue's own names come before them."""


def chart(
    rules: ClosingRules, funds: Iterable[Fund] = (), goods: Iterable[Article] = ()
) -> dict[str, AccountName]:
    """Return our number -> the venue's account, for every account that can be posted to. A fund or
    an article with an account of its own gives it its name."""
    names = {purpose.account: purpose.name for purpose in rules.purposes}
    names |= {article.account: article.name for article in goods}
    names |= {fund.account: fund.name for fund in funds}
    names |= {account.value: name for account, name in STARTER_NAMES.items()}
    known = {ours: AccountName(ours, ours, name) for ours, name in names.items()}
    return known | {account.ours: account for account in rules.accounts}
