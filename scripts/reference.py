"""Write docs/reference from the schemas: every cell, every rule, and what the reader says.

Run it from the repository, by ``make reference``::

    .venv/bin/python scripts/reference.py
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from xlreport.checking.cell_tests import holds_of  # noqa: E402
from xlreport.checking.describe import describe_clause, describe_test  # noqa: E402
from xlreport.edition import (  # noqa: E402
    Clause,
    Edition,
    Place,
    Rule,
    edition_ids,
    layout_of,
    load_edition,
)
from xlreport.edition.expression import nowhere  # noqa: E402
from xlreport.edition.model import (  # noqa: E402
    Comparison,
    ComparisonTest,
    FigureClaim,
    Relation,
    Sum,
    Term,
)
from xlreport.finding import SEVERITY_LABELS, address_ranges  # noqa: E402
from xlreport.quantity import LARGEST  # noqa: E402
from xlreport.reading.catalogue import catalogue  # noqa: E402
from xlreport.report import Report, Unit  # noqa: E402
from xlreport.sheets.cover import LABELS  # noqa: E402
from xlreport.template.formulas import total_formula  # noqa: E402
from xlreport.template.live import live_checks  # noqa: E402
from xlreport.template.status import status  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
RELATIONS = {Relation.EQUAL: "＝", Relation.AT_MOST: "≤", Relation.AT_LEAST: "≥"}
LIVE_TEST = "tests/template/test_live_agrees.py"
NOTE = "*本页由 `make reference` 从 `schemas/` 生成，请勿手工修改。*"

Files = dict[str, str]


def main() -> None:
    """Write every page, and remove pages that are no longer made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = make()
    for old in FOLDER.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def make() -> Files:
    """Return the pages of the reference by file name."""
    pages = {"README.md": _index(), "reading.md": _reading()}
    for edition in map(load_edition, edition_ids()):
        pages[f"cells-{edition.id}.md"] = _cells(edition)
        pages[f"rules-{edition.id}.md"] = _rules(edition)
        pages[f"text-{edition.id}.md"] = _text_rules(edition)
    return pages


# ---- Markdown ------------------------------------------------------------------------------------


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTE, *filter(None, parts)]) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _link(test: str) -> str:
    return f"[{test}](../../{test})"


# ---- Index ---------------------------------------------------------------------------------------


def _index() -> str:
    rows = []
    for edition in map(load_edition, edition_ids()):
        years = f"{edition.first_year}—{edition.last_year or ''}"
        rows.append(
            (
                f"{edition.id} 版",
                edition.document_number,
                years,
                f"[指标](cells-{edition.id}.md)（{len(edition.cells)}）",
                f"[审核规则](rules-{edition.id}.md)（{len(edition.rules)}）",
                f"[文字规则](text-{edition.id}.md)（{len(edition.prose_rules)}）",
            )
        )
    heads = ("格式版本 edition", "文件 document", "年度 years", "cells", "rules", "text rules")
    kinds = (
        (SEVERITY_LABELS[severity], meaning)
        for severity, meaning in zip(
            SEVERITY_LABELS,
            ("必须改正", "改正，或者写明原因", "只是告知，不需要做什么"),
            strict=True,
        )
    )
    return _page(
        "参考 · Reference",
        _table(heads, rows),
        "[读取文件时的代码](reading.md)（codes of refusals and of what the reader notices）。",
        "每条规则有三种结果：**相符**、**不符**、**未核对**（缺数、没有上年数据、不属于该层级等，会说明原因）。"
        "空白表示没有数，从来不当作 0。",
        _table(("要求", "怎么办"), kinds),
    )


# ---- Cells ---------------------------------------------------------------------------------------


