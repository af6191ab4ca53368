"""Signatures on 审签: given, looked after, and lapsing when what was signed changes.

A signature is a digest of the figures and the texts together with the signer's name and date.  It
guards against unnoticed changes, not against forgery: whoever can press the button can sign.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from xlreport.edition import Place
from xlreport.edition.layout import SIGNING_SHEET
from xlreport.excel.book import LiveBook
from xlreport.excel.protection import unlocked
from xlreport.quantity import show
from xlreport.read.locate import cell_at
from xlreport.report import Report
from xlreport.template.signing import (
    CODE,
    DATE,
    EXPLANATION_ROW,
    LAPSED,
    NAME,
    OPINION,
    SIGNED,
    STAGES,
    STAGES_TOP,
    STATE,
    UNSIGNED,
    Signing,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One row of 审签: the stage, the signer as typed, and the code that the button wrote."""

    row: int
    stage: str
    name: str
    date: str
    opinion: str
    code: str

    def expected(self, report: Report, explanation: str) -> str:
        """Return the code that a signature of the report as it is now has."""
        return f"{_digest(report, explanation)}-{_short(self.stage, self.name, self.date)}"

    def state(self, report: Report, explanation: str) -> str:
        """Say whether the signature stands, has lapsed, or was not given."""
        if not self.code or not self.code.endswith(_short(self.stage, self.name, self.date)):
            return UNSIGNED
        return SIGNED if self.code == self.expected(report, explanation) else LAPSED


def _digest(report: Report, explanation: str) -> str:
    """Digest what is signed: whose report it is, its figures, its texts, the explanation."""
    stated = {
        "edition": [report.edition.id, *report.edition.overlays],
        "unit": [report.unit.name, report.unit.code, report.unit.level, report.year],
        "values": {key: show(value) for key, value in report.values.items()},
        "unreadable": dict(report.unreadable),
        "prose": {key: text.strip() for key, text in report.prose.items() if text.strip()},
        "explanation": explanation,
    }
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _short(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:6]


def explanation_of(book: LiveBook) -> str:
    """Return the clerk's explanation of what the check queries."""
    rows = book.rows(SIGNING_SHEET) if SIGNING_SHEET in book.names else []
    return _text(cell_at(rows, EXPLANATION_ROW, 0))


def signatures(book: LiveBook) -> list[Signature]:
    """Return the rows of 审签, none if the workbook has no such sheet."""
    if SIGNING_SHEET not in book.names:
        return []
    rows = book.rows(SIGNING_SHEET)
    return [
        Signature(row, stage, *(_text(cell_at(rows, row, c)) for c in (NAME, DATE, OPINION, CODE)))
        for row, (stage, _) in enumerate(STAGES, start=STAGES_TOP)
    ]


def sign(book: LiveBook, report: Report) -> tuple[list[str], list[str]]:
    """Sign every stage that has a name and a date and is not signed yet, in their order.

    :returns: the stages signed now, and those that have lapsed.
    """
    explanation = explanation_of(book)
    signed: list[str] = []
    lapsed: list[str] = []
    for signature in signatures(book):
        state = signature.state(report, explanation)
        if state == LAPSED:
            lapsed.append(signature.stage)
        elif state == UNSIGNED:
            if lapsed or not (signature.name and signature.date):
                break
            with unlocked(book.book.sheets[SIGNING_SHEET]):
                code = book.cell(Place(SIGNING_SHEET, signature.row, CODE))
                code.value = signature.expected(report, explanation)
            signed.append(signature.stage)
    show_states(book, report)
    return signed, lapsed


def show_states(book: LiveBook, report: Report) -> list[str]:
    """Write the state of every signature beside it, and return the stages that do not stand."""
    explanation = explanation_of(book)
    missing: list[str] = []
    for signature in signatures(book):
        state = signature.state(report, explanation)
        if state != SIGNED:
            missing.append(f"{signature.stage}（{state}）")
        text = f"{state}：签署之后有改动" if state == LAPSED else state
        cell = book.cell(Place(SIGNING_SHEET, signature.row, STATE))
        if cell.value != text:
            with unlocked(book.book.sheets[SIGNING_SHEET]):
                cell.value = text
    return missing


def signing_of(book: LiveBook, report: Report) -> Signing:
    """Return what stands on 审签, for a copy of the workbook."""
    explanation = explanation_of(book)
    entries = (
        (s.name, s.date, s.opinion, s.state(report, explanation), s.code) for s in signatures(book)
    )
    return Signing(tuple(entries), explanation)


def _text(raw: object) -> str:
    return "" if raw is None else str(raw).strip()
