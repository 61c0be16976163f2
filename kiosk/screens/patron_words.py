"""How people are said on screens: in rows, in lines of a page, by codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.patrons import CONTACT_WORDS, LIKE_WORDS, NEED_WORDS
from pos.views.patrons import Address, ContactBy, Like, Need

if TYPE_CHECKING:
    from kiosk.widgets.tiles import ListRow
    from pos.views.patrons import OrderPerson, PatronDetails, PatronRow
    from printing.words import Words


def say_row(widget: ListRow, row: PatronRow, words: Words) -> None:
    """Show what tells two of one name apart, and no more."""
    phone = words("phone …{digits}", digits=row.phone_last4) if row.phone_last4 else ""
    parts = (row.town, phone, row.email_masked, row.number)
    under = " · ".join(part for part in parts if part)
    widget.say(row.name or words("Erased"), under, mark=row.rank, mark_colour="accent")


def say_by_orders(widget: ListRow, person: OrderPerson, words: Words) -> None:
    """Show somebody who is known by orders alone, and by which."""
    phone = words("phone …{digits}", digits=person.phone_last4) if person.phone_last4 else ""
    parts = (phone, person.email_masked, *person.numbers)
    many = words.plural("{n} order, no patron", "{n} orders, no patron", len(person.orders))
    name = person.name or words("Nobody named")
    widget.say(name, " · ".join(part for part in parts if part), mark=many)


def needs_words(needs: frozenset[Need], words: Words) -> str:
    """Return needs in their order."""
    return ", ".join(words(NEED_WORDS[each].text) for each in Need if each in needs)


def likes_words(likes: frozenset[Like], words: Words) -> str:
    """Return likes in their order."""
    return ", ".join(words(LIKE_WORDS[each].text) for each in Like if each in likes)


def address_words(address: Address) -> str:
    """Return an address in one line."""
    town = " ".join(part for part in (address.postal_code, address.town) if part)
    return ", ".join(part for part in (address.street, town, address.country) if part)


def known_lines(details: PatronDetails, words: Words) -> tuple[tuple[str, str], ...]:
    """Return (what, how it stands) of everything that is known of a person."""
    by = words(CONTACT_WORDS[details.contact_by].text)
    lines = (
        (words("Phone"), ", ".join(details.phones)),
        (words("E-mail"), ", ".join(details.emails)),
        (words("Address"), address_words(details.address)),
        (words("Language"), details.language),
        (words("Contact"), by if details.contact_by is not ContactBy.ANY else ""),
        (words("Likes"), likes_words(details.likes, words)),
        (words("Needs"), needs_words(details.needs, words)),
    )
    return tuple(line for line in lines if line[1])
