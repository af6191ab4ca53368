"""A second form, written in YAML alone: filled, read, checked, rolled up and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import docx
import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.made import load_workbook, write_report
from tests.support.publishing import publish
from tests.support.sheets import contents
from tests.support.website import (
    ACCOUNTS,
    FIRST_ROW,
    FORM,
    WEBSITE,
    YEAR,
    completed,
    faulty_website,
    sample_entry,
    valid_website,
)

from xlreport.checking import check
from xlreport.cli import run
from xlreport.consolidation import consolidate
from xlreport.consolidation.figures import vector_of
from xlreport.edition import Severity, edition_for, layout_of
from xlreport.finding import Outcome
from xlreport.reading import Refused, read
from xlreport.report import Entry, Report, ReportKind, Signature, Unit
from xlreport.signature import code_for
from xlreport.template import blank_report
from xlreport.template.registers import most_entries

CITY = Unit("示例市", "", "prefecture")
SEEDS = st.integers(0, 2**32)


def website(seed: int, unit: str = "示例市卫生局") -> Report:
    """A report without a fault."""
    return valid_website(WEBSITE, Random(seed), unit)


def with_accounts(report: Report, *entries: Mapping[str, object]) -> Report:
    """The report with other entries, each written over a good one."""
    good = sample_entry(0, Random(0))
    made = []
    for number, changes in enumerate(entries):
        told = {**good.figures, **good.answers, "name": f"示例发布{number}", **changes}
        figures = {k: v for k, v in told.items() if isinstance(v, int)}
        answers = {k: v for k, v in told.items() if isinstance(v, str)}
        made.append(Entry(FIRST_ROW + number, figures, answers))
    answers = {**report.answers, "safety.media": "yes" if made else "no"}
    return completed(report, report.values, answers, made)


def broken(report: Report) -> dict[str, list[str]]:
    """The addresses of what is wrong, by rule; the notes of the reader included."""
    found: dict[str, list[str]] = {}
    for finding in check([report])[0].findings:
        found.setdefault(finding.rule, []).append(finding.places[0].a1)
    return found


def spoiled(tmp_path: Path, report: Report, change: Callable[[openpyxl.Workbook], None]) -> Report:
    """The report as it is read from its workbook after somebody has changed that."""
    path = tmp_path / "填报.xlsx"
    write_report(report, path)
    book = load_workbook(path)
    change(book)
    book.save(path)
    return read(path, [FORM])


# ---- the workbook --------------------------------------------------------------------------------


@pytest.mark.whole
@settings(max_examples=15)
@given(seed=SEEDS)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Figures, answers and entries, right and wrong."""
    report = faulty_website(website(seed), Random(seed))
    path = tmp_path_factory.mktemp("filled") / "填报.xlsx"
    write_report(report, path)
    back = read(path, [FORM])
    assert back.values == report.values
    assert back.answers == report.answers
    assert back.unreadable == report.unreadable
    rows = [
        replace(e, row=FIRST_ROW + n) for n, e in enumerate(report.registers["accounts"]) if told(e)
    ]
    assert list(back.registers["accounts"]) == rows
    assert broken(back) == broken(replace(report, registers={"accounts": tuple(rows)}))


def told(entry: Entry) -> bool:
    """Whether anything is written in a row."""
    return any((entry.figures, entry.answers, entry.unreadable))


def test_a_valid_report_has_no_finding() -> None:
    """Whatever its figures."""
    for seed in range(50):
        verdict = check([website(seed)])[0]
        assert verdict.findings == ()
        assert Outcome.BROKEN not in verdict.outcomes.values()


def test_dates_and_choices_may_be_typed_otherwise(tmp_path: Path) -> None:
    """A date in words is taken, and said so; blanks and wide letters in a choice are ignored."""

    def change(book: openpyxl.Workbook) -> None:
        book["一、基本情况"]["B8"] = "2015年3月1日"
        book["三、服务与互动"]["C4"] = " 是　"
        book["五、新媒体账号"].cell(FIRST_ROW + 1, 4).value = date(2016, 2, 29)

    report = with_accounts(website(1), {})
    assert layout_of(WEBSITE).places["site.opened"].a1 == "B8"
    back = spoiled(tmp_path, report, change)
    assert back.answers["site.opened"] == "2015-03-01"
    assert back.answers["service.catalogue"] == "yes"
    assert back.registers["accounts"][0].answers["opened"] == "2016-02-29"
    (note,) = back.notes
    assert (note.rule, note.places[0].a1) == ("READ-TEXT", "B8")
    assert "2015-03-01" in note.found