def _cells(edition: Edition) -> str:
    places = layout_of(edition).places
    uses = "指标代码在 `xlreport explain`、`--facts`、`--json` 和文字里的 `{代码}` 中使用。"
    parts = [f"{edition.document}（{edition.document_number}）。{uses}"]
    for section in edition.sections:
        parts.append(
            f"## {section.heading}\n\n工作表“{section.sheet}”，代码以 `{section.key}.` 开头。"
        )
        if section.prose:
            texts = [
                (
                    f"`{p.key}`",
                    p.label or "正文",
                    places[p.key].a1,
                    "可不填" if p.optional else "应填",
                )
                for p in section.prose
            ]
            parts.append(_table(("代码 key", "标题 label", "格 A1", "是否应填"), texts))
            continue
        rows = []
        for cell in (c for c in edition.cells.values() if c.section == section.key):
            total = cell.total and f"合计 `{_sum_of(edition, cell.key)}`"
            how = total or f"填报，{cell.number.label}"
            rows.append((f"`{cell.key}`", cell.label, cell.unit, places[cell.key].a1, how))
        parts.append(_table(("指标代码 key", "指标 label", "单位", "格 A1", "填报或计算"), rows))
    cover = [(f"`{key}`", label, places[key].link) for key, label in LABELS.items()]
    parts += ["## 封面", _table(("代码 key", "栏目", "格"), cover)]
    last = [
        (f"`last.{key}`", edition.cells[key].label, places[f"last.{key}"].link)
        for key in edition.last_keys
    ]
    parts += [
        "## 上年数据",
        "与上年衔接的规则要用到的数。",
        _table(("代码 key", "指标", "格"), last),
    ]
    return _page(f"{edition.id} 版：指标 · Cells of the {edition.id} edition", *parts)


def _sum_of(edition: Edition, key: str) -> str:
    """Return the sum within a total's formula."""
    formula = total_formula(edition.cells[key], edition)
    return "=" + formula.rpartition(',"",')[2][:-1]


# ---- Rules ---------------------------------------------------------------------------------------


def _rules(edition: Edition) -> str:
    heads = ("规则", "内容", "要求", "处数")
    summary = [
        (f"[{r.id}](#{_anchor(r.id)})", r.name, _demand(r), str(_count(r))) for r in edition.rules
    ]
    summary += [
        (f"[{c.id}](#{_anchor(c.id)})", c.name, SEVERITY_LABELS[c.severity], str(len(c.groups)))
        for c in edition.comparisons
    ]
    return _page(
        f"{edition.id} 版：审核规则 · Rules of the {edition.id} edition",
        f"{edition.document}（{edition.document_number}）。工作簿里的核对公式、`xlreport check` 和"
        "汇总都出自同一处规则。",
        _table(heads, summary),
        *(_rule(edition, rule) for rule in edition.rules),
        *_comparisons(edition),
    )


def _anchor(rule: str) -> str:
    return rule.lower()


def _demand(rule: Rule) -> str:
    """Return what a broken rule asks for: an error that takes a reason is mended or explained."""
    return "改正或者说明" if rule.explainable else SEVERITY_LABELS[rule.severity]


def _count(rule: Rule) -> int:
    return len(rule.clauses) or len(rule.targets)


def _rule(edition: Edition, rule: Rule) -> str:
    checks = live_checks(edition).of_rule(rule)
    levels = "、".join(label.label for key, label in edition.levels.items() if key in rule.levels)
    facts = {
        "要求 severity": _demand(rule),
        "核对什么": _in_words(edition, rule) if rule.test is None else rule.test.asks,
        "规则式 law": f"`{rule.law}`" if rule.law else "",
        "只核对": levels,
        "依据 source": rule.source,
        "改正办法 advice": rule.advice,
        "工作簿中的位置": _live_places([check.place for check in checks]),
        "测试 test": "、".join(map(_link, _tests_of(rule.id, live=True))),
    }
    report = _spoiled(edition, rule)
    if rule.clauses:
        finding = describe_clause(report, rule, rule.clauses[0])
    else:
        finding = describe_test(report, rule, rule.targets[0])
    where = "、".join(f"“{sheet}”{'、'.join(cells)}" for sheet, cells in _by_sheet(finding.places))
    formula = f"={status(checks[0], report).formula(nowhere)}"
    return "\n\n".join(
        [
            f"## {rule.id}",
            f"**{rule.name}**",
            _listed(facts),
            f"提示的例子（{finding.subject}，{where}）：\n\n> {finding.message}",
            f"`{checks[0].place.link}` 的公式：\n\n```excel\n{formula}\n```",
        ]
    )


def _listed(facts: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}：{text}" for name, text in facts.items() if text)


def _in_words(edition: Edition, rule: Rule) -> str:
    """Return the law in the labels of the form, as said of its first place."""
    clause = rule.clauses[0]
    each = {"row": "每一行", "column": "每一列", "group": "每一组"}[rule.for_each or "row"]
    sides = [_side(edition, rule, side) for side in (clause.left, clause.right)]
    return (
        f"{each}（共 {len(rule.clauses)} 处）：{sides[0]} {RELATIONS[clause.relation]} {sides[1]}"
    )


