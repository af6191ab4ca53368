"""Amounts as people type them: a number in digits or in Chinese numerals, and a unit after it."""

from __future__ import annotations

import re
from decimal import Decimal

from xlreport.letters import squeezed
from xlreport.quantity import Value, plain, to_quanta

COUNT_UNITS = ("件次", "件", "项", "条", "次", "个", "宗")
"""What may stand after a number of things."""
IN_YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}
"""What may stand after an amount of money, in yuan."""
SCALES = {"万": 10**4, "亿": 10**8}
"""What may stand between a number and its unit."""

_DIGITS = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_NUMERALS = re.compile(r"负?[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟点]+")
_UNIT = re.compile(rf"(?P<scale>[{''.join(SCALES)}]?)(?P<unit>元|{'|'.join(COUNT_UNITS)})?")


def digits_first(text: str) -> tuple[Decimal | None, str]:
    """Split a text into the number that it begins with and the rest.

    :param text: without blanks; digits may have separators, a sign and decimals.
    :returns: ``None`` and the text where it begins with no digits.
    """
    match = _DIGITS.match(text)
    return (Decimal(match[0].replace(",", "")), text[match.end() :]) if match else (None, text)


def numeral(text: str, *, strict: bool) -> Value | None:
    """Return the number that Chinese numerals write, ``None`` if they write none.

    :param text: numerals and nothing else.
    :param strict: whether each figure must stand before its place: 三百万, not 3百万.
    """
    # It takes a third of a second to import, and few texts write numerals.
    from cn2an import cn2an  # it has no annotations

    try:
        return plain(Decimal(str(cn2an(text, "normal" if strict else "smart"))))
    except ValueError:
        return None


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
    number, rest = _number(squeezed(str(text)))
    suffix = _UNIT.fullmatch(rest)
    wanted = _UNIT.fullmatch(unit)
    if number is None or suffix is None or wanted is None:
        return None
    if suffix["unit"] and wanted["unit"] and suffix["unit"] != wanted["unit"]:
        return None
    if not suffix["unit"] and not suffix["scale"]:
        return _exact(Decimal(number))
    scale, asked = (SCALES.get(found["scale"], 1) for found in (suffix, wanted))
    return _exact(number * Decimal(scale) / asked)


def _exact(number: Decimal) -> Value | None:
    value = plain(number)
    try:
        to_quanta(value)
    except ValueError:
        return None
    return value


def _number(text: str) -> tuple[Value | None, str]:
    """Split a text into the number at its beginning, however it is written, and the rest."""
    number, rest = digits_first(text)
    match = _NUMERALS.match(text) if number is None else None
    if match is None:
        return number, rest
    return numeral(match[0], strict=False), text[match.end() :]
