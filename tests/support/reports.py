"""Made-up reports: valid ones, faulty ones, and the seed's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from xlreport.edition import Cell, Edition, edition_ids, load_edition
from xlreport.quantity import Value, plain
from xlreport.report import Report, Unit, with_totals

EDITIONS = tuple(load_edition(each) for each in edition_ids())
NO_REGULATIONS = frozenset({"county", "township"})
"""The levels that make no regulations, by law."""

_REGULATIONS = "disclosure.regulations."


def seed_report() -> Report:
    """Return what 龙津洲街道 published for 2020: one request, six purchases, otherwise nothing."""
    edition = load_edition("2019")
    figures: dict[str, Value] = {
        "applications.new.natural": 1,
        "applications.outcome.unavailable.not_held.natural": 1,
        "disclosure.procurement.items": 6,
        "disclosure.procurement.amount": 173581,
    }
    values = with_totals(edition, zeros(edition) | figures)
    unit = Unit("龙津洲街道", level="township")
    return Report(edition, 2020, unit, values, full_prose(edition))


def zeros(edition: Edition) -> dict[str, Value]:
    """Return 0 for every input."""
    return {cell.key: 0 for cell in edition.inputs}


def full_prose(edition: Edition) -> dict[str, str]:
    """Return a text for every piece of prose."""
    return {key: f"{piece.label}的文字" for key, piece in edition.prose.items()}


def applicant_columns(edition: Edition) -> list[str]:
    """Return the columns of the table of requests, without that of totals."""
    columns = (c.column for c in edition.inputs if c.section == "applications")
    return list(dict.fromkeys(columns))


# ---- valid reports -------------------------------------------------------------------------------


