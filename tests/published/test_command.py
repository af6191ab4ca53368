"""``xlreport import`` as an office runs it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from tests.conftest import ROOT
from tests.published.changed import ZERO_2021
from tests.published.layouts import LAYOUTS, written
from tests.published.reports import edition_of, sample
from tests.support.command import xlreport as command
from tests.support.publishing import publish

import xlreport
from xlreport.cli import run
from xlreport.edition import layout_of, load_edition
from xlreport.reading import Refused
from xlreport.reading.published import import_report

FULL = sample(edition_of("2021"))
TEXT = written(FULL, LAYOUTS["bars_between"])


@pytest.mark.whole
def test_a_folder_of_reports_becomes_workbooks_and_bad_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "公开的报告"
    reports.mkdir()
    publish(FULL, reports / "a.docx")
    publish(FULL, reports / "b.html")
    (reports / "c.txt").write_text(TEXT.replace("2.重复申请 | ", "2.重复申请 "), encoding="utf-8")
    (reports / "d.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    out = tmp_path / "out"
    assert run(["import", str(reports), "-o", str(out)]) == 1
    said = capsys.readouterr().out
    assert "c.txt：“三、收到和处理政府信息公开申请情况”" in said
    assert "d.doc：是旧格式的 Office 文件" in said
    assert "共 4 份：已导入 2 份" in said
    assert f'核对后汇总、审核：xlreport consolidate "{out}"' in said
    names = ["示例县示例局2021-2.xlsx", "示例县示例局2021.xlsx"]
    assert sorted(path.name for path in out.iterdir()) == names
    for name in names:
        found = xlreport.read(out / name)
        assert (found.values, found.prose, found.unit) == (FULL.values, FULL.prose, FULL.unit)


@pytest.mark.whole
def test_reports_of_several_years_and_one_without_a_name_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = TEXT.partition("\n")[0]
    for name, told in {
        "a": title.replace("2021", "2022"),
        "b": title.replace("示例县示例局2021", "2021"),
    }.items():
        (tmp_path / f"{name}.txt").write_text(TEXT.replace(title, told, 1), encoding="utf-8")
    assert run(["import", str(tmp_path), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().out
    assert "2021 年 1 份、2022 年 1 份" in said
    (row,) = (line for line in said.splitlines() if line.startswith("需核对") and "b.txt" in line)
    assert "没有找到单位名称" in row


@pytest.mark.whole
def test_a_clean_report_ends_with_0_and_a_guess_with_1(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    assert run(["import", str(source), "-o", str(tmp_path / "out")]) == 0
    source.write_text(TEXT.replace("信访举报投诉类", "信访举报类"), encoding="utf-8")
    assert run(["import", str(source), "-o", str(tmp_path / "other")]) == 1


@pytest.mark.whole
def test_year_and_unit_can_be_said(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT.partition("\n")[2], encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["import", str(source), "-o", str(out)]
    assert run(arguments) == 2
    assert run([*arguments, "--year", "2023", "--unit", "示例乡"]) == 0
    found = xlreport.read(out / "示例乡2023.xlsx")
    assert (found.year, found.unit.name, found.unit.level) == (2023, "示例乡", "township")


@pytest.mark.whole
@pytest.mark.parametrize("unit", ["../示例", "示例/局", "CON:示例"])
def test_a_name_cannot_lead_out_of_the_folder(unit: str, tmp_path: Path) -> None:
    source = tmp_path / "in" / "a.txt"
    source.parent.mkdir()
    source.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "deep" / "out"
    assert run(["import", str(source), "-o", str(out), "--unit", unit]) == 0
    assert len(list(out.iterdir())) == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


@pytest.mark.whole
def test_nothing_to_import_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    assert "没有找到可以导入的报告" in capsys.readouterr().err


# ---- the console script --------------------------------------------------------------------------


@pytest.mark.whole
def test_a_folder_of_published_reports_is_reviewed_in_two_commands(tmp_path: Path) -> None:
    """What was imported rolls up like what was filed, and findings name the published line."""
    pages = tmp_path / "公开"
    pages.mkdir()
    zero = written(ZERO_2021, LAYOUTS["bars_between"])
    right = zero.replace("示例县示例局", "示例县教育局")
    body = "".join(f"<p>{line}</p>" for line in right.splitlines())
    (pages / "content_1.shtml").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    wrong = zero.replace("示例县示例局", "示例县审计局").replace(
        "三、收到和处理政府信息公开申请情况\n",
        "三、收到和处理政府信息公开申请情况\n全年收到政府信息公开申请9999件。\n",
    )
    (pages / "b.txt").write_text(wrong, encoding="utf-8")
    (pages / "c.txt").write_text(TEXT.partition("\n")[2], encoding="utf-8")
    done = command("import", pages, "-o", tmp_path / "导入", "--json")
    data = json.loads(done.stdout)
    assert done.returncode == data["exit"] == 1
    fates = {Path(file["path"]).name: file["status"] for file in data["files"]}
    assert fates == {"b.txt": "doubtful", "c.txt": "refused", "content_1.shtml": "imported"}
    refused = next(file for file in data["files"] if file["status"] == "refused")
    assert "--year" in refused["advice"]

    roll_up = tmp_path / "示例县.xlsx"
    done = command("consolidate", tmp_path / "导入", "-o", roll_up, "--unit", "示例县")
    assert done.returncode in (0, 1), done.stderr.decode()
    issues = openpyxl.load_workbook(roll_up)["审核问题"]
    told = ["".join(str(cell or "") for cell in row) for row in issues.iter_rows(values_only=True)]
    line = wrong.splitlines().index("全年收到政府信息公开申请9999件。") + 1
    assert any("示例县审计局" in row and "9999件" in row and f"第{line}行" in row for row in told)


@pytest.mark.whole
def test_what_was_typed_since_is_never_replaced_unless_asked(tmp_path: Path) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "导入"
    source.write_text(TEXT, encoding="utf-8")
    assert command("import", source, "-o", out).returncode == 0
    assert command("import", source, "-o", out).returncode == 0
    (target,) = out.iterdir()
    book = openpyxl.load_workbook(target)
    place = layout_of(FULL.edition).places["disclosure.licence.decisions"]
    book[place.sheet][place.a1] = 4711
    book.save(target)
    typed = target.read_bytes()
    done = command("import", source, "-o", out)
    assert done.returncode == 2
    assert "没有替换" in done.stdout.decode()
    assert "--force" in done.stdout.decode()
    assert target.read_bytes() == typed
    assert command("import", source, "-o", out, "--force").returncode == 0
    assert target.read_bytes() != typed


@pytest.mark.whole
def test_a_form_of_another_shape_is_imported(tmp_path: Path) -> None:
    path = ROOT / "examples" / "forms" / "website.yaml"
    form = load_edition("website-2017", [path])
    report = sample(form)
    source = tmp_path / "a.txt"
    source.write_text(written(report, LAYOUTS["bars_between"]), encoding="utf-8")
    out = tmp_path / "导入"
    assert command("import", source, "-o", out, "--form", path).returncode == 1
    found = xlreport.read(next(out.iterdir()), overlays=[path])
    register = next(s.register for s in form.sections if s.register is not None)
    figures = {k: v for k, v in report.values.items() if not k.startswith(f"{register.key}.")}
    assert figures.items() <= dict(found.values).items()


@contextmanager
def at_most_more_memory(size: int) -> Iterator[None]:
    """Let this process take so many more bytes and no more, where the system can see to it."""
    if sys.platform != "linux":
        yield
        return
    import resource

    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("blank.txt", b"\n" * 5_000_000),
        ("attributes.html", b"<p " + b" ".join(b"a%d='>'" % n for n in range(100_000)) + b">x"),
        ("deep.html", b"<html><body>" + b"<div>" * 200_000 + b"x"),
        ("bars.txt", TEXT.encode() + b"|\n" * 300_000),
        ("cells.txt", TEXT.replace("规章 | ", "规章 | " + "0 | " * 100_000).encode()),
        ("word.txt", TEXT.replace("信息内容", "甲" * 1_000_000, 1).encode()),
    ],
)
def test_any_bytes_are_refused_soon_and_within_bounds(
    name: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    begun = time.process_time()
    with at_most_more_memory(30 * len(data) + 200 * 2**20), pytest.raises(Refused):
        import_report(path)
    assert time.process_time() - begun < 15
