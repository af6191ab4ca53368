"""The figures of all units as one Parquet file, for people who go on in other programs.

docs/facts.md describes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.states import Status
from xlreport.edition import Edition
from xlreport.edition.model import LAST, AnswerKind, AnswerType, NumberType, Register, join_key
from xlreport.errors import UserError
from xlreport.files import replacing
from xlreport.quantity import DECIMALS, Value
from xlreport.report import KIND_COLUMN, LEVEL_COLUMN

if TYPE_CHECKING:
    import pandas as pd

_DIGITS = 38


def demand_writer() -> None:
    """Make sure that the library which writes such files is there.

    :raises UserError: if it is not.
    """
    if find_spec("pyarrow") is None:
        raise UserError(
            "另存数据文件（--facts）要用到 pyarrow，这台电脑上没有安装",
            '请先执行 pip install "xlreport[facts]"（或者 pip install pyarrow），再执行一次；'
            "不需要数据文件的，去掉 --facts 即可。",
        )


def write_facts(intake: Intake, path: Path) -> int:
    """Write one row for each unit that was taken and return how many there are.

    Counts are ``int64``, amounts ``decimal`` with the places that the form allows, dates
    ``date32``, other answers text as people see it; what is missing is null.  The column of a
    cell or question bears its key, its label and unit are in the column's metadata.  The figures
    of last year that the workbook carries are called ``last.`` + key.  Beside the file stands one
    for each register of the form, with a row for each entry.  :func:`xlreport.schema_of` judges
    the table as it is.

    :raises ValueError: if no file was taken.
    :raises CannotWrite: if a file cannot be written.
    """
    edition, columns = _figures(intake)
    _write(columns, path)
    taken = intake.of(Status.TAKEN)
    for register in edition.registers.values():
        _write(_entries(register, taken), path.with_stem(f"{path.stem}.{register.key}"))
    return len(taken)


def facts_frame(intake: Intake) -> pd.DataFrame:
    """Return the same table in memory, without the registers.

    :param intake: the files that came in.
    :returns: counts as ``Int64``, amounts as ``Decimal``, in the units of the form; missing is
        null.
    :raises ValueError: if no file was taken.
    """
    import pandas as pd

    _, columns = _figures(intake)
    return pd.DataFrame({column.name: _series(column) for column in columns})


def _series(column: _Column) -> pd.Series[Any]:
    import pandas as pd

    from xlreport.checking.table import column_of

    kind, values = column.type, list(column.values)
    if kind is _YEAR:
        return pd.Series(values, dtype="int16")
    if isinstance(kind, NumberType):
        return column_of(kind, values)
    is_date = kind is not None and kind.kind is AnswerKind.DATE
    return pd.Series(values, dtype="object" if is_date else "str")


def _figures(intake: Intake) -> tuple[Edition, list[_Column]]:
    """Return the edition and the columns of what was taken.

    :raises ValueError: if nothing was.
    """
    if intake.figures is None:
        raise ValueError("没有一份报表可以汇总")
    edition, taken = intake.figures.edition, intake.of(Status.TAKEN)
    columns = _origins(intake, taken)
    rows = [intake.figures.row(filing.index) for filing in taken]
    for name, index in edition.numbers.items():
        cell = edition.cells[name.removeprefix(LAST)]
        values = [row.value(index) for row in rows]
        number = _holding(cell.number, values)
        figures = [_figure(value, number) for value in values]
        label = f"上年：{cell.label}" if name.startswith(LAST) else cell.label
        columns.append(_Column(name, number, figures, label, cell.unit))
    for question in edition.questions.values():
        answers = [_answer(f.answers.get(question.key), question.type) for f in taken]
        columns.append(_Column(question.key, question.type, answers, question.label))
    return edition, columns


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: NumberType | AnswerType | None
    values: Sequence[object]
    label: str = ""
    unit: str = ""


def _origins(intake: Intake, taken: Sequence[Filing]) -> list[_Column]:
    """Return what identifies each report: its year, its unit, its file."""
    roster = intake.choices.roster
    members = [roster.members[f.member] if roster else None for f in taken]
    texts: dict[str, list[str | None]] = {
        "unit_code": [f.unit.code for f in taken],
        "unit_name": [f.unit.name for f in taken],
        "unit_kind": [member.kind.value if member else None for member in members],
        "parent": [(member.parent or None) if member else None for member in members],
        LEVEL_COLUMN: [f.unit.level or None for f in taken],
        KIND_COLUMN: [f.kind.value for f in taken],
        "edition": [f.edition.id if f.edition else None for f in taken],
        "file": [f.name for f in taken],
        "sha256": [f.digest for f in taken],
    }
    year = _Column("year", _YEAR, [f.year for f in taken])
    return [year, *(_Column(name, None, values) for name, values in texts.items())]


_YEAR = NumberType("year", "年度", 0)


def _entries(register: Register, taken: Sequence[Filing]) -> list[_Column]:
    """Return the columns of a register; an entry of a roll-up bears the name of its own unit."""
    entries = [(f, entry) for f in taken for entry in f.registers.get(register.key, ())]
    columns = [
        _Column("year", _YEAR, [f.year for f, _ in entries]),
        _Column("unit_code", None, [f.unit.code if not e.unit else None for f, e in entries]),
        _Column("unit_name", None, [e.unit or f.unit.name for f, e in entries]),
        _Column("sha256", None, [f.digest for f, _ in entries]),
    ]
    for column in register.columns.values():
        if isinstance(column.type, NumberType):
            figures = [entry.figures.get(column.key) for _, entry in entries]
            values: list[object] = [_figure(each, column.type) for each in figures]
        else:
            values = [_answer(entry.answers.get(column.key), column.type) for _, entry in entries]
        name = join_key(register.key, column.key)
        columns.append(_Column(name, column.type, values, column.label, column.unit))
    return columns


def _write(columns: Sequence[_Column], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [
        pa.field(
            column.name,
            _type(column.type),
            metadata={"label": column.label, "unit": column.unit} if column.label else None,
        )
        for column in columns
    ]
    arrays = [pa.array(c.values, f.type) for c, f in zip(columns, fields, strict=True)]
    schema = pa.schema(fields, {"pandas": _as_in_pandas(fields)})
    with replacing(path) as temporary:
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), temporary)


def _as_in_pandas(fields: Sequence[Any]) -> str:
    """Say that pandas takes counts as ``Int64``, which has nulls, and not as floats."""
    told = {"pandas_type": "int64", "numpy_type": "Int64", "metadata": None}
    counts = [field.name for field in fields if str(field.type) == "int64"]
    columns = [{"name": name, "field_name": name, **told} for name in counts]
    return json.dumps({"columns": columns, "index_columns": [], "column_indexes": []})


def _type(kind: NumberType | AnswerType | None) -> Any:
    import pyarrow as pa

    if kind is _YEAR:
        return pa.int16()
    if isinstance(kind, NumberType):
        return pa.decimal128(_DIGITS, kind.decimals) if kind.decimals else pa.int64()
    return pa.date32() if kind is not None and kind.kind is AnswerKind.DATE else pa.string()


def _holding(number: NumberType, values: Iterable[Value | None]) -> NumberType:
    """Return the type of a column in which nothing is cut off: where errors are accepted, too."""
    if all(value is None or round(value, number.decimals) == value for value in values):
        return number
    return replace(number, decimals=DECIMALS)


def _figure(value: Value | None, number: NumberType) -> Value | None:
    if value is None:
        return None
    return round(Decimal(value), number.decimals) if number.decimals else int(value)


def _answer(answer: str | None, asked: AnswerType) -> str | date | None:
    if answer is None:
        return None
    return date.fromisoformat(answer) if asked.kind is AnswerKind.DATE else asked.shown(answer)
