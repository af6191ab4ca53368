"""What a person does about a unit whose report of last year is in doubt, or is not there."""

from __future__ import annotations

from typing import assert_never

from xlreport.consolidation.years.last_year import LastYearDoubt

_FILL_IN = "请在该单位工作簿的“上年数据”中手工填写它上年的数"


def advice_on(doubt: LastYearDoubt, again: str, fill_in: str = "") -> str:
    """Say what settles a doubt, in Chinese, without the full stop.

    :param doubt: why nothing was taken; :attr:`Doubt.NONE` where there is no report at all.
    :param again: what is done once it is settled, as 重新汇总.
    :param fill_in: how figures that nobody can look up are given, if not in the unit's workbook.
    """
    fill_in = fill_in or f"{_FILL_IN}，再{again}"
    match doubt:
        case LastYearDoubt.NONE | LastYearDoubt.SPLIT | LastYearDoubt.EDITIONS:
            return fill_in
        case LastYearDoubt.CODE:
            told = f"请核对今年和上年的单位代码，改正写错的再{again}"
            return f"{told}；确是另一个单位的，{fill_in}"
        case LastYearDoubt.NAME:
            return f"请在名册和上年报表中都写明单位代码，再{again}；分不清的，{fill_in}"
        case LastYearDoubt.TORN:
            told = "请在上年汇总簿“收到的文件”的“对应单位”中选定它是哪个单位的"
            return f"{told}（单个报表请改正封面），再{again}"
        case LastYearDoubt.COVER:
            return f"请改正封面上的单位代码或者名称，再{again}"
        case LastYearDoubt.VERSIONS:
            return f"请用 --previous 只给出应当采用的那一份，再{again}"
        case LastYearDoubt.MERGED:
            return f"请用 --previous 补上缺少的上年报表，再{again}；补不上的，{fill_in}（合计数）"
        case _:
            assert_never(doubt)
