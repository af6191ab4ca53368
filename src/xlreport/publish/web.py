"""The printed report as one page for a web site: self-contained, accessible, printable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from xlreport.edition.grid import FILLED, Box, BoxKind, Grid
from xlreport.publish.breaks import broken_lines
from xlreport.publish.printed import Printed, PrintedPart

_HERE = Path(__file__).parent
_NARROW, _SHORT = 3, 8
"""A head of up to so many characters may have to stand in a column of so few."""


@dataclass(frozen=True, slots=True)
class Element:
    """A cell of an HTML table; between its ``lines`` it may be broken."""

    tag: str
    attributes: dict[str, str]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A ``thead`` or ``tbody``."""

    tag: str
    rows: tuple[tuple[Element, ...], ...]


def web_page(printed: Printed) -> str:
    """Return the report as an HTML page; every figure names its headings in ``headers``."""
    groups = {part.key: _groups(printed, part) for part in printed.parts if part.grid}
    # Our own style sheet, which must not be escaped.
    style = Markup((_HERE / "page.css").read_text(encoding="utf-8").strip())  # noqa: S704
    return _template().render(report=printed, groups=groups, style=style)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")


def _groups(printed: Printed, part: PrintedPart) -> list[RowGroup]:
    """Return the rows of a table: a head and a body, or a body for each titled block."""
    grid = part.grid
    if grid is None:
        return []
    titles = [box.row for box in grid.boxes if box.kind is BoxKind.TITLE]
    body = min(box.row for box in grid.boxes if box.kind in FILLED)
    starts = titles or [0, body]
    ends = [*starts[1:], grid.rows]
    headers = _Headers(part.key, grid)
    groups: list[RowGroup] = []
    for start, end in zip(starts, ends, strict=True):
        tag = "thead" if not titles and start < body else "tbody"
        rows = tuple(
            tuple(_element(printed, headers, box) for box in headers.row(row))
            for row in range(start, end)
        )
        groups.append(RowGroup(tag, rows))
    return groups


def _element(printed: Printed, headers: _Headers, box: Box) -> Element:
    attributes: dict[str, str] = {}
    if box.height > 1:
        attributes["rowspan"] = str(box.height)
    if box.width > 1:
        attributes["colspan"] = str(box.width)
    if box.kind in (*FILLED, BoxKind.EMPTY):
        named = headers.of(box)
        if named and box.kind in FILLED:
            attributes["headers"] = " ".join(named)
        return Element("td", attributes, (printed.text(box),))
    attributes["id"] = headers.name(box)
    attributes["class"], attributes["scope"] = _role(box, headers.grid)
    if box.kind is not BoxKind.TITLE and (named := headers.of(box)):
        attributes["headers"] = " ".join(named)
    return Element("th", attributes, _lines(box))


def _lines(box: Box) -> tuple[str, ...]:
    """Return where a head may be broken: a browser breaks Chinese anywhere if it is not told."""
    if box.kind is BoxKind.ROW_HEAD:
        return (box.text,)
    return tuple(broken_lines(box.text, _NARROW) if len(box.text) <= _SHORT else (box.text,))


def _role(box: Box, grid: Grid) -> tuple[str, str]:
    """Return the class and the scope of a heading."""
    if box.kind is BoxKind.ROW_HEAD:
        return ("row", "row") if box.height == 1 else ("group", "rowgroup")
    if box.kind is BoxKind.TITLE:
        return "head", "rowgroup"
    corner = box.column < grid.stub
    return ("head corner" if corner else "head"), "colgroup" if box.width > 1 else "col"


class _Headers:
    """Which headings a box of a table stands under and beside."""

    def __init__(self, key: str, grid: Grid) -> None:
        self.grid = grid
        self._key = key
        self._titles = [box for box in grid.boxes if box.kind is BoxKind.TITLE]

    def name(self, box: Box) -> str:
        """Return the id of a heading."""
        return f"{self._key}-{box.row}-{box.column}"

    def row(self, row: int) -> list[Box]:
        """Return the boxes that begin in a row, from left to right."""
        return sorted((b for b in self.grid.boxes if b.row == row), key=lambda box: box.column)

    def of(self, box: Box) -> list[str]:
        """Return the ids of a box's headings: its block's title, above it, beside it."""
        return [self.name(head) for head in self._heads(box)]

    def _heads(self, box: Box) -> Iterator[Box]:
        title = max((t for t in self._titles if t.row < box.row), key=lambda t: t.row, default=None)
        top = title.row if title else -1
        if title is not None:
            yield title
        for head in self.grid.boxes:
            if not head.text or head is box or head.row <= top:
                continue
            above = head.kind is BoxKind.COLUMN_HEAD and head.row + head.height <= box.row
            beside = head.kind is BoxKind.ROW_HEAD and head.column + head.width <= box.column
            if above and head.column <= box.column < head.column + head.width:
                yield head
            if beside and head.row <= box.row < head.row + head.height:
                yield head
