"""What must hold, as pandera schemas over long frames: a row for each report and statement.

A law ``left = right`` is judged through its *residual*, ``left - right``, which must be zero, at
most zero or at least zero; the tests of single cells have schemas of their own.  A missing
number is ``<NA>``: it breaks nothing but the demand that the cell be filled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from xlreport.edition.model import CellTest, NumberType, Relation
from xlreport.quantity import DECIMALS, QUANTA_PER_UNIT


def _law(check: pa.Check) -> pa.DataFrameSchema:
    return pa.DataFrameSchema({"residual": pa.Column("Int64", check, nullable=True)})


LAWS: Mapping[Relation, pa.DataFrameSchema] = {
    Relation.EQUAL: _law(pa.Check.eq(0)),
    Relation.AT_MOST: _law(pa.Check.le(0)),
    Relation.AT_LEAST: _law(pa.Check.ge(0)),
}

_IN_RANGE = {
    # What the decimals that the cell may have leave over of its number.
    "rest": pa.Column("Int64", pa.Check.eq(0), nullable=True),
    # How far the number lies above the least that the cell may hold.
    "margin": pa.Column("Int64", pa.Check.ge(0), nullable=True),
}
_ANSWERED = {
    "present": pa.Column("bool", pa.Check.eq(True)),
    "readable": pa.Column("bool", pa.Check.eq(True)),
}

TESTS: Mapping[CellTest, pa.DataFrameSchema] = {
    CellTest.FILLED: pa.DataFrameSchema({"number": pa.Column("Int64", nullable=False)}),
    CellTest.RANGE: pa.DataFrameSchema(_IN_RANGE),
    CellTest.WRITTEN: pa.DataFrameSchema(
        {"text": pa.Column("string", pa.Check.ne(""), nullable=True)}
    ),
    CellTest.ANSWERED: pa.DataFrameSchema(_ANSWERED),
    CellTest.ENTRIES: pa.DataFrameSchema({**_ANSWERED, **_IN_RANGE}),
    # A row for each entry; what tells it apart from the others of its report is its ``identity``.
    CellTest.DISTINCT: pa.DataFrameSchema(
        {"report": pa.Column("int64"), "identity": pa.Column("string")},
        unique=["report", "identity"],
    ),
}


def failing_rows(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> set[int]:
    """Return the numbers of the rows, from 0, that do not satisfy a schema."""
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return {int(row) for row in errors.failure_cases["index"]}
    return set()


def range_frame(numbers: pd.Series, allowed: Sequence[NumberType]) -> pd.DataFrame:
    """Return what is left over of numbers by what each may be: decimals, and the least."""
    steps = np.array([10 ** (DECIMALS - number.decimals) for number in allowed], dtype=np.int64)
    least = np.array([number.minimum or 0 for number in allowed], dtype=np.int64)
    bounded = np.array([number.minimum is not None for number in allowed], dtype=bool)
    margin = (numbers - least * QUANTA_PER_UNIT).where(bounded)
    return pd.DataFrame({"rest": numbers % steps, "margin": margin})
