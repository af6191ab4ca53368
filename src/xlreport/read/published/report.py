"""A published report, read as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlreport.edition import (
    Cell,
    Edition,
    Severity,
    UnknownEdition,
    edition_for,
    edition_ids,
    layout_of,
    load_edition,
)
from xlreport.edition.model import Section
from xlreport.finding import Finding
from xlreport.quantity import Value, show
from xlreport.read.guard import Refused
from xlreport.read.numbers import parse_number
from xlreport.read.published.atoms import Atom, Kind, atoms
from xlreport.read.published.line import Line
from xlreport.read.published.prose import as_text, split_prose
from xlreport.read.published.sections import Parts, Title, find_title, split_sections
from xlreport.read.published.source import read_lines
from xlreport.read.published.table import Lost, read_table
from xlreport.report import Report, Unit, with_totals

_BY_HAND = "请换用网站上的原始版本，或者在模板中手工填写。"
_LOOK = "请对照原文核对。"
_MONEY = re.compile("[百千万亿]?元")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands in the source, and how it is written there."""

    where: str
    text: str


@dataclass(frozen=True)
class Imported:
    """A report and the origin of every value and text, by cell key and prose key.

    What was guessed, or is not as the form has it, is in ``report.notes``.
    """

    report: Report
    origins: Mapping[str, Origin]


def import_report(
    path: Path | str,
    *,
    year: int | None = None,
    unit: str = "",
    overlays: Sequence[Path] = (),
) -> Imported:
    """Read a published report (.docx, .html, .pdf with text, .txt).

    :param year: the report year, if the title does not say it or says it wrongly.
    :param unit: the unit's name, if the title does not say it.
    :raises Refused: if it is no such report, is of another edition than its year has, or its
        figures cannot be placed with certainty; the exception says why and what to do.
    """
    path = Path(path)
    lines = read_lines(path)
    edition, title = _edition(path, lines, year, overlays)
    reader = _Reader(path, edition, year or title.year or 0, unit or title.unit)
    parts = split_sections(edition, lines)
    try:
        return reader.read(parts, title, year)
    except Refused as refused:
        _refuse_other_edition(path, lines, edition, reader.year, refused)
        raise


def _edition(
    path: Path, lines: Sequence[Line], year: int | None, overlays: Sequence[Path]
) -> tuple[Edition, Title]:
    newest = load_edition(edition_ids()[-1])
    title = find_title(newest, split_sections(newest, lines).before)
    if year is None and title.year is None:
        if not split_sections(newest, lines).lines:
            raise Refused(path, "看不出是政府信息公开工作年度报告", _BY_HAND)
        raise Refused(path, "标题中找不到报告年度", "请用 --year 写明报告年度。")
    try:
        return edition_for(year or title.year or 0, overlays), title
    except UnknownEdition as error:
        raise Refused(path, str(error), "请核对报告年度。") from error


def _refuse_other_edition(
    path: Path, lines: Sequence[Line], edition: Edition, year: int, refused: Refused
) -> None:
    """Refuse with a better reason if the tables are those of another edition.

    :raises Refused: if they are.
    """
    for identity in edition_ids():
        other = load_edition(identity)
        if identity == edition.id:
            continue
        try:
            _Reader(path, other, year, "").read(split_sections(other, lines), Title(year, "", ""))
        except Refused:
            continue
        raise Refused(
            path,
            f"{year} 年的报告用的是“{identity}”版的表，该年度应当用“{edition.id}”版",
            "如果年度认错了，请用 --year 写明；否则请按该年度的格式重新整理。",
        ) from refused


