"""The formulas of sums and counts, and how cells are addressed in formulas.

They use only the functions that :mod:`xlreport.template.status` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlreport.checking.untouched import filled
from xlreport.edition import Edition, Layout, Place, layout_of
from xlreport.edition.expression import Expression, leaf
from xlreport.edition.grid import BoxKind
from xlreport.edition.model import Cell, Sum
from xlreport.finding import address_ranges
from xlreport.report import Report
from xlreport.template.entries import entry_areas
from xlreport.template.live import LiveCheck
from xlreport.template.room import layout_for


def total_formula(cell: Cell, edition: Edition) -> str:
    """Return the formula of a total: empty until every addend is a number (blank is not zero)."""
    addends = edition.definitions[cell.key].right
    places = [layout_of(edition).places[term.key] for term in addends.terms]
    sheet = places[0].sheet
    count = f"COUNT({references(places, sheet)})"
    return f'=IF({count}<{len(places)},"",{side(addends, edition, sheet)})'


def filled_count(report: Report) -> Expression[Report]:
    """Return in how many cells the unit has filled in anything."""
    edition = report.edition
    places = layout_of(edition).places
    typed = [cell.key for cell in edition.inputs if cell.key not in report.carried]
    areas = references([places[key] for key in (*typed, *edition.questions)], "")
    texts = [area_of_text(layout_for(report), key, "") for key in edition.prose]
    return leaf(
        f"COUNTA({','.join(filter(None, (areas, *texts, *entry_areas(report))))})",
        lambda of: sum(map(bool, filled(of))),
    )


def count_formula(checks: Iterable[LiveCheck], beginning: str) -> str:
    """Return the formula that counts status cells beginning with a sign."""
    ranges = references([check.place for check in checks], "").split(",")
    return "+".join(f'COUNTIF({one},"{beginning}*")' for one in ranges)


def side(addends: Sum, edition: Edition, sheet: str) -> str:
    """Return one side of a law, for instance ``SUM(D6,D7)-SUM(D8)``."""
    places = layout_of(edition).places
    text = ""
    for sign, name in ((1, "+"), (-1, "-")):
        cells = [places[term.name] for term in addends.terms if term.sign == sign]
        if cells:
            text += f"{name if text or sign < 0 else ''}SUM({references(cells, sheet)})"
    if addends.constant or not text:
        text += f"{addends.constant:+d}" if text else str(addends.constant)
    return text


def references(places: Sequence[Place], sheet: str) -> str:
    """Write cells as the arguments of a function on ``sheet``, runs of cells as ranges."""
    parts: list[str] = []
    for name in dict.fromkeys(place.sheet for place in places):
        prefix = "" if name == sheet else f"'{name}'!"
        on_sheet = (place for place in places if place.sheet == name)
        parts += [prefix + address for address in address_ranges(on_sheet)]
    return ",".join(parts)


def reference(place: Place, sheet: str) -> str:
    """Write a cell as a formula on ``sheet`` has it."""
    return place.a1 if place.sheet == sheet else place.link


def area_of_text(layout: Layout, key: str, sheet: str) -> str:
    """Return the address of the rows in which a text stands, as a formula on ``sheet`` has it.

    :raises KeyError: if there is no such text.
    """
    for each in layout.sheets:
        for box in each.boxes:
            if box.kind is BoxKind.PROSE and box.key == key:
                first = Place(each.name, box.row, box.column)
                last = replace(first, row=box.row + box.height - 1)
                return f"{reference(first, sheet)}:{last.a1}"
    raise KeyError(key)
