from __future__ import annotations

from hardware.printers.fgl_status import COUNT_REPLY, LOADED, OUT_OF_STOCK, SPOILS, TROUBLE, Status


def test_the_bytes_are_the_documented_ones() -> None:
    assert {Status.TICKET_ACK: 6, Status.OUT_OF_TICKETS: 0x10, Status.X_ON: 0x11}.items() <= {
        status: int(status) for status in Status
    }.items()
    assert (Status.CUTTER_JAM, Status.TICKET_JAM, Status.TICKET_NAK) == (0x1D, 0x18, 0x15)
    assert all(0 < status < 0x20 for status in Status)


def test_no_byte_means_two_things() -> None:
    sets = [set(SPOILS), set(TROUBLE), set(OUT_OF_STOCK), set(LOADED)]
    assert sum(map(len, sets)) == len(set().union(*sets))


def test_the_count_is_found_in_the_documented_answer() -> None:
    found = COUNT_REPLY.search(b"0004616 PROM = FGL46G42")
    assert found is not None
    assert int(found[1]) == 4616
