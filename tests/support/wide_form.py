"""A made form of another shape: 17 columns of money, row heads of four levels, a register."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

from xlreport.edition import Edition, layout_of, load_edition
from xlreport.quantity import Value
from xlreport.report import Entry, Report, Unit, with_totals
from xlreport.tally import tallied

_GROUPS = {"road": "道路", "water": "水利", "school": "学校", "clinic": "卫生院"}
_SOURCES = {"centre": "中央", "province": "省级", "local": "本级", "other": "其他"}
_RULE = """\
  - id: {id}
    name: {name}
    short: {short}
    severity: error
    advice: 请核对。
    {lines}
"""
_TESTS = (
    ("FILLED", "每个数都要填", "已填", "check: filled"),
    ("RANGE", "数符合类型", "数值", "check: range"),
    ("ENTRIES", "每行台账填完整", "台账", "check: entries"),
    ("ANSWERED", "每个答案都要填", "答案", "check: answered"),
    ("WRITTEN", "文字要填写", "文字", "check: written"),
)
_LAWS = (
    (
        "M-ROW",
        "每行合计等于各列之和",
        "行合计",
        "for_each: row",
        " + ".join(f"{g}.*" for g in _GROUPS),
    ),
    ("M-SUM", "总计等于各行之和", "总计", "for_each: column", "all.*"),
)


def wide_form() -> str:
    """Return the YAML of the form."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield "edition: wide-2024\ntitle: 示例项目年报\n"
    yield "document: {name: 示例, number: 示例〔2024〕1号}\n"
    yield "years: {from: 2024}\nsections:\n"
    yield "  - key: money\n    number: 一\n    title: 项目投资\n    sheet: 一、项目投资\n"
    yield "    table:\n"
    yield "      - corner: 栏目\n        unit: 万元\n        columns:\n"
    for key, label in _GROUPS.items():
        children = ", ".join(f"{k}: {v}" for k, v in _SOURCES.items())
        yield f"          {key}: {{label: {label}, number: ten_thousand_yuan, "
        yield f"columns: {{{children}}}}}\n"
    yield "          total: {label: 合计, total: true, number: ten_thousand_yuan}\n"
    yield "        rows:\n          all:\n            label: 全部项目\n            rows:\n"
    yield "              new:\n                label: 新建\n                rows:\n"
    yield "                  big: {label: 大型, rows: {done: 已完工, going: 在建}}\n"
    yield "                  small: {label: 小型, rows: {done: 已完工, going: 在建}}\n"
    yield "              old: {label: 续建, rows: {big: {label: 大型, rows: {done: 已完工}}}}\n"
    yield "          sum: {label: 总计, total: true}\n"
    yield "  - key: funds\n    number: 二\n    title: 资金结转\n    sheet: 二、资金结转\n"
    yield "    table:\n"
    yield "      - corner: 栏目\n        unit: 元\n        rows:\n"
    yield "          opening: {label: 年初结余, number: yuan}\n"
    yield "          received: {label: 本年收入, number: yuan}\n"
    yield "          closing: {label: 年末结余, number: yuan, total: true}\n"
    yield "          audited: {label: 是否审计, answer: yes_no}\n"
    yield "  - key: works\n    number: 三\n    title: 项目台账\n    sheet: 三、项目台账\n"
    yield "    register:\n"
    yield "      room: 20\n      columns:\n        name: {label: 项目名称, answer: text}\n"
    yield "        begun: {label: 开工日期, answer: date}\n"
    yield "        cost: {label: 投资额, unit: 万元, number: ten_thousand_yuan}\n"
    yield "      tallies:\n        count: {label: 项目数, unit: 个}\n"
    yield "        cost_all: {label: 投资总额, unit: 万元, sum: cost}\n"
    yield "  - key: text\n    number: 四\n    title: 说明\n    sheet: 四、说明\n"
    yield "    prose:\n      - {key: body}\nrules:\n"
    for id_, name, short, lines in _TESTS:
        yield _RULE.format(id=id_, name=name, short=short, lines=lines)
    for id_, name, short, each, addends in _LAWS:
        left = "total" if id_ == "M-ROW" else "sum"
        lines = f"table: money\n    {each}\n    law: {left} = {addends}"
        yield _RULE.format(id=id_, name=name, short=short, lines=lines)
    lines = "table: funds\n    law: closing = opening + received"
    yield _RULE.format(id="F-SUM", name="年末等于年初加收入", short="结余", lines=lines)
    lines = "table: funds\n    law: opening = last.closing"
    yield _RULE.format(id="F-CARRY", name="年初等于上年年末", short="衔接", lines=lines)


def load_wide(folder: Path) -> tuple[Path, Edition]:
    """Write the form and load it.

    :returns: its path, and the edition.
    """
    path = folder / "wide.yaml"
    path.write_text(wide_form(), encoding="utf-8")
    return path, load_edition("wide-2024", [path])


def valid_wide(edition: Edition, random: Random, unit: Unit) -> Report:
    """Return a report that satisfies every rule, with amounts that fit a page of 17 columns."""
    inputs: dict[str, Value] = {
        cell.key: Decimal(random.randint(0, 99)).scaleb(-1) for cell in edition.inputs
    }
    answers = {"funds.audited": random.choice(["yes", "no"])}
    first = layout_of(edition).places["works.name"].row
    entries = [
        Entry(
            first + n,
            {"cost": Decimal(random.randint(1, 99_999)).scaleb(-2)},
            {"name": f"示例项目{n}", "begun": f"2024-0{n + 1}-11"},
        )
        for n in range(random.randint(1, 4))
    ]
    registers = {"works": tuple(entries)}
    values = with_totals(edition, {**inputs, **tallied(edition, answers, registers)})
    prose = {"text.body": "本年项目按计划推进。"}
    return Report(edition, 2024, unit, values, prose, answers=answers, registers=registers)
