"""A window goes on from a backup on another machine: it sells and numbers nothing twice."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.backups import DATABASE, MANIFEST, Backup, Databases, back_up
from kiosk.bootstrap import databases
from kiosk.restoring import restore
from kiosk.settings import Home, WindowSettings
from pos.clock import ManualClock
from pos.errors import (
    ApprovalNeeded,
    BackupDamaged,
    BackupUntrue,
    HomeNotEmpty,
    HouseNotChecked,
    NotFound,
    PosError,
    SeatTaken,
    StorageNewer,
    TextMissing,
)
from pos.heir import GAP
from pos.office import Office
from pos.paying.returning import take_back
from pos.ports.terminals import CardOutcome
from pos.seating.kept import KEEPER
from pos.views.catalogue import NoneLeft
from pos.views.people import Permission
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import answer, begin, card_house, settle
from tests.integration.small_house import (
    LATE,
    OPEN,
    PLACES,
    SYMPHONY,
    House,
    open_house,
    seat,
)
from tests.integration.test_closing import close_day, close_evening, sell
from tests.integration.test_selling import cart_of, cash, rows


@pytest.fixture
def lost(tmp_path: Path) -> House:
    """A house in the home of the machine that is going to be lost, with a few settings."""
    home = Home(tmp_path / "lost")
    home.make()
    home.settings_file.write_text(
        '[window]\nname = "Left window"\n[payment_terminal]\ndriver = "nexo"\n'
        'address = "https://10.0.0.5:8443/nexo"\npoi_id = "P400Plus-123456789"\nsale_id = "W"\n'
        'key_identifier = "foyer"\npassphrase = "file:secrets/terminal"\n'
    )
    home.designs.mkdir()
    (home.designs / "our.toml").write_text("of our own")
    (home.root / "secrets").mkdir()
    (home.root / "secrets" / "terminal").write_text("not to be copied")
    return open_house(home.database, ManualClock(DOORS_OPEN))


def backup_of(house: House, folder: Path) -> Backup:
    folder.mkdir(exist_ok=True)
    return back_up(Home(house.path.parent), folder, house.clock.now(), databases())


def inherited(house: House) -> Databases:
    """Return what opens the heir's office, when it is what the lost machine's clock says."""

    def opened(home: Home, _window: WindowSettings) -> Office:
        return open_house(home.database, ManualClock(house.clock.now()), seed=99).office

    return replace(databases(), open=opened)


def heir_of(house: House, backup: Backup, home: Path) -> House:
    restore(backup.place, Home(home), inherited(house))
    return open_house(home / DATABASE, ManualClock(house.clock.now()), seed=100)


def receipts(house: House) -> set[str]:
    found = rows(house, "SELECT receipt_number FROM orders UNION SELECT order_number FROM orders")
    return {str(number) for (number,) in found}


def test_nothing_the_lost_machine_may_have_sold_is_sold_again(lost: House, tmp_path: Path) -> None:
    ada = lost.open_till()
    sell(lost, ada, cash(9_000))
    cart_of(lost, ada, ("B", 1))  # nobody knows what became of this cart
    backup = backup_of(lost, tmp_path / "backups")
    known = receipts(lost)
    lost.office.selling.sell(lost.command(), ada, cart_of(lost, ada, ("C", 5)), (cash(4_500),))
    sold_later = receipts(lost) - known

    heir = heir_of(lost, backup, tmp_path / "heir")
    assert heir.office.verify() == ()
    standing = heir.office.heir.standing()
    assert standing is not None
    assert standing.since == lost.clock.now()
    kept = {house.performance_id: house.kept for house in standing.houses}
    assert kept == {SYMPHONY: 30 - 2 - 2, LATE: PLACES}  # without sold, held and killed ones
    shows = heir.office.catalogue.performances()
    assert {(show.left, show.none_left) for show in shows} == {(0, NoneLeft.NOT_YET)}
    assert heir.office.catalogue.house(SYMPHONY).none_left is NoneLeft.NOT_YET
    ada = heir.sign_in("Ada Clerk")
    for place in (("C", 5), ("B", 1), ("A", 9)):
        with pytest.raises(HouseNotChecked):
            cart_of(heir, ada, place)
    seating = heir.office.seating
    with pytest.raises(HouseNotChecked):
        seating.take_places(heir.command(), ada, seating.new_cart(), LATE, 1, OPEN)

    manager = heir.sign_in("Max House")
    release = heir.office.heir.release
    with pytest.raises(ApprovalNeeded):
        release(heir.command(), ada, SYMPHONY, "looked")
    with pytest.raises(TextMissing):  # nobody gives their PIN for what would be refused
        release(heir.command(), ada, SYMPHONY, "")
    with pytest.raises(NotFound, match=r"named_seat.*Z 9"):
        release(heir.command(), ada, SYMPHONY, "looked", "C 5, Z 9")
    for wrong in ("A 1", "Z 9", "C 5, Z 9", "4"):  # the house's, none, one that is none, no seat
        with pytest.raises(NotFound):
            release(heir.command(), manager, SYMPHONY, "looked", wrong)
    with pytest.raises(NotFound):
        release(heir.command(), manager, LATE, "looked", "A 1")
    command = heir.command()
    for _ in range(2):  # a repeat changes nothing
        assert release(command, manager, SYMPHONY, "access list", "c-5") == 25
    command = heir.command()
    word = heir.office.people.approve(
        manager.user_id, "9517", Permission.RELEASE_HOUSE, command, ada
    )
    assert release(command, ada, LATE, "access list", "3", word) == PLACES - 3
    assert heir.office.heir.standing() is None
    with pytest.raises(SeatTaken):
        cart_of(heir, ada, ("C", 5))
    before = receipts(heir)
    heir.office.selling.sell(heir.command(), ada, cart_of(heir, ada, ("B", 1)), (cash(4_500),))
    made = receipts(heir) - before
    assert made == {f"W1-{GAP + 2:06d}", f"W1-R{GAP + 2:06d}"}
    assert backup_of(heir, tmp_path / "heir's").manifest.origin != backup.manifest.origin
    assert not made & sold_later
    assert heir.office.verify() == ()
    heir.office.close()
    lost.office.close()


def test_every_sequence_goes_on_behind_a_gap_that_verify_knows(lost: House, tmp_path: Path) -> None:
    close_evening(lost)
    backup = backup_of(lost, tmp_path / "backups")
    lost.clock.advance(timedelta(days=2))  # lost on the third day: three days' numbers are left
    heir = heir_of(lost, backup, tmp_path / "heir")
    manager = heir.sign_in("Max House")
    heir.office.heir.release(heir.command(), manager, SYMPHONY, "nothing was sold")
    lost.office.close()

    close_evening(heir)
    close_day(heir, heir.sign_in("Sue Lead"))
    numbers = [view.z_number for view in heir.office.closing.z_reports()]
    assert numbers == [1, 3 * GAP + 2]
    assert heir.office.verify() == ()
    with heir.office.storage.begin() as uow:
        uow.restoring.leave_numbers("receipt:W1", 4 * GAP)
        uow.commit()
    assert {finding.code for finding in heir.office.verify()} == {"sequence.gap"}
    heir.office.close()


def test_what_comes_back_before_somebody_looked_is_not_sold_either(
    lost: House, tmp_path: Path
) -> None:
    ada = lost.open_till()
    lost.office.selling.sell(lost.command(), ada, cart_of(lost, ada, ("C", 5)), (cash(4_500),))
    heir = heir_of(lost, backup_of(lost, tmp_path / "backups"), tmp_path / "heir")
    lost.office.close()

    lead = heir.sign_in("Sue Lead")
    order = heir.office.orders.get(heir.office.orders.find("")[0].order_id)
    with heir.office.storage.begin() as uow:
        tickets = uow.orders.tickets(order.order_id)
        made = uow.orders.order(order.order_id)
        take_back(uow, heir.office.window, heir.command(), made, tickets, lead.user_id, "ill")
        uow.commit()
    with pytest.raises(HouseNotChecked):
        cart_of(heir, lead, ("C", 5))
    with heir.office.storage.read() as uow:
        assert uow.rights.of_seats(SYMPHONY)[seat("C", 5)] == (KEEPER, "")
    heir.office.close()


def test_a_cart_whose_card_was_in_doubt_keeps_its_seats_until_somebody_looked(
    lost: House, tmp_path: Path
) -> None:
    ada = card_house(lost)
    _, begun = begin(lost, ada, ("B", 3))
    heir = heir_of(lost, backup_of(lost, tmp_path / "backups"), tmp_path / "heir")
    lost.office.close()

    settle(heir, begun, answer(begun, CardOutcome.DECLINED))  # asked at the first start
    assert heir.office.seating.release_left_over() == 0
    manager = heir.sign_in("Max House")
    heir.office.heir.release(heir.command(), manager, SYMPHONY, "nothing was sold after that")
    assert heir.office.seating.release_left_over() == 1
    cart_of(heir, manager, ("B", 3))
    assert heir.office.verify() == ()
    heir.office.close()


# ---------------------------------------------------------------------------------- refused


def again(backup: Path, place: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write the archive once more with other members, under sums that are right."""
    with zipfile.ZipFile(backup) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return place


