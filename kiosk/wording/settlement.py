"""Words for what processors' files say: classes, next steps, by what a line found its payment."""

from __future__ import annotations

from kiosk.wording.say import Say
from pos.views.settlement import LineClass, LineKind, Matched, NextStep

CLASS_WORDS: dict[LineClass, Say] = {
    LineClass.AGREED: Say("Agreed"),
    LineClass.CHARGED_NO_ORDER: Say("Charged, no order"),
    LineClass.ORDER_NO_CHARGE: Say("Order, no charge"),
    LineClass.DUPLICATE: Say("Twice"),
    LineClass.AMOUNT_DIFFERS: Say("Amounts differ"),
    LineClass.TIMING: Say("Not there yet"),
    LineClass.FEE: Say("Processor's fees"),
    LineClass.CHARGEBACK: Say("Chargebacks"),
    LineClass.NOT_OURS: Say("Not ours"),
}

STEP_WORDS: dict[NextStep, Say] = {
    NextStep.NOTHING: Say("Nothing to do."),
    NextStep.WAIT: Say("Wait: it comes with a later payout."),
    NextStep.CHOOSE: Say("Choose which payment it is."),
    NextStep.FIND_ORDER: Say("Look for the order by card and hour, or give the money back."),
    NextStep.GIVE_BACK: Say("Charged twice: give one of the two back."),
    NextStep.MONEY_IN_DOUBT: Say("The payment is known here: settle it under money in doubt."),
    NextStep.ASK_PROCESSOR: Say("Ask the processor what became of it."),
    NextStep.FORWARD: Say("Stored at the terminal: have it sent, then say here that it was."),
    NextStep.CHECK_SLIP: Say("Look for the slip, and whether it was rung twice."),
    NextStep.CORRECT: Say("Compare the terminal's receipt; give back or charge the rest."),
    NextStep.SAY_NOT_OURS: Say("No reference of ours: say that it is not ours, or find its order."),
    NextStep.ANSWER_CHARGEBACK: Say("Answer the chargeback in time, with the order as evidence."),
    NextStep.ANSWER_REFUNDED: Say(
        "The money went back already: answer the chargeback with the refund as evidence."
    ),
}

KIND_WORDS: dict[str, Say] = {
    LineKind.CHARGE.value: Say("Charge"),
    LineKind.REFUND.value: Say("Refund"),
    LineKind.FEE.value: Say("Fee"),
    LineKind.CHARGEBACK.value: Say("Chargeback"),
    LineKind.CHARGEBACK_REVERSED.value: Say("Chargeback reversed"),
    LineKind.RESERVE.value: Say("Held back"),
    LineKind.ADJUSTMENT.value: Say("Correction"),
    "reversal": Say("Reversal"),
}
"""Of a line, or of a payment of ours."""

MATCHED_WORDS: dict[Matched, Say] = {
    Matched.KEY: Say("by the processor's id"),
    Matched.REFERENCE: Say("by our reference"),
    Matched.WINDOW: Say("by approval code, card, amount and day"),
    Matched.PERSON: Say("decided by a person"),
    Matched.NONE: Say("no match"),
}

FIELD_WORDS: dict[str, Say] = {
    "id": Say("Line's own number"),
    "payment": Say("Number of the charge"),
    "reference": Say("Our reference"),
    "type": Say("Kind"),
    "gross": Say("Amount"),
    "fee": Say("Fee"),
    "net": Say("Less the fee"),
    "currency": Say("Currency"),
    "date": Say("Day taken"),
    "time": Say("Hour taken"),
    "zone": Say("Time zone"),
    "payout": Say("Payout"),
    "paid_on": Say("Day paid out"),
    "brand": Say("Card's brand"),
    "last_four": Say("Card's last four"),
    "approval": Say("Approval code"),
    "terminal": Say("Terminal"),
    "text": Say("Description"),
}
"""What a column of a processor's table can say (``pos.closing.settlement.columns.Field``)."""
