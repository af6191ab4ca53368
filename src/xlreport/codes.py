"""Codes of units as people and programs write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from xlreport.letters import squeezed

EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number; the others become zeros."""
_ROUNDED = re.compile(r"\A\d++(?:\.\d++)?[Ee]\+?\d+")
_CUT = re.compile(r"\A\d{15}0{2,5}")
_WHOLE = re.compile(r"\A(\d{6,15})\.0+")
_NONE = frozenset(("无", "没有", "暂无", "/", "-", "--", "—", "——"))


def plain_code(text: str) -> str:
    """Return a code without blanks, invisible characters and what programs add to numbers.

    Full-width letters are made narrow; words and strokes for none are an empty code.
    """
    code = "".join(c for c in squeezed(text) if unicodedata.category(c) != "Cf").removeprefix("'")
    whole = _WHOLE.fullmatch(code)
    return "" if code in _NONE else whole[1] if whole else code


def damage_of(raw: object, code: str) -> str:
    """Say in Chinese how a code was damaged on its way through a spreadsheet; empty if it was not.

    :param raw: what the cell holds.
    :param code: the same as a plain code.
    """
    match raw:
        case bool():
            return f"单位代码变成了逻辑值 {code}"
        case date():
            return f"单位代码变成了日期 {code}"
        case float() if abs(raw) >= EXACT:
            return f"单位代码存成了数字 {code}，第 15 位以后已经丢失"
        case float() if not raw.is_integer() or raw < 0:
            return f"单位代码存成了小数或者负数 {code}"
        case _:
            pass
    if _ROUNDED.fullmatch(code):
        return f"单位代码变成了“{code}”，各位数字已经丢失"
    if _CUT.fullmatch(code):
        return f"单位代码“{code}”第 15 位以后都是 0，多半曾经存成数字，各位数字已经丢失"
    if code.startswith("#") or "…" in code or code.endswith("..."):
        return f"单位代码填的是“{code[:40]}”，没有填全"
    return ""
