"""People who come: who they are, how they are reached, whom they belong to, and who looked.

Names, addresses and everything else that tells who somebody is may be emptied once a person was
erased (``Erased``), and in no other way; see ``pos/storage/erasing.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Patron:
    """Somebody was written down. ``external_ref``: who they are in the list they came from."""

    patron_id: str
    number: str
    window_id: str
    user_id: str
    at: datetime
    external_ref: str = ""


@dataclass(frozen=True, slots=True)
class PatronDetail:
    """What is known of a person from ``at`` on; the row with the largest ``seq`` counts, of two the
    one with the smallest id. ``phones``, ``emails``: one a line, the first one is asked first.
    ``contact_by``: a ``ContactBy``. ``likes``, ``needs``: codes of ``Like`` and ``Need``, with
    commas between them."""

    detail_id: str
    patron_id: str
    seq: int
    window_id: str
    user_id: str
    at: datetime
    name: str
    phones: str = ""
    emails: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = ""
    language: str = ""
    contact_by: str = ""
    likes: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class PatronNote:
    """Something that somebody wrote about a person."""

    note_id: str
    patron_id: str
    text: str
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PatronMerge:
    """Two records are one person: ``patron_id`` belongs to ``into_id`` from now on; empty: to
    itself again. The row with the largest ``seq`` counts, of two the one with the smallest id."""

    merge_id: str
    patron_id: str
    into_id: str
    seq: int
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Household:
    """What a household is called, who heads it and where it lives; the row with the largest ``seq``
    counts, of two the one with the smallest id."""

    state_id: str
    household_id: str
    seq: int
    name: str
    head_id: str
    street: str
    postal_code: str
    town: str
    country: str
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """A person belongs to a household; empty: to none. The row with the largest ``seq`` counts, of
    two the one with the smallest id."""

    member_id: str
    patron_id: str
    household_id: str
    seq: int
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderPatron:
    """Whose an order is; empty: nobody's. The row with the largest ``seq`` counts, of two the one
    with the smallest id."""

    link_id: str
    order_id: str
    patron_id: str
    seq: int
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PatronLook:
    """Somebody saw a person's data: ``screen`` says where, or ``export``."""

    look_id: str
    patron_id: str
    screen: str
    window_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """What tells who somebody is was taken out of this: ``kind`` and id of a person, a household,
    an order, a certificate or account."""

    kind: str
    subject_id: str
    patron_id: str
    window_id: str
    user_id: str
    at: datetime
