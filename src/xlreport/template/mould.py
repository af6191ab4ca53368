"""Many workbooks that differ in a few cells: one is drawn, the others are cast from it.

The workbooks that are handed out have the unit's name, its code, last year's figures and what
follows from these, and are the same in all else.  One workbook of each shape is drawn with tokens
in these places; every other is its package with values for the tokens, byte for byte what drawing
it would have given.  What does not fit a mould is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from xlreport.checking import Verdict
from xlreport.finding import Outcome
from xlreport.report import Report, ReportKind
from xlreport.template import workbook_bytes
from xlreport.zips import parts_of, zipped

_NAME, _CODE = "\ue000name\ue001", "\ue000code\ue001"
_FIRST = 7_000_000_000_000
"""Stands, with the numbers after it, for a figure; it has no more digits than a cell can show."""
_MOST = 99_999
_TOKEN = re.compile(rb"\xee\x80\x80(name|code)\xee\x80\x81|(?<=<v>)70000000(\d{5})(?=</v>)")
_PLAIN = re.compile(r"[^\x00-\x1f\x7f\ue000-\uf8ff\ud800-\udfff\ufffe\uffff&<>\"']+")
_LARGEST = 10**12


class Moulds:
    """The moulds of a run, by shape."""

    def __init__(self) -> None:
        """Begin without any."""
        self._moulds: dict[Hashable, _Mould] = {}

    def cast(self, verdict: Verdict) -> Cast:
        """Return a workbook that only needs to be packed; nothing has to be typed in yet."""
        if not _fits(verdict.report):
            return Cast({}, workbook_bytes(verdict))
        shape = _shape(verdict)
        mould = self._moulds.get(shape)
        if mould is None:
            mould = self._moulds[shape] = _Mould(verdict)
        return mould.cast(verdict.report)


@dataclass(frozen=True)
class Cast:
    """A workbook as parts and their contents, or as the ``whole`` file."""

    parts: Mapping[str, bytes]
    whole: bytes = b""

    def packed(self) -> bytes:
        """Return the file.  Most of the work is done without Python's lock."""
        return self.whole or zipped(self.parts)


class _Mould:
    """A workbook taken apart where values differ."""

    def __init__(self, verdict: Verdict) -> None:
        report = verdict.report
        names = [*report.last, *_followers(report)]
        self._numbers = {name: _FIRST + index for index, name in enumerate(names)}
        numbers = self._numbers
        drawn = replace(
            report,
            unit=replace(report.unit, name=_NAME, code=_CODE if report.unit.code else ""),
            last={key: numbers[key] for key in report.last},
            values={key: numbers.get(f"this.{key}", value) for key, value in report.values.items()},
        )
        parts = parts_of(workbook_bytes(replace(verdict, report=drawn)))
        self._parts = {name: _TOKEN.split(content) for name, content in parts.items()}

    def cast(self, report: Report) -> Cast:
        texts = {b"name": report.unit.name.encode(), b"code": report.unit.code.encode()}
        figures = {
            b"%05d" % (token - _FIRST): str(_figure(report, name)).encode()
            for name, token in self._numbers.items()
        }
        return Cast({n: _filled(pieces, texts, figures) for n, pieces in self._parts.items()})


def _filled(
    pieces: Sequence[bytes], texts: Mapping[bytes, bytes], figures: Mapping[bytes, bytes]
) -> bytes:
    """Put a part together: after each piece come the two groups of the token, of which one is."""
    if len(pieces) == 1:
        return pieces[0]
    out = list(pieces)
    for at in range(1, len(pieces), 3):
        text, figure = pieces[at], pieces[at + 1]
        out[at] = texts[text] if text else figures[figure]
        out[at + 1] = b""
    return b"".join(out)


def _followers(report: Report) -> list[str]:
    """Return the names of this year's figures that follow from last year's."""
    totals = {cell.key for cell in report.edition.totals}
    return [f"this.{key}" for key in report.values if key in totals or key in report.carried]


def _figure(report: Report, name: str) -> object:
    key = name.removeprefix("this.")
    return report.values[key] if key != name else report.last[name]


def _fits(report: Report) -> bool:
    """Tell whether a workbook is blank but for what a mould has tokens for."""
    unit = report.unit
    typed = (report.prose, report.cover, report.explanations, report.signatures, report.answers)
    if report.kind is not ReportKind.OWN or any(typed) or any(report.registers.values()):
        return False
    if report.unreadable or len(report.last) + len(report.values) > _MOST:
        return False
    texts = [unit.name, unit.code] if unit.code else [unit.name]
    if not all(_PLAIN.fullmatch(text) and text == text.strip() for text in texts):
        return False
    figures = (*report.last.values(), *report.values.values())
    return all(type(value) is int and abs(value) < _LARGEST for value in figures)


def _shape(verdict: Verdict) -> Hashable:
    """Return what is equal for workbooks that differ in tokens only."""
    report, outcomes = verdict.report, verdict.outcomes
    followers = set(_followers(report))
    return (
        report.edition,
        report.year,
        report.unit.level,
        bool(report.unit.code),
        report.carried,
        tuple(report.last),
        tuple((k, None if f"this.{k}" in followers else v) for k, v in report.values.items()),
        tuple(outcomes.values()),
        tuple(verdict.residuals.get(k) for k, v in outcomes.items() if v is Outcome.BROKEN),
    )
