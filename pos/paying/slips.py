"""The slip of a terminal that is not connected: what was keyed there, typed here.

Inside a caller's transaction; nothing posts to the ledger before the payment is applied.
"""

from __future__ import annotations

from datetime import date

from pos.errors import TextRefused
from pos.ids import Ids
from pos.paying.answers import take_answer
from pos.paying.bounds import check_slip
from pos.paying.decisions import checked_four
from pos.paying.exceptions import says
from pos.paying.intents import Intent, intend
from pos.paying.terminals import require_fit_terminal
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment
from pos.text import checked_text
from pos.views.paying import AnswerSource, PaymentKind, SlipTyped
from pos.views.people import SessionView
from pos.views.selling import CardAsked
from pos.window import Window

CODE_LONGEST = 16
BRAND_LONGEST = 20
_FOUR = 4


def checked_slip(slip: SlipTyped) -> SlipTyped:
    """Return the slip, cleaned.

    Raises:
        TextRefused, CardNumberRefused: No approval code, or not just four digits of a card.
    """
    code = checked_text("approval_code", slip.approval_code, longest=CODE_LONGEST, required=True)
    brand = checked_text("brand", slip.brand, longest=BRAND_LONGEST)
    last_four = checked_four(slip.last_four)
    if len(last_four) != _FOUR:
        raise TextRefused(field="last_four", limit=_FOUR)
    return SlipTyped(code, last_four, brand)


def type_slip(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    asked: CardAsked,
    slip: SlipTyped,
    till_id: str | None,
    day: date,
) -> CardPayment:
    """Add the charge, APPROVED by the word of who read its slip. The caller has looked at the
    amount.

    Raises:
        TerminalNotRegistered, InspectionOverdue: The terminal.
        PaymentMismatch: ``driver``: it is connected; ``approval_code``: the slip was typed before.
    """
    require_fit_terminal(uow, window, asked)
    check_slip(uow, window, asked, slip.approval_code, day)
    intent = Intent(
        kind=PaymentKind.CHARGE,
        for_kind=asked.for_kind,
        for_id=asked.for_id,
        amount=asked.amount,
        content=asked.content,
        driver=asked.driver,
        terminal=asked.terminal,
        keyed=asked.keyed,
        till_id=till_id,
        business_date=day,
    )
    payment = intend(uow, ids, window, session, intent)
    word = says(
        payment,
        charged=True,
        approval_code=slip.approval_code,
        last_four=slip.last_four,
        brand=slip.brand,
    )
    take_answer(uow, ids, window, payment, word, AnswerSource.TYPED)
    return payment
