"""The sheet 校验: the live result of each rule, and under it room for the findings of a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from xlreport.addresses import column_letters
from xlreport.checking.untouched import is_untouched
from xlreport.edition import Edition, Rule
from xlreport.edition.expression import Expression, if_, infix, joined, leaf, nowhere
from xlreport.edition.layout import CHECK_SHEET, EXPLANATION_COLUMN
from xlreport.finding import SEVERITY_LABELS, demand_of
from xlreport.report import ReportKind
from xlreport.sheets.checks import FINDINGS, HIDDEN, RULES
from xlreport.template.canvas import Canvas, Sheet
from xlreport.template.formulas import filled_count
from xlreport.template.listing import (
    AS_DRAWN,
    CHECK_WIDTHS,
    FINDING_HEIGHT,
    TALLEST,
    draw_explained,
)
from xlreport.template.live import BROKEN, FILLED_COUNT, HOLDS, UNTOUCHED
from xlreport.template.results import count_of, demand, details, result
from xlreport.template.styles import lines_needed
from xlreport.template.tables import colour_status

_SCALE = 77
"""On paper, in per cent: the heads of a list without findings take no page of their own, texts have
8 points, and the sheet is no wider than a page in programs that know no Calibri."""
_Places = Mapping[str, int]
"""In how many places rules are broken, by what they ask for."""


def draw_checks(canvas: Canvas) -> None:
    """Draw 校验: each rule's live result; under it is room for the findings of a check."""
    sheet = canvas.add_sheet(CHECK_SHEET, landscape=True)
    sheet.set_print_scale(_SCALE)
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
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
        asked = demand_of(rule.severity, takes_reason=rule.takes_reason)
        broken[asked] += _draw_rule(canvas, sheet, row, rule)
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
    sheet.freeze_panes(_CHECK_TOP, 1)  # what is found stays beside its name on a small screen


def _draw_heads(canvas: Canvas, sheet: Sheet, row: int, heads: Sequence[str]) -> None:
    sheet.set_row(row, 33)
    sheet.write_texts(row, 0, heads, canvas.styles["label"])


def _draw_summary(canvas: Canvas, sheet: Worksheet, last: int, broken: Mapping[str, int]) -> None:
    """Draw the line above the rules: how many places are broken, by what they ask for."""
    summary = _summary(last, broken)
    if canvas.report.kind is ReportKind.OWN:
        touched: Expression[_Places] = leaf(
            FILLED_COUNT.a1, lambda _: not is_untouched(canvas.report)
        )
        summary = if_(infix(touched, "=", 0), f"{UNTOUCHED}。", summary)
        count, place = filled_count(canvas.report), FILLED_COUNT
        formula, value = f"={count.formula(nowhere)}", count.value(canvas.report)
        sheet.write_formula(place.row, place.column, formula, None, value)
    style = canvas.styles["summary"]
    sheet.set_row(1, 24)
    sheet.merge_range(1, 0, 1, _LAST_SHOWN, "", style)
    sheet.write_formula(1, 0, f"={summary.formula(nowhere)}", style, summary.shown(broken))
    colour_status(canvas, sheet, "A2")


def _summary(last: int, demands: Iterable[str]) -> Expression[_Places]:
    """Return in how many places rules are broken, by what they ask for."""
    asked, counts = _below("severity", last), _below("broken", last)

    def number(word: str) -> Expression[_Places]:
        return leaf(f'SUMIF({asked},"{word}",{counts})', lambda broken: broken[word])

    mend, explain = tuple(demands)[:2]  # there is no rule that only tells something
    every: Expression[_Places] = leaf(f"SUM({counts})", lambda broken: sum(broken.values()))
    parts = (f"{BROKEN} {mend} ", number(mend), f" 处，{explain} ", number(explain), " 处。")
    return if_(infix(every, "=", 0), f"{HOLDS} 表内没有不符之处。", joined(*parts))


def _below(name: str, last: int) -> str:
    """Return the address of a column of the rules on 校验."""
    letters = column_letters(RULES.at(name))
    return f"{letters}{_CHECK_TOP + 1}:{letters}{last + 1}"


def _draw_room_for_findings(canvas: Canvas, sheet: Sheet) -> None:
    top, title = finding_rows_top(canvas.edition), "校验发现的问题（点“校验”后自动列出）"
    style = canvas.styles["summary"]
    sheet.merge_range(top - 2, 0, top - 2, _LAST_SHOWN, title, style)
    _draw_heads(canvas, sheet, top - 1, FINDINGS.heads)
    sheet.repeat_rows(top - 1)  # on the pages after the one on which they stand
    draw_explained(canvas, sheet, top)


_CHECK_TOP = 3
_LAST_SHOWN = AS_DRAWN["link"]


def finding_rows_top(edition: Edition) -> int:
    """Return the row of 校验, from 0, where the findings of a check begin."""
    return _CHECK_TOP + len(edition.rules) + 3


def _draw_rule(canvas: Canvas, sheet: Worksheet, row: int, rule: Rule) -> int:
    """Draw one rule's live result and return how many of its places are broken."""
    checks, shown, styles = canvas.live.of_rule(rule), canvas.shown, canvas.styles
    broken = count_of(checks, BROKEN)
    address = f"{column_letters(RULES.at('broken'))}{row + 1}"
    asked = demand_of(rule.severity, takes_reason=rule.takes_reason)
    told = details(checks, rule.advice)
    # The workbook of a clerk has the same heights whatever is typed into it.
    own = canvas.report.kind is ReportKind.OWN
    rows = (
        lines_needed(rule.name, RULES["statement"].width),
        lines_needed(f"{rule.advice}\n" if own else told.shown(shown), RULES["details"].width),
    )
    sheet.set_row(row, min(15.0 * max(rows) + 3, TALLEST))
    sheet.write_string(row, RULES.at("title"), rule.short, styles["text"])
    sheet.write_string(row, RULES.at("statement"), rule.name, styles["text"])
    for name, expression, style in (
        ("severity", demand(checks, asked, address), "number"),
        ("result", result(rule, checks, address), "number"),
        ("broken", broken, "number"),
        ("details", told, "text"),
    ):
        formula, value = f"={expression.formula(nowhere)}", expression.value(shown)
        sheet.write_formula(row, RULES.at(name), formula, styles[style], value)
    link = f"internal:{checks[0].place.link}"
    sheet.write_url(row, RULES.at("link"), link, styles["link"], "查看")
    sheet.write_string(row, RULES.at("clause"), rule.id)
    explanation = canvas.report.explanations.get(rule.id)
    if explanation or rule.takes_reason:
        text = explanation.text if explanation else ""
        sheet.write_string(row, EXPLANATION_COLUMN, text, styles["field"])
    return int(broken.value(shown))
