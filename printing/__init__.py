"""Documents to bytes: tickets, receipts and reports. Pure: no I/O, no clock, no database. See
README.md."""
