"""A table that nobody knows: its columns put right by touch, tried, saved, and read by itself."""

from __future__ import annotations

from pathlib import Path

from kiosk.settlement_files import SettlementFolder
from tests.ui.window_kit import WindowKit

TABLE = (
    "Nr;Wann;Summe;Kosten;Was\n"
    "K-1;11/20/2026;45,00;1,20;Sale\nK-2;11/20/2026;-10,00;0;Refund\nK-3;11/20/2026;7,50;0,30;Sale\n"
)


def test_columns_are_put_right_tried_saved_and_found_again(
    window: WindowKit, tmp_path: Path
) -> None:
    place = tmp_path / "settlements"
    place.mkdir()
    (place / "bank.csv").write_text(TABLE)
    window.sign_in("Max Holloway")
    window.rooms.settlement.read_from(SettlementFolder(place))
    window.rooms.desk.walk_to("settlement")
    window.quiet()
    window.tap("settlement.new.0")
    assert window.sees("settlement.columns")
    window.tap("settlement.columns")
    state = window.rooms.settlement.state
    assert state.columns is not None
    assert set(state.columns.missing) == {"gross", "date", "id"}
    assert not window.find("settlement.try").isEnabled()
    fields = [field for field, _ in state.columns.fields]
    for field, header in (("id", 1), ("date", 2), ("gross", 3), ("fee", 4), ("type", 5)):
        window.tap(f"settlement.field.{fields.index(field)}")
        window.tap(f"settlement.header.{header}")
    window.tap("settlement.try")
    assert "3 lines" in " ".join(window.texts())
    window.type("settlement.mapping_name", "House bank")
    window.tap("settlement.save")
    view = window.rooms.settlement.state.view
    assert view is not None
    assert (view.proof.gross_minor, view.loaded) == (4_250, False)
    window.tap("settlement.load")
    assert window.rooms.settlement.state.view is not None
    assert window.rooms.settlement.state.view.loaded
    window.tap("settlement.close")
    (place / "next.csv").write_text(TABLE.replace("K-", "L-").replace("11/20", "11/21"))
    window.rooms.settlement.open()
    window.quiet()
    names = window.rooms.settlement.state.names
    window.tap(f"settlement.new.{names.index('next.csv')}")
    assert window.rooms.settlement.state.view is not None
    assert window.rooms.settlement.state.view.file.lines == 3
    assert window.rooms.settlement.state.view.payouts[0].payout == "next.csv"
