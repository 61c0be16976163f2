"""Of every text that is kept it is decided whether it goes with a person who is erased, and if not,
why it stays. Who adds a column of text decides here, or makes it one of those that are emptied."""

from __future__ import annotations

import sqlalchemy as sa

from pos.storage import schema
from pos.storage.erasing import PERSONAL, personal_columns
from pos.storage.tables import IsoDate

_CODES = """
    cash_movement.kind currency purpose account bag | safe_custody.from_user to_user sheet bags
    currency | till_relief.by_user | counted_paper.kind number | close_exception.kind currency |
    booked_late.found_by | exception_step.what owner approved_by | terminal_total.serial theirs ours
    | deposit.currency sheet | deposit_item.kind | deposit_step.what bag strip |
    settlement_file.name processor sha256 currency digests | settlement_line.kind own_ref
    payment_ref our_reference payout currency brand approval_code terminal | settlement_run.sums
    digest | settlement_match.line_class how step | settlement_mapping.name columns |
    order_mapping.name columns |
    payout.processor payout currency | statement_made.name subject sha256 | member_term.kind level
    level_name | member_pass.code | renewal_offered.code | renewal_ended.how | gift_tribute.kind |
    gift_letter.number kind | order_sent_back.approved_by | performance_cancelled.approved_by |
    order_split.holder approved_by |
    patron.number | patron_look.screen | erased.kind | restored.audit_hash | numbers_left.name |
    handout.standing asked seen signed approved_by | signature.signs | handout_undone.approved_by |
    transition.machine from_state to_state trigger | batch.kind | posting.account currency |
    orders.order_number channel currency receipt_number external_ref | ticket.code replaces
    comp_approver | ticket_charge.kind code name account | ticket_step.kind code name approved_by |
    order_source.code name | left_at_will_call.how | reseated.approved_by | exchange.what
    approved_by against | tender.kind currency of_tender | order_extra.kind currency code name
    account | member.number code level level_name | package_sold.code name | package_added.adds_to |
    card_payment.reference
    kind driver terminal for_kind currency | card_answer.source outcome currency brand approval_code
    terminal_reference entry verified declined condition | card_exception.what currency
    approval_code approved_by | exception_settled.evidence | card_written_off.currency approved_by |
    terminal_entry.serial what model place approved_by | terminal_inspection.serial |
    offline_spell.approved_by | stored_value.kind serial currency | value_code.code_hash last_four |
    refund.receipt_number currency approved_by | refund_part.how approved_by | print_job.kind device
    | drawer_opening.reason | drawer_seen.what | stock_entry.device kind first_serial after_arrow |
    voided_paper.device what serial | emergency_block.holder | emergency_ticket.number code |
    emergency_sale.kind | parked_cart.window_name | hold_event.holder what rule approved_by |
    sold_from_hold.holder | till.currency sheet window_name | till_count.sheet |
    till_close.approved_by left rest | day_close.approved_by | staff_standing.role locale by_user |
    credential.pin_hash by_user | sign_in.purpose outcome by_user | badge.uid_hash by_user |
    right_event.what holder
"""
_REASONS = """
    cash_movement.reason | drop_counted.reason | safe_custody.reason | close_exception.text |
    exception_step.reason | deposit_step.reason | settlement_match.note | member_pass.reason |
    renewal_ended.reason | order_sent_back.reason | performance_cancelled.reason |
    house_released.reason | handout_undone.reason | transition.reason | ticket.comp_reason |
    ticket_step.reason | reseated.reason | exchange.reason | order_split.reason |
    card_exception.reason | exception_settled.note | card_written_off.reason |
    terminal_entry.reason | terminal_inspection.note | offline_spell.reason |
    check_returned.reason | refund.reason |
    drawer_opening.note | stock_entry.note | voided_paper.reason | emergency_block.note |
    till_close.reason | badge.reason
"""
STAYS = {
    "a code, a number, a name of the house's own or somebody of the staff": _CODES,
    "why somebody of the staff did what they did; the audit log has it too": _REASONS,
    "a voucher of the books": """
        cash_movement.person | counted_paper.payer | check_taken.number payer phone routing
        account_last4 | tender.reference | card_answer.last_four emv receipts |
        settlement_line.last_four text
    """,
    "books and reports as they were made, byte for byte": """
        journal_export.content | statement_made.content | till_close.report | day_close.report
    """,
    "a number of another system, by which its list does not bring them back": "patron.external_ref",
    "staff, or who worked for the house": "staff.name | emergency_sale.sold_by | "
    "deposit_step.courier",
}
"""Reason -> ``table.column column | table.column``. Ids are not told: they are random."""


def _told(text: str) -> set[str]:
    found = set()
    for part in text.split("|"):
        table, _, columns = part.strip().partition(".")
        found |= {f"{table}.{column}" for column in columns.split()}
    return found


def _texts() -> set[str]:
    every = {
        f"{table.name}.{column.name}"
        for table in schema.FACT_TABLES.values()
        for column in table.c
        if isinstance(column.type, sa.String) and not isinstance(column.type, IsoDate)
    }
    return {name for name in every if not name.endswith("_id")}


def test_of_every_text_that_is_kept_it_is_decided_whether_it_goes_with_a_person() -> None:
    erased = {f"{each.table}.{column}" for each in PERSONAL for column in each.columns}
    stays = [name for text in STAYS.values() for name in _told(text)]
    assert len(stays) == len(set(stays))
    assert erased.isdisjoint(stays)
    assert sorted(_texts() - erased - set(stays)) == []
    assert sorted((erased | set(stays)) - _texts()) == []


def test_what_is_emptied_is_told_once_and_found_by_one_key() -> None:
    told = [(each.table, column) for each in PERSONAL for column in each.columns]
    assert len(set(told)) == len(told)
    for table in {each.table for each in PERSONAL}:
        assert [*personal_columns(table)] == [column for of, column in told if of == table]
        assert len(schema.metadata.tables[table].primary_key.columns) == 1