def told(packed: dict[str, bytes], **other: object) -> None:
    packed[MANIFEST] = json.dumps({**json.loads(packed[MANIFEST]), **other}).encode()


def add(name: str, size: int = 4) -> Callable[[dict[str, bytes]], None]:
    """Return what adds a member and tells of it rightly."""

    def change(members: dict[str, bytes]) -> None:
        members[name] = b"x" * 4
        known = json.loads(members[MANIFEST])["members"]
        digest = hashlib.sha256(b"x" * 4).hexdigest()
        told(members, members={**known, name: {"bytes": size, "sha256": digest}})

    return change


TAMPERED: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a way out": add("../window.toml"),
    "another way out": add("designs/../../x"),
    "from the root": add("/etc/x"),
    "a secret": add("secrets/terminal"),
    "longer than told": add("designs/x.png", 3),
    "shorter than told": add("designs/x.png", 2**60),
    "not told of": lambda members: members.update({"designs/new.toml": b""}),
    "gone": lambda members: members.pop("designs/our.toml") and None,
    "another digest": lambda members: members.update({"designs/our.toml": b"of mY own!"}),
    "no manifest": lambda members: members.pop(MANIFEST) and None,
    "no sums": lambda members: told(members, members={}),
    "no numbers": lambda members: told(members, last_seq="7"),
    "another end": lambda members: told(members, last_hash="0" * 64),
    "other counts": lambda members: told(members, counts={}),
    "not JSON": lambda members: members.update({MANIFEST: b"[" * 100_000}),
    "no window": lambda members: told(members, window_id="../W"),
    "no time": lambda members: told(members, made_at="tonight"),
}


