"""The editions are the official forms: the same cells, labels, blanks and identities."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.support.forms import FORMS, PrintedForm
from tests.support.samples import EDITIONS
from tests.support.website import WEBSITE

from xlreport.edition import Edition, Rule, UnknownEdition, edition_for, load_edition
from xlreport.edition.grid import Box, BoxKind, table_grid
from xlreport.edition.model import CellTest, Head, NameForms, path_label

DESCRIBED = [
    pytest.param(each, FORMS[each.id], id=each.id) for each in EDITIONS if each.id in FORMS
]
described = pytest.mark.parametrize(("edition", "form"), DESCRIBED)
"""Another edition is not held against a description that there is none of."""


def rule(edition: Edition, identity: str) -> Rule:
    """The rule with this id."""
    (found,) = (each for each in edition.rules if each.id == identity)
    return found


@pytest.fixture(params=EDITIONS, ids=lambda edition: edition.id)
def edition(request: pytest.FixtureRequest) -> Edition:
    """Each edition."""
    return request.param


# ---- what everybody asks an edition for ----------------------------------------------------------


def test_a_level_is_known_by_what_people_type_and_by_how_a_name_ends(edition: Edition) -> None:
    typed = {" 县 级": "county", "乡科级": "township", "厅级": "", "": ""}
    assert {text: edition.level_typed(text) for text in typed} == typed
    names = {"示例自治县": "county", "示例镇人民政府": "township", "示例市教育局": ""}
    assert {name: edition.suggest_level(name) for name in names} == names


def test_a_section_is_found_by_its_key_or_is_not_there(edition: Edition) -> None:
    assert [edition.section(each.key) for each in edition.sections] == [*edition.sections]
    with pytest.raises(KeyError):
        edition.section("elsewhere")


# ---- how many ------------------------------------------------------------------------------------


@described
def test_each_table_has_the_cells_of_the_form(edition: Edition, form: PrintedForm) -> None:
    """Nothing is missing and nothing is added: cells that are typed, and cells that are summed."""
    for section, (typed, summed) in form.cells.items():
        cells = [cell for cell in edition.cells.values() if cell.section == section]
        assert Counter(cell.total for cell in cells) == +Counter({False: typed, True: summed})
    assert {cell.section for cell in edition.cells.values()} == form.cells.keys()


@described
def test_each_identity_is_said_of_every_row_or_column(edition: Edition, form: PrintedForm) -> None:
    """A rule has as many clauses as the form has places where it holds."""
    said = {rule.id: len(rule.clauses) for rule in edition.rules if rule.clauses}
    assert said == form.clauses


@described
def test_the_total_of_results_adds_every_result(edition: Edition, form: PrintedForm) -> None:
    """（七）总计 sums all rows from （一） to （六）, each once, in its own column."""
    for clause in rule(edition, "T3-SUM").clauses:
        keys = [term.key for term in clause.right.terms]
        column = clause.left.terms[0].key.removeprefix("applications.outcome.total.")
        assert len(set(keys)) == len(keys) == form.addends
        assert all(key.endswith(f".{column}") for key in keys)
        assert all(key.startswith("applications.outcome.") for key in keys)


def test_each_row_of_requests_adds_all_kinds_of_applicants(edition: Edition) -> None:
    """总计 = 自然人 and the kinds of legal persons, within the row."""
    for clause in rule(edition, "T3-ROW").clauses:
        (total,) = (edition.cells[term.key] for term in clause.left.terms)
        addends = [edition.cells[term.key] for term in clause.right.terms]
        kinds = [path[-1] for path in PrintedForm.applicants[:-1]]
        assert [cell.label.split("／")[-1].split(" · ")[-1] for cell in addends] == kinds
        assert {cell.row for cell in addends} == {total.row}


def test_the_tests_of_single_cells_cover_all_inputs(edition: Edition) -> None:
    """Whether a cell is filled, and with a fitting number, is asked of each input and no total."""
    inputs = [cell.key for cell in edition.inputs]
    for test in (CellTest.FILLED, CellTest.RANGE):
        (found,) = (each for each in edition.rules if each.test is test)
        assert list(found.targets) == inputs


def test_every_total_says_what_it_sums(edition: Edition) -> None:
    """Each total has a definition in terms of cells that come before it."""
    seen = {cell.key for cell in edition.inputs}
    for total in edition.totals:
        terms = edition.definitions[total.key].right.terms
        assert terms
        assert {term.key for term in terms} <= seen
        seen.add(total.key)
    assert seen == set(edition.cells)


# ---- what is printed -----------------------------------------------------------------------------


@described
def test_the_sections_are_those_of_the_form(edition: Edition, form: PrintedForm) -> None:
    """Six heads, in order."""
    assert [section.heading for section in edition.sections] == form.sections


def test_rows_and_columns_are_called_as_their_innermost_heads(edition: Edition) -> None:
    """A sentence says 商业企业, and not of which kind of applicants that is one."""
    for section in edition.sections:
        cells = [cell for cell in edition.cells.values() if cell.section == section.key]
        rows = {path[-1:] for block in section.blocks for path in block.row_paths()}
        columns = {path[-1:] for block in section.blocks for path in block.column_paths()}
        assert {cell.row_name for cell in cells} == set(map(_called, rows))
        # Where the form prints no head there are no cells.
        assert {cell.column_name for cell in cells} == set(map(_called, columns)) - {""}


def _called(heads: tuple[Head, ...]) -> str:
    return "".join(head.name for head in heads)


@described
def test_the_document_is_named(edition: Edition, form: PrintedForm) -> None:
    """The edition cites the document that fixed it, by name and by number."""
    assert edition.document_number == form.document["number"]
    assert edition.document == form.document["name"]


@described
def test_the_first_table_is_the_forms(edition: Edition, form: PrintedForm) -> None:
    """Blocks, heads, labels and empty cells of 二 are those printed."""
    blocks = edition.section("disclosure").blocks
    assert [block.title for block in blocks] == [block.title for block in form.disclosure]
    for block, expected in zip(blocks, form.disclosure, strict=True):
        rows, columns = block.row_paths(), block.column_paths()
        assert block.corner == "信息内容"
        assert [path_label(path) for path in rows] == expected.rows
        assert [path_label(path) for path in columns] == expected.columns
        assert expected.empty == [
            [down, across]
            for down in range(len(rows))
            for across, path in enumerate(columns)
            if path[-1].empty
        ]


@described
def test_the_table_of_requests_is_the_forms(edition: Edition, form: PrintedForm) -> None:
    """Heads and rows of 三, their nesting, and which of them are totals, are those printed."""
    (block,) = edition.section("applications").blocks
    assert block.corner == form.note
    assert block.over == form.over_applicants
    assert [[h.label for h in path] for path in block.column_paths()] == form.applicants
    rows = block.row_paths()
    assert [[h.label for h in path] for path in rows] == [row.heads for row in form.requests]
    assert [any(h.total for h in path) for path in rows] == [row.total for row in form.requests]


@described
def test_the_table_of_disputes_is_the_forms(edition: Edition, form: PrintedForm) -> None:
    """Heads of 四 are those printed; it has one row, without a label."""
    (block,) = edition.section("disputes").blocks
    assert [[h.label for h in path] for path in block.column_paths()] == form.results
    assert block.row_paths() == ((),)


# ---- blanks, units, kinds of number --------------------------------------------------------------


def empty_boxes(edition: Edition) -> list[Box]:
    """The boxes of table 2 that are empty by form, below the heads."""
    boxes = table_grid(edition.section("disclosure")).boxes
    return [box for box in boxes if box.kind is BoxKind.EMPTY]


def test_fee_and_procurement_have_no_third_column() -> None:
    """In 2019 the third column of two blocks is empty, head and cell; nothing can be typed."""
    edition = load_edition("2019")
    assert [key for key in edition.cells if key.startswith("disclosure.fee.")] == [
        "disclosure.fee.prior_items",
        "disclosure.fee.change",
    ]
    assert [key for key in edition.cells if key.startswith("disclosure.procurement.")] == [
        "disclosure.procurement.items",
        "disclosure.procurement.amount",
    ]
    boxes = empty_boxes(edition)
    assert [box.column for box in boxes] == [3, 3, 3, 3]
    assert all(box.text == "" and box.key == "" for box in boxes)


def test_the_form_of_2021_has_no_empty_cells() -> None:
    """There, a cell that stands alone in its row is as wide as three."""
    edition = load_edition("2021")
    assert empty_boxes(edition) == []
    alone = [
        box.width
        for box in table_grid(edition.section("disclosure")).boxes
        if box.kind is BoxKind.CELL and not box.key.startswith(("disclosure.reg", "disclosure.nor"))
    ]
    assert alone == [3, 3, 3, 3]


@described
def test_a_cell_has_the_unit_and_the_numbers_of_the_form(
    edition: Edition, form: PrintedForm
) -> None:
    """Counts are whole and not negative, changes have a sign, money has fractions."""
    for key, expected in form.units.items():
        cell = edition.cells[key]
        assert [cell.unit, cell.number.decimals, cell.number.minimum] == expected


@described
def test_only_changes_may_be_negative(edition: Edition, form: PrintedForm) -> None:
    """No other cell takes a number below 0."""
    signed = {cell.column for cell in edition.cells.values() if cell.number.minimum is None}
    assert signed == set(form.signed)


@described
def test_a_year_has_its_edition(edition: Edition, form: PrintedForm) -> None:
    """The trial form served two years, the next one serves until another takes its place."""
    assert [edition_for(year) for year in form.years] == [edition] * len(form.years)


@pytest.mark.parametrize("each", [*EDITIONS, WEBSITE], ids=lambda edition: edition.id)
def test_a_cell_is_called_with_its_unit_once(each: Edition) -> None:
    for cell in each.cells.values():
        assert cell.full_label.count(f"{cell.unit}）") == 1


def test_what_else_units_with_an_ending_are_called() -> None:
    forms = NameForms("人民政府", ("-", "政府"))
    assert forms.others("示例市人民政府") == ("示例市", "示例市政府")
    assert forms.others("人民政府") == ()


def test_older_years_are_refused() -> None:
    """Reports of 2018 and before have another form."""
    with pytest.raises(UnknownEdition, match="2018"):
        edition_for(2018)
