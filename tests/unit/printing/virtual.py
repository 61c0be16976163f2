"""The virtual printers' eyes: the paper that a job's very bytes make."""

from __future__ import annotations

from PIL.Image import Image

from hardware.simulators import escpos_tokens
from hardware.simulators.escpos_drawing import DRAWING as DRAW_ON_ROLL
from hardware.simulators.escpos_roll import Roll, RollPaper
from hardware.simulators.escpos_tokens import EscposTokens, Rows
from hardware.simulators.fgl_drawing import DRAWING, draw_wrapped
from hardware.simulators.fgl_page import FglPage, Stock
from hardware.simulators.fgl_tokens import Do, Dots, FglTokens, Say, Wrapped

_NOT_DRAWING = frozenset({"CB", "p", "g", "G", "QR"})


def a_ticket_of(job: bytes, stock: Stock) -> Image:
    """Return the ticket, black on white; fails on what the virtual printer would not understand."""
    page = FglPage(stock)
    for token in FglTokens().feed(job):
        if isinstance(token, Say):
            page.text(token.data)
        elif isinstance(token, Dots):
            page.dots(token.data)
        elif isinstance(token, Wrapped):
            draw_wrapped(page, token)
        else:
            assert isinstance(token, Do), token
            if token.name not in _NOT_DRAWING:
                DRAWING[token.name](page, token)
    assert page.pen.clipped == []
    return page.paper().convert("L")


def a_receipt_of(job: bytes, paper: RollPaper) -> Image:
    """Return the paper up to the cut, black on white; fails on what the virtual printer would not
    understand."""
    roll = Roll(paper)
    pending: list[bytes] = []
    shape = (0, 0)
    for token in EscposTokens().feed(job):
        if isinstance(token, escpos_tokens.Say):
            roll.say(token.data)
        elif isinstance(token, Rows):
            pending.append(token.data)
            if sum(map(len, pending)) == shape[0] * shape[1]:
                roll.picture(shape[0], b"".join(pending))
                pending = []
        else:
            assert isinstance(token, escpos_tokens.Do), token
            if token.name == "GS v 0":
                across, down = token.data[1:3], token.data[3:5]
                shape = int.from_bytes(across, "little"), int.from_bytes(down, "little")
            elif token.name == "ESC @":
                roll.initialise()
            elif token.name not in ("GS a", "GS V"):
                DRAW_ON_ROLL[token.name](roll, token.data)
    return roll.take().convert("L")
