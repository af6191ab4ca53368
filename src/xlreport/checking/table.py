"""Reports of one edition as a table: a row a report, a column a figure, in the units of the form.

The rules hold such a table against their schema, and ``--facts`` gives it to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from xlreport.edition import Edition
from xlreport.edition.model import LAST, NumberType
from xlreport.quantity import Value
from xlreport.report import KIND_COLUMN, LEVEL_COLUMN, ReportKind


class TableRow(NamedTuple):
    """What the wide table has of a report that its rules look at.

    ``figures`` stand in the order of the edition's numbers, in the units of the form.
    """

    kind: ReportKind
    level: str
    answers: Mapping[str, str]
    figures: Sequence[Value | None]


def wide_table(edition: Edition, rows: Sequence[TableRow]) -> pd.DataFrame:
    """Return a table of reports, as far as the rules look at it.

    :param edition: the edition of all the reports.
    :param rows: the reports, at least one.
    """
    columns: dict[str, object] = {
        LEVEL_COLUMN: [row.level or None for row in rows],
        KIND_COLUMN: [row.kind.value for row in rows],
    }
    of_names = zip(*(row.figures for row in rows), strict=True)
    for name, figures in zip(edition.numbers, of_names, strict=True):
        columns[name] = column_of(edition.cells[name.removeprefix(LAST)].number, figures)
    for key in edition.questions:
        columns[key] = pd.Series([row.answers.get(key) for row in rows], dtype=object)
    return pd.DataFrame(columns)


def column_of(number: NumberType, figures: Sequence[Any]) -> pd.Series[Any]:
    """Return figures as a column: counts as ``Int64``, amounts as ``Decimal``; missing is null.

    :param number: the type of the numbers.
    :param figures: ``int`` or ``Decimal``, in the units of their cells; ``None`` for one missing.
    """
    if number.decimals:
        amounts = [None if figure is None else Decimal(figure) for figure in figures]
        return pd.Series(amounts, dtype=object)
    return pd.Series(pd.array(list(figures), dtype="Int64"))
