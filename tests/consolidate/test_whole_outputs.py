"""Whole outputs of single steps: the blank roster, facts with a register, where workbooks lie."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from types import SimpleNamespace

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest
from benchmarks.filled import report_of
from tests.support.units import HEAD, roster_of
from tests.support.website import WEBSITE, valid_website

from xlreport import consolidate
from xlreport.checking import check
from xlreport.consolidation.book.outputs import without_outputs, workbook_paths
from xlreport.consolidation.earlier.replaced import demand_free
from xlreport.consolidation.explain import Contribution, Explained, _leaves, _size
from xlreport.consolidation.facts import facts_frame, write_facts
from xlreport.consolidation.figures import Figures, Vector, total, vector_of
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.decided import NOTHING, Decided
from xlreport.consolidation.incoming.filing import Filing, mention
from xlreport.consolidation.incoming.intake import Intake
from xlreport.consolidation.incoming.listed import is_same
from xlreport.consolidation.sums.carried_reasons import with_carried_reasons
from xlreport.consolidation.sums.tree import RollUpRow
from xlreport.consolidation.units.members import Member, UnitKind
from xlreport.consolidation.units.roster_book import roster_bytes
from xlreport.consolidation.units.workbook_links import WorkbookLinks
from xlreport.consolidation.years.beside import beside_open, earlier_workbooks, lower_folder, twin
from xlreport.consolidation.years.next_year import next_year_workbooks
from xlreport.edition import edition_for, load_edition
from xlreport.errors import UserError
from xlreport.issue import Issue
from xlreport.report import Explanation, Report, Unit, with_totals


def test_the_roster_as_a_workbook_says_what_each_column_is_for() -> None:
    members = [
        Member("1", "示例市", UnitKind.GOVERNMENT, level="设区的市"),
        Member("2", "示例局", UnitKind.DEPARTMENT, "1", in_scope=False, opened=date(2020, 3, 1)),
        Member(
            "3", "示例镇", UnitKind.TOWNSHIP, "1", closed=date(2021, 1, 1), merged_into=("1", "2")
        ),
    ]
    book = openpyxl.load_workbook(BytesIO(roster_bytes(members)))
    sheet = book["名册"]
    assert [[cell or "" for cell in row] for row in sheet.values] == [
        HEAD.split(","),
        ["1", "示例市", "人民政府", "", "是", "", "", "", "设区的市"],
        ["2", "示例局", "政府部门", "1", "否", "2020-03-01", "", "", ""],
        ["3", "示例镇", "乡镇", "1", "是", "", "2021-01-01", "1、2", ""],
    ]
    comments = [cell.comment.text for cell in sheet[1] if cell.comment]
    assert len(comments) == 9
    assert "写它的代码或名称" in comments[3]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFHI"]
    assert [round(width) for width in widths] == [23, 31, 17, 25, 9, 15, 25, 13]
    assert sheet.freeze_panes == "C2"
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists == {
        "C2:C5001": '"人民政府,政府办公室,政府部门,乡镇,街道,垂直管理部门"',
        "E2:E5001": '"是,否"',
        "I2:I5001": lists["I2:I5001"],
    }
    assert "县级" in lists["I2:I5001"]


# ---- Facts ---------------------------------------------------------------------------------------


def intake_of(reports: list[Report], roster: str = "") -> Intake:
    edition = reports[0].edition
    figures, filings = Figures(edition, len(reports)), []
    for number, each in enumerate(reports):
        vector = vector_of(each)
        figures.fill(number, vector.quanta, vector.missing)
        filings.append(
            Filing(
                number,
                Path(f"{number}.xlsx"),
                f"digest {number}",
                edition=edition,
                year=each.year,
                unit=each.unit,
                member=each.unit.identity,
                answers=each.answers,
                registers=each.registers,
            )
        )
    choices = Choices(roster=roster_of(roster) if roster else None)
    return Intake(tuple(filings), reports[0].year, edition, figures, choices)


def test_the_facts_of_a_form_with_questions_and_a_register(tmp_path: Path) -> None:
    reports = [valid_website(WEBSITE, Random(seed), f"示例{seed}局") for seed in range(4)]
    (entry, *others) = reports[0].registers["accounts"]
    mine = replace(entry, unit="示例下级局")
    reports[0] = replace(reports[0], registers={"accounts": (mine, *others)})
    last = [each for each in reports[1].answers if each != "safety.media"][-1]
    reports[1] = replace(
        reports[1],
        unit=Unit("示例1局", "001", "county"),
        answers={k: v for k, v in reports[1].answers.items() if k != last},
    )
    path = tmp_path / "数据.parquet"
    intake = intake_of(reports)
    assert write_facts(intake, path) == 4
    table = pq.read_table(path)
    assert table.column_names == [
        *("year", "unit_code", "unit_name", "unit_kind", "parent", "unit_level", "report_kind"),
        *("edition", "file", "sha256", *WEBSITE.numbers, *WEBSITE.questions),
    ]
    rows = table.to_pylist()
    assert [row["unit_code"] for row in rows] == ["", "001", "", ""]
    assert [row["unit_level"] for row in rows] == [None, "county", None, None]
    assert [row["parent"] for row in rows] == [None] * 4
    assert {row["edition"] for row in rows} == {WEBSITE.id}
    for row, report in zip(rows, reports, strict=True):
        assert {key: row[key] for key in WEBSITE.cells} == dict(report.values)
        for key, question in WEBSITE.questions.items():
            given = report.answers.get(key)
            told = row[key].isoformat() if isinstance(row[key], date) else row[key]
            assert told in (given, question.type.shown(given) if given else None)
    told = json.loads(table.schema.metadata[b"pandas"])
    counts = [field.name for field in table.schema if str(field.type) == "int64"]
    assert [column["name"] for column in told["columns"]] == counts
    assert {column["numpy_type"] for column in told["columns"]} == {"Int64"}
    field = table.schema.field("site.kind")
    assert field.metadata == {b"label": WEBSITE.questions["site.kind"].label.encode(), b"unit": b""}
    assert table.schema.field("unit_code").metadata is None
    frame = facts_frame(intake)
    assert list(frame.columns) == table.column_names
    assert frame["unit_name"].tolist() == [row["unit_name"] for row in rows]
    assert str(frame["year"].dtype) == "int16"
    entries = pq.read_table(tmp_path / "数据.accounts.parquet").to_pylist()
    assert len(entries) == sum(len(each.registers["accounts"]) for each in reports)
    assert (entries[0]["unit_name"], entries[0]["unit_code"]) == ("示例下级局", None)
    assert entries[0]["accounts.name"] == entry.answers["name"]
    own = [each for each in entries if each["unit_name"] == "示例1局"]
    assert [each["unit_code"] for each in own] == ["001"] * len(reports[1].registers["accounts"])
    posts = [each.figures["posts"] for report in reports for each in report.registers["accounts"]]
    assert [each["accounts.posts"] for each in entries] == posts


def test_facts_say_who_is_above_and_nothing_of_nothing() -> None:
    roster = f"{HEAD}\n1,示例市,人民政府,\n2,示例局,政府部门,1\n"
    reports = [report_of(Unit("示例市", "1"), 1), report_of(Unit("示例局", "2"), 2)]
    frame = facts_frame(intake_of(reports, roster))
    assert frame["unit_kind"].tolist() == ["人民政府", "政府部门"]
    assert frame["parent"].isna().tolist() == [True, False]
    assert frame["parent"].tolist()[1] == "1"
    with pytest.raises(ValueError, match="没有一份报表可以汇总"):
        facts_frame(replace(intake_of(reports), figures=None))


# ---- Sums ----------------------------------------------------------------------------------------


def test_what_is_missing_in_one_is_missing_in_the_sum_and_nothing_overflows() -> None:
    large = np.array([2**62, 3, 4], dtype=np.int64)
    gap = np.array([False, True, False])
    found = total([Vector(large, gap), Vector(large, ~gap & False)])
    assert found.value(0) is not None
    assert int(found.quanta[0]) == 2**63
    assert found.value(1) is None
    assert int(found.quanta[1]) == 0
    assert int(found.quanta[2]) == 8
    many = [Vector(np.array([2**61, 0], dtype=np.int64), np.zeros(2, dtype=bool))] * 9
    assert int(total(many).quanta[0]) == 9 * 2**61
    edition = edition_for(2020)
    figures = Figures(edition, 2)
    assert figures.row(1).value(0) is None
    columns = len(edition.numbers)
    figures.fill(0, np.array([10**30] * columns, dtype=object), np.zeros(columns, dtype=bool))
    figures.fill(1, np.array([7] * columns, dtype=np.int64), np.zeros(columns, dtype=bool))
    assert int(figures.row(0).quanta[0]) == 10**30
    assert int(figures.row(1).quanta[0]) == 7


def test_only_reports_of_one_form_and_year_are_added() -> None:
    unit, one = Unit("示例市"), report_of(Unit("示例局"), 1)
    assert (
        consolidate([one], unit).values["applications.new.total"]
        == one.values["applications.new.total"]
    )
    assert consolidate([one, one], unit).unit == unit
    for other in (replace(one, year=2019), replace(one, edition=load_edition("2021"))):
        with pytest.raises(ValueError, match="各报表的年度或格式不一致"):
            consolidate([one, other], unit)
    with pytest.raises(ValueError, match="没有可以汇总的报表"):
        consolidate([], unit)


STOCK, GRANTED = "applications.carried_in.natural", "applications.outcome.granted.natural"


def test_reasons_are_carried_up_where_they_make_up_the_whole_difference() -> None:
    """Two towns have explained why they carried over more, a third has not."""

    def town(code: str, more: int, reason: str) -> tuple[Report, Filing]:
        plain = report_of(Unit(f"第{code}镇", code, "township"), int(code))
        carried = {k: v for k, v in plain.values.items() if "carried_in" in k}
        left = {k.replace("carried_in", "carried_out"): v for k, v in carried.items()}
        last = replace(report_of(plain.unit, 9, 2019), values=left)
        figures = {key: int(plain.values[key]) + more for key in (STOCK, GRANTED)}
        values = with_totals(plain.edition, {**plain.values, **figures})
        report = replace(plain, values=values).with_last(last)
        (verdict,) = check([report])
        issues = [Issue(finding, reason) for finding in verdict.findings]
        return report, Filing(0, Path(f"{code}.xlsx"), unit=report.unit, issues=tuple(issues))

    def carried(*towns: tuple[Report, Filing], given: str = "") -> dict[str, str]:
        reports = [report for report, _ in towns]
        filings = [replace(filing, index=n) for n, (_, filing) in enumerate(towns)]
        sums = consolidate(reports, Unit("示例县", "9", "county"))
        before = [report.before for report in reports if report.before]
        sums = sums.with_last(consolidate(before, sums.unit))
        (verdict,) = check([sums])
        if given:
            texts = {f.clause: Explanation(given, f.fingerprint) for f in verdict.findings}
            verdict = replace(verdict, report=replace(sums, explanations=texts))
        figures = [vector_of(report) for report in reports]
        rows = [RollUpRow(f.unit, v, filing=f) for f, v in zip(filings, figures, strict=True)]
        lower = SimpleNamespace(parts=rows[:1])
        parts = [RollUpRow(Unit("下级"), figures[0], below=lower), *rows[1:]]  # type: ignore[arg-type]
        intake = SimpleNamespace(row=lambda filing: figures[filing.index])
        roll_up = SimpleNamespace(parts=parts)
        found = with_carried_reasons(verdict, roll_up, intake)  # type: ignore[arg-type]
        return {key: each.text for key, each in found.report.explanations.items()}

    one, two = town("1", 2, "漏报两件"), town("2", 3, "漏报三件")
    told = "下级已说明：第1镇：漏报两件；第2镇：漏报三件"
    assert carried(one, two) == {"CARRY[natural]": told}
    assert carried(one, town("2", 0, "")) == {"CARRY[natural]": "下级已说明：第1镇：漏报两件"}
    assert carried(one, town("2", 3, "")) == {}, "one of them has said nothing"
    assert carried(one, two, given="本级的原因") == {"CARRY[natural]": "本级的原因"}
    assert carried(one, two, given="下级已说明：过去的") == {"CARRY[natural]": told}


# ---- Where workbooks lie -------------------------------------------------------------------------


def test_workbooks_of_the_levels_lie_beside_the_highest(tmp_path: Path) -> None:
    def made(name: str, code: str, *, is_top: bool = False) -> SimpleNamespace:
        return SimpleNamespace(
            unit=Unit(name, code), report=SimpleNamespace(year=2020), is_top=is_top
        )

    all_ = [
        *(made("甲县", "1"), made("甲县", "2")),
        *(made("市", "9", is_top=True), made("省", "8", is_top=True)),
    ]
    names = [
        "甲县2020年汇总.xlsx",
        "甲县2020年汇总-2.xlsx",
        "市2020年汇总.xlsx",
        "省2020年汇总.xlsx",
    ]
    folder = tmp_path / "汇总"
    assert workbook_paths(all_, folder) == [folder / name for name in names]  # type: ignore[arg-type]
    for output in (tmp_path / "市.xlsx", tmp_path / "市.XLSM"):
        below = tmp_path / "市-各级汇总簿"
        expected = [below / names[0], below / names[1], output, below / names[3]]
        assert workbook_paths(all_, output) == expected  # type: ignore[arg-type]


def test_a_result_is_no_input(tmp_path: Path) -> None:
    output = tmp_path / "市.xlsx"
    below = lower_folder(output)
    others = [tmp_path / "别的.xlsx", tmp_path / "收到" / "市.xlsx", tmp_path / "市.xlsm"]
    for path in (output, *others, below / "县.xlsx", below / "里" / "县.xlsx"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    link = tmp_path / "链接.xlsx"
    link.symlink_to(output)
    found = [
        output,
        beside_open(output),
        below / "县.xlsx",
        below / "里" / "县.xlsx",
        link,
        *others,
    ]
    assert without_outputs(found, output) == others
    assert without_outputs(others, tmp_path / "收到") == [others[0], others[2]]


def test_what_an_earlier_run_has_left(tmp_path: Path) -> None:
    output = tmp_path / "市.xlsx"
    below = lower_folder(output)
    below.mkdir()
    for path in (below / "乙.xlsx", below / "甲.xlsx", below / "~$甲.xlsx", below / "甲.txt"):
        path.write_bytes(b"")
    lower = sorted([below / "甲.xlsx", below / "乙.xlsx"])
    assert earlier_workbooks(output) == lower
    (tmp_path / "市.xlsm").write_bytes(b"")
    assert earlier_workbooks(output) == [*lower, tmp_path / "市.xlsm"]
    output.write_bytes(b"")
    assert earlier_workbooks(output) == [*lower, output]
    assert earlier_workbooks(below) == lower
    assert twin(Path("市.XLSX")) == Path("市.xlsm")
    assert twin(Path("市.ods")) is None
    assert beside_open(output) == tmp_path / "市（新）.xlsx"


def test_facts_replace_only_facts_and_no_input(tmp_path: Path) -> None:
    facts, output = tmp_path / "数.parquet", tmp_path / "市.xlsx"
    ours = b"PAR1" + b"x" * (1 << 21) + b"unit_code unit_name sha256 PAR1"
    demand_free(output, facts, inputs=[])
    facts.write_bytes(ours)
    demand_free(output, facts, inputs=[])
    facts.write_bytes(b"PAR1 unit_code unit_name sha256 PAR1")
    demand_free(output, facts, inputs=[])
    end = b" unit_name sha256 PAR1"
    cases = (
        b"PAR1 unit_code" + b"x" * ((1 << 20) - len(b"nit_code" + end)) + end,
        b"PAR2" + ours[4:],
        ours[:-1] + b"2",
        ours.replace(b"sha256", b"sha257"),
        b"PAR1 unit_code unit_name sha256" + b"x" * (1 << 20) + b"PAR1",
    )
    for content in cases:
        facts.write_bytes(content)
        with pytest.raises(UserError, match="不是本程序写出的数据文件"):
            demand_free(output, facts, inputs=[])
        demand_free(output, facts, inputs=[], force=True)
    output.write_bytes(b"")
    demand_free(output, None, inputs=[facts])
    with pytest.raises(UserError):
        demand_free(output, None, inputs=[output])


def test_each_workbook_leads_to_the_next_one_above(tmp_path: Path) -> None:
    roster = roster_of(f"{HEAD}\n1,省,人民政府,\n2,市,人民政府,1\n3,县,人民政府,2\n4,镇,乡镇,3\n")
    paths = {"1": tmp_path / "省.xlsx", "2": tmp_path / "市.xlsx"}
    links = WorkbookLinks(tmp_path / "下" / "县.xlsx", paths)
    above = links.above(roster.members["4"], roster)
    assert above is not None
    assert above[0] == "市.xlsx"
    assert links.highest(roster.members["4"], roster) == "省.xlsx"
    assert links.highest(roster.members["1"], roster) == ""
    assert links.above(roster.members["1"], roster) is None
    assert links.above(None, roster) is links.above(roster.members["4"], None) is None
    assert links.highest(None, roster) == links.highest(roster.members["4"], None) == ""
    assert links.link_to("3") is None
    assert links.folder == tmp_path / "下"


def test_a_hand_out_lies_in_the_folder_of_the_unit_above() -> None:
    roster = roster_of(
        f"{HEAD}\n1,市,人民政府,\n2,县,人民政府,1\n3,镇,乡镇,2\n4,镇,乡镇,2\n"
        "5,旧局,政府部门,1,,,2019\n6,区,人民政府,1\n7,旧镇,乡镇,6,,,2019\n"
    )
    found = list(next_year_workbooks(roster, None, load_edition("2021"), 2023))
    assert [(each.path.as_posix(), each.has_units_below) for each in found] == [
        ("市2023.xlsx", True),
        ("市/县2023.xlsx", True),
        ("县/镇2023.xlsx", False),
        ("县/镇2023-4.xlsx", False),
        ("市/区2023.xlsx", False),
    ]
    assert {each.report.year for each in found} == {2023}


def test_what_is_decided_in_this_run_goes_before_what_was_decided_earlier() -> None:
    kept = SimpleNamespace(action="不采用", unit="示例局（2）")
    earlier = SimpleNamespace(decisions={"d": kept})
    plain = Choices(earlier=earlier)  # type: ignore[arg-type]
    path, other = Path("a.xlsx").resolve(), Path("b.xlsx").resolve()
    assert plain.decided(path, "d") == Decided("不采用", "示例局（2）")
    assert plain.decided(path, "e") == plain.decided(path, "") == NOTHING
    member = Member("3", "示例镇", UnitKind.TOWNSHIP)
    chosen = replace(plain, take=frozenset({path}), matches={other: member})
    assert chosen.decided(path, "d") == Decided("采用", "示例局（2）", fresh=True)
    assert chosen.decided(other, "d") == Decided("不采用", "示例镇（3）", fresh=True)
    assert chosen.decided(Path("c.xlsx"), "d") == Decided("不采用", "示例局（2）")
    assert replace(chosen, take=frozenset()).decided(other, "e").unit == "示例镇（3）"
    assert replace(chosen, matches={}).decided(path, "e").action == "采用"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("甲", "1"), ("乙", "1"), True),
        (("甲", "1"), ("甲", "2"), False),
        (("甲", "1"), ("甲", ""), True),
        (("甲", ""), ("乙", "1"), False),
        (("", ""), ("", ""), False),
    ],
)
def test_units_are_the_same_by_code_or_by_name_where_one_has_no_code(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert is_same(Unit(*one), Unit(*other)) is is_same(Unit(*other), Unit(*one)) is same


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("甲.xlsx", 0, "甲.xlsx"),
        ("甲.xlsx", 1, "收/甲.xlsx"),
        ("甲 乙.xlsx", 0, '"甲 乙.xlsx"'),
        ("甲(1).xlsx", 0, '"甲(1).xlsx"'),
        ("甲&乙.xlsx", 0, '"甲&乙.xlsx"'),
        ("甲（1）.xlsx", 0, "甲（1）.xlsx"),
    ],
)
def test_how_a_file_is_named_on_a_command_line(name: str, more: int, told: str) -> None:
    filing = Filing(0, Path("收", name))
    assert mention(filing, {name: 1 + more}) == told
    assert mention(filing, {}) == mention(filing, {name: 1})


# ---- What stands behind a figure -----------------------------------------------------------------


def test_what_stands_behind_a_figure_goes_down_to_who_reported_it() -> None:
    """A roll-up with another figure than its row stands for itself; none leads back into itself."""

    def row(code: str, value: int | None, reports: int = 0, **more: str) -> SimpleNamespace:
        values = {} if value is None else {"k": value}
        return SimpleNamespace(
            unit=Unit(f"第{code}", code), values=values, reports=reports, answers=more,
            file=f"{code}.xlsx", time="t", digest="d",
        )  # fmt: skip

    def book(code: str, value: int, *rows: SimpleNamespace) -> SimpleNamespace:
        report = SimpleNamespace(edition=SimpleNamespace(questions={"q": 0}))
        detail = SimpleNamespace(rows=rows)
        return SimpleNamespace(identity=code, report=report, detail=detail, value=lambda _: value)

    county = book("2", 3, row("21", 1, q="甲"), row("22", 2), row("1", 9, 5))
    other = book("3", 8, row("31", 8))
    city = book("1", 15, row("2", 3, 2), row("3", 7, 1), row("4", None), row("5", -5, q="乙"))
    lower = {each.identity: each for each in (county, other, city)}

    def leaves(key: str) -> list[tuple[str, object, tuple[str, ...]]]:
        item = SimpleNamespace(key=key)
        found = _leaves(city, lower, item, ())  # type: ignore[arg-type]
        return [(each.unit.code, each.value, each.via) for each in found]

    assert leaves("k") == [
        *(("21", 1, ("第2",)), ("22", 2, ("第2",)), ("1", 9, ("第2",))),
        *(("3", 7, ()), ("4", None, ()), ("5", -5, ())),
    ]
    assert leaves("q") == [
        *(("21", "甲", ("第2",)), ("22", None, ("第2",)), ("1", None, ("第2",))),
        *(("31", None, ("第3",)), ("4", None, ()), ("5", "乙", ())),
    ]
    parts = [Contribution(Unit(""), value, "", "", "") for value in (2, None, "甲", -5)]
    assert [part.shown for part in parts] == ["2", "缺", "甲", "-5"]
    assert Explained.sum_of(parts) == -3
    assert [_size(part.value) for part in parts] == [2_000_000, 0, 0, 5_000_000]
