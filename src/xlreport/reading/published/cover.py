"""Of which year a report is, and whose: from wherever it says so, in the order of trust.

The title is trusted most, then the period that the figures cover, then what the preface says, then
the title of the web page.  A date is never the year of a report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from xlreport.reading.published.atoms import normal
from xlreport.reading.published.form import plain
from xlreport.reading.published.line import Line
from xlreport.reading.published.titles import (
    DATE,
    LONGEST_TITLE,
    QUOTES,
    SELF,
    STATEMENT,
    STOP,
    YEAR,
    Titles,
    is_unit,
    name_in,
    year_number,
)


class Trust(IntEnum):
    """Where a year or a name was found, the most trusted first."""

    TITLE = 0
    PERIOD = 1
    PREFACE = 2
    PAGE = 3

    @property
    def label(self) -> str:
        """What people call it."""
        return ("标题", "统计期限", "正文前的说明", "网页标题")[self]


@dataclass(frozen=True, slots=True)
class Said:
    """A year (as digits) or a name, where it is written, and by what part of the document.

    ``apart`` tells that a name stood on another line than the title.
    """

    text: str
    where: str
    trust: Trust
    apart: bool = False


@dataclass(frozen=True, slots=True)
class PublishedCover:
    """All years and names that were found, the most trusted first, and the dates of the cover.

    ``contacts`` are offices that answer questions about the report, often not those it is of;
    ``spoken`` is the year that the first part speaks of, empty if it speaks of several.
    """

    years: tuple[Said, ...] = ()
    units: tuple[Said, ...] = ()
    dates: tuple[Said, ...] = ()
    contacts: tuple[Said, ...] = ()
    spoken: str = ""

    @property
    def year(self) -> Said | None:
        """The year to go by."""
        return self.years[0] if self.years else None

    @property
    def unit(self) -> Said | None:
        """The name to go by."""
        return self.units[0] if self.units else None


_Piece = tuple[str, str]
"""A text without blanks, and where it stands."""
_MOST_PIECES = 400
"""So many pieces of text before the first part are looked at, the last ones."""
_LONGEST_LINE = 4000
_JOINED = 4
"""A title may be broken into so many pieces."""

_SPOKEN = re.compile(r"(?<![\d〔\[])(20\d\d)年")
_PERIOD = re.compile(
    r"(20\d\d)年?0?1月?0?1日?(?:起|开始)?(?:至|到|-|—|–|~|―)+(?:(20\d\d)年?|同年|当年)?12月?31"
)
_MONTHS = re.compile(r"(20\d\d)年(?:度)?0?1月?份?(?:至|到|-|—|–|~)+(?:(20\d\d)年)?12月")
_COVERS = re.compile("统计|数据|期限|时限|截止|起止|时间")
_REPORTS = re.compile("现将.{4,40}(?:如下|公布|报告|汇报)")
_BY = re.compile(
    r"(?:报告|年报)(?:是?(?:根据|按照|依据|依照)[^。；;]{2,150}[，,])?由(?P<a>[^，,。；;]{2,38}?)"
    "(?:按照|根据|依据|依照|编制|负责|结合|综合|汇总)"
)
_VERBS = re.compile(
    "编制了?|公布了?|发布了?|形成了?|制定了?|撰写了?|公开了?|现将|特将|现向|特向|就|将|向社会"
    "|起草了?|报告了?|关于|涵盖了?"
)
_OF_WORK = re.compile("政府信息公开(?:工作|情况)$")
_CONTACT = re.compile(
    "(?:请(?:直接|及时)?与|请(?:直接|及时)?联系|可与)(?P<a>[^，,。；;（(：:]{3,38}?)"
    "(?:联系|[，,。；;（(：:])"
)


def find_cover(
    titles: Sequence[str], before: Sequence[Line], text: Sequence[Line], page_titles: Sequence[str]
) -> PublishedCover:
    """Find out of which year a report is, and whose.

    :param titles: what reports of the form are called, in all spellings.
    :param before: the lines before the first part.
    :param text: the lines of the first part, where some put the preface.
    :param page_titles: the titles that a web page has for the browser.
    """
    ends = sorted({plain(title) for title in titles}, key=len, reverse=True)
    seeker = _Seeker(ends)
    pieces = list(_pieces(before[-_MOST_PIECES:], ends))[-_MOST_PIECES:]
    seeker.titles(pieces, Trust.TITLE)
    front = _squeezed((line.text, line.where) for line in before[-_MOST_PIECES:])
    lines = [*front, *_squeezed((line.text, line.where) for line in text[:_MOST_PIECES])]
    seeker.period(lines)
    seeker.preface(lines)
    for title in page_titles:
        parts = ((part, "网页标题") for part in re.split(r"[_|>»—–-]", title[:_LONGEST_LINE]))
        seeker.titles(_squeezed(parts), Trust.PAGE)
    return replace(
        seeker.cover(tuple(_dates(front))), contacts=tuple(_contacts(lines)), spoken=_spoken(text)
    )


def _squeezed(pieces: Iterable[tuple[str, str]]) -> list[_Piece]:
    texts = (("".join(normal(text[:_LONGEST_LINE]).split()), where) for text, where in pieces)
    return [(text, where) for text, where in texts if text]


def _pieces(lines: Sequence[Line], ends: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what may be a title or part of one: short lines, and the words of long ones.

    A line whose blanks set a whole title off from other things is taken word by word too.
    """
    for line in lines:
        raw = normal(line.text[:_LONGEST_LINE])
        text = "".join(raw.split())
        words = [word for sentence in STOP.split(raw) for word in sentence.split()]
        whole = any(YEAR.search(word) and any(end in word for end in ends) for word in words)
        if len(text) > LONGEST_TITLE or (whole and len(words) > 1):
            yield from ((word, line.where) for word in words)
        elif text:
            yield text, line.where


