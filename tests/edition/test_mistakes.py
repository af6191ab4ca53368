"""A mistake in a YAML file is named as ``file:line: what``, on the line where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.schemas import OVERLAY, Schemas, overlay_with_rule

from xlreport.edition import Edition, EditionError, layout_of, load_edition
from xlreport.edition.document import read_document
from xlreport.edition.grid import BoxKind
from xlreport.edition.model import CellTest
from xlreport.edition.source import EditionSource
from xlreport.template.live import live_checks


@pytest.fixture
def schemas(tmp_path: Path) -> Schemas:
    """A copy of the schema files, to make mistakes in."""
    return Schemas(tmp_path)


def problems(schemas: Schemas, base: str = "2019", *overlays: str) -> list[str]:
    """What is said of the files."""
    with pytest.raises(EditionError) as caught:
        schemas.build(base, overlays)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


# ---- in an edition -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        # The shape of the file.
        ("lead, optional: true", "lead, optinal: true", "optinal", "不认识“optinal”，请检查拼写"),
        ("{key: lead, optional: true}", "{key: lead, optional: ja}", "ja}", "“optional”应当是"),
        ("years: {from: 2019,", "years: {from: abc,", "abc", "“from”应当是整数"),
        ("years: {from: 2019,", "years: {from: 1999,", "1999", "“from”不能小于 2000"),
        ("from: 2019, to: 2020", "from: 2019, to: 2018", "to: 2018", "不能早于“from”（2019）"),
        ('edition: "2019"', "edition: 2019", "edition: 2019", "“edition”应当是文字"),
        ("short: 结果总计", "short: 结果总计结果总计结", "short: 结果总计结", "“short”太长"),
        ("short: 结果总计", "short: ''", "short: ''", "“short”不能为空"),
        ("row\n    law: published <= made", "x\n    law: published <= made", "each: x", "台账的"),
        ("id: T2-FLOW", "id: t2-flow", "t2-flow", "“id”的写法不对：t2-flow"),
        ("granted: （一）予以公开", "Granted: （一）予以公开", "Granted:", "“Granted”的写法不对"),
        ("granted: （一）予以公开", "granted: [一]", "[一]", "“granted”应当是“名称: 值”"),
        ("sheet: 六、其他事项", "sheet: 六/其他", "六/其他", "“sheet”的写法不对：六/其他"),
        ("name: 办理结果", "check: filled\n    name: 办理结果", "id: T3-SUM", "两者取一"),
        ("  - T3-ROW", "  - T3-ROWS", "T3-ROWS", "没有规则“T3-ROWS”；是不是“T3-ROW”"),
        ("  - T3-ROW", "  - t3-row", "t3-row", "的写法不对：t3-row；规则编号只用大写"),
        # What it says.
        ("law: published <= made", "law: publishd <= made", "publishd", "表中没有“publishd”"),
        ("law: published <= made", "law: published<made", "<made", "第 10 个字符处看不懂：<made"),
        ("law: published <= in_public", "law: published <= decisions", "<= dec", "没有任何一行"),
        ("law: published <= in_public", "law: change <= decisions", "<= dec", "单位不一致：件、项"),
        ("levels: [county, township]", "levels: [county, town]", "town]", "没有“town”这个层级"),
        ("outcome.total = outcome", "outcome.total >= outcome", "rules:", "总计 · 自然人”没有规则"),
        # YAML itself.
        ("document: {name", "document: [name", "document: [", "（方括号没有成对"),
        ("document: {name", "? [a]\n: b\ndocument: {name", "? [a]", "名称应当是一个词"),
        ("    number: 三", "\tnumber: 三", "\tnumber", "YAML 写法有误"),
        ("    number: 三", "    number:\t三\tx: y", "\t三", "YAML 写法有误"),
        ("legal_service: 法律服务机构", "welfare: 法律服务机构", "welfare: 法律", "welfare"),
    ],
)
def test_a_mistake_in_an_edition_is_named_on_its_line(
    schemas: Schemas, old: str, new: str, at: str, what: str
) -> None:
    """One mistake, one line, and enough words to correct it."""
    path = schemas.edit("2019", old, new)
    line = schemas.line_of("2019", at)
    (problem,) = problems(schemas)
    assert problem.startswith(f"{path}:{line}: ")
    assert what in problem


def test_an_edition_may_serve_one_year(schemas: Schemas) -> None:
    """The last year may be the first."""
    schemas.edit("2019", "from: 2019, to: 2020", "from: 2019, to: 2019")
    edition = schemas.build("2019")
    assert (edition.first_year, edition.last_year) == (2019, 2019)


def test_a_rule_id_twice_is_named_at_the_second(schemas: Schemas) -> None:
    """The first keeps it."""
    line = schemas.line_of("2019", "id: T2-FLOW")
    path = schemas.edit("2019", "id: T2-FLOW", "id: T2-ITEMS")
    assert problems(schemas) == [f"{path}:{line}: 规则编号“T2-ITEMS”重复"]


@pytest.mark.parametrize("key", ["last", "cover"])
def test_a_section_may_not_be_called_as_other_values_are(schemas: Schemas, key: str) -> None:
    """``last.`` and ``cover.`` begin the names of other values."""
    line = schemas.line_of("2019", "key: problems")
    path = schemas.edit("2019", "key: problems", f"key: {key}")
    assert problems(schemas) == [f"{path}:{line}: 部分代码“{key}”另有用处，请换一个"]


def test_an_alias_of_nothing_is_named_where_it_is_used(schemas: Schemas) -> None:
    """YAML's own word for a name that was never given."""
    path = schemas.edit("2019", "corner: &content 信息内容", "corner: 信息内容")
    lines = path.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "*content" in text)
    (problem,) = problems(schemas)
    assert problem.startswith(f"{path}:{line}: ")
    assert "*content" in problem


