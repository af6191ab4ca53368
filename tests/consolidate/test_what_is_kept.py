"""What an earlier run has left: settings that are trusted or not, and what people have written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from benchmarks.filled import report_of

from xlreport.checking import check
from xlreport.consolidation.earlier import settings
from xlreport.consolidation.earlier.rerun import (
    CannotKeep,
    Earlier,
    OldBook,
    waiting,
    with_cells,
    with_reasons,
)
from xlreport.consolidation.earlier.settings import (
    Settings,
    Unconfirmed,
    arguments,
    settled,
)
from xlreport.edition.layout import CHECK_SHEET, ISSUES_SHEET
from xlreport.errors import UserError
from xlreport.issue import Kept
from xlreport.reading import Refused
from xlreport.report import Explanation, Report, ReportKind, Signature, Unit
from xlreport.sheets.decisions import DecisionRow
from xlreport.sheets.reasons import ReasonRow
from xlreport.sheets.settings import ERRORS_TOO, PREVIOUS, ROSTER, SOURCES, YEAR

CITY = Unit("示例市", "99", "city")


# ---- Settings ------------------------------------------------------------------------------------


def test_what_lies_below_the_workbook_stands_in_it_and_all_else_on_the_machine(
    tmp_path: Path,
) -> None:
    book = tmp_path / "市.xlsx"
    inside = Settings(
        sources=(tmp_path / "收到", tmp_path / "再收到"),
        roster=tmp_path / "名册.csv",
        previous=(tmp_path.parent / "上年.xlsx",),
        deadline="2021-01-31",
        year=2020,
        unit="示例市",
        code="99",
        level="city",
        accept_errors=True,
    )
    assert inside.shown(book) == {
        "报表文件夹": ["收到", "再收到"],
        "名册": ["名册.csv"],
        "上年数据": [],
        "截止日期": ["2021-01-31"],
        "汇总年度": ["2020"],
        "汇总单位": ["示例市"],
        "单位代码": ["99"],
        "行政层级": ["city"],
        "必须改正的也汇总": ["是"],
    }
    assert Settings().shown(book) == {SOURCES: [], ROSTER: [], PREVIOUS: []}
    # One that lies elsewhere, or that a cell cannot hold, takes the others with it.
    for other in (tmp_path.parent / "收到", tmp_path / "甲;乙", tmp_path / "甲\n乙", Path("/")):
        assert not Settings(sources=(tmp_path / "收到", other)).shown(book)[SOURCES]
    names = [tmp_path / f"{number:>0200}" for number in range(11)]
    assert len(Settings(sources=tuple(names[:10])).shown(book)[SOURCES]) == 10
    assert not Settings(sources=tuple(names)).shown(book)[SOURCES]


def test_settings_are_read_as_they_are_shown(tmp_path: Path) -> None:
    book = tmp_path / "市.xlsx"
    made = Settings(
        sources=(tmp_path / "收到",),
        roster=tmp_path / "名册.csv",
        previous=(tmp_path / "上年",),
        deadline="2021-01-31",
        year=2020,
        unit="示例市",
        code="99",
        level="city",
        accept_errors=True,
    )
    assert settled(book, made.shown(book), {}) == made
    least = {SOURCES: ["收到"]}
    for text in ("", "20", "二〇二〇", "20201", "２０２０"):
        assert settled(book, {**least, YEAR: [text]}, {}).year == 0
    assert settled(book, {**least, ERRORS_TOO: ["否"]}, {}) == Settings((tmp_path / "收到",))
    assert settled(book, {}, {SOURCES: ["/别处"]}).sources == (Path("/别处"),)
    with pytest.raises(UserError, match="没有写明报表放在哪个文件夹"):
        settled(book, {ROSTER: ["名册.csv"]}, {})


@pytest.mark.parametrize(
    "text", ["../收到", "/收到", "甲/../../乙", "C:/收到", "\\\\甲\\乙", "\\甲"]
)
def test_what_lies_elsewhere_is_taken_once_a_person_has_said_so(tmp_path: Path, text: str) -> None:
    book = tmp_path / "市.xlsx"
    with pytest.raises(Unconfirmed) as caught:
        settled(book, {SOURCES: ["收到"], PREVIOUS: [text, "里面"]}, {PREVIOUS: ["/早先"]})
    (names,) = caught.value.paths.values()
    assert names[0] == "/早先"
    assert len(names) == 2
    assert "上年数据：/早先、" in str(caught.value)
    stated = {SOURCES: ["收到"], PREVIOUS: [text, "里面"]}
    found = settled(book, stated, {PREVIOUS: names})
    assert found.previous == (tmp_path / "里面", Path(names[1]))


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "市"
    folder.mkdir()
    (folder / "收到").symlink_to(tmp_path)
    with pytest.raises(Unconfirmed):
        settled(folder / "市.xlsx", {SOURCES: ["收到"]}, {})


def test_the_command_of_some_settings() -> None:
    full = Settings(
        sources=(Path("甲"), Path("乙")),
        roster=Path("册.csv"),
        previous=(Path("上"), Path("前")),
        overlays=(Path("补"),),
        deadline="2021-01-31",
        year=2020,
        unit="市",
        code="99",
        level="city",
        accept_errors=True,
    )
    told = "consolidate 甲 乙 --output 市.xlsx --roster 册.csv --previous 上 --previous 前"
    told += " --overlay 补 --deadline 2021-01-31 --year 2020 --unit 市 --code 99 --level city"
    assert arguments(full, Path("市.xlsx")) == f"{told} --accept-errors".split()
    least = arguments(Settings((Path("甲"),)), Path("市.xlsx"))
    assert least == ["consolidate", "甲", "--output", "市.xlsx"]


@pytest.mark.parametrize("confirm", [True, False])
def test_a_person_says_yes_to_what_lies_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, confirm: bool
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "设置"))
    stated = {SOURCES: ["/别处"]}
    monkeypatch.setattr(settings, "read_settings", lambda _: stated)
    book = SimpleNamespace(path=tmp_path / "市.xlsx")
    if confirm:
        found = settings.confirmed_settings(book, confirm=True)  # type: ignore[arg-type]
        assert found.sources == (Path("/别处"),)
    else:
        with pytest.raises(Unconfirmed):
            settings.confirmed_settings(book, confirm=False)  # type: ignore[arg-type]


# ---- Workbooks of an earlier run -----------------------------------------------------------------


def summed(seed: int = 1, **more: object) -> Report:
    return replace(report_of(CITY, seed), kind=ReportKind.CONSOLIDATED, **more)  # type: ignore[arg-type]


def computed_for(report: Report) -> dict[str, str]:
    unit = report.unit
    return {"cover.unit": unit.name, "cover.code": unit.code, "cover.level": unit.level}


def reason(text: str, prints: str, place: str = ISSUES_SHEET, code: str = "1") -> ReasonRow:
    return ReasonRow("镇", code, place, "规则", "", text, "", prints)


def test_a_workbook_of_another_is_told_by_code_or_by_name() -> None:
    old = OldBook(summed(), (), {})
    assert not old.is_of_another(CITY)
    assert not old.is_of_another(Unit("改了名的市", "99"))
    assert old.is_of_another(Unit("示例市", "98"))
    assert not old.is_of_another(Unit("示例市"))
    assert old.is_of_another(Unit("别的市"))
    # What the program wrote counts, not what somebody has typed over it.
    assert OldBook(summed(), (), {"cover.code": "98"}).is_of_another(CITY)
    named = OldBook(summed(), (), {"cover.code": "", "cover.unit": "别的市"})
    assert named.is_of_another(CITY)


def test_only_the_roll_up_of_the_same_year_and_unit_is_replaced() -> None:
    path, twin = Path("市.xlsx"), Path("市.xlsm")
    old = OldBook(summed(), (), {})
    kept = Earlier({path: old})
    assert kept.demand(path, 2020) is old
    assert kept.demand(twin, 2020) is old
    assert kept.demand(Path("别的.xlsx"), 2020) is None
    assert kept.demand(path, 2020, CITY) is old
    cases = {
        "读不出来（坏了）": (Refused(path, "坏了", ""), 2020, None),
        "是填报的报表，不是汇总簿": (OldBook(report_of(CITY, 1), (), {}), 2020, None),
        "是 2020 年度的汇总簿，这次汇总 2021 年度": (old, 2021, None),
        "是“示例市”的汇总簿，不是“别的市”的": (old, 2020, Unit("别的市", "98")),
    }
    for told, (book, year, received) in cases.items():
        with pytest.raises(CannotKeep, match=told):
            Earlier({path: book}).demand(path, year, received)


def test_sheets_that_somebody_has_added_are_not_lost() -> None:
    path = Path("市.xlsx")
    Earlier({path: OldBook(summed(), (), {})}).demand_no_foreign(path)
    Earlier({path: Refused(path, "坏了", "")}).demand_no_foreign(path)
    foreign = OldBook(summed(), (), {}, foreign=("我的", "她的"))
    with pytest.raises(CannotKeep, match="工作表“我的”、“她的”"):
        Earlier({path: foreign}).demand_no_foreign(path)


def test_later_reasons_and_decisions_beside_files_go_first() -> None:
    one = OldBook(summed(), (reason("先", "a"), reason("校", "b", CHECK_SHEET)), {})
    two = OldBook(summed(), (reason("后", "a"), reason("它", "a", code="2")), {})
    books = {Path("1"): one, Path("2"): Refused(Path("2"), "坏了", ""), Path("3"): two}
    assert Earlier(books).reasons() == {
        "1": {"a": Kept("后", "规则")},
        "2": {"a": Kept("它", "规则")},
    }

    def row(digest: str, action: str) -> DecisionRow:
        return DecisionRow("a.xlsx", "", "", action, "", "", digest)

    listing = OldBook(summed(), (), {}, (row("x", "采用"),), frozenset("xy"), (row("z", "待定"),))
    waited = OldBook(summed(), (), {}, waiting=(row("x", "不采用"), row("y", "待定")))
    found = Earlier({Path("1"): waited, Path("2"): listing}).decisions
    assert {digest: each.action for digest, each in found.items()} == {"x": "采用", "z": "待定"}


def test_what_people_typed_over_what_the_program_wrote_stays() -> None:
    key, other, third = summed().edition.last_keys[:3]
    now = summed(2, last={key: 5, other: 6}, cover={"cover.a": "新", "cover.b": "新"})
    was = summed(
        1,
        last={key: 1, third: 3},
        cover={"cover.b": "旧"},
        prose={"p": "写的", "q": ""},
        explanations={"R": Explanation("按规则"), "R[1]": Explanation("按处", "v1")},
        signatures=(Signature("审核", "甲"),),
    )
    now = replace(now, prose={"p": "空", "q": "留"})
    computed = {**computed_for(was), f"last.{key}": "5", f"last.{other}": "", f"last.{third}": "3"}
    got = with_cells(now, OldBook(was, (), computed))
    assert got.cover == {"cover.a": "新", "cover.b": "旧"}
    assert got.prose == {"p": "写的", "q": "留"}
    assert got.explanations == {"R": Explanation("按规则")}
    assert got.signatures == was.signatures
    assert got.last == {key: 1, other: 6, third: 3}
    assert got.unit == CITY
    emptied = replace(was, last={third: 9})
    got = with_cells(now, OldBook(emptied, (), {**computed, f"last.{other}": "6"}))
    assert got.last == {third: 9}, "what was cleared by hand stays clear"
    signed = replace(now, signatures=(Signature("签发", "乙"),))
    assert with_cells(signed, OldBook(replace(was, signatures=()), (), {})).signatures


@pytest.mark.parametrize(
    ("typed", "computed", "stays"),
    [
        (Unit("改的名", "98", "county"), True, True),
        (Unit("改的名", "98", "county"), False, False),
        (Unit("", "", ""), True, False),
    ],
)
def test_a_cover_that_was_typed_over_stays(typed: Unit, computed: bool, stays: bool) -> None:
    """A workbook of an earlier version does not say what the program wrote; then nothing does."""
    known = computed_for(summed()) if computed else {}
    got = with_cells(summed(), OldBook(summed(unit=typed), (), known)).unit
    if stays:
        assert got == typed
    else:
        assert got == (CITY if typed.name else Unit(CITY.name))
    bare = replace(summed(), unit=Unit("示例市"))
    assert with_cells(bare, OldBook(summed(unit=typed), (), {})).unit.code == typed.code


def broken() -> Report:
    report = summed()
    return replace(report, values={**report.values, "applications.new.total": 9999})


def test_a_reason_for_these_very_values_counts_and_otherwise_the_latest_is_void() -> None:
    (verdict,) = check([broken()])
    first, *_ = verdict.findings

    def given(text: str, prints: str, place: str = CHECK_SHEET) -> ReasonRow:
        return reason(text, prints, place)._replace(clause=first.clause)

    def kept(*rows: ReasonRow) -> Explanation | None:
        old = OldBook(summed(), rows, {})
        return with_reasons(verdict, old).report.explanations.get(first.clause)

    mine = first.fingerprint
    assert kept(given("对", mine), given("别", "v2")) == Explanation("对", mine)
    assert kept(given("早", "v1"), given("晚", "v2")) == Explanation("晚", "v2")
    assert kept(given("不是这张表", mine, ISSUES_SHEET)) is None
    assert kept() is None


def test_why_a_reason_waits() -> None:
    rows = (
        reason("还在", "a"),
        reason("改了数", "b"),
        reason("没有了", "c")._replace(clause="别的"),
        reason("没有来", "d", code="2"),
        reason("另写了", "e"),
        reason("先写的", "f", code="2"),
        reason("后写的", "f", code="2"),
        reason("早先的", "g"),
    )
    shown = [
        ("1", "规则", "a", "还在"),
        ("1", "规则", "e", "单位写的"),
        ("1", "规则", "g", "合并以后的"),
    ]
    later = OldBook(summed(), (reason("合并以后的", "g"),), {})
    found = waiting(OldBook(summed(), rows, {}), shown, ["1"], Earlier({Path("1"): later}))
    assert [(each.text, each.why) for each in found] == [
        ("改了数", "数已改动，说明失效"),
        ("没有了", "这个问题已经没有了"),
        ("没有来", "该单位这次没有报表"),
        ("另写了", "单位已另写说明"),
        ("后写的", "该单位这次没有报表"),
    ]
