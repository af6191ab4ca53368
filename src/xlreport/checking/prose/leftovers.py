"""What was left in a text that should not be: drafts, headings, other units, other years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from xlreport.checking.private import private_numbers
from xlreport.checking.prose.judged import (
    HELD,
    NO_TEXT,
    ProseOutcome,
    broken,
    finding,
    not_checked,
    quoted,
)
from xlreport.checking.prose.lexicon import lexicon_of
from xlreport.checking.prose.names import own_names
from xlreport.checking.prose.sentences import Sentence
from xlreport.edition.model import OTHER_TOPIC, Prose, ProseRule
from xlreport.finding import Finding
from xlreport.report import Report, ReportKind

_CROSSES = re.compile(
    r"(?<![0-9A-Za-z])[XＸ×]{2,}(?![0-9A-Za-z])|×(?=[条件份人个次])"
    r"|(?<![0-9A-Za-z])[XＸ](?=[年月日条件份人个次宗])|[？?](?=[条件份次宗](?!件))"
)
_BLANK = re.compile(r"[_＿]{2,}")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\ufffd]")
_EMPTY_BRACKETS = re.compile(r"【\s*】|（\s*）|\(\s*\)|《\s*》")
_LINE = re.compile(r"[^\n\r]+")
_AROUND = 12
_HEAD_MARKS = re.compile(r"[\s（()）一二三四五六七八九十\d.．、。:：]+")
_ANNOUNCED = re.compile(
    r"(?:现将|现公布|现公开|现发布|现就|编制了?|公布)([^，。、；：《》“”‘’（）()\s\d]{2,40}?)"
    r"(?:20\d\d年|政府信息公开)"
)
_LEADING_YEAR = re.compile(r"^\s*(20\d\d)年度?")


def judge_leftovers(report: Report, rule: ProseRule) -> ProseOutcome:
    """Look for what a draft leaves behind: XX, blanks to fill in, characters nobody can print.

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    """
    drafts = report.edition.vocabulary.drafts
    findings: list[Finding] = []
    for key in rule.targets:
        text = report.prose.get(key, "")
        for what, start in _left(text, drafts):
            around = " ".join(text[max(0, start - _AROUND) : start + _AROUND].split())
            findings.append(finding(report, rule, key, f"文字里有{what}：“……{around}……”", at=start))
            break
    return _judged(report, rule, findings)


def _left(text: str, drafts: Sequence[str]) -> Iterator[tuple[str, int]]:
    if not _any_left(drafts).search(text):
        return
    for pattern, what in (
        (_CROSSES, "没有填的“{}”"),
        (_BLANK, "没有填的横线“{}”"),
        (_PRIVATE_USE, "无法显示的字符“{}”"),
        (_EMPTY_BRACKETS, "空的括号“{}”"),
    ):
        if match := pattern.search(text):
            yield what.format(match[0]), match.start()
    for word in drafts:
        if word in text:
            yield f"起草时的“{word}”", text.index(word)


@cache
def _any_left(drafts: Sequence[str]) -> re.Pattern[str]:
    """Return what every text has that a draft left something in; most texts have none of it."""
    return re.compile(
        "|".join((r"[XＸ×_＿\ue000-\uf8ff\ufffd]|[？?][条件份次宗]|[【（(《]\s*[】）)》]", *drafts))
    )


def judge_headings(report: Report, rule: ProseRule) -> ProseOutcome:
    """Look for a heading typed again at the top of its own text: it would be printed twice.

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    """
    findings: list[Finding] = []
    for key in rule.targets:
        text = report.prose.get(key, "").strip()
        first = _LINE.match(text)
        if first is None or len(first[0]) == len(text):
            continue
        if _HEAD_MARKS.sub("", first[0]) in _heads(report, report.edition.prose[key]):
            findings.append(finding(report, rule, key, f"第一行是标题：{quoted(first[0].strip())}"))
    return _judged(report, rule, findings)


def _heads(report: Report, piece: Prose) -> set[str]:
    section = report.edition.section(piece.section)
    texts = [piece.label, *piece.also] if piece.label else [section.title, *section.also]
    plain = {_HEAD_MARKS.sub("", text) for text in texts}
    ends = ("", *report.edition.vocabulary.head_ends)
    return {text.removesuffix("情况") + end for text in plain if text for end in ends} | plain


def judge_other_name(report: Report, rule: ProseRule) -> ProseOutcome:
    """Look for another unit's name where the report is announced.

    :param report: the report whose texts are judged; of a roll-up, it is not checked.
    :param rule: the rule; its targets are keys of prose.
    """
    words = report.edition.vocabulary
    if report.kind is ReportKind.CONSOLIDATED or not report.unit.name:
        return not_checked("汇总报告或者没有填单位名称")
    names = own_names(report.unit.name, words)
    findings: list[Finding] = []
    for key in rule.targets:
        for match in _ANNOUNCED.finditer(report.prose.get(key, "")):
            name = match[1]
            if not name.endswith(words.unit_ends) or name.startswith(("我", "本", "各", "全")):
                continue
            own = names.longest(name, 0) or name in words.selves
            if own or name in report.unit.name or report.unit.name in name:
                continue
            found = f"本报告是“{report.unit.name}”的，文字写的是“{name}”"
            findings.append(finding(report, rule, key, found, at=match.start()))
    return _judged(report, rule, findings)


def judge_stale(report: Report, rule: ProseRule, sentences: Sequence[Sentence]) -> ProseOutcome:
    """Look for figures told under last year's name where the text never speaks of this year.

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    :param sentences: the sentences of the rule's targets, in order.
    """
    if not any(sentence.clauses for sentence in sentences):
        return _judged(report, rule, [])
    lexicon = lexicon_of(report.edition)
    findings: list[Finding] = []
    by_piece: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        by_piece.setdefault(sentence.prose, []).append(sentence)
    for key, there in by_piece.items():
        if any(not sentence.context.isdisjoint(lexicon.present) for sentence in there):
            continue
        if f"{report.year}年" in report.prose.get(key, ""):
            continue
        for sentence in there:
            year = _LEADING_YEAR.match(sentence.text)
            if year is None or int(year[1]) != report.year - 1:
                continue
            told = any(
                clause.figure and clause.topic not in ("", OTHER_TOPIC)
                for clause in sentence.clauses
            )
            if told:
                text = quoted(sentence.text)
                found = f"报告年度是 {report.year} 年，数写在 {year[1]} 年名下：{text}"
                left = f"{text} → {year[1]} 年"
                findings.append(finding(report, rule, key, found, left=left, at=sentence.at))
    return _judged(report, rule, findings)


def judge_private(report: Report, rule: ProseRule) -> ProseOutcome:
    """Look for numbers of persons, which must not be published (个人信息保护法).

    :param report: the report whose texts are judged.
    :param rule: the rule; its targets are keys of prose.
    """
    findings = [
        finding(
            report,
            rule,
            number.prose,
            f"文字里有{number.kind.value} {number.shown}",
            at=number.start,
        )
        for number in private_numbers(report)
        if number.prose in rule.targets
    ]
    return _judged(report, rule, findings)


def _judged(report: Report, rule: ProseRule, findings: Sequence[Finding]) -> ProseOutcome:
    if findings:
        return broken(*findings)
    written = any(report.prose.get(key, "").strip() for key in rule.targets)
    return HELD if written else not_checked(NO_TEXT)