def test_what_is_missing_is_named_where_it_should_stand(schemas: Schemas) -> None:
    """A line that is not there cannot be pointed at: its entry is."""
    path = schemas.edit("2019", "    sheet: 四、复议诉讼\n", "")
    line = schemas.line_of("2019", "- key: disputes")
    assert problems(schemas) == [f"{path}:{line}: 缺少“sheet”"]


def test_every_mistake_of_spelling_is_listed_at_once(schemas: Schemas) -> None:
    """Nobody has to mend one line to hear of the next."""
    rule = "severity: query\n    table: disclosure\n    for_each: row\n    law: prior_items ="
    schemas.edit("2019", rule, rule.replace("severity", "severty"))
    path = schemas.edit("2019", "{from: 2019, to: 2020}", "{from: 2019, until: 2020}")
    found = problems(schemas)
    assert any("不认识“until”，请检查拼写；这里可以写：from、to" in each for each in found)
    assert {each.partition("；")[0] for each in found} == {
        f"{path}:{schemas.line_of('2019', 'until')}: 不认识“until”，请检查拼写",
        f"{path}:{schemas.line_of('2019', 'severty')}: 不认识“severty”，请检查拼写",
        f"{path}:{schemas.line_of('2019', 'id: T2-FLOW')}: 缺少“severity”",
    }


def test_a_head_without_a_label_is_a_mistake(schemas: Schemas) -> None:
    """Only a column that is empty by form has none: otherwise nobody could tell what it is."""
    path = schemas.edit("2019", "not_held: 1.本机关不掌握相关政府信息", "not_held: {unit: 件}")
    (problem,) = problems(schemas)
    assert problem.startswith(f"{path}:{schemas.line_of('2019', 'not_held:')}: ")


def test_a_cell_without_a_unit_is_a_mistake(schemas: Schemas) -> None:
    """A figure of which nobody knows what it counts cannot be summed."""
    path = schemas.edit("2021", ", unit: 万元, number: ten", ", number: ten")
    line = schemas.line_of("2021", "- title: 第二十条第（八）项")
    label = "行政事业性收费／本年收费金额（单位：万元）"
    assert problems(schemas, "2021") == [f"{path}:{line}: “{label}”没有写明单位（unit）"]


