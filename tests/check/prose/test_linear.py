"""Reading takes no longer than the text is long, whatever somebody wrote into a cell."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from tests.check.prose.support import report_of

from xlreport.check.prose import judge_prose
from xlreport.report import Unit

LETTERS, SECONDS = 32_000, 1.0
WORST = {
    "shares": "占99.9%、",
    "separators": "111,",
    "digits": "1",
    "titles": "《",
    "numerals": "一",
    "counts": "收到申请1件，",
    "parts": "其中收到申请1件、",
    "brackets": "（",
    "years": "2023年",
    "names": "甲",
    "denials": "没有",
    "sentences": "没有收到申请，其余办结1件。",
    "points": ".",
    "mixed": "其中予以公开1件（占9.1%）；",
    "rest": "剩余1件办结，",
    "lines": "\n",
    "blanks": " 1 件",
    "marks": "【",
    "underscores": "_",
}


@pytest.mark.parametrize("unit", ["示例县文化和旅游局", "甲" * 40 + "局"], ids=["short", "long"])
@pytest.mark.parametrize("piece", [*WORST])
def test_the_worst_text_takes_less_than_a_second(piece: str, unit: str) -> None:
    text = (WORST[piece] * LETTERS)[:LETTERS]
    report = replace(report_of({"overview.on_request": text}, {}), unit=Unit(unit))
    judge_prose(report.edition, [report_of({"overview.on_request": "收到申请1件。"}, {})])
    taken = []
    for _ in range(2):
        began = process_time()
        judge_prose(report.edition, [report])
        taken.append(process_time() - began)
    assert min(taken) < SECONDS
