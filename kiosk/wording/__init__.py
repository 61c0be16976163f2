"""The tables of words behind ``kiosk/messages.py``: codes on the left, English sentences on the
right."""
