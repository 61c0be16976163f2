from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pos.catalogue import season_reading
from pos.catalogue.plan_reading import PlanRead, read_plan
from pos.catalogue.season_reading import SeasonRead, read_season
from pos.catalogue.stable_ids import performance_id, price_type_id, zone_id
from pos.money import Money
from pos.views.catalogue import SeatKind, StageSide
from pos.views.paying_rules import LAUNCH_RULES, CashRounding, PayingRules
from pos.views.season import PromoKind, Season
from pos.views.seat_features import SeatFeature, SeatFeatures
from tests.unit.pos.catalogue.golden import BAD, bad_files, check

GOOD = Path(__file__).parent / "good"
TONIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # six in the evening of the 21st at the venue
PACIFIC = ZoneInfo("America/Los_Angeles")


def plan_of(file: str) -> PlanRead | None:
    for folder in (GOOD, BAD):
        if (folder / file).exists():
            return read_plan((folder / file).read_bytes(), file)
    return None


def read(data: bytes, now: datetime = TONIGHT) -> SeasonRead:
    return read_season(data, "season.toml", now=now, plan_of=plan_of)


def edited(old: str, new: str) -> bytes:
    text = (GOOD / "season.toml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new).encode()


@pytest.fixture(scope="module")
def season() -> Season:
    found = read((GOOD / "season.toml").read_bytes())
    assert found.findings == ()
    assert found.season is not None
    return found.season


@pytest.mark.parametrize("bad", bad_files("season_*.toml"), ids=lambda path: path.stem)
def test_each_fault_is_listed_with_its_place(bad: Path) -> None:
    found = read_season(bad.read_bytes(), bad.name, now=TONIGHT, plan_of=plan_of)
    assert found.season is None
    assert any(finding.severity == "error" for finding in found.findings)
    check(bad, found.findings)


def test_a_venue_says_how_it_wants_its_paper(season: Season) -> None:
    assert (season.venues[0].reprints_say_duplicate, season.venues[0].ticket_stock_low) == (
        True,
        100,
    )
    said = 'refund_policy = "No refunds."\nreprints_say_duplicate = false\nticket_stock_low = 0'
    found = read(edited('refund_policy = "No refunds."', said)).season
    assert found is not None
    assert (found.venues[0].reprints_say_duplicate, found.venues[0].ticket_stock_low) == (False, 0)


def test_a_hall_says_where_its_stage_is(season: Season) -> None:
    assert [hall.view.outlook.stage for hall in season.halls] == [None, None]
    plan = 'plan = "small-hall.json"'
    found = read(edited(plan, f'{plan}\nstage = "left"')).season
    assert found is not None
    (hall, _) = found.halls
    assert hall.view.outlook.stage is hall.rules.stage is StageSide.LEFT
    before = {seat.guid: seat.rank for seat in season.halls[0].view.seats}
    assert {seat.guid: seat.rank for seat in hall.view.seats} != before


def test_a_hall_is_more_than_boxes() -> None:
    """A section of nothing but accessible places is nothing beside them."""
    plan, wheels = 'plan = "small-hall.json"', 'section = "Floor"\nrows = ["C"]\nnumbers = "1, 8"'
    for boxes, more in (('"Floor", "Gallery"', wheels), ('"Floor"', 'section = "Gallery"')):
        text = edited(plan, f"{plan}\nboxes = [{boxes}]").decode()
        assert wheels in text
        (told,) = read(text.replace(wheels, more).encode()).findings
        assert (told.code, told.subject) == (
            "season.all_boxes",
            "season.toml:20 halls[0].boxes",
        )
    assert read(edited(plan, f'{plan}\nboxes = ["Gallery"]')).findings == ()


def test_wheelchair_places_are_sold_at_the_price_of_a_zone_that_has_none() -> None:
    """Two of thirty seats, and fourteen of thirty are behind where no wheelchair comes."""

    def found(*more: str) -> SeasonRead:
        chairs = 'rows = ["C"]\nnumbers = "1, 8"'
        rules = [f'kind = "wheelchair"\nguids = ["F-A-8"]\n{each}' for each in more]
        extra = "".join(f"\n\n[[halls.seat_kinds]]\n{each}" for each in rules)
        return read(edited(chairs, 'rows = ["A"]\nnumbers = "1, 8"' + extra))

    (told,) = found().findings
    assert (told.severity, told.code) == ("warning", "season.level_accessible")
    assert (told.subject, told.evidence) == ("season.toml:15 halls[0]", ("Rear", "0", "1"))
    enough = found('priced_as = "Rear"')
    assert enough.findings == ()
    assert enough.season is not None
    seats = {seat.guid: seat.zone_id for seat in enough.season.halls[0].view.seats}
    assert seats["F-A-8"] == zone_id("hall", "Rear")
    assert {seats["F-A-1"], seats["F-A-7"]} == {zone_id("hall", "Front")}
    wrong = {
        ('priced_as = "Middle"',): "season.zone_unknown",
        ('priced_as = "Rear"', 'priced_as = "Front"'): "season.seat_twice",
    }
    for rules, code in wrong.items():
        assert [finding.code for finding in found(*rules).findings] == [code]
    companions = 'guids = ["F-C-2", "F-C-7"]'
    for price, codes in (("20.00", []), ("20.01", ["season.priced_dearer"])):
        rear = edited(companions, companions.replace("F-C", "F-A") + '\npriced_as = "Rear"')
        priced = rear.replace(b'student = "15.00"', f'student = "{price}"'.encode())
        assert [told.code for told in read(priced).findings if told.severity == "error"] == codes
    pillar = f'{companions}\n\n[[halls.seat_kinds]]\nkind = "restricted"\nguids = ["G-A-1"]'
    (refused,) = read(edited(companions, f'{pillar}\npriced_as = "Front"')).findings
    assert refused.code == "field.conflict"


def test_a_venue_has_no_less_than_no_paper() -> None:
    found = read(
        edited('refund_policy = "No refunds."', 'refund_policy = ""\nticket_stock_low = -1')
    )
    (finding,) = found.findings
    assert finding.code == "field.out_of_range"


EVERY_RULE = """languages = ["en"]

[venues.paying]
cash_rounding = "nickel"
check_stale_days = 90
check_clears_days = 5
check_return_fee = "35.00"
certificate_months = 60
promotional_months = 6
cash_out_below = "10.00"
cash_out_after_use = false
code_tries = 3
give_back_limit = "150.00"
signature_line = true
inspection_days = 1
offline_cards = true
offline_per_sale = "50.00"
offline_per_terminal = "500.00"
offline_hours = 4
"""


def test_a_venue_says_its_rules_about_money() -> None:
    found = read(edited('languages = ["en"]', EVERY_RULE)).season
    assert found is not None
    assert found.venues[0].paying == PayingRules(
        CashRounding.NICKEL, 90, 5, 3_500, 60, 6, 1_000, False, 3, 15_000,
        True, 1, True, 5_000, 50_000, 4,
    )  # fmt: skip


def test_a_venue_that_says_nothing_of_money_has_the_usual_rules(season: Season) -> None:
    assert season.venues[0].paying == LAUNCH_RULES


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('cash_rounding = "penny"', "field.not_one_of"),
        ("check_return_fee = 25.0", "field.wrong_type"),
        ('cash_out_below = "-5.00"', "field.out_of_range"),
        ('cash_out_below = "5.001"', "field.not_an_amount"),
        ("code_tries = 0", "field.out_of_range"),
        ("offline_hours = 1000", "field.out_of_range"),
        ('offline_per_sale = "3000.00"', "field.out_of_range"),
        ('cash_out_after_use = "yes"', "field.wrong_type"),
        ("cash_rouding = 1", "field.unknown"),
    ],
)
def test_a_rule_about_money_that_is_wrong_is_named(rule: str, code: str) -> None:
    said = f'languages = ["en"]\n\n[venues.paying]\n{rule}\n'
    found = read(edited('languages = ["en"]', said))
    assert found.season is None
    (finding,) = found.findings
    assert finding.code == code
    assert "venues[0].paying" in finding.subject


