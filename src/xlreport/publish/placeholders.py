"""Figures named in the prose, ``{applications.new.total}``, are filled in from the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xlreport.edition import Severity
from xlreport.finding import Finding
from xlreport.quantity import show
from xlreport.report import Report

_PLACEHOLDER = re.compile(r"[{｛]\s*([A-Za-z_][A-Za-z0-9_.]*)\s*[}｝]")
_YEAR, _UNIT = "year", "unit"
_RULE = "PLACEHOLDER"


def filled(report: Report) -> tuple[Report, list[Finding]]:
    """Return the report with every placeholder in its prose replaced by the figure it names.

    A name is a cell key, ``last.`` and a cell key, ``year`` or ``unit``; braces of either width
    will do.  A placeholder that names nothing, or a cell that is not filled, stays and is a
    finding at its place in the prose sheet.
    """
    findings: list[Finding] = []
    prose: dict[str, str] = {}
    for key, text in report.prose.items():
        findings += _problems(report, key, text)
        prose[key] = _PLACEHOLDER.sub(lambda match: _text(report, match) or match[0], text)
    return replace(report, prose=prose), findings


def _text(report: Report, match: re.Match[str]) -> str | None:
    name = match[1]
    if name == _YEAR:
        return str(report.year)
    if name == _UNIT:
        return report.unit.name or None
    value = report.value(name)
    return None if value is None else show(value)


def _problems(report: Report, key: str, text: str) -> Iterator[Finding]:
    for match in _PLACEHOLDER.finditer(text):
        if _text(report, match) is None:
            name = match[1]
            known = name == _UNIT or name.removeprefix("last.") in report.edition.cells
            yield Finding(
                rule=_RULE,
                clause=f"{_RULE}[{key}]",
                severity=Severity.ERROR,
                unit=report.unit.name,
                source=report.source,
                subject=match[0],
                places=(report.place(key),),
                statement="文字中的占位符应指向表中已填的一格",
                found=f"“{match[0]}”指的格没有填数" if known else f"没有“{name}”这个指标",
                short="占位符",
                advice="请先填好这一格。" if known else "请对照指标代码改正，或者直接写数。",
            )
