"""The figures that sentences tell, held against the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xlreport.check.describe import side_text, side_value
from xlreport.check.prose.judged import (
    CELL_MISSING,
    HELD,
    NOT_MENTIONED,
    Judged,
    broken,
    finding,
    not_checked,
    quoted,
)
from xlreport.check.prose.sentences import (
    NOT_UNDERSTOOD,
    Clause,
    Lexicon,
    Sentence,
    lexicon_of,
)
from xlreport.edition.model import OTHER_TOPIC, Phrase, ProseRule, Relation, Sum, Told
from xlreport.finding import Finding
from xlreport.quantity import Value
from xlreport.report import Report


@dataclass(frozen=True, slots=True)
class Mention:
    """A clause that seems to tell a figure: the value, or why none is taken from it.

    ``value`` is in the unit of the cells; ``printed`` is the figure as the text writes it.
    """

    sentence: Sentence
    value: Value | None
    printed: str
    decimals: int
    why: str = ""


Telling = tuple[Sentence, Clause]
"""A clause that holds a figure or a denial, with its sentence."""


def judge_figure(report: Report, rule: ProseRule, told: Told, telling: Sequence[Telling]) -> Judged:
    """Hold every clause that tells this figure against the cells."""
    if not telling:
        return not_checked(NOT_MENTIONED)
    mentions = list(mentions_of(told, telling, lexicon_of(report.edition)))
    stated = [mention for mention in mentions if mention.value is not None]
    if not stated:
        return not_checked(_reason(mentions))
    allowed = [each for each in told.sums if _is_filled(report, each)]
    if not allowed:
        return not_checked(CELL_MISSING)
    right = [m for m in stated if any(_agrees(report, told, m, each) for each in allowed)]
    # In a sentence that has told the figure right, another number counts something else.
    sentences_right = {id(mention.sentence) for mention in right}
    wrong = [m for m in stated if id(m.sentence) not in sentences_right]
    if not wrong:
        return HELD
    if len(allowed) < len(told.sums):
        return not_checked(CELL_MISSING)
    return broken(*(_finding(report, rule, told, mention) for mention in wrong))


def mentions_of(told: Told, telling: Sequence[Telling], lexicon: Lexicon) -> Iterator[Mention]:
    """Yield what clauses say of a figure."""
    for sentence, clause in telling:
        if clause.topic == told.about or told.about in clause.topics:
            mention = _mention(told, sentence, clause, lexicon)
            if mention is not None:
                yield mention


def _mention(told: Told, sentence: Sentence, clause: Clause, lexicon: Lexicon) -> Mention | None:
    figure = clause.figure
    denied = not clause.words.isdisjoint(lexicon.none)
    if figure is None:
        return _denial(told, sentence, clause, lexicon) if denied else None
    if clause.topic != told.about or figure.measure not in told.measures:
        return None
    if not (_says(told.says, clause) if told.says else told.about in clause.topics):
        zero = read_zero(clause) and any(_has(phrase, clause, told) for phrase in told.none)
        if not zero:
            return None

    def because(why: str) -> Mention:
        return Mention(sentence, None, figure.text + figure.measure, figure.decimals, why)

    if clause.beside:
        return because(clause.beside)
    changed = [why for word, why in lexicon.part_of.items() if word in clause.words]
    if changed:
        return because(changed[0])
    if told.near and not read_zero(clause) and sentence.context.isdisjoint(told.near):
        return because("没有写明是因政府信息公开发生的")
    if clause.unknown or not _allowed(told, clause, lexicon, denied=False):
        return because(NOT_UNDERSTOOD)
    if figure.approximate:
        return because("是约数")
    value = figure.value
    if value is None or (denied and value != 0):
        return because(NOT_UNDERSTOOD)
    return Mention(
        sentence,
        _in_unit(value, told, figure.measure, lexicon),
        clause_text(clause),
        figure.decimals,
    )


def read_zero(clause: Clause) -> bool:
    """Tell whether the figure of a clause is 0."""
    return clause.figure is not None and clause.figure.value == 0


def clause_text(clause: Clause) -> str:
    """Return the figure of a clause as written, without what makes it approximate."""
    return f"{clause.figure.text}{clause.figure.measure}" if clause.figure else ""


def _denial(told: Told, sentence: Sentence, clause: Clause, lexicon: Lexicon) -> Mention | None:
    """Return the 0 that a clause such as 未收到政府信息公开申请 tells."""
    if not {OTHER_TOPIC, *told.not_with}.isdisjoint(clause.topics):
        return None
    if not any(_has(phrase, clause, told) for phrase in told.none):
        return None
    if clause.beside:
        return Mention(sentence, None, "", 0, clause.beside)
    if clause.unknown or not _allowed(told, clause, lexicon, denied=True):
        return Mention(sentence, None, "", 0, NOT_UNDERSTOOD)
    return Mention(sentence, 0, "没有", 0)


def _says(phrases: Sequence[Phrase], clause: Clause) -> bool:
    return any(
        all(any(word in clause.words for word in spellings) for spellings in phrase)
        for phrase in phrases
    )


def _has(phrase: Phrase, clause: Clause, told: Told) -> bool:
    """Tell whether a denied clause holds a phrase; the empty phrase is the topic itself."""
    return _says([phrase], clause) if phrase else told.about in clause.topics


def _allowed(told: Told, clause: Clause, lexicon: Lexicon, *, denied: bool) -> bool:
    """Tell whether each word of the clause has a known part in telling this figure."""
    own = {w for p in (*told.says, *told.none) for spellings in p for w in spellings}
    own.update(told.also, told.near)
    for word in clause.words:
        if denied and word in lexicon.manner:
            return False
        if word in own or word in lexicon.fillers or word in lexicon.present:
            continue
        if word in lexicon.totals or word in lexicon.of_which or word in lexicon.divided:
            continue
        topic = lexicon.topic_of.get(word)
        if topic == told.about or (denied and topic not in (None, OTHER_TOPIC)):
            continue
        if word in lexicon.none or word in lexicon.areas:
            continue
        return False
    return True


def _reason(mentions: Sequence[Mention]) -> str:
    """Say why nothing was checked: of several reasons the first, with its sentence."""
    if not mentions:
        return NOT_MENTIONED
    return f"{mentions[0].why}：{quoted(mentions[0].sentence.text)}"


def _in_unit(value: Value, told: Told, measure: str, lexicon: Lexicon) -> Value:
    """Return an amount of money in the unit of the cells; a count is what it is."""
    money = lexicon.vocabulary.money
    if measure not in money or told.unit not in money:
        return value
    exact = Decimal(value) * money[measure] / money[told.unit]
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


def _is_filled(report: Report, side: Sum) -> bool:
    return all(report.value(term.name) is not None for term in side.terms)


def _agrees(report: Report, told: Told, mention: Mention, side: Sum) -> bool:
    value, stated = side_value(report, side), mention.value
    if stated is None:
        return False
    if told.relation is Relation.AT_MOST:
        return stated <= value
    if stated == value:
        return True
    # An amount may be printed with fewer decimals than the table has.
    step = Decimal(1).scaleb(-mention.decimals)
    rounded = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    return told.unit in mention.printed and mention.decimals > 0 and Decimal(stated) == rounded


def _finding(report: Report, rule: ProseRule, told: Told, mention: Mention) -> Finding:
    side = told.sums[0]
    cells = tuple(term.name for term in side.terms)
    text = side_text(report, side, with_sheet=True)
    contrary = "多于" if told.relation is Relation.AT_MOST else "不等于"
    stated = mention.printed
    return finding(
        report,
        rule,
        mention.sentence.prose,
        f"文字写“{told.subject}”{stated}，{contrary}表中 {text}{told.unit}："
        f"{quoted(mention.sentence.text)}",
        clause=told.id,
        subject=told.subject,
        left=f"{quoted(mention.sentence.text)} → {stated}",
        right=f"{text}{told.unit}",
        cells=cells,
    )