def test_the_first_venue_is_the_windows_own(season: Season) -> None:
    assert season.company == "Small Players"
    assert season.currency == "USD"
    assert season.venues[0].cutoff_hour == 4


def test_halls_come_from_plans_or_from_a_number(season: Season) -> None:
    hall, studio = (hall.view for hall in season.halls)
    assert (len(hall.seats), hall.places, hall.venue) == (30, 0, "Small House")
    assert (len(studio.seats), studio.places) == (0, 20)
    assert [zone.name for zone in studio.zones] == ["General admission"]


def test_seat_kinds_by_range_and_by_id(season: Season) -> None:
    kinds = {seat.guid: seat.kind for seat in season.halls[0].view.seats}
    special = {guid: kind for guid, kind in kinds.items() if kind is not SeatKind.ORDINARY}
    assert special == {
        "F-C-1": SeatKind.WHEELCHAIR,
        "F-C-8": SeatKind.WHEELCHAIR,
        "F-C-2": SeatKind.COMPANION,
        "F-C-7": SeatKind.COMPANION,
    }


def test_what_seats_offer_holds_together(season: Season) -> None:
    plan = 'rows = ["C"]\nnumbers = "1, 8"'
    row = '[[halls.features]]\nsection = "Floor"\nrows = ["A"]\nhas = ["gradient"]\nsteps = 3'
    seat = '[[halls.features]]\nguids = ["F-A-1"]\nhas = ["transfer"]\nsteps = 3'
    found = read(edited(plan, f"{plan}\n\n{row}\n\n{seat}")).season
    assert found is not None
    view, gradient = found.halls[0].view, SeatFeature.GRADIENT
    said = {s.guid: view.features_of(s.seat_id) for s in view.seats if s.row != "C"}
    assert said["F-A-1"] == SeatFeatures((SeatFeature.TRANSFER, gradient), 3)
    assert said["F-A-2"] == SeatFeatures((gradient,), 3)
    assert not any(features for guid, features in said.items() if not guid.startswith("F-A-"))
    assert season.halls[0].view.features == ()


