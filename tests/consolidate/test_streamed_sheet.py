"""A row of values written at once is what XlsxWriter writes value by value."""

from __future__ import annotations

import tomllib
from inspect import signature
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.version import Version
from tests.conftest import ROOT
from xlsxwriter.worksheet import Worksheet

from xlreport.sheets.lists import StreamedSheet
from xlreport.template.canvas import Sheet

FIGURES = st.integers(-(10**12), 10**12).map(lambda quanta: quanta / 10**6)
TEXTS = st.one_of(
    st.text(), st.sampled_from(["", "=A1", " 示例街道", "行\n行\r", "_x0041_", "#%s", "<t>&amp;"])
)
ROWS = st.lists(st.lists(FIGURES | TEXTS, min_size=1), min_size=1, max_size=5)


@given(rows=ROWS)
def test_values_at_once_are_values_one_by_one(
    rows: list[list[float | str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("streamed")
    parts: list[bytes] = []
    for kind in (StreamedSheet, Sheet):
        path = folder / f"{kind.__name__}.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            styles = [book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})]
            sheet = book.add_worksheet("明细", kind)
            for row, values in enumerate(rows):
                sheet.write_string(row, 0, "示例街道", styles[0])
                each = tuple(styles[n % 2] for n in range(len(values)))
                if isinstance(sheet, StreamedSheet):
                    sheet.write_values(row, 1, values, each)
                    continue
                for column, value in enumerate(values, start=1):
                    write = sheet.write_string if isinstance(value, str) else sheet.write_number
                    write(row, column, value, each[column - 1])  # type: ignore[arg-type]
        with ZipFile(path) as package:
            parts.append(package.read("xl/worksheets/sheet1.xml"))
    assert parts[0] == parts[1]


def test_only_releases_whose_private_methods_are_known_may_be_installed() -> None:
    """StreamedSheet overrides private methods: a new minor release has to be tried first."""
    tried = Version(xlsxwriter.__version__)
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (pinned,) = (
        Requirement(each)
        for each in tomllib.loads(text)["project"]["dependencies"]
        if Requirement(each).name == "xlsxwriter"
    )
    assert pinned.specifier.contains(tried)
    assert not pinned.specifier.contains(Version(f"{tried.major}.{tried.minor + 1}"))
    assert list(signature(Worksheet._write_cell).parameters) == ["self", "row", "col", "cell"]
