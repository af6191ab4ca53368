"""The editions are the official forms: the same cells, labels, blanks and identities."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.support.forms import Forms
from tests.support.samples import EDITIONS

from xlreport.edition import Edition, Rule, UnknownEdition, edition_for, load_edition
from xlreport.edition.grid import Box, BoxKind, table_grid
from xlreport.edition.model import CellTest, path_label


@pytest.fixture(scope="module")
def forms(shared: Path) -> Forms:
    """The description of the official forms."""
    return Forms(shared / "forms.md")


PARTS = {"2019": "A", "2021": "B"}
"""The letter of an edition's part in forms.md."""
DESCRIBED = [edition for edition in EDITIONS if edition.id in PARTS]
described = pytest.mark.parametrize("edition", DESCRIBED, ids=lambda edition: edition.id)
"""Another edition is not held against a description that there is none of."""


def rule(edition: Edition, identity: str) -> Rule:
    """The rule with this id."""
    (found,) = (each for each in edition.rules if each.id == identity)
    return found


@pytest.fixture(params=EDITIONS, ids=lambda edition: edition.id)
def edition(request: pytest.FixtureRequest) -> Edition:
    """Each edition."""
    return request.param


# ---- how many ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identity", "section", "inputs", "totals"),
    [
        ("2019", "disclosure", 22, 0),
        ("2019", "applications", 132, 29),
        ("2019", "disputes", 12, 3),
        ("2021", "disclosure", 10, 0),
        ("2021", "applications", 144, 31),
        ("2021", "disputes", 12, 3),
    ],
)
def test_each_table_has_the_cells_of_the_form(
    identity: str, section: str, inputs: int, totals: int
) -> None:
    """Nothing is missing and nothing is added: cells that are typed, and cells that are summed."""
    cells = [c for c in load_edition(identity).cells.values() if c.section == section]
    assert Counter(cell.total for cell in cells) == +Counter({False: inputs, True: totals})


@pytest.mark.parametrize(
    ("identity", "rule_id", "clauses"),
    [
        ("2019", "T3-ROW", 23),
        ("2019", "T3-SUM", 7),
        ("2019", "T3-BAL", 7),
        ("2019", "T4-SUM", 3),
        ("2019", "CARRY", 7),
        ("2019", "T4-PENDING", 3),
        ("2019", "T2-ITEMS", 5),
        ("2019", "T2-FLOW", 5),
        ("2019", "T2-STOCK", 2),
        ("2019", "T2-PUBLISHED", 2),
        ("2019", "T2-PUBLIC-TOTAL", 2),
        ("2019", "T2-LEVEL", 3),
        ("2021", "T3-ROW", 25),
        ("2021", "T3-SUM", 7),
        ("2021", "T3-BAL", 7),
        ("2021", "T4-SUM", 3),
        ("2021", "CARRY", 7),
        ("2021", "T4-PENDING", 3),
        ("2021", "T2-STOCK", 2),
        ("2021", "T2-IN-FORCE", 2),
        ("2021", "T2-LEVEL", 3),
    ],
)
def test_each_identity_is_said_of_every_row_or_column(
    identity: str, rule_id: str, clauses: int
) -> None:
    """A rule has as many clauses as the form has places where it holds."""
    assert len(rule(load_edition(identity), rule_id).clauses) == clauses


@pytest.mark.parametrize(("identity", "addends"), [("2019", 19), ("2021", 21)])
def test_the_total_of_results_adds_every_result(identity: str, addends: int) -> None:
    """（七）总计 sums all rows from （一） to （六）, each once, in its own column."""
    for clause in rule(load_edition(identity), "T3-SUM").clauses:
        keys = [term.key for term in clause.right.terms]
        column = clause.left.terms[0].key.removeprefix("applications.outcome.total.")
        assert len(set(keys)) == len(keys) == addends
        assert all(key.endswith(f".{column}") for key in keys)
        assert all(key.startswith("applications.outcome.") for key in keys)


def test_each_row_of_requests_adds_six_kinds_of_applicants(edition: Edition) -> None:
    """总计 = 自然人 + five kinds of legal persons, within the row."""
    for clause in rule(edition, "T3-ROW").clauses:
        (total,) = (edition.cells[term.key] for term in clause.left.terms)
        addends = [edition.cells[term.key] for term in clause.right.terms]
        assert [cell.label.split("／")[-1].split(" · ")[-1] for cell in addends] == [
            "自然人",
            "商业企业",
            "科研机构",
            "社会公益组织",
            "法律服务机构",
            "其他",
        ]
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
def test_the_sections_are_those_of_the_form(edition: Edition, forms: Forms) -> None:
    """Six heads, in order."""
    assert [section.heading for section in edition.sections] == forms.section_heads()


