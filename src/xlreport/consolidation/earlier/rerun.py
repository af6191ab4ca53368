"""What people wrote into the workbooks of an earlier run, kept when the roll-up is made anew.

Everything in an unlocked cell stays: cover, prose, last year's figures where there were none, the
reasons on 校验 and in 审核问题.  A reason is tied to the values that it excuses.  If those have
changed, or the unit's file is absent this time, it waits in 以前的说明 until they are back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from xlreport.checking import Verdict
from xlreport.consolidation.years.beside import twin
from xlreport.edition.layout import CHECK_SHEET, ISSUES_SHEET, RESERVED_SHEETS
from xlreport.errors import UserError
from xlreport.issue import Kept
from xlreport.quantity import Value, show
from xlreport.reading import Refused
from xlreport.reading.guard import open_package
from xlreport.reading.sheets import FileSheets
from xlreport.reading.workbook import read_book
from xlreport.record import from_bytes, pack, to_bytes, unpack
from xlreport.report import Explanation, Report, ReportKind, Unit
from xlreport.sheets.computed import read_computed
from xlreport.sheets.decisions import DecisionRow, read_waiting
from xlreport.sheets.issues import read_issues
from xlreport.sheets.notes import CellNote, overtyped, read_notes
from xlreport.sheets.reader import OwnBook
from xlreport.sheets.reasons import ReasonRow, read_reasons
from xlreport.sheets.received import read_decided
from xlreport.work import Answer, Guard, Task
from xlreport.work.guard import TaskOutcome

_CHANGED = "数已改动，说明失效"
_GONE = "这个问题已经没有了"
_ABSENT = "该单位这次没有报表"
_OTHER = "单位已另写说明"
_UNSEEN = "veryHidden"
"""The state of a sheet that programs add for themselves; nobody can make one by hand."""

Shown = tuple[str, str, str, str]
"""A finding that a roll-up shows: its unit's identity, clause, fingerprint, and its reason."""


