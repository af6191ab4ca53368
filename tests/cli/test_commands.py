"""The commands as an office runs them: what they say, what they write, how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from examples import reports
from tests.support.made import write_report

import xlreport
from xlreport.cli import run
from xlreport.edition import layout_of
from xlreport.edition.layout import CHECK_SHEET, DETAIL_SHEET, INTAKE_SHEET
from xlreport.report import Report, ReportKind
from xlreport.sheets.checks import FINDINGS

pytestmark = pytest.mark.whole


def write_all(all_reports: Sequence[Report], folder: Path) -> Path:
    """Write reports into a folder, each under its unit's name."""
    for report in all_reports:
        write_report(report, folder / f"{report.unit.name}.xlsx")
    return folder


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports without fault."""
    return write_all(reports.corrected(), tmp_path_factory.mktemp("改正后"))


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports as they came in, with the mistakes that clerks make."""
    return write_all(reports.as_received(), tmp_path_factory.mktemp("收到"))


def test_template_writes_a_blank_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The workbook is the unit's, of the right edition, with the level that its name suggests."""
    path = tmp_path / "龙津洲街道.xlsx"
    code = run(["template", "--year", "2020", "--unit", "龙津洲街道", "-o", str(path)])
    report = xlreport.read(path)
    assert code == 0
    assert (report.unit.name, report.unit.level, report.year) == ("龙津洲街道", "township", 2020)
    assert report.edition.id == "2019"
    assert str(path) in capsys.readouterr().out.replace("\n", "")


def test_template_takes_last_years_figures(tmp_path: Path) -> None:
    """What was carried out last year stands in the new workbook, across the editions."""
    last_year = tmp_path / "2020.xlsx"
    first, *_ = reports.neighbours()
    write_report(first, last_year)
    path = tmp_path / "2021.xlsx"
    arguments = ["--year", "2021", "--unit", first.unit.name, "--previous", str(last_year)]
    assert run(["template", *arguments, "-o", str(path)]) == 0
    key = "applications.carried_out.natural"
    assert xlreport.read(path).last[key] == first.values[key] == 2


def test_check_is_clean_on_clean_reports(corrected: Path) -> None:
    """Nothing wrong, exit code 0; the seed's figures are among them."""
    assert run(["check", str(corrected)]) == 0


def test_strict_counts_what_was_not_checked(corrected: Path) -> None:
    """Without last year's figures some rules cannot be checked, which --strict does not accept."""
    assert run(["check", str(corrected), "--strict"]) == 1


