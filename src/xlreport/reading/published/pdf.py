"""The pages of a PDF -> lines and rows."""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from xlreport.reading.published.line import Line

_MOST_PAGES = 200
_PAGE_NUMBER = re.compile(r"\A[-—–－\s]*+(?:第\s*+)?\d{1,3}(?:\s*+页)?[-—–－\s]*+")
_WIDE = r"[\u3000-\u9fff\uff00-\uffef]"
_SPACED = re.compile(rf"(?<={_WIDE}) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?={_WIDE})")
"""The gap that programs set between Chinese and Latin letters is no blank."""
_BETWEEN_STROKES = re.compile(r"[-—–－]\s*\d{1,3}\s*[-—–－]")
_FOOT = 0.90
"""Page numbers stand below this part of a page."""
_FOOT_OF_TEXT = 0.85
"""Those between strokes may stand as high as this."""


class BadPdf(ValueError):
    """A PDF that cannot be read; the message says why, in Chinese."""


def pdf_lines(data: bytes) -> list[Line]:
    """Return the paragraphs and table rows of a PDF that holds text.

    Lines that the page wrapped are put together again: a paragraph begins with an indent, or
    after a line that ends well before the right edge.

    :raises BadPdf: if the file is damaged, locked, too long, or holds only pictures.
    """
    pages = _extracted(data)
    reader = _Pages()
    pieces = [piece for page in pages for piece in reader.read(page)]
    if not pieces:
        raise BadPdf("PDF 里只有图片，没有文字")
    return list(_paragraphs(pieces, reader.left, reader.right))


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page holds: its number, its height in points, lines, and tables with their boxes."""

    number: int
    height: float
    lines: list[dict[str, Any]]
    tables: list[tuple[tuple[float, float, float, float], list[list[str | None]]]]


def _extracted(data: bytes) -> list[_Page]:
    """Take what is needed out of a PDF.

    :raises BadPdf: if the file is damaged, locked or too long.
    """
    import pdfplumber

    # It reports every oddity of a file, in English, to whoever runs the command.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            count = len(document.pages)
            pages = document.pages if count <= _MOST_PAGES else []
            found = [_page(page) for page in pages]
    except Exception as error:  # pdfminer raises whatever a damaged file leads it to
        raise BadPdf("PDF 已损坏或有打开密码") from error
    if count > _MOST_PAGES:
        raise BadPdf(f"文件有 {count} 页，不像年度报告")
    return found


def _page(page: Any) -> _Page:
    """Ask pdfplumber for everything about a page; nothing else is done here."""
    tables = page.find_tables()
    outside = page.filter(lambda thing: not any(_inside(thing, t.bbox) for t in tables))
    lines = outside.extract_text_lines(return_chars=False)
    page.flush_cache()
    return _Page(page.page_number, page.height, lines, [(t.bbox, t.extract()) for t in tables])


class _Printed:
    """A printed line with its edges, in points, and the height of its letters."""

    def __init__(self, line: dict[str, Any], where: str) -> None:
        self.text: str = _SPACED.sub("", line["text"])
        self.left: float = line["x0"]
        self.right: float = line["x1"]
        self.size: float = line["bottom"] - line["top"]
        self.where = where


class _Pages:
    """Reads page after page, and learns how far the type area reaches, in points."""

    def __init__(self) -> None:
        self.left = math.inf
        self.right = 0.0

    def read(self, page: _Page) -> Iterator[_Printed | Line]:
        number = page.number
        found: list[tuple[float, _Printed | list[Line]]] = []
        for index, line in enumerate(page.lines, start=1):
            if not _is_page_number(line["text"], line["top"] / page.height):
                found.append((line["top"], _Printed(line, f"第{number}页第{index}行")))
                self._widen(line["x0"], line["x1"])
        for index, (box, rows) in enumerate(page.tables, start=1):
            found.append((box[1], list(_rows(rows, f"第{number}页第{index}个表"))))
            self._widen(box[0], box[2])
        for _, item in sorted(found, key=lambda pair: pair[0]):
            if isinstance(item, list):
                yield from item
            else:
                yield item

    def _widen(self, left: float, right: float) -> None:
        self.left, self.right = min(self.left, left), max(self.right, right)


def _is_page_number(text: str, height: float) -> bool:
    """Tell whether a line is its page's number; ``height`` is 0 at the top, 1 at the foot."""
    if height > _FOOT and _PAGE_NUMBER.fullmatch(text):
        return True
    return height > _FOOT_OF_TEXT and bool(_BETWEEN_STROKES.fullmatch(text))


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(left <= x <= right and top <= y <= bottom)


def _rows(rows: Iterable[Iterable[str | None]], where: str) -> Iterator[Line]:
    for index, row in enumerate(rows, start=1):
        cells = tuple(text for text in row if text is not None)
        if cells:
            yield Line(" ".join(cells), f"{where}第{index}行", cells)


def _paragraphs(pieces: list[_Printed | Line], left: float, right: float) -> Iterator[Line]:
    """Put lines that the page wrapped together again; ``left`` and ``right`` bound the text."""
    running: list[_Printed] = []
    for piece in pieces:
        if isinstance(piece, Line):
            yield from _joined(running)
            running = []
            yield piece
            continue
        indented = piece.left > left + piece.size
        full = bool(running) and running[-1].right > right - 1.5 * piece.size
        if running and (indented or not full):
            yield from _joined(running)
            running = []
        running.append(piece)
    yield from _joined(running)


def _joined(running: list[_Printed]) -> Iterator[Line]:
    if not running:
        return
    text = running[0].text
    for line in running[1:]:
        latin = text[-1:].isascii() and line.text[:1].isascii() and text[-1:].isalnum()
        text += (" " if latin and line.text[:1].isalnum() else "") + line.text
    yield Line(text, running[0].where)