def test_an_unknown_kind_of_number_is_a_mistake(schemas: Schemas) -> None:
    """Kinds of numbers are those of common.yaml."""
    path = schemas.edit("2019", "number: yuan", "number: dollar")
    line = schemas.line_of("2019", "- title: 第二十条第（九）项")
    (problem,) = problems(schemas)
    known = "count（不小于 0 的整数）、change"
    assert problem.startswith(f"{path}:{line}: 没有“dollar”这种数值类型，可用的有：{known}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sheet: 五、问题与改进", "sheet: 六、其他事项"),
        ("sheet: 五、问题与改进", "sheet: 校验"),
        ("key: problems", "key: others"),
        ("{key: management, label", "{key: proactive, label"),
    ],
)
def test_the_same_name_twice_is_a_mistake(schemas: Schemas, old: str, new: str) -> None:
    """Two sheets, sections or texts of one name would hide each other."""
    path = schemas.edit("2019", old, new)
    (problem,) = problems(schemas)
    assert problem.startswith(f"{path}:")


def test_years_that_run_backwards_are_a_mistake(schemas: Schemas) -> None:
    """An edition that serves no year would never be found."""
    path = schemas.edit("2019", "{from: 2019, to: 2020}", "{from: 2020, to: 2019}")
    (problem,) = problems(schemas)
    assert problem.startswith(f"{path}:{schemas.line_of('2019', 'to: 2019')}: ")


def test_a_file_that_is_not_utf8_is_a_mistake(schemas: Schemas) -> None:
    """Saved by an old editor as GBK."""
    path = schemas.path("2019")
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    assert problems(schemas) == [f"{path}:1: 文件不是 UTF-8 编码"]


def test_a_file_that_is_not_there_is_a_mistake(schemas: Schemas) -> None:
    """The message says which file could not be opened."""
    path = schemas.path("2033")
    with pytest.raises(EditionError) as caught:
        read_document(path, EditionSource)
    assert str(caught.value).startswith(f"{path}:1: 打不开文件")


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "text\n"])
def test_a_file_of_another_shape_is_a_mistake(schemas: Schemas, text: str) -> None:
    """Empty, a list, a text: not an edition."""
    path = schemas.write("2019", text)
    assert problems(schemas) == [f"{path}:1: “文件”应当是“名称: 值”的列表"]


# ---- in an overlay -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ('edition: "2019"', 'edition: "2021"', "edition:", "是给“2021”版的"),
        ("after: normative", "after: normativ", "after:", "“disclosure”中没有“normativ”这一行"),
        ("section: disclosure", "section: nowhere", "after:", "“nowhere”中没有“normative”这一行"),
        ("after: normative", "afer: normative", "afer:", "不认识“afer”"),
        ("name: 本地补充\n", "", "overlay:", "缺少“name”"),
        ("其他主动公开文件", "{label: 其他, number: x}", "other_doc", "“x”"),
        ("other_documents:", "normative:", "normative:", "normative.made"),
        ("其他主动公开文件", "{label: 其他, total: true}", "other_doc", ""),
        ("其他主动公开文件", "{unit: 件}", "other_documents", ""),
    ],
)
def test_a_mistake_in_an_overlay_is_named_in_the_overlay(
    schemas: Schemas, old: str, new: str, at: str, what: str
) -> None:
    """Its author is not sent to the official form, which has no mistake."""
    path = schemas.write("local", OVERLAY)
    schemas.edit("local", old, new)
    found = problems(schemas, "2019", "local")
    line = schemas.line_of("local", at)
    near = {f"{path}:{number}: " for number in range(line - 3, line + 1)}
    assert any(problem.startswith(tuple(near)) and what in problem for problem in found), found


def test_a_rule_of_an_overlay_may_not_take_the_id_of_another(schemas: Schemas) -> None:
    """Explanations and findings are filed under the id."""
    text = overlay_with_rule("law: disputes.review.total >= 0").replace("LOCAL", "CARRY")
    path = schemas.write("local", text)
    line = schemas.line_of("local", "id: CARRY")
    assert problems(schemas, "2019", "local") == [f"{path}:{line}: 规则编号“CARRY”重复"]


