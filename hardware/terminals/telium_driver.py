"""The turns of protocol E: one sale at a time over a line that may lie. No I/O, no clock but the
injected one.

::

    IDLE --accept--> OPENING: ENQ -- ACK --> ASKED: the request -- ACK --> EOT, WAITING
      ^                 | NAK, silence: ENQ again, three in all               | the terminal's ENQ
      |                 v nothing was asked: NOT_SENT                        v
      +------------- settled <-- EOT -- ACK <-- answer, ours ------------- HEARING: ACK

A request leaves once. From its first byte on the outcome is what a matching answer says, or
UNKNOWN: there is no question that could be asked (hardware facts 6.3), a person reads the
terminal's journal. One thing is taken for *never begun*: a clean NAK to the request, the first and
only word since it left, on a line on which every ENQ has had its one reply, from a terminal that
then lets us speak again at once (CONFIRMING). A NAK that could belong to something else, or of a
terminal that is busy behind it, is not believed.

An answer counts when window, amount, currency and the private field, which carries our message id,
are all as asked. An answer to an earlier message id is taken off the terminal and dropped. Whenever
the terminal wants to speak it is let: of two ENQs at once ours yields.

A full answer carries a card number: it is wiped where it is read, the sale is UNKNOWN, and nothing
more is asked of that terminal until it is connected anew.

Source: hardware facts 6.3 (documented): turns, fields, results. Spans of time, number of tries, NAK
and who yields are unconfirmed (ISO 1745 in general); settle them on a device.
"""

from __future__ import annotations

import logging
from collections import deque
from enum import Enum

from hardware.health import NOTHING, Health
from hardware.printers.job import Outbox
from hardware.terminals.telium_frames import (
    ACK,
    ENQ,
    EOT,
    NAK,
    Ask,
    Heard,
    Reader,
    Reply,
    fits,
    request,
)
from hardware.terminals.telium_sale import Sale
from hardware.terminals.telium_settings import TeliumSettings
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.ports.devices import Condition
from pos.ports.terminals import CardOutcome, CardRequest

log = logging.getLogger("foyer.device.terminal")

REPLY_S = 2.0
"""How long an ENQ may stay without its reply; also how long a busy terminal is left alone."""
TRIES = 3
ACK_S = 3.0
"""How long the request may stay without its ACK."""
FRAME_S = 3.0
"""How long an answer may take from our ACK to its last byte."""
EOT_S = 2.0
WRITE_S = 5.0
"""How long the line may take none of our bytes."""
GRACE_S = 30.0
"""How far beyond the deadline an answer that has begun is still heard; how long one is waited for
that came three times and could not be read."""
LOOK_S = 10.0
"""How often a terminal that fell silent is asked whether it is there."""
_REMEMBERED = 200


class Turn(Enum):
    """How far we are with what we have to say."""

    DOWN = "down"
    IDLE = "idle"
    OPENING = "opening"
    ASKED = "asked"
    CONFIRMING = "confirming"
    """The request was refused, as it seems."""
    WAITING = "waiting"


class Theirs(Enum):
    """How far the terminal is with what it has to say."""

    NOTHING = "nothing"
    FRAME = "frame"
    END = "end"


