"""The second author's mistakes after the tills are locked: at the processor and at the bank."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pos.views.causes import CauseKind as C
from pos.views.deposits import DepositView
from pos.views.settlement import LineClass
from tests.torture.closing_shift import Injected
from tests.unit.pos.closing.settlement.card_season import Moved

Deposited = Callable[[DepositView, random.Random], Injected | None]
BATCH = 4
"""Payments of a batch that is left out."""


# ---- the processor ----


def _batch(moves: list[Moved]) -> list[Moved]:
    """Return some payments beside each other, never the first or the last of the file."""
    middle = [one for one in moves[1:-1] if one.kind == "charge" and one.movement[:4] == "txn_"]
    return middle[: min(BATCH, len(middle) // 2)]


def _gone(moves: list[Moved], gone: list[Moved]) -> list[Moved]:
    names = {one.movement for one in gone}
    return [one for one in moves if one.movement not in names]


def settled_late(
    moves: list[Moved], mistakes: tuple[str, ...], chance: random.Random
) -> tuple[list[Moved], list[Moved], list[Injected]]:
    """Return the first file's movements, those of a file two days later, and what was done."""
    later: list[Moved] = []
    made: list[Injected] = []
    plain = [one for one in moves[1:-1] if moves.count(one) == 1]
    for name in mistakes:
        if name in ("batch late", "batch left out"):
            batch = _batch(moves)
            moves = _gone(moves, batch)
            if name == "batch late":
                later += [replace(one, payout="po_late") for one in batch]
                made.append(Injected(name, second=True))
            else:
                classes = (LineClass.ORDER_NO_CHARGE,) * len(batch)
                made.append(Injected(name, classes=classes, second=True))
        elif name in ("late chargeback", "chargeback won") and plain:
            one = chance.choice(plain)
            back = replace(
                one,
                kind="chargeback",
                movement="txn_l" + name[0],
                own="dp_" + name[-1],
                minor=-one.minor,
                fee=1_500,
                at=one.at + timedelta(days=2),
                payout="po_late",
            )
            later.append(back)
            if name == "chargeback won":
                won = replace(
                    back,
                    kind="chargeback_reversed",
                    movement="txn_w",
                    minor=one.minor,
                    fee=-1_500,
                )
                later.append(won)
            classes = (LineClass.CHARGEBACK,) if name == "late chargeback" else ()
            made.append(Injected(name, classes=classes, second=True))  # won: nobody's to answer
    return moves, later, made


MORE_PROCESSORS = ("batch late", "batch left out", "late chargeback", "chargeback won")


# ---- the bank ----


def _at_bank(kind: str, truth: str, off: int, causes: set[C], about: set[str]) -> Injected:
    """``cash``: what the bank got more."""
    return Injected(
        kind,
        cash=off,
        causes=frozenset(causes),
        about=frozenset(about),
        tender="deposit",
        truth=truth,
        second=True,
    )


def check_not_in_the_bag(deposit: DepositView, chance: random.Random) -> Injected | None:
    """It was listed, and stayed under the blotter."""
    if not deposit.checks:
        return None
    check = chance.choice(deposit.checks)
    truth = "This check was not in the bag"
    return _at_bank("check not in bag", truth, -check.amount.minor, {C.LEFT_OUT}, {check.paper_id})


def banks_digits(deposit: DepositView, chance: random.Random) -> Injected | None:
    """The bank takes 54.00 for 45.00 on a check."""
    able = [each for each in deposit.checks if len(set(str(each.amount.minor)[:2])) > 1]
    if not able:
        return None
    check = chance.choice(able)
    digits = str(check.amount.minor)
    off = int(digits[1] + digits[0] + digits[2:]) - check.amount.minor
    truth = "The bank swapped two digits of this check"
    return _at_bank("bank's digits", truth, off, {C.PAPER_DIGITS}, {check.paper_id})


def till_not_in_the_bag(deposit: DepositView, chance: random.Random) -> Injected | None:
    """One till's envelope stayed in the safe."""
    tills = [till for till in deposit.tills if till.cash.minor > 0]
    if len(tills) < 2:
        return None
    till = chance.choice(tills)
    truth = "The cash of this till stayed in the safe"
    return _at_bank("till not in bag", truth, -till.cash.minor, {C.LEFT_OUT}, {till.till_id})


def false_note(deposit: DepositView, chance: random.Random) -> Injected | None:
    """The bank keeps a note that is none."""
    value = chance.choice([value for value, _ in deposit.sheet.notes])
    truth = "The bank took one note less of that denomination"
    made = _at_bank("false note", truth, -value, {C.PIECES}, set())
    pieces = dict(deposit.sheet.notes)[value]
    return replace(made, row=(value, pieces - 1))


MORE_DEPOSITS: dict[str, Deposited] = {
    "check not in bag": check_not_in_the_bag,
    "bank's digits": banks_digits,
    "till not in bag": till_not_in_the_bag,
    "false note": false_note,
}
