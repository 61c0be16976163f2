"""What may be behind a deposit of which the bank got another sum. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pos.closing.causes.pieces import is_swapped, miscounted
from pos.closing.causes.rows import Found, ranked
from pos.money import Money
from pos.views.causes import Cause, CauseKind, Evidence, RowKind
from pos.views.deposits import DepositCheck, DepositTill, DepositView


def explain_deposit(view: DepositView) -> tuple[Cause, ...]:
    """Return what may be behind the difference of a deposit that the bank confirmed."""
    if view.bank is None or view.bank == view.total:
        return ()
    off = view.bank.minor - view.total.minor
    # The sheet says what went into the bag, the bank what was in it: the reverse of a till's count.
    found = [*_parts(view, off), *_digits(view, off), *miscounted(view.sheet, -off)]
    found += _two(view, off)
    return ranked(found, view.total.currency)


def _parts(view: DepositView, off: int) -> Iterator[Found]:
    rows = [_till(till) for till in view.tills if till.cash.minor and abs(off) == till.cash.minor]
    rows += [_check(check) for check in view.checks if abs(off) == check.amount.minor]
    yield Found(CauseKind.LEFT_OUT, off, tuple(rows), 1)


def _digits(view: DepositView, off: int) -> Iterator[Found]:
    """Yield checks that the bank read with two digits swapped."""
    rows = tuple(
        _check(check)
        for check in view.checks
        if check.amount.minor + off > 0 and is_swapped(check.amount.minor, check.amount.minor + off)
    )
    yield Found(CauseKind.PAPER_DIGITS, off, rows, 2)


def _two(view: DepositView, off: int) -> Iterator[Found]:
    """Yield two parts that are the difference together."""
    parts = [_till(till) for till in view.tills] + [_check(check) for check in view.checks]
    seen: dict[int, Evidence] = {}
    for part in parts:
        other = seen.get(abs(off) - part.amount.minor)
        if other is not None:
            yield Found(CauseKind.TWO_ROWS, off, (other, part), 5, together=True)
            return
        seen[part.amount.minor] = part


def _till(till: DepositTill) -> Evidence:
    money = Money(till.cash.minor, till.cash.currency)
    return Evidence(
        RowKind.TILL, str(till.till_id), money, number=f"Z {till.z_number}", name=till.cashier
    )


def _check(check: DepositCheck) -> Evidence:
    return Evidence(
        RowKind.PAPER, check.paper_id, check.amount, number=check.number, name=check.payer
    )
