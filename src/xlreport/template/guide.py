"""What 填报说明 tells the people who fill a workbook, or who look at a roll-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.edition import Edition
from xlreport.edition.model import Section
from xlreport.finding import EXPLAIN, MEND
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
    yield "“封面”：核对单位名称、单位代码、行政层级，填写填表人和填报日期。"
    which = f"{_named(tables)}{_counted(tables)}张表"
    yield f"{which}：填浅黄色的格；灰色的格由公式算出。格旁的记号随填随变："
    yield f"{_MORE}√ 相符　× 不符（后面是差多少）　！ 请改成数字　— 还没有填或者没有可核对的数"
    if edition.questions:
        yield f"{_MORE}有下拉列表的格从列表中选；日期写成 2025-03-01 的样子。"
    yield f"{_MORE}没有发生的填 0，不留空，不填“-”“/”“无”。一次填一片 0：先选中那一片，键入 0，"
    yield f"{_MORE}再按 Ctrl+Enter（LibreOffice 按 Alt+Enter）；不要用鼠标拖，拖出来的是 1、2、3。"
    yield f"{_MORE}从 Word 或旧表粘贴整张表（连总计一起）：用“选择性粘贴—数值”或“文本”。"
    if edition.registers:
        registers = [section for section in tables if section.register is not None]
        yield f"{_named(registers)}是台账，一行登记一个；不用的行留空，不用删除。"
    if texts:
        yield f"{_named(texts)}：填文字，一段一行；从 Word 复制几段，粘贴就占几行。"
        yield f"{_MORE}同一段里换行：Excel、WPS 按 Alt+Enter，LibreOffice 按 Ctrl+Enter。"
        yield f"{_MORE}打印前点标题右边的▼，去掉“空白”前的勾，空白行就不印；印完再勾上。"
    if edition.last_keys:
        yield "“上年数据”：填上一年度报告的数，用来核对结转；上级已经填好的不用改。"
    yield f"“校验”：列出全部要核对的内容。“{MEND}”的要改；“{EXPLAIN}”的改正，或者写明原因。"
    yield "有按钮的：“校验”标出问题，“上一处”“下一处”逐处看；三级审核在“审签”填好姓名、"
    yield f"{_MORE}日期后点“签署”；最后点“生成上报文件”。没有按钮的：看“校验”表，改好后保存报送。"
    yield f"请不要增删{_named(tables)}的行列、改工作表的名称、撤销保护。"


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
