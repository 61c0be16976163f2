"""The ESC/POS driver by expected exchanges."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printers.escpos_asking import ASK_AGAIN_S, ASK_PAPER, ENABLE_ASB, FORGET_S
from hardware.printers.escpos_conversation import FINISH_HALF
from hardware.printers.escpos_knowledge import FAULT_POLL_S, IDLE_POLL_S, KICK_POLL_S, LONGEST
from hardware.printers.escpos_phases import PHASES, Phase, Step
from hardware.printers.escpos_restart import AT_END
from hardware.printers.kicks import Kick, Pulse
from pos.errors import IllegalTransition
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult, PrintOutcome
from tests.unit.hardware.exchange import ANSWER_WITHIN_S, REPLY_WITHIN_S, Exchange, escpos

EOT = [b"\x10\x04" + bytes((n,)) for n in range(5)]
WELL = b"\x12"
ASB = b"\x10\x00\x00\x00"
ASB_OPEN = b"\x14\x00\x00\x00"
ASB_OUT = b"\x18\x00\x0f\x00"
RECEIPT = b"\x1b@Total\n\x1dVB\x00"
SENT = b"\x1b@" + ENABLE_ASB + RECEIPT[2:] + ENABLE_ASB * AT_END
ID = b"\x1d(H\x06\x00\x30\x30"


def answer_round(exchange: Exchange, answers: bytes = WELL * 4) -> bytes:
    """Answer DLE EOT 1 to 4 one after the other; return what is sent after the last."""
    sent = b""
    for number, answer in enumerate(answers, start=1):
        sent = exchange.say(bytes((answer,)))
        if number < len(answers):
            assert sent == EOT[number + 1]
    return sent


def ready(*, ids: bool = True, **changes: str) -> Exchange:
    exchange = escpos(**changes)
    assert exchange.up() == EOT[1]
    probe = answer_round(exchange)
    assert probe.startswith(ENABLE_ASB)
    exchange.say(ASB + (id_reply(probe) if ids else b"") + b"\x00")
    if not ids:
        exchange.wait(REPLY_WITHIN_S)  # nothing more comes from before this process began
    assert exchange.state is DeviceState.READY
    return exchange


def id_reply(sent: bytes) -> bytes:
    """The reply to the fence with an id in what was sent."""
    start = sent.index(ID) + len(ID)
    return b"\x37\x22" + sent[start : start + 4] + b"\x00"


def printing(**changes: bool) -> tuple[Exchange, Future[object], bytes]:
    exchange = ready(**changes)  # type: ignore[arg-type]
    future = exchange.print(RECEIPT)
    return exchange, future, exchange.sent()  # type: ignore[return-value]


def outcome(future: Future[object]) -> tuple[PrintOutcome, Condition | None]:
    result = future.result(0)
    return result.outcome, result.condition  # type: ignore[attr-defined]


def kick(open_is_high: bool | None = True) -> Kick:
    return Kick(Pulse(2, 100), open_is_high, wait_s=5.0, seen_s=1.0)


def give(exchange: Exchange, one: Kick) -> Future[KickResult]:
    exchange.driver.accept_kick(one)  # type: ignore[attr-defined]
    return one.future


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("step", Step)
def test_the_phases_are_a_total_table(phase: Phase, step: Step) -> None:
    if PHASES.allows(phase, step):
        assert PHASES.advance(phase, step) in Phase
    else:
        with pytest.raises(IllegalTransition):
            PHASES.advance(phase, step)


# ---- connecting ----


def test_it_looks_before_it_trusts() -> None:
    exchange = escpos()
    assert exchange.up() == EOT[1]
    probe = answer_round(exchange)
    assert probe.startswith(ENABLE_ASB + ID)
    assert probe.endswith(ASK_PAPER)
    assert exchange.state is DeviceState.CONNECTING
    exchange.say(ASB + id_reply(probe))
    assert exchange.state is DeviceState.READY


def test_out_of_paper_at_connect_is_found_and_left_again() -> None:
    exchange = escpos()
    exchange.up()
    assert answer_round(exchange, b"\x1a\x32\x12\x72") == b""
    assert exchange.conditions == {Condition.OUT_OF_STOCK}
    assert exchange.wait(FAULT_POLL_S) == EOT[1]
    again = answer_round(exchange)
    assert again == EOT[1]  # and once more, for a whole picture
    assert answer_round(exchange).startswith(ENABLE_ASB)


def test_a_printer_without_real_time_answers_is_probed_all_the_same() -> None:
    exchange = escpos()
    exchange.up()
    probe = exchange.wait(REPLY_WITHIN_S)
    assert probe.startswith(ENABLE_ASB)
    exchange.say(id_reply(probe))
    assert exchange.state is DeviceState.READY


def test_a_printer_without_real_time_answers_is_looked_after_by_its_fences() -> None:
    exchange = escpos()
    exchange.up()
    exchange.say(id_reply(exchange.wait(REPLY_WITHIN_S)) + b"\x00")
    for _ in range(3):
        beat = exchange.wait(IDLE_POLL_S)
        assert beat.startswith(ID)
        assert exchange.print(RECEIPT).done() is False
        assert exchange.sent() == b""
        job = exchange.say(id_reply(beat) + b"\x00")
        assert job.startswith(SENT)
        exchange.say(id_reply(job))
        assert exchange.state is DeviceState.READY
    exchange.wait(IDLE_POLL_S)
    exchange.wait(REPLY_WITHIN_S)
    assert (exchange.state, exchange.conditions) == (DeviceState.STOPPED, {Condition.SILENT})


def test_silence_is_not_paper() -> None:
    exchange = escpos()
    exchange.up()
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.state is DeviceState.CONNECTING
    assert exchange.wait(REPLY_WITHIN_S).startswith(FINISH_HALF + ENABLE_ASB)
    assert (exchange.state, exchange.conditions) == (DeviceState.STOPPED, {Condition.SILENT})
    exchange.wait(REPLY_WITHIN_S * 2)
    exchange.wait(REPLY_WITHIN_S * 4)
    assert exchange.state is DeviceState.LOST


def test_answers_nobody_understands_are_said_to_be_so() -> None:
    exchange = escpos()
    exchange.up()
    exchange.wait(REPLY_WITHIN_S)
    exchange.say(b"\xff\xfe")
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.conditions == {Condition.UNINTELLIGIBLE}


def test_the_fence_can_be_prescribed() -> None:
    exchange = escpos(fence="status")
    exchange.up()
    assert answer_round(exchange) == ENABLE_ASB + ASK_PAPER
    exchange.say(ASB + b"\x00")
    exchange.wait(REPLY_WITHIN_S)
    exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER


def test_an_id_is_waited_for_where_it_is_prescribed() -> None:
    exchange = escpos(fence="id")
    exchange.up()
    answer_round(exchange)
    exchange.say(ASB + b"\x00")
    assert exchange.state is DeviceState.CONNECTING


# ---- printing ----


def test_a_job_switches_status_on_again_and_ends_with_a_fence() -> None:
    exchange, future, sent = printing()
    assert sent[: len(SENT)] == SENT
    exchange.say(ASB + ASB)
    assert not future.done()
    exchange.say(id_reply(sent))
    assert outcome(future) == (PrintOutcome.PRINTED, None)


# ---- what the printer says of itself ----


def test_its_name_is_asked_where_a_fence_has_an_id_and_is_no_proof() -> None:
    exchange = escpos()
    exchange.up()
    probe = answer_round(exchange)
    assert b"\x1dI" not in probe
    assert exchange.say(ASB + id_reply(probe) + b"\x00") == b"\x1dI\x42\x1dI\x43"
    told = exchange.driver.told  # type: ignore[attr-defined]
    assert told["acknowledges_by"] == "id"
    assert "identity_unproved" not in told
    exchange.say(b"\x5fEPS")
    exchange.say(b"ON\x00\x5fTM-\x01T88V\x00")
    assert exchange.driver.told == {  # type: ignore[attr-defined]
        "acknowledges_by": "id",
        "real_time_status": "yes",
        "automatic_status": "yes",
        "identity_unproved": "EPSON TM-T88V",
    }


def test_a_printer_without_ids_is_not_asked_its_name() -> None:
    exchange = ready(ids=False)
    assert exchange.sent() == b""
    assert exchange.driver.told["acknowledges_by"] == "status"  # type: ignore[attr-defined]


def test_an_answer_of_one_byte_to_gs_i_is_neither_paper_nor_a_fence() -> None:
    exchange, future, sent = printing()
    exchange.say(b"\x0c\x02")
    assert exchange.state is DeviceState.READY
    assert not future.done()
    exchange.say(id_reply(sent))
    assert outcome(future)[0] is PrintOutcome.PRINTED


# ---- DLE EOT in bits of its own (Star in emulation) ----

ODD = b"\x1a\x12\x12\x12"  # offline, and nothing is the matter


def odd() -> tuple[Exchange, bytes]:
    """Claims to be offline; the probe went out all the same."""
    exchange = escpos()
    exchange.up()
    probe = answer_round(exchange, ODD)
    assert probe.endswith(ASK_PAPER)
    assert exchange.state is DeviceState.STOPPED
    return exchange, probe


def test_a_printer_that_is_always_offline_and_works_is_believed_by_its_fences() -> None:
    exchange, _ = odd()
    assert exchange.say(b"\x00") == EOT[1]  # the queue moves: asked once more
    assert answer_round(exchange, ODD) == b""
    assert exchange.state is DeviceState.READY
    assert exchange.driver.told == {  # type: ignore[attr-defined]
        "acknowledges_by": "status",
        "real_time_status": "unlike_epson",
        "automatic_status": "not_seen",
    }
    for _ in range(3):
        assert exchange.wait(IDLE_POLL_S) == ASK_PAPER  # neither DLE EOT nor GS ( H again
        assert exchange.say(b"\x03") == b""
        assert exchange.conditions == {Condition.LOW_STOCK}
    future = exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER
    exchange.say(b"\x00")
    assert outcome(future) == (PrintOutcome.PRINTED, None)  # type: ignore[arg-type]


def test_its_drawer_level_is_not_believed_either() -> None:
    exchange, _ = odd()
    exchange.say(b"\x00")
    answer_round(exchange, ODD)
    future = give(exchange, kick())
    assert exchange.sent() == b"\x1bp\x00\x32\x32"
    assert future.result(0) == KickResult(sent=True)


def test_its_silence_is_not_paper() -> None:
    exchange, _ = odd()
    exchange.say(b"\x00")
    answer_round(exchange, ODD)
    future = exchange.print(RECEIPT)
    exchange.sent()
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)  # type: ignore[arg-type]


def test_a_printer_that_was_offline_and_came_back_is_believed() -> None:
    exchange, probe = odd()
    assert exchange.say(id_reply(probe)) == EOT[1]
    answer_round(exchange)
    assert exchange.state is DeviceState.READY
    assert exchange.driver.told["real_time_status"] == "yes"  # type: ignore[attr-defined]
    assert exchange.wait(IDLE_POLL_S) == EOT[1]


def test_a_printer_that_is_offline_and_does_nothing_stays_stopped() -> None:
    exchange, _ = odd()
    for _ in range(20):
        assert exchange.wait(FAULT_POLL_S) == EOT[1]
        assert answer_round(exchange, ODD) == b""
    assert (exchange.state, exchange.conditions) == (DeviceState.STOPPED, {Condition.MECHANICAL})


def test_every_fence_has_an_id_of_its_own() -> None:
    exchange, _, first = printing()
    exchange.say(id_reply(first))
    exchange.print(RECEIPT)
    assert id_reply(exchange.sent()) != id_reply(first)


def test_an_id_given_up_says_nothing_about_the_next_job() -> None:
    exchange, first, sent = printing()
    exchange.wait(ANSWER_WITHIN_S)
    probe = answer_round(exchange)
    probe = answer_round(exchange, WELL * 4) if probe == EOT[1] else probe
    assert outcome(first) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    exchange.say(id_reply(probe))
    second = exchange.print(RECEIPT)
    exchange.sent()
    exchange.say(id_reply(sent))
    assert not second.done()


def test_without_ids_the_paper_answer_is_the_fence() -> None:
    exchange, future, sent = printing(ids=False)
    assert sent == SENT + ASK_PAPER
    exchange.say(ASB + ASB + b"\x00")
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_the_fence_counts_while_a_real_time_answer_is_awaited() -> None:
    exchange, future, _ = printing(ids=False)
    exchange.say(ASB_OUT)
    assert exchange.wait(FAULT_POLL_S) == EOT[1]
    exchange.say(b"\x1a" + ASB + b"\x00")  # loaded and printed meanwhile
    assert outcome(future) == (PrintOutcome.PRINTED, None)


def test_answers_older_than_automatic_status_are_forgotten() -> None:
    exchange, _, sent = printing()
    exchange.say(ASB_OUT)
    exchange.wait(FAULT_POLL_S)
    exchange.say(b"\x1a")
    exchange.say(b"\x32")
    exchange.say(ASB + id_reply(sent))
    exchange.say(WELL)
    exchange.say(WELL)
    assert exchange.state is DeviceState.READY


def test_out_of_paper_waits_without_a_deadline_and_keeps_looking() -> None:
    exchange, future, sent = printing()
    exchange.say(ASB_OUT)
    assert exchange.conditions == {Condition.OUT_OF_STOCK}
    for _ in range(50):
        assert exchange.wait(FAULT_POLL_S) == EOT[1]
        answer_round(exchange, b"\x1a\x32\x12\x72")
    assert not future.done()
    exchange.say(ASB + id_reply(sent))
    assert outcome(future) == (PrintOutcome.PRINTED, None)


@pytest.mark.parametrize(
    ("status", "condition"),
    [("18 08 00 00", Condition.CUTTER_JAM), ("18 04 00 00", Condition.MECHANICAL)],
)
def test_a_fault_spoils(status: str, condition: Condition) -> None:
    exchange, future, sent = printing()
    exchange.say(bytes.fromhex(status))
    assert outcome(future) == (PrintOutcome.SPOILED, condition)
    assert exchange.conditions == {condition}
    exchange.say(id_reply(sent))  # the rest came out after all: too late
    assert outcome(future)[0] is PrintOutcome.SPOILED


def test_before_a_person_is_asked_the_printer_is() -> None:
    exchange, future, _ = printing()
    assert exchange.wait(ANSWER_WITHIN_S) == EOT[1]
    answer_round(exchange, b"\x1a\x16\x12\x12")  # the cover is open
    assert exchange.conditions == {Condition.COVER_OPEN}
    assert not future.done()


def test_a_printer_that_is_gone_is_hung_up_on() -> None:
    exchange, future, _ = printing()
    exchange.wait(ANSWER_WITHIN_S)
    exchange.wait(REPLY_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    assert exchange.state is DeviceState.LOST


def test_bytes_that_do_not_leave_mean_a_new_line() -> None:
    exchange = ready()
    future = exchange.print(RECEIPT)
    exchange.sent(6)
    exchange.say(b"\x13")
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)  # type: ignore[arg-type]
    assert exchange.state is DeviceState.LOST


def test_a_job_that_never_began_to_leave_was_not_sent() -> None:
    exchange = ready()
    exchange.say(b"\x13")
    future = exchange.print(RECEIPT)
    assert exchange.sent() == b""
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.NOT_SENT, Condition.SILENT)  # type: ignore[arg-type]


def test_an_idle_printer_is_looked_after() -> None:
    exchange = ready()
    assert exchange.wait(IDLE_POLL_S) == EOT[1]
    exchange.say(WELL)
    assert exchange.wait(IDLE_POLL_S) == EOT[1]
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.state is DeviceState.LOST


def test_nothing_is_sent_while_a_real_time_answer_is_awaited() -> None:
    exchange = ready()
    exchange.wait(IDLE_POLL_S)
    exchange.print(RECEIPT)
    assert exchange.sent() == b""
    assert exchange.say(WELL).startswith(SENT)


def test_a_late_real_time_answer_harms_nobody() -> None:
    exchange = ready()
    exchange.say(b"\x1a")
    assert exchange.state is DeviceState.READY


# ---- answers late, lost, in pieces, and noise ----


def test_answers_byte_by_byte_are_the_same_answers() -> None:
    exchange = escpos()
    exchange.up()
    probe = answer_round(exchange)
    for byte in ASB + id_reply(probe) + b"\x00":
        exchange.say(bytes((byte,)))
    assert exchange.state is DeviceState.READY
    future = exchange.print(RECEIPT)
    sent = exchange.sent()
    for byte in ASB + id_reply(sent)[:-1]:
        exchange.say(bytes((byte,)))
    assert not future.done()
    exchange.say(b"\x00")
    assert outcome(future) == (PrintOutcome.PRINTED, None)  # type: ignore[arg-type]


def test_one_lost_answer_in_a_round_ends_the_round_not_the_doubt() -> None:
    exchange = ready()
    exchange.say(ASB_OUT)
    assert exchange.wait(FAULT_POLL_S) == EOT[1]
    exchange.say(b"\x1a")
    assert exchange.wait(REPLY_WITHIN_S) == b""
    assert (exchange.state, exchange.conditions) == (DeviceState.LOST, {Condition.SILENT})


def test_a_late_answer_is_not_taken_for_one_to_the_next_question() -> None:
    exchange = escpos()
    exchange.up()
    probe = exchange.wait(REPLY_WITHIN_S)  # DLE EOT 1 went unanswered: asked otherwise
    exchange.say(b"\x1a")  # there it is
    assert exchange.state is DeviceState.CONNECTING
    exchange.say(id_reply(probe))
    assert exchange.state is DeviceState.READY


@pytest.mark.parametrize("noise", [b"\xff\x80", b"\x93", b"\x37\x22AB\x00", b"\x37\x23@\x00"])
def test_noise_is_neither_trouble_nor_paper(noise: bytes) -> None:
    exchange, future, sent = printing()
    exchange.say(noise)
    assert not future.done()
    assert (exchange.state, exchange.conditions) == (DeviceState.READY, frozenset())
    exchange.say(noise + id_reply(sent) + noise)
    assert outcome(future) == (PrintOutcome.PRINTED, None)


@given(st.binary(max_size=40))
def test_no_noise_prints_a_receipt_where_fences_have_ids(noise: bytes) -> None:
    exchange, future, sent = printing()
    exchange.driver.received(noise.replace(id_reply(sent)[2:6], b""))
    assert not future.done() or outcome(future)[0] is PrintOutcome.SPOILED


def test_nothing_is_ever_resumed_or_cleared_by_itself() -> None:
    """DLE ENQ would print twice or lose; the driver does not know how to say it."""
    exchange, _, sent = printing()
    said = sent + exchange.say(ASB_OUT)
    for _ in range(100):
        if exchange.state is DeviceState.LOST:
            said += exchange.up()
        said += exchange.wait(1.0)
    assert b"\x10\x05" not in said
    assert b"\x10\x14" not in said


# ---- answers that are all alike ----


def lost_one() -> Exchange:
    """A clone that owes the answer to the fence of a receipt given up, and is in step again."""
    exchange, first, _ = printing(ids=False)
    exchange.wait(ANSWER_WITHIN_S)
    answer_round(exchange)
    assert outcome(first) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    answer_round(exchange)
    exchange.say(b"\x00")
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.state is DeviceState.READY
    return exchange


def test_a_late_answer_of_one_receipt_is_not_paper_of_the_next() -> None:
    exchange = lost_one()
    second = exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER * 2
    exchange.say(ASB_OUT)
    exchange.say(b"\x00")  # the first one's
    assert not second.done()
    exchange.say(ASB + b"\x00")
    assert outcome(second) == (PrintOutcome.PRINTED, None)  # type: ignore[arg-type]
    exchange.say(b"\x00")
    third = exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER  # every answer has come
    exchange.say(b"\x00")
    assert outcome(third) == (PrintOutcome.PRINTED, None)  # type: ignore[arg-type]


def test_a_late_answer_may_come_on_the_next_connection() -> None:
    exchange, first, _ = printing(ids=False)
    exchange.hang_up()
    assert outcome(first) == (PrintOutcome.UNKNOWN, Condition.UNREACHABLE)
    exchange.up()
    answer_round(exchange)
    exchange.say(ASB + b"\x00")  # whose that is, nobody knows
    exchange.wait(REPLY_WITHIN_S)
    second = exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER * 2
    exchange.say(b"\x00")
    assert not second.done()
    exchange.say(b"\x00")
    assert outcome(second) == (PrintOutcome.PRINTED, None)  # type: ignore[arg-type]


def test_an_answer_that_never_comes_is_written_off_while_the_printer_works() -> None:
    exchange = lost_one()
    for _ in range(int(FORGET_S / IDLE_POLL_S)):
        exchange.wait(IDLE_POLL_S)
        exchange.say(WELL)
    exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER


def test_what_an_earlier_process_asked_is_no_answer_to_us() -> None:
    exchange = escpos(fence="status")
    exchange.up()
    answer_round(exchange)
    exchange.say(ASB + b"\x00")
    assert exchange.state is DeviceState.CONNECTING
    exchange.say(b"\x00")  # and this was ours
    exchange.wait(REPLY_WITHIN_S)
    future = exchange.print(RECEIPT)
    assert exchange.sent() == SENT + ASK_PAPER
    assert not future.done()


@given(st.lists(st.sampled_from(["print", "lose", "old", "cut"]), max_size=25))
def test_no_order_of_late_and_lost_answers_prints_a_receipt(steps: list[str]) -> None:
    """Every answer but those to the newest fence may come at any time, or never."""
    exchange = lost_one()
    owed = 1
    for step in steps:
        if step == "cut" or exchange.state is DeviceState.LOST:
            if exchange.state is not DeviceState.LOST:
                exchange.hang_up()
            exchange.up()
            owed += answer_round(exchange).count(ASK_PAPER)
        elif step == "old" and owed:
            owed -= 1
            owed += exchange.say(b"\x00").count(ASK_PAPER)
        elif step == "lose":
            said = exchange.wait(REPLY_WITHIN_S)
            said = answer_round(exchange) if said.endswith(EOT[1]) else said
            owed += said.count(ASK_PAPER)
        elif step == "print" and exchange.state is DeviceState.READY:
            future = exchange.print(RECEIPT)
            own = exchange.sent().count(ASK_PAPER)
            exchange.say(b"\x00" * owed)  # all that is old, and nothing of its own
            assert not future.done()
            exchange.say(b"\x00" * own)
            assert outcome(future) == (PrintOutcome.PRINTED, None)  # type: ignore[arg-type]
            owed = 0


# ---- switched off and on while it is stopped, on a line that stays ----


@pytest.mark.parametrize("ids", [True, False])
def test_a_stopped_printer_that_was_switched_off_and_on_lost_part_of_the_receipt(
    ids: bool,
) -> None:
    exchange, future, sent = printing(ids=ids)
    exchange.say(ASB + ASB_OUT)
    fence = id_reply(sent) if ids else b"\x00"
    exchange.say(ASB * AT_END + fence)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.RESTARTED)
    second = exchange.print(RECEIPT)
    assert answer_round(exchange).startswith(ENABLE_ASB)  # in step first
    assert not second.done()


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize(
    "well",
    [ASB + ASB * AT_END, ASB, ASB_OPEN + ASB + ASB * AT_END],
    ids=["before", "behind", "kick"],
)
def test_a_stopped_printer_that_went_on_has_printed_it_all(ids: bool, well: bytes) -> None:
    exchange, future, sent = printing(ids=ids)
    exchange.say(ASB + ASB_OUT)
    exchange.say(well + (id_reply(sent) if ids else b"\x00"))
    assert outcome(future) == (PrintOutcome.PRINTED, None)


# ---- stopped with a full buffer ----


def test_a_stopped_printer_with_a_full_buffer_waits_for_its_person() -> None:
    exchange, future, sent = printing()
    exchange.say(ASB_OUT)
    assert exchange.wait(FAULT_POLL_S) == EOT[1]
    for _ in range(100):
        exchange.wait(1.0)
        assert (exchange.state, exchange.conditions) == (
            DeviceState.STOPPED,
            {Condition.OUT_OF_STOCK},
        )
    assert not future.done()
    exchange.say(ASB + id_reply(sent))
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    second = exchange.print(RECEIPT)
    exchange.say(WELL)
    exchange.wait(REPLY_WITHIN_S)
    assert answer_round(exchange).startswith(SENT)
    assert not second.done()


def test_a_kick_does_not_queue_behind_a_full_buffer() -> None:
    exchange, future, sent = printing()
    exchange.say(ASB_OUT)
    refused = give(exchange, kick())
    assert exchange.sent() == EOT[1]
    said = b"".join(exchange.wait(0.5) for _ in range(10))
    assert b"\x10\x14" not in said
    assert refused.result(0) == KickResult(sent=False, condition=Condition.OUT_OF_STOCK)
    exchange.say(ASB + id_reply(sent))
    assert outcome(future) == (PrintOutcome.PRINTED, None)
    assert b"\x10\x14" not in exchange.say(WELL)


def test_answers_from_behind_a_full_buffer_are_not_taken_for_causes() -> None:
    """The drawer is open: to DLE EOT 3 the same byte would mean a mechanical fault."""
    exchange, future, _ = printing()
    exchange.say(ASB_OUT)
    exchange.wait(FAULT_POLL_S)
    for _ in range(40):
        exchange.wait(1.0)
    exchange.say(b"\x14\x00\x00\x00")
    for _ in range(4):
        exchange.say(b"\x16")
    assert not future.done()
    assert not exchange.conditions


def test_a_printer_that_lost_its_buffer_while_stopped_is_found_out() -> None:
    exchange, future, _ = printing()
    exchange.say(ASB_OUT)
    exchange.wait(FAULT_POLL_S)
    exchange.wait(REPLY_WITHIN_S)
    assert exchange.wait(ASK_AGAIN_S) == EOT[1]
    exchange.say(WELL)  # switched off and on: it takes questions again, and the job is gone
    assert exchange.wait(REPLY_WITHIN_S) == EOT[1]
    answer_round(exchange)
    assert exchange.wait(ANSWER_WITHIN_S) == EOT[1]
    answer_round(exchange)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


def test_a_printer_that_was_helped_and_says_nothing_more_is_given_up() -> None:
    exchange, future, _ = printing()
    exchange.say(ASB_OUT)
    exchange.wait(FAULT_POLL_S)
    exchange.wait(REPLY_WITHIN_S)
    exchange.say(ASB)
    exchange.wait(ANSWER_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)
    assert exchange.state is DeviceState.LOST


# ---- signs of life without end ----


@pytest.mark.parametrize("drip", [ASB, b"\x00"])
def test_chatter_does_not_put_a_receipt_off_for_ever(drip: bytes) -> None:
    exchange, future, _ = printing()
    for _ in range(int(ANSWER_WITHIN_S) * LONGEST * 2 + 2):
        exchange.wait(0.5)
        exchange.say(drip)
        if exchange.sent() or exchange.driver._round.running:  # type: ignore[attr-defined]
            break
    exchange.wait(REPLY_WITHIN_S)
    assert outcome(future) == (PrintOutcome.UNKNOWN, Condition.SILENT)


# ---- kicks ----


def test_a_kick_goes_out_as_a_queued_pulse() -> None:
    exchange = ready()
    future = give(exchange, kick())
    assert exchange.sent() == b"\x1bp\x00\x32\x32" + EOT[1]
    exchange.say(ASB_OPEN)
    assert future.result(0) == KickResult(sent=True, seen_open=True)


def test_kicks_go_before_jobs_and_jobs_wait_until_the_pulse_is_over() -> None:
    exchange, _, sent = printing()
    exchange.print(RECEIPT)
    give(exchange, kick())
    assert exchange.say(id_reply(sent)) == b"\x1bp\x00\x32\x32" + EOT[1]
    assert exchange.wait(0.3) == b""  # nothing follows before the pulse is known to have arrived
    assert exchange.say(WELL) == b""
    assert exchange.wait(0.05) == b""
    assert exchange.wait(0.06).startswith(SENT)


def test_a_stopped_printer_gets_the_pulse_at_once() -> None:
    exchange, _, _ = printing()
    exchange.say(ASB_OUT)
    future = give(exchange, kick())
    assert exchange.sent() == EOT[1]  # it may stand behind a full buffer
    assert exchange.say(b"\x1a") == b"\x10\x14\x01\x00\x01" + EOT[1]
    exchange.say(b"\x1c\x00\x0f\x00")
    assert future.result(0).seen_open is True


def test_no_pulse_into_a_job_that_is_not_wholly_out() -> None:
    exchange = ready()
    exchange.print(RECEIPT)
    exchange.sent(6)
    exchange.driver.received(ASB_OUT)
    future = give(exchange, kick())
    assert exchange.sent().startswith(SENT[6:])
    assert future.running() or not future.done()


def test_a_kick_that_cannot_go_out_says_why() -> None:
    exchange, _, _ = printing()
    future = give(exchange, kick())
    exchange.wait(5)
    assert future.result(0) == KickResult(sent=False, condition=Condition.SILENT)


def test_a_drawer_that_does_not_open_is_seen_not_to() -> None:
    exchange = ready()
    future = give(exchange, kick())
    exchange.sent()
    exchange.wait(1.0)
    assert future.result(0) == KickResult(sent=True, seen_open=False)


def test_a_drawer_is_seen_open_by_a_printer_that_tells_nothing_by_itself() -> None:
    exchange = ready()
    future = give(exchange, kick())
    assert exchange.sent().endswith(EOT[1])
    assert exchange.say(WELL) == b""  # it has not sprung open yet
    assert exchange.wait(KICK_POLL_S) == EOT[1]
    exchange.say(b"\x16")
    assert future.result(0) == KickResult(sent=True, seen_open=True)
    assert exchange.wait(KICK_POLL_S) == b""


def test_a_second_pulse_waits_for_the_rest_of_the_first() -> None:
    exchange = ready()
    for _ in range(2):
        give(exchange, kick(None))
    assert exchange.sent().count(b"\x1bp") == 1
    exchange.say(WELL)
    assert exchange.wait(0.19) == b""
    assert exchange.wait(0.01).startswith(b"\x1bp")


def test_a_pulse_the_line_does_not_take_is_not_kept_for_later() -> None:
    exchange = ready()
    exchange.say(b"\x13")
    future = give(exchange, kick())
    exchange.wait(5.0)
    assert future.result(0) == KickResult(sent=False, condition=Condition.SILENT)
    assert exchange.state is DeviceState.LOST


def test_a_kick_without_a_connection_is_refused() -> None:
    exchange = ready()
    exchange.hang_up()
    assert give(exchange, kick()).result(0) == KickResult(
        sent=False, condition=Condition.UNREACHABLE
    )


def test_closing_settles_jobs_and_kicks() -> None:
    exchange, first, _ = printing()
    waiting, second = give(exchange, kick()), exchange.print(RECEIPT)
    exchange.driver.end()
    assert outcome(first) == (PrintOutcome.UNKNOWN, None)
    assert outcome(second) == (PrintOutcome.NOT_SENT, None)  # type: ignore[arg-type]
    assert waiting.result(0) == KickResult(sent=False)