def test_a_test_of_an_unknown_table_is_a_mistake(schemas: Schemas) -> None:
    """A rule that looks at nothing would hold for ever."""
    path = schemas.write("local", overlay_with_rule("table: nowhere", "check: filled"))
    (problem,) = problems(schemas, "2019", "local")
    assert problem.startswith(f"{path}:{schemas.line_of('local', 'table: nowhere')}: ")


# ---- an overlay without mistake ------------------------------------------------------------------


@pytest.fixture
def local(schemas: Schemas) -> Edition:
    """The form of 2019 with a local row: 其他主动公开文件, after 规范性文件."""
    schemas.write("local", OVERLAY)
    return schemas.build("2019", ["local"])


NEW = [f"disclosure.other_documents.{column}" for column in ("made", "published", "in_public")]


def test_a_local_row_has_cells_right_after_its_neighbour(local: Edition) -> None:
    """Every column of the block, typed by the clerk, in the unit of the block."""
    keys = list(local.cells)
    start = keys.index("disclosure.normative.in_public") + 1
    assert keys[start : start + 3] == NEW
    assert set(keys) - set(load_edition("2019").cells) == set(NEW)
    assert {local.cells[key].unit for key in NEW} == {"件"}
    assert not any(local.cells[key].total for key in NEW)
    assert local.overlays == ("local",)


def test_a_local_row_stands_in_the_table(local: Edition) -> None:
    """Below its neighbour; what follows moves down by one; nothing else moves."""
    before, after = layout_of(load_edition("2019")), layout_of(local)
    neighbour = after.places["disclosure.normative.made"]
    assert [after.places[key].row for key in NEW] == [neighbour.row + 1] * 3
    boxes = after.sheet(neighbour.sheet).boxes
    (head,) = (box for box in boxes if box.text == "其他主动公开文件")
    assert (head.row, head.kind) == (neighbour.row + 1, BoxKind.ROW_HEAD)
    for key in load_edition("2019").cells:
        place = before.places[key]
        moved = place.sheet == neighbour.sheet and place.row > neighbour.row
        assert after.places[key].row == place.row + moved
        assert after.places[key].column == place.column
    assert after.fingerprint != before.fingerprint


def test_a_local_row_is_checked_as_all_others(local: Edition) -> None:
    """It must be filled, with fitting numbers; the laws of its block are said of it too."""
    for rule in local.rules:
        if rule.test in (CellTest.FILLED, CellTest.RANGE):
            assert set(NEW) <= set(rule.targets)
    said = {clause.id for rule in local.rules for clause in rule.clauses}
    assert {
        "T2-PUBLISHED[other_documents]",
        "T2-PUBLIC-TOTAL[other_documents]",
        "T2-STOCK[other_documents]",
    } <= said
    row = layout_of(local).places[NEW[0]].row
    beside = [c.rule.id for c in live_checks(local).checks if c.place.row == row and c.subject]
    assert {"FILLED", "RANGE", "T2-PUBLISHED"} <= set(beside)


def test_a_local_row_among_the_results_is_summed(schemas: Schemas) -> None:
    """A row under a head belongs to what the sums take from under that head."""
    text = OVERLAY.replace("section: disclosure", "section: applications")
    text = text.replace("after: normative", "after: outcome.denied.inquiry")
    schemas.write("local", text)
    edition = schemas.build("2019", ["local"])
    for rule in edition.rules:
        if rule.id == "T3-SUM":
            for clause in rule.clauses:
                (column,) = (term.key.split("total.")[1] for term in clause.left.terms)
                key = f"applications.outcome.denied.other_documents.{column}"
                assert key in [term.key for term in clause.right.terms]


def test_a_local_rule_is_shown_on_its_sheet(schemas: Schemas) -> None:
    """An overlay's rule has its place among the live checks."""
    schemas.write(
        "local", overlay_with_rule("table: disclosure", "for_each: row", "law: items <= 99")
    )
    edition = schemas.build("2019", ["local"])
    (check,) = live_checks(edition).of_rule(edition.rules[-1])
    row = layout_of(edition).places["disclosure.procurement.items"].row
    assert (check.place.row, check.subject) == (row, "政府集中采购")
