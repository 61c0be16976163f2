from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from hardware.simulators import run
from hardware.simulators.device import BadRequest
from hardware.simulators.escpos_printer import NEAR_END_AT, EscposPrinter, Make
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray

RECEIPT = b"\x1b@Total 12.00\nThanks\n\x1dVB\x00"
FENCE = b"\x1d(H\x06\x00\x30\x30AB12"
PRINTED = b"\x37\x22AB12\x00"
QR = b"".join(
    (
        b"\x1d(k\x04\x00\x31\x41\x32\x00",
        b"\x1d(k\x03\x00\x31\x43\x06",
        b"\x1d(k\x03\x00\x31\x45\x32",
        b"\x1d(k\x07\x00\x31\x50\x30CODE",
        b"\x1d(k\x03\x00\x31\x51\x30",
    )
)
ENABLE = b"\x1da\x0f"


class Bench:
    """A virtual printer without a line."""

    def __init__(
        self,
        folder: Path,
        *faults: Fault,
        roll: str = "TM-T88V",
        stock: int = 100,
        make: Make = Make.EPSON,
    ) -> None:
        self.clock = SteppedClock()
        self.folder = folder
        tray, plan = PaperTray(folder, "receipt"), FaultPlan(faults)
        self.printer = EscposPrinter(self.clock, tray, plan, ROLLS[roll], stock, make=make)
        self.printer.connected()

    def send(self, data: bytes) -> bytes:
        self.printer.received(data)
        return self.printer.take_output()

    def wait(self, seconds: float) -> bytes:
        self.clock.step(seconds)
        self.printer.tick()
        return self.printer.take_output()

    def do(self, what: str, **values: object) -> bytes:
        self.printer.command({"do": what, **values})
        return self.printer.take_output()

    def papers(self) -> list[str]:
        return sorted(file.name for file in self.folder.glob("receipt-*.png"))

    def paper(self, number: int = -1) -> Image.Image:
        with Image.open(self.folder / self.papers()[number]) as image:
            return image.convert("L")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.point(lambda level: 255 - level).getbbox()
    assert box is not None
    return box


# ---- paper ----


def test_a_cut_puts_out_a_receipt(bench: Bench) -> None:
    assert bench.send(RECEIPT) == b""
    assert bench.papers() == ["receipt-0001.png"]
    assert bench.paper().width == 512


def test_the_fence_is_answered_when_the_paper_is_out(bench: Bench) -> None:
    assert bench.send(RECEIPT + FENCE) == PRINTED


def test_pictures_are_exact_to_the_dot(bench: Bench) -> None:
    bench.send(b"\x1dv0\x00\x02\x00\x02\x00\x80\x01\xff\x00\x1dVB\x00")
    image = bench.paper()
    assert [image.getpixel((x, 0)) == 0 for x in range(16)] == [True] + [False] * 14 + [True]
    assert [image.getpixel((x, 1)) == 0 for x in range(16)] == [True] * 8 + [False] * 8


def test_pictures_can_be_doubled(bench: Bench) -> None:
    bench.send(b"\x1dv0\x03\x01\x00\x01\x00\x80\x1dVB\x00")
    assert ink_box(bench.paper()) == (0, 0, 2, 2)


@pytest.mark.parametrize(("n", "left"), [(0, True), (1, False), (2, False)])
def test_alignment(bench: Bench, n: int, left: bool) -> None:
    bench.send(b"\x1ba" + bytes((n,)) + b"MM\n\x1dVB\x00")
    box = ink_box(bench.paper())
    assert (box[0] < 24) is left
    if n == 2:
        assert box[2] > 512 - 24


@pytest.mark.parametrize(
    ("command", "advance", "height"),
    [
        (b"", 12, 24),
        (b"\x1d!\x11", 24, 48),
        (b"\x1d!\x10", 24, 24),
        (b"\x1b!\x10", 12, 48),
        (b"\x1b!\x20", 24, 24),
        (b"\x1bM\x01", 9, 17),
        (b"\x1b!\x01", 9, 17),
        (b"\x1b \x04", 16, 24),
    ],
)
def test_sizes(bench: Bench, command: bytes, advance: int, height: int) -> None:
    bench.send(command + b"M" * 10 + b"\n\x1dVB\x00")
    _, top, right, bottom = ink_box(bench.paper())
    assert 9 * advance < right <= 10 * advance
    assert bottom - top <= height


