"""Every way Foyer says no, and what to do about it.

::

    PosError                    code, params, remedy
    ├─ Refused                  a rule said no; expected; shown to the cashier
    │   ├─ NotAllowed, ApprovalNeeded, IllegalTransition, CommandReused
    │   ├─ AmountInvalid, CurrencyMismatch, CardNumberRefused, NotFound
    │   ├─ TextRefused
    │   │   └─ TextMissing, ContactRefused
    │   ├─ PatronChanged, PatronErased, PatronsTheSame, StillOwed
    │   ├─ SeatTaken
    │   │   └─ SeatNotHere, SeatReleased
    │   ├─ SoldOut
    │   │   └─ PlacesNotHere, DateSoldOut
    │   ├─ SeriesIncomplete, SeriesNotSold
    │   ├─ NoCopy
    │   ├─ NotExchangeable
    │   ├─ NotMovable
    │   ├─ NotOffline, InHandElsewhere, ListUnderWay
    │   ├─ NotHeld, NothingSoldHere, PriceChanged, CartEmpty, CartExpired, CartGone, TenderShort
    │   ├─ PriceOutOfRange, TooManyCodes
    │   ├─ HouseNotChecked, AccessibleKept, HoldTimePast
    │   ├─ PerformanceIsCancelled
    │   ├─ SignInFailed, SignInLocked, PinTooWeak, NameTaken, AlreadySetUp
    │   ├─ TillNotOpen, TillAlreadyOpen, TillNotYours, TillStillNeeded
    │   ├─ CountLimitReached, CountIsIn, TillNotCounted, SamePerson, DayNotReady
    │   ├─ AlreadyHandedOver, StillOwing, PrintNeedsPerson, FolderTaken
    │   ├─ SignatureWanted, SignatureRefused, BatchOpen
    │   ├─ BackupExists, BackupUnderWay, BackupDamaged, BackupUntrue, HomeNotEmpty
    │   ├─ StockUnsettled, BadgeTaken, BadgeRevoked
    │   ├─ PaymentOpen, PaymentGone, PaymentMismatch, PaymentsUnresolved
    │   ├─ PaidAlready, ExceptionsOpen
    │   ├─ DayNotBegun
    │   ├─ TerminalNotRegistered, InspectionOverdue, NoTerminal, OfflineLimit, KeyedNotHere
    │   ├─ GiveBackTooMuch, NotThisWay, CheckRefused, RoutingInvalid
    │   ├─ BagUsed, MovementLimit, DepositRefused
    │   ├─ PaperKeyed, PaperReturned, PaperElsewhere, PaperNotHere, PaperPlaceGone, PaperCount
    │   ├─ TallyDiffers
    │   ├─ MembershipOver, MembershipFixed, MemberCardDead, RenewalOver
    │   ├─ CodeUnknown, CodeLocked, BalanceShort, ValueExpired, NotForCertificate
    │   └─ FileRefused          an import: carries findings, not one fault
    ├─ DeviceError              device, outcome: what of the act may have happened
    │   ├─ DeviceUnavailable, DeviceBusy, DeviceTimeout
    │   └─ PaperOut, CoverOpen, DeviceFault, ProtocolViolation
    ├─ SettingsInvalid          window.toml: place and key
    ├─ AnswerMissing            a command asked and nobody was there to answer
    ├─ StorageTrouble           the environment: nothing half-done remains
    │   ├─ StorageFull, StorageLocked, StorageCorrupt
    │   ├─ StorageNewer, StorageNotWritable, StorageSealed, HomeInUse
    │   └─ BackupNotWritten
    ├─ HubTrouble               the venue's hub: what was sold here is kept
    │   └─ HubUnreachable, HubRefused, ParcelDamaged
    └─ LedgerBusy, Stopped      the ledger thread did not begin the work: nothing was done

    InvariantBroken             not a PosError: our bug; stops the till and keeps the cart

Codes and parameters only. The words are in ``kiosk/messages.py``; a test walks this tree and asks
for them.
Parameters are str, int, bool, ``Money`` or tuples of them; never a card number, a PIN or a
sentence.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class Remedy(Enum):
    """What the person at the window can do next."""

    RETRY = "retry"
    FIX_INPUT = "fix_input"
    ASK_SUPERVISOR = "ask_supervisor"
    CALL_SUPPORT = "call_support"


class PosError(Exception):
    """A failure with a stable ``code``, ``params`` for its words, and a ``remedy``."""

    code: ClassVar[str] = "error"
    remedy: ClassVar[Remedy] = Remedy.FIX_INPUT

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        shown = " ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code} {shown}".strip()


class Refused(PosError):
    """A rule said no. Nothing was changed."""

    code = "refused"


class NotAllowed(Refused):
    """The person's role does not hold ``permission``."""

    code = "not_allowed"
    remedy = Remedy.ASK_SUPERVISOR


