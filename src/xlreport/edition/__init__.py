"""Editions of the form: one YAML file each, from which everything else is derived.

The modules, in the order of the data: :mod:`~xlreport.edition.document` reads YAML with its
lines, :mod:`~xlreport.edition.source` says what it may hold, :mod:`~xlreport.edition.law`
reads the rules' algebra, :mod:`~xlreport.edition.build` makes the
:mod:`~xlreport.edition.model`, :mod:`~xlreport.edition.grid` and
:mod:`~xlreport.edition.layout` say where each cell stands.
"""

from xlreport.edition.document import EditionError
from xlreport.edition.layout import Layout, Place, layout_of
from xlreport.edition.load import (
    UnknownEdition,
    administrative_levels,
    edition_for,
    edition_ids,
    edition_like,
    load_edition,
)
from xlreport.edition.model import Cell, Clause, Edition, Rule, Severity, level_typed

__all__ = [
    "Cell",
    "Clause",
    "Edition",
    "EditionError",
    "Layout",
    "Place",
    "Rule",
    "Severity",
    "UnknownEdition",
    "administrative_levels",
    "edition_for",
    "edition_ids",
    "edition_like",
    "layout_of",
    "level_typed",
    "load_edition",
]
