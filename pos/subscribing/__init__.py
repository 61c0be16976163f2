"""Subscriptions from one season to the next: whose seats are kept, until when, and what became of
it."""
