"""Whatever is typed, and whatever is damaged: a figure as it stands there, a finding, a refusal."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook
from tests.fuzz.mutants import mutant
from tests.hostile.entries import entries
from tests.hostile.forge import EDITION, INPUT, PLACES, Parts, good_file, good_report, spoiled

from xlreport.quantity import LARGEST
from xlreport.reading import Refused, read
from xlreport.reading.guard import open_package
from xlreport.reading.sheets import FileSheets
from xlreport.report import Report
from xlreport.template import write_report

INPUTS = st.sampled_from([cell.key for cell in EDITION.inputs])
ALMOST_NUMBERS = st.text("0123456789０１２３,，.．+-－ 　元万件项次零〇无/%eE①²_x", max_size=12)
TEXTS = st.one_of(ALMOST_NUMBERS, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str),
    st.floats().map(repr),
    st.from_regex(r"[+-]?[0-9]{0,4}\.?[0-9]{0,12}(E[+-]?[0-9]{1,3})?", fullmatch=True),
)


def outcome_of(data: bytes) -> Report | Refused:
    """Read a file in this process: nothing but a refusal may be raised."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "报表.xlsx")
        path.write_bytes(data)
        try:
            return read(path)
        except Refused as refused:
            return refused


def others(report: Report, key: str) -> dict[str, object]:
    """The inputs beside one."""
    return {c.key: report.values.get(c.key) for c in EDITION.inputs if c.key != key}


