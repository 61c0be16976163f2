"""What may be behind a deposit of which the bank got another sum. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pos.closing.causes.pieces import is_swapped, miscounted
from pos.closing.causes.rows import Found, movement_row, ranked
from pos.money import Money
from pos.views.cash import NOTES, ROLLS, STRAP
from pos.views.causes import Cause, CauseKind, Evidence, MovementRow, RowKind
from pos.views.deposits import DepositCheck, DepositTill, DepositView

_STRAPPED = dict.fromkeys(NOTES, STRAP)


@dataclass(frozen=True, slots=True)
class Rung:
    """What a check pays for, in minor units, and the order it is of."""

    amount_minor: int
    order_id: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class DepositRows:
    """A deposit and what lies beside it. ``others``: the window's other deposits. ``tills_off``:
    how far each till's cash was off at its close in minor units, by till id. ``rung``: what each
    check pays for, by paper id. ``drops``: of its tills."""

    view: DepositView
    others: tuple[DepositView, ...] = ()
    tills_off: Mapping[str, int] = field(default_factory=dict)
    rung: Mapping[str, Rung] = field(default_factory=dict)
    drops: tuple[MovementRow, ...] = ()


def explain_deposit(rows: DepositRows) -> tuple[Cause, ...]:
    """Return what may be behind the difference of a deposit that the bank confirmed.

    Surest is what another paper says as well (another bag's sum, a till's own difference, a check's
    order), then a whole part that is the difference, then how the pieces or digits may have been
    mistaken.
    """
    view = rows.view
    if view.bank is None or view.bank == view.total:
        return ()
    off = view.bank.minor - view.total.minor
    # The sheet says what went into the bag, the bank what was in it: the reverse of a till's count.
    counted = [replace(each, explains=off) for each in miscounted(view.sheet, -off)]
    found = [
        *_other_bag(rows, view.bank.minor),
        *_till_otherwise(rows, off),
        *_parts(rows, off),
        *_digits(rows, off),
        *_packs(view, off),
        *counted,
        *_two(rows, off),
    ]
    return ranked(found, view.total.currency)


def _other_bag(rows: DepositRows, bank: int) -> Iterator[Found]:
    """Yield the deposits whose sum the bank told of this one: surer where it told the reverse."""
    off = bank - rows.view.total.minor
    same = [each for each in rows.others if each.state != "undone" and each.total.minor == bank]
    crossed = [each for each in same if each.bank == rows.view.total]
    evidence = tuple(_deposit(each) for each in crossed or same)
    yield Found(CauseKind.BAGS_SWAPPED, off, evidence, -2 if crossed else 0)


def _till_otherwise(rows: DepositRows, off: int) -> Iterator[Found]:
    """Yield tills that were off by as much at their close, the other way round: their count was
    wrong, and the bank found it."""
    tills = tuple(
        replace(_till(till), amount=Money(rows.tills_off[till.till_id], till.cash.currency))
        for till in rows.view.tills
        if rows.tills_off.get(till.till_id, 0) == -off
    )
    yield Found(CauseKind.TILL_OTHERWISE, off, tills, -1)


def _parts(rows: DepositRows, off: int) -> Iterator[Found]:
    """Yield whole parts that make the difference: a till's cash, a drop's bag, a check."""
    view = rows.view
    parts = [_check(check, rows) for check in view.checks if abs(off) == check.amount.minor]
    parts += [
        movement_row(drop, view.total.currency) for drop in rows.drops if abs(off) == -drop.minor
    ]
    parts += [_till(till) for till in view.tills if till.cash and abs(off) == till.cash.minor]
    of = len(view.checks) + len(view.tills) + len(rows.drops)
    yield Found(CauseKind.LEFT_OUT, off, tuple(parts), 0, of=of)


def _digits(rows: DepositRows, off: int) -> Iterator[Found]:
    """Yield checks that were keyed otherwise than their order says, or that the bank read with two
    digits swapped, and sums of the slip with two digits swapped."""
    view = rows.view
    keyed = tuple(
        _check(check, rows)
        for check in view.checks
        if (rung := rows.rung.get(check.paper_id)) and rung.amount_minor - check.amount.minor == off
    )
    swapped = tuple(
        _check(check, rows)
        for check in view.checks
        if check.amount.minor + off > 0 and is_swapped(check.amount.minor, check.amount.minor + off)
    )
    sums = {amount.minor for amount in (view.total, view.cash, view.checks_total)}
    yield Found(CauseKind.PAPER_AMOUNT, off, keyed, 0)
    yield Found(CauseKind.PAPER_DIGITS, off, swapped, 1, of=len(view.checks))
    if any(is_swapped(one, one + off) for one in sums if one and one + off > 0):
        yield Found(CauseKind.SUM_DIGITS, off, (_deposit(view),), 2)


def _packs(view: DepositView, off: int) -> Iterator[Found]:
    """Yield a strap or roll more in the bag than the slip has of what is on it."""
    packs = (
        (value, number, size)
        for pairs, sizes in ((view.sheet.straps, _STRAPPED), (view.sheet.rolls, ROLLS))
        for value, number in pairs
        if (size := sizes.get(value)) is not None
    )
    rows = tuple(
        Evidence(
            RowKind.PIECES,
            str(value),
            Money(value, view.total.currency),
            number=str(number),
            name="pack",
            pieces=number + 1,
        )
        for value, number, size in packs
        if off == value * size
    )
    of = len(view.sheet.straps) + len(view.sheet.rolls)
    yield Found(CauseKind.PACK_AS_PIECE, off, rows, 1, of=of)


def _two(rows: DepositRows, off: int) -> Iterator[Found]:
    """Yield two parts that are the difference together."""
    view = rows.view
    parts = [_till(till) for till in view.tills] + [_check(check, rows) for check in view.checks]
    seen: dict[int, Evidence] = {}
    for part in parts:
        other = seen.get(abs(off) - part.amount.minor)
        if other is not None:
            of = len(parts) * len(parts) // 2
            yield Found(CauseKind.TWO_ROWS, off, (other, part), 3, together=True, of=of)
            return
        seen[part.amount.minor] = part


def _till(till: DepositTill) -> Evidence:
    till_id = str(till.till_id)
    number = f"Z {till.z_number}"
    return Evidence(
        RowKind.TILL, till_id, till.cash, number=number, name=till.cashier, till_id=till_id
    )


def _check(check: DepositCheck, rows: DepositRows) -> Evidence:
    rung = rows.rung.get(check.paper_id, Rung(0))
    return Evidence(
        RowKind.PAPER,
        check.paper_id,
        check.amount,
        order_id=rung.order_id,
        order_number=rung.order_number,
        number=check.number,
        name=check.payer,
    )


def _deposit(view: DepositView) -> Evidence:
    return Evidence(
        RowKind.DEPOSIT, view.deposit_id, view.total, number=str(view.number), name=view.bag
    )
