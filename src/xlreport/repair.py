"""A damaged workbook -> a clean one from the template, with its figures and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlreport.errors import UserError
from xlreport.read import Refused
from xlreport.report import Report, ReportKind, with_totals
from xlreport.template import write_report
from xlreport.work.reading import isolated


class NothingToRepair(UserError, ValueError):
    """The workbook is not one that can be written anew; the message, in Chinese, says why."""


def repair(path: Path, target: Path, overlays: Sequence[Path] = ()) -> Report:
    """Write a clean workbook with what a clerk filled into another one.

    Figures, answers, entries, texts, last year's figures, the cover, and what was typed but is
    no number are carried over; formulas, sheets, formats and macros that the clerk added are
    not.  Totals are formulas again.  The workbook itself is not touched.

    :returns: the report as it was read, whose notes say what was wrong.
    :raises Refused: if values cannot be placed with certainty.
    :raises NothingToRepair: if it is a roll-up, whose figures are formulas, or ``target`` is
        the workbook itself.
    :raises CannotWrite: if the clean workbook cannot be written.
    """
    if target.exists() and target.samefile(path):
        raise NothingToRepair("整理后的文件不能覆盖原文件，请换一个文件名")
    (outcome,) = isolated([path], overlays)
    if isinstance(outcome, Refused):
        raise outcome
    if outcome.kind is ReportKind.CONSOLIDATED:
        raise NothingToRepair(f"“{path}”是汇总簿，请由下级单位的报表重新汇总")
    totals = with_totals(outcome.edition, outcome.values)
    write_report(replace(outcome, values=totals, moved={}, notes=()), target)
    return outcome
