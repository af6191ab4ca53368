"""What 填报说明 tells the people who fill a workbook, or who look at a roll-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.edition import Edition
from xlreport.edition.model import Section
from xlreport.report import ReportKind

_MORE = "    "
"""What a line that goes on with the step before it begins with."""


def guide(edition: Edition, kind: ReportKind) -> Iterator[str]:
    """Yield the steps, numbered, in the order in which they are done."""
    number = 0
    for line in _for_units(edition) if kind is ReportKind.OWN else _for_roll_ups(edition):
        number += not line.startswith(_MORE)
        yield line if line.startswith(_MORE) else f"{number}. {line}"


def _for_units(edition: Edition) -> Iterator[str]:
    tables = [section for section in edition.sections if not section.prose]
    texts = [section for section in edition.sections if section.prose]
    yield "先填“封面”：核对单位名称、单位代码和行政层级。"
    which = f"{_named(tables)}{_counted(tables)}张表"
    yield f"再填{which}：浅黄色的格由您填写，灰色的格由公式算出，不用填。"
    yield f"{_MORE}可以从 Word 或旧表粘贴整张表，连总计一起：请用“选择性粘贴—数值”（或“文本”）。"
    if edition.questions:
        yield "有下拉列表的格请从列表中选择；日期请填成 2025-03-01 的样子。"
        yield "是数的格都要填，没有发生的填 0，不要留空，也不要填“-”“/”“无”。"
    else:
        yield "每一格都要填数字，没有发生的填 0，不要留空，也不要填“-”“/”“无”。"
        yield f"{_MORE}可先选中整片浅黄色的格，键入 0 后按 Ctrl+Enter，再改有数的格。"
    if edition.registers:
        registers = [section for section in tables if section.register is not None]
        yield f"{_named(registers)}是台账，一行登记一个，登记几行由您决定；不用的行留空，不用删除。"
    yield "填写时看表格右侧和下方的实时核对：√ 表示相符；× 表示不符，后面是差多少；— 表示未核对。"
    if texts:
        yield f"{_named(texts)}填写文字，一段一行；从 Word 粘贴几段，就占几行。"
    if edition.last_keys:
        yield "“上年数据”填上一年度报告中的数，用于核对结转；已由上级填好的不用改。"
    yield "全部填完后看“校验”：没有“不符”即可保存上报。请不要增删行列、改动工作表名称或解除保护。"


def _for_roll_ups(edition: Edition) -> Iterator[str]:
    texts = [section for section in edition.sections if section.prose]
    yield "本簿由下级单位的报表汇总而成，各表的数都是“明细”中各单位同一指标的合计。"
    if edition.choices:
        yield "选了哪一项的各有多少家，见“选项统计”；各单位填写的内容见“明细”。"
    if edition.registers:
        yield "台账由各单位的台账依次相接而成，第一列是填报单位。"
    yield "先看“概览”：接下来要办的都列在那里，点一下就到。"
    yield "要改数，请改下级单位的报表后重新汇总，不要直接改本簿。"
    if texts:
        yield f"{_named(texts)}的文字由汇总单位填写；“校验”与单位报表相同。"
    yield "本簿格式与单位报表一致，可以继续逐级向上汇总。"


def _named(sections: Sequence[Section]) -> str:
    return "".join(f"“{section.number}”" for section in sections)


def _counted(sections: Sequence[Section]) -> str:
    numerals = "零一二三四五六七八九十"
    return numerals[len(sections)] if len(sections) < len(numerals) else str(len(sections))
