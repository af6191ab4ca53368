"""Numbers of persons in the text of a report: they must not be published by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlreport.report import Report

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9])*+[Xx]?(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")
_CARD = re.compile(r"(?:62|4|5[1-5]|35|37|9558)\d+")
_CARD_LENGTHS = range(16, 20)
_NARROW = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
_SHOWN, _SHOWN_LAST = 3, 2


class PrivateKind(StrEnum):
    """What a number is."""

    IDENTITY = "身份证号"
    MOBILE = "手机号"
    CARD = "银行卡号"


@dataclass(frozen=True, slots=True)
class PrivateNumber:
    """A number in the text: which kind, in which piece of prose, and itself with its middle hidden.

    ``start`` and ``end`` are where it stands in that piece.
    """

    kind: PrivateKind
    prose: str
    start: int
    end: int
    shown: str

    def described(self, report: Report) -> str:
        """Say where it stands, as a person looks for it.

        :param report: the report in whose text it was found.
        """
        place = report.place(report.paragraph(self.prose, self.start))
        return f"{self.kind.value} {self.shown}（{place.sheet} {place.a1}）"


def private_numbers(report: Report) -> tuple[PrivateNumber, ...]:
    """Return the identity, mobile and bank card numbers in all texts of a report.

    They are told by their shape and, where they have one, by their check digit: that of identity
    numbers is fixed by GB 11643-1999 (ISO 7064, MOD 11-2), that of cards by ISO/IEC 7812 (Luhn).

    :param report: the report; texts of its cover and of its registers are not looked at.
    """
    return tuple(
        found for key in report.edition.prose for found in _in_text(key, report.prose.get(key, ""))
    )


def _in_text(key: str, text: str) -> Iterator[PrivateNumber]:
    if not _DIGIT.search(text):
        return
    for run in _RUN.finditer(text.translate(_NARROW)):
        digits = run[0].replace(" ", "").replace("-", "").upper()
        if kind := _kind_of(digits):
            shown = f"{digits[:_SHOWN]}{'*' * 4}{digits[-_SHOWN_LAST:]}"
            yield PrivateNumber(kind, key, run.start(), run.end(), shown)


def _kind_of(digits: str) -> PrivateKind | None:
    if _is_identity(digits):
        return PrivateKind.IDENTITY
    if not digits.isdigit():
        return None
    if _MOBILE.fullmatch(digits):
        return PrivateKind.MOBILE
    if len(digits) in _CARD_LENGTHS and _CARD.fullmatch(digits) and _passes_luhn(digits):
        return PrivateKind.CARD
    return None


def _is_identity(digits: str) -> bool:
    """Tell whether it is a number of a resident: 17 digits with a day of birth, a check digit."""
    if len(digits) != len(_WEIGHTS) + 1 or not digits[:-1].isdigit():
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return born.year >= 1900 and digits[-1] == _CHECK_DIGITS[total % len(_CHECK_DIGITS)]


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
