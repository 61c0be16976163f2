"""The words of what processors' files say, on paper: classes, next steps, kinds of lines.

The sentences are those of the screen, so that each is translated once.
"""

from __future__ import annotations

from printing.words import Words


def settlement_codes(words: Words) -> dict[str, str]:
    """Return the words of every code in a statement of card settlement."""
    return {
        "card_clearing": words("Card clearing"),
        "ours_in_it": words("Our payments in it"),
        "processor_fees": words("Processor's fees"),
        "processor_gross": words("The processor's gross"),
        "sold_elsewhere": words("Sold elsewhere"),
        "to_the_bank": words("To the bank"),
        **_classes(words),
        **_steps(words),
        **_lines(words),
    }


def _classes(words: Words) -> dict[str, str]:
    return {
        "class_agreed": words("Agreed"),
        "class_charged_no_order": words("Charged, no order"),
        "class_order_no_charge": words("Order, no charge"),
        "class_duplicate": words("Twice"),
        "class_amount_differs": words("Amounts differ"),
        "class_timing": words("Not there yet"),
        "class_fee": words("Processor's fees"),
        "class_chargeback": words("Chargebacks"),
        "class_not_ours": words("Not ours"),
    }


def _steps(words: Words) -> dict[str, str]:
    return {
        "step_nothing": words("Nothing to do."),
        "step_wait": words("Wait: it comes with a later payout."),
        "step_choose": words("Choose which payment it is."),
        "step_find_order": words("Look for the order by card and hour, or give the money back."),
        "step_give_back": words("Charged twice: give one of the two back."),
        "step_money_in_doubt": words("The payment is known here: settle it under money in doubt."),
        "step_ask_processor": words("Ask the processor what became of it."),
        "step_forward": words("Stored at the terminal: have it sent, then say here that it was."),
        "step_check_slip": words("Look for the slip, and whether it was rung twice."),
        "step_correct": words("Compare the terminal's receipt; give back or charge the rest."),
        "step_say_not_ours": words(
            "No reference of ours: say that it is not ours, or find its order."
        ),
        "step_answer_chargeback": words(
            "Answer the chargeback in time, with the order as evidence."
        ),
        "step_answer_refunded": words(
            "The money went back already: answer the chargeback with the refund as evidence."
        ),
    }


def _lines(words: Words) -> dict[str, str]:
    return {
        "line_charge": words("Charge"),
        "line_refund": words("Refund"),
        "line_fee": words("Fee"),
        "line_chargeback": words("Chargeback"),
        "line_chargeback_reversed": words("Chargeback reversed"),
        "line_reserve": words("Held back"),
        "line_adjustment": words("Correction"),
        "line_reversal": words("Reversal"),
    }
