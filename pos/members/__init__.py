"""Memberships after they were sold: terms, cards, what is left of their benefits."""