class ApprovalNeeded(Refused):
    """The act needs a second person who holds ``permission``; repeat it with an approval."""

    code = "approval_needed"
    remedy = Remedy.ASK_SUPERVISOR


class IllegalTransition(Refused):
    """``machine`` knows no way from ``state`` by ``trigger``."""

    code = "illegal_transition"
    remedy = Remedy.CALL_SUPPORT


class CommandReused(Refused):
    """A command id came back with other content than the first time."""

    code = "command_reused"
    remedy = Remedy.CALL_SUPPORT


class AmountInvalid(Refused):
    """An amount is not a plain decimal of the currency, or out of range."""

    code = "amount_invalid"


class CurrencyMismatch(Refused):
    """Two currencies met."""

    code = "currency_mismatch"
    remedy = Remedy.CALL_SUPPORT


class TextRefused(Refused):
    """A free text is empty where it may not be, or too long. ``field``, ``limit``."""

    code = "text_refused"


class TextMissing(TextRefused):
    """A free text that is wanted is empty. ``field``."""

    code = "text_missing"


class ContactRefused(TextRefused):
    """What was typed is no ``phone`` number and no ``email`` address. ``field``."""

    code = "contact_refused"


class PatronChanged(Refused):
    """Somebody corrected a person's details since they were shown."""

    code = "patron_changed"
    remedy = Remedy.RETRY


class PatronErased(Refused):
    """All that told who somebody is was taken out; nothing new is kept of them."""

    code = "patron_erased"


class PatronsTheSame(Refused):
    """Two records are one person's already."""

    code = "patrons_the_same"


class StillOwed(Refused):
    """A person has a balance on account, which may be nobody's."""

    code = "still_owed"


class CardNumberRefused(Refused):
    """A free text looked like a payment card. The text itself is never carried."""

    code = "card_number_refused"


class NotFound(Refused):
    """No ``kind`` with that ``key``."""

    code = "not_found"


class SeatTaken(Refused):
    """A seat belongs to somebody else. ``seat`` (label), ``holder``."""

    code = "seat_taken"
    remedy = Remedy.RETRY


class SeatReleased(SeatTaken):
    """A seat that was to be sold from a hold, or released, is held so no more. ``seat`` (label),
    ``holder`` empty."""

    code = "seat_released"


class AccessibleKept(Refused):
    """A seat is for people who need it, and no rule has released it to others; nobody at the window
    may. ``seat`` (label)."""

    code = "accessible_kept"


class HoldTimePast(Refused):
    """Places were to be held until a time that is over."""

    code = "hold_time_past"


class SoldOut(Refused):
    """Fewer places are left than asked for. ``wanted``, ``left``; ``kind``: "wheelchair"
    where such places are what is short."""

    code = "sold_out"


class PaperCount(Refused):
    """So many emergency tickets are not made at a time. ``most``."""

    code = "paper_count"


class SeatNotHere(SeatTaken):
    """A seat is not in this window's block, and the hub cannot be asked for it now. ``seat``
    (label), ``holder``."""

    code = "seat_not_here"


class PlacesNotHere(SoldOut):
    """Fewer places than asked for are in this window's block, and the hub cannot be asked for more
    now. ``wanted``, ``left``; ``zone``: its name, where they are wanted there. ``kind`` ``paper``:
    emergency tickets are wanted."""

    code = "places_not_here"


class DateSoldOut(SoldOut):
    """One date of a series has fewer places left than asked for. ``production``, ``performance``
    (its id), ``wanted``, ``left``."""

    code = "date_sold_out"