def _side(edition: Edition, rule: Rule, side: Sum) -> str:
    text = ""
    for term in side.terms:
        sign = ("－" if term.sign < 0 else "＋") if text or term.sign < 0 else ""
        gap = " " if text else ""
        text += f"{gap}{sign}{gap}{_term(edition, rule, term)}"
    if side.constant or not text:
        text += f" ＋ {side.constant}" if text else str(side.constant)
    return text


def _term(edition: Edition, rule: Rule, term: Term) -> str:
    row, _, column = edition.cells[term.key].label.rpartition(" · ")
    label = row if rule.for_each == "column" else column
    return ("上年的" if term.last else "") + label.rpartition("／")[2]


def _spoiled(edition: Edition, rule: Rule) -> Report:
    """Return a report of zeros in which the first clause of a rule does not hold."""
    values = dict.fromkeys(edition.cells, 0)
    last = dict.fromkeys(edition.last_keys, 0)
    report = Report(edition, edition.first_year, Unit("示例单位"), values, last=last)
    if not rule.clauses:
        if rule.test is None or rule.test.blank_breaks or rule.targets[0] not in values:
            return replace(report, values={})
        number = edition.cells[rule.targets[0]].number
        wrong = next(each for each in (-1, LARGEST) if not holds_of(rule, number, each))
        return replace(report, values={**values, rule.targets[0]: wrong})
    clause = rule.clauses[0]
    key, last_year, amount = _wrong_figure(clause)
    if last_year:
        return replace(report, last={**last, key: amount})
    return replace(report, values={**values, key: amount})


def _wrong_figure(clause: Clause) -> tuple[str, bool, int]:
    at_least = clause.relation is Relation.AT_LEAST
    side = clause.right if at_least and clause.right.terms else clause.left
    term = side.terms[0]
    return term.key, term.last, -1 if at_least and side is clause.left else 1


def _by_sheet(places: Sequence[Place]) -> Iterator[tuple[str, list[str]]]:
    for sheet in dict.fromkeys(place.sheet for place in places):
        yield sheet, address_ranges(place for place in places if place.sheet == sheet)


def _live_places(places: Sequence[Place]) -> str:
    return "；".join(f"“{sheet}”{'、'.join(cells)}" for sheet, cells in _by_sheet(places))


def _compared(comparison: Comparison) -> str:
    """Say what a comparison looks for."""
    match comparison.test:
        case ComparisonTest.SWING:
            times, least = comparison.factor, comparison.least
            return f"较大的数是较小的 {times} 倍以上，并且相差 {least} 以上的，提示"
        case ComparisonTest.UNCHANGED:
            return f"一张表各格都与上年相同、其中不为 0 的有 {comparison.least} 格以上的，提示"
        case ComparisonTest.SCALE:
            return (
                f"金额与上年的、或者与汇总时同类单位居中的数相差 {comparison.factor} 至 "
                f"{comparison.most} 倍，其中较大的数不小于 {comparison.least} 的，提示"
            )
        case ComparisonTest.PARTS:
            return (
                "有下级的单位，本级各格都不小于下级之和的，提示；"
                f"其中不为 0 的少于 {comparison.least} 格的不提示"
            )
        case ComparisonTest.MISREAD:
            return (
                "一行的最后一格正好是前面各格之和、前面各格都不为 0 的，提示；"
                f"小于 {comparison.least} 的不提示"
            )


def _comparisons(edition: Edition) -> Iterator[str]:
    for each in edition.comparisons:
        alone = each.test is ComparisonTest.MISREAD
        cells = "；".join(
            edition.cells[group[-1]].label
            if alone or len(group) == 1
            else f"“{edition.section(edition.cells[group[0]].section).heading}”全部各格"
            for group in each.groups
        )
        how = _compared(each)
        with_last = "`xlreport check --previous`、`xlreport consolidate --previous`"
        where = {
            ComparisonTest.MISREAD: "`xlreport check`、`xlreport consolidate`",
            ComparisonTest.PARTS: "`xlreport consolidate`",
        }.get(each.test, with_last)
        facts = {
            "要求 severity": SEVERITY_LABELS[each.severity],
            "核对什么": how,
            "比较的指标": cells,
            "依据 source": each.source,
            "改正办法 advice": each.advice,
            "在哪里核对": where,
            "测试 test": "、".join(map(_link, _tests_of(each.id))),
        }
        yield "\n\n".join([f"## {each.id}", f"**{each.name}**", _listed(facts)])


# ---- Rules about the text ------------------------------------------------------------------------


