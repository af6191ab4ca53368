"""The rules of the text, and the words by which it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xlreport.edition.model.rules import NamedRule, Relation, Sum


class ProseTest(StrEnum):
    """What a :class:`ProseRule` asks of the text."""

    FIGURES = "figures"
    """The figures that the text tells equal those of the tables."""
    PARTS = "parts"
    """Figures listed as the parts of a whole add up to it."""
    SHARES = "shares"
    """A percentage is the share of the count before it, at the decimals that it is printed with."""
    GROWTH = "growth"
    """By how much a figure has grown since last year is what last year's report makes it."""
    YEAR = "year"
    """The year that the text speaks of is the year of the report."""
    LENGTH = "length"
    """The text is not suspiciously short."""
    MORE_THAN_NONE = "more_than_none"
    """The text does not just say "none" where a cell says otherwise."""
    OTHER_UNITS = "other_units"
    """The text is not word for word that of another unit."""
    LAST_YEAR = "last_year"
    """The text is not word for word that of last year."""
    LEFTOVERS = "leftovers"
    """Nothing of a draft is left in the text: XX, blanks, characters that cannot be printed."""
    HEADINGS = "headings"
    """The text does not begin with its own heading, which is printed anyway."""
    OTHER_NAME = "other_name"
    """The report is announced under the name of its own unit."""
    STALE = "stale"
    """Figures do not stand under last year's name where this year is never named."""
    PRIVATE = "private"
    """No number of a person stands in the text."""

    @property
    def needs_words(self) -> bool:
        """Whether the text has to be understood for it."""
        return self in _READING


_READING = frozenset(
    {
        ProseTest.FIGURES,
        ProseTest.PARTS,
        ProseTest.SHARES,
        ProseTest.GROWTH,
        ProseTest.YEAR,
        ProseTest.MORE_THAN_NONE,
        ProseTest.STALE,
    }
)


OTHER_TOPIC = "other"

Phrase = tuple[tuple[str, ...], ...]
"""Words that must all stand in one clause of a sentence, each one of several spellings."""


@dataclass(frozen=True, eq=False, slots=True)
class FigureClaim:
    """A figure that the text may tell, and the cells that it must equal.

    A clause of the text tells it when it is about the topic ``about``, holds a phrase of
    ``says`` (or just the topic, if there is none) and a number counted in one of ``measures``;
    or when it denies a phrase of ``none``, which tells 0.  Words of ``also`` may stand in such
    a clause; one of ``near`` must stand in its sentence or in the heading over it.  A denial
    that names a topic of ``not_with`` too is about that.  The number must equal one of
    ``sums``, or be at most that for :attr:`Relation.AT_MOST`.  After a word of ``bare_words``
    no phrase is needed; a clause that names its topic is not part of a count before it if the
    figure stands ``alone``, and a ``result`` is not part of a count listed between results.
    After another result a word of ``among`` is enough.  A figure of the
    ``whole`` is not told of what is left (其余28件均已答复), one with the ``verb_first`` not by
    a clause that begins with the number (3件按时序办理).  What the sentence counts under a
    word of ``shared`` may be in the same cells.
    ``near`` may name a topic, as ``@topic``, for all its words.  A clause without a number that
    holds a phrase, and beside it nothing but words ``of_all`` or ``of_each``, tells the figure of
    all that was counted before it (复议2件，结果维持); with one of these of each of several counts.
    """

    id: str
    subject: str
    about: str
    says: tuple[Phrase, ...]
    none: tuple[Phrase, ...]
    also: tuple[str, ...]
    near: tuple[str, ...]
    not_with: tuple[str, ...]
    measures: tuple[str, ...]
    sums: tuple[Sum, ...]
    relation: Relation
    unit: str
    bare_words: frozenset[str] = frozenset()
    among: frozenset[str] = frozenset()
    alone: bool = False
    shared: frozenset[str] = frozenset()
    whole: bool = False
    verb_first: bool = False
    result: bool = False
    of_all: frozenset[str] = frozenset()
    of_each: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseRule(NamedRule):
    """A named statement about the text of a report.

    ``targets`` are the pieces of prose it looks at.  ``told`` belongs to
    :attr:`ProseTest.FIGURES`, ``about`` names what
    :attr:`ProseTest.MORE_THAN_NONE` must have been told, ``cells`` (any one of these sums) to
    the tests that need a figure of the tables, ``at_least`` (characters) to those that need
    some text to judge.
    """

    test: ProseTest
    targets: tuple[str, ...]
    told: tuple[FigureClaim, ...] = ()
    cells: tuple[Sum, ...] = ()
    about: str = ""
    at_least: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids under which outcomes are given: one for each figure, otherwise the rule's."""
        return tuple(told.id for told in self.told) or (self.id,)


