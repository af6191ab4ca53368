"""Reports written out as text in the layouts in which published ones are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xlreport.edition.grid import Box, BoxKind, Grid
from xlreport.publish.printed import Printed, PrintedPart, Style, printed
from xlreport.report import Report

Rows = list[list[str]]
"""The texts of a table's boxes that begin in each row."""


def table_rows(report: Printed, grid: Grid) -> Rows:
    """Return a table's texts row by row; a merged box stands where it begins."""
    rows: Rows = [[] for _ in range(grid.rows)]
    for box in sorted(grid.boxes, key=lambda box: (box.row, box.column)):
        rows[box.row].append(report.text(box))
    return rows


def cell_a_line(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield from (f"\t{text or ' '}" for text in row)
        yield ""


def cell_a_line_with_blank_lines(rows: Rows) -> Iterator[str]:
    for row in rows:
        for text in row:
            if text:
                yield text
                yield ""


def bar_on_its_own_line(rows: Rows) -> Iterator[str]:
    for row in rows:
        for text in row:
            if text:
                yield text
            yield "|"


def bar_after_each_cell(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield from (f"{text} |" for text in row)


def bars_between(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield " | ".join(row) + " |"


def tabs_between(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield "\t".join(row)


def label_then_figures(rows: Rows) -> Iterator[str]:
    for row in rows:
        words = [text for text in row if text and not _is_figure(text)]
        figures = [text for text in row if _is_figure(text)]
        yield from words
        if figures:
            yield " ".join(figures)


def label_and_figures(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield " ".join(text for text in row if text)


def _is_figure(text: str) -> bool:
    return text.lstrip("+-").rstrip("万元").replace(".", "").isdigit()


LAYOUTS: dict[str, Callable[[Rows], Iterator[str]]] = {
    function.__name__: function
    for function in (
        cell_a_line,
        cell_a_line_with_blank_lines,
        bar_on_its_own_line,
        bar_after_each_cell,
        bars_between,
        tabs_between,
        label_then_figures,
        label_and_figures,
    )
}


def written(report: Report, layout: Callable[[Rows], Iterator[str]]) -> str:
    """Write a report as text, its tables in a layout."""
    page = printed(report)
    return page.title + "\n" + "".join(_part(page, part, layout) for part in page.parts)


def on_one_line(report: Report) -> str:
    """Write a report's parts all on one line."""
    title, _, rest = written(report, label_and_figures).partition("\n")
    return title + "\n" + " ".join(rest.split())


def with_bars_for_merged(report: Report) -> str:
    """Write tables as rows with ``||`` where a cell is merged across."""
    page = printed(report)
    return (
        page.title + "\n" + "".join(_part(page, part, _merged(page, part)) for part in page.parts)
    )


def _merged(page: Printed, part: PrintedPart) -> Callable[[Rows], Iterator[str]]:
    def lines(_: Rows) -> Iterator[str]:
        grid = part.grid
        assert grid is not None
        for row in range(grid.rows):
            here = sorted((b for b in grid.boxes if b.row == row), key=lambda b: b.column)
            yield "|" + "".join(page.text(box) + "|" * box.width for box in here)

    return lines


def with_bars_at_the_end(report: Report) -> str:
    """Write tables as rows that end in as many bars as cells were merged."""
    page = printed(report)
    return page.title + "\n" + "".join(_part(page, part, _padded(part)) for part in page.parts)


def _padded(part: PrintedPart) -> Callable[[Rows], Iterator[str]]:
    def lines(rows: Rows) -> Iterator[str]:
        assert part.grid is not None
        for row in rows:
            yield " | ".join(row) + " |" + "|" * (part.grid.columns - len(row))

    return lines


def as_pages(report: Report) -> str:
    """Write tables as a PDF gives them: heads that span rows come in pieces between the rows."""
    page = printed(report)
    return (
        page.title + "\n" + "".join(_part(page, part, _pieces(page, part)) for part in page.parts)
    )


def _pieces(page: Printed, part: PrintedPart) -> Callable[[Rows], Iterator[str]]:
    def lines(_: Rows) -> Iterator[str]:
        grid = part.grid
        assert grid is not None
        tall: list[tuple[Box, str]] = []
        for row in range(grid.rows):
            here = sorted((b for b in grid.boxes if b.row == row), key=lambda b: b.column)
            spans = [b for b in here if b.kind is BoxKind.ROW_HEAD and b.height > 1]
            tall = [(b, t) for b, t in tall if row < b.row + b.height] + [
                (b, b.text) for b in spans
            ]
            start = []
            for index, (box, text) in enumerate(tall):
                size = -(-len(box.text) // box.height)
                start.append(text[:size])
                tall[index] = (box, text[size:])
            yield " ".join([*filter(None, start), *(page.text(b) for b in here if b not in spans)])

    return lines


def _part(page: Printed, part: PrintedPart, layout: Callable[[Rows], Iterator[str]]) -> str:
    lines = [part.heading]
    lines += [p.text if p.style is Style.SUBHEAD else f"　　{p.text}" for p in part.paragraphs]
    if part.grid is not None:
        lines += layout(table_rows(page, part.grid))
    return "\n".join(lines) + "\n"
