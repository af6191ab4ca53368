"""What somebody has typed into a workbook, and would be lost with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlreport.reading import Refused
from xlreport.report import Report, ReportKind, in_entry
from xlreport.work.reading import isolated

_ADDED_SHEETS = ("READ-EXTRA", "READ-COPY")


def typed(report: Report) -> dict[str, object]:
    """Return all that was typed into a workbook, by the name of its place.

    Totals, tallies and what is carried over from last year are formulas; the unit and the year
    are the program's own.
    """
    inputs = {cell.key for cell in report.edition.inputs} - set(report.carried)
    found: dict[str, object] = {k: v for k, v in report.values.items() if k in inputs}
    found.update(report.unreadable)
    found.update((key, text.strip()) for key, text in report.prose.items() if text.strip())
    found.update(report.answers)
    found.update((key, text) for key, text in report.cover.items() if text)
    found.update((f"reason.{key}", each.text) for key, each in report.explanations.items())
    found.update((f"signature.{each.stage}", each) for each in report.signatures)
    for register, entries in report.registers.items():
        for entry in entries:
            found.update((in_entry(register, key, entry), v) for key, v in entry.told.items())
    return found


def lost(old: Report, new: Report) -> list[str]:
    """Return the names of what was typed into one workbook and is not in another."""
    after = typed(new)
    gone = [name for name, value in typed(old).items() if after.get(name) != value]
    # Last year's figures are the program's, where it knows them.
    return gone + [f"last.{key}" for key in old.last if key not in new.last]


def why_kept(path: Path, new: Report, overlays: Sequence[Path] = ()) -> str:
    """Say what would be lost if a workbook were replaced by that of ``new``; empty if nothing."""
    (reason,) = why_all_kept([(path, new)], overlays)
    return reason


def why_all_kept(pairs: Sequence[tuple[Path, Report]], overlays: Sequence[Path] = ()) -> list[str]:
    """Say the same as :func:`why_kept` of many workbooks."""
    found = isolated([path for path, _ in pairs], overlays)
    return [_reason(old, new) for old, (_, new) in zip(found, pairs, strict=True)]


def _reason(old: Report | Refused, new: Report) -> str:
    if isinstance(old, Refused):
        return "不是这个程序生成的空白工作簿"
    if old.kind is ReportKind.CONSOLIDATED:
        return "是一份汇总簿"
    if (old.year, old.edition) != (new.year, new.edition):
        return f"是 {old.year} 年度“{old.unit.name}”的工作簿" if typed(old) else ""
    if any(note.rule in _ADDED_SHEETS for note in old.notes):
        return "里面另有自己加的工作表"
    gone = lost(old, new)
    return f"里面已经填写了 {len(gone)} 处" if gone else ""
