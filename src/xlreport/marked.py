"""Marked copies: whether one is as it was made, and which workbook it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import Any

from xlreport.quantity import show
from xlreport.report import Entry, Report

NAMED = "校验结果"
"""What the name of every marked copy says, whatever folder it lies in."""


def fingerprint(report: Report) -> str:
    """Return what is equal for a workbook and its marked copy, until somebody types into one.

    Unlike a signature's code it covers the cover, 审签, and the reasons wherever on 校验 they
    stand; 上年数据 it does not, which a check takes from elsewhere.
    """
    stated: dict[str, Any] = {
        "edition": [report.edition.id, *report.edition.overlays],
        "unit": [report.unit.name, report.unit.code, report.unit.level, report.year],
        "values": {key: show(value) for key, value in report.values.items()},
        "unreadable": dict(report.unreadable),
        "prose": {key: text.strip() for key, text in report.prose.items() if text.strip()},
        "cover": {key: text for key, text in report.cover.items() if text},
        "reasons": sorted({reason.text for reason in report.explanations.values()}),
        "signatures": [astuple(signature) for signature in report.signatures],
        "answers": dict(report.answers),
        "registers": {k: [_said(entry) for entry in each] for k, each in report.registers.items()},
    }
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_untouched_copy(report: Report) -> bool:
    """Tell whether a workbook is a marked copy into which nobody has typed since."""
    return bool(report.marked) and report.marked == fingerprint(report)


def _said(entry: Entry) -> list[dict[str, str]]:
    figures = {key: show(value) for key, value in entry.figures.items()}
    return [figures, dict(entry.answers), dict(entry.unreadable)]
