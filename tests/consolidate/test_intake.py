"""Every file has one status, a reason and an advice; versions are chosen by rule or by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from benchmarks.filled import report_of
from tests.consolidate.conftest import file_report

from xlreport.consolidation.book.completeness import shares
from xlreport.consolidation.incoming import judging
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.intake import Intake, take_in
from xlreport.consolidation.incoming.placement import placed
from xlreport.consolidation.incoming.states import State, Status
from xlreport.consolidation.units.roster import read_roster
from xlreport.report import Signature, Unit
from xlreport.signature import STAGES, Signed, code_for

pytestmark = pytest.mark.whole

TOWN = Unit("示例镇", "990101", "township")
STREET = Unit("示例街道", "990201", "township")


def intake_of(folder: Path, **choices: object) -> Intake:
    return take_in(sorted(folder.iterdir()), Choices(**choices), workers=1)  # type: ignore[arg-type]


def statuses(intake: Intake) -> dict[str, Status]:
    return {filing.path.stem: filing.status for filing in intake.filings}


def signatures_of(unit: Unit, seed: int) -> tuple[Signature, ...]:
    """Return the three signatures of a report that is filed as it is."""
    report = report_of(unit, seed)
    named = (Signature(stage, "甲", "2021-01-05") for stage, _ in STAGES)
    return tuple(replace(each, code=code_for(report, each)) for each in named)


def dated(path: Path, day: str) -> Path:
    """Write a filing date on a workbook's cover, as a clerk would."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["封面"]
    for row in sheet.iter_rows(min_col=2, max_col=3):
        if row[0].value == "填报日期":
            row[1].value = day
    book.save(path)
    return path


def test_every_file_has_one_status_and_says_what_to_do(inbox: Path, roster_file: Path) -> None:
    file_report(inbox, TOWN, 1)
    file_report(inbox, Unit("示例乡", "990102"), 2, values={"applications.new.natural": 1000})
    file_report(inbox, Unit("示例海关", "9909"), 3)
    file_report(inbox, Unit("示例街道办事处"), 4)
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04 cut off")
    intake = intake_of(inbox, roster=read_roster(roster_file))
    assert statuses(intake) == {
        "示例镇": Status.TAKEN,
        "示例乡": Status.REFUSED,
        "示例海关": Status.OUTSIDE,
        "示例街道办事处": Status.UNKNOWN,
        "坏": Status.UNREADABLE,
    }
    assert all(f.reason and f.advice for f in intake.filings if f.status is not Status.TAKEN)
    assert sum(Counter(statuses(intake).values()).values()) == len(list(inbox.iterdir()))


def test_a_suggestion_is_taken_only_when_confirmed(inbox: Path, roster_file: Path) -> None:
    path = file_report(inbox, Unit("示例街道办事处"), 4)
    roster = read_roster(roster_file)
    (unknown,) = intake_of(inbox, roster=roster).filings
    assert unknown.status is Status.UNKNOWN
    assert "--match 示例街道办事处.xlsx=990201" in unknown.advice
    (known,) = intake_of(
        inbox, roster=roster, matches={path.resolve(): roster.members["990201"]}
    ).filings
    assert (known.status, known.member) == (Status.TAKEN, "990201")


def test_copies_count_once_however_they_were_saved(inbox: Path) -> None:
    import openpyxl

    first = file_report(inbox, TOWN, 1, "一.xlsx")
    openpyxl.load_workbook(first).save(inbox / "二.xlsx")
    intake = intake_of(inbox)
    assert statuses(intake) == {"一": Status.TAKEN, "二": Status.DUPLICATE}


def test_of_two_versions_the_one_without_errors_is_taken(inbox: Path) -> None:
    file_report(inbox, TOWN, 1, "一.xlsx", values={"applications.new.natural": 1000})
    file_report(inbox, TOWN, 1, "二.xlsx")
    intake = intake_of(inbox)
    assert statuses(intake) == {"一": Status.SUPERSEDED, "二": Status.TAKEN}
    assert "没有必须改正的" in intake.filings[1].reason


def test_of_two_sound_versions_the_later_date_on_the_cover_is_taken(inbox: Path) -> None:
    dated(file_report(inbox, TOWN, 1, "一.xlsx"), "2021年1月20日")
    dated(file_report(inbox, TOWN, 2, "二.xlsx"), "2021-01-08")
    assert statuses(intake_of(inbox)) == {"一": Status.TAKEN, "二": Status.SUPERSEDED}


