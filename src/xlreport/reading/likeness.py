"""Which cells of a sheet are not written as in the template, whatever their values."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from xlreport.edition import Cell, Edition, Place, layout_of
from xlreport.edition.model import Question
from xlreport.reading.scan import Merge, SheetFacts
from xlreport.reading.skeleton import SheetSkeleton, Stored
from xlreport.reading.totals import adds_up_as_template
from xlreport.sequences import grouped

Places = Mapping[str, Place]


@cache
def home(edition: Edition) -> Mapping[str, Places]:
    """Return where the layout puts figures and texts, by sheet and key."""
    return by_sheet(edition, layout_of(edition).places)


def by_sheet(edition: Edition, places: Places) -> Mapping[str, Places]:
    """Return where figures and texts stand, by sheet and key."""
    return _on_sheets((*edition.items, *edition.prose), places)


def _on_sheets(keys: Iterable[str], places: Places) -> dict[str, dict[str, Place]]:
    pairs = grouped((places[key].sheet, (key, places[key])) for key in keys)
    return {sheet: dict(on_sheet) for sheet, on_sheet in pairs.items()}


def is_elsewhere(edition: Edition, moved: Places) -> bool:
    """Tell whether figures have moved, or texts to another sheet.

    Texts that begin further up or down than in the template are no more than long or short.
    """
    places = layout_of(edition).places
    return any(
        key not in edition.prose or place.sheet != places[key].sheet for key, place in moved.items()
    )


def with_texts_at(edition: Edition, places: Places) -> Mapping[str, Places]:
    """Return what :func:`by_sheet` does where nothing but texts stands elsewhere on its sheet."""
    return {**home(edition), **_on_sheets(edition.prose, places)}


@lru_cache(maxsize=64)
def unlike_in_place(edition: Edition, skeleton: SheetSkeleton, name: str) -> frozenset[str]:
    """Return the same as :func:`unlike` for a sheet on which nothing has moved.

    The sheets of most workbooks have the same skeleton, and so the same answer.
    """
    return frozenset(unlike(edition, skeleton, home(edition)[name], layout_of(edition).places))


def locked_inputs(
    edition: Edition, facts: SheetFacts, name: str, unlocked: frozenset[int]
) -> tuple[str, ...]:
    """Return the inputs in place on a sheet that hold a figure in a cell which is locked."""
    styled = _typed_inputs(edition, facts.skeleton, name)
    return tuple(key for key, number in styled.items() if facts.styles[number] not in unlocked)


@lru_cache(maxsize=64)
def _typed_inputs(edition: Edition, skeleton: SheetSkeleton, name: str) -> Mapping[str, int]:
    """Return the inputs in place on a sheet that hold a figure, and which style each has."""
    return {
        key: stored.styled
        for key, place in home(edition)[name].items()
        if key in edition.cells
        and edition.cells[key].typed
        and (stored := skeleton.cells.get((place.row, place.column))) is not None
        and stored.formula is None
    }


def unlike(
    edition: Edition, skeleton: SheetSkeleton, on_sheet: Places, places: Places
) -> Iterator[str]:
    """Yield the keys of cells that are not written as in the template, whatever their values.

    In the template an input is a number or blank, an answer is no formula, a tally is one, and a
    total is a number with its formula.
    """
    for key, place in on_sheet.items():
        item = edition.items.get(key)
        stored = skeleton.cells.get((place.row, place.column))
        if item is not None and not _is_like(edition, item, stored, places, skeleton.cells):
            yield key


def _is_like(
    edition: Edition,
    item: Cell | Question,
    stored: Stored | None,
    places: Places,
    filled: Container[tuple[int, int]],
) -> bool:
    if isinstance(item, Question):
        return stored is None or (stored.kind != "e" and stored.formula is None)
    if item.typed:
        return stored is None or (stored.kind == "n" and stored.formula is None)
    if stored is None or stored.formula is None:
        return False
    if item.tally is not None:
        return True
    return stored.kind == "n" and adds_up(edition, item.key, stored.formula, places, filled)


def adds_up(
    edition: Edition,
    key: str,
    formula: str,
    places: Places,
    filled: Container[tuple[int, int]],
) -> bool:
    """Tell whether the formula of a total adds up what it should."""
    side = edition.definitions[key].right
    addends = {places[term.key]: term.sign for term in side.terms}
    return adds_up_as_template(formula, places[key].sheet, addends, side.constant, filled)


@lru_cache(maxsize=64)
def touched(edition: Edition, name: str, merges: frozenset[Merge]) -> bool:
    """Tell whether an area that the template does not merge reaches a figure or text in place."""
    layouts = [sheet for sheet in layout_of(edition).sheets if sheet.name == name]
    boxes = [box for sheet in layouts for box in sheet.boxes]
    own = {(b.row, b.column, b.row + b.height - 1, b.column + b.width - 1) for b in boxes}
    return any(
        top <= box.row <= bottom and left <= box.column <= right
        for top, left, bottom, right in merges - own
        for box in boxes
        if box.key
    )
