"""Which function makes which statement. A statement of another room is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pos.closing.statements.cashier import cashier
from pos.closing.statements.certificates import certificates
from pos.closing.statements.checks import checks
from pos.closing.statements.daily import daily
from pos.closing.statements.deposit_slip import deposit_slip
from pos.closing.statements.donations import donations
from pos.closing.statements.exceptions import exceptions
from pos.closing.statements.journal import journal
from pos.closing.statements.operators import operators
from pos.closing.statements.over_short import over_short
from pos.closing.statements.performance import performance
from pos.closing.statements.promo_codes import promo_codes
from pos.closing.statements.settlement import settlement
from pos.ports.storage import UnitOfWork
from pos.views.statements import Statement, StatementName
from pos.window import Window

Maker = Callable[[UnitOfWork, Window, str], Statement]
"""Reads, and returns the statement about a subject as of now. NotFound: there is no such
subject."""

MAKERS: Mapping[StatementName, Maker] = {
    StatementName.CASHIER: cashier,
    StatementName.DEPOSIT: deposit_slip,
    StatementName.CHECKS: checks,
    StatementName.PERFORMANCE: performance,
    StatementName.DAILY: daily,
    StatementName.EXCEPTIONS: exceptions,
    StatementName.OPERATORS: operators,
    StatementName.PROMO_CODES: promo_codes,
    StatementName.DONATIONS: donations,
    StatementName.CERTIFICATES: certificates,
    StatementName.JOURNAL: journal,
    StatementName.SETTLEMENT: settlement,
    StatementName.OVER_SHORT: over_short,
}
