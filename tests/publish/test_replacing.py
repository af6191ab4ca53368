"""A document that somebody has edited is not replaced; one that nobody has touched is."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from examples import reports
from tests.support.made import write_report

from xlreport.cli import run
from xlreport.publish.seal import is_unedited, sealed


def publish(source: Path, output: Path, *more: str) -> int:
    return run(["publish", str(source), "-o", str(output), "--accept-errors", *more])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "报表.xlsx"
    write_report(reports.seed_report(), path)
    return path


def edit(path: Path) -> None:
    """Change a document a little, as its program does."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        document.paragraphs[0].add_run("（修改稿）")
        document.save(str(path))
    else:
        path.write_text(path.read_text("utf-8").replace("</title>", "（修改稿）</title>"), "utf-8")


@pytest.mark.whole
@pytest.mark.parametrize("name", ["年报.docx", "年报.html"])
def test_an_edited_document_is_kept(
    tmp_path: Path, source: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    assert publish(source, path) in (0, 1)
    first = path.read_bytes()
    assert publish(source, path) in (0, 1)  # untouched: made anew without a question
    assert path.read_bytes() == first
    edit(path)
    edited = path.read_bytes()
    assert edited != first
    capsys.readouterr()
    assert publish(source, path) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_bytes() == edited
    assert publish(source, path, "--force") in (0, 1)
    assert path.read_bytes() == first


@pytest.mark.whole
def test_a_document_saved_without_a_change_is_somebodys(tmp_path: Path, source: Path) -> None:
    """A program that saves rewrites the parts; who wants it replaced says so."""
    path = tmp_path / "年报.docx"
    publish(source, path)
    assert is_unedited(path)
    path.write_bytes(path.read_bytes()[:-1])
    assert not is_unedited(path)


@pytest.mark.whole
def test_other_files_are_kept(tmp_path: Path, source: Path) -> None:
    for name in ("年报.docx", "年报.html", "年报.pdf"):
        path = tmp_path / name
        path.write_bytes(b"something else")
        assert publish(source, path) == 2
        assert path.read_bytes() == b"something else"


@pytest.mark.whole
def test_the_workbook_is_no_output(source: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接.html"
    link.symlink_to(source)
    before = source.read_bytes()
    assert publish(source, link) == 2
    assert source.read_bytes() == before


def test_a_pdf_bears_its_mark_after_its_end(tmp_path: Path) -> None:
    path = tmp_path / "年报.pdf"
    path.write_bytes(sealed(b"%PDF-1.7\n%%EOF\n", ".pdf"))
    assert is_unedited(path)
    path.write_bytes(path.read_bytes().replace(b"1.7", b"1.4"))
    assert not is_unedited(path)
