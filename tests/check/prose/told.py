"""What becomes of sentences, as text for people: sentence by sentence and rule by rule, in words.

``scripts/words.py`` writes it, and a test holds it against ``tests/golden/sentences.zh-CN.txt``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import yaml
from tests.check.prose.real import FOLDER, Passage

from xlreport.checking.prose import ProseOutcome, judge_prose
from xlreport.checking.prose.judged import quoted
from xlreport.checking.prose.told import SentenceOutcome, sentence_outcomes
from xlreport.finding import Outcome
from xlreport.report import Report

NOTHING = "工作有序。"
_MARKS = {Outcome.HELD: "√", Outcome.BROKEN: "×", Outcome.NOT_CHECKED: "—"}
_Judged = Mapping[str, ProseOutcome]


def told_sentences() -> str:
    """Return what becomes of all sentences of ``tests/data/prose/edges.yaml``."""
    groups = yaml.safe_load((FOLDER / "edges.yaml").read_text("utf-8"))
    return "".join(f"{line}\n" for group in groups for line in _group(group))


def _group(group: Mapping[str, str | Sequence[tuple[object, ...]]]) -> Iterator[str]:
    unit, year, piece = group.get("unit", "示例县教育局"), group.get("year", 2023), group["piece"]
    yield f"\n## {group['of']}（{unit}，{year} 年，{piece}）"
    usual = Passage(unit, year, piece, {}, {}, NOTHING).judge()
    for text, *figures in group["sentences"]:
        tables, last = [*figures, {}, {}][:2]
        passage, before = (
            Passage(unit, each, piece, told, told, text)
            for each, told in ((year, tables), (year - 1, last))
        )
        last = replace(before.report(), prose={}) if len(figures) > 1 else None
        yield from _told(passage, last, usual)


def _told(passage: Passage, last: Report | None, usual: _Judged) -> Iterator[str]:
    """Yield what becomes of a text; of a right one, too, where each figure is 1 higher."""
    report = replace(passage.report(), before=last)
    judged = _judge(report)
    sentences = sentence_outcomes(report, judged)
    if not sentences:
        yield f"　 {passage.text}"
    yield from (f"{_MARKS[each.outcome]} {each.text}{_after(each.why)}" for each in sentences)
    yield from _rules(judged, usual, sentences)
    if passage.stated and not any(each.findings for each in judged.values()):
        more = replace(passage.report(*passage.stated), before=last)
        higher = [*_rules(_judge(more), judged, sentences)]
        yield from ("　　　表中各加 1：", *higher) if higher else ()


def _judge(report: Report) -> _Judged:
    (judged,) = judge_prose(report.edition, [report])
    return judged


def _after(text: str) -> str:
    return f"　（{text}）" if text else ""


def _rules(judged: _Judged, usual: _Judged, sentences: Sequence[SentenceOutcome]) -> Iterator[str]:
    """Yield what is said of the rules of which something else is said than usual."""
    for each, outcome in judged.items():
        if outcome == usual[each]:
            continue
        if not outcome.findings:
            why = _short(outcome.why, sentences)
            yield f"　　　{_MARKS[outcome.outcome]} {each}{_after(why)}"
        for finding in outcome.findings:
            said = _short(finding.found, sentences)
            yield f"　　　× {finding.clause}：{said}　〔{'、'.join(finding.cells)}〕"


def _short(said: str, sentences: Sequence[SentenceOutcome]) -> str:
    """Name a sentence by its number."""
    for number, sentence in enumerate(sentences, start=1):
        said = said.replace(quoted(sentence.text), f"第 {number} 句")
    return said