def test_a_full_line_goes_on_in_the_next(bench: Bench) -> None:
    bench.send(b"M" * 43 + b"\n\x1dVB\x00")
    assert ink_box(bench.paper())[3] > 30


def test_styles_change_the_letters(tmp_path: Path) -> None:
    pictures = set()
    for number, style in enumerate((b"", b"\x1bE\x01", b"\x1b-\x01", b"\x1dB\x01")):
        bench = Bench(tmp_path / str(number))
        bench.send(style + b"MM\n\x1dVB\x00")
        pictures.add(bench.paper().tobytes())
    assert len(pictures) == 4


def test_initialising_puts_every_setting_back(tmp_path: Path) -> None:
    plain, after = Bench(tmp_path / "plain"), Bench(tmp_path / "after")
    plain.send(b"MM\n\x1dVB\x00")
    after.send(b"\x1ba\x01\x1d!\x22\x1bE\x01\x1b3\x60\x1b@MM\n\x1dVB\x00")
    assert plain.paper().tobytes() == after.paper().tobytes()


def test_code_pages_are_followed(tmp_path: Path) -> None:
    """The same letter by two numbers in two code pages."""
    first, second = Bench(tmp_path / "1"), Bench(tmp_path / "2")
    first.send(b"\x1bt\x12" + "č".encode("cp852") + b"\n\x1dVB\x00")
    second.send(b"\x1bt\x2d" + "č".encode("cp1250") + b"\n\x1dVB\x00")
    assert first.paper().tobytes() == second.paper().tobytes()


def test_feeding(bench: Bench) -> None:
    bench.send(b"\x1bJ\x40\x1bd\x02\x1b3\x10\x1bd\x01\x1b2\n\x1dVA\x05")
    assert bench.paper().height == 64 + 60 + 16 + 30 + 5


@pytest.mark.parametrize(
    "code",
    [
        QR,
        b"\x1dh\x50\x1dw\x03\x1dk\x49\x06{BCODE",
        b"\x1dh\x50\x1dw\x02\x1dk\x45\x04CODE",
    ],
)
def test_codes_are_read_by_a_real_decoder(bench: Bench, code: bytes) -> None:
    bench.send(b"\x1ba\x01\x1bd\x02" + code + b"\x1bd\x02\x1dVB\x00")
    assert [one.text for one in zxingcpp.read_barcodes(bench.paper())] == ["CODE"]


def test_without_a_knife_a_person_tears(tmp_path: Path) -> None:
    bench = Bench(tmp_path, roll="generic-58mm")
    assert bench.send(b"\x1b@Total\n\x1bd\x06" + FENCE) == PRINTED
    assert bench.papers() == ["receipt-0001.png"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x1b\x7f", "unknown command"),
        (b"text\x1dVB\x00", "a cut in the middle of a line"),
        (b"text\x1ba\x01", "in the middle of a line"),
        (b"\x1dv0\x00\x41\x00\x01\x00" + b"\x00" * 65, "a picture of 520 dots on 512"),
        (b"\x1dv0\x00\x00\x00\x01\x00", "an empty picture"),
        (b"x\x1dv0\x00\x01\x00\x01\x00\xff", "a picture in the middle of a line"),
        (b"\x1bt\x63", "no code page 99"),
        (b"\x1d!\x88", "GS ! 88"),
        (b"\x1d(k\x03\x00\x31\x51\x30", "printed before it is stored"),
        (b"\x1d(k\x03\x00\x30\x51\x30", "is not in this printer"),
        (b"\x1d(k\x03\x00\x31\x99\x30", "function 153"),
        (b"\x1dk\x41\x01A", "is not in this printer"),
        (b"\x1b{\x01", "only the default"),
        (b"\x1dr\x09", "GS r 9"),
        (b"\x1dI\x09", "GS I 9"),
        (b"\x1d(H\x02\x00\x30\x30", "GS ( H"),
        (b"\x1d(Z\x01\x00\x30", "GS ( Z"),
        (b"\x1bp\x09\x32\x32", "ESC p 09"),
        (b"text\n\x1bp\x00\x32\x32", "a drawer pulse in the middle of a receipt"),
        (b"\x10\x04\x09", "DLE EOT 09"),
    ],
)
def test_what_the_host_does_wrong_is_never_ignored(
    bench: Bench, expects_log: list[str], data: bytes, text: str
) -> None:
    expects_log.append(text)
    bench.send(data)
    assert bench.printer.errors == 1


