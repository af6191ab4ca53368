"""The sheet 校验: the live result of each rule, and under it room for the findings of a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from xlreport.checking.untouched import filled, is_untouched
from xlreport.edition import Edition, Rule, Severity
from xlreport.edition.layout import CHECK_SHEET, EXPLANATION_COLUMN, column_letters
from xlreport.edition.model import CellTest
from xlreport.finding import SEVERITY_LABELS
from xlreport.report import ReportKind
from xlreport.sheets.checks import FINDINGS, HIDDEN, RULES
from xlreport.template.canvas import Canvas
from xlreport.template.formulas import (
    count_formula,
    details_formula,
    details_value,
    filled_count_formula,
    status_value,
)
from xlreport.template.listing import (
    AS_DRAWN,
    CHECK_WIDTHS,
    FINDING_HEIGHT,
    TALLEST,
    draw_explained,
)
from xlreport.template.live import (
    BROKEN,
    FILLED_COUNT,
    HOLDS,
    NOTED,
    UNTOUCHED,
    LiveCheck,
)
from xlreport.template.styles import lines_needed
from xlreport.template.tables import colour_status


def draw_checks(canvas: Canvas) -> None:
    """Draw 校验: each rule's live result; under it is room for the findings of a check."""
    sheet = canvas.add_sheet(CHECK_SHEET, landscape=True)
    sheet.set_default_row(FINDING_HEIGHT)
    # Whole columns have the look of the findings, so that writing them needs no formats.
    styles = {AS_DRAWN["link"]: "finding_link", EXPLANATION_COLUMN: "finding_reason"}
    for column, (name, width) in enumerate(zip(FINDINGS, CHECK_WIDTHS, strict=True)):
        style = canvas.styles[styles.get(column, "finding")]
        sheet.set_column(column, column, width, style, {"hidden": name in HIDDEN})
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, _LAST_SHOWN, CHECK_SHEET, canvas.styles["title"])
    _draw_heads(canvas, sheet, _CHECK_TOP - 1, RULES.heads)
    broken = dict.fromkeys(SEVERITY_LABELS.values(), 0)
    for row, rule in enumerate(canvas.edition.rules, start=_CHECK_TOP):
        broken[_demand(rule)] += _draw_rule(canvas, sheet, row, rule)
    last = _CHECK_TOP + len(canvas.edition.rules) - 1
    _draw_summary(canvas, sheet, last, broken)
    sheet.conditional_format(
        _CHECK_TOP,
        RULES.at("result"),
        last,
        RULES.at("result"),
        {"type": "cell", "criteria": "==", "value": '"不符"', "format": canvas.styles["broken"]},
    )
    _draw_room_for_findings(canvas, sheet)
    sheet.freeze_panes(_CHECK_TOP, 0)


