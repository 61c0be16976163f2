"""Letters to donors: one a gift, many at once, one a year. That a letter was made is a fact with a
number; the same gift asked for again has the same number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pos.allowed import require
from pos.audit import audit_entry, rows_digest
from pos.errors import NotFound, StillOwing
from pos.ids import CommandId, Ids, OrderId, PatronId
from pos.money import Money
from pos.outage.kit import looked_for
from pos.patrons.identity import records_of, root_of
from pos.paying.certificates import venue_day
from pos.ports.gifts import GiftLine
from pos.ports.storage import Storage, UnitOfWork
from pos.records import GiftLetter
from pos.views.donations import (
    DonationLetterView,
    Duty,
    GiftRow,
    LetterKind,
    LettersDesk,
    Tribute,
    YearLetterView,
    duty_of,
)
from pos.views.people import Permission, SessionView
from pos.window import Window


class Giving:
    """Thread: ledger. Moves no money and no paper: a letter is written by whoever gets its view."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- look ----

    def of_orders(self, session: SessionView, order_ids: Sequence[str]) -> tuple[GiftRow, ...]:
        """Return the donations in these orders: those of a patron. Raises NotAllowed."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return tuple(_row(uow, each) for each in uow.gifts.of_orders(order_ids))

    def owed(self, session: SessionView, since: date, until: date) -> tuple[GiftRow, ...]:
        """Return the donations of these business days for which a letter is due and none was made.

        Raises:
            NotAllowed: Who sees reports may.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            every = (_row(uow, each) for each in uow.gifts.given(since, until))
            return tuple(row for row in every if row.is_owed)

    def desk(self, session: SessionView) -> LettersDesk:
        """Return what is owed for donations of this calendar year and the last one, and the letters
        that were made today: whose paper did not come out is written again from there.

        Raises:
            NotAllowed: Who sees reports may.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            today = uow.now().astimezone(ZoneInfo(uow.catalogue.company().zone)).date()
            until = max(today, uow.catalogue.business_date())
            rows = [_row(uow, each) for each in uow.gifts.given(date(today.year - 1, 1, 1), until)]
            given = {
                row.given_on.year
                for row in rows
                if row.unpaid is None and _giver(uow, row.order_id)
            }
        paid = (row for row in rows if row.unpaid is None)
        made = (row for row in paid if row.letter_at and row.letter_at.date() == today)
        return LettersDesk(
            tuple(row for row in rows if row.is_owed),
            tuple(sorted(made, key=lambda row: row.letter)),
            min(given, default=None),
        )

    # ---- letters ----

    def letter(self, command: CommandId, session: SessionView, extra_id: str) -> DonationLetterView:
        """Make the letter for a donation, whether the law wants one or not, and keep that it was
        made. Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such donation, or it was given back.
            StillOwing: Its order is not paid, or its check came back.
        """
        require(session, Permission.SELL)
        return self._letters(command, session, (extra_id,))[0]

    def batch(
        self, command: CommandId, session: SessionView, since: date, until: date
    ) -> tuple[DonationLetterView, ...]:
        """Make every letter that is due for donations of these business days and was not made, in
        the order of giving. Durable on return.

        Raises:
            NotAllowed: Who sees reports may.
        """
        owed = self.owed(session, since, until)
        return self._letters(command, session, tuple(row.extra_id for row in owed))

    def of_day(
        self, command: CommandId, session: SessionView, day: date
    ) -> tuple[DonationLetterView, ...]:
        """Make every letter that is due for the donations of a business day; those that were made
        come again, under their numbers. Durable on return.

        Raises:
            NotAllowed: Who sees reports may.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            every = [_row(uow, each) for each in uow.gifts.given(day, day)]
        paid = (row for row in every if row.unpaid is None)
        due = tuple(row.extra_id for row in paid if row.duty is not Duty.NONE)
        return self._letters(command, session, due)

    def _letters(
        self, command: CommandId, session: SessionView, extra_ids: tuple[str, ...]
    ) -> tuple[DonationLetterView, ...]:
        def act() -> tuple[str, ...]:
            for extra_id in extra_ids:
                row = _row(uow, uow.gifts.gift(extra_id))
                if row.unpaid is not None:
                    raise StillOwing(owing=row.unpaid)
                if not row.letter:
                    self._keep(uow, session, LetterKind.GIFT, extra_id=extra_id)
            return extra_ids

        with self._storage.begin() as uow:
            content = (session.user_id, "gift_letters")
            made = uow.commands.once(command, "gift_letters", content, tuple, act)
            views = tuple(_view(uow, str(extra_id)) for extra_id in made)
            uow.commit()
        return views

    def year(
        self, command: CommandId, session: SessionView, patron_id: PatronId, year: int
    ) -> YearLetterView:
        """Make the letter about all that somebody gave in a calendar year, and keep that it was
        made; where the last one said the same, it comes again under its number. Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such person, or they gave nothing in that year that is paid.
        """
        require(session, Permission.SELL)

        def act() -> str:
            return self._year_number(uow, session, people, year)

        with self._storage.begin() as uow:
            people = records_of(uow, patron_id)
            if not _gifts_of(uow, people, year):
                raise NotFound(kind="donation", key=str(year))
            content = (session.user_id, patron_id, year)
            number = uow.commands.once(command, "year_letter", content, str, act)
            view = _year_view(uow, people, year, number)
            uow.commit()
        return view

    def of_year(
        self, command: CommandId, session: SessionView, year: int
    ) -> tuple[YearLetterView, ...]:
        """Make the letter about all that they gave in a calendar year for everybody who is written
        down and gave something, by name, and keep that they were made. Where the last
        one said the same, it comes again under its number. Durable on return.

        Raises:
            NotAllowed: Who sees reports may.
        """
        require(session, Permission.SEE_REPORTS)

        def act() -> dict[str, str]:
            every = uow.gifts.given(date(year, 1, 1), date(year, 12, 31))
            paid = (each for each in every if not each.unpaid)
            givers = dict.fromkeys(_giver(uow, each.order_id) for each in paid)
            return {
                root: self._year_number(uow, session, records_of(uow, root), year)
                for root in filter(None, givers)
            }

        with self._storage.begin() as uow:
            content = (session.user_id, year)
            made = uow.commands.once(command, "year_letters", content, dict[str, str], act)
            views = [
                _year_view(uow, records_of(uow, PatronId(root)), year, number)
                for root, number in made.items()
            ]
            uow.commit()
        return tuple(sorted(views, key=lambda view: (looked_for(view.donor), view.number)))

    def _year_number(
        self, uow: UnitOfWork, session: SessionView, people: tuple[str, ...], year: int
    ) -> str:
        """Return the number of the last letter that is known to have been made about a year where
        it said what one would say now, else that of a new one."""
        said = _said(_gifts_of(uow, people, year))
        made = [each for each in uow.gifts.year_letters(people) if each.year == year]
        known = uow.gifts.said(each.letter_id for each in made)
        last = next((each for each in reversed(made) if each.letter_id in known), None)
        if last is not None and known[last.letter_id] == said:
            return last.number
        kind, root = LetterKind.YEAR, people[0]
        return self._keep(uow, session, kind, patron_id=root, year=year, said=said)

    def _keep(
        self,
        uow: UnitOfWork,
        session: SessionView,
        kind: LetterKind,
        *,
        extra_id: str | None = None,
        patron_id: str = "",
        year: int = 0,
        said: str = "",
    ) -> str:
        """Add that a letter was made; return its number. ``said``: what it says, for the next."""
        prefix, here = self._window.prefix, self._window.window_id
        number = f"{prefix}-L{uow.orders.next_number(f'letter:{prefix}'):06d}"
        fact = GiftLetter(
            letter_id=self._ids.new(),
            number=number,
            kind=kind.value,
            extra_id=extra_id,
            patron_id=patron_id,
            year=year,
            window_id=here,
            user_id=session.user_id,
            at=uow.now(),
        )
        uow.add(fact)
        about = ("gift_letter", fact.letter_id)
        details = {"number": number} | ({"said": said} if said else {})
        event = "gift.letter_made"
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, about, "ok", **details))
        return number


