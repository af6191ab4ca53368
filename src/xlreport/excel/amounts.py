"""A number written as text -> the number, for the worksheet function ``xlreport_number``."""

from __future__ import annotations

import re
from decimal import Decimal

from xlreport.letters import squeezed
from xlreport.quantity import Value, plain, to_quanta

_ARABIC = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CHINESE = re.compile(r"负?[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟点]+")
_UNIT = re.compile(r"(?P<scale>[万亿]?)(?P<unit>元|件次|件|项|条|次|个|宗)?")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8}


def parse_amount(text: object, unit: str = "") -> Value | None:
    """Return the number that a text states; ``None`` if it states none.

    Full-width digits, thousands separators, Chinese numerals and a unit after the number are
    understood.

    :param unit: the unit wanted; with ``万元``, 173581元 is 17.3581.
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        return plain(text)
    plain_text = squeezed(str(text))
    number, rest = _number(plain_text)
    suffix = _UNIT.fullmatch(rest)
    wanted = _UNIT.fullmatch(unit)
    if number is None or suffix is None or wanted is None:
        return None
    if suffix["unit"] and wanted["unit"] and suffix["unit"] != wanted["unit"]:
        return None
    if not suffix["unit"] and not suffix["scale"]:
        return _exact(number)
    return _exact(number * _SCALES[suffix["scale"]] / _SCALES[wanted["scale"]])


def _exact(number: Decimal) -> Value | None:
    value = plain(number)
    try:
        to_quanta(value)
    except ValueError:
        return None
    return value


def _number(text: str) -> tuple[Decimal | None, str]:
    """Split a text into the number at its beginning and what follows it."""
    if match := _ARABIC.match(text):
        return Decimal(match.group().replace(",", "")), text[match.end() :]
    match = _CHINESE.match(text)
    if match is None:
        return None, text
    import cn2an

    try:
        return Decimal(str(cn2an.cn2an(match.group(), "smart"))), text[match.end() :]
    except ValueError:
        return None, text
