"""Who made a mistake: errors that point into the file, and the line, that it stands in."""

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


Blame = Callable[[int, int, str], EditionError]
"""Makes the error for what is wrong with a section and block, by their indexes."""


BlameRegister = Callable[[Location, str], EditionError]
"""Makes the error for what is wrong at a place of a register."""


def blame_form(
    document: Document[EditionSource], section: int, block: int, what: str
) -> EditionError:
    """Return the error of a table of the form."""
    return document.error(("sections", section, "table", block), what)


def blame_register(
    document: Document[EditionSource], section: int, where: Location, what: str
) -> EditionError:
    """Return the error of a register of the form."""
    return document.error(("sections", section, "register", *where), what)


def blame_addition(
    document: Changes,
    index: int,
    _section: int,
    _block: int,
    what: str,
) -> EditionError:
    """Return the error of the rows that a file adds."""
    return document.error(("add", index, "rows"), what)


def blame_rules(
    base: Document[EditionSource], revision: Document[RevisionSource] | None, what: str
) -> EditionError:
    """Return the error of rules that are not there: a revision may have taken them away."""
    if revision is not None and revision.source.drop:
        return revision.error(("drop",), what)
    if revision is not None and revision.source.replace:
        return revision.error(("replace",), what)
    return base.error(("rules",), what)
