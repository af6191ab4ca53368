"""The body of a Word document -> lines and rows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from xlreport.reading.published.line import Line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText")}
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag")}


def docx_lines(document: bytes) -> list[Line]:
    """Return the paragraphs and table rows of ``word/document.xml``, in order.

    Text that a tracked change deletes is left out, text that it inserts is in.

    :raises lxml.etree.LxmlError: if it is not well-formed, or its elements lie too deep.
    """
    # Without huge_tree, elements may lie 256 deep and no deeper.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = etree.fromstring(document, parser).find(f"{_W}body")
    return [] if body is None else list(_BodyWalk().lines(body))


class _BodyWalk:
    """Counts paragraphs and tables on the way."""

    def __init__(self) -> None:
        self.paragraphs = 0
        self.tables = 0

    def lines(self, parent: etree._Element) -> Iterator[Line]:
        for child in parent:
            if child.tag == f"{_W}p":
                self.paragraphs += 1
                for text in _text(child).split("\n"):
                    yield Line(text, f"第{self.paragraphs}段")
            elif child.tag == f"{_W}tbl":
                self.tables += 1
                yield from self._rows(child)
            elif child.tag in _WRAPPERS:
                yield from self.lines(child)

    def _rows(self, table: etree._Element) -> Iterator[Line]:
        number = self.tables
        for index, row in enumerate(_children(table, "tr"), start=1):
            where = f"第{number}个表第{index}行"
            cells = [cell for cell in _children(row, "tc") if not _continues(cell)]
            if len(cells) == 1 and cells[0].find(f".//{_W}tbl") is not None:
                yield from self.lines(cells[0])
                continue
            texts = tuple("\n".join(_text(p) for p in cell.iter(f"{_W}p")) for cell in cells)
            yield Line(" ".join(texts), where, texts)


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _continues(cell: etree._Element) -> bool:
    """Tell whether a cell is the lower part of one merged downwards."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _SKIPPED and element is not paragraph:
            walker.skip_subtree()
        elif element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag == f"{_W}tab":
            parts.append("\t")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
    return "".join(parts)
