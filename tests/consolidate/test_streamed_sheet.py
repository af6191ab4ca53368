"""A row of figures written at once is what XlsxWriter writes figure by figure."""

from __future__ import annotations

from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from xlreport.consolidate.lists import StreamedSheet

ROWS = st.lists(
    st.lists(st.integers(-(10**12), 10**12).map(lambda quanta: quanta / 10**6), min_size=1),
    min_size=1,
    max_size=5,
)


@given(rows=ROWS)
def test_figures_at_once_are_figures_one_by_one(
    rows: list[list[float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("streamed")
    parts: list[bytes] = []
    for kind in (StreamedSheet, Worksheet):
        path = folder / f"{kind.__name__}.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            styles = [book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})]
            sheet = book.add_worksheet("明细", kind)
            for row, figures in enumerate(rows):
                sheet.write_string(row, 0, "示例街道", styles[0])
                each = tuple(styles[n % 2] for n in range(len(figures)))
                if isinstance(sheet, StreamedSheet):
                    sheet.write_figures(row, 1, figures, each)
                else:
                    for column, figure in enumerate(figures, start=1):
                        sheet.write_number(row, column, figure, each[column - 1])
        with ZipFile(path) as package:
            parts.append(package.read("xl/worksheets/sheet1.xml"))
    assert parts[0] == parts[1]
