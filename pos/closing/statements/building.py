"""What every statement is built with: columns, tables with their totals, names of people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pos.errors import NotFound
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.views.catalogue import CompanyView
from pos.views.statements import Cell, ChartKind, Column, Section, Shows, Statement, StatementName

_ADDED_UP = (Shows.COUNT, Shows.MONEY)


def text(code: str) -> Column:
    """Return a column of names."""
    return Column(code, Shows.TEXT)


def coded(code: str) -> Column:
    """Return a column of codes."""
    return Column(code, Shows.CODE)


def count(code: str) -> Column:
    """Return a column of whole numbers."""
    return Column(code, Shows.COUNT)


def money(code: str) -> Column:
    """Return a column of amounts."""
    return Column(code, Shows.MONEY)


def share(code: str) -> Column:
    """Return a column of thousandths."""
    return Column(code, Shows.SHARE)


def day(code: str) -> Column:
    """Return a column of ISO dates."""
    return Column(code, Shows.DATE)


def moment(code: str) -> Column:
    """Return a column of ISO moments in the venue's zone."""
    return Column(code, Shows.MOMENT)


def table(
    code: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    chart: ChartKind | None = None,
    chart_of: str = "",
    added_up: bool = True,
    totals: Sequence[Cell] = (),
) -> Section:
    """Return a table. Numbers and amounts are added up under it, unless ``totals`` says what stands
    there or nothing may be added up; a column in which one is not known has no sum."""
    held = tuple(tuple(row) for row in rows)
    if added_up and not totals and held:
        totals = [
            _sum(column, [row[index] for row in held]) for index, column in enumerate(columns)
        ]
    return Section(code, tuple(columns), held, tuple(totals), chart, chart_of)


def _sum(column: Column, cells: Sequence[Cell]) -> int | None:
    if column.shows not in _ADDED_UP or None in cells:
        return None
    return sum(cell for cell in cells if isinstance(cell, int))


def proof(*lines: tuple[str, int], code: str = "proof") -> Section:
    """Return a table that shows two sums agree: the lines but the last come to the last, and the
    row under them says by how much they do not."""
    *parts, last = lines
    off = sum(amount for _, amount in parts) - last[1]
    columns = (coded("item"), money("amount"))
    return table(code, columns, (*parts, last), totals=("difference", off))


def thousandths(part: int, whole: int) -> int | None:
    """Return ``part`` of ``whole``, rounded half up; None of nothing."""
    return (2 * 1000 * part + whole) // (2 * whole) if whole else None


class Names:
    """Names of staff, each looked up once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[str, str] = {}

    def __call__(self, user_id: str) -> str:
        """Return a person's name, or "" for nobody."""
        if user_id and user_id not in self._known:
            self._known[user_id] = name_of(self._uow, user_id)
        return self._known.get(user_id, "")


def company_of(uow: UnitOfWork) -> tuple[CompanyView, ZoneInfo]:
    """Return the venue and its time zone."""
    company = uow.catalogue.company()
    return company, ZoneInfo(company.zone)


def made(
    uow: UnitOfWork,
    name: StatementName,
    subject: str,
    heading: Sequence[tuple[str, str]],
    sections: Sequence[Section],
    *,
    signatures: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Statement:
    """Return the statement as of now. Headings without a text are left out."""
    company, zone = company_of(uow)
    return Statement(
        name=name,
        subject=subject,
        company=company.name,
        address=company.address,
        currency=company.currency,
        as_of=uow.now().astimezone(zone).replace(microsecond=0),
        heading=tuple((code, said) for code, said in heading if said),
        sections=tuple(sections),
        signatures=signatures,
        notes=notes,
    )


def subject_day(subject: str) -> date:
    """Return the date a statement is about.

    Raises:
        NotFound: It is none.
    """
    try:
        return date.fromisoformat(subject)
    except ValueError:
        raise NotFound(kind="statement_day", key=subject) from None


def day_span(company: CompanyView, zone: ZoneInfo, of: date) -> tuple[datetime, datetime]:
    """Return when a business day begins and ends, aware."""
    first = datetime(of.year, of.month, of.day, company.cutoff_hour, tzinfo=zone)
    after = of + timedelta(days=1)
    return first, datetime(after.year, after.month, after.day, company.cutoff_hour, tzinfo=zone)
