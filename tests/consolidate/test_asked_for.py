"""What may be asked of a figure, and how the files that come in are dealt out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.support.website import WEBSITE

from xlreport.consolidation.explain import NoSuchCell, _find
from xlreport.consolidation.incoming.pool import chunks_of
from xlreport.consolidation.units.roster_file import _looked_through, _sheet_rows
from xlreport.edition import layout_of

PLACES = layout_of(WEBSITE).places


@pytest.mark.parametrize("key", ["content.published.count", "site.kind", "accounts.posts"])
def test_a_figure_is_asked_for_by_key_label_or_address(key: str) -> None:
    item, place = _find(WEBSITE, key), PLACES[key]
    assert item.key == key
    assert item in (_find(WEBSITE, place.absolute), _find(WEBSITE, f"{place.sheet}!{place.a1}"))
    assert _find(WEBSITE, item.label).label == item.label


def test_any_row_of_a_register_is_its_column() -> None:
    place = PLACES["accounts.posts"]
    below = f"{place.sheet}!{place.a1[0]}{place.row + 9}"
    assert _find(WEBSITE, below).key == "accounts.posts"
    with pytest.raises(NoSuchCell):
        _find(WEBSITE, f"{place.sheet}!Z{place.row}")
    with pytest.raises(NoSuchCell) as caught:
        _find(WEBSITE, PLACES["site.visits"].link + "9")
    assert len(caught.value.like) == 5


def test_files_are_dealt_out_in_order_and_none_is_left() -> None:
    paths = [Path(f"{number}.xlsx") for number in range(5)]
    assert chunks_of(paths, 2) == [paths[:2], paths[2:4], paths[4:]]
    assert chunks_of([], 2) == []


def test_a_roster_shows_what_merged_cells_show_and_where_a_formula_is_wrong(
    tmp_path: Path,
) -> None:
    path, book = tmp_path / "名册.xlsx", openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("代码", "名称", "上级"),
        ("1", "示例市", ""),
        ("2", "示例镇", "示例市"),
        ("3", "", ""),
    ):
        sheet.append(row)
    sheet["B4"].value, sheet["B4"].data_type = "#REF!", "e"
    sheet.merge_cells("C3:C4")
    book.save(path)
    assert _looked_through(path) == [(3, 1, "#REF!")]
    rows = _sheet_rows(path)
    assert rows[2:] == [["2", "示例镇", "示例市"], ["3", "#REF!", "示例市"]]