def test_the_price_shown_includes_the_fee(season: Season) -> None:
    prices = {(p.zone_id, p.price_type_id): p for p in season.performances[0].prices}
    adult = prices[zone_id("hall", "Front"), price_type_id("adult")]
    assert (adult.all_in, adult.face, adult.fee) == (Money(4500), Money(4200), Money(300))


def test_a_free_ticket_bears_no_fee_and_a_dash_is_not_sold(season: Season) -> None:
    prices = {(p.zone_id, p.price_type_id): p for p in season.performances[0].prices}
    comp = price_type_id("comp")
    assert prices[zone_id("hall", "Front"), comp].fee == Money(0)
    assert (zone_id("hall", "Rear"), comp) not in prices


def test_days_count_from_today_and_dates_stand(season: Season) -> None:
    starts = {p.code: p.starts_at for p in season.performances}
    assert starts["P-1"] == datetime(2026, 11, 21, 19, 30, tzinfo=PACIFIC)
    assert starts["P-2"] == datetime(2026, 12, 5, 14, 0, tzinfo=PACIFIC)
    assert starts["P-L"] == datetime(2026, 11, 21, 22, 0, tzinfo=PACIFIC)


def test_after_midnight_it_is_still_tonight() -> None:
    late = datetime(2026, 11, 22, 11, 59, tzinfo=UTC)  # 03:59 at the venue
    found = read((GOOD / "season.toml").read_bytes(), late).season
    assert found is not None
    assert found.performances[0].starts_at.date() == date(2026, 11, 21)
    found = read((GOOD / "season.toml").read_bytes(), late + timedelta(minutes=1)).season
    assert found is not None
    assert found.performances[0].starts_at.date() == date(2026, 11, 22)


def test_doors_open_before_curtain_unless_told_otherwise(season: Season) -> None:
    first, _, late = season.performances
    assert first.doors_at == first.starts_at - timedelta(minutes=30)
    assert late.doors_at is None


def test_facts_keep_their_order(season: Season) -> None:
    assert [key for key, _ in season.productions[0].facts] == ["running_time", "latecomers"]


def test_promotions(season: Season) -> None:
    half, five, ten, _ = season.promos
    assert (half.code, half.kind, half.basis_points) == ("HALF", PromoKind.PERCENT, 5000)
    assert (half.valid_from, half.valid_until) == (date(2026, 11, 1), date(2026, 12, 1))
    assert half.zones == {zone_id("hall", "Rear")}
    assert (half.per_order, half.uses) == (2, 10)
    assert five.performances == {performance_id(code) for code in ("P-1", "P-2", "P-L")}
    assert (ten.kind, ten.amount) == (PromoKind.FIXED_PRICE, Money(1000))