@pytest.mark.parametrize(
    "typed", ["去年", date(YEAR + 1, 1, 1), date(1949, 9, 30), 3.5, -1, True, "2015-02-30"]
)
def test_what_is_no_date_is_found(tmp_path: Path, typed: object) -> None:
    """A date lies in the People's Republic, and not after the report's year."""

    def change(book: openpyxl.Workbook) -> None:
        book["一、基本情况"]["B8"] = typed

    back = spoiled(tmp_path, website(1), change)
    assert "site.opened" not in back.answers
    (finding,) = [f for f in check([back])[0].findings if f.rule == "ANSWERED"]
    assert finding.places[0].a1 == "B8"
    assert f"应为{YEAR} 年年底以前的日期" in finding.found


def test_rows_that_are_left_out_are_no_entries(tmp_path: Path) -> None:
    """Entries need not follow one another; findings name the row in which they stand."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["五、新媒体账号"]
        for column in range(2, 9):
            sheet.cell(FIRST_ROW + 5, column).value = sheet.cell(FIRST_ROW + 2, column).value
            sheet.cell(FIRST_ROW + 2, column).value = None
        sheet.cell(FIRST_ROW + 5, 7).value = None

    back = spoiled(tmp_path, with_accounts(website(1), {}, {}), change)
    assert [entry.row for entry in back.registers["accounts"]] == [FIRST_ROW, FIRST_ROW + 4]
    assert broken(back) == {"ENTRIES": [f"G{FIRST_ROW + 5}"]}


def test_tallies_and_entries_are_held_against_the_file(tmp_path: Path) -> None:
    """A tally typed over is said and counted anew; formulas and errors in entries are said."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["五、新媒体账号"]
        sheet["C4"] = 99
        sheet.cell(FIRST_ROW + 1, 2).value = "=B1"
        sheet.cell(FIRST_ROW + 2, 2).value = "#REF!"
        book["一、基本情况"]["B4"] = "=B1"

    back = spoiled(tmp_path, with_accounts(website(1), {}, {}), change)
    assert layout_of(WEBSITE).places["accounts.total"].a1 == "C4"
    assert back.values["accounts.total"] == 2
    found = {(note.rule, note.places[0].a1) for note in back.notes if note.places}
    assert found >= {
        ("READ-PASTED", "C4"),
        ("READ-FORMULA", f"B{FIRST_ROW + 1}"),
        ("READ-ERROR", f"B{FIRST_ROW + 2}"),
        ("READ-FORMULA", "B4"),
    }


def test_a_merge_over_entries_is_told(tmp_path: Path) -> None:
    """Of two values one is left, and nobody would see that there was another."""

    def change(book: openpyxl.Workbook) -> None:
        book["五、新媒体账号"].merge_cells(f"B{FIRST_ROW + 1}:B{FIRST_ROW + 2}")

    back = spoiled(tmp_path, with_accounts(website(1), {}, {}), change)
    (note,) = [note for note in back.notes if note.rule == "READ-MERGED"]
    assert note.cells == (f"B{FIRST_ROW + 1}", f"B{FIRST_ROW + 2}")
    assert f"B{FIRST_ROW + 2}" in broken(back)["ENTRIES"]


def test_a_register_that_has_moved_is_found_by_its_heads(tmp_path: Path) -> None:
    """A row put in above it changes where everything stands."""

    def change(book: openpyxl.Workbook) -> None:
        book["五、新媒体账号"].insert_rows(2)

    report = with_accounts(website(1), {"posts": -4}, {})
    back = spoiled(tmp_path, report, change)
    assert [entry.row for entry in back.registers["accounts"]] == [FIRST_ROW + 1, FIRST_ROW + 2]
    assert broken(back)["ENTRIES"] == [f"F{FIRST_ROW + 2}"]


def test_the_year_of_the_report_says_which_form_serves() -> None:
    """A form given by its file goes before those that are shipped."""
    assert edition_for(2025, [FORM]) is WEBSITE
    assert edition_for(2025) is not WEBSITE


# ---- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", WEBSITE.questions)
def test_every_question_must_be_answered(question: str) -> None:
    """Unless it is optional."""
    report = website(1)
    answers = {key: answer for key, answer in report.answers.items() if key != question}
    found = broken(completed(report, report.values, answers, report.registers["accounts"]))
    place = layout_of(WEBSITE).places[question].a1
    assert found == ({} if WEBSITE.questions[question].optional else {"ANSWERED": [place]})


