"""Which fields belong together: what a rule, a text check or a head says must not be ignored.

Whatever stands in a file takes effect or is refused at its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from pydantic import BaseModel

from xlreport.edition.document import Document, Location
from xlreport.edition.model import CellTest, ComparisonTest, ProseTest, TargetKind
from xlreport.edition.source import (
    ComparisonSource,
    EditionSource,
    HeadSource,
    ProseRuleSource,
    RuleSource,
)

_ALWAYS = frozenset({"id", "name", "short", "severity", "advice", "source"})
_OF_CELLS = frozenset({"answer", "unit", "number", "total", "optional"})
_PERCENT = ("%", "％", "‰", "百分", "千分", "万分")


def demand_fields_of_rule(document: Document[Any], where: Location, source: RuleSource) -> None:
    """Refuse fields that a law or a test of cells makes nothing of.

    :raises EditionError: at the first of them.
    """
    kind = "law（算式）" if source.check is None else f"check: {source.check}"
    _demand(document, where, source, kind, _of_rule(source.check))


def _of_rule(test: CellTest | None) -> frozenset[str]:
    if test is None:
        return frozenset({"law", "table", "for_each", "levels", "when", "explainable"})
    place = () if test.of is TargetKind.TEXT else ("table",)
    return frozenset({"check", *place, *test.needs})


def demand_fields_of_text_check(
    document: Document[Any], where: Location, source: ProseRuleSource
) -> None:
    """Refuse fields that a test of the text makes nothing of.

    :raises EditionError: at the first of them.
    """
    kind = "figures（文中的数）" if source.check is None else f"check: {source.check}"
    _demand(document, where, source, kind, _of_text_check(source.check or ProseTest.FIGURES))


def _of_text_check(test: ProseTest) -> frozenset[str]:
    common = {"check", "look_in"}
    match test:
        case ProseTest.FIGURES:
            said = {"about", "also", "near", "not_with", "results", "of_all", "of_each"}
            return frozenset({"figures", "look_in", "relation", "counted_in"} | said)
        case ProseTest.SHARES:
            return frozenset(common | {"cells"})
        case ProseTest.MORE_THAN_NONE:
            return frozenset(common | {"cells", "about"})
        case ProseTest.LENGTH | ProseTest.OTHER_UNITS | ProseTest.LAST_YEAR:
            return frozenset(common | {"at_least"})
        case (
            ProseTest.PARTS
            | ProseTest.GROWTH
            | ProseTest.YEAR
            | ProseTest.LEFTOVERS
            | ProseTest.HEADINGS
            | ProseTest.OTHER_NAME
            | ProseTest.STALE
            | ProseTest.PRIVATE
        ):
            return frozenset(common)
        case _:
            assert_never(test)


def demand_fields_of_comparison(
    document: Document[Any], where: Location, source: ComparisonSource
) -> None:
    """Refuse a factor where nothing is multiplied.

    :raises EditionError: at it.
    """
    allowed = {"test", "cells", "least"}
    match source.test:
        case ComparisonTest.SWING:
            allowed |= {"factor"}
        case ComparisonTest.SCALE:
            allowed |= {"factor", "most", "units"}
        case ComparisonTest.UNCHANGED | ComparisonTest.PARTS | ComparisonTest.MISREAD:
            pass
        case _:
            assert_never(source.test)
    _demand(document, where, source, f"test: {source.test}", frozenset(allowed))


def _demand(
    document: Document[Any],
    where: Location,
    source: BaseModel,
    kind: str,
    allowed: frozenset[str],
) -> None:
    for field in type(source).model_fields:
        if field in source.model_fields_set - allowed - _ALWAYS:
            others = "、".join(sorted(allowed - {"check", "law", "figures", "test"}))
            besides = f"可以另写：{others}" if others else "不用另写范围"
            raise document.error((*where, field), f"{kind} 用不上“{field}”，{besides}")


def demand_heads(document: Document[EditionSource]) -> None:
    """Refuse heads whose fields do not belong together, and figures that cannot be added up.

    :raises EditionError: at the first of them.
    """
    for number, section in enumerate(document.source.sections):
        here: Location = ("sections", number)
        for index, block in enumerate(section.table):
            place = (*here, "table", index)
            _demand_additive(document, (*place, "unit"), block.unit)
            for heads in ("rows", "columns"):
                demand_heads_below(document, (*place, heads), getattr(block, heads))
        if section.register_ is not None:
            for name, tally in section.register_.tallies.items():
                place = (*here, "register", "tallies", name)
                _demand_additive(document, (*place, "unit"), tally.unit)


def demand_heads_below(
    document: Document[Any], where: Location, heads: Mapping[str, HeadSource]
) -> None:
    """Refuse heads at one place of a file, and those under them, as :func:`demand_heads` does.

    :raises EditionError: at the first of them.
    """
    for key, head in heads.items():
        here = (*where, key)
        if head.rows and head.columns:
            what = "一个栏目下面写 rows 或 columns 都是下级栏目，两者取一"
            raise document.error((*here, "columns"), what)
        if head.answer is not None:
            for field in sorted(head.model_fields_set & {"unit", "number", "total"}):
                what = f"“{head.label}”是答案（answer），用不上“{field}”"
                raise document.error((*here, field), what)
        if head.empty:
            for field in sorted(head.model_fields_set & _OF_CELLS):
                what = f"“{key}”按规定为空（empty），用不上“{field}”"
                raise document.error((*here, field), what)
        _demand_additive(document, (*here, "unit"), head.unit)
        for below in ("rows", "columns"):
            demand_heads_below(document, (*here, below), getattr(head, below))


def _demand_additive(document: Document[Any], where: Location, unit: str | None) -> None:
    if unit is not None and any(sign in unit for sign in _PERCENT):
        raise document.error(
            where,
            f"单位“{unit}”的数不能相加，汇总时会出错：请改填分子、分母两个数，"
            "或者写 answer: text（按文字填写，不汇总）",
        )
