"""The parts of a published report -> :class:`~xlreport.report.Report`, each value traced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlreport.edition import (
    Edition,
    Severity,
    layout_of,
)
from xlreport.edition.model import Section
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.reading.limits import LONGEST_TEXT
from xlreport.reading.published.around import split_sentences
from xlreport.reading.published.atoms import atoms
from xlreport.reading.published.cells import Lost
from xlreport.reading.published.doubts import ImportDoubt
from xlreport.reading.published.figures import TableFigure, figures_of, unit_above
from xlreport.reading.published.line import Line
from xlreport.reading.published.prose import as_text, split_prose
from xlreport.reading.published.sections import Parts
from xlreport.reading.published.signature import signed_by, without_signature
from xlreport.reading.published.table import Cells, read_table
from xlreport.reading.refusal import Refused
from xlreport.report import Report, Unit, with_totals

BY_HAND = "请换用网站上的原始版本，或者在模板中手工填写。"
"""What to do about a report that cannot be imported."""
_LOOK = "请对照原文核对。"
_CLAIM = re.compile("[0-9０-９一二三四五六七八九十百千无未没零]")
"""What a sentence has that can be held against a table."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands in the source, and how it is written there."""

    where: str
    text: str

    @property
    def told(self) -> str:
        """Where it stands, and what is written there, as findings name it."""
        return self.where + (f"“{self.text}”" if self.text else "")


@dataclass(frozen=True)
class Imported:
    """A report and the origin of every value and text, by cell key and prose key.

    What was guessed, or is not as the form has it, is in ``report.notes``; ``aside`` holds the
    texts that have no place in the workbook, with where they stand.
    """

    report: Report
    origins: Mapping[str, Origin]
    aside: tuple[Origin, ...] = ()


