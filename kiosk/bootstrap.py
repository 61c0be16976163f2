"""Where ports meet drivers and configuration is read; the one place that knows everybody.

``open_office`` gives the services of a home: commands use it as it is, the window runs it on its
ledger thread. Heavy imports (SQLAlchemy, argon2) happen inside, on the thread that calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk.settings import (
    CASH_DRAWER,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    TICKET_PRINTER,
    DeviceSettings,
    Fault,
    Home,
    HubSettings,
    Settings,
    Value,
    WindowSettings,
    drivers_faults,
    settings_fault,
)
from pos.errors import PosError, SettingsInvalid, StorageNotWritable

if TYPE_CHECKING:
    from pathlib import Path

    from hardware.registry import Devices
    from kiosk.backups import Databases
    from kiosk.drawer_record import DrawerRecord
    from kiosk.hub_line import HubLine
    from kiosk.kit_files import KitMade
    from kiosk.papers import Papers
    from kiosk.secrets import Secrets
    from kiosk.spool import OnLedger, Spool
    from pos.clock import Clock
    from pos.events import Events
    from pos.ids import Ids
    from pos.office import Office
    from pos.people.pins import PinHasher
    from pos.storage.hub.address import HubAddress
    from pos.storage.hub.postgres import PostgresHub
    from pos.views.cash import Finding
    from pos.views.restoring import DatabaseHead


def load_storage() -> None:
    """Import what ``open_office`` and signing in need. Takes a quarter of a second.

    Thread: ledger.
    """
    import pos.office
    import pos.people.people
    import pos.storage.unit_of_work  # noqa: F401 - imported for its cost


def open_office(
    home: Home,
    window: WindowSettings,
    clock: Clock,
    ids: Ids,
    events: Events,
    pins: PinHasher | None = None,
    hub: HubLine | None = None,
    key: str | None = None,
) -> Office:
    """Return the services over the home's database, created or migrated as needed.

    Args:
        home: The window's folder.
        window: Name and number prefix of the window.
        clock: Dates facts.
        ids: Makes identifiers on the ledger thread.
        events: Told after each commit.
        pins: How PINs are proved; at the usual cost when None.
        hub: The way to the venue's hub. Without it a window that has joined one sells what it
            holds.
        key: Of an encrypted database; by default the one that ``window`` names.

    Raises:
        StorageTrouble: The folder or the database cannot be used.
        HubRefused: ``heir``: it goes on from a backup and has not heard its hub since.

    Thread: the one that will use it.
    """
    from kiosk.hub_line import HubLine, has_joined, not_there, share
    from kiosk.private_home import close_to_others
    from pos import office
    from pos import window as identity
    from pos.ids import WindowId
    from pos.people.pins import PinHasher
    from pos.storage.schema import SCHEMA_VERSION
    from pos.storage.unit_of_work import SqlStorage

    try:
        home.make()
        close_to_others(home)
    except OSError as error:
        raise StorageNotWritable(file=str(home.root), reason=error.strerror or "") from None
    storage = SqlStorage(home.database, clock, ids, events, key or database_key(home, window))
    this = identity.Window(WindowId(window.prefix), window.name, window.prefix)
    rights, syncing, things = None, None, None
    try:
        joined = has_joined(storage)
    except PosError:
        storage.close()
        raise
    if hub is not None or joined:
        line = hub or HubLine(not_there, clock)
        rights, syncing, things = share(storage, this, line, SCHEMA_VERSION)
    return office.open_office(
        storage, clock, ids, events, this, pins or PinHasher(), rights, syncing, things
    )


def hub_maker(
    settings: Settings, home: Home, clock: Clock, *, patient: bool = True
) -> Callable[[], PostgresHub] | None:
    """Return what makes a driver of the hub that window.toml names, None when it names none. Each
    thread makes its own; none has spoken to the hub yet. ``patient``: as a command is, which
    waits as long as it takes; at a window people are to know soon that nobody answers.

    Raises:
        SettingsInvalid: Its password cannot be had, or its authority's file is not there.
    """
    if not settings.hub.url:
        return None
    from kiosk.hub_password import HubPasswords
    from kiosk.secrets import Secrets
    from pos.ports.hub import SILENCE_S
    from pos.storage.hub.postgres import Greeted, PostgresHub

    address = hub_address(settings.hub, home)
    passwords = HubPasswords(Secrets(home.root), settings.hub.password)
    greeted, silence_s = Greeted(), None if patient else SILENCE_S
    return lambda: PostgresHub(address, passwords, clock, silence_s=silence_s, greeted=greeted)


def hub_line(
    settings: Settings, home: Home, clock: Clock, *, patient: bool = False
) -> HubLine | None:
    """Return a window's way to the hub that window.toml names, None when it names none. Raises as
    ``hub_maker``."""
    make = hub_maker(settings, home, clock, patient=patient)
    if make is None:
        return None
    from importlib.metadata import PackageNotFoundError, version

    from kiosk.hub_line import HubLine
    from kiosk.one_load import OneLoad
    from kiosk.this_machine import marks

    try:
        ours = version("foyer")
    except PackageNotFoundError:  # run from its sources
        ours = ""
    hub = settings.hub
    return HubLine(
        make,
        clock,
        ours,
        machine=marks(),
        block_minutes=hub.block_minutes,
        block_least=hub.block_least,
        lease_hours=hub.lease_hours,
        loading=OneLoad(home, clock).under_way,
    )


def hub_address(hub: HubSettings, home: Home) -> HubAddress:
    """Return where the hub is, as the settings say. Raises SettingsInvalid."""
    from pos.storage.hub.address import hub_address

    ca_file = home.root / hub.ca_file if hub.ca_file else None
    if ca_file is not None and not ca_file.is_file():
        raise settings_fault(Fault("hub.ca_file", 0, "no_file", hub.ca_file))
    address = hub_address(hub.url, ca_file)
    if address is None:
        raise settings_fault(Fault("hub.url", 0, "bad_form"))
    return address


def database_key(home: Home, window: WindowSettings) -> str | None:
    """Return the key of the home's database, None where it is not encrypted.

    Raises:
        SettingsInvalid: The secret that window.toml names cannot be had.
    """
    if not window.database_key:
        return None
    from kiosk.secrets import Secrets

    return Secrets(home.root).read(window.database_key, "window.database_key")


def key_beside(database: Path, homes: Sequence[Path]) -> str | None:
    """Return the key of an encrypted database by the window.toml beside it, whose secrets are in
    one of the ``homes``; None for one that is not encrypted, whatever window.toml is like.

    Raises:
        SettingsInvalid: window.toml cannot be read, or the secret not be had.
    """
    from kiosk.secrets import Secrets
    from kiosk.settings import read
    from pos.storage.sealed import is_sealed

    if not is_sealed(database):
        return None
    reference = read(Home(database.parent).settings_file).window.database_key
    if not reference:
        return None
    for home in homes[:-1]:
        try:
            return Secrets(home).read(reference, "window.database_key")
        except SettingsInvalid:
            continue  # a file is relative to its home
    return Secrets(homes[-1]).read(reference, "window.database_key")


def databases(root: Path | None = None) -> Databases:
    """Return what backups do with databases. Their offices are dated by the machine's own clock and
    belong to the thread that opens them. ``root``: the home that a backup is restored into, where
    the key of an encrypted one is."""
    from kiosk.backups import Databases
    from pos.clock import SystemClock
    from pos.events import Events
    from pos.ids import Ids
    from pos.storage.copying import copy_database, head_of
    from pos.storage.schema import SCHEMA_VERSION

    def homes(database: Path) -> tuple[Path, ...]:
        return (database.parent,) if root is None else (database.parent, root)

    def opened(home: Home, window: WindowSettings) -> Office:
        clock = SystemClock()
        key = key_beside(home.database, homes(home.database))
        return open_office(home, window, clock, Ids(clock), Events(), key=key)

    def copied(source: Path, target: Path, stopped: Callable[[], bool]) -> DatabaseHead:
        return copy_database(source, target, stopped, key_beside(source, homes(source)))

    def head(database: Path) -> DatabaseHead:
        return head_of(database, key_beside(database, homes(database)))

    return Databases(copied, head, opened, SCHEMA_VERSION)


def build_devices(
    settings: Settings, clock: Clock, home: Home | None = None, faults: Sequence[Fault] = ()
) -> Devices:
    """Return the devices of window.toml, closed.

    Args:
        settings: All of window.toml.
        clock: The machine's own, also where the demo moves time by hand: it measures deadlines.
        home: In its ``wire`` folder each device's exchanges stay, masked, and from it a payment
            terminal's secrets are read. Without one nothing stays, and there is no such terminal.
        faults: What is known to be wrong with window.toml already.

    Raises:
        SettingsInvalid: ``faults``, and every address or combination that makes no sense, secret
            that cannot be had, file that is not there, each with its place.
    """
    from hardware import registry

    try:
        devices = registry.build(*_sections(settings, clock, home))
    except SettingsInvalid as error:
        raise settings_fault(*faults, *drivers_faults(error)) from None
    if faults:
        raise settings_fault(*faults)
    return devices


def build_what_can_be(
    settings: Settings, clock: Clock, home: Home
) -> tuple[Devices, Mapping[str, tuple[Fault, ...]]]:
    """Return the devices that can be made, closed, and by device what is wrong with the others;
    nothing for a drawer whose printer could not be."""
    from hardware import registry

    devices, wrong = registry.build_what_can_be(*_sections(settings, clock, home))
    faulty = {name: tuple(drivers_faults(error)) for name, error in wrong.items()}
    drawer = settings.devices.get(CASH_DRAWER)
    if drawer is not None and drawer.values.get("via") in faulty and devices.cash_drawer is None:
        faulty.setdefault(CASH_DRAWER, ())
    return devices, faulty


def _sections(
    settings: Settings, clock: Clock, home: Home | None
) -> tuple[Mapping[str, Mapping[str, Value]], Clock, Path | None, Secrets | None]:
    """Return what the registry makes devices of."""
    from kiosk.secrets import Secrets

    sections = {d.device: _driven(d) for d in settings.devices.values()}
    if home is None:
        sections.pop(PAYMENT_TERMINAL, None)
        return sections, clock, None, None
    return sections, clock, home.wire_logs, Secrets(home.root)


def _driven(device: DeviceSettings) -> Mapping[str, Value]:
    """Return a device's values; what a ticket printer's section leaves out its profile says."""
    if device.device != TICKET_PRINTER or device.driver != "fgl":
        return device.values
    from printing.profiles import FGL_PROFILES

    profile = FGL_PROFILES.get(device.text("profile"))
    if profile is None:
        return device.values
    known = {"purge": profile.purge, "status_mode": profile.status_mode.value}
    return {**known, **device.values}


def search_for_cards(
    roots: Iterable[Path], stopped: Callable[[], bool] = lambda: False
) -> tuple[Finding, ...]:
    """Return where card numbers stand below ``roots``: in databases, logs, reports, any file. What
    is encrypted is read with the key of the homes among them. Thread: any; it opens what it reads
    for itself."""
    from kiosk.card_search import search
    from pos.storage.card_search import texts_of
    from pos.storage.sealed import looks_sealed

    roots = tuple(roots)
    keys = _keys_of(roots)
    return tuple(search(roots, lambda file: texts_of(file, keys), stopped, looks_sealed))


def _keys_of(roots: Iterable[Path]) -> tuple[str, ...]:
    """Return the keys of the homes among these folders, as far as they can be had."""
    from kiosk.settings import read

    keys = []
    for home in map(Home, roots):
        if home.settings_file.exists():
            try:
                keys.append(database_key(home, read(home.settings_file).window))
            except SettingsInvalid:
                continue  # what it would open is told as unread
    return tuple(key for key in keys if key is not None)


def make_kit(
    home: Home,
    settings: Settings,
    clock: Clock,
    folder: Path,
    stopped: Callable[[], bool] = lambda: False,
    told: Callable[[int, int], None] = lambda at, of: None,
) -> KitMade | None:
    """Write the outage kit of this window into ``folder``; see ``kit_files.write_kit``. Thread:
    any; it opens what it reads for itself.

    Raises:
        NotFound: No season was loaded yet.
        StorageTrouble: The database cannot be read, or the folder not be written.
    """
    from zoneinfo import ZoneInfo

    from kiosk.kit_files import write_kit
    from kiosk.languages import load_words
    from kiosk.papers import typeface
    from pos.events import Events
    from pos.ids import Ids

    office = open_office(home, settings.window, clock, Ids(clock), Events())
    try:
        zone, as_of = ZoneInfo(office.catalogue.company().zone), clock.now()
        ahead = office.kits.performances()
        kits = [office.kits.kit(each.performance_id) for each in ahead if not stopped()]
    finally:
        office.close()
    words, page = load_words(settings.window.language, zone), settings.window.report_paper
    at = as_of.astimezone(zone)
    return write_kit(folder, kits, at, words, typeface(), page, stopped, told)


def build_spool(
    devices: Devices, papers: Papers, on_ledger: OnLedger, trouble: Callable[[PosError], None]
) -> Spool:
    """Return the spool between the ledger and these devices, not yet watching them."""
    from kiosk.spool import Spool

    found = {TICKET_PRINTER: devices.ticket_printer, RECEIPT_PRINTER: devices.receipt_printer}
    printers = {name: printer for name, printer in found.items() if printer is not None}
    return Spool(on_ledger, printers, devices.cash_drawer, papers.compose, trouble)


def build_drawer_record(
    devices: Devices, clock: Clock, on_ledger: OnLedger, trouble: Callable[[PosError], None]
) -> DrawerRecord | None:
    """Return what writes down the drawer's own openings, not yet listening; None without a
    drawer."""
    from kiosk.drawer_record import DrawerRecord

    if devices.cash_drawer is None:
        return None
    return DrawerRecord(on_ledger, devices.cash_drawer, clock, trouble)
