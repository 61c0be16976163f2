"""Badge reader x fault x outcome, as data: the contract suite runs it, the README shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.readers import ReadProblem
from tests.contract.badge_rig import BadgeRig
from tests.contract.pcscd import READER
from tests.contract.readme import as_markdown


@dataclass(frozen=True, slots=True)
class Put:
    """A card is put on the reader. ``problem`` None: its id is told, once. ``helped``: nothing is
    told before somebody has put things right. ``silent``: meanwhile that is said of the reader.
    """

    words: str
    problem: ReadProblem | None = None
    fault: Mapping[str, object] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    do: str = "present"
    helped: bool = False
    silent: bool = False

    @property
    def outcome(self) -> str:
        said = "its id, once" if self.problem is None else f"`{self.problem.name}`"
        meanwhile = "STOPPED `SILENT`" if self.silent else "nothing"
        return f"{meanwhile} until it answers; then {said}" if self.helped else said


@dataclass(frozen=True, slots=True)
class Outage:
    """Something other than a card goes wrong; ``begin`` returns what ends it."""

    words: str
    state: DeviceState
    condition: Condition
    begin: Callable[[BadgeRig], Callable[[], None]]

    @property
    def outcome(self) -> str:
        return f"{self.state.name} `{self.condition.name}`; works again by itself"


def _daemon_dies(rig: BadgeRig) -> Callable[[], None]:
    rig.daemon.kill()
    return rig.daemon.start


def _unplugged(rig: BadgeRig) -> Callable[[], None]:
    """The service has no reader any more; that it was started anew for that is vpcd's way."""
    rig.daemon.kill()
    rig.daemon.start(readers=False)

    def plug_in() -> None:
        rig.daemon.kill()
        rig.daemon.start()

    return plug_in


def _other_program(rig: BadgeRig) -> Callable[[], None]:
    from smartcard import scard

    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    both = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    code, card, _ = scard.SCardConnect(context, READER, scard.SCARD_SHARE_EXCLUSIVE, both)
    assert code == 0

    def let_go() -> None:
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)

    return let_go


PUTS = (
    Put("a badge, 7 bytes of id"),
    Put("a badge, 4 bytes of id, no processor", values={"uid": "DEADBEEF", "memory": True}),
    Put("a badge, 10 bytes of id", values={"uid": "04A1B2C3D4E5F6071829"}),
    Put("a payment card", ReadProblem.PAYMENT_CARD, do="present_payment_card"),
    Put(
        "taken away while it is asked whether it pays",
        ReadProblem.TAKEN_AWAY,
        {"kind": "taken_away", "on": "SELECT"},
    ),
    Put(
        "taken away while it is asked for its id",
        ReadProblem.TAKEN_AWAY,
        {"kind": "taken_away", "on": "GET DATA"},
    ),
    Put("no id command", ReadProblem.UNREADABLE, {"kind": "no_id"}),
    Put("an answer without meaning", ReadProblem.UNREADABLE, {"kind": "garbage"}),
    Put("answers in single bytes", fault={"kind": "byte_split"}),
    Put("a card that hangs as it is switched on", fault={"kind": "hang"}, helped=True),
    Put(
        "a card that hangs while it is asked",
        fault={"kind": "hang", "on": "SELECT"},
        helped=True,
        silent=True,
    ),
)
OUTAGES = (
    Outage("the service dies", DeviceState.LOST, Condition.NO_SERVICE, _daemon_dies),
    Outage("the reader is unplugged", DeviceState.LOST, Condition.UNREACHABLE, _unplugged),
    Outage(
        "another program has the reader for itself",
        DeviceState.STOPPED,
        Condition.HELD_BY_OTHER,
        _other_program,
    ),
)


def as_table() -> str:
    """Return the rows as the README has them."""
    return as_markdown(
        ("Badge reader", "What becomes of it"), [(row.words, row.outcome) for row in PUTS + OUTAGES]
    )
