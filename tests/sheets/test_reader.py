"""Our own sheets are read back as they were written, whoever saved them, and nothing breaks it."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xlreport.reading.refusal import MalformedPart
from xlreport.sheets.reader import OwnBook, lines_of

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9).map(float),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 6) + 0.0),
    st.text(
        st.characters(
            max_codepoint=0xEFFFF,
            exclude_categories=["Cs", "Cc"],
            exclude_characters="_\ufffe\uffff",
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(["行\n行", " 空格 ", "_x0041_", "<&>\"'", '17"', "=1+1"]),
)
ROWS = st.lists(st.lists(VALUES, max_size=8), max_size=20)


def sheet(cells: str, rows: str = "") -> bytes:
    inner = rows or f'<row r="5">{cells}</row>'
    return f"<worksheet><sheetData>{inner}</sheetData></worksheet>".encode()


@settings(max_examples=25)
@given(rows=ROWS, streamed=st.booleans())
def test_what_was_written_is_read(
    rows: list[list[object]], streamed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("reader") / "a.xlsx"
    options = {"constant_memory": streamed, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet("表")
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                page.write(row, column, value)
    written = {
        row: {c: v for c, v in enumerate(values) if v is not None}
        for row, values in enumerate(rows)
        if any(value is not None for value in values)
    }
    assert dict(OwnBook.open(path).lines("表")) == written
    if any("_x" in str(value) for values in rows for value in values):
        return  # openpyxl writes _x0041_ as it is, and every program then reads an A
    other = path.with_name("b.xlsx")
    openpyxl.load_workbook(path).save(other)
    assert dict(OwnBook.open(other).lines("表")) == written


def test_a_value_in_the_last_cell_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stray.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("明细")
        page.write(0, 0, "单位名称")
        page.write(1_048_575, 16_383, "x")
    begun = time.process_time()
    lines = list(OwnBook.open(path).lines("明细"))
    assert lines == [(0, {0: "单位名称"}), (1_048_575, {16_383: "x"})]
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ('<c r="A5" t="e"><v>#REF!</v></c><c r="B5"><v>1</v></c>', {1: 1.0}),
        ('<c r="A5"><v>1e999</v></c><c r="B5"><v>nan</v></c><c r="C5"><v>7</v></c>', {2: 7.0}),
        ('<c r="A5"><v>十</v></c><c r="B5"><v></v></c><c r="C5"><v/></c>', {}),
        ('<c><v>1</v></c><c r="C5"><v>2</v></c><c><v>3</v></c>', {0: 1.0, 2: 2.0, 3: 3.0}),
        ('<c r="A5" t="s"><v>1</v></c><c r="B5" t="s"><v>99</v></c>', {0: "乙"}),
        ('<c r="A5" t="str"><f>B5&amp;""</f><v>a&#20013;</v></c>', {0: "a中"}),
        (
            '<c r="A5" t="inlineStr"><is><r><t>街</t></r><rPh><t>x</t></rPh><t>道</t></is></c>',
            {0: "街道"},
        ),
        ('<c r="A5" s="5"><v>5</v></c>', {0: 5.0}),
    ],
)
def test_odd_cells(cells: str, values: dict[int, object]) -> None:
    read: dict[int, object] = {}
    for row, line in lines_of(sheet(cells), ("甲", "乙")):
        assert row == 4
        read.update(line)
    assert read == values


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<worksheet/>",
        b"<worksheet><sheetData>",
        sheet('<c r="B5"><v>1</v></c><c r="A5"><v>2</v></c>'),
        sheet('<c r="A15"><v>1</v></c>'),
        sheet('<c r="XFE5"><v>1</v></c>'),
        sheet('<c r="A5"><_/></c>'),
        sheet('<c r="A5"><v>&bad;</v></c>'),
        sheet('<c r="A5"><v>\x01</v></c>'),
        sheet("<c"),
        sheet('<c r="A5"><!-- --><v>1</v></c>'),
        sheet("", '<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
        sheet("", '<row r="5"><c r="A5"><v>1</v></c></row >'),
        b"<!DOCTYPE x>" + sheet(""),
    ],
)
def test_what_is_not_in_order_is_refused(xml: bytes) -> None:
    with pytest.raises(MalformedPart):
        list(lines_of(xml))


def test_names_with_a_prefix_are_the_same() -> None:
    plain = sheet('<c r="A5" t="str"><v>甲</v></c><c r="B5"><v>2</v></c>').decode()
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:").encode()
    assert list(lines_of(prefixed)) == list(lines_of(plain.encode())) == [(4, {0: "甲", 1: 2.0})]


@given(data=st.binary(max_size=60))
def test_any_bytes_between_are_read_or_refused(data: bytes) -> None:
    xml = sheet('<c r="A5"><v>1</v></c>')
    middle = xml.index(b"<c")
    for cut in (0, 3, 14):
        try:
            list(lines_of(xml[:middle] + data + xml[middle + cut :]))
        except MalformedPart:
            continue


@pytest.mark.parametrize("piece", [b"<v>", b"<t ", b"<row ", b"<c r=", b"<a:", b"<row r=", b"&"])
def test_long_nonsense_takes_linear_time(piece: bytes) -> None:
    begun = time.process_time()
    for xml in (b"<sheetData>" + piece * 100_000 + b"</row></sheetData>", piece * 100_000):
        with pytest.raises(MalformedPart):
            list(lines_of(xml))
    assert time.process_time() - begun < 3