def _dates(lines: Sequence[_Piece]) -> Iterator[Said]:
    """Yield the dates that stand on lines of their own, or after a word such as 日期."""
    for text, where in lines:
        for match in DATE.finditer(text):
            before = text[: match.start()]
            told = re.search(r"(?:日期|时间|发布|更新)[于]?[:：]?$", before)
            if told or len(text) - len(match[0]) <= 2:
                yield Said(year_number(match[1]), where, Trust.TITLE)


def _contacts(lines: Sequence[_Piece]) -> Iterator[Said]:
    """Yield the offices that are to be asked about the report."""
    for text, where in lines:
        for match in _CONTACT.finditer(text):
            if is_unit(match["a"]):
                yield Said(match["a"], where, Trust.PREFACE)


def _spoken(lines: Sequence[Line]) -> str:
    """Return the year that a text speaks of at least twice, empty if it speaks of others too."""
    text = "".join(normal(line.text[:_LONGEST_LINE]) for line in lines[:_MOST_PIECES])
    years = Counter(
        year_number(match[1]) for match in _SPOKEN.finditer(re.sub("《[^《》]*》", "", text))
    )
    [(year, times), *others] = years.most_common(2) or [("", 0)]
    return year if times > 1 and not others else ""


class _Seeker:
    """Collects years and names."""

    def __init__(self, ends: Sequence[str]) -> None:
        self._titles = Titles(ends)
        self._years: list[Said] = []
        self._units: list[Said] = []

    def cover(self, dates: tuple[Said, ...]) -> PublishedCover:
        """Return what was found, the most trusted first."""

        def order(said: Said) -> Trust:
            return said.trust

        years, units = sorted(self._years, key=order), sorted(self._units, key=order)
        return PublishedCover(tuple(years), tuple(units), dates)

    def titles(self, pieces: Sequence[tuple[str, str]], trust: Trust) -> None:
        """Find titles, the last and shortest first; those broken over lines are put together."""
        taken: set[int] = set()
        for length in range(1, _JOINED + 1):
            for start in range(len(pieces) - length, -1, -1):
                span = range(start, start + length)
                title = self._titles.found_in("".join(pieces[index][0] for index in span))
                if title is None or taken.intersection(span):
                    continue
                year, unit = title
                if year or (length == 1 and is_unit(unit)):
                    # What has no year may be the beginning of a title that has one.
                    taken.update(span if year else ())
                    self._take(pieces, span, title, trust)

    def _take(
        self,
        pieces: Sequence[tuple[str, str]],
        span: range,
        title: tuple[str, str],
        trust: Trust,
    ) -> None:
        year, unit = title
        first, where = pieces[span.start]
        if year:
            self._years.append(Said(year, where, trust))
        if unit:
            apart = (
                len(span) > 1 and self._titles.found_in(first) is None and not YEAR.search(first)
            )
            self._units.append(Said(unit, where, trust, apart))
        elif year:
            self._beside(pieces, span, trust)

    def _beside(self, pieces: Sequence[tuple[str, str]], span: range, trust: Trust) -> None:
        """Look for the unit's name on the lines next to a title that has none."""
        below = range(span.stop, min(span.stop + 2, len(pieces)))
        above = range(span.start - 1, max(span.start - 3, -1), -1)
        for near in (below, above):
            names = [pieces[index] for index in near if is_unit(pieces[index][0])]
            for text, where in names[:1]:
                self._units.append(Said(text.strip(QUOTES), where, trust, apart=True))

    def period(self, lines: Sequence[_Piece]) -> None:
        """Find the year from its first day to its last."""
        for text, where in lines:
            matches = list(_PERIOD.finditer(text))
            if _COVERS.search(text):
                matches += _MONTHS.finditer(text)
            for match in matches:
                if match[2] in (None, match[1]):
                    self._years.append(Said(match[1], where, Trust.PERIOD))

    def preface(self, lines: Sequence[_Piece]) -> None:
        """Find sentences that say which report this is."""
        for text, where in lines:
            if match := _BY.search(text):
                self._preface_unit(match["a"], where)
            for sentence in re.split("[。；;]", text):
                if STATEMENT.search(sentence) or "《" in sentence:
                    self._sentence(DATE.sub("，", sentence), where)

    def _sentence(self, sentence: str, where: str) -> None:
        for part in re.split("[，,:：]|〔[^〔〕]*+〕", sentence):
            years = {year_number(m[1]) for m in YEAR.finditer(part)}
            if len(years) != 1:
                continue
            quoted = re.search("《([^《》]*)》", part)
            first = YEAR.search(part)
            cut = len(_VERBS.split(part[: first.start() if first else 0])[-1])
            at = (first.start() if first else 0) - cut
            parsed = self._titles.parsed(quoted[1] if quoted else part[at:])
            if parsed is None and _REPORTS.search(part):
                self._years += [Said(year, where, Trust.PREFACE) for year in years]
            before = part[: quoted.start() if quoted else first.start() if first else 0]
            if parsed is not None and parsed[0]:
                self._years.append(Said(parsed[0], where, Trust.PREFACE))
                # 示例局编制2023年…: who does it is named before the verb.
                self._preface_unit(parsed[1] or _VERBS.split(before)[0], where)
            elif first and (of_work := _OF_WORK.search(part)):
                self._preface_unit(part[first.end() : of_work.start()].lstrip("年度"), where)

    def _preface_unit(self, name: str, where: str) -> None:
        name = name_in(name)
        if name and not SELF.match(name) and is_unit(name):
            self._units.append(Said(name, where, Trust.PREFACE))
