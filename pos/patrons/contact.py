"""Phones and e-mail addresses: told apart, checked, compared, and shown in part."""

from __future__ import annotations

import re

from pos.errors import ContactRefused
from pos.text import checked_text, folded

PHONE_LONGEST = 40
EMAIL_LONGEST = 200
_FEWEST_DIGITS = 5
_MOST_DIGITS = 15
"""Of an international number (ITU-T E.164)."""
_PHONE = re.compile(r"[+0-9()/.\-\s]*[0-9][+0-9()/.\-\s]*(?:(?:x|ext\.?)\s*[0-9]{1,6})?", re.I)
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


def checked_phone(text: str) -> str:
    """Return a phone number as it was typed, or "".

    Raises:
        ContactRefused: It is none.
        TextRefused, CardNumberRefused: As named.
    """
    text = checked_text("phone", text, longest=PHONE_LONGEST)
    if text and not (
        _PHONE.fullmatch(text) and _FEWEST_DIGITS <= len(digits_of(text)) <= _MOST_DIGITS
    ):
        raise ContactRefused(field="phone")
    return text


def checked_email(text: str) -> str:
    """Return an e-mail address as it was typed, or "". Raises as ``checked_phone``."""
    text = checked_text("email", text, longest=EMAIL_LONGEST)
    if text and not _EMAIL.fullmatch(text):
        raise ContactRefused(field="email")
    return text


def told_apart(contact: str) -> tuple[str, str]:
    """Return (phone, e-mail) of what was typed into one field; one of them is empty, or both.
    Raises as ``checked_phone``."""
    if "@" in contact:
        return "", checked_email(contact)
    return checked_phone(contact), ""


def digits_of(phone: str) -> str:
    """Return the digits of a number without what was dialled after it."""
    return "".join(c for c in re.split(r"x|ext", phone, maxsplit=1, flags=re.I)[0] if c.isdigit())


def phone_key(phone: str) -> str:
    """Return what two ways of writing one number have in common: its last nine digits, or all."""
    return digits_of(phone)[-9:]


def email_key(email: str) -> str:
    """Return what two ways of writing one address have in common."""
    return folded(email)


def last_four(phone: str) -> str:
    """Return the last four digits of a number, empty where it is too short to hide anything."""
    digits = digits_of(phone)
    return digits[-4:] if len(digits) > _FEWEST_DIGITS else ""


def masked(email: str) -> str:
    """Return an address with one letter of who it is: ``m***@example.org``."""
    who, at, where = email.partition("@")
    return f"{who[:1]}***@{where}" if at else ""
