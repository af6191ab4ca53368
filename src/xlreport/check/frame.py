"""Reports as one frame: a row for each report, a column for each value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from xlreport.edition import Edition
from xlreport.quantity import to_quanta
from xlreport.report import Report, ReportKind

LEVEL = "unit.level"


def number_names(edition: Edition) -> list[str]:
    """Return the numeric columns of a stacked frame: every cell, then last year's figures."""
    return [*edition.cells, *(f"last.{key}" for key in edition.last_keys)]


def integer_column(values: np.ndarray, missing: np.ndarray) -> pd.Series:
    """Return integers with gaps as a nullable ``Int64`` column."""
    return pd.Series(pd.arrays.IntegerArray(values, missing))


def stack(edition: Edition, reports: Sequence[Report]) -> pd.DataFrame:
    """Return one row for each report, in order.

    Columns: the numeric names as ``Int64`` quanta (``<NA>`` is missing), every prose key as
    text (``<NA>`` where there is none to judge), and the unit's level.
    """
    names = number_names(edition)
    values = np.zeros((len(reports), len(names)), dtype=np.int64)
    missing = np.ones((len(reports), len(names)), dtype=bool)
    for row, report in enumerate(reports):
        for column, name in enumerate(names):
            value = report.value(name)
            if value is not None:
                values[row, column] = to_quanta(value)
                missing[row, column] = False
    columns: dict[str, pd.Series] = {
        name: integer_column(values[:, i].copy(), missing[:, i].copy())
        for i, name in enumerate(names)
    }
    for key in edition.prose:
        columns[key] = pd.Series(_prose(reports, key), dtype="string")
    columns[LEVEL] = pd.Series([report.unit.level for report in reports], dtype="string")
    return pd.DataFrame(columns)


def _prose(reports: Iterable[Report], key: str) -> list[str | None]:
    """Return the texts; a roll-up that has no text is not judged for it."""
    texts = [(report.prose.get(key, "").strip(), report.kind) for report in reports]
    return [text if text or kind is ReportKind.OWN else None for text, kind in texts]
