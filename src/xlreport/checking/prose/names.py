"""The forms in which a unit names itself, worked out from its name.

A name is read as areas and a core: 示例市 示例县 文化和旅游局.  The unit is then also 示例县文旅局,
县文旅局 or 文旅局: an area or the kind of it, and some letters of the core in their order, the last
one among them.  How a kind of unit is called otherwise (街道 for 街道办事处) the vocabulary says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from xlreport.checking.prose.words import Words
from xlreport.edition.model import Vocabulary

_LONGEST_NAME = 60
_LONGEST_AREA, _LONGEST_STEM = 12, 3
_OFFICE, _BRANCH = "局", "分局"
_OUR = ("我", "本")
_GOVERNMENT, _OF_GOVERNMENT = "人民政府", ("", "办", "办公室", "办公厅")
_FEWEST_ALONE, _FEWEST_BESIDE = 3, 2
"""So many letters of a core name the unit: alone, and after an area."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Areas that may stand in front, and the core: letters after its first may be left out."""

    area: str
    core: str

    def longest(self, text: str, position: int) -> int:
        """Return where the longest such name ends that begins at ``position``, 0 if none does."""
        if not text.startswith(self.area, position):
            return 0
        start = position + len(self.area)
        fewest = _FEWEST_BESIDE if self.area else _FEWEST_ALONE
        letter, end = -1, 0
        for place in range(start, min(start + len(self.core), len(text))):
            letter = self.core.find(text[place], letter + 1)
            if letter < 0 or (place == start and letter > 0):
                break
            if text[place] == self.core[-1] and place + 1 - start >= fewest:
                end = place + 1
        return end


@dataclass(frozen=True, slots=True)
class _WorkedOut:
    """Words that are names as they stand, forms by their first letter, and the last areas.

    ``letters`` are those that any of them begins with; ``nameless`` says nothing of the
    name; ``innermost`` is the smallest area that it names, empty for none.
    """

    literal: Words
    forms: dict[str, list[_Form]]
    areas: tuple[str, ...]
    letters: frozenset[str]
    nameless: frozenset[str]
    innermost: str


class OwnNames:
    """The names under which a unit speaks of itself."""

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        """Note a name; its forms are worked out when one is looked for.

        :param name: the unit's name as on the cover; only the end of a very long one counts.
        :param vocabulary: says how areas and kinds of units are called.
        """
        # Most texts name no unit at all: the forms are worked out when one is looked for.
        self._name, self._vocabulary = name.strip()[-_LONGEST_NAME:], vocabulary

    @cached_property
    def _worked_out(self) -> _WorkedOut:
        name, vocabulary = self._name, self._vocabulary
        kinds = [kind for kind in vocabulary.unit_kinds if name.endswith(kind.ends)]
        kind = max(kinds, key=lambda kind: len(kind.ends), default=None)
        whole = {name, *(kind.others(name) if kind else ())}
        whole |= {short for each in tuple(whole) if (short := _without_government(each))}
        whole |= {each for one in tuple(whole) for each in _turned(one)}
        selves = set(kind.selves) if kind else set()
        forms: set[_Form] = set()
        for each in whole:
            for areas, core in _divided(each, vocabulary.area_kinds):
                fronts = _fronts(areas, vocabulary.area_kinds)
                if not core:
                    selves |= _of_area(areas)
                elif core in vocabulary.cores_of_areas:
                    selves |= {area + core for area in fronts if area}
                else:
                    forms |= {_Form(area, core) for area in fronts}
        by_letter: dict[str, list[_Form]] = {}
        for form in forms:
            by_letter.setdefault((form.area or form.core)[0], []).append(form)
        literal = Words(word for word in selves if len(word) > 1)
        divided = _divided(_without_government(name) or name, vocabulary.area_kinds)
        return _WorkedOut(
            literal=literal,
            forms=by_letter,
            areas=tuple({ways[-1] for ways, _ in divided if ways}),
            letters=literal.letters | by_letter.keys(),
            nameless=frozenset(kind.selves if kind else ()),
            innermost=_innermost(divided, vocabulary.area_kinds),
        )

    @property
    def area_letters(self) -> frozenset[str]:
        """The letters in which names of areas end: 省, 市, 县."""
        return frozenset(kind for kind in self._vocabulary.area_kinds if len(kind) == 1)

    def is_last_letter(self, text: str) -> bool:
        """Tell whether a text is what the name ends in: 局 alone for 示例市教育局.

        :param text: unknown text that begins a clause.
        """
        return (
            len(text) == 1 and self._name.endswith(text) and text in self._vocabulary.office_marks
        )

    def longest(self, text: str, position: int) -> str:
        """Return the longest name of the unit that begins at ``position``, or an empty text.

        :param text: a text.
        :param position: where to begin, in characters from 0.
        """
        own = self._worked_out
        if text[position] not in own.letters:
            return ""
        literal = own.literal.longest(text, position)
        ends = [form.longest(text, position) for form in own.forms.get(text[position], ())]
        return max([literal, *(text[position:end] for end in ends)], key=len)

    def has_before(self, found: str, before: str) -> bool:
        """Tell whether the text before one of its names is only the area that it lies in.

        The text may begin with the letter before it: 各 of 各县教育局.

        示例市 before 示例区教育局, and 示例县 before 教育局 if the unit's name tells no area; but
        示例市 before 教育局 is another office if the unit is that of 示例区.

        :param found: the name that was found.
        :param before: the unknown text right before it.
        """
        if len(before) > _LONGEST_AREA or not before.endswith(self._vocabulary.area_kinds):
            return False
        if any(word in before for word in self._vocabulary.not_an_area):
            return False
        areas = self._worked_out.areas
        return found.startswith(areas) if areas else True

    def lies_in(self, area: str, found: str) -> bool:
        """Tell whether a word such as 我区 before one of its names is only where it lies.

        我区示例街道 is the unit itself; 我区街道 may be all of them, and 我市教育局 is another unit
        if the unit's name is that of a county.

        :param area: a word of the vocabulary's ``areas``.
        :param found: the name that was found.
        """
        own, kind = self._worked_out, area[1:]
        if not area.startswith(_OUR) or kind not in self._vocabulary.area_kinds:
            return False
        if found in own.nameless or found in self._vocabulary.selves:
            return False
        return found.startswith(own.areas) or not own.areas or own.innermost.endswith(kind)

    def is_anothers(self, found: str, before: str) -> bool:
        """Tell whether the text before one of its names makes it another's: 某某区教育局.

        :param found: the name that was found.
        :param before: the unknown text right before it.
        """
        return len(before) <= _LONGEST_STEM and found.startswith(self._vocabulary.area_kinds)


