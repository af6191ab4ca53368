"""A damaged workbook -> a clean one from the template, with its figures and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlreport.errors import UserError
from xlreport.files import refuse_to_replace
from xlreport.kept import why_kept
from xlreport.reading import Refused
from xlreport.report import Report, ReportKind, with_totals
from xlreport.template import write_report
from xlreport.work.reading import isolated


class NothingToRepair(UserError, ValueError):
    """The workbook is not one that can be written anew; the message, in Chinese, says why."""


def repair(
    path: Path, target: Path, overlays: Sequence[Path] = (), *, force: bool = False
) -> Report:
    """Write a clean workbook with what a clerk filled into another one.

    Figures, answers, entries, texts, last year's figures, the cover, and what was typed but is
    no number are carried over; formulas, sheets, formats and macros that the clerk added are
    not.  Totals are formulas again.  The workbook itself is not touched.

    :param force: whether what is in the place of ``target`` may be replaced.
    :returns: the report as it was read, whose notes say what was wrong.
    :raises Refused: if values cannot be placed with certainty.
    :raises NothingToRepair: if it is a roll-up, whose figures are formulas.
    :raises WouldReplace: if ``target`` is the workbook itself, or another that is filled in.
    :raises CannotWrite: if the clean workbook cannot be written.
    """
    refuse_to_replace(target, inputs=[path], kept=lambda _: "", force=force)
    (outcome,) = isolated([path], overlays)
    if isinstance(outcome, Refused):
        raise outcome
    if outcome.kind is ReportKind.CONSOLIDATED:
        raise NothingToRepair(f"“{path}”是汇总簿，请由下级单位的报表重新汇总")
    totals = with_totals(outcome.edition, outcome.values)
    clean = replace(outcome, values=totals, moved={}, notes=(), marked="")
    refuse_to_replace(target, kept=lambda path: why_kept(path, clean, overlays), force=force)
    write_report(clean, target)
    return outcome
