"""The look of the workbook: one place for fonts, colours and borders."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from xlreport.letters import text_width

INPUT_TINT = "#FFF9E3"
BAND_TINT = "#FFF4D6"
LOCKED_TINT = "#F2F2F2"
HEAD_TINT = "#E8EEF7"
ERROR_TINT = "#FFC7CE"
ERROR_INK = "#9C0006"
QUERY_TINT = "#FFE699"
NOTE_TINT = "#DDEBF7"
INVOLVED_TINT = "#FDE9D9"
GOOD_INK = "#2E7D32"
FAINT_INK = "#595959"
LINK_INK = "#0B5394"

TITLE_HEIGHT = 21.0
"""Points: the row of the title of a list."""
TITLE_ROW_HEIGHT = 26.0
"""Points: the row of a section's title."""
NOTE_HEIGHT = 18.0
"""Points: a line of 10.5 points is cut in a row as high as rows are without saying."""
_MONEY = "General"
"""As many decimals as there are; ``0.######`` would show a point after a whole number."""
_BODY = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
_BOXED = {**_BODY, "border": 1, "align": "center"}

_NOTE = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "font_color": FAINT_INK}

_STYLES: dict[str, dict[str, Any]] = {
    "body": _BODY,
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"},
    "low_title": {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "bottom"},
    "note": _NOTE,
    "low_note": {**_NOTE, "valign": "bottom"},
    "interim": {**_BODY, "font_name": "黑体", "text_wrap": False, "font_color": ERROR_INK},
    "block_title": {**_BOXED, "font_name": "黑体", "bg_color": HEAD_TINT},
    "column_head": {**_BOXED, "bold": True},
    "row_head": {**_BOXED, "align": "left", "indent": 1},
    "row_group": _BOXED,
    "empty": {**_BOXED, "bg_color": "#FFFFFF"},
    "input": {**_BOXED, "bg_color": INPUT_TINT, "locked": False, "num_format": "0"},
    "money": {**_BOXED, "bg_color": INPUT_TINT, "locked": False, "num_format": _MONEY},
    "total": {**_BOXED, "bg_color": LOCKED_TINT, "num_format": "0"},
    "open_total": {**_BOXED, "bg_color": LOCKED_TINT, "locked": False, "num_format": "0"},
    "sum": {**_BOXED, "num_format": "0"},
    "sum_money": {**_BOXED, "num_format": _MONEY},
    "field": {
        **_BOXED,
        "align": "left",
        "bg_color": INPUT_TINT,
        "locked": False,
        "num_format": "@",
    },
    "choice": {**_BOXED, "bg_color": INPUT_TINT, "locked": False, "num_format": "@"},
    "date": {**_BOXED, "bg_color": INPUT_TINT, "locked": False, "num_format": "yyyy-mm-dd"},
    "day": {
        **_BOXED,
        "align": "left",
        "bg_color": INPUT_TINT,
        "locked": False,
        "num_format": "yyyy-mm-dd",
    },
    "fixed": {**_BOXED, "align": "left", "bg_color": LOCKED_TINT, "num_format": "@"},
    "label": {**_BOXED, "bold": True, "bg_color": HEAD_TINT},
    "text": {**_BOXED, "align": "left"},
    "number": _BOXED,
    "shown_date": {**_BOXED, "num_format": "yyyy-mm-dd"},
    "finding": {**_BODY, "align": "left"},
    "finding_reason": {**_BODY, "align": "left", "locked": False},
    "finding_link": {**_BODY, "align": "center", "font_color": LINK_INK, "underline": 1},
    "link": {**_BOXED, "font_color": LINK_INK, "underline": 1},
    "list_title": {**_BODY, "font_name": "黑体", "font_size": 12, "text_wrap": False},
    "text_broken": {
        **_BOXED,
        "align": "left",
        "font_color": ERROR_INK,
        "bg_color": ERROR_TINT,
        "bold": True,
    },
    "text_link": {**_BOXED, "align": "left", "font_color": LINK_INK, "underline": 1},
    "step": {**_BODY, "align": "left", "font_color": LINK_INK, "underline": 1},
    "prose_head": {**_BODY, "font_name": "黑体", "bold": False},
    "unseen_head": {**_BODY, "num_format": ";;;"},
    "prose": {
        **_BODY,
        "font_name": "仿宋",
        "font_size": 12,
        "align": "left",
        "valign": "top",
        "locked": False,
        "num_format": "@",
    },
    "room": {"bg_color": INPUT_TINT},
    "room_band": {"bg_color": BAND_TINT},
    "live_head": {**_BODY, "font_size": 9, "align": "center", "font_color": FAINT_INK},
    "live_label": {**_BODY, "font_size": 9, "align": "right", "font_color": FAINT_INK},
    "key": {**_BODY, "font_size": 9, "text_wrap": False, "font_color": FAINT_INK},
    "live": {**_BODY, "font_size": 9, "align": "center", "text_wrap": False, "shrink": True},
    "broken": {"font_color": ERROR_INK, "bg_color": ERROR_TINT, "bold": True},
    "held": {"font_color": GOOD_INK},
    "unchecked": {"font_color": FAINT_INK},
    "summary": {**_BODY, "font_name": "黑体", "font_size": 12},
}


def properties(style: str) -> dict[str, Any]:
    """Return what a style sets, by the words of XlsxWriter."""
    return dict(_STYLES[style])


class Styles:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        """:param book: the workbook that the formats are for."""
        self._book = book
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        """Return the format called ``name``."""
        if name not in self._made:
            self._made[name] = self._book.add_format(_STYLES[name])
        return self._made[name]


def lines_needed(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of ``width`` characters."""
    usable = max(width - 1.5, 1)
    return sum(max(1, -(-text_width(line) // int(usable))) for line in (text.splitlines() or [""]))
