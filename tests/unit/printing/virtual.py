"""The virtual printers' eyes: the paper that a job's very bytes make."""

from __future__ import annotations

from PIL.Image import Image

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