class SeriesIncomplete(Refused):
    """The dates that were chosen do not make a series. ``name``, ``fewest``, ``most``."""

    code = "series_incomplete"


class SeriesNotSold(Refused):
    """A series is not sold at these places, to such people, or any more. ``name``."""

    code = "series_not_sold"


class NotOffline(Refused):
    """Something that this window may not do alone, while the hub is away. ``what``: see
    ``pos.hub.offline_rules.Act``."""

    code = "not_offline"


class InHandElsewhere(Refused):
    """Another window has the order or certificate in hand, or loads lists (``what``: ``order``,
    ``value``, ``cart`` or ``lists``, and ``_away``). ``window``: its name, empty where nobody
    knows. ``away``: it is not heard, and may be using it; a manager may write it off."""

    code = "in_hand_elsewhere"
    remedy = Remedy.RETRY


class ListUnderWay(Refused):
    """A list of orders is being loaded here already. ``file``, ``since``, and ``who`` does it,
    empty for a command; nothing of it where nobody knows."""

    code = "list_under_way"
    remedy = Remedy.RETRY


class HouseNotChecked(Refused):
    """This window goes on from a backup, and nobody has looked yet what the lost machine sold of
    the performance. ``performance``."""

    code = "house_not_checked"
    remedy = Remedy.ASK_SUPERVISOR


class PerformanceIsCancelled(Refused):
    """The performance does not take place: nothing of it is sold. ``performance``."""

    code = "performance_is_cancelled"
    remedy = Remedy.FIX_INPUT


class NotHeld(Refused):
    """This window does not hold the right to what it tries to sell."""

    code = "not_held"
    remedy = Remedy.RETRY


class NothingSoldHere(Refused):
    """This window of a hub knows that it may sell no place: others may have had its own since.
    ``what``: ``shut_out``, ``written_off``, ``cloned`` or ``unknown`` as ``HubRefused`` has them,
    ``moved`` (it is another computer and has not heard the hub), ``ended`` (its leases have, since
    the hub's last word)."""

    code = "nothing_sold_here"
    remedy = Remedy.ASK_SUPERVISOR


class PriceChanged(Refused):
    """The price shown is not the price now. ``shown``, ``now``; ``reason`` ``by_hand``: what was
    set by hand is gone with its ticket's seat."""

    code = "price_changed"
    remedy = Remedy.RETRY


class PriceOutOfRange(Refused):
    """A price set by hand that no ticket may have there. ``lowest``, ``highest``."""

    code = "price_out_of_range"


class TooManyCodes(Refused):
    """A cart has as many promo codes as it may. ``most``."""

    code = "too_many_codes"


class CartEmpty(Refused):
    """There is nothing to sell."""

    code = "cart_empty"


class CartExpired(Refused):
    """The cart's seats were given back before it was paid."""

    code = "cart_expired"
    remedy = Remedy.RETRY


class CartGone(Refused):
    """A cart that was put aside is not any more. ``what``: ``recalled``, ``ran_out``,
    ``given_back``; ``who`` did it, ``window`` where."""

    code = "cart_gone"


class TenderShort(Refused):
    """The tenders do not cover what is due. ``due``, ``given``."""

    code = "tender_short"


class SignInFailed(Refused):
    """Name or PIN is wrong; never says which. ``tries_left``."""

    code = "sign_in_failed"


class SignInLocked(Refused):
    """Too many wrong tries. ``minutes`` until it opens again (rounded up)."""

    code = "sign_in_locked"
    remedy = Remedy.ASK_SUPERVISOR


class PinTooWeak(Refused):
    """A new PIN is too short or too long, repeats itself, or is a run. ``shortest``,
    ``longest``."""

    code = "pin_too_weak"


class NameTaken(Refused):
    """Somebody who works here has that name; two name tiles must not look alike. ``name``."""

    code = "name_taken"


class AlreadySetUp(Refused):
    """The first run is over: there are people here."""

    code = "already_set_up"


class TillNotOpen(Refused):
    """The cashier has no open till session."""

    code = "till_not_open"


class TillAlreadyOpen(Refused):
    """The drawer or the person has an open till session. ``cashier``."""

    code = "till_already_open"
    remedy = Remedy.ASK_SUPERVISOR