@lru_cache(maxsize=512)
def own_names(name: str, vocabulary: Vocabulary) -> OwnNames:
    """Return the names of a unit.

    :param name: the unit's name as on the cover.
    :param vocabulary: that of the report's edition.
    """
    return OwnNames(name, vocabulary)


def _divided(name: str, kinds: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    """Return every way to read a name as areas and a core: 城市 in 城市管理局 may be none."""
    areas: list[str] = []
    ways: list[tuple[tuple[str, ...], str]] = [((), name)] if name else []
    area, start = _area(kinds), 0
    while found := area.match(name, start):
        areas.append(found[0])
        start = found.end()
        ways.append((tuple(areas), name[start:]))
    return ways


@lru_cache(maxsize=64)
def _area(kinds: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of an area: a name of its own before its kind, 示例市 and not 市."""
    longest_first = sorted(kinds, key=len, reverse=True)
    return re.compile(f".+?(?:{'|'.join(map(re.escape, longest_first))})")


def _innermost(divided: Sequence[tuple[tuple[str, ...], str]], kinds: Sequence[str]) -> str:
    """Return the smallest area in a name, empty for none: 示例县 in 示例县城市管理局."""
    areas = [ways[-1] for ways, _ in divided if ways]
    longest_first = sorted(kinds, key=len, reverse=True)
    bare = {area: next(kind for kind in longest_first if area.endswith(kind)) for area in areas}
    named = [area for area in areas if len(area) - len(bare[area]) > 1]
    return (named or areas or [""])[-1]


def _without_government(name: str) -> str:
    """Return 示例区示例街道办事处 for 示例区人民政府示例街道办事处, nothing for other names."""
    area, government, office = name.partition(_GOVERNMENT)
    return area + office if area and government and office not in _OF_GOVERNMENT else ""


def _turned(name: str) -> list[str]:
    """Return 示例区公安分局 for 公安局示例区分局, nothing for other names."""
    head, office, tail = name.partition(_OFFICE)
    if not office or not tail.endswith(_BRANCH) or tail == _BRANCH:
        return []
    return [tail.removesuffix(_BRANCH) + head[start:] + _BRANCH for start in range(len(head) - 1)]


@lru_cache(maxsize=1024)
def _fronts(areas: tuple[str, ...], kinds: Sequence[str]) -> set[str]:
    """Return what may stand before the core: the last area, its kind, more areas, or nothing."""
    if not areas:
        return {""}
    last = areas[-1]
    kind = max((kind for kind in kinds if last.endswith(kind)), key=len)
    fronts = {"", last, kind, *("".join(areas[i:]) for i in range(len(areas)))}
    if len(last) - len(kind) > 1:
        fronts.add(last.removesuffix(kind))
    return fronts


def _of_area(areas: tuple[str, ...]) -> set[str]:
    """Return the names of the last area itself."""
    return {"".join(areas[i:]) for i in range(len(areas))}
