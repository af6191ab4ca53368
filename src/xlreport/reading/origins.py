"""The sheet of an imported report that says where each value stands in the published one."""

from __future__ import annotations

from collections.abc import Mapping

from xlreport.edition.layout import ORIGIN_HEADS
from xlreport.reading.answers import plain_text
from xlreport.reading.rows import Rows, cached_per_sheet

_WANTED = (ORIGIN_HEADS[0], ORIGIN_HEADS[3], ORIGIN_HEADS[4])


@cached_per_sheet
def origins_in(rows: Rows) -> Mapping[str, str]:
    """Return where each value stands in the published report, from 导入来源, found by its heads."""
    found: dict[str, str] = {}
    columns: list[int] = []
    for line in rows:
        texts = [plain_text(value) for value in line]
        if ORIGIN_HEADS[0] in texts:
            at = {text: column for column, text in enumerate(texts)}
            columns = [at[head] for head in _WANTED if head in at]
        elif len(columns) == len(_WANTED) and max(columns) < len(texts):
            key, text, place = (texts[column] for column in columns)
            if key and place:
                found[key] = place + (f"“{text}”" if text else "")
    return found