@pytest.mark.parametrize("column", ACCOUNTS.columns)
@pytest.mark.parametrize("row", [0, 2])
def test_every_entry_must_be_complete(column: str, row: int) -> None:
    """The cell that is blank, in whichever row."""
    entries = list(with_accounts(website(1), {}, {}, {}).registers["accounts"])
    entry = entries[row]
    without = {k: v for k, v in entry.answers.items() if k != column}
    figures = {k: v for k, v in entry.figures.items() if k != column}
    entries[row] = replace(entry, figures=figures, answers=without)
    report = with_accounts(website(1), {}, {}, {})
    found = broken(completed(report, report.values, report.answers, entries))
    letter = "BCDEFGH"[list(ACCOUNTS.columns).index(column)]
    expected = {"ENTRIES": [f"{letter}{FIRST_ROW + row + 1}"]}
    assert found == ({} if ACCOUNTS.columns[column].optional else expected)


def test_entries_that_repeat_each_other_are_named_together() -> None:
    """In the columns that tell them apart, and case aside."""
    same = {"name": "Example发布", "platform": "weibo"}
    report = with_accounts(
        website(1), same, {}, {**same, "name": "EXAMPLE发布"}, {**same, "platform": "wechat"}
    )
    findings = [f for f in check([report])[0].findings if f.rule == "DISTINCT"]
    assert [f.places[0].a1 for f in findings] == [f"C{FIRST_ROW + 1}", f"C{FIRST_ROW + 3}"]
    assert f"与第 {FIRST_ROW + 3} 行相同" in findings[0].found
    assert f"与第 {FIRST_ROW + 1} 行相同" in findings[1].found


@pytest.mark.parametrize(
    ("media", "accounts", "rule"),
    [("no", 0, ""), ("yes", 1, ""), ("no", 1, "NO-MEDIA"), ("yes", 0, "MEDIA")],
)
def test_a_law_may_hang_on_an_answer(media: str, accounts: int, rule: str) -> None:
    """The other law is not checked, and says when it is."""
    report = with_accounts(website(1), *[{}] * accounts)
    answers = {**report.answers, "safety.media": media}
    report = completed(report, report.values, answers, report.registers["accounts"])
    verdict = check([report])[0]
    assert [f.rule for f in verdict.findings] == ([rule] if rule else [])
    other = "NO-MEDIA" if media == "yes" else "MEDIA"
    assert verdict.outcomes[other] is Outcome.NOT_CHECKED
    assert verdict.not_checked()[other].startswith("只在“是否有移动新媒体")


def test_an_answer_that_is_missing_is_not_counted_as_no() -> None:
    """Neither in the tallies of choices nor in those of entries."""
    report = website(1)
    answers = {k: v for k, v in report.answers.items() if k != "safety.drill"}
    entries = [Entry(FIRST_ROW, {"posts": 3}, {"name": "示例发布", "opened": "2015-01-01"})]
    blank = completed(report, report.values, answers, entries)
    assert blank.values.keys().isdisjoint({"safety.drill.yes", "safety.drill.no", "accounts.weibo"})
    assert blank.values["accounts.total"] == 1
    assert blank.values["accounts.all_posts"] == 3


def test_a_signature_lapses_with_an_entry() -> None:
    """What is signed is everything that was entered."""
    report = with_accounts(website(1), {})
    changed = with_accounts(website(1), {"posts": 1})
    other = completed(
        report, report.values, {**report.answers, "site.name": "别的"}, report.registers["accounts"]
    )
    words = Signature("填报人", "示例", "2026-01-05")
    codes = {code_for(each, words) for each in (report, changed, other)}
    assert len(codes) == 3


