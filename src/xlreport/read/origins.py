"""The sheet of an imported report that says where each value stands in the published one."""

from __future__ import annotations

from collections.abc import Mapping

from xlreport.edition.layout import ORIGIN_HEADS
from xlreport.read.answers import plain_text
from xlreport.read.rows import Rows, worked_out_once


@worked_out_once
def origins_in(rows: Rows) -> Mapping[str, str]:
    """Return where each value stands in the published report, from 导入来源, found by its heads."""
    found: dict[str, str] = {}
    columns: tuple[int, int, int] | None = None
    for line in rows:
        texts = [plain_text(value) for value in line]
        if ORIGIN_HEADS[0] in texts:
            at = {text: column for column, text in enumerate(texts)}
            key, told, where = (at.get(ORIGIN_HEADS[n], -1) for n in (0, 3, 4))
            columns = (key, told, where) if min(key, told, where) >= 0 else None
        elif columns is not None and max(columns) < len(texts):
            key, text, place = (texts[column] for column in columns)
            if key and place:
                found[key] = place + (f"“{text}”" if text else "")
    return found