def _row(uow: UnitOfWork, line: GiftLine) -> GiftRow:
    company, letter = uow.catalogue.company(), uow.gifts.letter(line.extra_id)
    amount, goods = Money(line.amount, company.currency), Money(line.goods, company.currency)
    at: datetime | None = None
    if letter is not None:
        at = letter.at.astimezone(ZoneInfo(company.zone))
    return GiftRow(
        extra_id=line.extra_id,
        order_id=OrderId(line.order_id),
        order_number=line.order_number,
        donor=_donor(uow, line),
        fund=line.fund,
        given_on=date.fromisoformat(line.given_on),
        amount=amount,
        goods=goods,
        duty=duty_of(amount, goods, Money(line.payment, company.currency)),
        tribute=Tribute(line.tribute) if line.tribute else None,
        of_whom=line.of_whom,
        letter=letter.number if letter is not None else "",
        letter_at=at,
        unpaid=Money(line.unpaid, company.currency) if line.unpaid else None,
    )


def _donor(uow: UnitOfWork, line: GiftLine) -> str:
    """Return whose gift it is: the patron's who bought the order where one is linked, else the name
    that the order goes by."""
    link = uow.patrons.link(line.order_id)
    if link is None or not link.patron_id:
        return line.donor
    known = records_of(uow, PatronId(link.patron_id))
    return uow.patrons.detail(known[0]).name or line.donor