class TillNotYours(Refused):
    """The open till session belongs to somebody else. ``cashier``."""

    code = "till_not_yours"
    remedy = Remedy.ASK_SUPERVISOR


class TillStillNeeded(Refused):
    """The till cannot close yet: open work remains. ``reason``, ``count``."""

    code = "till_still_needed"


class CountLimitReached(Refused):
    """No recount is left. ``limit``."""

    code = "count_limit_reached"
    remedy = Remedy.ASK_SUPERVISOR


class CountIsIn(Refused):
    """The count is in and its difference is known: the till can be counted again or closed, not
    used."""

    code = "count_is_in"


class TillNotCounted(Refused):
    """The person still counts a till blind, and this would tell what is expected in it.
    ``cashier``: whose till it is; ``kind`` ``house``: nobody is signed in."""

    code = "till_not_counted"


class DayNotBegun(Refused):
    """A paper about a business day that has not begun. ``day``: ISO."""

    code = "day_not_begun"


class SamePerson(Refused):
    """A second person is needed and the same one came."""

    code = "same_person"
    remedy = Remedy.ASK_SUPERVISOR


class FolderTaken(Refused):
    """A folder that would be emptied holds something else, or is in use. ``folder``."""

    code = "folder_taken"


class BackupExists(Refused):
    """There is a file of that name already, and a backup replaces none. ``file``."""

    code = "backup_exists"


class BackupUnderWay(Refused):
    """This home is being copied already. ``folder``."""

    code = "backup_under_way"
    remedy = Remedy.RETRY


class BackupDamaged(Refused):
    """A file is no whole backup as Foyer made it. ``file``, ``fault``: a code, ``member``."""

    code = "backup_damaged"


class BackupUntrue(Refused):
    """The books in a backup do not hold. ``file``, ``count``; ``findings`` beside."""

    code = "backup_untrue"
    remedy = Remedy.CALL_SUPPORT

    def __init__(self, findings: tuple[object, ...] = (), **params: object) -> None:
        super().__init__(**params)
        self.findings = findings


class HomeNotEmpty(Refused):
    """A backup is restored into an empty folder only. ``folder``, ``found``: what lies there."""

    code = "home_not_empty"


class DayNotReady(Refused):
    """The business day cannot close yet. ``reason``, ``count``, ``subject``: for whom it waits."""

    code = "day_not_ready"


class AlreadyHandedOver(Refused):
    """The order's tickets were handed out already. ``at``, ``by``."""

    code = "already_handed_over"
    remedy = Remedy.ASK_SUPERVISOR


class StillOwing(Refused):
    """The order is not paid. ``owing``."""

    code = "still_owing"


class SignatureWanted(Refused):
    """The house wants it signed for, on the screen or on paper."""

    code = "signature_wanted"


class SignatureRefused(Refused):
    """What was drawn is no signature. ``what``: ``empty`` or ``too_long``."""

    code = "signature_refused"


class BatchOpen(Refused):
    """Will-call of a performance is being printed here already. ``performance``."""

    code = "batch_open"


class PrintNeedsPerson(Refused):
    """A print is in doubt and only a person can say what came out."""

    code = "print_needs_person"
    remedy = Remedy.ASK_SUPERVISOR


class StockUnsettled(Refused):
    """Stock cannot be counted while ``count`` papers at the printer are under way or in doubt."""

    code = "stock_unsettled"


class BadgeTaken(Refused):
    """The badge is somebody's already. ``name``."""

    code = "badge_taken"


class BadgeRevoked(Refused):
    """The badge was taken from its person, or the person does not work here any more."""

    code = "badge_revoked"
    remedy = Remedy.ASK_SUPERVISOR


class PaymentOpen(Refused):
    """A card payment for the same cart or order is not resolved: a new one could charge twice.
    ``payment``."""

    code = "payment_open"
    remedy = Remedy.RETRY


class PaidAlready(Refused):
    """Cards gave ``amount`` for the same cart or order that is no tender yet: with it a new charge
    would be too much."""

    code = "paid_already"


class PaymentsUnresolved(Refused):
    """Payments of an earlier life of this window are not resolved yet; no new charge before.
    ``count``."""

    code = "payments_unresolved"
    remedy = Remedy.RETRY


class PaymentGone(Refused):
    """The payment is not in a state to be used like this. ``state``."""

    code = "payment_gone"


