"""Marked copies: whether one is as it was made, and which workbook it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from xlreport.record import Record, pack
from xlreport.report import Report

NAMED = "校验结果"
"""What the name of every marked copy says, whatever folder it lies in."""
HOW_TO_MEND = "请在自己的工作簿里改正后重新报送；直接改在校验结果上、报回校验结果也可以。"
"""What whoever gets a marked copy is told, on its cover and in the message that goes with it."""


def fingerprint(record: Record) -> str:
    """Return what is equal for a workbook and its marked copy, until somebody types into one.

    Unlike a signature's code it covers the cover, 审签, and the reasons wherever on 校验 they
    stand; 上年数据 it does not, which a check takes from elsewhere.

    :param record: the report as plain data, of :func:`xlreport.record.pack`.
    """
    stated: dict[str, Any] = {
        **{key: record[key] for key in ("edition", "year", "unit", "values", "signatures")},
        **{key: _given(record[key]) for key in ("unreadable", "prose", "cover", "answers")},
        "reasons": sorted({text for text, _ in record["explanations"].values()}),
        "registers": {
            key: [[figures, answers, unreadable] for _, figures, answers, unreadable, _ in entries]
            for key, entries in record["registers"].items()
        },
    }
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_untouched_copy(report: Report) -> bool:
    """Tell whether a workbook is a marked copy into which nobody has typed since."""
    return bool(report.marked) and report.marked == fingerprint(pack(report))


def _given(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text.strip() for key, text in texts.items() if text.strip()}