def _giver(uow: UnitOfWork, order_id: str) -> PatronId | None:
    """Return who is written down as having an order; None for nobody, or somebody erased."""
    link = uow.patrons.link(order_id)
    if link is None or not link.patron_id:
        return None
    root = root_of(uow, link.patron_id)
    return None if uow.patrons.is_erased("patron", root) else PatronId(root)


def _gifts_of(uow: UnitOfWork, people: tuple[str, ...], year: int) -> tuple[GiftRow, ...]:
    """Return what people gave in a year, as far as it is paid."""
    rows = (_row(uow, each) for each in uow.gifts.of_orders(uow.patrons.orders(people)))
    return tuple(row for row in rows if row.given_on.year == year and row.unpaid is None)


def _said(gifts: Sequence[GiftRow]) -> str:
    """Return a digest of what a letter says of gifts."""
    return rows_digest(
        (
            gift.extra_id,
            gift.order_number,
            gift.fund,
            gift.given_on,
            gift.amount.minor,
            gift.goods.minor,
        )
        for gift in gifts
    )


def _year_view(uow: UnitOfWork, people: tuple[str, ...], year: int, number: str) -> YearLetterView:
    company = uow.catalogue.company()
    return YearLetterView(
        company=company.name,
        address=company.address,
        tax_id=company.tax_id,
        donor=uow.patrons.detail(people[0]).name,
        year=year,
        number=number,
        made_on=venue_day(uow),
        gifts=_gifts_of(uow, people, year),
        currency=company.currency,
    )


def _view(uow: UnitOfWork, extra_id: str) -> DonationLetterView:
    row, company = _row(uow, uow.gifts.gift(extra_id)), uow.catalogue.company()
    return DonationLetterView(
        company=company.name,
        address=company.address,
        tax_id=company.tax_id,
        donor=row.donor,
        order_id=row.order_id,
        order_number=row.order_number,
        fund=row.fund,
        given_on=row.given_on,
        amount=row.amount,
        goods=row.goods,
        duty=row.duty if row.duty is not Duty.NONE else Duty.ACKNOWLEDGEMENT,
        number=row.letter,
        tribute=row.tribute,
        of_whom=row.of_whom,
    )
