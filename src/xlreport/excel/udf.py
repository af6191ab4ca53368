"""The worksheet functions: thin wrappers over the core, called from cells through the add-in.

What the add-in knows of them (arguments, help) is in :mod:`xlreport.template.functions`, and the
VBA that calls them is generated from there.  A function answers with a value, or with a Chinese
sentence that begins with ``×``; an exception would show up as English.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

import xlwings as xw

from xlreport.amounts import parse_amount
from xlreport.checking import Verdict, check
from xlreport.excel.book import LiveBook
from xlreport.excel.caller import NoBook, calling_book
from xlreport.excel.snapshot import Snapshot
from xlreport.finding import Finding
from xlreport.quantity import Value, from_quanta
from xlreport.reading import Refused
from xlreport.report import Report

_log = logging.getLogger(__name__)

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
Answer = float | str | None

_HEADS = ["要求", "工作表", "单元格", "问题在哪里", "怎么办"]
_NOTHING = [["没有发现问题。"]]


def _in_words(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer | str]:
    @functools.wraps(function)
    def answer(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Answer | str:
        try:
            return function(*arguments, **named)
        except KeyError as error:
            return f"× 没有 {error.args[0]} 这个代码"
        except (Refused, NoBook) as error:
            return f"× {error}"
        except Exception as error:  # noqa: BLE001 - Excel would show it in English
            _log.exception("%s failed", function.__name__)
            kind = type(error).__name__
            return f"× 没有算出来，请找上级技术人员（xlreport excel doctor；{kind}）"

    return answer


@xw.func
@_in_words
def xlreport_value(key: str, area: object = None, caller: xw.Range | None = None) -> Answer:
    """Return this year's figure of a cell key; empty if it is missing."""
    del area
    report = _report(caller)
    _ = report.edition.cells[key]
    return _plain(report.values.get(key))


@xw.func
@_in_words
def xlreport_last(key: str, area: object = None, caller: xw.Range | None = None) -> Answer:
    """Return last year's figure of a cell key; empty if it is missing."""
    del area
    report = _report(caller)
    _ = report.edition.cells[key]
    return _plain(report.last.get(key))


@xw.func
@_in_words
def xlreport_difference(clause: str, area: object = None, caller: xw.Range | None = None) -> Answer:
    """Return left minus right of an identity; empty if it could not be checked."""
    del area
    residual = _verdict(caller).residuals[clause]
    return None if residual is None else _plain(from_quanta(residual))


@xw.func
@_in_words
def xlreport_findings(area: object = None, caller: xw.Range | None = None) -> list[list[str]]:
    """Return all findings, a row each under a row of heads."""
    del area
    return _rows(_verdict(caller).findings)


@xw.func
@_in_words
def xlreport_prose_findings(area: object = None, caller: xw.Range | None = None) -> list[list[str]]:
    """Return the findings about the texts, a row each under a row of heads."""
    del area
    verdict = _verdict(caller)
    edition = verdict.report.edition
    sheets = {section.sheet for section in edition.sections if section.prose}
    return _rows(f for f in verdict.findings if any(p.sheet in sheets for p in f.places))


@xw.func
@_in_words
def xlreport_number(text: Any, unit: str | None = None) -> Answer:
    """Return the number that a text states, in ``unit`` if one is given."""
    if text is None or (isinstance(text, str) and not text.strip()):
        return None
    value = parse_amount(text, unit or "")
    return f"× “{text}”不是能识别的数" if value is None else _plain(value)


def _report(caller: xw.Range | None) -> Report:
    """Read the workbook that a formula stands in, which need not be the one in front.

    :param caller: the cell of the formula; xlwings fills in what is called so.
    """
    book = caller.sheet.book if caller is not None else calling_book()
    return Snapshot(LiveBook(book)).report()


def _verdict(caller: xw.Range | None) -> Verdict:
    return check([_report(caller)])[0]


def _rows(findings: Iterable[Finding]) -> list[list[str]]:
    rows = [
        [each.demand, each.sheet, "、".join(each.cells), f"{each.title}：{each.found}", each.advice]
        for each in findings
    ]
    return [_HEADS, *rows] if rows else _NOTHING


def _plain(value: Value | None) -> float | None:
    return None if value is None else float(value)
