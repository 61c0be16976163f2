"""What may leave on the ticket path of an FGL printer, byte for byte.

A last look at a finished ticket before its first byte leaves: it knows nothing of who made it. Only
commands that lay out one ticket pass, and the one that ends it; not those that write the printer's
flash memory, change how it reports, print copies or keep the page (hardware facts 1.3, 1.4: wear,
two to three deaf seconds, and with ``<S3>`` no acknowledgement any more). Payloads are passed over
by their declared length, so ``<ppe>`` among dots is dots and ``<ppe>`` behind them is refused.

Source: hardware facts 1.3 to 1.5 (documented). ``<CB><RC10,20>Seat<p>`` passes; ``<RO>`` does not.
"""

from __future__ import annotations

import re

LAYOUT: dict[bytes, tuple[int, int]] = {
    **dict.fromkeys((b"CB", b"NR", b"RR", b"RU", b"RL", b"EI", b"DI", b"BI"), (0, 0)),
    **dict.fromkeys((b"RC", b"HW", b"BS", b"BX"), (2, 2)),
    **dict.fromkeys((b"F", b"SD", b"LT", b"HX", b"VX", b"X"), (1, 1)),
}
"""Commands without a payload: fewest and most numbers."""

ENDS = frozenset({b"p", b"q"})
"""Print and cut, print without cut."""

WRAPPED: dict[bytes, tuple[int, int, bytes]] = {
    **dict.fromkeys((b"CTR", b"RTJ"), (1, 1, b"~~")),
    b"QR": (0, 4, b"{}"),
    **dict.fromkeys((b"OL", b"OP", b"oL", b"oP"), (0, 1, b"^^")),
    **dict.fromkeys((b"FL", b"FP", b"fL", b"fP"), (0, 1, b"::")),
    **dict.fromkeys((b"NL", b"NP", b"nL", b"nP"), (0, 1, b"**")),
}
"""Commands whose data stands between delimiters: fewest and most numbers, the delimiters. Without
the closing one the printer would read the commands behind it as data."""

_STRIPS = re.compile(rb"(?:<RC\d{1,4},\d{1,4}>)?<([gG])(\d{1,5})>")
_COMMAND = re.compile(rb"([ -;=?-~]*)<([A-Za-z]{1,3})(\d{1,5}(?:,\d{1,5}){0,3})?>")
_HEX = b"0123456789ABCDEFabcdef"
_LONGEST_WRAPPED = 512


def why_not(ticket: bytes) -> str | None:
    """Return what is wrong with the bytes of one ticket, or None when they may leave.

    The answer is for our own log: what it names is a fault of the program, not of the printer.
    """
    at, end = 0, len(ticket)
    while at < end:
        if strip := _STRIPS.match(ticket, at):
            at = strip.end() + int(strip[2])
            if at > end:
                return f"dots beyond the end of the ticket at byte {strip.start()}"
            if strip[1] == b"g" and not _is_hex(ticket[strip.end() : at]):
                return f"dots that are not hexadecimal at byte {strip.start()}"
        elif (command := _COMMAND.match(ticket, at)) is None:
            return f"neither text nor a command at byte {at}"
        elif command[2] in ENDS:
            return _at_the_end(ticket, command)
        elif command[2] in LAYOUT:
            if not _counted(command, *LAYOUT[command[2]]):
                return f"{_named(command)} has too many or too few numbers"
            at = command.end()
        elif command[2] in WRAPPED:
            at = _behind_wrapped(ticket, command)
            if not at:
                return f"{_named(command)} is not followed by data in its delimiters"
        elif command[1] and command[2] in (b"g", b"G"):
            at = command.start(2) - 1  # text in front of dots
        else:
            return f"{_named(command)} is not a command of a ticket"
    return "no end of the ticket"


def _named(command: re.Match[bytes]) -> str:
    """Return which command it is and where; never its text or data, which a log may not hold."""
    return f"<{command[2].decode('ascii')}> at byte {command.start(2) - 1}"


def _at_the_end(ticket: bytes, command: re.Match[bytes]) -> str | None:
    if command[3]:
        return f"{_named(command)} has numbers"
    if command.end() != len(ticket):
        return f"bytes behind the end of the ticket at byte {command.end()}"
    return None


def _counted(command: re.Match[bytes], fewest: int, most: int) -> bool:
    numbers = command[3]
    return fewest <= (numbers.count(b",") + 1 if numbers else 0) <= most


def _behind_wrapped(ticket: bytes, command: re.Match[bytes]) -> int:
    """Return the place behind the closing delimiter, 0 when the data is not as it has to be."""
    fewest, most, (opening, closing) = WRAPPED[command[2]]
    start = command.end()
    if not _counted(command, fewest, most) or ticket[start : start + 1] != bytes((opening,)):
        return 0
    end = ticket.find(closing, start + 1, start + _LONGEST_WRAPPED)
    data = ticket[start + 1 : max(end, start + 1)]
    if not data or opening in data or not _PLAIN.fullmatch(data):
        return 0
    return end + 1


_PLAIN = re.compile(rb"[ -;=?-~]+")


def _is_hex(dots: bytes) -> bool:
    return len(dots) % 2 == 0 and not dots.translate(None, _HEX)
