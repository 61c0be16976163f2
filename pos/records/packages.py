"""Subscription series as they were sold: what a renewal or a swap of dates starts from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackageSold:
    """A series that was sold in an order: ``code`` and ``name`` as the season had them then, to
    ``quantity`` people who came together. Two of the same series in an order are two of these."""

    package_id: str
    order_id: str
    code: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PackageAdded:
    """Dates that were added to a series (``adds_to``) after it was sold: ``package_id`` has their
    tickets, in an order of their own, its people numbered as they are there."""

    package_id: str
    adds_to: str


@dataclass(frozen=True, slots=True)
class PackageTicket:
    """A ticket that was sold as part of a series; ``number``: whose of its people, from 1. What is
    printed or seated again in its place belongs to it too."""

    ticket_id: str
    package_id: str
    number: int
