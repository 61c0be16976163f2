"""Printer drivers: prepared bytes out, the printer's own word back."""