@dataclass
class Reader:
    """Collects the parts of a report."""

    path: Path
    edition: Edition
    year: int
    unit: str
    values: dict[str, Value] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    aside: list[Origin] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    sentences: list[Line] = field(default_factory=list)
    cover: dict[str, str] = field(default_factory=dict)

    def read(self, parts: Parts, doubts: Sequence[ImportDoubt]) -> Imported:
        """Read all parts.

        :raises Refused: if a table is missing or its figures cannot be placed.
        """
        for section in self.edition.sections:
            self._section(section, parts)
        for official, found, where in parts.odd:
            self.note("IMPORT-HEADING", official, "标题应与格式一致", f"{where}写作“{found}”")
        self._preface(parts)
        self._extra(parts)
        self._sentences()
        for doubt in doubts:
            self.note(
                doubt.rule, doubt.name, doubt.statement, doubt.found, doubt.advice, doubt.severity
            )
        self._compare_totals()
        unit = Unit(self.unit, level=self.edition.suggest_level(self.unit))
        report = Report(
            edition=self.edition,
            year=self.year,
            unit=unit,
            values=self.values,
            prose=self.prose,
            source=str(self.path),
            unreadable=self.unreadable,
            cover=self.cover,
            notes=tuple(self.notes),
            origins={key: origin.told for key, origin in self.origins.items()},
        )
        return Imported(report, self.origins, tuple(self.aside))

    def note(
        self,
        rule: str,
        name: str,
        statement: str,
        found: str,
        advice: str = _LOOK,
        severity: Severity = Severity.NOTE,
    ) -> None:
        """Note something for a person; ``name`` is a value's name or a heading."""
        place = layout_of(self.edition).places.get(name)
        cell = self.edition.cells.get(name)
        self.notes.append(
            Finding(
                rule=rule,
                clause=f"{rule}[{name}]",
                severity=severity,
                unit=self.unit,
                source=str(self.path),
                subject=cell.label if cell else "" if place else name,
                places=(place,) if place else (),
                statement=statement,
                found=found,
                advice=advice,
            )
        )

    def _section(self, section: Section, parts: Parts) -> None:
        lines = parts.lines.get(section.key)
        if lines is None and section.blocks:
            raise Refused(self.path, f"找不到“{section.heading}”这一部分", BY_HAND)
        if lines is None:
            self.note(
                "IMPORT-SECTION",
                section.heading,
                f"报告应有{len(self.edition.sections)}个部分",
                "原文没有这一部分",
                severity=Severity.QUERY,
            )
        elif section.register is not None:
            self._skip(section, "是逐行登记的表")
        elif section.blocks:
            self._table(section, lines)
        else:
            self._prose(section, lines)
        if section.key in parts.guessed and section.prose:
            self.note(
                "IMPORT-SECTION",
                section.heading,
                "各部分的标题应与格式一致",
                "这一部分是按序号认出的，标题与格式不同",
                severity=Severity.QUERY,
            )

    def _prose(self, section: Section, lines: Sequence[Line]) -> None:
        if section is self.edition.sections[-1]:
            self._signed(lines)
            lines, day = without_signature(lines, self.unit)
            if day is not None:
                self.cover["cover.date"] = day.isoformat()
        pieces = split_prose(section, lines)
        if pieces.untitled:
            titles = "、".join(f"“{piece.label}”" for piece in pieces.untitled)
            self.note(
                "IMPORT-PIECE",
                pieces.untitled[0].key,
                f"“{section.heading}”应按小标题分开",
                f"原文没有{titles}，这部分文字归在前面的小标题下",
                "请在工作簿中把文字移到相应的格。",
                Severity.QUERY,
            )
        for key, own in pieces.lines.items():
            self._text(key, own)

    def _signed(self, lines: Sequence[Line]) -> None:
        """Note an office that signs the report under another name than its title has."""
        name, where = signed_by(lines)
        if name and self.unit and name not in self.unit and self.unit not in name:
            found = f"单位名称是“{self.unit}”，{where}的落款是“{name}”"
            advice = "请核对单位名称；不对的，请用 --unit 写明后重新导入。"
            statement = "落款应是编制报告的单位"
            self.note("IMPORT-NAME", "cover.unit", statement, found, advice, Severity.QUERY)

    def _text(self, key: str, lines: Sequence[Line]) -> None:
        """Add lines to a text, and to where it comes from."""
        before = self.prose.get(key, "")
        text = "\n".join(filter(None, (before, as_text(lines))))
        self.prose[key] = text[:LONGEST_TEXT]
        if len(text) > LONGEST_TEXT:
            self.note(
                "IMPORT-TEXT",
                key,
                f"一格最多 {LONGEST_TEXT} 字",
                f"这部分文字有 {len(text)} 字，后面的 {len(text) - LONGEST_TEXT} 字没有导入",
                severity=Severity.QUERY,
            )
        if lines:
            old = self.origins[key].where + "；" if key in self.origins else ""
            self.origins[key] = Origin(old + _span(lines), "")

    def _preface(self, parts: Parts) -> None:
        """Keep the sentences before the first part aside."""
        lines = [line for line in parts.before if "。" in line.text]
        if lines:
            self.aside.append(Origin(_span(lines), as_text(lines)))

    def _extra(self, parts: Parts) -> None:
        """Keep the parts that the form does not have aside."""
        for heading, lines in parts.extra:
            text = as_text([heading, *lines])
            self.aside.append(Origin(_span([heading, *lines]), text))
            self.note(
                "IMPORT-PART",
                heading.text.strip()[:40],
                f"报告应只有格式规定的{len(self.edition.sections)}个部分",
                f"{heading.where}起另有“{heading.text.strip()[:40]}”一部分，"
                f"共 {len(text)} 字，没有放进报告各部分，抄在“导入来源”里",
                "请核对这部分文字应归入哪一部分。",
                Severity.QUERY,
            )

    def _sentences(self) -> None:
        """Keep the sentences that stand around tables where the text is compared with them."""
        home = next(
            (p for p in self.edition.prose.values() if not p.label),
            next(iter(self.edition.prose.values()), None),
        )
        claims = [line for line in self.sentences if home is not None and _CLAIM.search(line.text)]
        others = [line for line in self.sentences if line not in claims]
        self.aside += [Origin(line.where, line.text.strip()) for line in others]
        if not claims or home is None:
            return
        self._text(home.key, claims)
        self.note(
            "IMPORT-TEXT",
            home.key,
            "表前、表后不应另有文字",
            f"{_span(claims)}的文字在表前或表后，放在“{self.edition.section(home.section).heading}”"
            "开头，并与表中的数核对",
        )

    # --- Tables -------------------------------------------------------------------------------

    def _table(self, section: Section, lines: Sequence[Line]) -> None:
        table, sentences = split_sentences(section, lines)
        answers = [q for q in self.edition.questions.values() if q.section == section.key]
        try:
            cells = read_table(section, atoms(table))
        except Lost as error:
            if answers:
                self._skip(section, f"有不是数的栏目（{answers[0].label}等）")
                return
            raise Refused(self.path, f"“{section.heading}”：{error}", BY_HAND) from error
        self.sentences += sentences
        self._odd(section, cells)
        for figure in figures_of(self.edition, cells, unit_above(lines)):
            self._figure(figure)

    def _skip(self, section: Section, why: str) -> None:
        """Say of a part that it cannot be imported yet."""
        self.note(
            "IMPORT-PART",
            section.heading,
            "各部分都应导入",
            f"这一部分{why}，没有导入",
            "请在工作簿中填写这一部分。",
            Severity.QUERY,
        )

    def _odd(self, section: Section, cells: Cells) -> None:
        """Note what the table has otherwise than the form."""
        heads = dict.fromkeys((official, found) for official, found, _ in cells.odd)
        for official, found, where in cells.odd:
            if heads.pop((official, found), False) is None:
                self.note("IMPORT-LABEL", official, "栏目名称应与格式一致", f"{where}写作“{found}”")
        for text, where in cells.extra:
            self.note(
                "IMPORT-EXTRA",
                section.heading,
                "表中应只有格式规定的栏目",
                f"{where}另有“{text[:60]}”，没有导入",
            )

    def _figure(self, figure: TableFigure) -> None:
        key, atom = figure.key, figure.atom
        self.origins[key] = Origin(atom.where, atom.text)
        if figure.value is not None:
            self.values[key] = figure.value
        elif figure.unreadable:
            self.unreadable[key] = figure.unreadable
        if figure.bare:
            unit = self.edition.cells[key].unit
            self.note(
                "IMPORT-UNIT",
                key,
                "金额应写明单位",
                f"原文是“{atom.text}”，没有写单位，按{unit}计",
                severity=Severity.QUERY,
            )

    def _compare_totals(self) -> None:
        """Note every printed total that is not the sum of its parts; refuse if most are not.

        :raises Refused: if more totals of one table fail than hold, zeros left aside.
        """
        computed = with_totals(self.edition, self.values)
        for section in self.edition.sections:
            totals = [c for c in self.edition.totals if c.section == section.key]
            pairs = [(c, self.values.get(c.key), computed.get(c.key)) for c in totals]
            compared = [(c, a, b) for c, a, b in pairs if a is not None and b is not None]
            wrong = [(c, a, b) for c, a, b in compared if a != b]
            right = sum(1 for _, a, b in compared if a == b and a != 0)
            if len(wrong) > max(right, 2):
                raise Refused(
                    self.path,
                    f"“{section.heading}”有 {len(wrong)} 个总计与分项之和不符，"
                    f"相符的只有 {right} 个，各列的数可能错位",
                    BY_HAND,
                )
            for cell, printed, added in wrong:
                self.note(
                    "IMPORT-TOTAL",
                    cell.key,
                    "总计应等于分项之和",
                    f"{self.origins[cell.key].where}印的是 {show(printed)}，"
                    f"分项之和是 {show(added)}",
                    "工作簿中的总计由公式算出；请核对分项，原文有误的请更正。",
                    Severity.ERROR,
                )


def _span(lines: Sequence[Line]) -> str:
    """Say where lines stand, from the first to the last."""
    first, last = lines[0].where, lines[-1].where
    return first if first == last else f"{first}至{last}"