@dataclass(frozen=True, slots=True)
class NameForms:
    """How units are called whose names end in ``ends``.

    ``also`` may stand in the name instead, - for nothing at all; under ``selves`` such a unit
    speaks of itself.
    """

    ends: str
    also: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()

    def others(self, name: str) -> tuple[str, ...]:
        """Return what else a unit is called whose name has this ending."""
        stem = name.removesuffix(self.ends)
        return tuple(stem + ending.removeprefix("-") for ending in self.also if stem)


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """The words by which prose is understood; what is not in it is not understood.

    ``topics`` maps a topic to the words that name it.  ``beside`` maps a reason to words that
    put a figure, and what follows it in the sentence, outside the report's own year and unit;
    ``portion`` are words that make it a part only; ``not_whole`` maps a reason to words that do
    so for one clause alone.  ``areas`` name a whole area, which only its government reports on.
    ``manner`` are words by which a denial says how something was not done.  ``measures`` are
    the words after a count, ``money`` those after an amount, each with its size in units of the
    first.  ``dimensions`` are sets of words that divide the same things in different ways.
    ``every_way`` makes ``portion`` the whole again (各种渠道); ``joins`` stand
    between two verbs of one figure; ``so_far`` are words of ``beside``
    that mean this year where it was named; with ``goes_on`` a clause goes on to tell of what it
    has counted; ``denied_too`` are other matters that may be denied in one breath, ``of_the_row``
    letters of what is said of all of them; ``rest`` are words for what is left of a count, and
    ``others`` stand before a topic of which only something else is meant;
    ``documents`` show that the openness of papers is counted, ``openness`` are its kinds.
    ``respectively`` stands between names in a row and their figures in a row, ``each`` between
    such names and one figure for all; ``plans`` say what is to come, ``deciding``
    that the unit may be the one that decides a dispute.  ``grown`` and ``shrunk`` tell a growth,
    ``compared`` that it is one since last year, ``as_far_as`` that its figure is the new one.
    With ``publishing`` a list of what was published begins; ``pieces`` are what one application
    may ask for several of; ``people`` measure who was served, ``places`` where; ``own_office``
    is told of an office of a government, not of its area.
    A form without words has no rules that read the text.
    """

    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Topic :data:`OTHER_TOPIC` is everything that no rule is about."""
    fillers: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    area_units: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    manner: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    nothing_else: tuple[str, ...] = ()
    about_before: tuple[str, ...] = ()
    about_after: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    portion: tuple[str, ...] = ()
    not_whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_which: tuple[str, ...] = ()
    divided: tuple[str, ...] = ()
    and_more: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, ...], ...] = ()
    not_parts: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    money: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, str] = field(default_factory=dict)
    announcing: tuple[str, ...] = ()
    every_way: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    so_far: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    denied_too: tuple[str, ...] = ()
    of_the_row: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    openness: tuple[str, ...] = ()
    unit_kinds: tuple[NameForms, ...] = ()
    cores_of_areas: tuple[str, ...] = ()
    area_kinds: tuple[str, ...] = ()
    not_an_area: tuple[str, ...] = ()
    head_ends: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    office_marks: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
    respectively: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    grown: tuple[str, ...] = ()
    shrunk: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    as_far_as: tuple[str, ...] = ()
    unit_ends: tuple[str, ...] = ()
    publishing: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    own_office: tuple[str, ...] = ()
