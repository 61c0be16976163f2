"""Who works here and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.ids import UserId


class Role(Enum):
    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    FINANCE = "finance"
    OWNER = "owner"


class Permission(Enum):
    """One act that can be allowed or refused. The roles that hold it are in
    ``pos/people/roles.py``."""

    SELL = "sell"
    SELL_COMP = "sell_comp"
    SET_PRICE = "set_price"
    """May set another price for a ticket than the one it has."""
    HAND_OVER = "hand_over"
    HAND_TO_OTHERS = "hand_to_others"
    """May give tickets to somebody who is not named on the order, where the house wants a word."""
    OPEN_TILL = "open_till"
    NO_SALE = "no_sale"
    COUNT_TILL = "count_till"
    APPROVE_CLOSE = "approve_close"
    APPROVE_DIFFERENCE = "approve_difference"
    """May approve a till that is over or short by more than a supervisor may let pass."""
    CLOSE_DAY = "close_day"
    SEE_EXPECTED = "see_expected"
    """May see expected cash before the count is in."""
    SEE_REPORTS = "see_reports"
    RESOLVE_PRINT = "resolve_print"
    REPRINT = "reprint"
    ADJUST_STOCK = "adjust_stock"
    """May let a count of blank ticket stock stand that is not what it should be."""
    UNLOCK_STAFF = "unlock_staff"
    MANAGE_STAFF = "manage_staff"
    IMPORT = "import"
    GIVE_BACK = "give_back"
    """May give money back up to the supervisor's limit, and correct a tender."""
    GIVE_BACK_ANY = "give_back_any"
    """May give any sum back."""
    FORCE_PAYMENT = "force_payment"
    """May say what became of a card payment when the terminal cannot."""
    SETTLE_EXCEPTION = "settle_exception"
    WRITE_OFF = "write_off"
    """May give up money that a card got and nobody owed it: one asks, another one approves."""
    OFFLINE_CARDS = "offline_cards"
    """May switch card sales without the processor on and off."""
    REGISTER_TERMINAL = "register_terminal"
    RETURNED_CHECK = "returned_check"
    ISSUE_PROMOTIONAL = "issue_promotional"
    """May give a certificate away, or put credit on a patron's account."""
    MOVE_CASH = "move_cash"
    """May be the second person at a drop, a top-up, cash paid in or out, and at the safe."""
    CARRY_EXCEPTION = "carry_exception"
    """May let a day be locked over an exception that somebody goes on working at."""
    DEPOSIT = "deposit"
    """May prepare, seal, hand over and confirm deposits."""
    RECONCILE = "reconcile"
    """May load processors' files, decide their lines and post payouts."""
    EXPORT_BOOKS = "export_books"
    PAPER_TICKETS = "paper_tickets"
    """May take places from sale for emergency tickets, which are good at the door at once."""
    RUN_HUB = "run_hub"
    """May write other windows off, take them back, ask for their seats, and settle what two windows
    did at once."""
    RELEASE_HOUSE = "release_house"
    """May say what a lost machine sold of a performance, so that the rest is sold again."""
    HOLD_PLACES = "hold_places"
    """May keep places from sale, release and kill them, and sell from every hold."""
    CANCEL_PERFORMANCE = "cancel_performance"
    """May cancel a performance: one asks, another one approves."""
    MERGE_PATRONS = "merge_patrons"
    """May say that two records are one person, and take them apart again."""
    PATRON_PRIVACY = "patron_privacy"
    """May hand out all that is known of a person, and erase it."""
    SEE_ACCESS = "see_access"
    """May see the access review: who may do what, and who signed in when."""


@dataclass(frozen=True, slots=True)
class StaffView:
    """A name tile. ``locale`` is the language this person reads, e.g. ``en``. ``added_at``: tells
    two of one name apart."""

    user_id: UserId
    name: str
    role: Role
    locale: str
    locked: bool
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A person signed in at this window."""

    user_id: UserId
    name: str
    role: Role
    locale: str
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Approval:
    """A second person's word for one act. Made by ``People.approve``; good for one command only."""

    approver: UserId
    approver_name: str
    permission: Permission
    command: str


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One person in the access review. ``last_proved_at``: when a PIN of theirs was last right,
    None never; times are UTC."""

    name: str
    role: Role
    permissions: tuple[str, ...]
    enabled: bool
    locked: bool
    has_badge: bool
    created_at: datetime
    last_proved_at: datetime | None
