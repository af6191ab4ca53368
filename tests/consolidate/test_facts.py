"""The Parquet file: one row a unit, typed, with the figures of the workbooks."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pandera.errors
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.consolidate.conftest import file_report

from xlreport import edition_for, read, schema_of
from xlreport.cli import run
from xlreport.report import Unit

pytestmark = pytest.mark.whole

MONEY = "disclosure.procurement.amount"


def test_facts_are_the_figures_of_the_workbooks(
    tmp_path: Path, inbox: Path, roster_file: Path
) -> None:
    town = Unit("示例镇", "990101", "township")
    amount = {MONEY: Decimal("173581.25"), "disclosure.procurement.items": 6}
    path = file_report(inbox, town, 1, values=amount)
    file_report(inbox, Unit("示例街道", "990201", "township"), 2)
    facts = tmp_path / "数据.parquet"
    arguments = ["consolidate", str(inbox), "--roster", str(roster_file)]
    output = str(tmp_path / "市.xlsx")
    assert run([*arguments, "-o", output, "--facts", str(facts)]) == 1, "others are missing"
    first = facts.read_bytes()
    table = pq.read_table(facts)
    assert table.num_rows == 2
    (row,) = [row for row in table.to_pylist() if row["unit_code"] == "990101"]
    assert (row["year"], row["parent"], row["unit_kind"]) == (2020, "9901", "乡镇")
    report = read(path)
    assert {key: row[key] for key in report.edition.cells} == dict(report.values)
    assert row["unit_level"] == "township"
    table_in_pandas = schema_of(report.edition).validate(pd.read_parquet(facts), lazy=True)
    pd.testing.assert_frame_equal(table_in_pandas, pd.read_parquet(facts))
    assert str(table_in_pandas["last.applications.carried_out.natural"].dtype) == "Int64"
    field = table.schema.field(MONEY)
    assert field.type == pa.decimal128(38, 2)
    assert field.metadata[b"unit"].decode() == report.edition.cells[MONEY].unit
    run([*arguments, "-o", output, "--facts", str(facts)])
    assert facts.read_bytes() == first


def test_no_part_of_a_thing_is_cut_off(tmp_path: Path, inbox: Path) -> None:
    """Where errors are accepted the table has what the workbook has, and the schema says so."""
    count = "disclosure.procurement.items"
    for number, items in enumerate((6, Decimal("1.5")), start=1):
        unit = Unit(f"示例镇{number}", f"99010{number}", "township")
        file_report(inbox, unit, number, values={count: items})
    facts = tmp_path / "数据.parquet"
    arguments = ["consolidate", str(inbox), "-o", str(tmp_path / "市.xlsx"), "--accept-errors"]
    run([*arguments, "--facts", str(facts)])
    table = pd.read_parquet(facts)
    assert sorted(table[count]) == [Decimal("1.5"), 6]
    with pytest.raises(pandera.errors.SchemaErrors):
        schema_of(edition_for(2020)).validate(table, lazy=True)


def test_without_the_library_all_goes_on_but_the_facts(tmp_path: Path, inbox: Path) -> None:
    """It is an extra, and whoever asks for facts is told what to install, before all work."""
    file_report(inbox, Unit("示例镇", "990101", "township"), 1)
    code = (
        "import sys; sys.modules['pyarrow'] = None; from xlreport.cli import run;"
        f"a = ['consolidate', {str(inbox)!r}, '-o', '市.xlsx'];"
        "print(run([*a, '--facts', '数.parquet']), flush=True); print(run(a))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "2"
    assert "xlreport[facts]" in done.stderr
    assert done.stdout.splitlines()[-1] in ("0", "1")
    assert (tmp_path / "市.xlsx").exists()
    assert not (tmp_path / "数.parquet").exists()
