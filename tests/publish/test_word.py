"""The Word document: the boxes of the form, the page of the standard, the same bytes."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from tests.published.reports import EDITIONS, edition_of, sample
from tests.support.publishing import publish

from xlreport.edition.grid import BoxKind, table_grid
from xlreport.errors import UserError
from xlreport.publish.printed import printed
from xlreport.publish.word import word_bytes

ROUND = 635
"""Word measures in twentieths of a point, which are 635 EMU."""


@cache
def opened(edition: str, template: Path | None = None) -> WordDocument:
    return Document(io.BytesIO(word_bytes(printed(sample(edition_of(edition))), template)))


def drawn_boxes(table: object) -> set[tuple[int, int, int, int, str]]:
    """The boxes of a Word table: row, column, height, width, text."""
    found: list[list[int | str]] = []
    open_boxes: dict[int, list[int | str]] = {}
    for row, line in enumerate(table._tbl.tr_lst):  # type: ignore[attr-defined]
        column = 0
        for cell in line.tc_lst:
            width = cell.grid_span
            if cell.vMerge == "continue":
                open_boxes[column][2] += 1  # type: ignore[operator]
            else:
                text = "".join(t.text or "" for t in cell.iter(qn("w:t")))
                open_boxes[column] = [row, column, 1, width, text]
                found.append(open_boxes[column])
            column += width
    return {tuple(box) for box in found}  # type: ignore[misc]


@pytest.mark.parametrize("edition", EDITIONS)
def test_tables_have_the_boxes_of_the_form(edition: str) -> None:
    report = printed(sample(edition_of(edition)))
    sections = [s for s in edition_of(edition).sections if s.blocks]
    tables = opened(edition).tables
    assert len(tables) == len(sections)
    for section, table in zip(sections, tables, strict=True):
        expected = {
            (b.row, b.column, b.height, b.width, report.text(b)) for b in table_grid(section).boxes
        }
        assert drawn_boxes(table) == expected


def test_the_page_is_that_of_the_standard() -> None:
    document = opened("2021")
    section = document.sections[0]
    assert (section.page_width, section.page_height) == pytest.approx((Mm(210), Mm(297)), abs=ROUND)
    assert (section.top_margin, section.left_margin) == pytest.approx((Mm(37), Mm(28)), abs=ROUND)
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert (width, height) == pytest.approx((Mm(156), Mm(225)), abs=3 * ROUND)
    body = document.styles["Normal"]
    assert body.font.size == Pt(16)
    assert body.paragraph_format.line_spacing == pytest.approx(height / 22, rel=0.002)
    assert document.styles["Title"].font.size == Pt(22)


@pytest.mark.parametrize(
    ("style", "font"),
    [
        ("Normal", "仿宋_GB2312"),
        ("Title", "方正小标宋简体"),
        ("Heading 1", "黑体"),
        ("Heading 2", "楷体_GB2312"),
        ("Table Text", "宋体"),
    ],
)
def test_fonts_are_the_official_ones(style: str, font: str) -> None:
    fonts = opened("2021").styles[style].element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == font


def test_pages_are_numbered_outside() -> None:
    document = opened("2021")
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment == side
        assert [e.text for e in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_the_head_of_the_long_table_is_repeated_on_a_new_page() -> None:
    rows = opened("2021").tables[1]._tbl.tr_lst
    repeated = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in rows]
    assert repeated == [True] * 3 + [False] * 25


def test_the_same_report_gives_the_same_bytes() -> None:
    report = printed(sample(edition_of("2021")))
    first = word_bytes(report)
    assert word_bytes(report) == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}


def house_style(path: Path) -> Path:
    document = Document()
    document.add_paragraph("模板里的说明文字")
    document.sections[0].left_margin = Mm(40)
    document.sections[0].header.paragraphs[0].text = "示例市人民政府"
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xC0, 0, 0)
    document.styles["Normal"].font.size = Pt(12)
    document.save(str(path))
    return path


def test_a_house_style_keeps_its_page_styles_and_header(tmp_path: Path) -> None:
    document = opened("2021", house_style(tmp_path / "house.docx"))
    assert document.sections[0].left_margin == pytest.approx(Mm(40), abs=ROUND)
    assert document.sections[0].header.paragraphs[0].text == "示例市人民政府"
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0xC0, 0, 0)
    assert document.styles["Normal"].font.size == Pt(12)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "模板里的说明文字" not in texts
    assert "一、总体情况" in texts
    assert len(document.tables) == 3


def test_a_template_that_is_no_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "house.docx"
    path.write_text("not a document")
    with pytest.raises(UserError, match="不是能打开的 Word 文档"):
        word_bytes(printed(sample(edition_of("2021"))), path)


def test_empty_boxes_of_the_form_stay_empty() -> None:
    grid = table_grid(edition_of("2019").section("disclosure"))
    empty = [box for box in grid.boxes if box.kind is BoxKind.EMPTY]
    report = printed(sample(edition_of("2019")))
    assert len(empty) == 4
    assert {report.text(box) for box in empty} == {""}


def signature(day: str, unit: str = "示例街道") -> list[tuple[str, int]]:
    """The last paragraphs of a report, each with how far it ends before the margin."""
    report = sample(edition_of("2021"))
    report = replace(report, unit=replace(report.unit, name=unit), cover={"cover.date": day})
    document = Document(io.BytesIO(word_bytes(printed(report))))
    last = document.paragraphs[-2:]
    assert {paragraph.alignment for paragraph in last} == {WD_ALIGN_PARAGRAPH.RIGHT}
    return [(p.text, int(p._p.pPr.ind.get(qn("w:rightChars")))) for p in last]


@pytest.mark.parametrize("day", ["2022-01-05", "2022年1月5日", "2022.1.5"])
def test_unit_and_date_stand_under_the_text(day: str) -> None:
    # The date begins two characters after the unit: it is longer and ends two before the margin.
    assert signature(day) == [("示例街道", 600), ("2022年1月5日", 200)]


def test_of_a_long_name_the_unit_ends_two_before_the_margin() -> None:
    unit = "示例市示例区人民政府办公室"
    assert signature("2022-01-05", unit) == [(unit, 200), ("2022年1月5日", 700)]


@pytest.mark.parametrize("day", ["", "去年底"])
def test_a_date_that_cannot_be_understood_is_not_printed(day: str) -> None:
    report = sample(edition_of("2021"))
    cover = {"cover.date": day} if day else {}
    document = Document(io.BytesIO(word_bytes(printed(replace(report, cover=cover)))))
    assert document.paragraphs[-1].text == report.unit.name


def test_a_page_has_22_lines_of_28_characters() -> None:
    document = opened("2021")
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines", "LibreOffice loses marks in a grid of characters"
    assert int(grid.get(qn("w:linePitch"))) == pytest.approx(225 / 25.4 * 1440 / 22, abs=1)
    closer = document.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val"))
    pitch = 16 + int(closer) / 20
    assert int(156 / 25.4 * 72 / pitch) == 28
    assert document.styles["Normal"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_table_is_kept_on_one_page(edition: str) -> None:
    for table in opened(edition).tables:
        *rows, last = table._tbl.tr_lst
        kept = [p.pPr.keepNext is not None for row in rows for p in row.iter(qn("w:p"))]
        assert all(kept)
        assert not any(p.pPr.keepNext is not None for p in last.iter(qn("w:p")))


def test_heads_are_broken_between_words() -> None:
    texts = {
        "/".join(t.text or "" for t in cell.iter(qn("w:t")))
        for cell in opened("2021").tables[1]._tbl.iter(qn("w:tc"))
    }
    assert {"自然人", "商业/企业", "科研/机构", "社会/公益/组织", "（三）/不予/公开"} <= texts


def test_the_language_is_chinese_and_footers_are_not_indented() -> None:
    document = opened("2021")
    languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"zh-CN"}
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0]._p.pPr.ind.get(qn("w:firstLineChars")) == "0"


@pytest.mark.office
def test_a_full_line_in_print_has_28_characters_and_no_table_is_split(tmp_path: Path) -> None:
    report = sample(edition_of("2021"))
    number = "示" * 25 + "2021" + "示" * 51
    text = ("示" * 25 + "；") * 4 + "示" * 120 + "。" + "\n" + number
    report = replace(
        report, prose=dict.fromkeys(report.prose, text), cover={"cover.date": "2022-01-05"}
    )
    publish(report, tmp_path / "report.pdf")
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"],
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    pages = done.stdout.split("\f")
    lines = [line.strip() for page in pages for line in page.splitlines()]
    assert max(len(line) for line in lines if set(line) == {"示"}) == 28
    assert sum("2021" in line and "示" in line for line in lines) >= len(report.prose)
    assert not [line for line in lines if line.endswith(("示2", "示20", "示202"))]
    printed_marks = sum(line.count("；") for line in lines if set(line) <= {"示", "；"})
    assert printed_marks == 4 * len(report.prose), "those at the end of a line, too"
    (page,) = (page for page in pages if "一、本年新收" in page)
    assert "四、结转下年度继续办理" in page
    (page,) = (page for page in pages if "第二十条第（一）项" in page)
    assert "行政事业性收费" in page
    (page,) = (page for page in pages if "2022年1月5日" in "".join(page.split()))
    assert report.unit.name in page