def _text_rules(edition: Edition) -> str:
    heads = {section.key: section.heading for section in edition.sections}
    parts = []
    for rule in edition.prose_rules:
        targets = dict.fromkeys(edition.prose[key].section for key in rule.targets)
        facts = {
            "要求 severity": SEVERITY_LABELS[rule.severity],
            "看哪些文字": "；".join(heads[section] for section in targets),
            "字数": f"以 {rule.at_least} 字为界" if rule.at_least else "",
            "依据 source": rule.source,
            "改正办法 advice": rule.advice,
            "测试 test": "、".join(map(_link, _tests_of(rule.id))),
        }
        parts.append("\n\n".join([f"## {rule.id}", f"**{rule.name}**", _listed(facts)]))
        if rule.told:
            rows = [_told(edition, told) for told in rule.told]
            parts.append(_table(("编号", "说的是什么", "认得的说法", "应与哪些格相符"), rows))
        elif rule.cells:
            cells = "；".join(_cell_sum(edition, each) for each in rule.cells)
            parts.append(f"用到的格：{cells}")
    return _page(
        f"{edition.id} 版：文字规则 · Text rules of the {edition.id} edition",
        "一个分句里数前面的词全都认得、说的确是本单位本年的总数，才拿它的数去核对表格；不能读懂的记作“未核对”，"
        "不作为问题。词表在 `schemas/shared/disclosure.yaml` 的 `vocabulary`，怎样加词见"
        "[文字怎样核对](../text-rules.zh-CN.md)。",
        *parts,
    )


def _told(edition: Edition, told: FigureClaim) -> tuple[str, str, str, str]:
    says = "；".join("＋".join("／".join(word) for word in phrase) for phrase in told.says)
    relation = "不多于 " if told.relation is Relation.AT_MOST else ""
    sums = " 或 ".join(_cell_sum(edition, each) for each in told.sums)
    return f"`{told.id}`", told.subject, says or "（只要说到这件事）", relation + sums


def _cell_sum(edition: Edition, side: Sum) -> str:
    """Return a sum of cells by their addresses, runs of cells as ranges."""
    places = layout_of(edition).places
    text, sheet = "", places[side.terms[0].key].sheet
    for sign, name in ((1, "＋"), (-1, "－")):
        cells = address_ranges(places[term.key] for term in side.terms if term.sign == sign)
        text += "".join(f"{name if text or sign < 0 else ''}{cell}" for cell in cells)
    return f"“{sheet}”{text}"


# ---- Reading -------------------------------------------------------------------------------------


def _reading() -> str:
    texts = catalogue()
    refusals = [(f"`{code}`", text.reason, text.advice) for code, text in texts.refusals.items()]
    findings = [
        (f"`{code}`", SEVERITY_LABELS[text.severity], text.statement, text.advice)
        for code, text in texts.findings.items()
    ]
    return _page(
        "读取文件时的代码 · Codes of the reader",
        "代码是固定的，命令行和 `--json` 都会给出。`{…}` 处填入具体情况。",
        "## 不予接收的原因 · Refusals",
        "退出码是 2；其他文件不受影响。",
        _table(("代码 code", "原因", "怎么办"), refusals),
        "## 接收后提示的问题 · Findings",
        _table(("代码 code", "要求", "应当怎样", "怎么办"), findings),
        "`VERIFY-` 开头的由 `xlreport verify` 给出。",
    )


# ---- The tests of a rule -------------------------------------------------------------------------


def _tests_of(rule: str, *, live: bool = False) -> list[str]:
    """Return the test files that name a rule; ``live`` adds the one that covers every formula."""
    name = re.compile(rf"(?<![A-Z-]){re.escape(rule)}(?![A-Z-])")
    found = [path for path, texts in _test_texts().items() if name.search(texts)]
    return [LIVE_TEST, *found] if live and LIVE_TEST not in found else found


@cache
def _test_texts() -> Mapping[str, str]:
    """Return what each file of tests says in strings: rules are named there."""
    texts = {}
    paths = sorted((ROOT / "tests").rglob("test_*.py")) + sorted((ROOT / "tests").rglob("*.yaml"))
    for path in paths:
        text = path.read_text("utf-8")
        if path.suffix == ".py":
            nodes = ast.walk(ast.parse(text))
            constants = (node.value for node in nodes if isinstance(node, ast.Constant))
            text = "\n".join(value for value in constants if isinstance(value, str))
        texts[path.relative_to(ROOT).as_posix()] = text
    return texts


if __name__ == "__main__":
    main()
