"""Where a figure that does not fit stands, and what stands near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.checking.prose.clauses import SEMICOLON, SentenceClause
from xlreport.checking.prose.figures import Figure
from xlreport.checking.prose.lexicon import Lexicon, saying_words
from xlreport.edition.model import FigureClaim


@dataclass(frozen=True, slots=True)
class Place:
    """A figure that does not fit, its clause, and the clauses near it in the sentence."""

    told: FigureClaim
    lexicon: Lexicon
    clause: SentenceClause
    figure: Figure | None
    before: tuple[SentenceClause, ...]
    after: tuple[SentenceClause, ...]

    @property
    def around(self) -> tuple[SentenceClause, ...]:
        """The clauses before and after."""
        return (*self.before, *self.after)

    @property
    def since_semicolon(self) -> Sequence[SentenceClause]:
        """The clauses before, back to a semicolon."""
        near = (*self.before, self.clause)
        marks = [n for n, clause in enumerate(near) if clause.mark in SEMICOLON]
        return self.before[marks[-1] :] if marks else self.before

    @property
    def said(self) -> frozenset[str]:
        """The words by which a clause says the figure."""
        return saying_words(self.told)

    def is_counted_alike(self, other: SentenceClause) -> bool:
        """Tell whether another clause counts in the same measure.

        :param other: a clause of the same sentence.
        """
        if self.figure is None or other.figure is None:
            return False
        return other.figure.measure == self.figure.measure
