"""What is typed about a person, checked and kept: a state of their details, and what they are found
by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.patrons.contact import checked_email, checked_phone, email_key, phone_key
from pos.patrons.rows import lines
from pos.records import PatronDetail
from pos.text import checked_text
from pos.views.patrons import Address, PatronDetails

if TYPE_CHECKING:
    from pos.ids import Ids
    from pos.ports.storage import UnitOfWork
    from pos.views.people import SessionView
    from pos.window import Window

NAME_LONGEST = 120
ADDRESS_LONGEST = 160
MOST_CONTACTS = 5


def checked_details(details: PatronDetails) -> PatronDetails:
    """Return details as they may be kept. Raises TextRefused, CardNumberRefused, ContactRefused."""
    phones = (checked_phone(phone) for phone in details.phones[:MOST_CONTACTS])
    emails = (checked_email(email) for email in details.emails[:MOST_CONTACTS])
    address = details.address
    return PatronDetails(
        name=checked_text("name", details.name, longest=NAME_LONGEST, required=True),
        phones=tuple(dict.fromkeys(phone for phone in phones if phone)),
        emails=tuple(dict.fromkeys(email for email in emails if email)),
        address=checked_address(address),
        language=checked_text("language", details.language, longest=16),
        contact_by=details.contact_by,
        likes=details.likes,
        needs=details.needs,
    )


def checked_address(address: Address) -> Address:
    """Return an address as it may be kept. Raises TextRefused, CardNumberRefused."""

    def part(text: str) -> str:
        return checked_text("address", text, longest=ADDRESS_LONGEST)

    return Address(
        part(address.street), part(address.postal_code), part(address.town), part(address.country)
    )


def keep_details(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    patron_id: str,
    seq: int,
    details: PatronDetails,
) -> None:
    """Add a state of somebody's details, and let them be found by it."""
    address = details.address
    detail = PatronDetail(
        detail_id=ids.new(),
        patron_id=patron_id,
        seq=seq,
        window_id=window.window_id,
        user_id=session.user_id,
        at=uow.now(),
        name=details.name,
        phones="\n".join(details.phones),
        emails="\n".join(details.emails),
        street=address.street,
        postal_code=address.postal_code,
        town=address.town,
        country=address.country,
        language=details.language,
        contact_by=details.contact_by.value,
        likes=",".join(sorted(each.value for each in details.likes)),
        needs=",".join(sorted(each.value for each in details.needs)),
    )
    uow.add(detail)
    find_by(uow, detail)


def content_of(details: PatronDetails) -> tuple[object, ...]:
    """Return the details in an order of their own, by which a repeated command is known."""
    sets = (sorted(each.value for each in of) for of in (details.likes, details.needs))
    how = (details.language, details.contact_by, *sets)
    return (details.name, details.phones, details.emails, details.address, *how)


def find_by(uow: UnitOfWork, detail: PatronDetail) -> None:
    """Let a person be found by, and told from others by, these details."""
    keys = [("phone", phone_key(phone)) for phone in lines(detail.phones)]
    keys += [("email", email_key(email)) for email in lines(detail.emails)]
    uow.patrons.keep_keys(detail.patron_id, keys)
    if not detail.name:
        uow.finding.take_out("patron", detail.patron_id)
        return
    number = uow.patrons.patron(detail.patron_id).number
    reach = (lines(detail.phones), lines(detail.emails))
    uow.finding.put("patron", detail.patron_id, (detail.name,), (number,), *reach)
