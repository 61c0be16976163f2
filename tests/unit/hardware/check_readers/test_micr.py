"""Lines of checks as readers send them. Routing numbers are published examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.check_readers.micr import (
    MicrFields,
    check_of,
    is_routing_number,
    magtek,
    raw,
)
from pos.card_guard import looks_like_card
from pos.ports.readers import CheckRead, ReadProblem

GOOD = CheckRead("check_reader", "111000025", "1234567", "101")
PARTIAL, UNREADABLE = ReadProblem.PARTIAL, ReadProblem.UNREADABLE
CARD = CheckRead("check_reader", problem=ReadProblem.PAYMENT_CARD)


def partial(routing: str = "", account: str = "", number: str = "") -> CheckRead:
    return CheckRead("check_reader", routing, account, number, PARTIAL)


def magtek_read(text: str) -> CheckRead:
    return check_of("check_reader", text, magtek)


def raw_read(text: str, symbols: str = "TU$-") -> CheckRead:
    return check_of("check_reader", text, raw(symbols))


@pytest.mark.parametrize(
    "text",
    [
        "!111000025/1234567/101/",
        "!111000025/1234567/0101/0000012050",
        "!111000025/1234567/101//00",
        "!111000025/1234567/101//10",  # business
        "111000025\t1234567\t101\t\t",
        "111000025\t1234567\t0101\t120.50\t",
        "111000025\t1234567\t101\t\t/11",
        "111000025,1234567   ,00000101",
        "111000025,1234567,00000101,0000012050",
    ],
)
def test_forms_with_separators_tell_everything(text: str) -> None:
    assert magtek_read(text) == GOOD


@pytest.mark.parametrize("text", ["1110000251234567101   ", "1110000251234567000101"])
def test_fields_run_together_give_the_routing_number_only(text: str) -> None:
    assert magtek_read(text) == partial("111000025")


@pytest.mark.parametrize(
    "text", ["0/", "!///", "\t\t\t\t", ",,", "!111000025/1234567/101//01", "???"]
)
def test_a_bad_read_is_unreadable(text: str) -> None:
    assert magtek_read(text) == CheckRead("check_reader", problem=UNREADABLE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("!111000025/12?4567/101/", partial("111000025", number="101")),
        ("!11100?025/1234567/101/", partial(account="1234567", number="101")),
        ("!111000024/1234567/101/", partial(account="1234567", number="101")),
        ("!000000000/1234567/101/", partial(account="1234567", number="101")),
        ("!111000025/1234567//", partial("111000025", "1234567")),
        ("!111000025//101", partial("111000025", number="101")),
        ("!111000025", partial("111000025")),
        ("!111000025/1234567/101//04", partial("111000025", "1234567")),
        ("!111000025/1234567/101//05", partial(account="1234567", number="101")),
        ("111000025\t1234567\t101\t\t/07", partial("111000025", number="101")),
        ("!111000025/1234567/000/", partial("111000025", "1234567")),
    ],
)
def test_what_was_not_read_whole_is_empty(text: str, read: CheckRead) -> None:
    assert magtek_read(text) == read


@pytest.mark.parametrize("symbols", ["TU$-", "to$-", ")(&'"])
@pytest.mark.parametrize(
    "line",
    [
        "T111000025T 1234567U 0101",  # personal
        "T111000025T 0101 1234567U",  # personal, the number before the account
        "T111000025T 0101-1234567U",
        "U000101U T111000025T 1234567U",  # business: left of the routing number
        "U000101U T111000025T 123-4567U $0000012050$",
        "T111000025T 1234567U0101$0000012050$",
        "\x00T111000025T 1234567U 0101",
        "T111000025T 1234567U 0101/00",
    ],
)
def test_raw_lines_in_every_layout_and_every_lettering(line: str, symbols: str) -> None:
    told = line.translate(str.maketrans("TU$-", symbols))
    assert raw_read(told, symbols) == GOOD


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("\x01T111000025T 12?4567U 0101", partial("111000025", number="101")),
        ("T11100?025T 1234567U 0101", partial(account="1234567", number="101")),
        ("T111000025T 1234567 0101", partial("111000025")),
        ("111000025T 1234567U 0101", partial(account="1234567", number="101")),
        ("T111000025 1234567U 0101", partial(number="101")),
        ("T111000025T 1234567U", partial("111000025", "1234567")),
        ("T5000-001T 1234567U 0101", partial(account="1234567", number="101")),  # not of the US
    ],
)
def test_raw_lines_read_in_part(line: str, read: CheckRead) -> None:
    assert raw_read(line) == read


@pytest.mark.parametrize(
    "line", ["\x02", "\x03", "\x04", "\x04T111000025T 1U 101", "", "12", "TTTT"]
)
def test_raw_lines_without_a_check(line: str) -> None:
    assert raw_read(line) == CheckRead("check_reader", problem=UNREADABLE)


@pytest.mark.parametrize(
    "text",
    [
        "%B4111111111111111^DOE/JANE^30121010000?;4111111111111111=30121010000?",
        ";4111111111111111=30121010000?",
        "B4111111111111111^DOE",
        "4111111111111111",
        "4111111111111111=3012",
        "%B411",
        "!4111111111111111/",
        "!111000025/4111111111111111/101/",
        "T4111111111111111T",
    ],
)
@pytest.mark.parametrize("parse", [magtek, raw("TU$-")])
def test_a_payment_card_is_refused_and_forgotten(text: str, parse: object) -> None:
    read = check_of("check_reader", text, parse)  # type: ignore[arg-type]
    assert read == CARD
    assert "4111" not in repr(read)


def test_groups_that_pass_for_a_card_only_together_are_still_a_check() -> None:
    text = "!111000025/411111/1111111111/"
    assert looks_like_card(text)
    assert magtek_read(text).problem is None


def test_accounts_show_nowhere() -> None:
    assert "1234567" not in repr(GOOD)
    assert "1234567" not in repr(MicrFields(account="1234567"))


@pytest.mark.parametrize(
    ("digits", "good"),
    [
        ("111000025", True),
        ("021000021", True),
        ("123456789", False),
        ("000000000", False),
        ("11100002", False),
        ("1110000250", False),
        ("11100002५", False),
    ],
)
def test_the_aba_check_digit(digits: str, good: bool) -> None:
    assert is_routing_number(digits) is good


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_one_digit_read_wrong_is_always_noticed(digits: str, place: int, by: int) -> None:
    other = str((int(digits[place]) + by) % 10)
    changed = digits[:place] + other + digits[place + 1 :]
    assert not (is_routing_number(digits) and is_routing_number(changed))


lines = st.one_of(
    st.text(max_size=300),
    st.text("0123456789TU$-/!,?\t \x00\x04%;=^", max_size=300),
    st.binary(max_size=300).map(lambda data: data.decode("latin-1")),
)


@given(lines, st.sampled_from([magtek, raw("TU$-"), raw(")(&'")]))
def test_whatever_comes_nothing_raises_and_nothing_is_made_up(text: str, parse: object) -> None:
    read = check_of("check_reader", text, parse)  # type: ignore[arg-type]
    assert read.routing == "" or (
        is_routing_number(read.routing) and read.routing in text.replace("-", "").replace(" ", "")
    )
    assert all(field == "" or field.isdigit() for field in (read.account, read.number))
    assert (read.problem is None) == bool(read.routing and read.account and read.number)
    if read.problem in (UNREADABLE, ReadProblem.PAYMENT_CARD):
        assert (read.routing, read.account, read.number) == ("", "", "")