class PaymentMismatch(Refused):
    """A payment belongs to another cart, order or amount. ``what``."""

    code = "payment_mismatch"
    remedy = Remedy.CALL_SUPPORT


class ExceptionsOpen(Refused):
    """A forced card payment waits for evidence. ``count``."""

    code = "exceptions_open"
    remedy = Remedy.ASK_SUPERVISOR


class NoTerminal(Refused):
    """This window has no card terminal, or it cannot do this. ``what``."""

    code = "no_terminal"


class TerminalNotRegistered(Refused):
    """A terminal answered that is not in the register: card sales wait until it is. ``serial``,
    ``model``."""

    code = "terminal_not_registered"
    remedy = Remedy.ASK_SUPERVISOR


class InspectionOverdue(Refused):
    """The terminal was not looked at for too long, or not found good. ``serial``."""

    code = "inspection_overdue"
    remedy = Remedy.ASK_SUPERVISOR


class OfflineLimit(Refused):
    """A card sale without the processor is not allowed, or above a cap. ``limit``, ``what``."""

    code = "offline_limit"


class KeyedNotHere(Refused):
    """A card may be keyed for a phone order only."""

    code = "keyed_not_here"


class GiveBackTooMuch(Refused):
    """More would be given back than was taken. ``most``."""

    code = "give_back_too_much"


class NoCopy(Refused):
    """No other ticket stands for the same place."""

    code = "no_copy"


class NotMovable(Refused):
    """A ticket cannot be moved to another seat, or not to that one. ``what``: ``not_live``,
    ``no_seat``, ``cheaper_zone``."""

    code = "not_movable"


class MembershipOver(Refused):
    """A membership gives nothing any more. ``number``, ``holder``, ``level`` (its name), ``since``
    (the first day without it), ``member`` its id; ``what``: ``expired``, ``too_late`` to be
    renewed, ``given_back``."""

    code = "membership_over"


class RenewalOver(Refused):
    """A subscription cannot be renewed any more. ``what``: ``renewed``, ``declined``,
    ``released``."""

    code = "renewal_over"


class MembershipFixed(Refused):
    """A membership cannot be renewed or go up so. ``what``: ``renewed`` (the next term is sold),
    ``too_late``, ``no_upgrade``, ``in_cart``."""

    code = "membership_fixed"


class MemberCardDead(Refused):
    """Another card was made instead of this one. ``number`` of the membership."""

    code = "member_card_dead"


class NotExchangeable(Refused):
    """Tickets cannot be exchanged so. ``what``: ``not_live``, ``number``, ``price_type``,
    ``plan_changed``."""

    code = "not_exchangeable"


class NotThisWay(Refused):
    """Money cannot go back, or be corrected, this way. ``what``: ``check_not_cleared``,
    ``card_not_forwarded``, ``cash_for_card``, ``card_only``, ``card_has_it``, ``no_cash_in_till``,
    ``nothing_to_give_back``, ``plan_changed``, ``certificate_used``, ``membership_used``,
    ``free_date_stands``,
    ``no_account``, ``no_fund``, ``not_by_the_office``; ``integrated_card``, ``not_correctable``,
    ``same_again``,
    ``check_deposited``, ``certificate_unpaid``; ``no_check``, ``check_in_till``,
    ``returned_already``; ``no_cash_out``; ``not_lost``, ``not_owed``, ``exception_open``;
    ``no_short_relief``,
    ``serves_already``, ``not_your_safe``, ``counted_already``,
    ``close_it_first``; ``payout_posted``, ``payout_paid`` (named),
    ``amounts_differ``, ``payment_matched``,
    ``nothing_chosen``; ``looked_before``; ``of_series``, ``show_cancelled``, ``show_over``,
    ``sold_apart``, ``paid_twice``."""

    code = "not_this_way"


class DepositRefused(Refused):
    """A deposit cannot be made so. ``what``: ``till_not_ready`` (not locked, or in a deposit),
    ``nothing_to_deposit``, ``check_left`` (a check in it was given back or corrected),
    ``cash_changed`` (a bag in it was counted again), ``bag_left`` (a bag is on its way to the
    bank), ``bank_date`` (before the seal, or ahead)."""

    code = "deposit_refused"


