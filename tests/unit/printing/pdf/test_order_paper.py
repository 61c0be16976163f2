"""An order on paper, with its signature."""

from __future__ import annotations

import io

from pypdf import PdfReader

from printing.fonts import FontSource
from printing.pdf.order_paper import OrderPaper, PaperEvent, PaperPart, order_paper_pdf

SIGNED = PaperEvent(
    "2 tickets handed out", "Sat, Nov 21 · Ada", (((0, 0), (1000, 300)), ((5, 5),)), (1000, 300)
)
PAPER = OrderPaper(
    "Willamette Bridge Symphony",
    ("100 SW River Street",),
    "Order WEB-4102",
    ("Nguyễn Thị Hoa · Web", "Picked up by 王小明"),
    (PaperPart("Bought", "Amount", (("Orchestra H 9", "$128.00"),), ("Total", "$128.00")),),
    "What happened",
    (PaperEvent("Ordered", "Thu, Nov 12"), SIGNED),
)


def test_it_says_what_was_bought_and_draws_how_it_was_signed_for(fonts: FontSource) -> None:
    made = order_paper_pdf(PAPER, fonts)
    assert made == order_paper_pdf(PAPER, fonts)
    (page,) = PdfReader(io.BytesIO(made)).pages
    text = " ".join(page.extract_text().split())
    for part in ("Order WEB-4102", "Nguyễn Thị Hoa", "by WangXiaoMing", "$128.00", "handed out"):
        assert part in text
    lines = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
    assert "0 48 m 160 0 l" in lines  # from corner to corner of its field
