"""What becomes of a prose rule in one report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from xlreport.edition.model import ProseRule
from xlreport.finding import Finding, Outcome
from xlreport.report import Report

NOT_MENTIONED = "文字里没有写"
NO_TEXT = "没有文字"
CELL_MISSING = "表中有关的格没有填好"


@dataclass(frozen=True, slots=True)
class ProseOutcome:
    """The outcome of a prose rule, why it was not checked, and what was found."""

    outcome: Outcome
    why: str = ""
    findings: tuple[Finding, ...] = ()


HELD = ProseOutcome(Outcome.HELD)


@lru_cache(maxsize=64)
def not_checked(why: str) -> ProseOutcome:
    """Return the outcome of a rule that could not be checked.

    :param why: the reason, in Chinese.
    """
    return ProseOutcome(Outcome.NOT_CHECKED, why)


def broken(*findings: Finding) -> ProseOutcome:
    """Return the outcome of a rule that does not hold.

    :param findings: one for each place in which it does not hold.
    """
    return ProseOutcome(Outcome.BROKEN, findings=findings)


def finding(
    report: Report,
    rule: ProseRule,
    prose: str,
    found: str,
    *,
    at: int | None = None,
    clause: str = "",
    subject: str = "",
    left: str = "",
    right: str = "",
    cells: tuple[str, ...] = (),
) -> Finding:
    """Return a finding about one piece of prose and the cells that it is held against.

    :param report: the report that has the text.
    :param rule: the rule that is broken.
    :param prose: the key of the piece.
    :param found: what is so, in Chinese, without the full stop.
    :param at: where in the piece it is, if it is about one place: the finding names that paragraph.
    :param clause: the id of the figure that is wrong, where the rule has several; else that of the
        rule is taken.
    :param subject: what the figure is called; else the heading over the piece is taken.
    :param left: what the text says, with the sentence.
    :param right: what the cells say, with their addresses.
    :param cells: the keys of the cells.
    """
    piece = report.edition.prose[prose]
    return report.finding(
        rule,
        clause or rule.id,
        subject or piece.label or report.edition.section(piece.section).heading,
        (prose if at is None else report.paragraph(prose, at), *cells),
        found,
        left=left,
        right=right,
    )


def quoted(sentence: str) -> str:
    """Return a sentence in quotation marks, the middle left out if it is very long.

    :param sentence: a sentence; more than 120 characters are shortened.
    """
    longest = 120
    if len(sentence) > longest:
        sentence = f"{sentence[:80]}……{sentence[-35:]}"
    return f"“{sentence}”"
