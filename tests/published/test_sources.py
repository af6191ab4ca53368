"""Word, web, PDF and text files as they are found, and files that are none of these."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement
from tests.published.layouts import LAYOUTS, written
from tests.published.reports import EDITIONS, edition_of, sample
from tests.support.publishing import publish

from xlreport.publish.printed import printed
from xlreport.publish.web import web_page
from xlreport.publish.word import word_bytes
from xlreport.reading import Refused
from xlreport.reading.published import documents_in, import_report
from xlreport.report import Report

FULL = sample(edition_of("2021"))


def read_html(source: str | bytes, folder: Path) -> Report:
    path = folder / "page.html"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return import_report(path).report


def page() -> str:
    return web_page(printed(FULL))


# ---- web pages -----------------------------------------------------------------------------------


def test_a_page_of_a_site_is_read_past_its_menus_and_layout_tables(tmp_path: Path) -> None:
    body = page().partition("<main>")[2].partition("</main>")[0]
    source = (
        "<html><head><title>示例县人民政府</title><style>td{}</style></head><body>"
        "<div class=nav><a>首页</a> &gt; <a>政府信息公开</a><ul><li>机构<li>领导</ul></div>"
        "<table><tr><td><table width=100%><tr><td>信息来源：示例县</td></tr></table>"
        f"<div style='display:none'>2020年政府信息公开工作年度报告</div>{body}"
        "</td></tr></table><script>var x = '一、总体情况';</script><p>版权所有</body></html>"
    )
    found = read_html(source, tmp_path)
    assert found.values == FULL.values
    assert found.prose["overview.lead"] == FULL.prose["overview.lead"]
    assert (found.unit.name, found.year) == (FULL.unit.name, FULL.year)


def test_a_page_in_an_older_encoding_is_read(tmp_path: Path) -> None:
    assert read_html(page().encode("gb18030"), tmp_path).values == FULL.values


def test_cells_with_markup_inside_are_read(tmp_path: Path) -> None:
    source = page().replace("商业企业</th>", "<p><span>商业</span></p><p>企<br>业</p></th>")
    source = source.replace(">238</td>", "><p><font>2</font><b>38</b>&nbsp;</p></td>")
    assert source.count("<font>2</font>") == 1
    assert read_html(source, tmp_path).values == FULL.values


def test_a_blank_cell_of_a_page_is_missing(tmp_path: Path) -> None:
    source = page().replace(">238</td>", ">&nbsp;</td>")
    left = {k: v for k, v in FULL.values.items() if k != "disputes.review.total"}
    assert read_html(source, tmp_path).values == left


def test_a_page_that_lost_a_cell_is_refused(tmp_path: Path) -> None:
    start = page().index(">238</td>")
    cell = page()[page().rindex("<td", 0, start) : start + len(">238</td>")]
    with pytest.raises(Refused, match="应有 15 个数，这里只有 14 个"):
        read_html(page().replace(cell, ""), tmp_path)


def _drop(element: HtmlElement) -> None:
    element.drop_tree()


def _repeat(element: HtmlElement) -> None:
    element.addnext(deepcopy(element))


def _blank(element: HtmlElement) -> None:
    for cell in element.iter("td", "th"):
        cell.text = ""


@pytest.mark.whole
@given(
    harm=st.sampled_from([_drop, _repeat, _blank]),
    what=st.sampled_from(["td", "th", "tr"]),
    where=st.floats(0, 0.999),
)
@settings(max_examples=60)
def test_a_table_that_lost_something_is_refused_or_read_right(
    harm: Callable[[HtmlElement], None],
    what: str,
    where: float,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever cell or row is gone, doubled or blank: no figure is read in a wrong place."""
    root = lxml_html.document_fromstring(page())
    elements = list(root.iter(what))
    harm(elements[int(where * len(elements))])
    try:
        found = read_html(lxml_html.tostring(root, encoding="utf-8"), tmp_path_factory.mktemp("x"))
    except Refused:
        return
    assert found.values.items() <= FULL.values.items()


# ---- Word ----------------------------------------------------------------------------------------


