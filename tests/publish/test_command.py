"""``xlreport publish`` as an office runs it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.published.reports import edition_of, sample
from tests.support.made import write_report

import xlreport.publish.pdf
from xlreport.cli import run
from xlreport.edition import layout_of
from xlreport.reading import read
from xlreport.report import Report, ReportKind, with_totals

pytestmark = pytest.mark.whole

EDITION = edition_of("2021")


def balanced() -> Report:
    """A report on which the rules hold, everything 0, with a day under it."""
    values = with_totals(EDITION, {c.key: 0 for c in EDITION.inputs})
    return replace(sample(EDITION), values=values, cover={"cover.date": "2022-01-05"})


def workbook(report: Report, folder: Path) -> str:
    path = folder / "示例局.xlsx"
    write_report(report, path)
    return str(path)


@pytest.mark.parametrize("name", ["报告.docx", "报告.html"])
def test_publish_writes_the_report(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["publish", workbook(balanced(), tmp_path), "-o", str(tmp_path / name)])
    assert code == 0
    assert (tmp_path / name).stat().st_size > 5000
    assert "已生成" in capsys.readouterr().out


def test_a_roll_up_is_published_with_a_word_about_the_parts_without_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def published(**texts: str) -> tuple[int, str]:
        prose = {**balanced().prose, **texts}
        whole = replace(balanced(), prose=prose, kind=ReportKind.CONSOLIDATED)
        code = run(["publish", workbook(whole, tmp_path), "-o", str(tmp_path / "a.html")])
        return code, capsys.readouterr().out

    code, said = published(**{"overview.proactive": "", "overview.on_request": ""})
    assert code == 1
    for key in ("overview.proactive", "overview.on_request"):
        assert f"一、总体情况 {layout_of(EDITION).places[key].a1} " in said
        assert EDITION.prose[key].label in said
    assert "已生成" in said
    assert published()[0] == 0


def test_a_report_without_a_day_under_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, dated in (("", False), ("下周", False), ("2022-01-05", True)):
        source = workbook(replace(balanced(), cover={"cover.date": day}), tmp_path)
        code = run(["publish", source, "-o", str(tmp_path / "a.html"), "--force"])
        assert code == (0 if dated else 1)
        assert ("报告末尾没有日期" in capsys.readouterr().out) != dated
        assert ("2022年1月5日" in (tmp_path / "a.html").read_text("utf-8")) == dated


def test_figures_named_in_the_prose_are_filled_in(tmp_path: Path) -> None:
    prose = {**balanced().prose, "overview.on_request": "新收{applications.new.total}件。"}
    source = workbook(replace(balanced(), prose=prose), tmp_path)
    assert run(["publish", source, "-o", str(tmp_path / "a.html")]) == 0
    assert "新收0件。" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_wrong_name_in_the_prose_stops_publishing_and_names_the_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = {**balanced().prose, "overview.on_request": "新收{applications.nwe.total}件。"}
    source = workbook(replace(balanced(), prose=prose), tmp_path)
    output = tmp_path / "a.docx"
    assert run(["publish", source, "-o", str(output), "--accept-errors"]) == 2
    said = capsys.readouterr().out
    place = layout_of(EDITION).places["overview.on_request"]
    assert f"一、总体情况 {place.a1} " in said
    assert "没有“applications.nwe.total”这个指标" in said
    assert not output.exists()


def test_a_report_with_errors_is_published_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = {c.key: 0 for c in EDITION.inputs} | {"applications.new.natural": 3}
    source = workbook(replace(balanced(), values=with_totals(EDITION, inputs)), tmp_path)
    output = tmp_path / "a.docx"
    assert run(["publish", source, "-o", str(output)]) == 2
    assert not output.exists()
    assert "没有生成" in capsys.readouterr().out
    assert run(["publish", source, "-o", str(output), "--accept-errors"]) == 1
    assert output.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "a.odt"], "扩展名应为 .docx、.html、.pdf 之一"),
        (["-o", "a.html", "--style", "house.docx"], "网页不用 Word 样式模板"),
        (["-o", "a.docx", "--style", "gone.docx"], "不是能打开的 Word 文档"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = workbook(balanced(), tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["publish", source, *arguments]) == 2
    assert says in capsys.readouterr().err


def test_without_libreoffice_pdf_is_refused_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = workbook(balanced(), tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(xlreport.publish.pdf, "_NAMES", ("soffice",))
    assert run(["publish", source, "-o", str(tmp_path / "a.pdf")]) == 2
    said = capsys.readouterr().err
    assert "没有安装 LibreOffice" in said
    assert ".docx" in said
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.office
def test_publish_writes_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "报告.pdf"
    assert run(["publish", workbook(balanced(), tmp_path), "-o", str(path)]) == 0
    assert path.read_bytes().startswith(b"%PDF")


def test_numbers_of_persons_are_published_only_when_that_is_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = {**balanced().prose, "others.text": "如有疑问请联系示例局，电话13800000000。"}
    source = workbook(replace(balanced(), prose=prose), tmp_path)
    output = tmp_path / "a.html"
    assert run(["publish", source, "-o", str(output)]) == 2
    said = capsys.readouterr().out
    assert not output.exists()
    assert "手机号 138****00（六、其他事项 A" in said
    assert "--yes" in said
    assert "13800000000" not in said
    assert run(["publish", source, "-o", str(output), "--yes"]) == 1
    assert output.exists()


def without_styles(document: Path, target: Path, left: bytes = b"") -> None:
    """Write a document again without its part of styles, as some converters do, or with a rest."""
    with zipfile.ZipFile(document) as whole, zipfile.ZipFile(target, "w") as bare:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "word/styles.xml":
                content = left
            elif not left and name.endswith(("xml", "rels")):
                content = re.sub(
                    rb"<(?:Override|Relationship) [^>]*styles\.xml[^>]*/>", b"", content
                )
            if content:
                bare.writestr(name, content)


def test_a_document_without_styles_is_filled_and_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = workbook(sample(EDITION), tmp_path)
    whole, bare, rest, output = (tmp_path / f"{n}.docx" for n in ("全", "无样式", "残", "年报"))
    command = ["publish", source, "--accept-errors", "-o"]
    assert run([*command, str(whole)]) == 1
    without_styles(whole, bare)
    without_styles(whole, rest, b"<x/>")
    assert run([*command, str(output), "--style", str(rest)]) == 2
    assert "“残.docx”不能用作样式模板：其中缺少样式" in capsys.readouterr().err
    assert not output.exists()
    assert run([*command, str(output), "--style", str(bare)]) == 1
    for document in (bare, output):
        assert run(["import", str(document), "-o", str(tmp_path / "导入"), "--force"]) in (0, 1)
        (imported,) = (tmp_path / "导入").iterdir()
        assert read(imported).values == sample(EDITION).values
