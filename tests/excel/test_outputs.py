"""Every kind of file, held against what Excel takes: its schema, its limits, its own results."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import formualizer
import formulon
import openpyxl
import pytest
from benchmarks.filled import Mould, figures
from examples.reports import seed_report
from tests.excel.conftest import KINDS
from tests.support.engines import (
    FEWEST,
    MAIN,
    is_as_excel_takes_it,
    otherwise,
    parts_of,
    remarks,
    rows_columns_and_formulas_are_within_the_limits,
    sheets_of,
    texts_and_names_are_within_the_limits,
    validations_are_within_the_limits,
)
from tests.support.sheets import shown

from xlreport.cli import run
from xlreport.edition import layout_of
from xlreport.report import Unit

pytestmark = pytest.mark.whole

# --- Schema ---------------------------------------------------------------------------------------


def test_the_rules_of_the_open_xml_sdk_are_kept(output: Path) -> None:
    if output.suffix == ".xlam":
        pytest.skip("openxml-audit knows no add-ins; they are built as the workbooks are")
    assert remarks(output) == []


# --- Limits ---------------------------------------------------------------------------------------


def test_rows_columns_and_formulas_are_within_the_limits(output: Path) -> None:
    rows_columns_and_formulas_are_within_the_limits(output)


def test_texts_and_names_are_within_the_limits(output: Path) -> None:
    texts_and_names_are_within_the_limits(output)


def test_validations_are_within_the_limits(output: Path) -> None:
    validations_are_within_the_limits(output)


def test_a_list_that_is_protected_can_be_filtered(output: Path) -> None:
    """On a protected sheet Excel lets nobody touch a filter unless that is allowed."""
    for name, sheet in sheets_of(output).items():
        protection = sheet.find(f"{MAIN}sheetProtection")
        if protection is not None and sheet.find(f"{MAIN}autoFilter") is not None:
            assert protection.get("autoFilter") == "0", name


def test_some_list_can_be_filtered(outputs: Mapping[str, Path]) -> None:
    sheets = sheets_of(outputs["city"]).values()
    assert any(sheet.find(f"{MAIN}autoFilter") is not None for sheet in sheets)


def test_no_format_shows_a_point_after_a_whole_number(output: Path) -> None:
    """``0.##`` shows 15 as ``15.`` in Excel and WPS."""
    for _, data in parts_of(output, "xl/styles.xml"):
        codes = [str(f.get("formatCode")) for f in ET.fromstring(data).iter(f"{MAIN}numFmt")]
        assert not [code for code in codes if re.search(r"\.[#?]+(?![#?0])", code)]


def test_no_shape_has_the_number_of_another(output: Path) -> None:
    """Of buttons and notes in a drawing; Excel repairs a drawing in which two have one."""
    for name, data in parts_of(output, "xl/drawings/"):
        found = re.findall(rb'<v:shape [^>]*?\bid="([^"]+)"|<xdr:cNvPr id="(\d+)"', data)
        assert len(found) == len(set(found)), name


FEWEST_TOTALS = 40
"""More formulas than these are figures."""


# --- Results --------------------------------------------------------------------------------------


def _results(path: Path) -> dict[str, str]:
    """Return the results of formulas as they stand in the file, by sheet and cell."""
    return {
        f"{name} {cell.get('r')}": cell.findtext(f"{MAIN}v", "") if cell.get("t") != "s" else "?"
        for name, sheet in sheets_of(path).items()
        for cell in sheet.iter(f"{MAIN}c")
        if cell.find(f"{MAIN}f") is not None
    }


@pytest.mark.parametrize("kind", ["filled", "macros"])
def test_a_marked_copy_has_the_results_of_what_it_is_a_copy_of(
    outputs: Mapping[str, Path], kind: str
) -> None:
    """Protected View and previews compute nothing."""
    before = _results(outputs[kind])
    after = _results(outputs["marked" if kind == "filled" else "marked macros"])
    assert len(before) > FEWEST
    assert {cell: after[cell] for cell in before} == before
    added = after.keys() - before.keys()
    assert added
    assert {after[cell] for cell in added} == {"查看"}


def test_a_marked_copy_with_macros_keeps_its_ribbon(outputs: Mapping[str, Path]) -> None:
    parts = dict(parts_of(outputs["marked macros"]))
    assert b'Target="customUI/customUI14.xml"' in parts["_rels/.rels"]
    assert (
        parts["customUI/customUI14.xml"]
        == dict(parts_of(outputs["macros"]))["customUI/customUI14.xml"]
    )