class TeliumDriver:
    """See the module. Implements ``hardware.device_loop.Driver``. Thread: the device's."""

    def __init__(self, health: Health, clock: Clock, settings: TeliumSettings) -> None:
        self._health = health
        self._clock = clock
        self._settings = settings
        self._out = Outbox()
        self._reader = Reader()
        self._sale: Sale | None = None
        self._past: deque[str] = deque(maxlen=_REMEMBERED)
        self._turn = Turn.DOWN
        self._why_down = Condition.UNREACHABLE
        self._reset()

    def _reset(self) -> None:
        """Nothing is known of the other end."""
        self._out.clear()
        self._reader.forget()
        self._theirs = Theirs.NOTHING
        self._turn_due_s: float | None = None
        self._theirs_due_s = 0.0
        self._written_s = 0.0
        self._tries = self._naks = self._owed = 0
        self._busy = self._silent = self._barred = self._garbled = False
        self._clean = True

    # ---- what the box office asks ----

    def accept(self, sale: Sale) -> None:
        """Begin ``sale``, or say why not."""
        if not sale.begin():
            return
        if self._turn is Turn.DOWN:
            sale.end(CardOutcome.NOT_SENT, self._why_down)
        elif self._sale is not None:
            sale.end(CardOutcome.NOT_SENT)
        elif self._barred:
            sale.end(CardOutcome.NOT_SENT, Condition.UNINTELLIGIBLE)
        elif not self._can_ask(sale.asked):
            log.error("%s: a request that protocol E cannot put", self._settings.name)
            sale.end(CardOutcome.NOT_SENT, Condition.ILLEGAL_DATA)
        else:
            self._sale = sale
            if self._turn is Turn.IDLE:
                self._open_turn()
            else:  # whether it is there is being asked already
                self._tries = 1

    def _can_ask(self, asked: CardRequest) -> bool:
        message = asked.message_id
        named = message.isascii() and message.isalnum() and len(message) <= 10
        new = message not in self._past
        return named and new and not asked.keyed and fits(asked.amount, self._settings.currency)

    def abort(self, message_id: str) -> None:
        """Give up a sale that was not asked for yet; once it was, only the terminal can."""
        sale = self._sale
        if sale is None or sale.asked.message_id != message_id or sale.left:
            return
        if self._theirs is Theirs.NOTHING:
            self._out.clear()
            self._say(EOT)
        self._settle(CardOutcome.CANCELLED)

    # ---- the line ----

    def line_up(self) -> None:
        self._reset()
        self._turn = Turn.IDLE
        self._open_turn()

    def line_down(self, why: Condition) -> None:
        self._why_down = why
        self._hang_up(why)

    def end(self) -> None:
        self._hang_up(None)

    def _hang_up(self, why: Condition | None) -> None:
        self._reset()
        self._turn = Turn.DOWN
        sale, self._sale = self._sale, None
        if sale is not None:
            sale.lose(why)

    def outgoing(self) -> bytes:
        return self._out.next()

    def wrote(self, count: int) -> None:
        self._out.took(count)
        self._written_s = self._clock.monotonic()
        if self._turn is Turn.ASKED and self._sale is not None:
            self._sale.left = True
            if self._out.empty:
                self._turn_due_s = self._written_s + ACK_S

    def received(self, data: bytes) -> None:
        for heard in self._reader.feed(data):
            if isinstance(heard, Reply):
                self._answered(heard)
            else:
                self._signal(heard)

    def due(self) -> float | None:
        if self._turn is Turn.DOWN:
            return None
        dues = [] if self._out.empty else [self._written_s + WRITE_S]
        if self._theirs is not Theirs.NOTHING:
            dues.append(self._theirs_due_s)
        elif self._turn_due_s is not None:
            dues.append(self._turn_due_s)
        return min(dues, default=None)

    def tick(self) -> None:
        now_s = self._clock.monotonic()
        if not self._out.empty and now_s >= self._written_s + WRITE_S:
            raise LineDown(Condition.SILENT, "the line takes nothing")
        if self._theirs is not Theirs.NOTHING and now_s >= self._theirs_due_s:
            self._late()
        hearing_s = GRACE_S if self._theirs is not Theirs.NOTHING else 0.0
        if self._turn_due_s is not None and now_s >= self._turn_due_s + hearing_s:
            self._overdue()

    # ---- our turn ----

    def _open_turn(self) -> None:
        """Ask whether we may speak; behind whatever the terminal is saying."""
        self._turn = Turn.OPENING
        self._tries, self._busy = 0, False
        self._turn_due_s = self._clock.monotonic() + REPLY_S
        if self._theirs is Theirs.NOTHING:
            self._enquire()

    def _enquire(self) -> None:
        self._tries += 1
        self._owed += 1
        self._say(ENQ)
        self._turn_due_s = self._clock.monotonic() + REPLY_S

    def _ask(self) -> None:
        sale = self._sale
        if sale is None:  # we only wanted to know whether it is there
            self._say(EOT)
            self._rest()
            return
        asked = sale.asked
        self._past.append(asked.message_id)
        self._turn, self._clean = Turn.ASKED, self._owed == 0
        self._turn_due_s = None
        self._say(request(Ask(self._settings.pos, sale.way, asked.amount, asked.message_id)))

    def _wait(self) -> None:
        """The request is out of our hands."""
        self._turn, self._garbled = Turn.WAITING, False
        self._turn_due_s = self._clock.monotonic() + self._settings.answer_within_s

    def _overdue(self) -> None:
        """Our turn has waited long enough."""
        if self._turn is Turn.OPENING and self._tries < TRIES:
            self._enquire()
        elif self._turn is Turn.OPENING:
            self._give_up()
        elif self._turn in (Turn.ASKED, Turn.CONFIRMING):  # an ACK was lost? it may be under way
            self._say(EOT)
            self._wait()
        elif self._turn is Turn.WAITING:
            self._silent = not self._garbled
            why = Condition.SILENT if self._silent else Condition.UNINTELLIGIBLE
            self._settle(CardOutcome.UNKNOWN, why)
        else:
            self._open_turn()

    def _give_up(self) -> None:
        """It does not let us speak; nothing was asked."""
        self._say(EOT)
        self._silent = not self._busy
        why = Condition.SILENT if self._silent else Condition.TERMINAL_BUSY
        self._settle(CardOutcome.NOT_SENT, why)

    def _settle(self, outcome: CardOutcome, condition: Condition | None = None) -> None:
        """Nothing of ours is under way any more."""
        sale, self._sale = self._sale, None
        self._rest()
        if sale is not None:
            sale.end(outcome, condition)

    def _rest(self) -> None:
        self._turn = Turn.IDLE
        self._turn_due_s = self._clock.monotonic() + LOOK_S if self._silent else None
        self._report()

    def _report(self) -> None:
        if self._barred:
            self._health.report(frozenset({Condition.UNINTELLIGIBLE}))
        else:
            self._health.report(frozenset({Condition.SILENT}) if self._silent else NOTHING)

    # ---- what the terminal says ----

    def _signal(self, heard: Heard) -> None:
        match heard:
            case Heard.ENQ:
                self._called()
            case Heard.ACK | Heard.NAK:
                self._replied(heard)
            case Heard.EOT if self._theirs is not Theirs.NOTHING:
                self._over()
            case Heard.BROKEN if self._theirs is Theirs.FRAME:
                self._ask_again()
            case Heard.FULL if self._theirs is not Theirs.NOTHING:
                self._refuse_full()
            case _:
                self._clean = False

    def _called(self) -> None:
        """The terminal wants to speak; not while our request is half out."""
        self._clean = False
        if self._turn in (Turn.ASKED, Turn.CONFIRMING):
            if not self._out.empty:
                return
            self._wait()  # whatever became of its ACK
        if self._theirs is Theirs.NOTHING:
            self._naks = 0
        self._alive()
        self._hear(Theirs.FRAME, FRAME_S)
        self._say(ACK)

    def _replied(self, heard: Heard) -> None:
        """An ACK or a NAK, to whichever word of ours."""
        ours = self._theirs is Theirs.NOTHING and self._out.empty
        if self._turn is Turn.OPENING and self._owed and ours:
            self._owed -= 1
            self._alive()
            if heard is Heard.ACK:
                self._ask()
            else:
                self._refused()
        elif self._turn is Turn.ASKED and ours and heard is Heard.ACK:
            self._say(EOT)
            self._wait()
        elif self._turn is Turn.ASKED and ours and self._clean:
            self._say(EOT)
            self._turn = Turn.CONFIRMING
            self._enquire()
        elif self._turn is Turn.CONFIRMING and ours:
            self._confirmed(heard)
        else:
            self._owed = max(self._owed - 1, 0)
            self._clean = False

    def _confirmed(self, heard: Heard) -> None:
        """The terminal said no to the request: only one that is at rest is believed."""
        self._owed -= 1
        self._say(EOT)
        if heard is Heard.ACK and self._clean:
            self._settle(CardOutcome.NOT_SENT)
        else:
            self._wait()

    def _refused(self) -> None:
        """A busy terminal said so: leave it alone for a moment."""
        self._busy = True
        if self._sale is None:
            self._rest()
        else:
            self._turn_due_s = self._clock.monotonic() + REPLY_S

    def _answered(self, reply: Reply) -> None:
        if self._theirs is Theirs.NOTHING:
            self._clean = False  # nobody let it speak
            return
        again = self._theirs is Theirs.END
        self._say(ACK)
        self._hear(Theirs.END, EOT_S)
        if not again:
            self._judge(reply)

    def _judge(self, reply: Reply) -> None:
        """Take what the terminal says of our sale; drop what it says of another."""
        sale = self._sale
        private = reply.private.rstrip()
        if sale is None or self._turn is not Turn.WAITING:
            log.warning("%s: an answer to no sale under way was dropped", self._settings.name)
        elif private != sale.asked.message_id and private in self._past:
            log.warning("%s: an answer to an earlier sale was dropped", self._settings.name)
        else:
            sale.verdict = sale.judged(reply, self._settings.pos)
            if sale.verdict.condition is not None:
                log.error("%s: an answer that is none to our sale", self._settings.name)

    def _ask_again(self) -> None:
        """What came of the answer is no answer: have it said again, three times in all; after that
        only if the terminal calls anew, and not for long."""
        self._reader.forget()
        self._naks += 1
        self._say(NAK)
        self._hear(Theirs.FRAME, FRAME_S)
        if self._naks < TRIES:
            return
        self._theirs = Theirs.NOTHING
        if self._turn is Turn.WAITING and self._turn_due_s is not None:
            log.error("%s: an answer nobody can read", self._settings.name)
            self._garbled = True
            self._turn_due_s = min(self._turn_due_s, self._clock.monotonic() + GRACE_S)
        else:
            self._resume()

    def _refuse_full(self) -> None:
        """It was wiped as it came. Taken off the terminal all the same, or it would say it
        again."""
        log.error("%s: a full answer came; it was wiped unread", self._settings.name)
        self._say(ACK)
        self._barred = True
        self._theirs = Theirs.NOTHING
        asked = self._turn is Turn.WAITING
        outcome = CardOutcome.UNKNOWN if asked else CardOutcome.NOT_SENT
        self._settle(outcome, Condition.UNINTELLIGIBLE)

    def _late(self) -> None:
        """The terminal stopped in the middle of its turn."""
        if self._theirs is Theirs.FRAME and self._reader.inside:
            self._ask_again()
        else:
            self._over()

    def _over(self) -> None:
        """The terminal has said what it wanted to."""
        self._theirs = Theirs.NOTHING
        self._reader.forget()
        if self._sale is not None and self._sale.verdict is not None:
            self._settle(self._sale.verdict.outcome)
        else:
            self._resume()

    def _resume(self) -> None:
        """Go on with what we had to say when the terminal came in between."""
        if self._turn is Turn.OPENING and self._tries < TRIES:
            self._enquire()
        elif self._turn is Turn.OPENING:
            self._busy = True
            self._give_up()

    def _hear(self, what: Theirs, within_s: float) -> None:
        self._theirs = what
        self._theirs_due_s = self._clock.monotonic() + within_s

    def _alive(self) -> None:
        """It said something that makes sense."""
        self._silent = False
        if self._turn is Turn.IDLE:
            self._turn_due_s = None
        self._report()

    def _say(self, data: bytes) -> None:
        if self._out.empty:
            self._written_s = self._clock.monotonic()
        self._out.put(data)
