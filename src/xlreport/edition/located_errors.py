"""Errors of an edition that point to the file and the line of the mistake."""

from __future__ import annotations

from collections.abc import Callable

from xlreport.edition.document import Document, EditionError, Location
from xlreport.edition.source import (
    EditionSource,
    OverlaySource,
    RevisionSource,
)

Changes = Document[RevisionSource] | Document[OverlaySource]
"""A file that changes the form which it builds on."""


ErrorAt = Callable[[int, int, str], EditionError]
"""Makes the error for what is wrong with a section and block, by their indexes."""


RegisterErrorAt = Callable[[Location, str], EditionError]
"""Makes the error for what is wrong at a place of a register."""


def error_in_form(
    document: Document[EditionSource], section: int, block: int, what: str
) -> EditionError:
    """Return the error of a table of the form."""
    return document.error(("sections", section, "table", block), what)


def error_in_register(
    document: Document[EditionSource], section: int, where: Location, what: str
) -> EditionError:
    """Return the error of a register of the form."""
    return document.error(("sections", section, "register", *where), what)


def error_in_addition(
    document: Changes,
    index: int,
    _section: int,
    _block: int,
    what: str,
) -> EditionError:
    """Return the error of the rows that a file adds."""
    return document.error(("add", index, "rows"), what)


def error_in_rules(
    base: Document[EditionSource], revision: Document[RevisionSource] | None, what: str
) -> EditionError:
    """Return the error of rules that are not there: a revision may have taken them away."""
    if revision is not None and revision.source.drop:
        return revision.error(("drop",), what)
    if revision is not None and revision.source.replace:
        return revision.error(("replace",), what)
    return base.error(("rules",), what)