@pytest.mark.parametrize(
    ("said", "at_the_fee"),
    [
        ('fixed_price = "10.00"', 'fixed_price = "3.00"'),
        ('fixed_price = "6.00"', 'fixed_price = "3.00"'),
        ('percent_off = "12.5"', 'prices = { Front = { adult = "6.00" } }'),
        ('adult = "45.00"', 'adult = "3.00"'),
    ],
)
def test_a_price_of_nothing_but_the_fee_is_refused(said: str, at_the_fee: str) -> None:
    found = read(edited(said, at_the_fee))
    assert found.season is None
    assert "field.out_of_range" in [finding.code for finding in found.findings]
    above = at_the_fee.replace(".00", ".01")
    assert "field.out_of_range" not in [one.code for one in read(edited(said, above)).findings]


@pytest.mark.parametrize(
    ("said", "in_vain", "told"),
    [
        ('percent = "50"\nfrom', 'percent = "0"\nfrom', ("0", "0.01", "100")),
        ('get_percent = "50"', 'get_percent = "0.00"', ("0", "0.01", "100")),
        ('percent = "20"', 'percent = "0"', ("0", "0.01", "100")),
        ('amount_off = "5.00"', 'amount_off = "0.00"', ("0.00", "0.01", "45.00")),
        ('fixed_price = "10.00"', 'fixed_price = "45.00"', ("45.00", "0.00", "44.99")),
    ],
)
def test_an_offer_that_lowers_nothing_is_refused(
    said: str, in_vain: str, told: tuple[str, ...]
) -> None:
    found = read(edited(said, in_vain))
    assert found.season is None
    assert [(each.code, each.evidence) for each in found.findings] == [("field.out_of_range", told)]


def test_a_promotion_may_say_for_which_evenings_and_whom_it_is(season: Season) -> None:
    sets = season.promos[3]
    assert (sets.code, sets.kind, sets.buy, sets.get) == ("SET", PromoKind.BUY_GET, 2, 1)
    assert (sets.basis_points, sets.stacks, sets.within_hours) == (5_000, True, 48)
    assert (sets.plays_from, sets.plays_until) == (date(2026, 12, 1), date(2026, 12, 21))
    assert (sets.weekdays, sets.members) == ({5, 6}, {"friend"})


def test_groups_and_sources(season: Season) -> None:
    party, large = season.groups
    assert (party.tickets, party.kind, party.basis_points) == (10, PromoKind.PERCENT, 2_000)
    assert party.price_types == {price_type_id("adult")}
    assert len(party.performances) == 3
    assert (large.tickets, large.amount, large.performances) == (30, Money(600), frozenset())
    assert [(source.code, source.name) for source in season.sources] == [("FLYER", "The flyer")]


def test_memberships(season: Season) -> None:
    (friend,) = season.memberships
    assert (friend.price, friend.discount_bp, friend.tickets) == (Money(5000), 1000, 2)


def test_no_membership_is_free() -> None:
    found = read(edited('price = "50.00"', 'price = "0.00"'))
    assert [finding.code for finding in found.findings] == ["field.out_of_range"]


def test_holds_without_performances_are_for_all_in_the_hall(season: Season) -> None:
    held = [
        (hold.holder, hold.performance_id, len(hold.seats), hold.places) for hold in season.holds
    ]
    assert held == [
        ("hold:house", performance_id("P-1"), 2, 0),
        ("hold:house", performance_id("P-2"), 2, 0),
        ("kill:tech", performance_id("P-1"), 1, 0),
        ("hold:house", performance_id("P-L"), 0, 2),
    ]


def test_ids_are_the_same_every_time(season: Season) -> None:
    again = read((GOOD / "season.toml").read_bytes()).season
    assert again == season


def test_a_file_too_large_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(season_reading, "LARGEST_FILE", 10)
    found = read((GOOD / "season.toml").read_bytes())
    assert [f.code for f in found.findings] == ["file.too_large"]


@pytest.mark.parametrize(
    "hostile", [b"a = " + b"[" * 50_000, b"a." * 50_000 + b"b = 1", b"\x00", b"x = 1e999"]
)
def test_hostile_files_are_refused_calmly(hostile: bytes) -> None:
    found = read(hostile)
    assert found.season is None
    assert found.findings


def test_no_performance_is_a_fault() -> None:
    text = (GOOD / "season.toml").read_text(encoding="utf-8")
    head, tail = text.split("[[productions.performances]]", 1)
    bare = head + "[[memberships]]" + tail.split("[[memberships]]", 1)[1].split("[[holds]]", 1)[0]
    assert [f.code for f in read(bare.encode()).findings] == ["season.no_performances"]