def number_written(text: str) -> Decimal | None:
    """The number that a person would see in a text, by a way of its own."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    plain = re.sub(r"[,\s]", "", narrow.replace("〇", "0").replace("零", "0").replace("−", "-"))
    match = re.fullmatch(r"([+-]?[0-9]+(?:\.[0-9]+)?)(万元|元|件次|[件项条次个宗])?", plain)
    return Decimal(match[1]) * (10_000 if match[2] == "万元" else 1) if match else None


@given(key=INPUTS, text=TEXTS)
@example(key=INPUT, text="1_x0031_")
@example(key=INPUT, text="_x0033_")
@example(key="disclosure.fee.amount", text="1.5元")
def test_a_text_is_the_number_it_shows_or_none(key: str, text: str) -> None:
    outcome = outcome_of(spoiled(lambda parts: parts.text(PLACES[key], text)))
    if isinstance(outcome, Refused):
        assert outcome.code in ("PACK-XML", "STRUCT-CELL")
        return
    assert others(outcome, key) == others(good_report(), key)
    value = outcome.values.get(key)
    if value is None:
        assert key in outcome.unreadable or not text.strip() or "_x" in text
        return
    seen = re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)
    unit = EDITION.cells[key].unit
    written = number_written(seen)
    assert written is not None
    assert value == written / (10_000 if unit == "万元" and seen.strip().endswith("元") else 1)
    assert {note.rule for note in outcome.notes} - {"READ-STALE"} == {"READ-TEXT"}


@given(key=INPUTS, stored=NUMBERS)
def test_a_number_is_read_as_it_is_stored_or_not_at_all(key: str, stored: str) -> None:
    outcome = outcome_of(spoiled(lambda parts: parts.number(PLACES[key], stored)))
    if isinstance(outcome, Refused):
        assert outcome.code == "STRUCT-CELL"
        assert outcome.place == PLACES[key]
        return
    assert others(outcome, key) == others(good_report(), key)
    value = outcome.values.get(key)
    if value is None:
        assert stored == "" or key in outcome.unreadable
    else:
        # A spreadsheet stores numbers in binary: the noise of that is no figure, and what is
        # smaller than any of them is 0 in every program.
        exact = Decimal(stored) if float(stored) else Decimal(0)
        assert abs(value - exact) <= abs(exact) * Decimal("1e-14")
        assert abs(value) <= LARGEST


@given(
    key=INPUTS,
    kind=st.sampled_from(["n", "s", "str", "b", "e", "d", "inlineStr", "x", ""]),
    formula=st.sampled_from(["", "<f>1+2</f>", "<f>D8</f>", "<f/>", "<f>[1]S!A1</f>"]),
    content=st.sampled_from(["", "0", "1", "3", "12", "-1", "true", "2021-05-03", "#REF!", "x"]),
    tag=st.sampled_from(["v", "is", "none"]),
)
def test_any_type_with_any_content_is_read_or_refused(
    key: str, kind: str, formula: str, content: str, tag: str
) -> None:
    inside = {"v": f"<v>{content}</v>", "is": f"<is><t>{content}</t></is>", "none": ""}[tag]
    attributes = f' t="{kind}"' if kind else ""
    edit = spoiled(lambda parts: parts.cell(PLACES[key], formula + inside, attributes))
    outcome = outcome_of(edit)
    if isinstance(outcome, Refused):
        assert (outcome.code, outcome.place) == ("STRUCT-CELL", PLACES[key])
        return
    assert others(outcome, key) == others(good_report(), key)
    value = outcome.values.get(key)
    if value is not None and kind != "s":
        assert value == int(content)
        assert kind in ("n", "", "str", "inlineStr")


@given(
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4
    )
)
def test_a_damaged_file_is_refused_or_has_the_same_figures(spots: list[tuple[float, int]]) -> None:
    data = bytearray(good_file())
    for at, flip in spots:
        data[int(at * len(data))] ^= flip
    outcome = outcome_of(bytes(data))
    if isinstance(outcome, Report):
        assert outcome.values == good_report().values
        assert outcome.prose == good_report().prose


@given(
    sheet=st.sampled_from(sorted(Parts.good().sheets)),
    at=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 40),
    put=st.binary(max_size=6),
)
def test_a_damaged_sheet_costs_no_other(sheet: str, at: float, cut: int, put: bytes) -> None:
    parts = Parts.good()
    xml = parts.parts[parts.sheets[sheet]]
    spot = int(at * len(xml))
    parts.parts[parts.sheets[sheet]] = xml[:spot] + put + xml[spot + cut :]
    outcome = outcome_of(parts.packed())
    if isinstance(outcome, Report):
        good = good_report().values
        changed = {k for k in good if outcome.values.get(k) != good[k]}
        assert {PLACES[key].sheet for key in changed} <= {sheet}


@pytest.mark.whole
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@example(text="_xD83D_")
@example(text="_xFFFF__x0007_")
@example(text="&#xD800;")
@example(text="\uffff")
def test_a_unit_of_any_name_can_be_written_again(text: str) -> None:
    """Nothing that is read stops what is written for the whole city."""
    outcome = outcome_of(spoiled(lambda parts: parts.text(PLACES["cover.unit"], "甲" + text)))
    if isinstance(outcome, Refused):
        assert outcome.code == "PACK-XML"
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "再写.xlsx")
        write_report(replace(outcome, notes=()), path)
        assert read(path).unit == outcome.unit


# --- Another reader ---------------------------------------------------------------------------


def alike(ours: object, theirs: object) -> bool:
    """Whether two readers mean the same; theirs shows errors as blanks, and whole days as days."""
    if ours in (None, "") or theirs in (None, ""):
        return ours in (None, "") and theirs in (None, "")
    if isinstance(ours, date | time) or isinstance(theirs, date | time):
        return isinstance(ours, date | time) and isinstance(theirs, date | time | datetime)
    return type(ours) is type(theirs) and ours == theirs


def differences(data: bytes) -> list[str]:
    """Cells of the form that python-calamine reads otherwise, in a file that is taken."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "报表.xlsx")
        path.write_bytes(data)
        try:
            read(path)
        except Refused:
            return []
        ours = FileSheets(open_package(path))
        try:
            theirs = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except CalamineError:
            return []  # it shows no figures that could be others
        found = []
        for name in [*{PLACES[key].sheet: 0 for key in EDITION.cells}, "封面"]:
            if name not in ours.names:
                continue
            rows: Sequence[Sequence[object]] = ours.rows(name)
            other = theirs.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for row, line in enumerate(rows):
                for column, value in enumerate(line):
                    beside = row < len(other) and column < len(other[row])
                    seen = other[row][column] if beside else None
                    if not alike(value, seen):
                        found.append(f"{name} {row} {column}: {value!r}, {seen!r}")
        return found


@pytest.mark.whole
def test_another_reader_sees_the_same_values() -> None:
    assert differences(good_file()) == []
    wrong = {entry.name: differences(spoiled(entry.edit)) for entry in entries()}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.slow
def test_another_reader_sees_the_same_values_in_mutants() -> None:
    wrong = {number: differences(mutant(number)) for number in range(600)}
    assert {number: found for number, found in wrong.items() if found} == {}
