"""Nothing but one ticket passes: held against golden tickets, and against another reader of FGL."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hardware.printers.fgl_gate import ENDS, LAYOUT, WRAPPED, why_not
from hardware.simulators.fgl_tokens import FLASH, PRINTS, Bad, Do, FglTokens, Wrapped

GOLDEN = Path(__file__).parents[3] / "golden" / "printing"

LISTED = {name.decode() for name in (*LAYOUT, *ENDS, *WRAPPED, b"g", b"G")}


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.fgl")), ids=lambda file: file.stem)
def test_the_tickets_we_make_pass(file: Path) -> None:
    assert why_not(file.read_bytes()) is None


@pytest.mark.parametrize(
    "ticket",
    [
        b"<p>",
        b"<CB><RC10,20>Seat 12<p>",
        b"Seat<RC1,2><g4>00FF<q>",
        b"<RC1,2><G3><p>Seat<p>",  # the first is three dots
        b"Row<G7><ppe>!!<p>",
        b"<QR>{A1}<QR5,0,1,3>{7KQ2M}<p>",
        b"<X2><OL8>^1234^<fP>:1234:<NL4>*A*<p>",
        b"<CTR400>~Hall~<RTJ9>~x~<p>",
    ],
)
def test_what_lays_out_one_ticket_passes(ticket: bytes) -> None:
    assert why_not(ticket) is None


@pytest.mark.parametrize(
    ("ticket", "why"),
    [
        *[(b"<%s><p>" % name.encode(), "not a command") for name in FLASH if len(name) < 4],
        (b"<usbh><p>", "neither"),
        (b"<s91><p>", "not a command"),
        (b"<s3><p>", "not a command"),
        *[(b"<S%d><p>" % number, "not a command") for number in (1, 2, 3, 5, 6, 7, 9, 92)],
        *[(b"<%s><p>" % name, "not a command") for name in (b"RO", b"PP", b"US", b"DA", b"DB")],
        *[(b"<%s3><p>" % name, "not a command") for name in (b"RE", b"TC", b"VA", b"LO", b"DF")],
        *[(b"Seat<%s>" % name, "not a command") for name in (b"h", b"r", b"z", b"n", b"P", b"cb")],
        (b"", "no end"),
        (b"<CB><RC1,1>", "no end"),
        (b"<CB><RC1,1>Seat", "neither"),
        (b"<CB><p><p>", "behind the end"),
        (b"<p>\n", "behind the end"),
        (b"<p2>", "has numbers"),
        (b"<CB><RC1,1", "neither"),
        (b"a>b<p>", "neither"),
        (b"<<p>", "neither"),
        (b"<RC1><p>", "numbers"),
        (b"<F><p>", "numbers"),
        (b"<CB1><p>", "numbers"),
        (b"<G6>ab<p>", "beyond the end"),
        (b"<g4>00G0<p>", "hexadecimal"),
        (b"<g3>000<p>", "hexadecimal"),
        (b"<g><p>", "not a command"),
        (b"<g4,4>0000<p>", "not a command"),
        (b"<QR>{A<p>", "delimiters"),
        (b"<QR>{A<ppe>}<p>", "delimiters"),
        (b"<QR>{}<p>", "delimiters"),
        (b"<QR>A<p>", "delimiters"),
        (b"<OL>^12<p>", "delimiters"),
        (b"<OL>" + b"^" + b"1" * 600 + b"^<p>", "delimiters"),
        (b"caf\xc3\xa9<p>", "neither"),
        (b"\x0c", "neither"),
        (b"\x1b<p>", "neither"),
        (b"a\x13b<p>", "neither"),
    ],
)
def test_everything_else_is_refused_with_a_reason(ticket: bytes, why: str) -> None:
    assert why in (why_not(ticket) or "")


def test_the_reason_tells_nothing_of_the_ticket() -> None:
    for ticket in (b"Dana Doe<RO>", b"Dana Doe", b"<QR>{7KQ2M<p>", b"Dana Doe<p2>"):
        assert not any(word in (why_not(ticket) or "") for word in ("Dana", "7KQ"))


PIECES = st.one_of(
    st.sampled_from(
        [
            *(b"<%s>" % name.encode() for name in sorted(FLASH)),
            *(b"<%s>" % name.encode() for name in sorted(LISTED)),
            *(b"<RC1,2>", b"<F3>", b"<HW1,1>", b"<g4>", b"<G2>", b"<G9>", b"<QR>{A}", b"<OL4>^1^"),
            *(b"<S3>", b"<RO>", b"<RE5>", b"^", b"{", b"}", b"~", b"<", b">", b"<p>", b"00FF"),
        ]
    ),
    st.binary(max_size=8),
    st.text("AB<>{}^:*~0,gGp", max_size=6).map(str.encode),
)


@given(st.lists(PIECES, max_size=12).map(b"".join), st.booleans())
@example(b"<G9><p><RO><ppe>", True)
@example(b"<RC1,2><g4>00FF", True)
def test_another_reader_finds_only_listed_commands_in_what_passes(head: bytes, ended: bool) -> None:
    ticket = head + b"<p>" * ended
    if why_not(ticket) is not None:
        return
    tokens = FglTokens().feed(ticket)
    assert not [token for token in tokens if isinstance(token, Bad)]
    said = [one.command if isinstance(one, Wrapped) else one for one in tokens]
    names = [one.name for one in said if isinstance(one, Do)]
    assert set(names) <= LISTED
    assert [name for name in names if name in PRINTS] == names[-1:]