# ---- roll-ups ------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(seeds=st.lists(SEEDS, min_size=2, max_size=5), cut=st.integers(1, 4))
def test_rolling_up_is_associative(seeds: list[int], cut: int) -> None:
    """Figures, tallies and entries of all, however they are put together."""
    reports = [website(seed, f"示例单位{number}") for number, seed in enumerate(seeds)]
    cut = min(cut, len(reports) - 1)
    whole = consolidate(reports, CITY)
    halves = [consolidate(part, CITY) for part in (reports[:cut], reports[cut:])]
    both = consolidate(halves, CITY)
    assert both == whole
    for key in WEBSITE.addends:
        assert whole.values[key] == sum(report.values[key] for report in reports)
    names = [(e.unit, e.answers["name"]) for e in whole.registers["accounts"]]
    assert names == [
        (report.unit.name, entry.answers["name"])
        for report in reports
        for entry in report.registers["accounts"]
    ]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five units' workbooks, and the city's."""
    folder = tmp_path_factory.mktemp("city")
    (folder / "in").mkdir()
    for number in range(5):
        write_report(website(number, f"示例单位{number}"), folder / "in" / f"{number}.xlsx")
    arguments = [
        "consolidate",
        str(folder / "in"),
        "-o",
        str(folder / "市.xlsx"),
        "--unit",
        "示例市",
    ]
    assert run([*arguments, "--form", str(FORM), "--facts", str(folder / "数据.parquet")]) == 0
    return folder


@pytest.mark.whole
def test_the_city_has_the_sums_and_all_entries(city: Path) -> None:
    """Its workbook passes the check and can be rolled up again."""
    total = read(city / "市.xlsx", [FORM])
    reports = [website(number, f"示例单位{number}") for number in range(5)]
    assert total.kind is ReportKind.CONSOLIDATED
    assert total.values == consolidate(reports, CITY).values
    assert list(total.registers["accounts"]) == list(
        consolidate(reports, CITY).registers["accounts"]
    )
    assert [f for f in check([total])[0].findings if f.severity is Severity.ERROR] == []
    again = consolidate([total, total], CITY)
    assert (vector_of(again).quanta == 2 * vector_of(total).quanta).all()


@pytest.mark.whole
def test_the_city_says_who_chose_what(city: Path) -> None:
    """In the place of the answer how many, on 明细 who."""
    book = openpyxl.load_workbook(city / "市.xlsx", data_only=True)
    place = layout_of(WEBSITE).places["safety.drill"]
    chosen = [website(number).answers["safety.drill"] for number in range(5)]
    expected = f"是 {chosen.count('yes')} 家，否 {chosen.count('no')} 家"
    assert book[place.sheet][place.a1].value == expected
    rows = list(book["明细"].iter_rows(min_row=4, values_only=True))
    column = rows[0].index("safety.drill")
    assert [row[column] for row in rows[1:]] == [{"yes": "是", "no": "否"}[each] for each in chosen]


@pytest.mark.whole
def test_explain_tells_the_units_behind_a_tally(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tally is a figure like any other."""
    assert run(["explain", str(city / "市.xlsx"), "accounts.total", "--form", str(FORM)]) == 0
    out = capsys.readouterr().out
    assert "账号总数" in out
    assert "示例单位1" in out


