"""How files are read on a cluster, and what an intake takes from readings, without any process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from benchmarks.filled import report_of
from tests.support.at_once import jobs_at_once
from tests.support.website import ACCOUNTS, FIRST_ROW, WEBSITE, sample_entry

from xlreport.consolidation.figures import joined
from xlreport.consolidation.incoming import intake as intakes
from xlreport.consolidation.incoming.choices import Choices
from xlreport.consolidation.incoming.intake import Intake, take_in
from xlreport.consolidation.incoming.readers import NoCluster, cluster_reader
from xlreport.consolidation.incoming.states import Status
from xlreport.errors import UserError
from xlreport.reading import Refused
from xlreport.record import pack, to_bytes
from xlreport.report import Unit
from xlreport.work.reading import Reading
from xlreport.work.texts import pack_texts

# ---- A cluster -----------------------------------------------------------------------------------

KILLS = Path("杀.xlsx")
"""A file that no worker survives."""


@dataclass(eq=False)
class _Future:
    status: str
    readings: list[Reading]

    def result(self) -> list[Reading]:
        assert self.status == "finished"
        return self.readings


@dataclass
class _Client:
    """A client of a cluster: what holds a file that kills fails as a whole."""

    address: str
    timeout: float
    set_as_default: bool
    asked: list[list[Path]] = field(default_factory=list)

    def submit(
        self, _: object, chunk: Sequence[Path], overlays: Sequence[Path], *, pure: bool
    ) -> _Future:
        assert not pure, "the same chunk is read anew: its files may have changed"
        assert overlays == [Path("补.yaml")]
        self.asked.append(list(chunk))
        return _Future("error" if KILLS in chunk else "finished", [Reading(p) for p in chunk])

    def __enter__(self) -> _Client:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    as_current = __enter__


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> list[_Client]:
    """The clients that were begun of a cluster that is only played."""
    made: list[_Client] = []

    def client(address: str, *, timeout: float, set_as_default: bool) -> _Client:
        if address == "tcp://nobody":
            raise OSError("no answer")
        made.append(_Client(address, timeout, set_as_default))
        return made[-1]

    module = ModuleType("distributed")
    vars(module).update(Client=client, as_completed=list, wait=list)
    monkeypatch.setitem(sys.modules, "distributed", module)
    return made


def test_a_file_that_kills_a_worker_costs_itself_only(clients: list[_Client]) -> None:
    chunks = [[Path("甲.xlsx"), Path("乙.xlsx")], [Path("丙.xlsx"), KILLS], [Path("丁.xlsx")]]
    readings = [*cluster_reader("tcp://a", [Path("补.yaml")])(chunks)]
    assert [[each.path for each in found] for found in readings] == chunks
    refused = [each.refused for found in readings for each in found if each.refused]
    assert [(each.path, each.reason, each.code) for each in refused] == [
        (KILLS, "集群读这个文件失败", "")
    ]
    (client,) = clients
    assert not client.set_as_default
    assert client.asked == [*chunks, [Path("丙.xlsx")], [KILLS]]


def test_a_cluster_that_does_not_answer_is_told(
    clients: list[_Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoCluster, match="连不上集群 tcp://nobody：no answer"):
        [*cluster_reader("tcp://nobody")([])]
    assert not clients
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoCluster, match="没有安装"):
        [*cluster_reader("tcp://a")([])]
    assert issubclass(NoCluster, UserError)


# ---- An intake -----------------------------------------------------------------------------------


class _Ledger:
    """A ledger that tells what was put into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: list[tuple[str, bytes, bytes]] = []
        self.closed = 0
        LEDGERS.append(self)

    def add(self, readings: Iterator[tuple[str, bytes, bytes]]) -> None:
        self.kept += readings

    def close(self) -> None:
        self.closed += 1


LEDGERS: list[_Ledger] = []


def reading(number: int, *, known: bool = False, texts: bool = True) -> Reading:
    record = to_bytes(pack(report_of(Unit(f"示例{number}局", f"90{number}", "county"), number)))
    told = to_bytes(pack_texts({})) if texts else b""
    return Reading(Path(f"{number}.xlsx"), f"d{number}", 100 + number, record, told, known=known)


