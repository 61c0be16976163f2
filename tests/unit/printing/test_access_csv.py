from __future__ import annotations

from datetime import UTC, datetime

from pos.views.people import AccessRow, Role
from printing.access_csv import access_csv

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def test_a_line_a_person() -> None:
    rows = (
        AccessRow("=Ada Clerk", Role.CASHIER, ("hand_over", "sell"), True, False, True, AT, None),
        AccessRow("Đặng Văn An", Role.OWNER, (), False, True, False, AT, AT),
    )
    assert access_csv(rows).decode().split("\r\n") == [
        "name,role,enabled,locked,badge,created_utc,last_proved_utc,permissions",
        "'=Ada Clerk,cashier,yes,no,yes,2026-11-21T18:00:00+00:00,,hand_over sell",
        "Đặng Văn An,owner,no,yes,no,2026-11-21T18:00:00+00:00,2026-11-21T18:00:00+00:00,",
        "",
    ]
