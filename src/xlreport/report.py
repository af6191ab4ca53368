"""A report: one unit's figures and prose for one year, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from xlreport.edition import Edition, Place, Severity, layout_of
from xlreport.edition.model import LAST, NamedRule, join_key
from xlreport.finding import Finding
from xlreport.quantity import QUANTA_PER_UNIT, Value, from_quanta, to_quanta


class ReportKind(StrEnum):
    """Whether a report is a unit's own or the sum of several."""

    OWN = "own"
    CONSOLIDATED = "consolidated"


IN_ROW = "@"
"""In the name of a value or the place of a rule, what follows is the row of a register."""
LEVEL_COLUMN, KIND_COLUMN = "unit_level", "report_kind"
"""The columns of a table of reports that say to which of them a rule applies."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit: its name, its code (may be empty), its level (a key, may be empty)."""

    name: str
    code: str = ""
    level: str = ""

    @property
    def identity(self) -> str:
        """What tells units apart: the code where there is one, otherwise the name."""
        return self.code or self.name


@dataclass(frozen=True, slots=True)
class Explanation:
    """A clerk's reason for a query.

    ``fingerprint`` is that of the finding it was written beside; it is empty where it was
    written beside a rule, and then holds for whatever that rule says of the same workbook.
    """

    text: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One stage of 审签: the signer's words, and the code that the button wrote beside them."""

    stage: str
    name: str = ""
    date: str = ""
    opinion: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register, by column: figures, answers, and the raw text of what is neither.

    ``row`` is the row of the sheet, from 0.  ``unit`` is the name of whose entry it is, where a
    roll-up holds those of several.
    """

    row: int
    figures: Mapping[str, Value]
    answers: Mapping[str, str]
    unreadable: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""

    @property
    def told(self) -> Mapping[str, Value | str]:
        """All that is written in the row, whatever it is, by column."""
        return {**self.figures, **self.answers, **self.unreadable}


@dataclass(frozen=True)
class Report:
    """One unit's annual report.

    ``values`` holds the stated figure of each cell by cell key, in the cell's unit; a key that
    is absent is *missing*, which is never zero.  ``last`` holds last year's figures that this
    workbook carries, ``prose`` the texts by prose key.  ``unreadable`` keeps the raw text of
    cells that hold something but no number.  ``moved`` lists values that stood elsewhere than
    the edition's layout says.  ``cover`` holds the other fields of the cover, ``explanations``
    the clerk's reasons by clause id or rule id, ``signatures`` the stages of 审签 in which
    something is written.  ``notes`` are findings made while reading.  ``before`` is last year's
    whole report, where it is at hand.  ``answers`` holds what the questions were answered with
    (an option's key, a date as 2025-03-01, or a text), ``registers`` the entries of each register.
    ``carried`` are the inputs that the workbook computes from last year's figures.  ``origins``
    says of an imported report where each value and text stands in the published one.  ``marked``
    is the fingerprint of the workbook that this one is a marked copy of.  ``merged_from`` names
    the units whose figures are added up in it, where units have merged since.  ``one_cell`` tells
    that each text stands in one cell, as in version 1 of the template, not a paragraph a row.
    ``interim`` is what a roll-up that lacks units says of that, in Chinese; empty once it has all.
    """

    edition: Edition
    year: int
    unit: Unit
    values: Mapping[str, Value]
    prose: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, Value] = field(default_factory=dict)
    kind: ReportKind = ReportKind.OWN
    source: str = ""
    unreadable: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, Place] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    notes: tuple[Finding, ...] = ()
    before: Report | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    marked: str = ""
    merged_from: tuple[str, ...] = ()
    one_cell: bool = False
    interim: str = ""

    def place(self, name: str) -> Place:
        """Return where a value stands in the workbook it came from.

        :param name: a name of the layout, or that of a value in a register, by :func:`in_entry`.
        :raises KeyError: if the edition has no value of this name.
        """
        column, at, row = name.partition(IN_ROW)
        place = self.moved.get(column) or layout_of(self.edition).places[column]
        return replace(place, row=int(row)) if at else place

    def paragraph(self, key: str, at: int) -> str:
        """Return the name of the paragraph of a text in which a character stands.

        :param key: that of the text.
        :param at: the number of the character, from 0.
        :raises KeyError: if the report has no such text.
        """
        before = 0 if self.one_cell else self.prose[key].count("\n", 0, at)
        return at_row(key, self.place(key).row + before) if before else key

    def value(self, name: str) -> Value | None:
        """Return this year's figure of a cell key, or last year's of ``last.`` + cell key.

        :param name: a cell key, or ``last.`` and a cell key.
        :returns: the figure in the unit of its cell, ``None`` where it is missing.
        """
        if name.startswith(LAST):
            return self.last.get(name.removeprefix(LAST))
        return self.values.get(name)

    def figures(self) -> list[Value | None]:
        """Return all figures in the order of :attr:`~xlreport.edition.Edition.numbers`."""
        this, last = self.values.get, self.last.get
        return [*map(this, self.edition.cells), *map(last, self.edition.last_keys)]

    def finding(
        self,
        rule: NamedRule,
        clause: str,
        subject: str,
        cells: Iterable[str],
        found: str,
        *,
        left: str = "",
        right: str = "",
        hint: str = "",
        explainable: bool = False,
        said: str = "",
    ) -> Finding:
        """Return the finding that this report breaks a rule.

        :param rule: the rule that is broken.
        :param clause: the place of the rule, see :class:`~xlreport.finding.Finding`.
        :param subject: the place in the words of the form.
        :param cells: the names of the values involved, the one to look at first in front.
        :param found: what is so, in Chinese, without the full stop.
        :param left: the left side as text, empty where the rule has no sides.
        :param right: the right side as text.
        :param hint: where to look first, in Chinese, if that is known.
        :param explainable: whether a reason counts although the rule is an error; that it does not
            hold is no error of a roll-up that lacks units.
        :param said: how version 0.1.0 worded ``found``.
        :raises KeyError: if the edition has no value of one of the names.
        """
        names = tuple(cells)
        plain = (name.partition(IN_ROW)[0] for name in names)
        told = list(dict.fromkeys(self.origins[n] for n in plain if n in self.origins))
        told = told[:_MOST_ORIGINS]
        source = f"原文见{'、'.join(told)}" if told else ""
        merged = self.before.merged_from if self.before else ()
        about_last = any(name.startswith(LAST) for name in names) or "上年" in found
        summed = f"上年数是{'、'.join(merged)}合计" if merged and about_last else ""
        lacking = f"{self.interim}，收齐后再看" if self.interim and about_last else ""
        return Finding(
            rule=rule.id,
            clause=clause,
            severity=Severity.QUERY if explainable and self.interim else rule.severity,
            unit=self.unit.name,
            source=self.source,
            subject=subject,
            places=tuple(self.place(name) for name in names),
            statement=rule.name,
            found=found,
            advice=rule.advice,
            left=left,
            right=right,
            hint="。".join(filter(None, (hint, summed, lacking, source))),
            explainable=explainable,
            short=rule.short,
            said=said,
        )

    def with_last(self, previous: Report) -> Report:
        """Return this report with last year's figures and texts taken from last year's report.

        :param previous: the same unit's report of the year before; what its form does not have
            stays missing.
        """
        last = {k: previous.values[k] for k in self.edition.last_keys if k in previous.values}
        return replace(self, last=last, before=previous)


_MOST_ORIGINS = 4
"""So many places of the published report a finding names."""


def in_entry(register: str, column: str, entry: Entry) -> str:
    """Return the name of what an entry of a register has in a column.

    :param register: the key of the register.
    :param column: the key of the column.
    :param entry: the entry, by its row.
    """
    return at_row(join_key(register, column), entry.row)


def at_row(name: str, row: int) -> str:
    """Return the name of what is meant of a register in one of its rows.

    :param name: the key of the register, or of a column of it by
        :func:`~xlreport.edition.model.join_key`.
    :param row: the row of the sheet, from 0.
    """
    return f"{name}{IN_ROW}{row}"


def with_totals(edition: Edition, inputs: Mapping[str, Value]) -> dict[str, Value]:
    """Return the input cells and tallies, and every total that can be computed from them.

    A total with a missing addend is missing.  Totals given in ``inputs`` are not looked at.  In
    the official forms (国办公开办函〔2019〕60号, 〔2021〕30号) the totals are the column 总计 and
    the row （七）总计 of 表三, and the three 总计 of 表四; 表二 has none.

    :param edition: the edition that says which cells are totals, and of what.
    :param inputs: figures by cell key, in the units of the cells.
    :raises ValueError: if a figure has more than six decimals.
    """
    given = {key: inputs[key] for key in edition.addends if key in inputs}
    if set(map(type, given.values())) <= {int}:
        return _with_whole_totals(edition, given)
    quanta = {key: to_quanta(value) for key, value in given.items()}
    for key, addends, constant in edition.sums:
        try:
            quanta[key] = sum([sign * quanta[addend] for addend, sign in addends], constant)
        except KeyError:
            continue
    return {key: from_quanta(quanta[key]) for key in edition.cells if key in quanta}


def _with_whole_totals(edition: Edition, values: dict[str, Value]) -> dict[str, Value]:
    """Do the work of :func:`with_totals` where all numbers are whole, as nearly always."""
    for key, addends, constant in edition.sums:
        try:
            total = sum([sign * values[addend] for addend, sign in addends])
        except KeyError:
            continue
        values[key] = total + constant // QUANTA_PER_UNIT
    return {key: values[key] for key in edition.cells if key in values}
