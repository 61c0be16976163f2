"""What the devices of a window are called, in window.toml and everywhere else."""

from __future__ import annotations

TICKET_PRINTER = "ticket_printer"
RECEIPT_PRINTER = "receipt_printer"
CASH_DRAWER = "cash_drawer"
BADGE_READER = "badge_reader"
SCANNER = "scanner"
CHECK_READER = "check_reader"
CUSTOMER_DISPLAY = "customer_display"
PAYMENT_TERMINAL = "payment_terminal"
PRINTERS = (TICKET_PRINTER, RECEIPT_PRINTER)
DEVICES = (
    *PRINTERS,
    CASH_DRAWER,
    PAYMENT_TERMINAL,
    BADGE_READER,
    SCANNER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
)
