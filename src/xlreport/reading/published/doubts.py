"""What is doubtful about the year and the name that a report was imported under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xlreport.edition import Severity
from xlreport.reading.published.cover import PublishedCover, Said, Trust
from xlreport.reading.published.line import Line
from xlreport.reading.published.titles import is_unit
from xlreport.sheets.cover import interim_in

_NAME_IT = "请在导入的工作簿封面填写单位名称；或者删去这份工作簿，用 --unit 写明后重新导入。"


@dataclass(frozen=True, slots=True)
class ImportDoubt:
    """Something that a person should look at; ``name`` is the field of the cover."""

    rule: str
    name: str
    statement: str
    found: str
    advice: str
    severity: Severity


def doubts_of(cover: PublishedCover, year: int | None, unit: str) -> tuple[ImportDoubt, ...]:
    """Return the doubts about a report.

    :param year: the year that the user stated, if any.
    :param unit: the name that the user stated, if any.
    """
    return (*_about_year(cover, year), *_about_unit(cover, unit))


def about_what_lacks(lines: Iterable[Line]) -> Iterator[ImportDoubt]:
    """Yield the doubt about a report that says of itself that units are lacking in it.

    :param lines: those between the title and the first part, and what stands before.
    """
    for line in lines:
        if told := interim_in(line.text):
            advice = "请换成收齐以后的那一份；只有这一份的，请核对各数。"
            found = f"{line.where}写的是“{told}”"
            statement = "报告应是收齐以后的"
            yield ImportDoubt(
                "IMPORT-INTERIM", "cover.unit", statement, found, advice, Severity.QUERY
            )


def _about_year(cover: PublishedCover, stated: int | None) -> Iterator[ImportDoubt]:
    first = cover.year
    if first is None:
        return
    if stated is not None:
        if first.trust is Trust.TITLE and int(first.text) != stated:
            found = f"{first.where}的标题写的是 {first.text} 年，按 {stated} 年导入"
            yield _year("标题中的年度应是报告年度", found, Severity.NOTE)
        return
    if first.trust is not Trust.TITLE:
        found = f"标题中没有年度，{first.text} 年取自{_source(first)}"
        yield _year("标题中应写明报告年度", found, Severity.QUERY)
    others = [said for said in cover.years if said.text != first.text]
    # A list of other years' reports stands near many titles; what the text says settles it.
    confirmed = any(s.text == first.text and s.trust > first.trust for s in cover.years)
    against = [said for said in others if said.trust is not first.trust or not confirmed]
    against = [said for said in against if said.trust is not Trust.PAGE or not confirmed]
    if against:
        told = "、".join(f"{_source(said)}说 {said.text} 年" for said in against[:3])
        found = f"{_source(first)}说 {first.text} 年，{told}，按 {first.text} 年导入"
        yield _year("各处写的年度应一致", found, Severity.QUERY)
    early = [date for date in cover.dates if int(date.text) <= int(first.text)]
    if early and not any(int(date.text) > int(first.text) for date in cover.dates):
        found = f"{early[0].where}的日期在 {early[0].text} 年，{first.text} 年度的报告不会这样早"
        yield _year("报告的日期应在报告年度之后", found, Severity.QUERY)


def _year(statement: str, found: str, severity: Severity) -> ImportDoubt:
    advice = "请核对报告年度；不对的，请用 --year 写明后重新导入。"
    return ImportDoubt("IMPORT-YEAR", "cover.year", statement, found, advice, severity)


def _about_unit(cover: PublishedCover, stated: str) -> Iterator[ImportDoubt]:
    first = cover.unit
    if stated:
        return
    if first is None:
        hints = "、".join(f"{said.where}的联系单位是“{said.text}”" for said in cover.contacts[:1])
        found = "标题中没有找到单位名称" + (f"（{hints}，但不能据此认定）" if hints else "")
        yield _unit("标题中应有单位名称", found, _NAME_IT, Severity.QUERY)
        return
    advice = "请核对单位名称；不对的，请用 --unit 写明后重新导入。"
    if first.trust is not Trust.TITLE:
        found = f"标题中没有单位名称，“{first.text}”取自{_source(first)}"
        yield _unit("标题中应有单位名称", found, advice, Severity.QUERY)
    if not is_unit(first.text):
        found = f"{first.where}的“{first.text}”不像单位名称"
        yield _unit("单位名称应是行政机关的名称", found, advice, Severity.QUERY)
    rivals = [s for s in cover.units if s.trust is first.trust and s.text != first.text]
    if rivals and (first.apart or first.trust is not Trust.TITLE):
        told = "、".join(f"{said.where}的“{said.text}”" for said in rivals[:3])
        found = f"单位名称取自{first.where}的“{first.text}”，另有{told}"
        yield _unit("单位名称应只有一个", found, advice, Severity.QUERY)
    elif first.apart:
        found = f"单位名称“{first.text}”取自{first.where}，与年度不在同一行"
        yield _unit("单位名称应与年度在同一行", found, "请对照原文核对。", Severity.NOTE)


def _unit(statement: str, found: str, advice: str, severity: Severity) -> ImportDoubt:
    return ImportDoubt("IMPORT-NAME", "cover.unit", statement, found, advice, severity)


def _source(said: Said) -> str:
    return said.trust.label if said.trust is Trust.PAGE else f"{said.where}的{said.trust.label}"