@dataclass
class _Reader:
    """Collects the parts of a report."""

    path: Path
    edition: Edition
    year: int
    unit: str
    values: dict[str, Value] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)

    def read(self, parts: Parts, title: Title, stated_year: int | None = None) -> Imported:
        """Read all parts.

        :raises Refused: if a table is missing or its figures cannot be placed.
        """
        for section in self.edition.sections:
            self._section(section, parts)
        for official, found, where in parts.odd:
            self.note("IMPORT-HEADING", official, "标题应与格式一致", f"{where}写作“{found}”")
        self._cover(title, stated_year)
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
            notes=tuple(self.notes),
        )
        return Imported(report, self.origins)

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
            raise Refused(self.path, f"找不到“{section.heading}”这一部分", _BY_HAND)
        if lines is None:
            self.note(
                "IMPORT-SECTION",
                section.heading,
                "报告应有六个部分",
                "原文没有这一部分",
                severity=Severity.QUERY,
            )
        elif section.blocks:
            self._table(section, lines)
        else:
            self._prose(section, lines)

    def _prose(self, section: Section, lines: Sequence[Line]) -> None:
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
            self.prose[key] = as_text(own)
            if own:
                first, last = own[0].where, own[-1].where
                where = first if first == last else f"{first}至{last}"
                self.origins[key] = Origin(where, "")

    # --- Tables -------------------------------------------------------------------------------

    def _table(self, section: Section, lines: Sequence[Line]) -> None:
        try:
            cells = read_table(section, atoms(lines))
        except Lost as error:
            raise Refused(self.path, f"“{section.heading}”：{error}", _BY_HAND) from error
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
        money = {
            official: match[0]
            for official, found, _ in cells.odd
            if (match := _MONEY.search(found)) is not None
        }
        for key, atom in cells.found.items():
            self._value(self.edition.cells[key], atom, money)

    def _value(self, cell: Cell, atom: Atom, money: Mapping[str, str]) -> None:
        self.origins[cell.key] = Origin(atom.where, atom.text)
        if atom.kind is Kind.BLANK:
            return
        text = atom.text
        if " " in text:
            self.unreadable[cell.key] = text
            return
        typed = parse_number(self._with_unit(cell, text, money), cell.unit)
        if typed.value is not None:
            self.values[cell.key] = typed.value
        else:
            self.unreadable[cell.key] = text

    def _with_unit(self, cell: Cell, text: str, money: Mapping[str, str]) -> str:
        """Return a figure with the unit that its column head gives it, if it has none itself.

        The unit is read from the cell first, then from the column head, then from the form.
        """
        if not _MONEY.fullmatch(cell.unit) or not text[-1].isdigit():
            return text
        column = next((unit for official, unit in money.items() if official in cell.label), "")
        if column:
            return text + column
        if cell.unit not in cell.label and text.strip("0.") != "":
            self.note(
                "IMPORT-UNIT",
                cell.key,
                "金额应写明单位",
                f"原文是“{text}”，没有写单位，按{cell.unit}计",
                severity=Severity.QUERY,
            )
        return text

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
                    _BY_HAND,
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

    # --- Cover --------------------------------------------------------------------------------

    def _cover(self, title: Title, stated_year: int | None) -> None:
        if title.year is not None and stated_year is not None and title.year != stated_year:
            self.note(
                "IMPORT-YEAR",
                "cover.year",
                "标题中的年度应是报告年度",
                f"{title.where}的标题写的是 {title.year} 年，按 {stated_year} 年导入",
            )
        if title.guessed and stated_year is None:
            self.note(
                "IMPORT-YEAR",
                "cover.year",
                "标题中应写明报告年度",
                f"没有找到标题，{self.year} 年取自{title.where}的统计期限",
                severity=Severity.QUERY,
            )
        if title.joined and self.unit == title.unit:
            self.note(
                "IMPORT-NAME",
                "cover.unit",
                "单位名称应与年度在同一行",
                f"单位名称“{self.unit}”取自{title.where}，与年度不在同一行",
            )
        if not self.unit:
            self.note(
                "IMPORT-NAME",
                "cover.unit",
                "标题中应有单位名称",
                "标题中没有找到单位名称",
                "请用 --unit 写明单位名称。",
                Severity.QUERY,
            )