@described
def test_the_document_is_named(edition: Edition, forms: Forms) -> None:
    """The edition cites the document that fixed it, by name and by number."""
    document = forms.documents()[edition.id]
    assert edition.document_number in document
    assert f"《{edition.document}》" in document


@described
def test_the_first_table_is_the_forms(edition: Edition, forms: Forms) -> None:
    """Blocks, heads, labels and empty cells of 二 are those printed."""
    printed = forms.blocks(f"{PARTS[edition.id]}.2")
    blocks = edition.section("disclosure").blocks
    assert [block.title for block in blocks] == [block.title for block in printed]
    for block, expected in zip(blocks, printed, strict=True):
        rows, columns = block.row_paths(), block.column_paths()
        assert block.corner == "信息内容"
        assert tuple(path_label(path) for path in rows) == expected.rows
        assert tuple(path_label(path) for path in columns) == expected.columns
        assert expected.empty == {
            (down, across)
            for down in range(len(rows))
            for across, path in enumerate(columns)
            if path[-1].empty
        }


@described
def test_the_table_of_requests_is_the_forms(edition: Edition, forms: Forms) -> None:
    """Heads and rows of 三, their nesting, and which of them are totals, are those printed."""
    (block,) = edition.section("applications").blocks
    over, columns = forms.applicants()
    assert block.corner == forms.note()
    assert block.over == over
    assert [tuple(h.label for h in path) for path in block.column_paths()] == columns
    printed = forms.request_rows(f"{PARTS[edition.id]}.3")
    rows = block.row_paths()
    assert [tuple(h.label for h in path) for path in rows] == [row.heads for row in printed]
    assert [any(h.total for h in path) for path in rows] == [row.total for row in printed]


@described
def test_the_table_of_disputes_is_the_forms(edition: Edition, forms: Forms) -> None:
    """Heads of 四 are those printed; it has one row, without a label."""
    (block,) = edition.section("disputes").blocks
    assert [tuple(h.label for h in path) for path in block.column_paths()] == forms.results()
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


@pytest.mark.parametrize(
    ("identity", "key", "unit", "decimals", "minimum"),
    [
        ("2019", "disclosure.normative.made", "件", 0, 0),
        ("2019", "disclosure.licence.prior_items", "项", 0, 0),
        ("2019", "disclosure.licence.change", "项", 0, None),
        ("2019", "disclosure.fee.change", "项", 0, None),
        ("2019", "disclosure.penalty.decisions", "件", 0, 0),
        ("2019", "disclosure.procurement.items", "项", 0, 0),
        ("2019", "disclosure.procurement.amount", "元", 2, 0),
        ("2021", "disclosure.fee.amount", "万元", 6, 0),
        ("2021", "disclosure.licence.decisions", "件", 0, 0),
        ("2021", "applications.new.natural", "件", 0, 0),
        ("2021", "disputes.review.upheld", "件", 0, 0),
    ],
)
def test_a_cell_has_the_unit_and_the_numbers_of_the_form(
    identity: str, key: str, unit: str, decimals: int, minimum: int | None
) -> None:
    """Counts are whole and not negative, changes have a sign, money has fractions."""
    cell = load_edition(identity).cells[key]
    assert (cell.unit, cell.number.decimals, cell.number.minimum) == (unit, decimals, minimum)


@described
def test_only_changes_may_be_negative(edition: Edition) -> None:
    """No other cell takes a number below 0."""
    signed = {cell.column for cell in edition.cells.values() if cell.number.minimum is None}
    assert signed == ({"change"} if edition.id == "2019" else set())


@pytest.mark.parametrize(
    ("year", "identity"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021")]
)
def test_a_year_has_its_edition(year: int, identity: str) -> None:
    """The trial form served 2019 and 2020, the present one serves from 2021 on."""
    assert edition_for(year) is load_edition(identity)


def test_older_years_are_refused() -> None:
    """Reports of 2018 and before have another form."""
    with pytest.raises(UnknownEdition, match="2018"):
        edition_for(2018)
