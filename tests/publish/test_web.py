"""The web page: valid, self-contained, and every figure tied to its headings."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from tests.published.reports import EDITIONS, edition_of, sample
from tests.support.publishing import publish

from xlreport.publish.printed import printed
from xlreport.publish.web import web_page
from xlreport.publish.word import word_bytes
from xlreport.report import Report


def page(report: Report) -> str:
    return web_page(printed(report))


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_strict_parser_finds_no_fault(edition: str) -> None:
    html5lib.HTMLParser(strict=True).parse(page(sample(edition_of(edition))))


def test_text_is_not_taken_for_markup() -> None:
    report = sample(edition_of("2021"))
    nasty = '<script>alert("x")</script> & <b>'
    source = page(replace(report, prose={"problems.text": nasty}))
    html5lib.HTMLParser(strict=True).parse(source)
    assert nasty in lxml_html.document_fromstring(source).text_content()
    assert "<script" not in source


@pytest.mark.whole
@given(text=st.text(max_size=200))
@settings(max_examples=20)
def test_any_text_makes_a_valid_page_and_document(text: str) -> None:
    report = replace(sample(edition_of("2021")), prose={"problems.text": text})
    html5lib.HTMLParser(strict=True).parse(page(report))
    assert Document(io.BytesIO(word_bytes(printed(report)))).tables


def test_the_page_asks_nothing_of_the_network() -> None:
    source = page(sample(edition_of("2021")))
    assert not re.search(r"https?:|src=|url\(|@import|<link|<script", source)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_figure_names_its_headings(edition: str) -> None:
    """The words of a cell's headings, in order, are the words of its label."""
    report = sample(edition_of(edition))
    root = lxml_html.document_fromstring(page(report))
    heads = {th.get("id"): th.text_content() for th in root.iter("th")}
    assert None not in heads
    for section in report.edition.sections:
        cells = [c for c in report.edition.cells.values() if c.section == section.key]
        if not cells:
            continue
        table = root.xpath(f'//section[@aria-labelledby="{section.key}"]//table')[0]
        drawn = [td for td in table.iter("td") if td.get("headers")]
        assert len(drawn) == len(cells)
        for td, cell in zip(drawn, cells, strict=True):
            named = [heads[i] for i in td.get("headers").split()]
            for part in re.split("／| · ", cell.label):
                assert part in named


@pytest.mark.parametrize("edition", EDITIONS)
def test_headings_have_a_scope_and_tables_a_caption(edition: str) -> None:
    root = lxml_html.document_fromstring(page(sample(edition_of(edition))))
    scopes = {th.get("scope") for th in root.iter("th")}
    assert scopes <= {"row", "col", "rowgroup", "colgroup"}
    assert [c.text for t in root.iter("table") for c in t.iter("caption")] == [
        s.heading for s in edition_of(edition).sections if s.blocks
    ]
    assert root.get("lang") == "zh-CN"


def test_the_same_report_gives_the_same_page() -> None:
    report = sample(edition_of("2021"))
    assert page(report) == page(report)


# ---- in a browser --------------------------------------------------------------------------------

_BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
_MEASURE = """<script>addEventListener("load", () => {
  const box = e => e.getBoundingClientRect(), all = s => [...document.querySelectorAll(s)];
  const wide = all(".wide")[1];
  wide.scrollLeft = 10000;
  const row = box(wide.querySelector("tbody th.row"));
  const last = box(wide.querySelector("tbody tr").lastElementChild);
  document.body.innerHTML = JSON.stringify({
    page: document.documentElement.scrollWidth, window: innerWidth,
    scrolls: wide.scrollWidth > wide.clientWidth, rowLeft: row.left - box(wide).left,
    rowRight: row.right, lastLeft: last.left, lastRight: last.right,
  });
});</script>"""


@pytest.mark.slow
@pytest.mark.skipif(_BROWSER is None, reason="no Chromium here")
def test_on_a_phone_the_long_table_slides_under_its_row_heads(tmp_path: Path) -> None:
    """The page itself does not scroll sideways, and heads and figures stay in sight."""
    report = sample(edition_of("2021"))
    publish(report, tmp_path / "report.html")
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    inner = tmp_path / "inner.html"
    inner.write_text(source.replace("</body>", _MEASURE + "</body>"), encoding="utf-8")
    # A window cannot be as narrow as a phone, but a frame in it can.
    frame = tmp_path / "frame.html"
    frame.write_text(
        '<!DOCTYPE html><iframe src="inner.html" width="375" height="800" id="f"></iframe>'
        '<pre id="out"></pre><script>setTimeout(() => { document.getElementById("out").textContent'
        ' = document.getElementById("f").contentDocument.body.textContent; }, 1500);</script>',
        encoding="utf-8",
    )
    said = _browse(tmp_path, "--dump-dom", "--virtual-time-budget=4000", frame.as_uri())
    measured = json.loads(re.search(r'<pre id="out">(\{.*?\})', said)[1])  # type: ignore[index]
    assert measured["window"] == 375
    assert measured["page"] <= measured["window"]
    assert measured["scrolls"]
    assert measured["rowLeft"] == pytest.approx(0, abs=2)
    assert measured["rowRight"] <= measured["lastLeft"] + 1
    assert measured["lastRight"] <= measured["window"]


@pytest.mark.slow
@pytest.mark.skipif(_BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("edition", EDITIONS)
def test_printed_each_table_stays_on_one_page(edition: str, tmp_path: Path) -> None:
    import pdfplumber

    publish(sample(edition_of(edition)), tmp_path / "report.html")
    _browse(
        tmp_path,
        "--no-pdf-header-footer",
        f"--print-to-pdf={tmp_path / 'print.pdf'}",
        (tmp_path / "report.html").as_uri(),
    )
    with pdfplumber.open(tmp_path / "print.pdf") as pages:
        size = pages.pages[0].width, pages.pages[0].height
        tables = [len(p.find_tables()) for p in pages.pages]
    assert size == pytest.approx((595.3, 841.9), abs=1)
    assert sum(tables) == 3


def _browse(folder: Path, *arguments: str) -> str:
    assert _BROWSER is not None
    quiet = ("gpu", "quic", "background-networking", "component-update", "sync", "extensions")
    command = [
        _BROWSER,
        *("--headless", "--no-sandbox", "--no-first-run", "--allow-file-access-from-files"),
        *(f"--disable-{each}" for each in quiet),
        f"--user-data-dir={folder / 'profile'}",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return done.stdout.decode("utf-8", "replace")
