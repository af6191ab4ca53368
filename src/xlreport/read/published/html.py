"""A page of a web site -> lines and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from xlreport.read.published.line import Line

_UNSEEN = {"script", "style", "noscript", "template", "head", "select", "textarea", "svg"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "label", "mark"),
    *(
        "o:p",
        "p:p",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "wbr",
        "strike",
    ),
    *("big", "tt"),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def html_lines(text: str) -> list[Line]:
    """Return what a page shows, line by line; rows of data tables with their cells.

    A table that holds another table, or only one cell, is taken for mere arrangement of the page.

    :raises lxml.etree.LxmlError: if there is no page to read.
    """
    without_declaration = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    root = lxml_html.document_fromstring(without_declaration)
    walk = _Walk()
    walk.block(root)
    walk.flush(root)
    return walk.lines


class _Walk:
    """Collects running text until a block ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._running: list[str] = []
        self._line = 0

    def flush(self, element: etree._Element) -> None:
        # Line breaks of the source are blanks to a browser; those of <br> are kept as "\v".
        joined = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._running))
        for text in joined.split("\v"):
            if text.strip():
                self.lines.append(Line(text.strip(" "), f"第{self._line or element.sourceline}行"))
        self._running = []
        self._line = 0

    def block(self, element: etree._Element) -> None:
        self._add(element.text, element)
        for child in element:
            if _is_seen(child):
                self._child(child)
            self._add(child.tail, child)

    def _child(self, child: etree._Element) -> None:
        if child.tag == "br":
            self._running.append("\v")
        elif child.tag in _INLINE:
            self.block(child)
        elif child.tag == "table" and _is_data(child):
            self.flush(child)
            self._table(child)
        else:
            self.flush(child)
            self.block(child)
            self.flush(child)

    def _add(self, text: str | None, element: etree._Element) -> None:
        if text:
            if not self._line and text.strip():
                self._line = element.sourceline or 0
            self._running.append(text)

    def _table(self, table: etree._Element) -> None:
        for caption in table.iter("caption"):
            self.block(caption)
            self.flush(caption)
        for row in table.iter("tr"):
            if not _is_seen(row):
                continue
            cells = tuple(_cell_text(cell) for cell in row if cell.tag in ("td", "th"))
            self.lines.append(Line(" ".join(cells), f"第{row.sourceline}行", cells))


def _is_seen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return False
    return element.get("hidden") is None and not _HIDDEN.search(element.get("style") or "")


def _is_data(table: etree._Element) -> bool:
    inner = next(table.iterdescendants("table"), None)
    return inner is None and sum(1 for _ in _cells(table)) > 1


def _cells(table: etree._Element) -> Iterator[etree._Element]:
    yield from table.iter("td", "th")


def _cell_text(cell: etree._Element) -> str:
    parts = [cell.text or ""]
    for child in cell:
        if _is_seen(child):
            breaks = child.tag not in _INLINE
            parts += [" " if breaks else "", _cell_text(child), " " if breaks else ""]
        parts.append(child.tail or "")
    return "".join(parts)
