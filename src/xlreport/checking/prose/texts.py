"""Tests of whole texts: the year, the length, and whether they are somebody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlreport.checking.describe import side_text, side_value
from xlreport.checking.prose.figures import narrow
from xlreport.checking.prose.judged import (
    CELL_MISSING,
    HELD,
    NO_TEXT,
    NOT_MENTIONED,
    ProseOutcome,
    broken,
    finding,
    not_checked,
    quoted,
)
from xlreport.checking.prose.sentences import Sentence
from xlreport.edition.model import ProseRule
from xlreport.finding import Finding
from xlreport.report import Report

_NOT_LINKED = "表中的收费不一定是因信息公开收取的"
_SENTENCE = re.compile(r"[^。！？!?\n\r]+")
_TITLE = re.compile(r"《[^《》]*+》")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_TOO_LONG_A_YEAR = re.compile(r"(?<!\d)\d{5,}+年")
_PERIOD = re.compile(r"(?<!\d)(20\d{2})年1月1日起?(?:至|到|—|-)(?:(20\d{2})年)?12月31日")
_OPENING_YEAR = re.compile(r"^\s*(20\d{2})年度?[，,]")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\s，。、；：,.;:“”\"（）()]+")


def judge_year(report: Report, rule: ProseRule) -> ProseOutcome:
    """Look for the year that the text speaks of.

    Only what must be the report's year can be wrong: the statistical period, the sentence that
    announces the report, a year with too many digits, and the opening of a sentence where the
    text never names the report's year at all.

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    """
    if not any(_DIGIT.search(report.prose.get(key, "")) for key in rule.targets):
        return not_checked(NOT_MENTIONED)
    texts = {key: narrow(report.prose.get(key, "")) for key in rule.targets}
    named = {int(y) for text in texts.values() for y in _YEAR.findall(_TITLE.sub("", text))}
    findings: list[Finding] = []
    first = next((key for key, text in texts.items() if text.strip()), "")
    for key, text in texts.items():
        for sentence in _SENTENCE.finditer(text):
            if not _DIGIT.search(sentence[0]):
                continue
            # The report is announced under no head, or else in the very first sentence.
            announcing = key == first and (
                sentence.start() == 0 or not report.edition.prose[key].label
            )
            wrong = _wrong_year(
                report, sentence[0], announcing=announcing, opening=report.year not in named
            )
            if wrong:
                # Narrow text is as long as the text itself.
                as_written = report.prose[key][slice(*sentence.span())]
                findings.append(
                    _year_finding(report, rule, key, as_written, wrong, sentence.start())
                )
    if findings:
        return broken(*findings)
    return HELD if report.year in named else not_checked(NOT_MENTIONED)


def _wrong_year(report: Report, sentence: str, *, announcing: bool, opening: bool) -> str:
    """Return the year in a sentence that should be the report's and is not, or an empty text.

    :param announcing: the sentence stands where the report is announced.
    :param opening: the text never names the report's year.
    """
    if broken_year := _TOO_LONG_A_YEAR.search(sentence):
        return str(broken_year[0]).removesuffix("年")
    plain = _TITLE.sub("", sentence)
    announces = any(word in plain for word in report.edition.vocabulary.announcing)
    for period in _PERIOD.finditer(plain) if announces else ():
        for year in filter(None, period.groups()):
            if int(year) != report.year:
                return str(year)
    years = [int(year) for year in _YEAR.findall(plain)]
    if announces and announcing and years and report.edition.title[-2:] in plain:
        return "" if report.year in years else str(years[0])
    start = _OPENING_YEAR.match(plain) if opening else None
    if start is None or int(start[1]) == report.year:
        return ""
    planned = any(word in plain for word in report.edition.vocabulary.plans)
    return "" if planned and int(start[1]) > report.year else str(start[1])


def _year_finding(
    report: Report, rule: ProseRule, key: str, sentence: str, year: str, at: int
) -> Finding:
    text = quoted(sentence.strip())
    return finding(
        report,
        rule,
        key,
        f"报告年度是 {report.year} 年，文字写的是 {year} 年：{text}",
        left=f"{text} → {year} 年",
        right=f"报告年度 {report.year} 年",
        cells=("cover.year",),
        at=at,
    )


def judge_length(report: Report, rule: ProseRule) -> ProseOutcome:
    """Tell whether the text is long enough to say anything.  No text is another rule's matter.

    :param report: the report whose texts are judged.
    :param rule: the rule; ``at_least`` is the number of characters, spaces not counted.
    """
    findings: list[Finding] = []
    judged = False
    for key in rule.targets:
        text = _SPACE.sub("", report.prose.get(key, ""))
        judged = judged or bool(text)
        if text and len(text) < rule.at_least:
            findings.append(finding(report, rule, key, f"只写了 {len(text)} 个字：{quoted(text)}"))
    if findings:
        return broken(*findings)
    return HELD if judged else not_checked(NO_TEXT)


def judge_more_than_none(
    report: Report, rule: ProseRule, sentences: Sequence[Sentence]
) -> ProseOutcome:
    """Tell whether the text says nothing but that there is nothing, where a cell is above 0.

    A cell may count much else: only what another sentence of the report tells of contradicts.

    :param report: the report whose texts are judged.
    :param rule: the rule, with the cells, and the topic that a sentence must be about.
    :param sentences: the sentences of the whole report.
    """
    words = report.edition.vocabulary
    told = [
        sentence
        for sentence in sentences
        for clause in sentence.clauses
        if clause.topic == rule.about and clause.figure and clause.figure.value
    ]
    nothing = {_MARKS.sub("", text) for text in words.nothing}
    for key in rule.targets:
        text = _MARKS.sub("", report.prose.get(key, ""))
        if not text:
            return not_checked(NO_TEXT)
        for side in rule.cells:
            if any(report.value(term.name) is None for term in side.terms):
                return not_checked(CELL_MISSING)
            if text in nothing and side_value(report, side) > 0 and not told:
                return not_checked(_NOT_LINKED)
            if text in nothing and side_value(report, side) > 0:
                cells = side_text(report, side, with_sheet=True)
                return broken(
                    finding(
                        report,
                        rule,
                        key,
                        f"文字只写了{quoted(text)}，而表中 {cells}，前面写了{quoted(told[0].text)}",
                        left=f"{quoted(text)}",
                        right=cells,
                        cells=tuple(term.name for term in side.terms),
                    )
                )
    return HELD


def same_text(text: str) -> str:
    """Return a text as it is compared: without spaces.

    :param text: a text of any length.
    """
    return _SPACE.sub("", text)


def judge_last_year(report: Report, rule: ProseRule) -> ProseOutcome:
    """Tell whether a text is the very same as in last year's report.

    国办公开办函〔2021〕30号 holds offices responsible for reports with the same content.

    :param report: the report; last year's is its ``before``.
    :param rule: the rule; texts with fewer characters than ``at_least`` are not compared.
    """
    if report.before is None or not report.before.prose:
        return not_checked("没有上年报告的文字")
    findings: list[Finding] = []
    judged = False
    for key in rule.targets:
        text = same_text(report.prose.get(key, ""))
        if len(text) < rule.at_least:
            continue
        judged = True
        if text == same_text(report.before.prose.get(key, "")):
            found = f"与 {report.year - 1} 年度报告的文字完全相同：{quoted(text)}"
            findings.append(finding(report, rule, key, found))
    if findings:
        return broken(*findings)
    return HELD if judged else not_checked("文字太短，不比较")
