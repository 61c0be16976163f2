"""Hold codes of a season file: what a venue keeps places for, and on which terms."""

from __future__ import annotations

from datetime import date

from pos.catalogue.faults import Faults
from pos.catalogue.fields import Fields
from pos.catalogue.season_holds import read_hold_codes
from pos.views.holds import LAUNCH_CODES, HoldCode, HoldKind, Keeper, code_of, keeper_of
from pos.views.people import Role


def read(*codes: object) -> tuple[tuple[HoldCode, ...], list[str]]:
    """Return the codes and the faults, as code and place."""
    faults = Faults("season.toml")
    fields = Fields({"hold_codes": list(codes)} if codes else {}, "venues[0]", faults)
    found = read_hold_codes(fields)
    fields.end()
    return found, [f"{each.code} {each.subject.rpartition(' ')[2]}" for each in faults.findings()]


def test_a_venue_that_names_none_has_the_launch_codes() -> None:
    codes, faults = read()
    assert codes == LAUNCH_CODES
    assert faults == []
    assert len({code.letter for code in codes}) == len(codes)


def test_everything_a_code_may_say() -> None:
    codes, faults = read(
        {"code": "vip", "name": "Guests", "letter": "G", "colour": "#aa3300", "release_hours": 2},
        {"code": "press", "name": "Press", "sold_by": ["supervisor"], "with_word": False},
        {"code": "desk", "name": "Sound desk", "kind": "kill", "release_on": date(2026, 12, 1)},
        {"code": "late", "name": "Late", "release_minutes": 0},
    )
    assert faults == []
    vip, press, desk, late = codes
    assert (vip.holder, vip.release_minutes, vip.lasts) == ("hold:vip", 120, False)
    assert vip.roles == (Role.MANAGER, Role.OWNER)
    assert (press.roles, press.with_word, press.lasts) == ((Role.SUPERVISOR,), False, True)
    assert (desk.holder, desk.kind, desk.roles) == ("kill:desk", HoldKind.KILL, ())
    assert (desk.release_on, desk.letter) == (date(2026, 12, 1), "S")
    assert late.release_minutes == 0


def test_no_two_codes_look_alike_on_the_map() -> None:
    codes, faults = read(
        {"code": "press", "name": "Press"},
        {"code": "promoter", "name": "Promoter"},
        {"code": "patrons", "name": "Patrons", "letter": "u"},
    )
    assert (faults, [code.letter for code in codes]) == ([], ["P", "R", "U"])
    _, faults = read(
        {"code": "press", "name": "Press"},
        {"code": "prints", "name": "Prints", "letter": "p"},
    )
    assert faults == ["field.repeated venues[0].hold_codes[1].letter"]


def test_every_fault_has_its_place() -> None:
    _, faults = read(
        {"code": "a b", "name": "One", "letter": "AB"},
        {"code": "paper-w1", "name": "Two", "sold_by": ["usher"]},
        {"code": "x", "name": "Three", "letter": "3", "colour": "red"},
        {"code": "x", "name": "Four", "release_hours": 1, "release_minutes": 2},
        {"code": "y", "name": "Thirst", "kind": "kill", "with_word": True},
        {"code": "z", "release_on": "soon"},
    )
    at = "venues[0].hold_codes"
    assert sorted(faults) == sorted(
        [
            f"field.not_one_of {at}[0].code",
            f"field.too_long {at}[0].letter",
            f"field.not_one_of {at}[1].code",
            f"field.not_one_of {at}[1].sold_by",
            f"plan.colour_unknown {at}[2].colour",
            f"field.repeated {at}[3].code",
            f"field.conflict {at}[3].release_hours",
            f"field.unknown {at}[4].with_word",
            f"field.missing {at}[5].name",
            f"field.not_a_date {at}[5].release_on",
        ]
    )


def test_a_code_the_venue_does_not_name_is_called_by_its_word() -> None:
    gone = code_of("hold:old-friends", LAUNCH_CODES)
    assert (gone.name, gone.letter, gone.with_word, gone.lasts) == ("Old friends", "O", True, True)
    assert not code_of("kill:tech", LAUNCH_CODES).with_word
    assert code_of("hold:press", LAUNCH_CODES).name == "Press"
    assert keeper_of("hold:paper-w1") is Keeper.PAPER
    assert keeper_of("hold:cart-7") is Keeper.CART
    assert keeper_of("hold:restored") is Keeper.RESTORED
    assert keeper_of("hold:press") is None
    assert keeper_of("kill:paper-w1") is None
