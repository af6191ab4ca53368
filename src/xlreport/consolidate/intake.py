"""The files that came in: which are taken into the roll-up, which are not, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from xlreport.check import Verdict, check
from xlreport.edition import Severity
from xlreport.finding import count_by_severity
from xlreport.read import Refused, read


class Status(StrEnum):
    """What became of a file; every file has exactly one status."""

    TAKEN = "已汇总"
    DUPLICATE = "重复"
    REFUSED = "未采用"
    UNREADABLE = "无法读取"


@dataclass(frozen=True)
class Submission:
    """One file: its digest, its verdict if it could be read, and what became of it."""

    path: Path
    digest: str = ""
    verdict: Verdict | None = None
    status: Status = Status.TAKEN
    reason: str = ""
    advice: str = ""

    def turned(self, status: Status, reason: str, advice: str) -> Submission:
        """Return this submission with another status."""
        return replace(self, status=status, reason=reason, advice=advice)


def take_in(
    paths: Iterable[Path],
    *,
    year: int | None = None,
    accept_errors: bool = False,
    overlays: Sequence[Path] = (),
) -> list[Submission]:
    """Read, check and sort files, in the order given.

    :param year: the report year wanted; if not given, the one that most files have.
    :param accept_errors: take units whose reports have errors nevertheless.
    """
    submissions = [_read(path, overlays) for path in paths]
    readable = [s.verdict.report for s in submissions if s.verdict]
    verdicts = iter(check(readable))
    submissions = [replace(s, verdict=next(verdicts)) if s.verdict else s for s in submissions]
    if year is None:
        years = Counter(report.year for report in readable)
        year = max(years, key=lambda y: (years[y], y), default=0)
    submissions = [_judge(s, year, accept_errors) for s in submissions]
    return _without_duplicates(submissions)


def _read(path: Path, overlays: Sequence[Path]) -> Submission:
    try:
        report = read(path, overlays)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except Refused as error:
        return Submission(path, "", None, Status.UNREADABLE, error.reason, error.advice)
    return Submission(path, digest, Verdict(report, (), {}))


def _judge(submission: Submission, year: int, accept_errors: bool) -> Submission:
    if submission.verdict is None:
        return submission
    report = submission.verdict.report
    if report.year != year:
        return submission.turned(
            Status.REFUSED, f"是 {report.year} 年的报表，本次汇总 {year} 年", "请报送当年的报表。"
        )
    errors = count_by_severity(submission.verdict.findings)[Severity.ERROR]
    if errors and not accept_errors:
        return submission.turned(
            Status.REFUSED, f"有 {errors} 处错误", "请退回该单位，按校验结果改正后重新报送。"
        )
    return submission


def _without_duplicates(submissions: list[Submission]) -> list[Submission]:
    """Take one of several equal reports of a unit; take none of several that differ."""
    by_unit: dict[str, list[int]] = {}
    for index, submission in enumerate(submissions):
        if submission.status is Status.TAKEN and submission.verdict:
            by_unit.setdefault(submission.verdict.report.unit.identity, []).append(index)
    for indexes in by_unit.values():
        first, *others = (submissions[i] for i in indexes)
        if all(_same(first, other) for other in others):
            for i in indexes[1:]:
                submissions[i] = submissions[i].turned(
                    Status.DUPLICATE, f"与“{first.path.name}”内容相同", "不用处理。"
                )
        else:
            names = "、".join(f"“{submissions[i].path.name}”" for i in indexes)
            for i in indexes:
                submissions[i] = submissions[i].turned(
                    Status.REFUSED,
                    f"同一单位有 {len(indexes)} 份内容不同的报表：{names}",
                    "请与该单位核实，只留下正确的一份后重新汇总。",
                )
    return submissions


def _same(one: Submission, other: Submission) -> bool:
    if one.verdict is None or other.verdict is None:
        return False
    a, b = one.verdict.report, other.verdict.report
    return (a.values, a.prose, a.last) == (b.values, b.prose, b.last)
