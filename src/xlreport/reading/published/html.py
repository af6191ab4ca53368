"""A page of a web site -> lines and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from xlreport.reading.published.line import Line, PublishedDocument

_UNSEEN = {
    *("script", "style", "noscript", "template", "head", "select", "textarea", "svg"),
    *("del", "s", "strike"),
}
"""What a browser does not show, and what the office itself has struck out."""
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "label"),
    *("mark", "o:p", "p:p", "q", "small", "span", "strong", "sub", "sup", "time"),
    *("tt", "u", "wbr"),
}
_LINES_ABOVE = 3
"""So far above a table its heading may stand, with lines such as 单位：万元 between them."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[a-z-]{0,9}\s*:[^;]{0,40}line-through"
)
_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*+(?<=\?)>")
_TAG = re.compile("""[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*+""")
_SHORT_TAG = 1000
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 500
_LONGEST_TITLE = 200


class BadPage(ValueError):
    """A page that is none; the message says why, in Chinese."""


def read_page(text: str) -> PublishedDocument:
    """Return what a page shows, line by line; rows of data tables with their cells.

    A table that holds another table, or only one cell, is taken for mere arrangement of the page.

    :raises BadPage: if it is no page that a person wrote.
    :raises lxml.etree.LxmlError: if there is no page to read.
    """
    if any(_attributes(piece) > _MOST_ATTRIBUTES for piece in text.split("<")):
        raise BadPage("网页中有一个标签的属性过多，不是正常的网页")
    without_declaration = text[found.end() :] if (found := _DECLARATION.match(text)) else text
    root = lxml_html.document_fromstring(without_declaration)
    walk = _ElementWalk(root)
    walk.run()
    return PublishedDocument(tuple(walk.lines), tuple(_titles(root)))


def _attributes(piece: str) -> int:
    """Return how many attributes the tag has that a piece of the page begins with.

    libxml2 compares each of them with all others.
    """
    if len(piece) < _SHORT_TAG or not (tag := _TAG.match(piece)):
        return 0
    return len(_QUOTED.sub(" ", tag[0]).split())


def _titles(root: etree._Element) -> Iterator[str]:
    """Yield what the page calls itself: the title of the article first, then that of the page."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle" and meta.get("content"):
            yield str(meta.get("content"))[:_LONGEST_TITLE]
    for title in root.iter("title"):
        if title.text and title.text.strip():
            yield title.text.strip()[:_LONGEST_TITLE]
            return


class _ElementWalk:
    """Goes through the elements once, however deep they lie, and collects running text."""

    def __init__(self, root: etree._Element) -> None:
        self.lines: list[Line] = []
        self._root = root
        self._data = _data_tables(root)
        self._running: list[str] = []
        self._line = 0

    def run(self) -> None:
        """Read the page."""
        walker = etree.iterwalk(self._root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event in ("comment", "pi"):
                self._add(element.tail, element)
            elif event == "start":
                self._begin(walker, element)
            else:
                self._end(element)
        self._flush(self._root)

    def _begin(self, walker: Any, element: etree._Element) -> None:
        if not _is_seen(element):
            walker.skip_subtree()
        elif element in self._data:
            self._flush(element)
            self._table(element)
            walker.skip_subtree()
        elif element.tag == "br":
            self._running.append("\v")
        else:
            if element.tag not in _INLINE:
                self._flush(element)
            self._add(element.text, element)

    def _end(self, element: etree._Element) -> None:
        if element.tag not in _INLINE and element.tag != "br" and _is_seen(element):
            self._flush(element)
        if element is not self._root:
            self._add(element.tail, element)

    def _flush(self, element: etree._Element) -> None:
        # Line breaks of the source are blanks to a browser; those of <br> are kept as "\v".
        if not self._running:
            return
        joined = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._running))
        for text in joined.split("\v"):
            if text.strip():
                self.lines.append(Line(text.strip(" "), f"第{self._line or element.sourceline}行"))
        self._running = []
        self._line = 0

    def _add(self, text: str | None, element: etree._Element) -> None:
        if text:
            if not self._line and text.strip():
                self._line = element.sourceline or 0
            self._running.append(text)

    def _table(self, table: etree._Element) -> None:
        for caption in table.iter("caption"):
            text = " ".join("".join(caption.itertext()).split())
            # A caption often says again what the heading says; between them may stand the unit.
            above = ["".join(line.text.split()) for line in self.lines[-_LINES_ABOVE:]]
            if text and "".join(text.split()) not in above:
                self.lines.append(Line(text, f"第{caption.sourceline}行"))
        for row in table.iter("tr"):
            if not _is_seen(row):
                continue
            cells = tuple(_cell_text(cell) for cell in row if cell.tag in ("td", "th"))
            self.lines.append(Line(" ".join(cells), f"第{row.sourceline}行", cells))


def _is_seen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return False
    return element.get("hidden") is None and not _HIDDEN.search(element.get("style") or "")


def _data_tables(root: etree._Element) -> set[etree._Element]:
    """Return the tables that hold no other table, and more than one cell."""
    data: set[etree._Element] = set()
    open_tables: list[list[int]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == "table":
            if event == "start":
                for counts in open_tables[-1:]:
                    counts[1] = 1
                open_tables.append([0, 0])
            else:
                cells, nested = open_tables.pop()
                if cells > 1 and not nested:
                    data.add(element)
        elif event == "start" and element.tag in ("td", "th") and open_tables:
            open_tables[-1][0] += 1
    return data


def _cell_text(cell: etree._Element) -> str:
    """Return what a cell shows, without the marks that send to notes: raised, behind a text."""
    text = _shown(cell, marks=False)
    return text if text.strip() else _shown(cell, marks=True)


def _shown(cell: etree._Element, *, marks: bool) -> str:
    parts: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        own = element is cell
        breaks = not own and isinstance(element.tag, str) and element.tag not in _INLINE
        seen = _is_seen(element) and (marks or element.tag != "sup")
        if event == "start" and (own or seen):
            parts += [" " if breaks else "", element.text or ""]
        elif event == "start":
            walker.skip_subtree()
        elif not own:
            shown = event == "end" and breaks and _is_seen(element)
            parts += [" " if shown else "", element.tail or ""]
    return "".join(parts)
