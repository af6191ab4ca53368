"""New labels, and editions that are another one with changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.schemas import OVERLAY, Schemas

from xlreport.checking.prose import judge_prose
from xlreport.edition import Edition, EditionError, layout_of, load, load_edition
from xlreport.edition.model import Head
from xlreport.finding import Outcome
from xlreport.report import Report, Unit, with_totals

REVISION = """\
edition: "2026"
extends: "2021"
years: {from: 2026}
rename:
  - {section: disclosure, column: issued, label: 本年新制发件数}
  - {section: disclosure, column: decisions, label: 处理决定数量}
  - {section: applications, row: outcome.denied.secret, label: 1.涉及国家秘密}
add:
  - section: disclosure
    after: penalty
    rows: {confirmation: 行政确认}
"""


RULES = """\
drop: [YEAR-SAME, T4-PENDING, TEXT-FEE-TOLD]
replace:
  - {id: T2-STOCK, law: in_force <= last.in_force + issued, severity: note}
  - {id: TEXT-FEE, about: processing_fee}
  - {id: YEAR-SWING, factor: 5}
"""
"""What a revision may say of the rules of the edition that it extends."""


@pytest.fixture
def schemas(tmp_path: Path) -> Schemas:
    """A copy of the schema files, with the file of a revision."""
    schemas = Schemas(tmp_path)
    schemas.write("2026", REVISION)
    return schemas


@pytest.fixture
def revised(schemas: Schemas) -> Edition:
    """The edition of the revision."""
    return schemas.build("2021", revision="2026")


def head(edition: Edition, key: str) -> list[Head]:
    """The heads that a cell of this key stands under, rows first."""
    section = next(each for each in edition.sections if key.startswith(f"{each.key}."))
    for block in section.blocks:
        for row in block.row_paths():
            for column in block.column_paths():
                heads = [*row, *column]
                if [part.key for part in heads] == key.split(".")[1:]:
                    return heads
    raise KeyError(key)


def test_a_revision_is_the_edition_it_extends_but_for_its_changes(revised: Edition) -> None:
    """Its own name and years; the same document, cells and rules, and the row it adds."""
    base = load_edition("2021")
    assert (revised.id, revised.first_year, revised.last_year) == ("2026", 2026, None)
    assert (revised.document, revised.document_number) == (base.document, base.document_number)
    new = "disclosure.confirmation.decisions"
    assert [key for key in revised.cells if key != new] == list(base.cells)
    assert [rule.id for rule in revised.rules] == [rule.id for rule in base.rules]
    assert revised.overlays == ()


def test_a_column_is_renamed_in_every_block_that_has_it(revised: Edition) -> None:
    """Penalties stand in another block than licences."""
    for row in ("licence", "penalty", "confirmation"):
        assert head(revised, f"disclosure.{row}.decisions")[-1].label == "处理决定数量"


def test_the_old_label_is_another_spelling(revised: Edition) -> None:
    """It stands in front of those that were known."""
    column = head(revised, "disclosure.normative.issued")[-1]
    old = head(load_edition("2021"), "disclosure.normative.issued")[-1]
    assert column.also == (old.label, *old.also)


def test_a_label_says_itself_in_messages_and_on_the_sheet(revised: Edition) -> None:
    """Cells are called by it, and nobody by the old one."""
    assert "本年新制发件数" in revised.cells["disclosure.normative.issued"].label
    secret = revised.cells["applications.outcome.denied.secret.natural"]
    assert "1.涉及国家秘密" in secret.label
    printed = {box.text for sheet in layout_of(revised).sheets for box in sheet.boxes}
    assert {"本年新制发件数", "1.涉及国家秘密"} <= printed
    assert not {"本年制发件数", "1.属于国家秘密"} & printed


def test_an_overlay_lies_over_a_revision(schemas: Schemas) -> None:
    """It is meant for the new edition, and sees the rows that it has added."""
    text = OVERLAY.replace('"2019"', '"2026"').replace("normative", "confirmation")
    schemas.write("local", text)
    edition = schemas.build("2021", ["local"], revision="2026")
    assert "disclosure.other_documents.decisions" in edition.cells
    assert edition.overlays == ("local",)


def test_an_overlay_renames(schemas: Schemas) -> None:
    """Without an edition of its own; one of its own rows too."""
    rename = "rename:\n  - {section: disclosure, row: other_documents, label: 其他文件}\n"
    schemas.write("local", OVERLAY + rename)
    cell = schemas.build("2019", ["local"]).cells["disclosure.other_documents.made"]
    assert cell.label.startswith("其他文件")


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("column: issued", "column: isued", "isued", "“disclosure”中没有“isued”这一列"),
        ("outcome.denied.secret", "denied.secret", "secret", "中没有“denied.secret”这一行"),
        ("disclosure, column: issued", "nowhere, column: issued", "issued", "“nowhere”中没有"),
        ("column: issued,", "column: issued, row: licence,", "issued", "两者取一"),
        ("column: issued, ", "", "本年新制发件数", "两者取一"),
        ("after: penalty", "after: penalties", "after:", "没有“penalties”这一行"),
        ("years: {from: 2026}", "year: {from: 2026}", "year:", "不认识“year”"),
    ],
)
def test_a_mistake_in_a_revision_is_named_on_its_line(
    schemas: Schemas, old: str, new: str, at: str, what: str
) -> None:
    """Not in the edition that it extends."""
    path = schemas.edit("2026", old, new)
    line = schemas.line_of("2026", at)
    with pytest.raises(EditionError) as caught:
        schemas.build("2021", revision="2026")
    assert any(p.startswith(f"{path}:{line}: ") and what in p for p in caught.value.problems)


def test_rules_are_dropped_and_fields_of_them_replaced(schemas: Schemas) -> None:
    """In their places; whatever a file does not say stays as it was."""
    base = load_edition("2021")
    schemas.write("2026", REVISION + RULES)
    edition = schemas.build("2021", revision="2026")
    left = [rule for rule in base.rules if rule.id != "T4-PENDING"]
    assert [rule.id for rule in edition.rules] == [rule.id for rule in left]
    old, new = ({rule.id: rule for rule in e.rules}["T2-STOCK"] for e in (base, edition))
    assert (new.law, new.severity) == ("in_force <= last.in_force + issued", "note")
    assert (new.name, new.advice, new.source) == (old.name, old.advice, old.source)
    assert {clause.relation for clause in new.clauses} == {"<="}
    texts = {rule.id: rule for rule in edition.prose_rules}
    assert base.prose_rules[-1].id == "TEXT-FEE-TOLD"
    assert list(texts) == [rule.id for rule in base.prose_rules[:-1]]
    assert {told.about for told in texts["TEXT-FEE"].told} == {"processing_fee"}
    compared = {each.id: each for each in edition.comparisons}
    assert list(compared) == [each.id for each in base.comparisons if each.id != "YEAR-SAME"]
    was = next(each for each in base.comparisons if each.id == "YEAR-SWING")
    assert compared["YEAR-SWING"] == replace(was, factor=5)


def test_what_is_dropped_may_be_written_anew(schemas: Schemas) -> None:
    """Another rule with its id comes after those that stay."""
    anew = "rules:\n  - {id: T4-PENDING, name: 甲, short: 甲, severity: error, advice: 请。,\n"
    schemas.write("2026", f"{REVISION}{RULES}{anew}     check: range, table: disputes}}\n")
    last = schemas.build("2021", revision="2026").rules[-1]
    assert (last.id, last.test) == ("T4-PENDING", "range")


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("id: TEXT-FEE,", "id: T4-PENDING,", "id: T4-PENDING", "已在 drop 里去掉"),
        ("id: TEXT-FEE,", "id: T2-STOCK,", "{id: T2-STOCK, about", "写了两次"),
        ("TEXT-FEE-TOLD]", "T4-PENDING]", "drop:", "写了两次"),
        (
            "severity: note",
            "severety: note",
            "severety",
            "不认识“severety”，请检查拼写；这里",
        ),
        ("severity: note", "severity: grave", "grave", "error、query、note 之一"),
        ("severity: note", "check: filled", "check: filled", "两者取一"),
        ("severity: note", "levels: [town]", "levels:", "没有“town”这个层级"),
        ("in_force + issued", "in_force + isued", "isued", "表中没有“isued”"),
        ("about: processing_fee", "about: fees", "about: fees", "没有“fees”这样的话题"),
        ("about: processing_fee", "law: a = b", "law: a = b", "不认识“law”"),
        ("T4-PENDING, TEXT", "T4-SUM, TEXT", "drop:", "没有规则说明它是哪些格之和"),
        ("drop: [", "drop: [t4, ", "drop:", "规则编号只用大写"),
        (", factor: 5", "", "{id: YEAR-SWING", "没有写要改什么"),
        ("factor: 5", "most: 5", "most: 5", "用不上“most”"),
    ],
)
def test_a_mistake_in_what_is_replaced_is_named_on_its_line(
    schemas: Schemas, old: str, new: str, at: str, what: str
) -> None:
    """The line of the revision, though most of the rule stands elsewhere."""
    path = schemas.write("2026", REVISION + RULES)
    schemas.edit("2026", old, new)
    line = schemas.line_of("2026", at)
    with pytest.raises(EditionError) as caught:
        schemas.build("2021", revision="2026")
    assert any(p.startswith(f"{path}:{line}: ") and what in p for p in caught.value.problems), (
        caught.value.problems
    )


def test_a_rule_that_is_there_is_not_written_once_more(schemas: Schemas) -> None:
    """Whoever wants to change it is told how; a comparison has an id, too."""
    for there in ("T4-PENDING", "YEAR-SAME"):
        more = f"rules:\n  - {{id: {there}, name: 甲, short: 甲, severity: note, advice: 请。,\n"
        schemas.write("2026", f"{REVISION}{more}     check: range, table: disputes}}\n")
        with pytest.raises(EditionError, match=f"“{there}”重复；要改原来的规则，请写在 replace 里"):
            schemas.build("2021", revision="2026")


def test_an_overlay_neither_drops_nor_replaces(schemas: Schemas) -> None:
    """A local office adds to the rules; it takes none away."""
    schemas.write("local", OVERLAY + "drop: [T4-SUM]\n")
    with pytest.raises(EditionError, match="不认识“drop”"):
        schemas.build("2019", ["local"])


@pytest.mark.parametrize(
    ("extended", "what"),
    [("2020", "没有“2020”版格式"), ("2026", "“2026”版本身由另一版改成")],
)
def test_what_cannot_be_extended_is_named(schemas: Schemas, extended: str, what: str) -> None:
    """No such edition, or one that is another with changes itself."""
    text = REVISION.replace('"2026"', '"2027"').replace('"2021"', f'"{extended}"')
    path = schemas.write("2027", text)
    with pytest.raises(EditionError) as caught:
        load._load(path, ())
    assert caught.value.problems[0].startswith(f"{path}:2: {what}")


def test_a_revision_is_loaded_from_its_file(schemas: Schemas) -> None:
    """As the program loads it: the edition it extends is found beside it."""
    edition = load._load(schemas.path("2026"), ())
    assert edition.id == "2026"
    assert not edition.serves(2025)
    assert edition.serves(2026)


def test_columns_of_one_name_in_two_blocks_are_one_place(tmp_path: Path) -> None:
    """A law for each column is said once of a column that several blocks have."""
    overlay = tmp_path / "local.yaml"
    overlay.write_text(
        'overlay: local\nedition: "2021"\nname: 示例\nrules:\n'
        "  - {id: LOCAL-ONE, name: 强制不多于处罚, short: 示, severity: query, advice: 请核对。,\n"
        "     table: disclosure, for_each: column, law: coercion <= penalty, source: 示例}\n",
        encoding="utf-8",
    )
    edition = load_edition("2021", (overlay,))
    (rule,) = [rule for rule in edition.rules if rule.id == "LOCAL-ONE"]
    ids = [clause.id for clause in rule.clauses]
    assert ids
    assert len(ids) == len(set(ids))


def test_a_file_of_words_lets_a_sentence_be_understood_and_changes_no_form(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("words:\n  topics.applications: 办理单\n  fillers: 扎口\n", encoding="utf-8")
    plain, taught = load_edition("2021"), load_edition("2021", (file,))
    assert taught.overlays == ()
    assert taught.cells == plain.cells
    inputs = {cell.key: 0 for cell in plain.inputs}
    told = []
    for edition in (plain, taught):
        values = with_totals(edition, inputs)
        prose = {"overview.on_request": "全年扎口收到办理单6件。"}
        report = Report(edition, 2023, Unit("示例县教育局"), values, prose)
        told.append(judge_prose(edition, [report])[0]["TEXT-RECEIVED[received]"].outcome)
    assert told == [Outcome.NOT_CHECKED, Outcome.BROKEN]


@pytest.mark.parametrize("key", ["topics.none", "topics", "nosuch", "unit_kinds", "fillers.other"])
def test_words_of_no_list_are_named(key: str, tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(f"words:\n  {key}: 甲\n", encoding="utf-8")
    with pytest.raises(EditionError, match=f"words.yaml:2: 词表里没有“{key}”这一组"):
        load_edition("2021", (file,))
