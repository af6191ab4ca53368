"""What a workbook carries beside the form, or has otherwise than the template.

Sheets too many, macros, links; and areas in which figures do not stand as in the template: merged,
or hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from xlreport.edition import Edition, Place
from xlreport.edition.layout import RESERVED_SHEETS
from xlreport.finding import address_ranges
from xlreport.macro_source import MacroOrigin, origin_of
from xlreport.reading.package import EMBEDDED, LINKS, MACROS, Package, plain_name
from xlreport.reading.refusal import Refused
from xlreport.reading.scan import Merge, SheetFacts
from xlreport.sequences import grouped

_LONGEST_SHOWN = 60

Oddity = tuple[str, str, tuple[Place, ...]]
"""A rule of the catalogue, what was found, and where."""


def extra_sheets(
    edition: Edition, sheets: Collection[str], read: Collection[str]
) -> Iterator[Oddity]:
    """Yield the sheets that the template does not have; a copy of one that it has weighs more.

    :param read: the sheets that the report was read from.
    """
    for name in sheets:
        if name in read or name in RESERVED_SHEETS:
            continue
        originals = [s.sheet for s in edition.sections if name.startswith(s.sheet)]
        if originals:
            found = f"“{name}”像是“{originals[0]}”的另一份"
            yield "READ-COPY", found, (Place(name, 0, 0),)
        else:
            yield "READ-EXTRA", f"多出工作表“{shortened(name)}”", (Place(name, 0, 0),)


def carried_along(package: Package) -> Iterator[Oddity]:
    """Yield macros that are not the system's own, links to other files, and files inside."""
    origins = {name: _origin(package, name) for name in package.named(MACROS)}
    foreign, changed = (
        tuple(name for name, origin in origins.items() if origin is wanted)
        for wanted in (MacroOrigin.FOREIGN, MacroOrigin.CHANGED)
    )
    for rule, parts in (
        ("READ-MACRO", foreign),
        ("READ-MACRO-CHANGED", changed),
        ("READ-LINKS", package.named(LINKS)),
        ("READ-EMBEDDED", package.named(EMBEDDED)),
    ):
        if parts:
            named = "、".join(plain_name(part) for part in parts[:3])
            yield rule, f"文件里有 {named}", ()


def _origin(package: Package, part: str) -> MacroOrigin:
    try:
        return origin_of(package.unpack(part))
    except Refused:  # too large, or damaged
        return MacroOrigin.FOREIGN


def shortened(text: str) -> str:
    """Return a text on one line, as long as a message may have it."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[: _LONGEST_SHOWN - 1]}…"


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
    rows, columns = facts.skeleton.hidden_rows, facts.hidden_columns
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
