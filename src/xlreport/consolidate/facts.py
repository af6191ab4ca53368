"""The figures of all units as one Parquet file, for people who go on in other programs.

docs/facts.md describes the file.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from xlreport.consolidate.filing import Status
from xlreport.consolidate.intake import Intake
from xlreport.edition import Cell
from xlreport.files import replacing
from xlreport.quantity import from_quanta

_DIGITS = 38


def write_facts(intake: Intake, path: Path) -> int:
    """Write one row for each unit that was taken and return how many there are.

    Counts are ``int64``, amounts ``decimal`` with the places that the form allows; a missing
    figure is null.  The column of a cell bears its key, its label and unit are in the
    column's metadata.

    :raises ValueError: if no file was taken.
    :raises CannotWrite: if the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if intake.edition is None or intake.figures is None:
        raise ValueError("没有一份报表可以汇总")
    taken = intake.of(Status.TAKEN)
    roster = intake.choices.roster
    members = [roster.members[f.member] if roster else None for f in taken]
    texts = {
        "unit_code": [f.unit.code for f in taken],
        "unit_name": [f.unit.name for f in taken],
        "unit_kind": [member.kind.value if member else None for member in members],
        "parent": [(member.parent or None) if member else None for member in members],
        "report_kind": [f.kind.value for f in taken],
        "edition": [intake.edition.id] * len(taken),
        "file": [f.path.name.encode("utf-8", "replace").decode() for f in taken],
        "sha256": [f.digest for f in taken],
    }
    fields = [pa.field("year", pa.int16()), *(pa.field(name, pa.string()) for name in texts)]
    columns: list[Any] = [pa.array([f.year for f in taken], pa.int16())]
    columns += [pa.array(values, pa.string()) for values in texts.values()]
    rows = [intake.figures.row(filing.index) for filing in taken]
    for index, cell in enumerate(intake.edition.cells.values()):
        kind = _type(cell)
        values = [None if row.missing[index] else int(row.quanta[index]) for row in rows]
        columns.append(pa.array([_value(value, cell) for value in values], kind))
        fields.append(pa.field(cell.key, kind, metadata={"label": cell.label, "unit": cell.unit}))
    table = pa.Table.from_arrays(columns, schema=pa.schema(fields))
    with replacing(path) as temporary:
        pq.write_table(table, temporary)
    return len(taken)


def _type(cell: Cell) -> Any:
    import pyarrow as pa

    decimals = cell.number.decimals
    return pa.decimal128(_DIGITS, decimals) if decimals else pa.int64()


def _value(quanta: int | None, cell: Cell) -> int | Decimal | None:
    if quanta is None:
        return None
    value = from_quanta(quanta)
    if cell.number.decimals:
        return round(Decimal(value), cell.number.decimals)
    return int(value)