class BagUsed(Refused):
    """A bag of this number went to the safe or to the bank before. ``bag``."""

    code = "bag_used"


class PaperKeyed(Refused):
    """An emergency ticket was keyed in before. ``number``, ``who`` keyed it, ``at`` (venue's zone),
    ``order`` its number."""

    code = "paper_keyed"


class PaperReturned(Refused):
    """An emergency ticket was given back unused; its place is not its own any more. ``number``,
    ``who``, ``at`` (venue's zone)."""

    code = "paper_returned"
    remedy = Remedy.ASK_SUPERVISOR


class PaperElsewhere(Refused):
    """An emergency ticket is for another performance. ``number``, ``performance``, ``at`` (its
    start, venue's zone)."""

    code = "paper_elsewhere"


class PaperNotHere(Refused):
    """An emergency ticket of another window, which alone keeps its place. ``number``, ``window``
    (its name)."""

    code = "paper_not_here"


class PaperPlaceGone(Refused):
    """The place of an emergency ticket is not kept for it any more: its window was written off.
    ``number``."""

    code = "paper_place_gone"
    remedy = Remedy.ASK_SUPERVISOR


class TallyDiffers(Refused):
    """What was taken on paper is not the price of what was sold. ``due``, ``taken``."""

    code = "tally_differs"


class MovementLimit(Refused):
    """More than is paid in or out of a till at a time. ``limit``."""

    code = "movement_limit"
    remedy = Remedy.ASK_SUPERVISOR


class CheckRefused(Refused):
    """A check cannot be taken. ``what``: ``post_dated``, ``stale``, ``payer_blocked``."""

    code = "check_refused"


class RoutingInvalid(Refused):
    """A bank's routing number does not add up."""

    code = "routing_invalid"


class CodeUnknown(Refused):
    """No certificate has this code. ``left``: tries left before codes are locked."""

    code = "code_unknown"


class CodeLocked(Refused):
    """Too many codes that do not exist were entered here. ``until``."""

    code = "code_locked"
    remedy = Remedy.ASK_SUPERVISOR


class BalanceShort(Refused):
    """A certificate or account has less than that. ``balance``."""

    code = "balance_short"


class ValueExpired(Refused):
    """A promotional certificate is past its day. ``day``: ISO date."""

    code = "value_expired"


class NotForCertificate(Refused):
    """A certificate cannot be bought with a certificate, or with a stored card sale. ``what``."""

    code = "not_for_certificate"


class FileRefused(Refused):
    """A file holds faults and nothing of it was loaded. ``file``, ``count``; ``findings``
    beside."""

    code = "file_refused"

    def __init__(self, findings: tuple[object, ...] = (), **params: object) -> None:
        super().__init__(**params)
        self.findings = findings


class Outcome(Enum):
    """What of an act in the world may have happened when it failed."""

    NOT_STARTED = "not_started"
    DONE = "done"
    UNKNOWN = "unknown"


class DeviceError(PosError):
    """A device failed. ``device`` is its name in window.toml."""

    code = "device_error"
    remedy = Remedy.RETRY

    def __init__(self, outcome: Outcome = Outcome.NOT_STARTED, **params: object) -> None:
        super().__init__(**params)
        self.outcome = outcome


class DeviceUnavailable(DeviceError):
    """No connection to the device; nothing was sent."""

    code = "device_unavailable"


class DeviceBusy(DeviceError):
    """The device serves another host or another job; nothing was sent."""

    code = "device_busy"


class DeviceTimeout(DeviceError):
    """The device did not answer before its deadline."""

    code = "device_timeout"


class PaperOut(DeviceError):
    """Out of tickets or paper."""

    code = "paper_out"


class CoverOpen(DeviceError):
    """The cover is open."""

    code = "cover_open"


class DeviceFault(DeviceError):
    """The device reports a fault. ``condition``."""

    code = "device_fault"


class ProtocolViolation(DeviceError):
    """The device said something its protocol does not allow."""

    code = "protocol_violation"
    remedy = Remedy.CALL_SUPPORT


