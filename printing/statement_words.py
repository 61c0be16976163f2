"""The words of statements: names, sections, columns and codes in one reader's language.

Codes without words here are shown as they are written, underscores as spaces; a test asks for the
words of every code that a statement can hold.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from pos.money import Money
from pos.views.selling import TenderKind
from pos.views.statements import Cell, Shows, Statement, StatementName
from printing.fields import tender_name
from printing.settlement_words import settlement_codes
from printing.words import Words

DASH = "–"
_DIGEST = 12
"""So much of a digest stands on a paper: enough to compare two by eye."""
_DAYS = ("business_date", "as_of_day", "period_from", "period_until", "since")
_MOMENTS = ("starts_at", "opened_at", "closed_at", "loaded_at")


class StatementWords:
    """Says what a statement's codes mean. Any thread."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def title(self, name: StatementName) -> str:
        """Return what the statement is called."""
        return self._titles.get(name.value, _plain(name.value))

    def section(self, code: str) -> str:
        """Return a table's name; after a point, the code of what is common to all its rows."""
        name, _, common = code.partition(".")
        said = self._sections.get(name, _plain(name))
        return f"{said} – {self.code(common)}" if common else said

    def column(self, code: str) -> str:
        """Return a column's name."""
        return self._columns.get(code, _plain(code))

    def heading(self, code: str, said: str) -> tuple[str, str]:
        """Return what stands under the title: what it is, and its text."""
        words = self._words
        if code in _DAYS:
            said = words.date(date.fromisoformat(said))
        elif code in _MOMENTS:
            said = self.moment(said)
        elif code == "covers":
            said = self._reaches.get(said, _plain(said))
        return self._headings.get(code, _plain(code)), said

    def signature(self, code: str) -> str:
        """Return who signs."""
        return self._signatures.get(code, _plain(code))

    def note(self, code: str) -> str:
        """Return a sentence under the tables."""
        return self._notes.get(code, _plain(code))

    def code(self, code: str) -> str:
        """Return what a cell's code says."""
        return self._codes.get(code, _plain(code))

    def moment(self, text: str) -> str:
        """Return an ISO moment as date and time."""
        at = datetime.fromisoformat(text)
        return f"{self._words.date(at)}, {self._words.time(at)}"

    def cell(self, cell: Cell, shows: Shows, currency: str) -> str:
        """Return a cell as a person reads it."""
        if cell is None or cell == "":
            return DASH
        words = self._words
        if isinstance(cell, int):
            if shows is Shows.MONEY:
                return words.money(Money(cell, currency))
            return words.share(cell) if shows is Shows.SHARE else words.number(cell)
        if shows is Shows.CODE:
            return self.code(cell)
        if shows is Shows.DATE:
            return words.date(date.fromisoformat(cell))
        return self.moment(cell) if shows is Shows.MOMENT else cell

    def total(self) -> str:
        """Return the word before a table's last row."""
        return self._words("Total")

    def as_of(self, statement: Statement) -> str:
        """Return when the statement was made."""
        at = statement.as_of
        when = f"{self._words.date(at)}, {self._words.time(at)}"
        return self._words("As of {when}", when=when)

    def digest(self, statement: Statement) -> str:
        """Return the beginning of the digest of a kept statement: two papers with the same are the
        same."""
        if not statement.digest:
            return ""
        return self._words("Digest {digest}", digest=statement.digest[:_DIGEST])

    @cached_property
    def _titles(self) -> dict[str, str]:
        words = self._words
        return {
            "cashier": words("Cashier report"),
            "deposit": words("Deposit slip"),
            "checks": words("Check list"),
            "performance": words("Box-office statement"),
            "daily": words("Daily summary"),
            "exceptions": words("Open exceptions"),
            "operators": words("Sales by operator"),
            "promo_codes": words("Sales by promo code"),
            "donations": words("Donations"),
            "certificates": words("Gift certificates: what is owed"),
            "journal": words("Journal"),
            "settlement": words("Card settlement"),
            "over_short": words("Over and short by cashier"),
        }

    @cached_property
    def _sections(self) -> dict[str, str]:
        words = self._words
        return {
            "cash": words("Cash"),
            "deposit_proof": words("What the tills took"),
            "deposit_total": words("In the deposit"),
            "journal": words("Journal"),
            "tills": words("Tills"),
            "by_age": words("By year of issue"),
            "by_cashier": words("By cashier"),
            "by_channel": words("By channel"),
            "by_class": words("What became of the lines"),
            "by_fate": words("What became of them"),
            "by_fund": words("By fund"),
            "by_hour": words("By hour"),
            "by_kind": words("By kind"),
            "by_offer": words("By membership, group, package and by hand"),
            "by_operator": words("By operator"),
            "by_payment": words("How they were paid"),
            "by_performance": words("By performance"),
            "by_charge": words("Fees and taxes by name"),
            "by_price": words("By zone and price type"),
            "by_promo_code": words("By promo code"),
            "by_promo_performance": words("By promo code and performance"),
            "by_source": words("By source code"),
            "by_tender": words("By tender"),
            "by_till": words("By till"),
            "checks": words("Checks"),
            "comps": words("Comps by reason"),
            "counts": words("Counts"),
            "deductions": words("From gross to net"),
            "differences": words("Expected and counted"),
            "donations": words("Donations"),
            "exchange_fees": words("Fees for exchanges and returns"),
            "credited": words("Credit for returned tickets"),
            "drawer": words("Cash in the drawer"),
            "figures": words("Figures"),
            "from_day_report": words("From the day report to this summary"),
            "forced": words("Card payments moved on by a manager's word"),
            "history": words("This cashier's tills before"),
            "house": words("The house"),
            "movements": words("Cash moved"),
            "occupancy": words("How full the houses are"),
            "outstanding": words("Outstanding by year of issue"),
            "payouts": words("Payouts"),
            "payouts_booked": words("What was booked"),
            "proof": words("The sums agree"),
            "proof_bank": words("From the processor to the bank"),
            "proof_drawer": words("From what came in to the cash in the drawer"),
            "proof_places": words("The places agree"),
            "proof_settlement": words("From our payments to the processor's gross"),
            "proof_sold": words("From what was sold to what came in"),
            "returns": words("Returned and scanned"),
            "roll": words("From opening to closing"),
            "settlement_explained": words("Explained, or not there yet"),
            "settlement_waiting": words("Waiting for somebody"),
            "trend": words("Over and short, the last 30 days"),
            "settled": words("Settled on this day"),
            "waiting": words("Waiting for somebody"),
        }

    @cached_property
    def _columns(self) -> dict[str, str]:
        words = self._words
        return {
            "account": words("Account"),
            "account_name": words("Account's name"),
            "cash": words("Cash"),
            "credit": words("Credit"),
            "debit": words("Debit"),
            "denomination": words("Denomination"),
            "form": words("Form"),
            "memo": words("Memo"),
            "pieces": words("Pieces"),
            "z_number": words("Z report"),
            "about": words("About"),
            "age_days": words("Days old"),
            "amount": words("Amount"),
            "approved_by": words("Approved by"),
            "at": words("When"),
            "at_risk": words("At risk"),
            "bag": words("Bag"),
            "booked": words("Booked"),
            "booked_on": words("Booked on"),
            "business_date": words("Business day"),
            "by_user": words("By"),
            "capacity": words("Capacity"),
            "came_in": words("Came in"),
            "cashier": words("Cashier"),
            "certificates": words("Certificates"),
            "certificates_sold": words("Certificates sold"),
            "channel": words("Channel"),
            "check_number": words("Check number"),
            "comp_reason": words("Reason"),
            "charge": words("Fee or tax"),
            "comps": words("Comps"),
            "count": words("Count"),
            "counted": words("Counted"),
            "dated": words("Dated"),
            "deposit_number": words("Deposit"),
            "difference": words("Difference"),
            "donor": words("Donor"),
            "evidence": words("Evidence"),
            "expected": words("Expected"),
            "face": words("Face value"),
            "fate": words("What became of it"),
            "fees": words("Fees"),
            "forced_what": words("What was forced"),
            "fund": words("Fund"),
            "given_back": words("Given back"),
            "goods": words("Value of tickets"),
            "gross": words("Gross"),
            "hour": words("Hour"),
            "item": words("Item"),
            "kind": words("Kind"),
            "known_by": words("Known by"),
            "letter": words("Letter due"),
            "line": words("Line"),
            "line_class": words("What it is"),
            "movement": words("Movement"),
            "next_step": words("What to do"),
            "number": words("Number"),
            "occupancy": words("Full"),
            "of_capacity": words("Of capacity"),
            "of_given_away": words("Promotional"),
            "of_sold": words("Sold certificates"),
            "offer": words("Why"),
            "operator": words("Operator"),
            "order": words("Order"),
            "orders": words("Orders"),
            "over": words("Over"),
            "over_short": words("Over or short"),
            "owner": words("Carried by"),
            "paid_on": words("Paid on"),
            "papers_counted": words("Papers counted"),
            "papers_expected": words("Papers expected"),
            "payer": words("Payer"),
            "payout": words("Payout"),
            "person": words("Person"),
            "places": words("Places"),
            "places_are": words("Places"),
            "price_type": words("Price type"),
            "processor_has": words("Theirs"),
            "production": words("Production"),
            "promo_code": words("Code"),
            "promo_name": words("Promotion"),
            "reason": words("Reason"),
            "sales": words("Sales"),
            "short": words("Short"),
            "source": words("Source"),
            "standing": words("Standing"),
            "sold_for": words("Sold for"),
            "net": words("Net"),
            "starts_at": words("Begins"),
            "taken": words("Sold and comps"),
            "taken_in": words("Taken"),
            "taken_off": words("Taken off"),
            "taxes": words("Taxes"),
            "tender": words("Tender"),
            "tickets": words("Tickets"),
            "tickets_back": words("Returned"),
            "tickets_sold": words("Tickets sold"),
            "net_tickets": words("Net tickets"),
            "returned_for": words("Returned for"),
            "number_back": words("Number given back"),
            "tills": words("Tills"),
            "times_over": words("Times over"),
            "times_short": words("Times short"),
            "value_kind": words("Kind"),
            "voucher": words("Voucher"),
            "we_have": words("Ours"),
            "year": words("Year"),
            "zone": words("Zone"),
        }

    @cached_property
    def _headings(self) -> dict[str, str]:
        words = self._words
        return {
            "bag": words("Bag"),
            "courier": words("Courier"),
            "deposit_number": words("Deposit"),
            "export_number": words("Export"),
            "prepared_by": words("Prepared by"),
            "sealed_by": words("Sealed by"),
            "seen_by": words("Seen by"),
            "since": words("With everything since"),
            "strip": words("Strip"),
            "approved_by": words("Approved by"),
            "as_of_day": words("Up to"),
            "business_date": words("Business day"),
            "cashier": words("Cashier"),
            "closed_at": words("Closed"),
            "covers": words("Covers"),
            "file": words("File"),
            "hall": words("Hall"),
            "loaded_at": words("Loaded"),
            "loaded_by": words("Loaded by"),
            "opened_at": words("Opened"),
            "payout": words("Payout"),
            "performance_code": words("Code"),
            "period_from": words("From"),
            "period_until": words("To"),
            "processor": words("Processor"),
            "production": words("Production"),
            "reason": words("Reason"),
            "starts_at": words("Begins"),
            "window": words("Window"),
            "z_number": words("Z report"),
        }

    @cached_property
    def _reaches(self) -> dict[str, str]:
        """What a statement is about, where another one counts more or less."""
        words = self._words
        return {
            "all_channels": words("All channels: the tills and what was imported"),
            "one_till": words("One till"),
        }

    @cached_property
    def _signatures(self) -> dict[str, str]:
        words = self._words
        return {
            "courier": words("Courier"),
            "prepared_by": words("Prepared by"),
            "box_office": words("For the box office"),
            "cashier": words("Cashier"),
            "manager": words("Manager"),
            "presenter": words("For the presenter"),
            "second_person": words("Second person"),
        }

    @cached_property
    def _notes(self) -> dict[str, str]:
        words = self._words
        return {
            "agreed_not_listed": words("Lines that agree to the cent are counted, not listed."),
            "as_sold": words("As sold that day; what came back since is not taken off."),
            "at_risk_is_not_loss": words(
                "What is at risk is not lost: it is what nobody has explained yet."
            ),
            "at_risk_both_ways": words(
                "At risk is the amount without its sign: over and short are both added to it."
            ),
            "day_report_is_tills": words(
                "The day report counts this window's tills only; this summary counts every channel."
            ),
            "donation_thresholds": words(
                "A letter is due for a payment of $250 or more, and for one above $75 that paid "
                "for tickets as well."
            ),
            "drawer_formula": words(
                "Expected = float + cash taken - cash given back + top-ups + paid in - drops - "
                "paid out - certificates paid out."
            ),
            "gross_is_all_in": words("Gross is the all-in price: face value and fees."),
            "net_is_all_in": words(
                "Prices are all-in: face value and fees. Net is what was sold less what came back."
            ),
            "net_of_who_took_back": words("Returned is what the same person took back that day."),
            "draft_journal": words("A draft: this day was not exported yet."),
            "net_formula": words(
                "Net = gross - fees - paid by promotional certificates - cash rounding."
            ),
            "net_formula_taxed": words(
                "Net = gross - taxes - fees - paid by promotional certificates - cash rounding."
            ),
            "no_taxes": words("No admission tax is booked at this venue."),
            "over_is_above_zero": words("Over is above zero, short below."),
            "roll_formula": words(
                "Closing = opening + sold + given away + paid back to certificates - redeemed - "
                "paid out - taken back - expired."
            ),
            "safe_has_no_cashier": words(
                "A line without a cashier was found at the safe, in a drop or by the bank."
            ),
            "settlement_formula": words(
                "Ours + what the classes explain = the processor's gross; less fees = the bank."
            ),
            "shared_payments": words(
                "An order for several performances is shared among them by price, to the cent."
            ),
            "takings_formula": words(
                "Tenders + still owing - owed back - check fees - donations - memberships - "
                "goods = tickets and certificates sold."
            ),
            "under_each_code": words("A ticket that two codes lowered stands under each of them."),
            "two_ways_meet": words(
                "What was sold and what came in are summed apart; under each way stands by how "
                "much they differ."
            ),
        }

    @cached_property
    def _codes(self) -> dict[str, str]:
        words = self._words
        tenders = {kind.value: tender_name(kind.value, words) for kind in TenderKind}
        return tenders | self._figures | self._standings | self._kinds | settlement_codes(words)

    @cached_property
    def _figures(self) -> dict[str, str]:
        """Items of tables that are no tenders; a tender's word stands for a code both have."""
        words = self._words
        return {
            "at_tills": words("At this window's tills (day report)"),
            "came_in": words("Came in"),
            "capacity": words("Capacity"),
            "certificates_back": words("Gift certificates taken back"),
            "donations": words("Donations"),
            "exchange_fees": words("Fees for exchanges and returns"),
            "credited": words("Credit for returned tickets"),
            "memberships": words("Memberships"),
            "goods": words("Goods"),
            "imported": words("Sold in other channels (imported)"),
            "other_windows": words("At other windows' tills"),
            "tickets_sold": words("Tickets sold"),
            "without_till": words("Booked without a till"),
            "cash_given_back": words("Cash given back"),
            "cash_out": words("Paid out for gift certificates"),
            "cash_taken": words("Cash taken"),
            "certificates_sold": words("Gift certificates sold"),
            "check_fees": words("Fees for returned checks"),
            "closing": words("Closing"),
            "comp": words("Comps"),
            "comps": words("Comps"),
            "counted": words("Counted"),
            "difference": words("Difference"),
            "drop": words("Drops to the safe"),
            "drop_counted": words("Bags counted again"),
            "expected": words("Expected"),
            "expired": words("Expired"),
            "fees": words("Fees"),
            "given_away": words("Given away"),
            "given_back": words("Given back"),
            "gross": words("Gross"),
            "held": words("Held"),
            "killed": words("Killed"),
            "cash_in_deposit": words("Cash in the deposit"),
            "float_left_less": words("Less left as the next float"),
            "float_left_more": words("More left as the next float"),
            "stays_in_safe": words("Shortfall that stays in the safe"),
            "give_back": words("Given back"),
            "payment": words("Payments for orders"),
            "refund_paid": words("Refunds paid out"),
            "refunded_twice": words("Given back at two windows"),
            "sale": words("Sales"),
            "taxes": words("Taxes"),
            "tender_correction": words("Corrected forms of payment"),
            "till_close": words("Over or short"),
            "ledger_2020": words("Ledger account 2020"),
            "lost": words("Tickets reprinted as lost"),
            "net": words("Net"),
            "net_tickets": words("Net tickets"),
            "no_sales": words("Drawer opened without a sale"),
            "opening": words("Opening"),
            "offer_group": words("Group"),
            "offer_manual": words("Price by hand"),
            "offer_membership": words("Membership"),
            "exchanged_returned": words("Of tickets returned, in exchanges"),
            "exchanged_sold": words("Of tickets sold, in exchanges"),
            "exchanges": words("Exchanges"),
            "offer_package": words("Package"),
            "other": words("Other"),
            "over_short": words("Over or short"),
            "owed_back": words("Owed back to patrons"),
            "paid_in": words("Paid in"),
            "paid_out": words("Paid out"),
            "paid_together": words("Paid"),
            "places_together": words("Sold, comps, held, killed and unsold"),
            "receivable": words("Still owing"),
            "redeemed": words("Redeemed"),
            "reloaded": words("Paid back to certificates"),
            "returned": words("Tickets returned"),
            "sales": words("Sales"),
            "scanned": words("Scanned at the door"),
            "sold": words("Sold"),
            "spoiled": words("Tickets spoiled"),
            "taken_back": words("Taken back"),
            "tickets": words("Tickets"),
            "tickets_returned": words("Tickets returned"),
            "till_float": words("Float"),
            "top_up": words("Top-ups from the safe"),
            "unsold": words("Unsold"),
            "void_ticket": words("Void tickets"),
        }

    @cached_property
    def _standings(self) -> dict[str, str]:
        words = self._words
        return {
            "account": words("Patron account"),
            "phone": words("Phone"),
            "web": words("Web shop"),
            "window": words("Window"),
            "cash": words("Cash"),
            "checks": words("Checks"),
            "coin": words("Coins"),
            "note": words("Notes"),
            "roll": words("Rolls"),
            "strap": words("Straps"),
            "acknowledgement": words("Acknowledgement"),
            "carried": words("Carried"),
            "deposited": words("Deposited"),
            "disclosure": words("Disclosure"),
            "missing": words("Missing"),
            "none": words("None"),
            "on_hand": words("On hand"),
            "open": words("Open"),
        }

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """Exceptions of the close."""
        words = self._words
        return {
            "till_difference": words("Difference in a till"),
            "forgotten_till": words("Till closed by somebody else"),
            "float_difference": words("Not the float that was left"),
            "overdrawn": words("More cash went out than there was"),
            "overspent": words("Two windows spent more than was on it"),
            "code_over": words("Windows sold more with a code than it gives"),
            "cancelled_meanwhile": words("Sold or handed out after it was cancelled"),
            "late_window": words("Takings of a locked day came late"),
            "drop_difference": words("Difference in a drop"),
            "safe_difference": words("Difference at the safe"),
            "check_missing": words("Check missing"),
            "check_extra": words("Check too many"),
            "check_amount": words("Check of another amount"),
            "card_slip": words("Card slip"),
            "certificate_missing": words("Gift certificate not handed in"),
            "void_ticket_missing": words("Void ticket not handed in"),
            "card_totals": words("Terminal totals"),
            "settlement": words("Card settlement"),
            "deposit_difference": words("Difference in a deposit"),
            "deposit_late": words("Deposit not confirmed in time"),
            "clock": words("Clock went back"),
        }


def _plain(code: str) -> str:
    return code.replace("_", " ")