def test_a_printer_without_a_knife_cannot_cut(tmp_path: Path, expects_log: list[str]) -> None:
    expects_log.append("this printer has no knife")
    Bench(tmp_path, roll="generic-58mm").send(b"x\n\x1dVB\x00")


# ---- status ----


def test_automatic_status_is_sent_at_once_and_at_each_change(bench: Bench) -> None:
    assert bench.send(ENABLE) == b"\x10\x00\x00\x00"
    assert bench.do("fault", kind="near_end") == b"\x10\x00\x03\x00"
    assert bench.do("fault", kind="cover") == b"\x38\x00\x03\x00"
    assert bench.do("clear") == b"\x10\x00\x03\x00"
    assert bench.do("fault", kind="out_of_stock") == b"\x18\x00\x0f\x00"
    assert bench.do("load_stock", count=50) == b"\x10\x00\x00\x00"
    assert bench.do("open_drawer") == b"\x14\x00\x00\x00"


def test_initialising_switches_automatic_status_off(bench: Bench) -> None:
    bench.send(ENABLE)
    bench.send(b"\x1b@")
    assert bench.do("fault", kind="cover") == b""


@pytest.mark.parametrize(
    ("mask", "hears"), [(1, False), (2, True), (4, False), (8, True), (0, False)]
)
def test_only_what_was_asked_for_is_pushed(bench: Bench, mask: int, hears: bool) -> None:
    bench.send(b"\x1da" + bytes((mask,)))
    assert bool(bench.do("fault", kind="out_of_stock")) is hears


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (None, "12 12 12 12"),
        ("near_end", "12 12 12 1e"),
        ("out_of_stock", "1a 32 12 72"),
        ("cover", "1a 16 12 12"),
    ],
)
def test_real_time_answers_come_even_offline(bench: Bench, fault: str | None, answers: str) -> None:
    if fault:
        bench.do("fault", kind=fault)
    heard = b"".join(bench.send(b"\x10\x04" + bytes((n,))) for n in range(1, 5))
    assert heard.hex(" ") == answers


def test_the_worked_values_of_the_reference(bench: Bench) -> None:
    assert bench.send(b"\x10\x04\x01") == b"\x12"
    bench.do("open_drawer")
    assert bench.send(b"\x10\x04\x01") == b"\x16"


def test_queued_questions_wait_while_it_is_offline(bench: Bench) -> None:
    bench.do("fault", kind="out_of_stock")
    assert bench.send(b"\x1dr\x01" + FENCE) == b""
    assert bench.do("load_stock", count=50) == b"\x00" + PRINTED
    bench.do("open_drawer")
    assert bench.send(b"\x1dr\x02") == b"\x01"
    assert bench.send(b"\x1dI\x01") == b"\x02"


def test_a_clone_does_not_know_print_ids(tmp_path: Path) -> None:
    assert Bench(tmp_path, make=Make.CLONE).send(FENCE + b"\x1dr\x01") == b"\x00"


# ---- the drawer ----


@pytest.mark.parametrize("pulse", [b"\x1bp\x00\x32\x32", b"\x10\x14\x01\x00\x01"])
def test_a_pulse_opens_the_drawer(bench: Bench, pulse: bytes) -> None:
    bench.send(ENABLE)
    assert bench.send(pulse) == b"\x14\x00\x00\x00"
    assert {"event": "drawer", "open": True} in bench.printer.take_events()
    assert bench.do("close_drawer") == b"\x10\x00\x00\x00"