def refused(number: int) -> Reading:
    path = Path(f"{number}.xlsx")
    why = Refused(path, "坏了", "请重新报送。", code="FILE-DAMAGED")
    why.stated = ("示例坏局", "909", "")
    return Reading(path, f"d{number}", 100 + number, refused=why)


def test_an_intake_keeps_new_readings_and_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intakes, "Ledger", _Ledger)
    LEDGERS.clear()
    readings = [reading(1), refused(2), reading(3, known=True), reading(4)]
    told: list[int] = []

    def read(chunks: Sequence[Sequence[Path]]) -> Iterator[list[Reading]]:
        assert [path for chunk in chunks for path in chunk] == [each.path for each in readings]
        yield readings[2:]
        yield readings[:2]

    paths = [each.path for each in readings]
    found = take_in(paths, reader=read, ledger=Path("账"), progress=told.append)
    assert told == [2, 2]
    (ledger,) = LEDGERS
    assert ledger.closed == 1
    assert [digest for digest, _, _ in ledger.kept] == ["d4", "d1"]
    assert [filing.index for filing in found.filings] == [0, 1, 2, 3]
    assert [filing.path for filing in found.filings] == paths
    assert [filing.modified for filing in found.filings] == [101, 102, 103, 104]
    taken, unreadable = found.of(Status.TAKEN), found.of(Status.UNREADABLE)
    assert [filing.unit.name for filing in taken] == ["示例1局", "示例3局", "示例4局"]
    (bad,) = unreadable
    assert (bad.unit, bad.reason, bad.code) == (Unit("示例坏局", "909"), "坏了", "FILE-DAMAGED")
    assert (found.year, found.edition and found.edition.id) == (2020, "2019")
    key = "applications.new.total"
    for filing in taken:
        expected = report_of(filing.unit, filing.index + 1).values[key]
        assert found.row(filing).value(found.figures.edition.numbers[key]) == expected  # type: ignore[union-attr]


def test_a_ledger_is_closed_whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intakes, "Ledger", _Ledger)
    LEDGERS.clear()

    def read(_: object) -> Iterator[list[Reading]]:
        raise NoCluster("没有集群")
        yield []

    with pytest.raises(NoCluster):
        take_in([Path("1.xlsx")], reader=read, ledger=Path("账"))
    assert [each.closed for each in LEDGERS] == [1]


def intake_of(readings: list[Reading], **choices: object) -> Intake:
    given = Choices(**choices)  # type: ignore[arg-type]
    with jobs_at_once():
        return take_in([each.path for each in readings], given, reader=lambda _: iter([readings]))


def test_nothing_that_can_be_taken_has_no_figures() -> None:
    found = intake_of([refused(1)])
    assert (found.edition, found.figures, found.year) == (None, None, 0)
    with pytest.raises(ValueError, match="没有一份报表可以汇总"):
        found.row(found.filings[0])
    assert intake_of([refused(1)], year_otherwise=2021).year == 2021
    assert intake_of([reading(1)], year_otherwise=2021).year == 2020
    other = intake_of([reading(1)], year=2019)
    assert (other.year, other.figures) == (2019, None)
    assert [filing.status for filing in other.filings] == [Status.WRONG_PERIOD]


def test_texts_of_which_nobody_was_asked_are_judged_later() -> None:
    with_texts, without = intake_of([reading(1)]), intake_of([reading(1, texts=False)])
    assert with_texts.filings[0].issues == ()
    rules = {issue.finding.rule for issue in without.filings[0].issues}
    assert without.filings[0].status is Status.TAKEN
    assert all(rule for rule in rules)


def test_entries_stand_below_each_other_under_the_name_of_their_unit() -> None:
    one, two, three = (sample_entry(row, Random(row)) for row in (5, 9, 0))
    named = [("甲局", {ACCOUNTS.key: (one, two)}), ("乙局", {}), ("丙局", {ACCOUNTS.key: (three,)})]
    found = joined(WEBSITE, named)[ACCOUNTS.key]
    assert [(each.row, each.unit) for each in found] == [
        (FIRST_ROW, "甲局"),
        (FIRST_ROW + 1, "甲局"),
        (FIRST_ROW + 2, "丙局"),
    ]
    again = joined(WEBSITE, [("上级", {ACCOUNTS.key: found})])[ACCOUNTS.key]
    assert again == found