class CannotKeep(UserError):
    """An old workbook stands in the way; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class OldBook:
    """A roll-up that an earlier run has left.

    ``reasons`` are in the order in which a later one goes before an earlier one; ``computed`` is
    what the program put into the unlocked cells then.  ``decided`` are the decisions beside the
    files that it lists, if they are taken in it, ``listed`` the digests of those files, and
    ``waiting`` the decisions about files that were not there.  ``foreign`` are the sheets that
    somebody has added, of which nothing is taken over, ``notes`` those on cells, likewise,
    and ``overtyped`` figures in the place of formulas.
    """

    report: Report
    reasons: tuple[ReasonRow, ...]
    computed: Mapping[str, str]
    decided: tuple[DecisionRow, ...] = ()
    listed: frozenset[str] = frozenset()
    waiting: tuple[DecisionRow, ...] = ()
    foreign: tuple[str, ...] = ()
    notes: tuple[CellNote, ...] = ()
    overtyped: tuple[CellNote, ...] = ()

    def is_of_another(self, unit: Unit) -> bool:
        """Tell whether it was made for another unit: by code, by name where one has none."""
        was = self.report.unit
        code = self.computed.get("cover.code", was.code)
        name = self.computed.get("cover.unit", was.name)
        return code != unit.code if code and unit.code else name != unit.name


@dataclass(frozen=True)
class Earlier:
    """The workbooks of an earlier run by their paths; those that could not be read say why."""

    books: Mapping[Path, OldBook | Refused] = field(default_factory=dict)

    def reasons(self) -> Mapping[str, Mapping[str, Kept]]:
        """Return all reasons for findings of files: by unit, then by fingerprint."""
        merged: dict[str, dict[str, Kept]] = {}
        for book in self.books.values():
            for row in () if isinstance(book, Refused) else book.reasons:
                if row.place == ISSUES_SHEET:
                    of_unit = merged.setdefault(row.identity, {})
                    of_unit.pop(row.fingerprint, None)
                    of_unit[row.fingerprint] = Kept(row.text, row.clause)
        return merged

    @cached_property
    def decisions(self) -> Mapping[str, DecisionRow]:
        """The decisions about files, by the digests of their contents.

        What stands beside a file goes before what waited for it: an empty cell is a decision
        that was taken back.
        """
        books = [book for book in self.books.values() if isinstance(book, OldBook)]
        listed = frozenset[str]().union(*(book.listed for book in books))
        found: dict[str, DecisionRow] = {}
        for book in books:
            for row in (*book.decided, *(w for w in book.waiting if w.digest not in listed)):
                found.setdefault(row.digest, row)
        return found

    def demand(self, path: Path, year: int, received: Unit | None = None) -> OldBook | None:
        """Return the workbook that a new one is about to replace, ``None`` if there is none.

        :param received: the unit of the new one where the old one lies among what was received:
            then it may be what somebody sent.
        :raises CannotKeep: if it cannot be read, or is not the roll-up of the same year.
        """
        # Who begins to use buttons, or ceases to, goes on with what was written before.
        other = twin(path)
        old = self.books.get(path) or (self.books.get(other) if other else None)
        if isinstance(old, Refused):
            raise CannotKeep(
                f"原有的“{path.name}”读不出来（{old.reason}），其中填写的文字和说明无法保留，"
                "没有写出任何文件。请先处理好它，或者换一个输出文件名"
            )
        if old is not None and old.report.kind is not ReportKind.CONSOLIDATED:
            raise CannotKeep(
                f"“{path.name}”是填报的报表，不是汇总簿，不能用汇总结果替换。请换一个输出文件名"
            )
        if old is not None and old.report.year != year:
            raise CannotKeep(
                f"“{path.name}”是 {old.report.year} 年度的汇总簿，这次汇总 {year} 年度，"
                "不能替换。请换一个输出文件名"
            )
        if isinstance(old, OldBook) and received is not None and old.is_of_another(received):
            raise CannotKeep(
                f"“{path.name}”在收到的报表中，是“{old.report.unit.name}”的汇总簿，"
                f"不是“{received.name}”的，不能替换。"
                "请换一个输出文件名；确实要替换的，移走它，或者加 --force"
            )
        return old

    def demand_no_foreign(self, path: Path) -> None:
        """Make sure that no sheet which somebody has added is lost with an old workbook.

        :param path: the workbook that a new one is about to replace.
        :raises CannotKeep: if there is such a sheet in it.
        """
        old = self.at(path)
        if old is not None and old.foreign:
            names = "、".join(f"“{name}”" for name in old.foreign)
            raise CannotKeep(
                f"“{path.name}”里有自己加的工作表{names}，重新汇总时保留不了，没有写出任何文件。"
                "请把它移到另一个工作簿（Excel、WPS：右键点表名，“移动或复制”）再汇总；"
                "不要了的，加 --force；或者换一个输出文件名（其中的决定和说明不会带过去）"
            )

    def at(self, path: Path) -> OldBook | None:
        """Return the old workbook at a path, if there is one that could be read."""
        old = self.books.get(path)
        return old if isinstance(old, OldBook) else None


def read_earlier(paths: Iterable[Path], overlays: Sequence[Path] = ()) -> Earlier:
    """Read, under guard, the workbooks that an earlier run has left."""
    paths = list(paths)
    if not paths:
        return Earlier()
    with Guard(overlays) as guard:
        outcomes = guard.in_order([Task("earlier", path) for path in paths])
        pairs = zip(paths, outcomes, strict=True)
        return Earlier({path: _old_book(path, outcome, overlays) for path, outcome in pairs})


def earlier_job(
    path: Path, _: Mapping[str, Any], __: bytes, overlays: Sequence[Path]
) -> tuple[Any, bytes]:
    """Read in a worker a roll-up that an earlier run has left, and its lists of reasons."""
    package = open_package(path)
    sheets = FileSheets(package)
    report = read_book(sheets, overlays)
    record = to_bytes(pack(report))
    book = OwnBook(package)
    reasons = [list(row) for row in (*read_reasons(book), *read_issues(book))]
    decided, listed = read_decided(book)
    data = {
        "reasons": reasons,
        "computed": dict(read_computed(book)),
        "decided": [list(row) for row in decided],
        "listed": listed,
        "waiting": [list(row) for row in read_waiting(book)],
        "notes": [list(note) for note in read_notes(book)],
        "overtyped": [list(each) for each in overtyped(sheets, report)],
        "sheets": [name for name, (_, state) in package.sheets.items() if state != _UNSEEN],
    }
    return data, record


def _old_book(path: Path, outcome: TaskOutcome, overlays: Sequence[Path]) -> OldBook | Refused:
    match outcome:
        case Answer(data=data, body=body):
            report = unpack(from_bytes(body), path, overlays)
            return OldBook(
                report,
                (*(ReasonRow(*row) for row in data["reasons"]), *_own_reasons(report)),
                data["computed"],
                tuple(DecisionRow(*row) for row in data["decided"]),
                frozenset(data["listed"]),
                tuple(DecisionRow(*row) for row in data["waiting"]),
                _foreign(data["sheets"], report),
                tuple(CellNote(*note) for note in data["notes"]),
                tuple(CellNote(*each) for each in data["overtyped"]),
            )
        case Refused():
            return outcome
        case _:
            raise TypeError(outcome)


def _foreign(names: Iterable[str], report: Report) -> tuple[str, ...]:
    """Return which sheets of a roll-up no version of the program has written."""
    own = RESERVED_SHEETS | {section.sheet for section in report.edition.sections}
    return tuple(name for name in names if name not in own)


def _own_reasons(report: Report) -> Iterator[ReasonRow]:
    unit = report.unit
    for clause, reason in report.explanations.items():
        if reason.fingerprint:
            yield ReasonRow(
                name=unit.name,
                code=unit.code,
                place=CHECK_SHEET,
                clause=clause,
                found="",
                text=reason.text,
                why="",
                fingerprint=reason.fingerprint,
            )


def with_cells(report: Report, old: OldBook) -> Report:
    """Return a roll-up with what people wrote on the cover, into the texts and under last year."""
    was = old.report
    by_rule = {key: each for key, each in was.explanations.items() if not each.fingerprint}
    return replace(
        report,
        unit=_unit(report.unit, old),
        cover={**report.cover, **was.cover},
        prose={**report.prose, **{key: text for key, text in was.prose.items() if text}},
        last=_last(report, old),
        explanations={**report.explanations, **by_rule},
        signatures=was.signatures or report.signatures,
    )


def _unit(unit: Unit, old: OldBook) -> Unit:
    """Return the unit as its cover shows it: what was changed there by hand stays."""
    was, computed = old.report.unit, old.computed

    def kept(name: str, now: str, before: str) -> str:
        by_hand = computed[name] != before if name in computed else not now
        return before if by_hand else now

    return Unit(
        kept("cover.unit", unit.name, was.name) or unit.name,
        kept("cover.code", unit.code, was.code),
        kept("cover.level", unit.level, was.level),
    )


def _last(report: Report, old: OldBook) -> dict[str, Value]:
    last = dict(report.last)
    for key in report.edition.last_keys:
        before = old.report.last.get(key)
        computed = old.computed.get(f"last.{key}")
        by_hand = computed is not None and computed != ("" if before is None else show(before))
        if before is not None and (by_hand or key not in last):
            last[key] = before
        elif by_hand:
            last.pop(key, None)
    return last


def with_reasons(verdict: Verdict, old: OldBook) -> Verdict:
    """Return what the rules say of a roll-up, with the reasons that were given for it.

    One that was given for these very values counts; otherwise the latest is shown as void.
    """
    by_clause: dict[str, dict[str, str]] = {}
    for row in old.reasons:
        if row.place == CHECK_SHEET:
            by_clause.setdefault(row.clause, {})[row.fingerprint] = row.text
    reasons = dict(verdict.report.explanations)
    for finding in verdict.findings:
        given = by_clause.get(finding.clause, {})
        latest = next(reversed(given.items()), None)
        if finding.fingerprint in given:
            reasons[finding.clause] = Explanation(given[finding.fingerprint], finding.fingerprint)
        elif latest is not None:
            reasons[finding.clause] = Explanation(latest[1], latest[0])
    return replace(verdict, report=replace(verdict.report, explanations=reasons))


def waiting(
    old: OldBook, shown: Iterable[Shown], present: Iterable[str], earlier: Earlier
) -> list[ReasonRow]:
    """Return the reasons of an old workbook that the new one shows nowhere, and why.

    :param shown: the findings that the new one shows, those of the roll-up itself included.
    :param present: the identities of the units whose files are there.
    """
    by_print: dict[tuple[str, str], str] = {}
    clauses: set[tuple[str, str]] = set()
    for identity, clause, fingerprint, text in shown:
        by_print[identity, fingerprint] = text
        clauses.add((identity, clause))
    there = set(present)
    kept = earlier.reasons()
    rows: dict[tuple[str, str, str], ReasonRow] = {}
    for row in old.reasons:
        text = by_print.get((row.identity, row.fingerprint), "")
        merged = kept.get(row.identity, {}).get(row.fingerprint)
        key = (row.place, row.identity, row.fingerprint)
        rows.pop(key, None)
        if text in (row.text, merged.text if merged else row.text):
            continue
        if text:
            why = _OTHER
        elif (row.identity, row.clause) in clauses:
            why = _CHANGED
        else:
            why = _GONE if row.identity in there else _ABSENT
        rows[key] = row._replace(why=why)
    return list(rows.values())
