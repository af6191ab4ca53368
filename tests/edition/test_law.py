"""The algebra of rules: what may be written, what it means, and what is said of a mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.schemas import Schemas, overlay_with_rule

from xlreport.edition import Clause, Edition, EditionError, load_edition
from xlreport.edition.law import Law, LawError, Name, parse_law, parse_sum
from xlreport.edition.model import Relation, Term


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    """A copy of the schema files."""
    return Schemas(tmp_path_factory.mktemp("law"))


def clauses(schemas: Schemas, law: str, *lines: str) -> list[Clause]:
    """What a rule with this law says of the form of 2019."""
    schemas.write("local", overlay_with_rule(*lines, f"law: {law}"))
    edition = schemas.build("2019", ["local"])
    return list(edition.rules[-1].clauses)


def written(terms: tuple[Term, ...]) -> list[str]:
    """The terms of a side as signed names, without the table."""
    return [f"{'+-'[t.sign < 0]}{'last.' * t.last}{t.key.partition('.')[2]}" for t in terms]


def columns(edition: Edition, row: str) -> list[str]:
    """The keys of the columns of a row of requests."""
    return [cell.column for cell in edition.cells.values() if cell.row == row]


# ---- what a law means ----------------------------------------------------------------------------


def test_for_each_row_names_are_columns(schemas: Schemas) -> None:
    """In every row that has the columns, a name is the row's cell in that column."""
    said = clauses(schemas, "decisions >= decisions - 1", "table: disclosure", "for_each: row")
    assert [clause.id for clause in said] == [
        "LOCAL[licence]",
        "LOCAL[other_services]",
        "LOCAL[penalty]",
        "LOCAL[coercion]",
    ]
    assert written(said[0].terms) == ["+licence.decisions", "+licence.decisions"]


def test_for_each_column_names_are_rows(schemas: Schemas) -> None:
    """In every column, totals included, a name is the column's cell in that row."""
    said = clauses(schemas, "outcome.granted <= new", "table: applications", "for_each: column")
    expected = columns(load_edition("2019"), "new")
    assert [clause.id for clause in said] == [f"LOCAL[{column}]" for column in expected]
    assert len(expected) == 7
    for clause, column in zip(said, expected, strict=True):
        assert written(clause.left.terms) == [f"+outcome.granted.{column}"]
        assert written(clause.right.terms) == [f"+new.{column}"]


def test_for_each_group_names_are_columns_of_the_group(schemas: Schemas) -> None:
    """In every group of columns that has them, a name is a column under the group's head."""
    said = clauses(schemas, "upheld <= total", "table: disputes", "for_each: group")
    assert [clause.subject for clause in said] == [
        "行政复议",
        "行政诉讼／未经复议直接起诉",
        "行政诉讼／复议后起诉",
    ]
    assert written(said[1].left.terms) == ["+litigation.direct.upheld"]


def test_in_a_table_names_are_cells(schemas: Schemas) -> None:
    """Without for_each a law is said once, and a name is a row and a column."""
    (said,) = clauses(schemas, "new.natural >= carried_out.natural", "table: applications")
    assert said.id == "LOCAL"
    assert written(said.left.terms + said.right.terms) == ["+new.natural", "+carried_out.natural"]


def test_without_a_table_names_are_cell_keys(schemas: Schemas) -> None:
    """A law may hold cells of several tables against each other."""
    (said,) = clauses(schemas, "disputes.review.total <= applications.outcome.total.total")
    assert [t.key for t in said.terms] == [
        "disputes.review.total",
        "applications.outcome.total.total",
    ]


def test_a_star_is_everything_under_a_head_but_totals(schemas: Schemas) -> None:
    """Of columns, of rows, and of both; what is a total already is not added again."""
    (row, *_) = clauses(schemas, "total = legal.*", "table: applications", "for_each: row")
    assert written(row.right.terms) == [
        "+new.legal.commercial",
        "+new.legal.research",
        "+new.legal.welfare",
        "+new.legal.legal_service",
        "+new.legal.other",
    ]
    (column, *_) = clauses(schemas, "new >= outcome.*", "table: applications", "for_each: column")
    assert len(column.right.terms) == 19
    assert "+outcome.total.natural" not in written(column.right.terms)
    (whole,) = clauses(schemas, "new.total >= outcome.*", "table: applications")
    assert len(whole.right.terms) == 19 * 6
    (group, *_) = clauses(schemas, "review.* >= review.upheld", "table: disputes")
    assert written(group.left.terms) == [
        "+review.upheld",
        "+review.corrected",
        "+review.other",
        "+review.pending",
    ]


