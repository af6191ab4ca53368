"""A published report, read as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlreport.edition import Edition, UnknownEdition, edition_for, edition_ids, load_edition
from xlreport.edition.load import form_in
from xlreport.reading.published.cover import PublishedCover, Trust, find_cover
from xlreport.reading.published.doubts import about_what_lacks, doubts_of
from xlreport.reading.published.line import Line, PublishedDocument
from xlreport.reading.published.report import BY_HAND, Imported, Reader
from xlreport.reading.published.sections import Parts, split_sections
from xlreport.reading.published.source import read_document
from xlreport.reading.published.titles import years_in_name
from xlreport.reading.refusal import Refused


def import_report(
    path: Path | str,
    *,
    year: int | None = None,
    unit: str = "",
    overlays: Sequence[Path] = (),
) -> Imported:
    """Read a published report (.docx, a web page, .pdf with text, .txt).

    :param year: the report year, if the report does not say it or says it wrongly.
    :param unit: the unit's name, if the report does not say it.
    :param overlays: overlays, and files of other forms; if there are any of these, the report is
        one of theirs.
    :raises Refused: if it is no such report, is of another edition than its year has, or its
        figures cannot be placed with certainty; the exception says why and what to do.
    :raises EditionError: if the file of an overlay or a form has a mistake.
    """
    path = Path(path)
    document = read_document(path)
    try:
        return _imported(path, document, year, unit, overlays)
    except Refused as refused:
        _refuse_other_script(path, document, refused)
        raise


def _imported(
    path: Path, document: PublishedDocument, year: int | None, unit: str, overlays: Sequence[Path]
) -> Imported:
    edition, cover = _edition(path, document, year, overlays)
    stated = year or int(cover.year.text if cover.year else 0)
    name = unit or (cover.unit.text if cover.unit else "")
    reader = Reader(path, edition, stated, name)
    parts = split_sections(edition, document.lines)
    try:
        doubts = (*doubts_of(cover, year, unit), *about_what_lacks(parts.before))
        found = reader.read(parts, doubts)
        _refuse_two_reports(found, parts, cover)
    except Refused as refused:
        if not any(form_in(overlay) for overlay in overlays):
            _refuse_other_edition(path, document.lines, edition, reader.year, refused)
        raise
    return found


def _edition(
    path: Path, document: PublishedDocument, year: int | None, overlays: Sequence[Path]
) -> tuple[Edition, PublishedCover]:
    forms = [form for form in map(form_in, overlays) if form is not None]
    newest = load_edition(forms[-1] if forms else edition_ids()[-1], overlays)
    parts = split_sections(newest, document.lines)
    first = next((parts.lines[s.key] for s in newest.sections if s.key in parts.lines), ())
    titles = (newest.title, *newest.also)
    cover = find_cover(titles, parts.before, first, document.titles)
    if year is None and cover.year is None:
        if not parts.lines:
            raise Refused(path, f"看不出是{newest.title}", BY_HAND)
        raise _no_year(path, cover)
    try:
        return edition_for(year or int(cover.year.text if cover.year else 0), overlays), cover
    except UnknownEdition as error:
        raise Refused(
            path, str(error), "请核对报告年度；年度认错了的，请用 --year 写明。"
        ) from error


def _no_year(path: Path, cover: PublishedCover) -> Refused:
    """Return the refusal of a report that does not say its year, with what hints at one."""
    hints = [f"{said.where}的日期在 {said.text} 年" for said in cover.dates[:1]]
    hints += [f"“一”里写的都是 {cover.spoken} 年"] if cover.spoken else []
    hints += [f"文件名里有“{year}”" for year in years_in_name(path.stem)[:1]]
    hint = f"（{'，'.join(hints)}，但不能据此认定）" if hints else ""
    return Refused(path, f"标题中找不到报告年度{hint}", "请用 --year 写明报告年度。")


def _refuse_two_reports(found: Imported, parts: Parts, cover: PublishedCover) -> None:
    """Refuse a page that has another whole report before the one that was read.

    :raises Refused: if it has, and its figures are others or it is under another name.
    """
    report, path = found.report, Path(found.report.source)
    earlier = split_sections(report.edition, parts.before)
    if not all(s.key in earlier.lines for s in report.edition.sections if s.blocks):
        return
    try:
        other = Reader(path, report.edition, report.year, "").read(earlier, ()).report
    except Refused:
        return
    names = {said.text for said in cover.units if said.trust is Trust.TITLE}
    if other.values != report.values or len(names) > 1:
        raise Refused(
            path,
            "这个文件里有两份报告",
            "请每份报告存成一个文件，再分别导入。",
        )


def _refuse_other_script(path: Path, document: PublishedDocument, refused: Refused) -> None:
    """Refuse with a better reason if the text is in traditional characters.

    :raises Refused: if it is.
    """
    text = "".join(line.text for line in document.lines[:400])[:20_000]
    if sum(text.count(letter) for letter in "開報與關總數請項條據處理結業務機構") > len(text) // 60:
        raise Refused(
            path,
            "原文是繁体字，栏目名称与格式对不上",
            "请换用原网站的简体版本；转换过的网页常有错字，不宜导入。",
        ) from refused


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
            Reader(path, other, year, "").read(split_sections(other, lines), ())
        except Refused:
            continue
        raise Refused(
            path,
            f"{year} 年的报告用的是“{identity}”版的表，该年度应当用“{edition.id}”版",
            "如果年度认错了，请用 --year 写明；否则请按该年度的格式重新整理。",
        ) from refused
