"""Reports made up for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from xlreport.edition import Edition, load_edition
from xlreport.quantity import Value, plain
from xlreport.report import Report, Unit, with_totals

EDITIONS = ("2019", "2021")

# Sentences as they occur; none begins with a number in brackets and the title of a part.
_SENTENCES = st.sampled_from(
    [
        "全年主动公开信息129条，其中工作动态112条、法规文件5条。",
        "1.加强组织领导，明确专人负责。",
        "（1）公开不够及时；（2）解读形式单一。",
        "2020年“两微一端”发布信息1,234条，同比增长12.5%！",
        "严格执行《中华人民共和国政府信息公开条例》，做到“应公开、尽公开”。",
        "通过 WeChat 公众号发布 <政策> & 解读",
        "无。",
        "一是健全制度；二是强化培训",
        "总计 12 件 | 其中 3 件",
        "（一）存在的问题",
        "四、五月份集中开展了自查",
    ]
)


def edition_of(name: str) -> Edition:
    return load_edition(name)


def sample(edition: Edition, figures: Mapping[str, Value] | None = None) -> Report:
    """A report whose cells, input by input, all hold different figures."""
    inputs: dict[str, Value] = {c.key: n % 97 + 1 for n, c in enumerate(edition.inputs)}
    inputs.update(figures or {})
    prose = {
        p.key: f"这一部分写的是第{n}段。\n另起一段，写存在的问题和明年怎样改进，"
        "长短与通常的报告相当，不算太短。"
        for n, p in enumerate(edition.prose.values())
    }
    unit = Unit("示例县示例局", level=edition.suggest_level("示例县示例局"))
    return Report(edition, edition.first_year, unit, with_totals(edition, inputs), prose)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    edition = load_edition(draw(st.sampled_from(EDITIONS)))
    few = st.integers(0, 3)
    counts = draw(st.lists(st.one_of(few, st.integers(0, 99999)), min_size=1, max_size=12))
    inputs: dict[str, Value] = {}
    for n, cell in enumerate(edition.inputs):
        value: Value = counts[n % len(counts)]
        if cell.number.minimum is None and n % 2:
            value = -value
        if cell.number.decimals:
            value = plain(Decimal(value).scaleb(-cell.number.decimals) + draw(few))
        inputs[cell.key] = value
    texts = st.lists(_SENTENCES, max_size=3).map("\n".join)
    prose = {key: draw(texts) for key in edition.prose}
    name = draw(st.sampled_from(["示例市示例区教育局", "示例乡", "示例省人民政府办公厅"]))
    year = edition.first_year + draw(st.integers(0, 1))
    unit = Unit(name, level=edition.suggest_level(name))
    return Report(edition, year, unit, with_totals(edition, inputs), prose)
