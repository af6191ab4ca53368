"""Titles and names: a year, whose report it is, and what it is called, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlreport.reading.published.atoms import normal

LONGEST_TITLE = 80
_NUMERALS = "〇○零O0一二三四五六七八九"
_DIGITS = str.maketrans(_NUMERALS, "00000123456789")
YEAR = re.compile(rf"(?<!\d)(20\d\d|二[〇○零O0][{_NUMERALS}]{{2}})(?!\d)")
DATE = re.compile(
    rf"(20\d\d|二[〇○零O0][{_NUMERALS}]{{2}})\s*(?:年|[-./])\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})"
    r"\s*(?:月|[-./])\s*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日?)?"
)
STATEMENT = re.compile(
    "现将|现就|现向|特向|现公开|现发布|如下|编制|根据|按照|依据|制定|形成|公布|所列|撰写|报告期|涵盖"
)
STOP = re.compile("[。；;，,!！?？]")
_AWAY = re.compile(r"[>»：:|/_]|—+|–|\s")
QUOTES = "《》“”\"'（）()【】[]〔〕<>-—·•.、"
SELF = re.compile("[我本其该此]|现|上级|全")
_UNIT = re.compile(
    r"[\u3400-\u9fff（）()·、〇]{1,38}(?:局|厅|委|会|室|处|街道|镇|乡|府|中心|院|所|站|队|署|社|部|馆"
    r"|园|区|县|市|省|旗|盟|州|台|行|厂|司|团|校|学|办|院|苏木|公司|集团|公安|海关|税务)"
)


def years_in_name(name: str) -> tuple[str, ...]:
    """Return the years that a file's name mentions, dates left aside."""
    text = DATE.sub(" ", normal(name))
    return tuple(dict.fromkeys(year_number(match[1]) for match in YEAR.finditer(text)))


def year_number(year: str) -> str:
    """Return a year in digits, however it is written."""
    return year.translate(_DIGITS)


def name_in(text: str) -> str:
    """Return the name in what stands before or behind the rest of a title; empty if none does."""
    text = _AWAY.split(text.strip(QUOTES))[-1] if text else ""
    text = text.strip(QUOTES).removeprefix("关于").removesuffix("的").removesuffix("关于")
    name = text.removesuffix("年度").strip(QUOTES)
    # 示例镇人民政府信息公开工作: 政府 is written once for both.
    name += "政府" if name.endswith("人民") else ""
    if len(name) < 2 or SELF.match(name) or not re.search(r"[\u3400-\u9fff]", name):
        return ""
    # A bracket that the name itself has must not lose its other half.
    if name.count("(") + name.count("（") > name.count(")") + name.count("）"):
        name += "）" if "（" in name else ")"
    return name


def is_unit(text: str) -> bool:
    """Tell whether a text is nothing but the name of an office."""
    return bool(_UNIT.fullmatch(text.strip(QUOTES))) and not SELF.match(text)


class Titles:
    """What reports of a form are called, to take titles apart by."""

    def __init__(self, ends: Sequence[str]) -> None:
        """:param ends: what titles end with, the longest first."""
        self._ends = ends

    def found_in(self, text: str) -> tuple[str, str] | None:
        """Return the year and the name in a title, empty where it has none."""
        if len(text) > 2 * LONGEST_TITLE:
            return None
        text = DATE.sub("；", text)
        head = re.split(
            "发布日期|发布时间|更新时间|更新日期|日期|来源|浏览|索引号|字号|字体", text
        )[0]
        parts = [part for part in re.split("[；;]", head) if part]
        for part in parts:
            if len(part) <= LONGEST_TITLE and not STOP.search(part):
                found = None if STATEMENT.search(part) else self.parsed(part)
                if found is not None:
                    return found
        return None

    def parsed(self, text: str) -> tuple[str, str] | None:
        """Take a title apart: year, name, and what it is called, in any order."""
        years = {year_number(match[1]) for match in YEAR.finditer(text)}
        if len(years) > 1:
            return None
        best: tuple[int, str, str] | None = None
        for after in ("年度", "年", ""):
            bare = re.sub(YEAR.pattern + after, "", text)
            end = next((end for end in self._ends if end in bare), None)
            if end is None or YEAR.search(bare) or (best is not None and len(end) <= best[0]):
                continue
            at = bare.rfind(end)
            best = len(end), bare[:at], bare[at + len(end) :]
        if best is None:
            return None
        _, head, tail = best
        unit = name_in(head) or (name_in(tail) if is_unit(tail.strip(QUOTES)) else "")
        if unit and years and not is_unit(unit):
            # 示例局2023年法治政府建设暨政府信息公开: what follows the year is no name.
            before = name_in(YEAR.split(text)[0])
            unit = before if is_unit(before) else unit
        return (next(iter(years)) if years else ""), unit
