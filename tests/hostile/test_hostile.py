"""Every kind of bad workbook has its own outcome: this code, this cell, and nothing counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.hostile.entries import Entry, entries
from tests.hostile.files import contents, placed
from tests.hostile.forge import good_file, good_report, spoiled
from tests.hostile.packages import Edit, cells, lists, markup, structure

from xlreport.checking import Verdict, check
from xlreport.edition import Place, Severity
from xlreport.reading import Refused
from xlreport.reading.catalogue import catalogue
from xlreport.report import Report
from xlreport.work.reading import isolated

CONTENTS = list(contents())
PLACED = list(placed())
REFUSED = [*markup(), *lists(), *cells(), *structure()]
ENTRIES = list(entries())


def read_under_guard(path: Path) -> Report | Refused:
    (outcome,) = isolated([path])
    return outcome


def refused(path: Path) -> Refused:
    outcome = read_under_guard(path)
    assert isinstance(outcome, Refused), "the file was taken"
    assert outcome.path == path
    assert outcome.code in catalogue().refusals
    assert outcome.reason
    assert outcome.advice.endswith("。")
    return outcome


def test_there_are_enough_kinds_and_each_has_a_name() -> None:
    names = [kind[0] for kind in (*CONTENTS, *PLACED, *REFUSED)] + [e.name for e in ENTRIES]
    assert len(set(names)) == len(names) >= 120


@pytest.mark.whole
@pytest.mark.parametrize(("content", "code"), [pytest.param(c, r, id=n) for n, c, r in CONTENTS])
def test_what_is_no_workbook_is_named(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(content)
    assert refused(path).code == code


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "make", "code"), [pytest.param(f, m, r, id=n) for n, f, m, r in PLACED]
)
def test_a_file_is_judged_by_what_it_is_and_not_by_its_name(
    name: str, make: Callable[[Path], None], code: str, tmp_path: Path
) -> None:
    make(tmp_path / name)
    outcome = read_under_guard(tmp_path / name)
    assert (outcome.code if isinstance(outcome, Refused) else "") == code


@pytest.mark.whole
@pytest.mark.parametrize(
    ("edit", "code", "place"), [pytest.param(e, c, p, id=n) for n, e, c, p in REFUSED]
)
def test_what_cannot_be_read_with_certainty_is_refused(
    edit: Edit, code: str, place: Place | None, tmp_path: Path
) -> None:
    path = tmp_path / "报表.xlsx"
    path.write_bytes(spoiled(edit))
    before = time.monotonic()
    outcome = refused(path)
    assert (outcome.code, outcome.place) == (code, place)
    assert time.monotonic() - before < 10


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Verdict | Refused]:
    """What reading and checking say of each kind of entry; all are checked at once."""
    folder = tmp_path_factory.mktemp("填写")
    paths = []
    for index, entry in enumerate(ENTRIES):
        paths.append(folder / f"{index}.xlsx")
        paths[-1].write_bytes(spoiled(entry.edit))
    before = [path.read_bytes() for path in paths]
    outcomes = list(isolated(paths))
    assert [path.read_bytes() for path in paths] == before, "a submission was changed"
    checked = iter(check([o for o in outcomes if isinstance(o, Report)]))
    return {
        entry.name: outcome if isinstance(outcome, Refused) else next(checked)
        for entry, outcome in zip(ENTRIES, outcomes, strict=True)
    }


@pytest.mark.whole
@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in ENTRIES])
def test_what_is_read_is_the_figure_or_a_finding(
    entry: Entry, verdicts: Mapping[str, Verdict | Refused]
) -> None:
    verdict = verdicts[entry.name]
    assert isinstance(verdict, Verdict), verdict
    said = [(f.rule, f.places[0] if f.places else None) for f in verdict.findings]
    if entry.rule and entry.place:
        assert (entry.rule, entry.place) in said
    elif entry.rule:
        assert entry.rule in [rule for rule, _ in said]
    else:
        assert said == []
    assert (verdict.report.values == good_report().values) is entry.same
    if not entry.same:
        assert any(f.severity is Severity.ERROR for f in verdict.findings)


@pytest.mark.whole
def test_a_text_in_a_total_is_told_once(verdicts: Mapping[str, Verdict | Refused]) -> None:
    verdict = verdicts["total: typed as text"]
    assert isinstance(verdict, Verdict)
    assert [finding.rule for finding in verdict.findings] == ["READ-TOTAL"]


@pytest.mark.whole
def test_the_good_workbook_is_good(tmp_path: Path) -> None:
    (tmp_path / "报表.xlsx").write_bytes(good_file())
    report = read_under_guard(tmp_path / "报表.xlsx")
    assert isinstance(report, Report)
    assert report.notes == ()
    assert check([report])[0].findings == ()


def test_every_code_of_the_catalogue_is_produced() -> None:
    """No entry of the catalogue is dead; those that need a dying process are tested elsewhere."""
    elsewhere = {
        "LIMIT-TIME",
        "LIMIT-ABORT",
        "LIMIT-FAULT",
        "FILE-DAMAGED",
        "FILE-CHANGING",
        "FILE-CLOSED",
        "FILE-ARCHIVE-METHOD",  # tests/hostile/test_archives.py
        "STRUCT-UNCALCULATED",  # tests/consolidate/test_uncalculated.py
    }
    codes = {code for _, _, code in CONTENTS} | {code for *_, code in PLACED}
    codes |= {code for _, _, code, _ in REFUSED}
    assert set(catalogue().refusals) - elsewhere - codes == set()
    rules = {rule for rule in catalogue().findings if rule.startswith("READ-")}
    # tests/excel has workbooks with the system's own macros, test_mailed.py one of another format,
    # test_uncalculated.py a roll-up without results.
    others = {"READ-MACRO-CHANGED", "READ-VALUES", "READ-UNCALCULATED"}
    assert rules - others - {entry.rule for entry in ENTRIES} == set()


@pytest.mark.whole
def test_a_folder_of_them_all_counts_as_the_good_ones_alone(tmp_path: Path) -> None:
    """Each file has one outcome, in order, whatever came before it."""
    paths = []
    for index, (_, content, _) in enumerate(CONTENTS):
        path = tmp_path / f"{index}.xlsx"
        path.write_bytes(content)
        good = tmp_path / f"{index}-好.xlsx"
        good.write_bytes(good_file())
        paths += [path, good]
    outcomes = list(isolated(paths))
    assert len(outcomes) == len(paths)
    assert all(isinstance(outcome, Refused) for outcome in outcomes[0::2])
    assert {o.values == good_report().values for o in outcomes[1::2] if isinstance(o, Report)} == {
        True
    }
    assert not any(isinstance(outcome, Refused) for outcome in outcomes[1::2])