def test_last_is_last_years_report(schemas: Schemas) -> None:
    """The same cell, one year before; it counts for what the workbook has to ask for."""
    schemas.write(
        "local",
        overlay_with_rule(
            "table: disclosure", "for_each: row", "law: items - last.items + 3 >= 0 - last.items"
        ),
    )
    edition = schemas.build("2019", ["local"])
    (said,) = edition.rules[-1].clauses
    assert written(said.left.terms) == ["+procurement.items", "-last.procurement.items"]
    assert (said.left.constant, said.right.constant) == (3, 0)
    assert "disclosure.procurement.items" in edition.last_keys


@pytest.mark.parametrize(
    ("relation", "holding"),
    [
        (Relation.EQUAL, {0}),
        (Relation.AT_MOST, {-1, 0}),
        (Relation.AT_LEAST, {0, 1}),
    ],
)
def test_a_relation_holds_for_the_differences_it_allows(
    schemas: Schemas, relation: Relation, holding: set[int]
) -> None:
    """Left minus right is zero, not above it, not below it."""
    lines = ("table: disclosure", "for_each: row")
    (said,) = clauses(schemas, f"items {relation.value} 4", *lines)
    assert {difference for difference in (-1, 0, 1) if said.holds(difference)} == holding


def test_a_row_that_lacks_a_name_is_passed_over(schemas: Schemas) -> None:
    """Rows of other blocks, and empty cells, are no places for a law."""
    said = clauses(schemas, "change = 0", "table: disclosure", "for_each: row")
    assert [clause.id for clause in said][-1] == "LOCAL[fee]"
    assert len(said) == 5


# ---- what is said of a mistake -------------------------------------------------------------------

NOT_A_RELATION = "算式应当是一个等式或不等式，例如 a + b = c"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", NOT_A_RELATION),
        ("total", NOT_A_RELATION),
        ("total =", NOT_A_RELATION),
        ("= total", NOT_A_RELATION),
        ("a = b = c", NOT_A_RELATION),
        ("a == b", NOT_A_RELATION),
        ("a + = b", NOT_A_RELATION),
        ("a = b +", NOT_A_RELATION),
        ("a b = c", "“b”前面缺少 + 或 -"),
        ("2a = b", "“a”前面缺少 + 或 -"),
        ("a 2 = b", "“2”前面缺少 + 或 -"),
        ("a + + b = c", "“+”前面缺少一项"),
        ("- a = b", "“-”前面缺少一项"),
        ("A = b", "算式第 1 个字符处看不懂：A = b"),
        ("a<b", "算式第 2 个字符处看不懂：<b"),
        ("a*2 = b", "算式第 2 个字符处看不懂：*2 = b"),
        ("a = 1.5", "算式第 6 个字符处看不懂：.5"),
        ("a.*b = c", "“b”前面缺少 + 或 -"),
        ("a.b. = c", "算式第 4 个字符处看不懂：. = c"),
        ("甲 = 乙", "算式第 1 个字符处看不懂：甲 = 乙"),
        ("a = （b + c）", "算式第 5 个字符处看不懂：（b + c）"),
        ("a = b ＋ c", "算式第 7 个字符处看不懂：＋ c"),
        # Of what is long the first twenty characters are shown.
        ("a = " + "甲" * 21, f"算式第 5 个字符处看不懂：{'甲' * 20}"),
    ],
)
def test_a_law_that_cannot_be_read_says_why(text: str, message: str) -> None:
    """The message quotes what is wrong and counts where it stands."""
    with pytest.raises(LawError) as caught:
        parse_law(text)
    said, _, allowed = str(caught.value).partition("；")
    assert said == message
    assert ("不能有小数、乘、除和括号" in allowed) == ("看不懂" in message)


