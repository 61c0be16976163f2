"""The counter: what is sold beside seats, by touch."""

from __future__ import annotations

from kiosk.widgets.painted import Painted
from tests.ui.window_kit import WindowKit


def test_goods_a_gift_and_a_membership_by_touch(window: WindowKit) -> None:
    window.open_till("Ana Castle")
    window.tap("cart.more")
    window.tap("counter.article.programme")
    window.tap("cart.extra_more.0")
    assert window.text("cart.total") == "$12.00"
    window.tap("cart.extra_fewer.0")
    assert window.text("cart.total") == "$6.00"
    window.tap("cart.round_up")
    assert window.text("cart.total") == "$10.00"
    assert not window.sees("cart.round_up")

    window.tap("counter.part.donation")
    window.tap("counter.fund.scholarships")
    window.tap("counter.sum.2500")
    window.tap("counter.give")
    assert window.text("cart.total") == "$35.00"

    window.tap("counter.part.membership")
    window.fill("counter.member_name", "Nguyễn Thị Hoa")
    window.tap("counter.level.friend")
    assert window.text("cart.total") == "$110.00"
    assert window.text("counter.member_name") == ""
    told = " ".join(window.texts())
    assert "Membership: Friend" in told or window.sees("cart.extra.3")

    theme_mm = 12
    for name in ("cart.round_up", "counter.back", "counter.part.goods", "counter.level.friend"):
        for part in window.shell.findChildren(Painted, name):
            if part.isVisible():
                assert part.height() >= part.touch_side - 1, (name, theme_mm)
                assert part.accessibleName()
    window.tap("counter.back")
    assert not window.sees("counter")
    window.tap("cart.pay.cash")
    assert window.text("pay.bought") == "4 items"