def _draw_heads(canvas: Canvas, sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    sheet.set_row(row, 33)
    for column, head in enumerate(heads):
        sheet.write_string(row, column, head, canvas.styles["label"])


def _draw_summary(canvas: Canvas, sheet: Worksheet, last: int, broken: Mapping[str, int]) -> None:
    """Draw the line above the rules: how many places are broken, by what they ask for."""
    good, nothing = f"{HOLDS} 表内没有不符之处。", f"{UNTOUCHED}。"
    words = list(broken)[:2]  # there is no rule that only tells something
    demands, counts = _below("severity", last), _below("broken", last)
    told = "，".join(f'{word} "&SUMIF({demands},"{word}",{counts})&" 处' for word in words)
    formula = f'IF(SUM({counts})=0,"{good}","{BROKEN} {told}。")'
    text = "，".join(f"{word} {broken[word]} 处" for word in words)
    shown = f"{BROKEN} {text}。" if any(broken.values()) else good
    if canvas.report.kind is ReportKind.OWN:
        formula = f'IF({FILLED_COUNT.a1}=0,"{nothing}",{formula})'
        shown = nothing if is_untouched(canvas.report) else shown
        sheet.write_formula(
            FILLED_COUNT.row,
            FILLED_COUNT.column,
            filled_count_formula(canvas.report),
            None,
            sum(map(bool, filled(canvas.report))),
        )
    style = canvas.styles["summary"]
    sheet.set_row(1, 24)
    sheet.merge_range(1, 0, 1, _LAST_SHOWN, "", style)
    sheet.write_formula(1, 0, f"={formula}", style, shown)
    colour_status(canvas, sheet, "A2")


def _below(name: str, last: int) -> str:
    """Return the address of a column of the rules on 校验."""
    letters = column_letters(RULES.at(name))
    return f"{letters}{_CHECK_TOP + 1}:{letters}{last + 1}"


def _draw_room_for_findings(canvas: Canvas, sheet: Worksheet) -> None:
    top, title = finding_rows_top(canvas.edition), "校验发现的问题（点“校验”后自动列出）"
    style = canvas.styles["summary"]
    sheet.merge_range(top - 2, 0, top - 2, _LAST_SHOWN, title, style)
    _draw_heads(canvas, sheet, top - 1, FINDINGS.heads)
    draw_explained(canvas, sheet, top)


_CHECK_TOP = 3
_LAST_SHOWN = AS_DRAWN["link"]


def finding_rows_top(edition: Edition) -> int:
    """Return the row of 校验, from 0, where the findings of a check begin."""
    return _CHECK_TOP + len(edition.rules) + 3


def _demand(rule: Rule) -> str:
    """Return what a rule asks of people where it is broken."""
    return SEVERITY_LABELS[Severity.QUERY if rule.explainable else rule.severity]


def _draw_rule(canvas: Canvas, sheet: Worksheet, row: int, rule: Rule) -> int:
    """Draw one rule's live result and return how many of its places are broken."""
    checks = canvas.live.of_rule(rule)
    values = [status_value(check, canvas.verdict) for check in checks]
    broken, noted, held = (
        sum(value.startswith(sign) for value in values) for sign in (BROKEN, NOTED, HOLDS)
    )
    result = "不符" if broken else "有提示" if noted else "相符" if held else "未核对"
    styles, number = canvas.styles, f"{column_letters(RULES.at('broken'))}{row + 1}"
    details = details_value(checks, rule.advice, canvas.verdict)
    # The workbook of a clerk has the same heights whatever is typed into it.
    told = details if canvas.report.kind is ReportKind.CONSOLIDATED else f"{rule.advice}\n"
    rows = (
        lines_needed(rule.name, RULES["statement"].width),
        lines_needed(told, RULES["details"].width),
    )
    sheet.set_row(row, min(15.0 * max(rows) + 3, TALLEST))
    sheet.write_string(row, RULES.at("title"), rule.short, styles["text"])
    demand = _demand(rule)
    sheet.write_formula(
        row,
        RULES.at("severity"),
        f'=IF({number}>0,"{demand}","")',
        styles["number"],
        demand if broken else "",
    )
    formula = f'=IF({number}>0,"不符",{_unbroken_formula(rule, checks)})'
    sheet.write_formula(row, RULES.at("result"), formula, styles["number"], result)
    count = f"={count_formula(checks, BROKEN)}"
    sheet.write_formula(row, RULES.at("broken"), count, styles["number"], broken)
    sheet.write_string(row, RULES.at("statement"), rule.name, styles["text"])
    sheet.write_formula(
        row,
        RULES.at("details"),
        details_formula(checks, rule.advice),
        styles["text"],
        details,
    )
    link = f"internal:{checks[0].place.link}"
    sheet.write_url(row, RULES.at("link"), link, styles["link"], "查看")
    sheet.write_string(row, RULES.at("clause"), rule.id)
    explanation = canvas.report.explanations.get(rule.id)
    if explanation or rule.severity is Severity.QUERY or rule.explainable:
        text = explanation.text if explanation else ""
        sheet.write_string(row, EXPLANATION_COLUMN, text, styles["field"])
    return broken


def _unbroken_formula(rule: Rule, checks: Sequence[LiveCheck]) -> str:
    """Return the formula (without ``=``) for the result of a rule that is broken nowhere."""
    formula = f'IF({count_formula(checks, HOLDS)}>0,"相符","未核对")'
    if rule.test is CellTest.FILLED:
        return f'IF({count_formula(checks, NOTED)}>0,"有提示",{formula})'
    return formula