def test_where_no_rule_decides_none_is_taken_until_a_person_chooses(inbox: Path) -> None:
    file_report(inbox, TOWN, 1, "一.xlsx")
    second = file_report(inbox, TOWN, 2, "二.xlsx")
    assert set(statuses(intake_of(inbox)).values()) == {Status.CONFLICT}
    chosen = intake_of(inbox, take=frozenset({second.resolve()}))
    assert statuses(chosen) == {"一": Status.SUPERSEDED, "二": Status.TAKEN}
    assert "人工指定" in chosen.filings[1].reason or "人工指定" in chosen.filings[0].reason


def test_reports_of_another_year_are_not_taken(inbox: Path) -> None:
    file_report(inbox, TOWN, 1)
    file_report(inbox, STREET, 2)
    intake = intake_of(inbox, year=2019)
    assert set(statuses(intake).values()) == {Status.WRONG_PERIOD}
    assert intake.edition is None


def test_completeness_counts_late_and_missing_by_parent_and_kind(
    inbox: Path, roster_file: Path
) -> None:
    dated(file_report(inbox, TOWN, 1, signatures=signatures_of(TOWN, 1)), "2021-02-10")
    dated(file_report(inbox, STREET, 2), "2021-01-10")
    file_report(inbox, Unit("示例乡", "990102"), 2, values={"applications.new.natural": 1000})
    roster = read_roster(roster_file)
    intake = intake_of(inbox, roster=roster)
    found = placed(roster, intake.filings, 2020, date(2021, 1, 31)).standings
    assert {s.member.name: (s.state, s.late) for s in found} == {
        "示例镇": (State.FILED, True),
        "示例乡": (State.REFUSED, False),
        "示例街道": (State.FILED, False),
        "示例二街道": (State.MISSING, False),
        "示例市教育局": (State.MISSING, False),
    }
    signed = {s.member.name: s.filing.signed for s in found if s.filing}
    assert signed == {"示例镇": Signed.WHOLE, "示例乡": Signed.OPEN, "示例街道": Signed.OPEN}
    counted = {s.group: (s.expected, s.filed, s.late) for s in shares(found, roster)}
    assert counted["全部"] == (5, 2, 1)
    assert counted["上级：示例县"] == (2, 1, 1)
    assert counted["类别：街道"] == (2, 1, 0)


def test_who_was_in_time_and_sent_a_correction_later_is_not_late(
    inbox: Path, roster_file: Path
) -> None:
    dated(file_report(inbox, TOWN, 1, "一.xlsx"), "2021-01-20")
    dated(file_report(inbox, TOWN, 2, "更正.xlsx"), "2021-02-10")
    dated(file_report(inbox, STREET, 1, "街.xlsx"), "2021-02-03")
    dated(file_report(inbox, STREET, 2, "街二.xlsx"), "2021-02-10")
    roster = read_roster(roster_file)
    intake = intake_of(inbox, roster=roster)
    assert statuses(intake)["更正"] is Status.TAKEN
    found = placed(roster, intake.filings, 2020, date(2021, 1, 31)).standings
    late = {s.member.name: s.late for s in found if s.state is State.FILED}
    assert late == {"示例镇": False, "示例街道": True}


@pytest.mark.parametrize("errors", [True, False])
def test_units_with_errors_are_taken_only_on_demand(inbox: Path, errors: bool) -> None:
    file_report(inbox, TOWN, 1, values={"applications.new.natural": 1000})
    expected = Status.TAKEN if errors else Status.REFUSED
    assert statuses(intake_of(inbox, accept_errors=errors)) == {"示例镇": expected}


def test_a_copied_text_is_found_however_the_run_is_cut(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of reports are judged some at a time; which ones must make no difference."""
    copied = "公开内容还不够丰富，明年将围绕群众关心的事项逐项补充，并安排专人负责检查，" * 3
    for number in range(5):
        own = f"本单位第{number}次自查发现目录没有及时更新，已经安排专人按月核对。" * 3
        text = copied if number in (0, 2, 4) else own
        unit = Unit(f"示例{'甲乙丙丁戊'[number]}镇", f"9901{number:02}", "township")
        file_report(inbox, unit, number, f"{number}.xlsx", prose={"problems.text": text})

    def found() -> list[list[str]]:
        return [
            [i.finding.found for i in filing.issues if i.finding.rule == "TEXT-SAME-UNIT"]
            for filing in intake_of(inbox).filings
        ]

    whole = found()
    assert [len(each) for each in whole] == [1, 0, 1, 0, 1]
    assert "“示例丙镇”等 2 个单位" in whole[0][0]
    for size in (1, 2):
        monkeypatch.setattr(judging, "_BATCH", size)
        assert found() == whole
