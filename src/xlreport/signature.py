"""三级审核: who has examined a report, and whether what they signed still stands.

Whether a report is signed has one meaning, for the clerk's button and for the city: all three
stages on 审签 stand.  A stage is signed by its code, a digest of the figures, the texts and the
reasons for queries together with the signer's name and date.  It guards against unnoticed changes,
not against forgery: whoever can press the button can sign.

The three stages are those of the sub-district whose report is the example: 科室或社区负责人初审,
政务公开工作人员复核, 分管领导审定.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Any

from xlreport.quantity import show
from xlreport.report import Entry, Report, Signature

STAGES = (("初审", "科室或社区负责人"), ("复核", "政务公开工作人员"), ("审定", "分管领导"))
"""The stages in their order, and who signs."""


class SignatureState(StrEnum):
    """What a stage is worth."""

    STANDS = "有效"
    LAPSED = "已失效"
    NAMED = "已填未签"
    """Name and date are there, but the button was not pressed: nothing guards the values."""
    UNSIGNED = "未签"


class Signed(StrEnum):
    """What the three stages of a report are worth together."""

    WHOLE = "已签齐"
    LAPSED = "签后有改动"
    NAMED = "已填未签"
    OPEN = "未签齐"


def code_for(report: Report, signature: Signature) -> str:
    """Return the code that a signature of the report as it is now has."""
    return f"{_digest(report)}-{_short(signature)}"


def state_of(report: Report, signature: Signature) -> SignatureState:
    """Say what a signature is worth for the report as it is now."""
    if signature.code.endswith(_short(signature)):
        return (
            SignatureState.STANDS
            if signature.code == code_for(report, signature)
            else SignatureState.LAPSED
        )
    return SignatureState.NAMED if signature.name and signature.date else SignatureState.UNSIGNED


def stages_of(report: Report) -> tuple[Signature, ...]:
    """Return all stages in their order; one in which nothing is written is blank."""
    given = {signature.stage: signature for signature in report.signatures}
    return tuple(given.get(stage, Signature(stage)) for stage, _ in STAGES)


def signed(report: Report) -> Signed:
    """Say whether a report is signed."""
    states = {state_of(report, signature) for signature in stages_of(report)}
    if SignatureState.LAPSED in states:
        return Signed.LAPSED
    if SignatureState.UNSIGNED in states:
        return Signed.OPEN
    return Signed.NAMED if SignatureState.NAMED in states else Signed.WHOLE


def _digest(report: Report) -> str:
    """Digest what is signed: whose report it is, its figures, its texts, the reasons given."""
    stated: dict[str, Any] = {
        "edition": [report.edition.id, *report.edition.overlays],
        "unit": [report.unit.name, report.unit.code, report.unit.level, report.year],
        "values": {key: show(value) for key, value in report.values.items()},
        "unreadable": dict(report.unreadable),
        "prose": {key: text.strip() for key, text in report.prose.items() if text.strip()},
        "reasons": {key: reason.text for key, reason in report.explanations.items()},
    }
    if report.answers or report.registers:
        stated["answers"] = dict(report.answers)
        stated["registers"] = {k: [_said(e) for e in each] for k, each in report.registers.items()}
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _said(entry: Entry) -> list[dict[str, str]]:
    figures = {key: show(value) for key, value in entry.figures.items()}
    return [figures, dict(entry.answers), dict(entry.unreadable)]


def _short(signature: Signature) -> str:
    words = f"{signature.stage}\n{signature.name}\n{signature.date}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:6]