def test_check_names_each_mistake(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every mistake that was made is found, in its cell, and no other."""
    assert run(["check", str(received), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    found = {
        (report["unit"], finding["rule"], finding["cells"][0])
        for report in data["reports"]
        for finding in report["findings"]
    }
    assert found == {
        ("示例甲街道", "T3-BAL", "D6"),
        ("示例乙镇", "FILLED", "C9"),
        ("示例乙镇", "FILLED", "D7"),
        ("示例乙镇", "FILLED", "A6"),
        ("示例乙镇", "FILLED", "B6"),
        ("示例丙镇", "T2-LEVEL", "B5"),
        ("示例丙镇", "T2-LEVEL", "C5"),
        ("示例丙镇", "T2-LEVEL", "D5"),
        ("示例丁乡", "T2-ITEMS", "B13"),
        ("示例丁乡", "READ-TEXT", "D13"),
        ("示例丁乡", "READ-TEXT", "C20"),
        ("示例戊街道", "WRITTEN", "A4"),
    }


def test_check_goes_on_after_an_unreadable_file(
    corrected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are checked, the bad one is named with reason and cure, and the code is 1."""
    (tmp_path / "网页.xlsx").write_text("<html></html>")
    assert run(["check", str(tmp_path), str(corrected), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert len(data["reports"]) == 6
    assert [Path(each["source"]).name for each in data["refused"]] == ["网页.xlsx"]
    assert all(each["reason"] and each["advice"] for each in data["refused"])


def test_check_shows_findings_by_unit_and_cell(
    received: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a person sees names unit, sheet, cell, both sides and what to do."""
    run(["check", str(received / "示例甲街道.xlsx")])
    shown = capsys.readouterr().out
    for part in ("示例甲街道", "三、依申请公开", "D6", "新收 12", "必须改正", "收办平衡"):
        assert part in shown


def test_previous_checks_the_carry_over(
    corrected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Last year's folder is matched by unit; a carry-over that differs is found."""
    first, *_ = reports.neighbours()
    key = "applications.carried_out.natural"
    wrong = replace(first, year=2019, values={**first.values, key: 1})
    write_all([wrong], tmp_path)
    run(["check", str(corrected), "--previous", str(tmp_path), "--json"])
    findings = [
        (report["unit"], finding["clause"])
        for report in json.loads(capsys.readouterr().out)["reports"]
        for finding in report["findings"]
        if finding["rule"] == "CARRY"
    ]
    # The total differs too, by as much, and is not told a second time.
    assert findings == [(first.unit.name, "CARRY[natural]")]
    # The office's own roll-up of last year says the same.
    city = tmp_path / "上年汇总.xlsx"
    run(["consolidate", str(tmp_path), "-o", str(city), "--accept-errors"])
    capsys.readouterr()
    run(["check", str(corrected), "--previous", str(city), "--json"])
    assert '"CARRY[natural]"' in capsys.readouterr().out


def test_mark_writes_copies_and_leaves_the_originals(received: Path) -> None:
    """The copies stand outside the folder; each finding has its colour, its note and its row."""
    before = {path.name: path.read_bytes() for path in received.iterdir()}
    assert run(["check", str(received), "--mark"]) == 1
    assert {path.name: path.read_bytes() for path in received.iterdir()} == before
    marked = received.with_name(f"{received.name}-校验结果")
    book = openpyxl.load_workbook(marked / "示例甲街道-校验结果.xlsx")
    cell = book["三、依申请公开"]["D6"]
    assert cell.comment is not None
    assert "收办平衡（自然人）" in [row[0].value for row in listed(book)]
    assert cell.fill.fgColor.rgb.endswith("FFC7CE")
    links = [row[FINDINGS.at("link")].value for row in listed(book)]
    assert links == ["""=HYPERLINK("#'三、依申请公开'!D6","查看")"""]
    assert not any(reports.SEED_UNIT in path.name for path in marked.iterdir())


def listed(book: openpyxl.Workbook) -> list[tuple]:  # type: ignore[type-arg]
    """The rows of findings on 校验."""
    rows = list(book[CHECK_SHEET].iter_rows())
    start = next(i for i, row in enumerate(rows) if str(row[0].value).startswith("要改的地方"))
    return [row for row in rows[start + 2 :] if row[0].value]


def test_a_marked_copy_corrected_is_clean(received: Path, tmp_path: Path) -> None:
    """The clerk may go on in the marked copy: once corrected, it checks clean."""
    run(["check", str(received), "--mark"])
    marked = received.with_name(f"{received.name}-校验结果") / "示例戊街道-校验结果.xlsx"
    book = openpyxl.load_workbook(marked)
    book["五、问题与改进"]["A4"] = "公开还不够及时，将安排专人每周更新并按月通报。"
    book.save(tmp_path / "改正.xlsx")
    assert run(["check", str(tmp_path / "改正.xlsx")]) == 0


def test_consolidate_sums_and_says_what_it_took(corrected: Path, tmp_path: Path) -> None:
    """The result is a clean workbook of the same form whose figures are the sums."""
    city = tmp_path / "示例市.xlsx"
    assert run(["consolidate", str(corrected), "-o", str(city), "--level", "县级"]) == 0
    total = xlreport.read(city)
    assert total.kind is ReportKind.CONSOLIDATED
    for key, value in total.values.items():
        assert value == sum(report.values[key] for report in reports.corrected())
    assert run(["check", str(city)]) == 0
    book = openpyxl.load_workbook(city)
    assert [row[1].value for row in book[DETAIL_SHEET].iter_rows(min_row=5)] == sorted(
        report.unit.name for report in reports.corrected()
    )
    heads, *files = book[INTAKE_SHEET].iter_rows(min_row=4, values_only=True)
    assert {row[heads.index("状态")] for row in files} == {"已汇总"}


def test_consolidate_refuses_errors_unless_told(
    received: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Units with errors are left out by name; with --accept-errors a missing cell stays missing."""
    strict, lax = tmp_path / "严.xlsx", tmp_path / "宽.xlsx"
    assert run(["consolidate", str(received), "-o", str(strict)]) == 1
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("示例甲街道", "示例乙镇", "示例丙镇", "示例丁乡"))
    assert len(units(strict)) == 2
    run(["consolidate", str(received), "-o", str(lax), "--accept-errors"])
    assert len(units(lax)) == 6
    assert "disputes.review.upheld" not in xlreport.read(lax).values
    assert "disputes.litigation.direct.upheld" in xlreport.read(lax).values


def units(city: Path) -> list[str]:
    """The units in a roll-up."""
    book = openpyxl.load_workbook(city)
    return [row[1].value for row in book[DETAIL_SHEET].iter_rows(min_row=5)]


def test_consolidate_takes_equal_copies_once_and_conflicting_ones_never(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two equal files count once; two that differ count not at all, and both are named."""
    seed = reports.seed_report()
    first, *_ = reports.neighbours()
    for name in ("一", "二"):
        write_report(seed, tmp_path / f"{name}.xlsx")
    write_report(first, tmp_path / "三.xlsx")
    write_report(
        replace(first, prose={**first.prose, "others.text": "另一版本。"}), tmp_path / "四.xlsx"
    )
    assert run(["consolidate", str(tmp_path), "-o", str(tmp_path / "市.xlsx")]) == 1
    shown = capsys.readouterr().out
    assert units(tmp_path / "市.xlsx") == [seed.unit.name]
    assert "重复 二.xlsx" in shown
    assert "三.xlsx、四.xlsx：同一单位有 2 份内容不同的报表" in shown


def test_roll_ups_roll_up(corrected: Path, tmp_path: Path) -> None:
    """City workbooks consolidate to a province that equals the sum of all units."""
    files = sorted(corrected.iterdir())
    cities = tmp_path / "各市"
    for name, part in (("示例东市", files[:2]), ("示例西市", files[2:])):
        arguments = [*map(str, part), "-o", str(cities / f"{name}.xlsx")]
        assert run(["consolidate", *arguments]) == 0
    province, at_once = tmp_path / "示例省.xlsx", tmp_path / "全部.xlsx"
    assert run(["consolidate", str(cities), "-o", str(province)]) == 0
    assert run(["consolidate", str(corrected), "-o", str(at_once)]) == 0
    assert xlreport.read(province).values == xlreport.read(at_once).values


@pytest.mark.office
def test_the_live_sums_are_right_in_libreoffice(corrected: Path, tmp_path: Path, convert) -> None:  # type: ignore[no-untyped-def]
    """LibreOffice computes every cell of the roll-up as its cached value says."""
    city = tmp_path / "示例市.xlsx"
    run(["consolidate", str(corrected), "-o", str(city)])
    total = xlreport.read(city)
    book = openpyxl.load_workbook(convert([city])[0], data_only=True)
    for key, value in total.values.items():
        place = layout_of(total.edition).places[key]
        assert book[place.sheet][place.a1].value == value, key


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "没有的文件.xlsx"], "找不到"),
        (["check"], "请写明"),
        (["template", "--year", "2018", "--unit", "甲", "-o", "a.xlsx"], "2018"),
        (["template", "--year", "二", "--unit", "甲", "-o", "a.xlsx"], "--year"),
        (["template", "--year", "2020", "-o", "a.xlsx"], "--unit"),
        (["template", "--year", "2020", "--unit", "甲", "-o", "a.xls"], ".xlsx"),
        (["template", "--year", "2020", "--unit", "甲", "--level", "村", "-o", "a.xlsx"], "村"),
        (["check", "--nothing"], "--nothing"),
        (["nothing"], "nothing"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In Chinese, with exit code 2, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.out + captured.err
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_loads_what_checking_takes_only_to_check() -> None:
    """pandas and pandera take most of a second, and no command that judges needs them."""
    heavy = ("pandas", "pandera", "pyarrow", "docx", "lxml", "openpyxl", "xlwings")
    modules = "xlreport.cli, xlreport.cli.check, xlreport.checking.judge"
    code = f"import sys, {modules}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_tells_what_became_of_each_sentence_with_a_figure(
    corrected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", str(corrected), "--json", "--sentences"])
    reports = json.loads(capsys.readouterr().out)["reports"]
    told = [each for report in reports for each in report["sentences"]]
    assert {"sheet", "cell", "text", "outcome", "why"} == set(told[0])
    assert {"held"} <= {each["outcome"] for each in told} <= {"held", "not_checked"}
    run(["check", str(corrected), "--json"])
    assert "sentences" not in json.loads(capsys.readouterr().out)["reports"][0]
    run(["check", str(corrected), "--sentences"])
    assert "相符 一、总体情况 " in capsys.readouterr().out


def test_check_names_the_years_first(
    corrected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Last year's file among this year's is named, and with --year it is a thing to do."""
    (first, *_) = sorted(corrected.iterdir())
    assert run(["check", str(first)]) in (0, 1)
    assert "2020 年度" in capsys.readouterr().out.splitlines()[0]
    old = tmp_path / "旧.xlsx"
    write_report(replace(reports.corrected()[0], year=2019), old)
    run(["check", str(corrected), str(old)])
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0] == f"校验的报表：2019 年度 1 份，2020 年度 {len(list(corrected.iterdir()))} 份。"
    )
    assert f"2019 年度 {old}：不是 2020 年度的" in lines[1]
    assert run(["check", str(first), "--year", "2020"]) == run(["check", str(first)])
    capsys.readouterr()
    assert run(["check", str(first), "--year", "2021", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["year"] == 2021
    assert run(["check", str(first), "--year", "21"]) == 2
