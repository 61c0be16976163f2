"""Double entry: the chart of accounts and how a batch is built.

A batch sums to zero or it does not exist. Positive is a debit, negative a credit. Accounts follow
the starter chart in
the reference; a venue's own numbers are a mapping applied at export.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from pos.errors import InvariantBroken
from pos.money import Money
from pos.records import Batch, Posting


class Account(Enum):
    """Where money is. Values are stable and stored."""

    BANK = "1010"
    IN_TRANSIT = "1015"
    """Sealed for the bank and not confirmed by it yet."""
    CASH = "1020"
    """On hand: in a till when the posting names one, otherwise in the safe."""
    CHECKS = "1030"
    """Undeposited."""
    CARD_CLEARING = "1040"
    ELSEWHERE_CLEARING = "1041"
    """Taken by the web shop or the phone centre; settled outside this system."""
    OFFLINE_CARDS = "1045"
    """Taken by a terminal without its processor's word, until it was forwarded."""
    NSF = "1050"
    """Returned checks, owed again."""
    CHARGEBACKS = "1055"
    """Taken back by a patron's bank and disputed, per payment."""
    RECEIVABLE = "1060"
    """What orders owe."""
    DEFERRED_TICKETS = "2010"
    """Per performance, earned when it has played."""
    CERTIFICATES = "2020"
    """Sold gift certificates not used yet, per certificate."""
    FACILITY_FEE = "2030"
    """Kept for the owner of the hall, per performance."""
    TAXES = "2040"
    """Sales and admissions taxes, per performance."""
    PATRON_CREDIT = "2060"
    """On account, per patron account."""
    REFUNDS_PAYABLE = "2070"
    """Promised to patrons and not given back yet, per order."""
    TICKET_REVENUE = "4010"
    """Earned the day after the performance, per performance."""
    MEMBERSHIPS = "4015"
    """Dues, earned when they are taken. A venue that earns them month by month maps this number to
    a deferred account of its books and releases it there."""
    SERVICE_FEE = "4020"
    """The house's own fees on tickets, per performance."""
    CHECK_FEES = "4025"
    """Charged for returned checks."""
    EXCHANGE_FEES = "4027"
    """Charged for exchanging and returning tickets."""
    DONATIONS = "4030"
    """Given to funds that have no account of their own."""
    RESTRICTED_DONATIONS = "4035"
    """The same, bound to the giver's purpose."""
    PROMOTIONAL = "4090"
    """What promotional certificates gave away; nothing was sold in one."""
    GOODS = "4100"
    """Programmes and the like that have no account of their own."""
    CARD_FEES = "5010"
    """What processors keep of a payout."""
    OVER_SHORT = "5020"
    ROUNDING = "5030"
    CARD_LOSSES = "5045"
    """Went out to cards twice, or on a manager's mistaken word, and was given up."""
    CHARGEBACK_LOSSES = "5040"
    OFFLINE_DECLINES = "5050"
    """Stored card sales declined and given up."""
    BANK_CHARGES = "5060"


FEES = (Account.FACILITY_FEE, Account.SERVICE_FEE)
"""Where the fees in the prices of tickets are booked."""
SOLD = (Account.DEFERRED_TICKETS, *FEES, Account.TAXES)
"""What a ticket's all-in price is credited to; of other postings there only those that name a
ticket are one's price."""

TENDER_ACCOUNT = {
    "cash": Account.CASH,
    "check": Account.CHECKS,
    "card": Account.CARD_CLEARING,
    "certificate": Account.CERTIFICATES,
    "promotional": Account.CERTIFICATES,
    "on_account": Account.PATRON_CREDIT,
    "rounding": Account.ROUNDING,
    "elsewhere": Account.ELSEWHERE_CLEARING,
    "given_up": Account.OFFLINE_DECLINES,
}
"""The account a tender lands in. A promotional certificate was booked against 4090 when it was
given away, so its balance lies with those that were sold."""


@dataclass(slots=True)
class Entry:
    """Collects the lines of one batch; ``postings`` refuses to give them out unbalanced."""

    batch: Batch
    currency: str
    _lines: list[Posting] = field(default_factory=list)

    def debit(
        self,
        account: Account | str,
        amount: Money,
        *,
        performance_id: str | None = None,
        ticket_id: str | None = None,
        tender_id: str | None = None,
        till_id: str | None = None,
        value_id: str | None = None,
        extra_id: str | None = None,
    ) -> None:
        """Add ``amount`` (negative for a credit); an amount of zero adds no line.

        ``account`` as text: one of the venue's own chart, for cash paid in or out.
        """
        if not amount:
            return
        self._lines.append(
            Posting(
                batch_id=self.batch.batch_id,
                line=len(self._lines) + 1,
                account=account if isinstance(account, str) else account.value,
                amount_minor=amount.minor,
                currency=amount.currency,
                performance_id=performance_id,
                order_id=self.batch.order_id,
                ticket_id=ticket_id,
                till_id=till_id,
                tender_id=tender_id,
                value_id=value_id,
                extra_id=extra_id,
            )
        )

    def credit(
        self,
        account: Account | str,
        amount: Money,
        *,
        performance_id: str | None = None,
        ticket_id: str | None = None,
        tender_id: str | None = None,
        till_id: str | None = None,
        value_id: str | None = None,
        extra_id: str | None = None,
    ) -> None:
        """Add the opposite of ``debit``."""
        self.debit(
            account,
            -amount,
            performance_id=performance_id,
            ticket_id=ticket_id,
            tender_id=tender_id,
            till_id=till_id,
            value_id=value_id,
            extra_id=extra_id,
        )

    def postings(self) -> tuple[Posting, ...]:
        """Return the lines.

        Raises:
            InvariantBroken: They do not sum to zero per currency.
        """
        sums: dict[str, int] = {}
        for line in self._lines:
            sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
        if any(sums.values()):
            raise InvariantBroken(
                "ledger.unbalanced", batch=self.batch.kind, sums=tuple(sums.items())
            )
        return tuple(self._lines)
