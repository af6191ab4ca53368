"""What may be asked of a figure, and how the files that come in are dealt out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from tests.support.samples import EDITIONS
from tests.support.website import WEBSITE

from xlreport.consolidation.book.issues import _urgency
from xlreport.consolidation.explain import NoSuchCell, _find
from xlreport.consolidation.incoming import listed
from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.listed import ListedRow, RollUpList
from xlreport.consolidation.incoming.readers import chunks_of
from xlreport.consolidation.incoming.states import State
from xlreport.consolidation.replies.returned import _is_passed_on
from xlreport.consolidation.units.members import Member, Roster, UnitKind
from xlreport.consolidation.units.roster_file import RosterError, _looked_through, _sheet_rows
from xlreport.edition import Edition, Severity, layout_of
from xlreport.reading.guard import open_package
from xlreport.record import from_bytes
from xlreport.report import Unit

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


@pytest.mark.parametrize("edition", [*EDITIONS, WEBSITE], ids=lambda edition: edition.id)
def test_what_is_nowhere_is_not_found(edition: Edition) -> None:
    with pytest.raises(NoSuchCell):
        _find(edition, "没有的表!A1")


def test_what_may_be_of_anybody_below_is_passed_on() -> None:
    """A file of nobody's that came under the name of a unit: not of that unit, so far as known."""
    town = Member("11", "示例镇", UnitKind.DEPARTMENT)
    own, other = (Filing(0, Path("a.xlsx"), unit=Unit(name)) for name in ("示例镇", "别镇"))
    assert not _is_passed_on(own, town, None)
    assert _is_passed_on(other, town, None)
    assert not _is_passed_on(replace(other, member=town.identity), town, None)
    office = Member("111", "示例镇农业办", UnitKind.DEPARTMENT, "11")
    assert not _is_passed_on(own, town, Roster({"11": town}))
    assert _is_passed_on(own, town, Roster({"11": town, "111": office}))


def test_what_still_asks_for_something_is_listed_first() -> None:
    """What is explained stands after it, then what only informs, then what is asked no more."""
    pending, past = SimpleNamespace(is_pending=True), SimpleNamespace(is_pending=False)
    cases = [
        (pending, Severity.QUERY, True),
        (pending, Severity.ERROR, True),
        (pending, Severity.QUERY, False),
        (pending, Severity.NOTE, False),
        (past, Severity.ERROR, True),
    ]
    turns = [
        _urgency(filing, SimpleNamespace(finding=SimpleNamespace(severity=severity), open=still))  # type: ignore[arg-type]
        for filing, severity, still in cases
    ]
    assert turns == sorted(set(turns))


def test_what_a_roll_up_lists() -> None:
    row = ListedRow(Unit("甲镇", "1"), "", {})
    told = RollUpList((row,), ((Unit("乙镇", "2"), State.IN_TOTAL), (Unit("丙镇"), State.IN_TOTAL)))
    assert [unit.name for unit in told.named] == ["甲镇", "乙镇", "丙镇"]
    assert told.codes == {"2"}
    assert told.in_rows == {"1", "甲镇"}
    assert not row.is_report
    assert replace(row, digest="a").is_report


def test_only_what_counted_in_a_total_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units as they are called today and were earlier; rows that are sums have no digest."""
    files = [("已汇总", "a"), ("重复", "b"), ("已汇总", ""), ("未采用", "c")]
    received = [SimpleNamespace(status=status, digest=digest) for status, digest in files]
    states = {"甲": "已报送", "乙": "由合计包含，未能逐一核对", "丙": "未报送", "丁": "迟报"}
    rows = [
        SimpleNamespace(unit=Unit("戊", "5"), reports=reports, digest="d", values={"k": 1})
        for reports in (0, 2)
    ]
    made = {
        "OwnBook": SimpleNamespace(open=lambda _: None),
        "load_edition": lambda *_: None,
        "read_detail": lambda *_: SimpleNamespace(rows=rows),
        "read_received": lambda _: received,
        "read_standing": lambda _: [(Unit(name), told) for name, told in states.items()],
    }
    for name, instead in made.items():
        monkeypatch.setattr(listed, name, instead)
    _, packed = listed.listed_job(Path("a.xlsx"), {"edition": ""}, b"", ())
    found = listed._unpacked(from_bytes(packed))
    assert found.digests == {"a", "d"}
    assert [(row.unit, row.is_report, row.values) for row in found.rows] == [
        (Unit("戊", "5"), True, {"k": 1}),
        (Unit("戊", "5"), False, {"k": 1}),
    ]
    assert [(unit.name, state) for unit, state in found.units] == [
        ("甲", State.IN_TOTAL),
        ("乙", State.IN_UNLISTED_TOTAL),
        ("丁", State.IN_TOTAL),
    ]
    monkeypatch.setattr(listed, "read_detail", lambda *_: None)
    assert listed.listed_job(Path("a.xlsx"), {"edition": ""}, b"", ()) == (None, b"")


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
    assert _looked_through(open_package(path)) == [(3, 1, "#REF!")]
    rows = _sheet_rows(path)
    sheet["KN7"].value, sheet["KN7"].data_type = "#N/A", "e"
    far = tmp_path / "远.xlsx"
    book.save(far)
    with pytest.raises(RosterError, match="KN7 有内容，离表格太远"):
        _sheet_rows(far)
    assert rows[2:] == [["2", "示例镇", "示例市"], ["3", "#REF!", "示例市"]]