def test_offline_only_the_real_time_pulse_works(bench: Bench) -> None:
    bench.do("fault", kind="cover")
    bench.send(b"\x1bp\x00\x32\x32")
    assert not bench.printer.drawer_open
    bench.send(b"\x10\x14\x01\x00\x01")
    assert bench.printer.drawer_open


def test_a_drawer_may_stick(bench: Bench) -> None:
    bench.do("fault", kind="drawer_stuck")
    bench.send(b"\x1bp\x00\x32\x32")
    assert not bench.printer.drawer_open


# ---- faults ----


def test_out_of_paper_in_a_receipt_makes_two_pieces(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.OUT_OF_STOCK, after=0, mid=True))
    assert bench.send(RECEIPT + FENCE) == b""
    assert bench.do("load_stock", count=50) == PRINTED
    assert bench.papers() == ["receipt-0001-half.png", "receipt-0002.png"]


def test_a_cutter_fault_stops_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.CUTTER, after=0))
    bench.send(ENABLE)
    assert bench.send(RECEIPT[2:] + FENCE) == b"\x18\x08\x00\x00"
    assert bench.papers() == ["receipt-0001-uncut.png"]
    assert bench.do("clear").endswith(PRINTED)


@pytest.mark.parametrize(
    ("kind", "seconds", "later"),
    [(FaultKind.ACK_LOST, 0.0, b""), (FaultKind.ACK_LATE, 9.0, PRINTED)],
)
def test_the_fence_may_be_lost_or_late(
    tmp_path: Path, kind: FaultKind, seconds: float, later: bytes
) -> None:
    bench = Bench(tmp_path, Fault(kind, after=0, seconds=seconds))
    assert bench.send(RECEIPT + FENCE) == b""
    assert bench.wait(10) == later
    assert bench.send(RECEIPT + FENCE) == PRINTED


def test_a_power_cycle_says_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.POWER_CYCLE, after=0, mid=True, keep_line=True))
    bench.send(ENABLE)
    assert bench.send(RECEIPT[2:] + FENCE) == b""
    assert bench.papers() == ["receipt-0001-half.png"]
    assert bench.do("fault", kind="cover") == b""  # automatic status is off


def test_clearing_the_buffers_drops_what_waits(bench: Bench) -> None:
    bench.do("fault", kind="cover")
    bench.send(RECEIPT)
    bench.send(b"\x10\x05\x02")
    bench.do("clear")
    assert bench.papers() == []


def test_the_near_end_is_seen_as_the_roll_goes(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stock=NEAR_END_AT + 1)
    bench.send(ENABLE)
    assert bench.send(RECEIPT[2:]) == b"\x10\x00\x03\x00"


def test_a_fault_it_cannot_have_is_refused(bench: Bench) -> None:
    with pytest.raises(BadRequest):
        bench.printer.command({"do": "fault", "kind": "nak"})


def test_status_is_lost_on_who_is_not_there(bench: Bench) -> None:
    bench.send(ENABLE)
    bench.printer.disconnected()
    bench.do("fault", kind="cover")
    bench.printer.connected()
    assert bench.printer.take_output() == b""


# ---- the limits of a pulse ----

PULSE = b"\x1bp\x00\x32\x32"
AT_ONCE = b"\x10\x14\x01\x00\x01"


def test_a_pulse_and_after_its_rest_another(bench: Bench) -> None:
    bench.send(PULSE)
    bench.wait(0.2)
    bench.send(PULSE)
    assert bench.printer.errors == 0
    pulses = [event for event in bench.printer.take_events() if event["event"] == "pulse"]
    assert pulses == [{"event": "pulse", "ms": 100}] * 2


