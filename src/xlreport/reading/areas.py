"""Areas of a sheet in which figures do not stand as in the template: merged, or hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlreport.edition import Place
from xlreport.finding import address_ranges
from xlreport.reading.oddities import Oddity, shortened
from xlreport.reading.scan import Merge, SheetFacts
from xlreport.sequences import grouped


def merged_figures(facts: SheetFacts, places: Sequence[Place]) -> Iterator[Oddity]:
    """Yield the areas that were merged over figures: one figure at most is left of each.

    :param places: where figures and texts stand on the sheet.
    """
    merged = ((facts.merge_at(place.row, place.column), place) for place in places)
    areas = grouped((area, place) for area, place in merged if area is not None)
    for area, inside in areas.items():
        first = inside[0]
        if len(inside) > 1 or area[:2] != (first.row, first.column):
            yield _merged(first.sheet, area, inside)


def merged_entries(facts: SheetFacts, columns: Sequence[Place]) -> Iterator[Oddity]:
    """Yield every area that was merged over entries, of which the template has none.

    :param columns: the first cell of each column of a register.
    """
    numbers = {place.column for place in columns}
    sheet, first = columns[0].sheet, columns[0].row
    for top, left, bottom, right in sorted(facts.merges):
        if bottom >= first and not numbers.isdisjoint(range(left, right + 1)):
            yield _merged(sheet, (top, left, bottom, right), ())


def _merged(sheet: str, area: Merge, inside: Sequence[Place]) -> Oddity:
    """Return a merged area with the places that it took in, if they are known."""
    corners = Place(sheet, *area[:2]), Place(sheet, *area[2:])
    return "READ-MERGED", f"{corners[0].a1}:{corners[1].a1} 合并成了一格", tuple(inside) or corners


def hidden_places(
    name: str, facts: SheetFacts, by_key: Mapping[str, Place], texts: Mapping[str, str]
) -> Iterator[Oddity]:
    """Yield what hidden rows and columns of a sheet hide.

    :param by_key: where figures and texts stand on the sheet.
    :param texts: the texts by their keys; blank rows of them may be filtered away.
    """
    rows, columns = facts.frame.hidden_rows, facts.hidden_columns
    if rows or columns:
        places = (at for key, place in by_key.items() for at in _filled(place, texts.get(key)))
        hidden = [place for place in places if place.row in rows or place.column in columns]
        if hidden:
            cells = shortened("、".join(address_ranges(hidden)))
            yield "READ-HIDDEN", f"“{name}”有 {len(hidden)} 格被隐藏：{cells}", (hidden[0],)


def _filled(place: Place, text: str | None) -> Iterator[Place]:
    """Yield the place of a figure, or those of the paragraphs of a text."""
    if text is None:
        yield place
        return
    for number, paragraph in enumerate(text.split("\n")):
        if paragraph.strip():
            yield replace(place, row=place.row + number)
