"""Reads lists of people from another system, as CSV, one row a person.

Encoding and delimiter are found out as for will-call lists; columns are guessed from the header or
given. Every fault names line and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from pos.catalogue.csv_text import best_delimiter, decoded, records
from pos.catalogue.faults import FaultCode, Faults
from pos.errors import CardNumberRefused, ContactRefused, TextRefused
from pos.patrons.contact import checked_email, checked_phone
from pos.text import checked_text
from pos.views.cash import Finding
from pos.views.patrons import Address, PatronDetails

LARGEST_FILE = 32 * 2**20
"""Bytes; 200,000 people are near 25 MB."""
_LONGEST = 160


class PatronField(Enum):
    """What a column can say."""

    REFERENCE = "reference"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    PHONE_2 = "phone_2"
    EMAIL = "email"
    EMAIL_2 = "email_2"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    TOWN = "town"
    COUNTRY = "country"
    LANGUAGE = "language"
    NOTE = "note"


_WORDS: Mapping[PatronField, str] = {
    PatronField.REFERENCE: "reference ref id patronid patronnumber patronno customerid "
    "customernumber customerno constituentid contactid accountid accountnumber memberid externalid",
    PatronField.NAME: "name fullname patron patronname customer customername contact contactname",
    PatronField.FIRST_NAME: "firstname first forename givenname",
    PatronField.LAST_NAME: "lastname last surname familyname",
    PatronField.PHONE: "phone phonenumber telephone tel mobile mobilephone cell cellphone phone1",
    PatronField.PHONE_2: "phone2 otherphone homephone workphone secondphone alternatephone",
    PatronField.EMAIL: "email emailaddress mail email1",
    PatronField.EMAIL_2: "email2 otheremail secondemail alternateemail",
    PatronField.STREET: "street address address1 streetaddress addressline1 addressline",
    PatronField.POSTAL_CODE: "postalcode zip zipcode postcode",
    PatronField.TOWN: "town city place locality",
    PatronField.COUNTRY: "country countrycode",
    PatronField.LANGUAGE: "language locale lang preferredlanguage",
    PatronField.NOTE: "note notes comment comments remark remarks",
}
_MEANING = {word: field for field, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class PatronDraft:
    """One person as the list says it."""

    line: int
    reference: str
    details: PatronDetails
    note: str


@dataclass(frozen=True, slots=True)
class PatronsRead:
    """The people of a file; of no use when there are errors among the findings."""

    people: tuple[PatronDraft, ...]
    findings: tuple[Finding, ...]


def read_patrons(
    data: bytes, file: str, mapping: Mapping[PatronField, str] | None = None
) -> PatronsRead:
    """Return the people of a list, and every fault. Raises nothing. ``mapping`` corrects the guess
    of the columns."""
    faults = Faults(file)
    found = decoded(data, faults, LARGEST_FILE)
    if found is None:
        return PatronsRead((), faults.findings())
    text, _ = found
    rows = records(text, best_delimiter(text, lambda header: len(_guess(header, {}))), faults)
    first = next(rows, None)
    if first is None:
        if not faults.errors:
            faults.error("", FaultCode.FILE_EMPTY)
        return PatronsRead((), faults.findings())
    line, header = first[0], tuple(name.strip() for name in first[1])
    at = _columns(header, line, mapping or {}, faults)
    people = tuple(_people(rows, header, at, faults)) if not faults.errors else ()
    return PatronsRead(people, faults.findings())


def _guess(header: Sequence[str], given: Mapping[PatronField, str]) -> dict[PatronField, int]:
    at = {field: list(header).index(name) for field, name in given.items() if name in header}
    taken = set(at.values())
    for place, name in enumerate(header):
        field = _MEANING.get("".join(c for c in name.casefold() if c.isalnum()))
        if field is not None and field not in at and place not in taken:
            at[field] = place
    return at


def _columns(
    header: tuple[str, ...], line: int, given: Mapping[PatronField, str], faults: Faults
) -> dict[PatronField, int]:
    at = _guess(header, given)
    for field, name in given.items():
        if name not in header:
            faults.error("", FaultCode.ORDERS_COLUMN_NOT_THERE, name, field.value, line=line)
    if PatronField.REFERENCE not in at:
        missing = PatronField.REFERENCE.value
        faults.error("", FaultCode.ORDERS_COLUMN_MISSING, missing, line=line)
    if not {PatronField.NAME, PatronField.FIRST_NAME, PatronField.LAST_NAME} & at.keys():
        faults.error("", FaultCode.ORDERS_COLUMN_MISSING, PatronField.NAME.value, line=line)
    for place, name in enumerate(header):
        if place not in at.values():
            faults.warning(name, FaultCode.ORDERS_COLUMN_IGNORED, name, line=line)
    return at


def _people(
    rows: Iterator[tuple[int, list[str]]],
    header: tuple[str, ...],
    at: Mapping[PatronField, int],
    faults: Faults,
) -> Iterator[PatronDraft]:
    seen: dict[str, int] = {}
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < len(header) or any(row[len(header) :]):
            faults.error("", FaultCode.ORDERS_ROW_SHORT, len(row), len(header), line=line)
            continue
        person = _Row(line, row, header, at, faults).person()
        before = seen.setdefault(person.reference, line)
        if person.reference and before != line:
            named = header[at[PatronField.REFERENCE]]
            faults.error(
                named, FaultCode.PATRONS_REFERENCE_TWICE, person.reference, before, line=line
            )
        yield person


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    row: list[str]
    header: tuple[str, ...]
    at: Mapping[PatronField, int]
    faults: Faults

    def person(self) -> PatronDraft:
        """Return the row as a person; its faults are told."""
        parts = self._text(PatronField.FIRST_NAME), self._text(PatronField.LAST_NAME)
        name = self._text(PatronField.NAME) or " ".join(part for part in parts if part)
        if not name:
            self.faults.error(self._named(PatronField.NAME), FaultCode.FIELD_EMPTY, line=self.line)
        phones = (self._reach(PatronField.PHONE), self._reach(PatronField.PHONE_2))
        emails = (self._reach(PatronField.EMAIL), self._reach(PatronField.EMAIL_2))
        reference = self._text(PatronField.REFERENCE)
        if not reference:
            named = self._named(PatronField.REFERENCE)
            self.faults.error(named, FaultCode.FIELD_EMPTY, line=self.line)
        details = PatronDetails(
            name=name,
            phones=tuple(phone for phone in phones if phone),
            emails=tuple(email for email in emails if email),
            address=Address(
                self._text(PatronField.STREET),
                self._text(PatronField.POSTAL_CODE),
                self._text(PatronField.TOWN),
                self._text(PatronField.COUNTRY),
            ),
            language=self._text(PatronField.LANGUAGE),
        )
        return PatronDraft(self.line, reference, details, self._text(PatronField.NOTE, 500))

    def _named(self, field: PatronField) -> str:
        place = self.at.get(field)
        return field.value if place is None else self.header[place]

    def _raw(self, field: PatronField) -> str:
        place = self.at.get(field)
        return "" if place is None else self.row[place].strip()

    def _text(self, field: PatronField, longest: int = _LONGEST) -> str:
        try:
            return checked_text(field.value, self._raw(field), longest=longest)
        except CardNumberRefused:
            self.faults.error(self._named(field), FaultCode.CARD_NUMBER, line=self.line)
        except TextRefused:
            self.faults.error(self._named(field), FaultCode.FIELD_TOO_LONG, longest, line=self.line)
        return ""

    def _reach(self, field: PatronField) -> str:
        phone = field in (PatronField.PHONE, PatronField.PHONE_2)
        raw = self._raw(field)
        try:
            return checked_phone(raw) if phone else checked_email(raw)
        except CardNumberRefused:
            self.faults.error(self._named(field), FaultCode.CARD_NUMBER, line=self.line)
        except ContactRefused:
            self.faults.error(self._named(field), FaultCode.PATRONS_NO_CONTACT, raw, line=self.line)
        except TextRefused:
            self.faults.error(
                self._named(field), FaultCode.FIELD_TOO_LONG, _LONGEST, line=self.line
            )
        return ""
