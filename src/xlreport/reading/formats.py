"""Which styles of a workbook show a number as a date or a time of day, and which are unlocked."""

from __future__ import annotations

import re

from xlreport.reading.markup import inside, memoized_by_bytes, tags

_ATTRIBUTES = r"((?:\s+[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)"
_FORMAT = re.compile(rf"<(?:\w+:)?numFmt{_ATTRIBUTES}\s*/?>")
_STYLE = re.compile(rf"<(?:\w+:)?xf{_ATTRIBUTES}\s*/?>")
_XF_OR_LOCK = re.compile(rf"<(?:\w+:)?(xf|protection){_ATTRIBUTES}\s*/?>")
_OPEN = re.compile(r"\slocked\s*=\s*[\"'](?:0|false)[\"']")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs[\s>]" + inside(b"cellXfs").decode())
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_UNIT_OF_TIME = re.compile(r"[ymdhs]", re.IGNORECASE)
_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in formats of dates and times (ECMA-376 part 1, 18.8.30), the Chinese ones included."""


@memoized_by_bytes
def dates_among(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles that show dates or times.

    :param styles: the part of styles, which is known to be well-formed.
    """
    text = styles.decode()
    own = {
        each.get("numFmtId", ""): is_of_date(each.get("formatCode", ""))
        for each in tags(_FORMAT, text)
    }
    section = _STYLES.search(text)
    used = [each.get("numFmtId", "0") for each in tags(_STYLE, section[1])] if section else []
    return frozenset(
        style
        for style, number in enumerate(used)
        if own.get(number, number.isdigit() and int(number[:9]) in _BUILT_IN)
    )


@memoized_by_bytes
def unlocked_among(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles in which people may type on a protected sheet.

    :param styles: the part of styles, which is known to be well-formed.
    """
    section = _STYLES.search(styles.decode())
    unlocked: set[int] = set()
    number = -1
    for element, attributes in _XF_OR_LOCK.findall(section[1]) if section else ():
        number += element == "xf"
        if element == "protection" and _OPEN.search(attributes):
            unlocked.add(number)
    return frozenset(unlocked)


def is_of_date(code: str) -> bool:
    """Tell whether a number format shows a date or a time."""
    return _UNIT_OF_TIME.search(_LITERAL.sub("", code)) is not None