WITH_FORMULAS = tuple(kind for kind in KINDS if kind not in ("roster", "addin"))


@pytest.mark.parametrize("kind", WITH_FORMULAS)
def test_another_engine_computes_and_shows_what_the_file_says(
    outputs: Mapping[str, Path], kind: str
) -> None:
    """formulon is held against Excel by its makers; here what it computes, and what we wrote."""
    count, different = otherwise(outputs[kind])
    assert count > FEWEST
    assert different == []


@pytest.mark.long
def test_a_city_of_300_is_no_different(tmp_path: Path) -> None:
    mould = Mould(tmp_path)
    inbox = tmp_path / "收到"
    inbox.mkdir()
    for number in range(300):
        unit = Unit(f"示例{number}镇", f"{100000 + number}", "township")
        mould.write(unit, figures(mould.edition, number), inbox / f"{number}.xlsx")
    city = tmp_path / "市.xlsx"
    assert run(["consolidate", str(inbox), "-o", str(city), "--unit", "示例市"]) in (0, 1)
    is_as_excel_takes_it(city)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_gnumeric_computes_the_figures_of_the_file(
    outputs: Mapping[str, Path], tmp_path: Path
) -> None:
    """Where it is installed: a third engine, which has nothing to do with the other two.

    Whether a text is there it cannot say: functions of one text that Excel and LibreOffice apply
    to each cell of an area within SUMPRODUCT, it applies to none.
    """
    program = shutil.which("ssconvert")
    if program is None:
        pytest.skip("Gnumeric is not here")
    for kind in ("filled", "city", "received"):
        again = tmp_path / f"{kind}.xlsx"
        command = [program, "--recalc", str(outputs[kind]), str(again)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        formulas = openpyxl.load_workbook(outputs[kind])
        stated, computed = (
            openpyxl.load_workbook(path, data_only=True) for path in (outputs[kind], again)
        )
        totals = {
            (sheet.title, cell.coordinate): value
            for sheet in formulas
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
            and isinstance(value := stated[sheet.title][cell.coordinate].value, int | float)
        }
        assert len(totals) > FEWEST_TOTALS
        assert {at: computed[at[0]][at[1]].value for at in totals} == totals


ODD = (True, False, "abc", "１", "1 件", "-", " ", "\u3000", "示例 ", "#N/A", -1, 1.5, 1e12, 0)
"""What may stand in a cell that wants a number, or a text."""
_TEXTS_OF_AN_AREA = "SUMPRODUCT(ISTEXT("
"""formualizer gives functions of one text the first cell of an area only, where Excel's SUMPRODUCT
takes all.  What such formulas say, LibreOffice and Python agree on in tests/template, and what
hangs on them is held here."""


@pytest.mark.parametrize("seed", range(3))
def test_two_engines_agree_on_odd_content(outputs: Mapping[str, Path], seed: int) -> None:
    random = Random(seed)
    path, layout = outputs["filled"], layout_of(seed_report().edition)
    one = formualizer.load_workbook(str(path))
    with formulon.Workbook.load(path.read_bytes()) as other:
        sheets = {other.sheet_name(i): i for i in range(other.sheet_count())}
        keys = [*(c.key for c in seed_report().edition.inputs), *seed_report().edition.prose]
        for key in random.sample(keys, len(keys) // 3):
            place, value = layout.places[key], random.choice(ODD)
            at = (place.row + 1, place.column + 1)
            one.set_value(place.sheet, *at, _literal(value))
            setter = {bool: other.set_bool, str: other.set_text}.get(type(value), other.set_number)
            setter(sheets[place.sheet], place.row, place.column, value)
        other.recalc()
        computed = [
            (name, cell, other.get_value(number, cell.row, cell.col).to_python())
            for name, number in sheets.items()
            for cell in other.iter_cells(number)
            if cell.formula
        ]
        for name, cell, value in computed:
            if _TEXTS_OF_AN_AREA in cell.formula:
                one.set_value(name, cell.row + 1, cell.col + 1, _literal(value))
        one.evaluate_all()
        different = [
            f"{name}!{cell.row + 1},{cell.col + 1} {cell.formula}"
            for name, cell, value in computed
            if shown(one.get_value(name, cell.row + 1, cell.col + 1)) != shown(value)
        ]
    assert different == []


def _literal(value: bool | str | float) -> formualizer.LiteralValue:
    match value:
        case bool():
            return formualizer.LiteralValue.boolean(value)
        case str():
            return formualizer.LiteralValue.text(value)
        case _:
            return formualizer.LiteralValue.number(value)