@pytest.mark.parametrize(
    ("before", "wait_s", "then", "text"),
    [
        (PULSE, 0.19, PULSE, "before the last one has rested"),
        (PULSE, 0.0, b"\x1bp\x01\x32\x32", "before the last one has rested"),
        (PULSE, 0.09, RECEIPT, "paper during a drawer pulse"),
        (AT_ONCE, 0.09, RECEIPT, "paper during a drawer pulse"),
        (b"\x1b@Half\n", 0.0, PULSE, "in the middle of a receipt"),
        (b"\x1b@Half\n", 0.0, AT_ONCE, "a drawer pulse while printing"),
        (b"", 0.0, b"\x10\x14\x01\x00\x06", "longer than 510 ms"),
        (b"", 0.0, b"\x1bp\x00\x00\x32", "a drawer pulse of nothing"),
        (b"", 0.0, b"\x1bp\x00\x32\x31", "one that does not rest"),
    ],
)
def test_what_could_burn_a_drawer_is_an_error(
    bench: Bench, expects_log: list[str], before: bytes, wait_s: float, then: bytes, text: str
) -> None:
    bench.send(before)
    bench.wait(wait_s)
    assert bench.printer.errors == 0
    expects_log.append(text)
    bench.send(then)
    assert bench.printer.errors > 0


def test_paper_sent_before_a_pulse_was_obeyed_is_an_error(
    bench: Bench, expects_log: list[str]
) -> None:
    expects_log.append("paper during a drawer pulse")
    bench.do("fault", kind="hang")
    bench.send(PULSE)
    bench.wait(5.0)
    bench.send(RECEIPT)
    assert bench.printer.errors > 0


def test_a_receipt_that_waits_for_paper_may_go_on_during_a_pulse(bench: Bench) -> None:
    """The printer itself does that; the host sent nothing."""
    bench.do("fault", kind="out_of_stock")
    bench.send(RECEIPT)
    bench.send(AT_ONCE)
    bench.do("load_stock", count=10)
    assert bench.printer.errors == 0
    assert bench.papers() == ["receipt-0001.png"]


@pytest.mark.parametrize(
    ("open_is_high", "shut", "is_open"),
    [(True, b"\x12", b"\x16"), (False, b"\x16", b"\x12"), (None, b"\x12", b"\x12")],
)
def test_pin_3_says_what_this_make_of_drawer_says(
    tmp_path: Path, open_is_high: bool | None, shut: bytes, is_open: bytes
) -> None:
    printer = EscposPrinter(
        SteppedClock(),
        PaperTray(tmp_path, "receipt"),
        FaultPlan(),
        ROLLS["TM-T88V"],
        open_is_high=open_is_high,
    )
    printer.connected()
    for wanted, hands in ((shut, "open_drawer"), (is_open, "close_drawer")):
        printer.received(b"\x10\x04\x01")
        assert printer.take_output() == wanted
        printer.command({"do": hands})


# ---- other makes ----


def test_star_says_offline_whatever_happens(tmp_path: Path) -> None:
    bench = Bench(tmp_path, make=Make.STAR)
    assert bench.send(ENABLE) == b""
    assert [bench.send(b"\x10\x04" + bytes((n,))) for n in (1, 2, 3, 4)] == [
        b"\x1a",
        b"\x12",
        b"\x12",
        b"\x12",
    ]
    assert bench.send(FENCE + b"\x1dr\x01") == b"\x00"


@pytest.mark.parametrize(("profile", "status"), [("star-80mm", b"\x1a"), ("TM-T20II", b"\x12")])
def test_the_profile_chooses_the_make(profile: str, status: bytes) -> None:
    choices = run.Choices(SteppedClock(), FaultPlan(), None, profile, None)
    printer = run.DEVICES["escpos-printer"](choices)
    printer.connected()
    printer.received(b"\x10\x04\x01")
    assert printer.take_output() == status


def test_it_tells_its_name_and_a_clone_does_not(tmp_path: Path) -> None:
    ask = b"\x1dI\x42\x1dI\x43"
    assert Bench(tmp_path).send(ask) == b"\x5fFOYER\x00\x5fTM-VIRTUAL\x00"
    assert Bench(tmp_path, make=Make.CLONE).send(ask) == b""
