"""Every word that people read in the workbook and from its buttons, as one text.

``scripts/words.py`` writes it, and a test holds it against ``tests/golden/words.zh-CN.txt``, so
that a person can read in one place what has been changed, and judge its tone and truth.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import openpyxl
import xlwings as xw
from examples.reports import as_received, seed_report
from openpyxl.worksheet.worksheet import Worksheet
from tests.support.marking import write_marked_copy
from tests.support.samples import faulty_report

from xlreport import excel
from xlreport.buttons import ribbon
from xlreport.checking import check
from xlreport.edition import Edition, load_edition
from xlreport.edition.layout import MANIFEST_SHEET
from xlreport.excel.engines.closed import open_closed
from xlreport.excel.press import failure
from xlreport.finding import Finding
from xlreport.reading import read
from xlreport.reading.catalogue import catalogue
from xlreport.report import ReportKind, Unit
from xlreport.template import blank_report, write_report
from xlreport.template.functions import FUNCTIONS
from xlreport.template.macros import TEXTS

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_UNIT = Unit("示例县示例镇人民政府", "", "township")
_SEEDS = range(30)


def words() -> str:
    """Return all of them, under headings."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [
            *_workbooks(Path(folder)),
            *_buttons(),
            *_rules(),
            *_findings(),
            *_marked(Path(folder)),
            *_dialogs(Path(folder)),
            *_catalogue(),
        ]
    return "\n".join(parts) + "\n"


def _editions() -> list[tuple[Edition, int]]:
    return [(load_edition("2021"), 2024), (load_edition("2019"), 2020)]


def _workbooks(folder: Path) -> Iterator[str]:
    """Of the second workbook, and of a roll-up, only what the one before does not say."""
    said: set[str] = set()
    for edition, year in _editions():
        for kind, name in ((ReportKind.OWN, "工作簿"), (ReportKind.CONSOLIDATED, "汇总簿")):
            report = replace(blank_report(edition, year, _UNIT), kind=kind)
            path = folder / f"{edition.id}-{kind}.xlsm"
            write_report(report, path, macros=kind is ReportKind.OWN)
            for sheet in openpyxl.load_workbook(path, data_only=True):
                if sheet.title != MANIFEST_SHEET:
                    lines = [each for each in _sheet(sheet) if each not in said]
                    said |= set(lines)
                    if lines:
                        yield f"\n## {edition.id} 版{name}：{sheet.title}"
                        yield from lines


def _sheet(sheet: Worksheet) -> Iterator[str]:
    """Yield what a sheet shows, and what it says when something wrong is typed."""
    for row in sheet.iter_rows():
        texts = [str(cell.value) for cell in row if _CHINESE.search(str(cell.value or ""))]
        if texts:
            yield " | ".join(text.replace("\n", "⏎") for text in texts)
    for validation in sheet.data_validations.dataValidation:
        yield from (f"填错时：{text}" for text in (validation.error, validation.prompt) if text)


def _buttons() -> Iterator[str]:
    yield "\n## 按钮"
    for label, rest in re.findall(r'label="([^"]+)"([^>]*)>', ribbon()):
        tips = re.findall(r'(?:screentip|supertip)="([^"]+)"', rest)
        yield "：".join([label, " ".join(tips)]) if tips else label
    yield "\n## 宏说的话"
    yield from (text.replace("\n", "⏎") for text in TEXTS.values())
    yield "\n## 公式"
    for function in FUNCTIONS:
        helps = "；".join(function.arguments.values())
        yield f"{function.name}：{function.summary} {helps}"


def _rules() -> Iterator[str]:
    said: set[str] = set()
    for edition, _ in _editions():
        yield f"\n## {edition.id} 版的规则"
        for rule in (*edition.rules, *edition.prose_rules, *edition.comparisons):
            line = f"{rule.short}：{rule.name}。→ {rule.advice}"
            if line not in said:
                said.add(line)
                yield line


def _findings() -> Iterator[str]:
    """Yield an example of each rule that breaks in some made-up report."""
    yield "\n## 校验出的问题（各举一例）"
    told: dict[str, str] = {}
    for edition, _ in _editions():
        reports = [faulty_report(edition, Random(seed)) for seed in _SEEDS]
        for verdict in check(reports):
            for finding in verdict.findings:
                told.setdefault(finding.rule, _finding(finding))
    for verdict in check(as_received()):
        for finding in verdict.findings:
            told.setdefault(finding.rule, _finding(finding))
    yield from told.values()


def _finding(finding: Finding) -> str:
    hint = f"。{finding.hint}" if finding.hint else ""
    return f"【{finding.demand}】{finding.title}：{finding.found}{hint}。→ {finding.advice}"


def _marked(folder: Path) -> Iterator[str]:
    yield "\n## 校验结果（标注的副本）打开后"
    path, copy = folder / "甲.xlsx", folder / "甲-校验结果.xlsx"
    write_report(as_received()[1], path)
    write_marked_copy(check([read(path)])[0], copy)
    book = openpyxl.load_workbook(copy)
    yield f"打开时在：{book.active.title if book.active else ''}"
    yield str(book["封面"]["B3"].value)
    sheet = book["校验"]
    for row in sheet.iter_rows(min_row=2):
        if not sheet.row_dimensions[row[0].row].hidden:
            yield from [" | ".join(_shown(cell.value) for cell in row[:7] if cell.value)]
    for each in book:
        for row in each.iter_rows():
            for cell in row:
                if cell.comment:
                    yield f"批注 {each.title} {cell.coordinate}：{cell.comment.text}".replace(
                        "\n", "⏎"
                    )


def _shown(value: object) -> str:
    text = str(value)
    return "查看" if text.startswith("=HYPERLINK") else "" if text.startswith("=") else text


def _dialogs(folder: Path) -> Iterator[str]:
    yield "\n## 点按钮后的话"
    blank = folder / "空.xlsx"
    write_report(blank_report(*_editions()[1], _UNIT), blank)
    clean = folder / "好.xlsx"
    write_report(seed_report(), clean)
    wrong = folder / "错.xlsx"
    write_report(as_received()[1], wrong)
    pressed: Sequence[tuple[str, Path, Callable[..., None]]] = (
        ("空表，校验", blank, excel.validate),
        ("空表，下一处", blank, excel.next_problem),
        ("没有问题，校验", clean, excel.validate),
        ("没有问题，签署", clean, excel.sign),
        ("没有问题，生成上报文件", clean, excel.submit),
        ("没有问题，生成下年空表", clean, excel.begin_next_year),
        ("再点一次", clean, excel.begin_next_year),
        ("有问题，校验", wrong, excel.validate),
        ("有问题，读取上年数据", wrong, excel.load_last_year),
        ("有问题，生成上报文件", wrong, excel.submit),
        ("有问题，生成网页", wrong, excel.publish_web),
    )
    for what, path, press in pressed:
        book: xw.Book = open_closed(path)
        press(book)
        said = [str(each) for each in book.app.impl.alerts]
        text = "⏎".join(said).replace("\n", "⏎").replace(str(folder), "…")
        yield f"{what}：{text}"
    text = str(failure("validate", RuntimeError("…")).says).replace("\n", "⏎")
    yield f"程序出错：{text}"


def _catalogue() -> Iterator[str]:
    yield "\n## 不接收的文件"
    yield from (f"{each.reason}。→ {each.advice}" for each in catalogue().refusals.values())
    yield "\n## 读取时发现的问题"
    for text in catalogue().findings.values():
        yield f"{text.short}：{text.statement}。→ {text.advice}"