class SettingsInvalid(PosError):
    """A configuration file is wrong. ``file``, ``place`` (section.key), ``line``, ``reason`` of
    the first fault,
    ``count``; every fault beside."""

    code = "settings_invalid"

    def __init__(self, faults: tuple[object, ...] = (), **params: object) -> None:
        super().__init__(**params)
        self.faults = faults


class AnswerMissing(PosError):
    """A command needs an answer and the input has ended. Nothing was changed. ``field``."""

    code = "answer_missing"


class StorageTrouble(PosError):
    """The disk or the database file failed us. Nothing half-done remains."""

    code = "storage_trouble"
    remedy = Remedy.CALL_SUPPORT


class StorageFull(StorageTrouble):
    """The disk is full."""

    code = "storage_full"


class StorageLocked(StorageTrouble):
    """Another program holds the database."""

    code = "storage_locked"
    remedy = Remedy.RETRY


class HomeInUse(StorageTrouble):
    """Another window is open over the same ``folder``."""

    code = "home_in_use"
    remedy = Remedy.RETRY


class StorageCorrupt(StorageTrouble):
    """The database file is damaged."""

    code = "storage_corrupt"


class StorageNewer(StorageTrouble):
    """The database was written by a newer version. ``theirs``, ``ours``."""

    code = "storage_newer"


class StorageSealed(StorageTrouble):
    """The database is encrypted and cannot be opened as it is asked for, or is not encrypted and
    should be. ``file``; ``reason``: ``no_key``, ``wrong_key``, ``key_form``, ``not_sealed``,
    ``no_library``, ``sealed_already``."""

    code = "storage_sealed"
    remedy = Remedy.FIX_INPUT


class StorageNotWritable(StorageTrouble):
    """The folder or file cannot be written."""

    code = "storage_not_writable"


class HubTrouble(PosError):
    """The venue's hub did not do what was asked of it."""

    code = "hub_trouble"
    remedy = Remedy.RETRY


class HubUnreachable(HubTrouble):
    """Nothing was heard from the hub in time. What it was told may have reached it. ``kind``:
    ``untrusted`` (it proves not who it is), ``administering`` (it failed at ``detail``)."""

    code = "hub_unreachable"


class HubRefused(HubTrouble):
    """The hub answered, and will not. ``what``: ``shut_out`` (an administrator closed it to this
    window), ``written_off`` (a manager took its seats back), ``cloned`` (another machine goes on
    from the same disk image), ``gap`` (parcels do not follow what is there), ``newer`` or ``older``
    (the hub's schema, seen from here), ``recovering`` (the hub was restored from a backup and waits
    for its windows), ``unknown`` (the hub knows no such window), ``heir`` (it goes on from a backup
    and must join again first), ``heir_owes`` (and the hub was restored too, and waits for the lost
    machine). To whoever sets it up: ``code``,
    ``password`` (not right), ``another_window`` (the code is for another), ``keys_differ`` (this
    window made badges or certificates with keys of its own), ``not_a_hub``,
    ``holds_something_else``, ``open_to_all`` (anybody may make tables in the database),
    ``server_too_old`` (PostgreSQL lacks what a hub needs), ``here_now`` (the window that is invited
    again was heard just now), ``has_sent`` (that window made something, and this home nothing),
    ``no_window`` (the hub has none with this ``prefix``, but ``windows``)."""

    code = "hub_refused"
    remedy = Remedy.ASK_SUPERVISOR


class ParcelDamaged(HubTrouble):
    """What came from the hub is no parcel, or does not follow the one before."""

    code = "parcel_damaged"
    remedy = Remedy.CALL_SUPPORT


class BackupNotWritten(StorageTrouble):
    """A backup could not be put where it should lie; nothing of it is there. ``folder``, ``kind``:
    ``full``, ``gone``, ``no_folder``, ``no_rights`` or ``fault``."""

    code = "backup_not_written"


class LedgerBusy(PosError):
    """The ledger did not get to it before its deadline, or had too much of the other windows to
    take in before it. Nothing was done."""

    code = "ledger_busy"
    remedy = Remedy.RETRY


class Stopped(PosError):
    """The ledger stopped on a fault of our own. Nothing of this was kept; what was on disk before
    is."""

    code = "stopped"
    remedy = Remedy.CALL_SUPPORT


class InvariantBroken(Exception):
    """Our own bug. Not a ``PosError``: only the crash handler catches it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
