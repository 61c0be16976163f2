"""Keys with their times, as a person, a scanner and a stripe reader press them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanners.wedge import GAP_S, SURE_GAP_S, Decision, Fate, Wedge
from pos.ports.readers import ReadProblem, Scan

CODE = "K7Q2M9ZX41AB8CD3EF5G"
CTRL_G = "\x07"
SWIPE = "%B4111111111111111^DOE/JANE^30121010000?;4111111111111111=301210100000?"
Press = tuple[str, float]


class Desk:
    """A window that does as it is told: what reached its fields, and what was scanned."""

    def __init__(self, prefix: str = "") -> None:
        self.wedge = Wedge("scanner", prefix)
        self.typed = ""
        self.held = ""
        self.scans: list[Scan] = []
        self.longest_wait_s = 0.0
        self._held_at: list[float] = []

    def press(self, presses: Iterable[Press]) -> Desk:
        for char, at_s in presses:
            self.let_pass(at_s)
            self._obey(self.wedge.key(char, at_s), char, at_s)
        return self

    def let_pass(self, until_s: float) -> None:
        """The timer that a window has: rings when something is due."""
        while (due_s := self.wedge.due()) is not None and due_s < until_s:
            self._obey(self.wedge.silence(due_s), "", due_s)

    def finish(self) -> Desk:
        self.let_pass(1e9)
        assert self.held == ""
        return self

    def _obey(self, decision: Decision, char: str, at_s: float) -> None:
        for held_s in self._held_at[: decision.release]:
            self.longest_wait_s = max(self.longest_wait_s, at_s - held_s)
        self.typed += self.held[: decision.release]
        self.held, self._held_at = self.held[decision.release :], self._held_at[decision.release :]
        if decision.drop:
            self.held, self._held_at = "", []
        if decision.scan is not None:
            self.scans.append(decision.scan)
        if char and decision.fate is Fate.PASS:
            assert self.held == "", "keys came out of order"
            self.typed += char
        if char and decision.fate is Fate.HOLD:
            self.held, self._held_at = self.held + char, [*self._held_at, at_s]


def keys(text: str, start_s: float, gap_s: float) -> list[Press]:
    return [(char, start_s + place * gap_s) for place, char in enumerate(text)]


def results(desk: Desk) -> list[str | ReadProblem]:
    return [scan.problem or scan.text for scan in desk.scans]


PREFIXES = pytest.mark.parametrize("prefix", ["", CTRL_G, "~", "FY"])


@PREFIXES
@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\r\n"])
@pytest.mark.parametrize("gap_s", [0.0, 0.002, 0.02, 0.034])
def test_a_scan_is_a_scan_and_leaves_nothing_behind(prefix: str, end: str, gap_s: float) -> None:
    desk = Desk(prefix).press(keys(prefix + CODE + end, 10.0, gap_s)).finish()
    assert desk.scans == [Scan("scanner", CODE)]
    assert desk.typed == ""


@PREFIXES
def test_typing_goes_through_with_its_enter(prefix: str) -> None:
    desk = Desk(prefix).press(keys("Dvorak 100%; ok~\r", 0.0, 0.09)).finish()
    assert desk.typed == "Dvorak 100%; ok~\r"
    assert desk.scans == []


@PREFIXES
def test_fingers_that_roll_over_the_keys_lose_no_letter(prefix: str) -> None:
    presses = [
        ("w", 0.0),
        ("e", 0.02),
        ("r", 0.03),
        ("t", 0.05),
        ("\r", 0.07),
        ("%", 0.2),
        ("a", 0.21),
    ]
    assert Desk(prefix).press(presses).finish().typed == "wert\r%a"


def test_with_a_prefix_nothing_waits() -> None:
    desk = Desk(CTRL_G)
    desk.press(keys("abcdefghij\r", 0.0, 0.001))
    assert desk.typed == "abcdefghij\r"


def test_without_one_a_letter_waits_for_one_gap() -> None:
    desk = Desk().press(keys("abc", 0.0, 0.1)).finish()
    assert desk.typed == "abc"
    assert desk.longest_wait_s <= GAP_S + 1e-9


def test_a_half_prefix_is_typing() -> None:
    desk = Desk("FY").press(keys("FA", 0.0, 0.01)).finish()
    assert desk.typed == "FA"
    assert Desk("FY").press(keys("FFY" + CODE + "\r", 0.0, 0.01)).typed == "F"


@pytest.mark.parametrize("prefix", ["~", CTRL_G, "\0"])
def test_a_prefix_by_itself_was_typed(prefix: str) -> None:
    desk = Desk(prefix).press([(prefix, 0.0), ("a", 0.5), ("\r", 0.7)]).finish()
    assert (desk.typed, desk.scans) == (f"{prefix}a\r", [])


def test_a_prefix_that_letters_follow_slowly_was_typed() -> None:
    assert Desk("~").press(keys("~abc\r", 0.0, 0.1)).finish().typed == "~abc\r"


@pytest.mark.parametrize("prefix", ["", CTRL_G])
def test_a_code_that_stops_without_its_enter_is_not_believed(prefix: str) -> None:
    desk = Desk(prefix).press(keys(prefix + CODE[:12], 0.0, 0.01))
    late = keys(CODE[12:] + "\r", 0.11 + SURE_GAP_S + 0.05, 0.01)
    desk.press(late).finish()
    assert results(desk) == [ReadProblem.UNREADABLE]
    assert "\r" not in desk.typed


@pytest.mark.parametrize("wait_s", [0.04, 0.1, 0.5, 0.9])
def test_an_enter_that_comes_late_presses_nothing(wait_s: float) -> None:
    desk = Desk().press(keys(CODE, 0.0, 0.01))
    desk.press([("\r", 0.19 + wait_s)]).finish()
    assert "\r" not in desk.typed
    assert results(desk) in ([CODE], [ReadProblem.UNREADABLE])


def test_a_pause_early_in_a_code_makes_no_shorter_code() -> None:
    desk = Desk().press(keys(CODE[:3], 0.0, 0.01)).press(keys(CODE[3:] + "\r", 0.1, 0.01)).finish()
    assert results(desk) == [ReadProblem.UNREADABLE]
    assert desk.typed == CODE[:3]


def test_a_machine_may_stutter() -> None:
    presses = keys(CODE[:8], 0.0, 0.01) + keys(CODE[8:] + "\r", 0.2, 0.01)
    assert results(Desk().press(presses)) == [CODE]


def test_the_same_code_at_once_is_one_scan() -> None:
    desk = Desk(CTRL_G)
    for start_s in (0.0, 0.5, 3.0):
        desk.press(keys(CTRL_G + CODE + "\r", start_s, 0.005))
    assert results(desk) == [CODE, CODE]
    assert desk.typed == ""


def test_one_scan_after_the_other() -> None:
    desk = Desk()
    for number in range(5):
        desk.press(keys(f"TICKET{number}\r", number * 0.4, 0.005))
    assert results(desk) == [f"TICKET{number}" for number in range(5)]


@pytest.mark.parametrize("prefix", ["", CTRL_G, "FY"])
@pytest.mark.parametrize("aim", ["", "]C0"])
def test_caps_lock_is_noticed(prefix: str, aim: str) -> None:
    desk = Desk(prefix).press(keys((prefix + aim + CODE).swapcase() + "\r", 0.0, 0.005))
    assert desk.scans == [Scan("scanner", CODE, "code128" if aim else "")]


def test_codes_of_others_keep_their_case() -> None:
    assert results(Desk(CTRL_G).press(keys(CTRL_G + "Ab-12/x\r", 0.0, 0.005))) == ["Ab-12/x"]


@PREFIXES
@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r"])
@pytest.mark.parametrize("swipe", [SWIPE, SWIPE.replace("?;", "?\r;"), SWIPE[SWIPE.index(";") :]])
def test_a_swiped_card_is_swallowed_whole_and_reported_once(
    prefix: str, end: str, swipe: str
) -> None:
    desk = Desk(prefix).press(keys(swipe + end, 0.0, 0.004)).finish()
    assert desk.scans == [Scan("scanner", problem=ReadProblem.PAYMENT_CARD)]
    assert desk.typed == ""
    assert "4111" not in repr(vars(desk.wedge))


def test_a_swipe_torn_in_its_middle_leaks_no_number() -> None:
    for place in range(8, len(SWIPE)):
        desk = Desk(CTRL_G).press(keys(SWIPE[:place], 0.0, 0.004))
        desk.press(keys(SWIPE[place:] + "\r", place * 0.004 + 0.2, 0.004)).finish()
        assert (desk.typed, len(desk.scans)) == ("", 1)


@pytest.mark.parametrize("prefix", ["", CTRL_G])
def test_a_card_number_as_a_code_is_refused(prefix: str) -> None:
    desk = Desk(prefix).press(keys(prefix + "4111111111111111\r", 0.0, 0.004)).finish()
    assert results(desk) == [ReadProblem.PAYMENT_CARD]
    assert desk.typed == ""


def test_a_card_that_is_none_of_payment_is_no_code_either() -> None:
    desk = Desk(CTRL_G).press(keys(";12=9?\r", 0.0, 0.004)).finish()
    assert (results(desk), desk.typed) == ([ReadProblem.UNREADABLE], "")


@pytest.mark.parametrize("prefix", ["", CTRL_G])
def test_more_than_any_code_holds_is_swallowed_to_its_end(prefix: str) -> None:
    desk = Desk(prefix).press(keys(prefix + "A" * 500 + "\r\n", 0.0, 0.002)).finish()
    desk.press(keys("ok\r", 60.0, 0.2)).finish()
    assert (results(desk), desk.typed) == ([ReadProblem.TOO_LONG], "ok\r")


def test_a_key_that_types_nothing_sets_free_what_waits() -> None:
    desk = Desk().press(keys("ab", 0.0, 0.01))
    assert desk.wedge.other_key(0.02) == Decision(Fate.PASS, release=2)
    assert desk.wedge.due() is None
    assert desk.wedge.key("", 0.03) == Decision(Fate.PASS)


def test_backspace_waits_for_nobody() -> None:
    assert Desk().press([("a", 0.0), ("\x08", 0.01), ("b", 0.02)]).finish().typed == "a\x08b"


person = st.text("abcxyzABC019 .%;~-\r", max_size=12)
slow = st.floats(0.06, 0.4)


@given(st.lists(st.tuples(person, slow), max_size=6), st.sampled_from(["", CTRL_G, "~"]))
def test_no_typing_is_ever_eaten_or_turned_round(
    words: list[tuple[str, float]], prefix: str
) -> None:
    at_s, desk = 0.0, Desk(prefix)
    for word, gap_s in words:
        desk.press(keys(word, at_s, gap_s))
        at_s += len(word) * gap_s + 0.05
    desk.finish()
    assert desk.typed == "".join(word for word, _ in words)
    assert desk.scans == []
    assert desk.longest_wait_s <= GAP_S + 1e-9


@given(
    st.lists(
        st.tuples(st.text("ABCXYZ0189", min_size=6, max_size=20), st.text("abc ", max_size=5)),
        max_size=5,
    ),
    st.randoms(use_true_random=False),
    st.sampled_from(["", CTRL_G]),
)
def test_scans_between_typing_with_jitter(
    pairs: list[tuple[str, str]], random: object, prefix: str
) -> None:
    jitter = random.uniform  # type: ignore[attr-defined]
    at_s, desk, presses = 0.0, Desk(prefix), []
    for number, (code, typed) in enumerate(pairs):
        for char in f"{prefix}{number}{code}\r":
            at_s += jitter(0.0, 0.034)
            presses.append((char, at_s))
        at_s += 0.3
        for char in typed:
            at_s += jitter(0.06, 0.3)
            presses.append((char, at_s))
        at_s += 1.0
    desk.press(presses).finish()
    assert results(desk) == [f"{number}{code}" for number, (code, _) in enumerate(pairs)]
    assert desk.typed == "".join(typed for _, typed in pairs)


@given(
    st.lists(st.tuples(st.characters(codec="utf-8"), st.floats(0.0, 0.4)), max_size=60),
    st.sampled_from(["", CTRL_G, "~", "FY"]),
)
def test_whatever_is_pressed_order_holds_and_nothing_raises(
    presses: list[Press], prefix: str
) -> None:
    times = itertools.accumulate(gap for _, gap in presses)
    desk = Desk(prefix).press([(char, at) for (char, _), at in zip(presses, times, strict=True)])
    desk.finish()
    rest = iter(char for char, _ in presses)
    assert all(char in rest for char in desk.typed), "out of order or invented"
