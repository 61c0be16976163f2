from __future__ import annotations

from kiosk.presenters.cart_series import SeriesWatch, in_groups, with_person
from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money
from pos.views.pricing import PriceStep, StepKind
from pos.views.selling import CartLine, CartView
from pos.views.subscriptions import InPackage


def line(line_id: str, instance: str = "", number: int = 1, *, whole: bool = True) -> CartLine:
    off = Money(500) if instance and whole else Money(0)
    return CartLine(
        line_id=line_id,
        performance_id=PerformanceId(line_id),
        seat_id=None,
        section="",
        row="",
        number="",
        zone_id=ZoneId("z"),
        zone="Zone",
        price_type_id=PriceTypeId("adult"),
        price_type="Adult",
        face=Money(4_000) - off,
        fee=Money(300),
        steps=(PriceStep(StepKind.PACKAGE, "TRIO", "Trio", off),) if off else (),
        package=InPackage(instance, number, "TRIO", "Trio", whole) if instance else None,
    )


def cart(*lines: CartLine) -> CartView:
    return CartView(CartId("c"), "USD", lines)


def test_lines_of_a_series_stand_together_where_the_first_one_stands() -> None:
    lines = (line("a"), line("b", "i"), line("c"), line("d", "j"), line("e", "i"))
    assert [each.line_id for each in in_groups(lines)] == ["a", "b", "e", "c", "d"]


def test_what_a_series_saves_and_what_it_costs_more_when_a_date_is_gone() -> None:
    watch = SeriesWatch()
    first = [line("a", "i", 1), line("b", "i", 1), line("c", "i", 1)]
    second = [line("d", "i", 2), line("e", "i", 2), line("f", "i", 2)]
    (group,) = watch.groups(cart(*first, *second, line("x")))
    assert (group.people, group.broken, group.saved, group.lost) == (2, 0, Money(3_000), Money(0))
    single = [line(each.line_id, "i", 1, whole=False) for each in first[:2]]
    broken = cart(*single, *second)
    for _ in range(2):  # it is said for as long as it lies there
        (group,) = watch.groups(broken)
        assert (group.people, group.broken) == (1, 1)
        assert (group.saved, group.lost) == (Money(1_500), Money(1_000))
    (group,) = watch.groups(cart(*first, *second))
    assert (group.broken, group.lost) == (0, Money(0))
    assert watch.groups(cart()) == ()


def test_a_price_type_is_for_all_tickets_of_one_person() -> None:
    lines = (line("a", "i", 1), line("b", "i", 2), line("c", "i", 1), line("d"))
    assert with_person(lines, "a") == ("a", "c")
    assert with_person(lines, "d") == ("d",)
    assert with_person(lines, "gone") == ("gone",)


def test_two_of_a_series_are_two_groups() -> None:
    groups = SeriesWatch().groups(cart(line("a", "i"), line("b"), line("c", "j")))
    assert [(group.instance, group.line_ids) for group in groups] == [("i", ("a",)), ("j", ("c",))]