@pytest.mark.whole
def test_explain_tells_the_answers_to_a_question_and_the_entries_of_a_register(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By key, by label, and by an address: whose answer it is, and what each unit entered."""
    for asked in ("site.name", "网站名称"):
        assert run(["explain", str(city / "市.xlsx"), asked, "--form", str(FORM)]) == 0
        out = capsys.readouterr().out
        assert all(f"{website(n).answers['site.name']}" in out for n in range(5))
        assert "4.xlsx" in out
    entered = [entry.told["posts"] for n in range(5) for entry in website(n).registers["accounts"]]
    place = layout_of(WEBSITE).places["accounts.posts"]
    for asked in ("accounts.posts", f"{place.sheet}!{place.a1}"):
        command = ["explain", str(city / "市.xlsx"), asked, "--form", str(FORM), "--most", "0"]
        assert run(command) == 0
        rows = capsys.readouterr().out.splitlines()[2:]
        assert sorted(int(row.split()[1]) for row in rows) == sorted(map(int, entered))
        assert "示例单位0" in "".join(rows)
    assert run(["explain", str(city / "市.xlsx"), "accounts.post", "--form", str(FORM)]) == 2
    assert "accounts.posts" in capsys.readouterr().err


@pytest.mark.whole
def test_the_facts_have_answers_and_entries(city: Path) -> None:
    """Typed: dates are dates; a file of its own for the register."""
    rows = pq.read_table(city / "数据.parquet").to_pylist()
    assert [row["site.opened"] for row in rows] == [
        date.fromisoformat(website(number).answers["site.opened"]) for number in range(5)
    ]
    entries = pq.read_table(city / "数据.accounts.parquet").to_pylist()
    assert sum(row["accounts.posts"] for row in entries) == sum(
        website(number).values["accounts.all_posts"] for number in range(5)
    )
    assert {row["unit_name"] for row in entries} <= {f"示例单位{number}" for number in range(5)}


# ---- print, and the command line -----------------------------------------------------------------


def test_the_word_report_has_answers_and_entries(tmp_path: Path) -> None:
    """As people see them."""
    report = with_accounts(website(1), {"name": "示例发布一号"}, {"platform": "video"})
    publish(report, tmp_path / "报表.docx")
    tables = docx.Document(str(tmp_path / "报表.docx")).tables
    first = {row.cells[0].text: row.cells[1].text for row in tables[0].rows}
    assert (
        first["网站类型"]
        == WEBSITE.questions["site.kind"].type.options[report.answers["site.kind"]]
    )
    assert first["开通日期"] == report.answers["site.opened"]
    entries = [[cell.text for cell in row.cells] for row in tables[4].rows]
    assert entries[0][:3] == ["序号", "账号名称", "平台"]
    assert [row[:2] for row in entries[1:]] == [["1", "示例发布一号"], ["2", "示例发布1"]]
    assert entries[2][2] == "短视频"


def test_a_register_without_entries_is_printed_with_an_empty_row(tmp_path: Path) -> None:
    """Heads alone would look torn off."""
    publish(with_accounts(website(1)), tmp_path / "报表.docx")
    table = docx.Document(str(tmp_path / "报表.docx")).tables[4]
    assert [cell.text for cell in table.rows[1].cells][1:] == [""] * 7


@pytest.mark.whole
def test_the_commands_take_the_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Template, check, publish; and without the form the refusal says how to name it."""
    path = tmp_path / "填报.xlsx"
    form = ["--form", str(FORM)]
    assert run(["template", "--year", "2025", "--unit", "示例局", "-o", str(path), *form]) == 0
    assert read(path, [FORM]) == replace(
        blank_report(WEBSITE, 2025, Unit("示例局")), source=str(path), prose={"innovation.text": ""}
    )
    assert run(["check", str(path), *form]) == 1
    assert run(["check", str(path)]) == 2
    assert "--form" in capsys.readouterr().out
    write_report(replace(website(1), year=2025, cover={"cover.date": "2026-01-05"}), path)
    assert run(["publish", str(path), "-o", str(tmp_path / "报表.html"), *form]) == 0
    assert "政府网站工作年度报表" in (tmp_path / "报表.html").read_text("utf-8")
    with pytest.raises(Refused):
        read(path)


@pytest.mark.whole
def test_a_register_that_no_sheet_can_hold_is_told(tmp_path: Path) -> None:
    """The roll-up can still be read; its figures are there, its entries are in the facts."""
    first = FIRST_ROW
    most = most_entries(ACCOUNTS, first)
    entry = sample_entry(0, Random(0))
    for count in (most, most + 1):
        report = completed(website(1), website(1).values, website(1).answers, [entry] * count)
        total = replace(report, kind=ReportKind.CONSOLIDATED)
        path = tmp_path / f"{count}.xlsx"
        write_report(total, path)
        back = read(path, [FORM])
        assert back.values["accounts.total"] == count
        assert len(back.registers["accounts"]) == (count if count == most else 0)
        told = load_workbook(path)["五、新媒体账号"].cell(first + 1, 1).value
        assert (f"共 {count} 行" in str(told)) == (count > most)


@pytest.mark.whole
def test_the_other_commands_take_the_form_too(
    tmp_path: Path, city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verify finds nothing in what was just made; repair carries answers and entries over."""
    form = ["--form", str(FORM)]
    assert run(["verify", str(city / "市.xlsx"), str(city / "in"), *form]) == 0
    source = city / "in" / "1.xlsx"
    assert run(["repair", str(source), "-o", str(tmp_path / "整理.xlsx"), *form]) == 0
    entries = len(website(1).registers["accounts"])
    assert f"项答案、{entries} 行台账、1 段文字" in capsys.readouterr().out
    repaired, before = read(tmp_path / "整理.xlsx", [FORM]), read(source, [FORM])
    assert replace(repaired, source="") == replace(before, source="")
    assert contents(tmp_path / "整理.xlsx") == contents(source)
    roster = tmp_path / "名册.csv"
    roster.write_text(
        "代码,名称,类别,上级\n9901,示例市,人民政府,\n,示例单位1,政府部门,9901\n", "utf-8"
    )
    arguments = [
        "next-year",
        "--year",
        "2018",
        "--roster",
        str(roster),
        "-o",
        str(tmp_path / "明年"),
    ]
    assert run([*arguments, "--previous", str(city / "市.xlsx"), *form]) == 0
    assert "没有找到上年数据" not in capsys.readouterr().out
    made = [read(path, [FORM]) for path in (tmp_path / "明年").rglob("*.xlsx")]
    assert [report.edition for report in made] == [WEBSITE, WEBSITE]