def test_deleted_text_is_not_read_and_inserted_text_is(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    publish(FULL, path)
    old = "<w:r><w:t>238</w:t></w:r>"
    new = (
        '<w:del w:id="1" w:author="a"><w:r><w:delText>999</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>2</w:t></w:r></w:ins><w:r><w:t>38</w:t></w:r>'
    )
    _rewrite(path, old, new)
    assert import_report(path).report.values == FULL.values


@pytest.mark.whole
def test_a_table_made_by_hand_with_merged_cells_is_read(tmp_path: Path) -> None:
    """python-docx merges cells by writing spans and moving text."""
    report = printed(FULL)
    document = Document()
    document.add_paragraph(report.title)
    for part in report.parts:
        document.add_paragraph(part.heading)
        for paragraph in part.paragraphs:
            document.add_paragraph(paragraph.text)
        if part.grid is None:
            continue
        table = document.add_table(part.grid.rows, part.grid.columns)
        for box in part.grid.boxes:
            first = table.cell(box.row, box.column)
            last = table.cell(box.row + box.height - 1, box.column + box.width - 1)
            first.merge(last).text = report.text(box)
    document.save(str(tmp_path / "report.docx"))
    assert import_report(tmp_path / "report.docx").report.values == FULL.values


def _rewrite(path: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    document = parts["word/document.xml"].decode()
    assert document.count(old) == 1
    parts["word/document.xml"] = document.replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


# ---- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(written(FULL, LAYOUTS["bars_between"]), encoding=encoding)
    assert import_report(path).report.values == FULL.values


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_value_knows_its_line(edition: str, tmp_path: Path) -> None:
    report = sample(edition_of(edition))
    path = tmp_path / "report.txt"
    text = written(report, LAYOUTS["cell_a_line"])
    path.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    origins = import_report(path).origins
    assert set(origins) == {*report.values, *report.prose}
    for key in report.values:
        origin = origins[key]
        line = int(origin.where.removeprefix("第").removesuffix("行"))
        assert lines[line - 1].strip() == origin.text


# ---- nothing to read -----------------------------------------------------------------------------


def docx_bytes() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"", "文件是空的"),
        ("a.docx", b"PK\x03\x04 broken", "已损坏"),
        ("a.docx", docx_bytes()[:2000], "已损坏"),
        ("a.docx", docx_bytes(), "没有文字"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "是旧格式的 Office 文件"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "不能直接读"),
        ("a.wps", b"\xd0\xcf\x11\xe0", "不能直接读"),
        ("a.pdf", b"%PDF-1.4 broken", "PDF"),
        ("a.pdf", b"no pdf", "看不出是"),
        ("a.html", b"", "文件是空的"),
        ("a.html", b"   ", "没有文字"),
        ("a.html", b"<html><body></body></html>", "没有文字"),
        ("a.html", b"\xff\xff\xff\xff\x80", "编码"),
        ("a.txt", b"\n\n \n", "没有文字"),
        ("a.txt", b"\xff\x80\x80\xff\xff", "编码"),
        ("a.png", b"\x89PNG", "是图片"),
        ("a", b"text", "看不出是政府信息公开工作年度报告"),
        ("a.mht", b"MIME-Version: 1.0\n", "整页存档"),
        ("a.txt", b"t\x00e\x00x\x00t\x00", "不是文字文件"),
    ],
)
def test_what_cannot_be_read_is_refused(
    name: str, data: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        import_report(path)
    assert reason in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="找不到"):
        import_report(tmp_path / "gone.txt")


def test_a_package_that_unpacks_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for number in range(5):
            package.writestr(f"word/{number}.xml", bytes(50 * 1024 * 1024))
    with pytest.raises(Refused, match="过大"):
        import_report(path)


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE d [<!ENTITY a0 "x">{grown}]><d>&a11;</d>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", body)
    with pytest.raises(Refused):
        import_report(path)


def test_documents_of_a_folder_come_in_order_and_without_locks(tmp_path: Path) -> None:
    names = ["b.docx", "a.html", "~$b.docx", ".hidden.txt", "c.doc", "picture.png"]
    for name in names:
        (tmp_path / name).write_text("x")
    assert [p.name for p in documents_in([tmp_path]).paths] == ["a.html", "b.docx", "c.doc"]


@pytest.mark.parametrize("name", ["report.docx", "report.html"])
@given(damage=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=40)), min_size=1, max_size=5))
@settings(max_examples=25)
def test_a_damaged_file_is_refused_or_read(
    name: str,
    damage: list[tuple[float, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever bytes are written over, nothing else happens."""
    path = tmp_path_factory.mktemp("damaged") / name
    data = bytearray(whole(name))
    for where, what in damage:
        start = int(where * len(data))
        data[start : start + len(what)] = what
    path.write_bytes(bytes(data))
    try:
        found = import_report(path).report
    except Refused:
        return
    assert set(found.values) <= set(FULL.values)


@cache
def whole(name: str) -> bytes:
    page = printed(FULL)
    return word_bytes(page) if name.endswith(".docx") else web_page(page).encode()