SPOILED = 8
"""Bytes of a member that are turned around."""


def middles(backup: Path) -> dict[str, int]:
    """Return where the middle of each member's bytes lies."""
    whole = backup.read_bytes()
    with zipfile.ZipFile(backup) as packed:
        return {
            info.filename: info.header_offset
            + 30  # the fixed part of a member's header; then its name and more
            + sum(struct.unpack_from("<HH", whole, info.header_offset + 26))
            + info.compress_size // 2
            for info in packed.infolist()
        }


def refusal(file: Path, home: Home, house: House) -> str:
    """Return why a file is not restored; empty when it is."""
    try:
        restore(file, home, inherited(house))
    except PosError as error:
        return error.code
    return ""


def test_an_archive_that_is_not_as_it_was_made_opens_nothing(lost: House, tmp_path: Path) -> None:
    backup = backup_of(lost, tmp_path / "backups").place
    home = Home(tmp_path / "heir")
    broken = {what: again(backup, tmp_path / what, change) for what, change in TAMPERED.items()}
    whole = backup.read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        broken[f"cut at {cut}"] = tmp_path / f"cut-{cut}"
        broken[f"cut at {cut}"].write_bytes(whole[:cut])
    for name, at in middles(backup).items():
        other = bytearray(whole)
        for near in range(at, at + SPOILED):  # one bit alone may unpack to the same zeros
            other[near] ^= 0xFF
        broken[f"flipped in {name}"] = tmp_path / f"flipped-{name.replace('/', '-')}"
        broken[f"flipped in {name}"].write_bytes(other)
    for what, file in broken.items():
        assert refusal(file, home, lost) == BackupDamaged.code, what
        left = {path.name for path in home.root.iterdir()} if home.root.exists() else set()
        assert left <= {"window.lock"}, what
    for field in ("schema_version", "version"):
        newer = again(
            backup, tmp_path / field, lambda members, f=field: told(members, **{f: 10**6})
        )
        with pytest.raises(StorageNewer):
            restore(newer, home, inherited(lost))
    with pytest.raises(NotFound):
        restore(tmp_path / "nowhere", home, inherited(lost))
    restore(backup, home, inherited(lost))  # the same home takes a whole one
    lost.office.close()


def test_books_that_do_not_hold_are_refused_unless_somebody_lets_them_stand(
    lost: House, tmp_path: Path
) -> None:
    sell(lost, lost.open_till(), cash(9_000))
    lost.office.close()
    with sqlite3.connect(lost.path) as connection:
        connection.execute("DROP TRIGGER tender_no_update")
        connection.execute("UPDATE tender SET amount_minor = 8000")
    backup = backup_of(lost, tmp_path / "backups")
    home = Home(tmp_path / "heir")
    with pytest.raises(BackupUntrue) as refused:
        restore(backup.place, home, inherited(lost))
    assert len(refused.value.findings) == refused.value.params["count"] > 0
    assert not home.database.exists()
    done = restore(backup.place, home, inherited(lost), despite_findings=True)
    assert done.mark.findings == refused.value.params["count"]


def test_only_an_empty_home_is_restored_into(lost: House, tmp_path: Path) -> None:
    backup = backup_of(lost, tmp_path / "backups")
    with pytest.raises(HomeNotEmpty):
        restore(backup.place, Home(lost.path.parent), inherited(lost))
    home = Home(tmp_path / "heir")
    (home.root / "secrets").mkdir(parents=True)
    unfinished = home.root / ".restoring"  # of a try that was killed while it moved in
    unfinished.mkdir()
    (unfinished / DATABASE).write_bytes(b"half of it")
    home.settings_file.write_text("[window]\n")
    done = restore(backup.place, home, inherited(lost))
    assert done.manifest.window_name == "Left window"
    assert done.manifest.wanted == {"payment_terminal.passphrase": "file:secrets/terminal"}
    assert "Left window" in home.settings_file.read_text()
    assert (home.designs / "our.toml").read_text() == "of our own"
    assert not list((home.root / "secrets").iterdir())
    assert not unfinished.exists()
    lost.office.close()