@pytest.mark.parametrize(
    ("law", "lines", "message"),
    [
        ("new = outcom.total", ("table: applications", "for_each: column"), "没有“outcom.total”"),
        ("new = carried_inn + outcom", ("table: applications", "for_each: row"), "“outcom”"),
        ("last.carried = new", ("table: applications", "for_each: column"), "没有“carried”"),
        ("total = nobody.*", ("table: applications", "for_each: row"), "没有“nobody”"),
        ("made = decisions", ("table: disclosure", "for_each: row"), "没有任何一行（列、组）同时"),
        ("new = new", ("table: nowhere", "for_each: row"), "没有“nowhere”这张表"),
        ("new = new", ("table: overview", "for_each: row"), "没有“overview”这张表"),
        ("applications.new = 0", (), "没有“applications.new”"),
        ("prior_items <= decisions", ("table: disclosure", "for_each: row"), "件、项"),
        ("items <= amount", ("table: disclosure", "for_each: row"), "元、项"),
    ],
)
def test_a_law_that_does_not_fit_the_form_says_why(
    schemas: Schemas, law: str, lines: tuple[str, ...], message: str
) -> None:
    """Unknown names, cells that never meet, tables that are none, units that do not add."""
    with pytest.raises(EditionError) as caught:
        clauses(schemas, law, *lines)
    assert message in str(caught.value)


@pytest.mark.parametrize("law", ["1 = 1", "0 <= prior_items + change"])
def test_a_law_needs_a_cell_in_front(schemas: Schemas, law: str) -> None:
    """A law is shown where its first cell stands: without one it is a mistake."""
    with pytest.raises(EditionError):
        clauses(schemas, law, "table: disclosure", "for_each: row")


# ---- round trip ----------------------------------------------------------------------------------

_KEYS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
_PATHS = st.lists(_KEYS, min_size=1, max_size=3).map(".".join)
_NAMES = st.builds(
    Name,
    sign=st.sampled_from([1, -1]),
    path=_PATHS.filter(lambda path: path.partition(".")[0] != "last"),
    last=st.booleans(),
    all_under=st.booleans(),
)


@st.composite
def _laws(draw: st.DrawFn) -> tuple[Law, str]:
    """Draw a law and one way to write it."""
    sides: list[tuple[tuple[Name, ...], int]] = []
    texts = []
    space = st.sampled_from(["", " ", "  ", "\n    "])
    for _ in range(2):
        items = draw(st.lists(st.one_of(_NAMES, st.integers(-99, 99)), min_size=1, max_size=5))
        text, names, constant = "", [], 0
        for item in items:
            negative = item.sign < 0 if isinstance(item, Name) else item < 0
            if not text and negative:  # a sum begins without a sign
                text = "0"
            if text:
                text += draw(space) + ("-" if negative else "+") + draw(space)
            if isinstance(item, Name):
                names.append(item)
                text += f"{'last.' * item.last}{item.path}{'.*' * item.all_under}"
            else:
                constant += item
                text += str(abs(item))
        sides.append((tuple(names), constant))
        texts.append(text)
    relation = draw(st.sampled_from(Relation))
    law = Law(*sides[0], relation, *sides[1])
    return law, draw(space) + texts[0] + draw(space) + relation + draw(space) + texts[1]


@given(_laws())
def test_a_law_is_read_as_it_was_written(pair: tuple[Law, str]) -> None:
    """Signs, names, last year, stars, the sum of the numbers: however it is spaced."""
    law, text = pair
    assert parse_law(text) == law


@given(_laws())
def test_a_law_ties_each_name_to_its_cells(pair: tuple[Law, str]) -> None:
    """Every cell that a name stands for is a term with the name's sign and year."""
    law, _ = pair
    left, right = law.resolve(lambda name: (name.path, f"{name.path}.x") if name.all_under else ())
    stars = [name for name in law.names if name.all_under]
    assert [term.key for term in left.terms + right.terms] == [
        key for name in stars for key in (name.path, f"{name.path}.x")
    ]
    assert [(t.sign, t.last) for t in (left.terms + right.terms)[::2]] == [
        (name.sign, name.last) for name in stars
    ]
    assert (left.constant, right.constant) == (law.left_constant, law.right_constant)


def test_a_star_may_stand_inside_a_name(schemas: Schemas) -> None:
    """It means what it means in a text check: the cells below, whatever stands in between."""
    law = "applications.outcome.denied.*.natural <= applications.new.natural"
    (clause,) = clauses(schemas, law)
    keys = [term.key for term in clause.left.terms]
    assert len(keys) == 8
    assert {key.split(".")[2] for key in keys} == {"denied"}


@pytest.mark.parametrize("text", ["a = b", "a + 1", "last.a", "a +", ""])
def test_a_sum_is_of_this_years_cells_alone(text: str) -> None:
    """What a text check may say is a part of what a law may say."""
    with pytest.raises(LawError):
        parse_sum(text)
    assert [name.sign for name in parse_sum("a.b + a.*.d - e.*")] == [1, 1, -1]
