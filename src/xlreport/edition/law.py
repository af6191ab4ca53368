"""The little algebra in which rules are written, for instance ``new + carried_in = total``.

A law is two sums with ``=``, ``<=`` or ``>=`` between them.  A sum adds and subtracts names and
whole numbers.  A name is a dotted path of row or column keys; ``last.`` before it means last
year's report.  ``*`` stands for one part of a path or several (:mod:`~xlreport.edition.keys`), at
its end for everything under that heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from xlreport.edition.model import Relation, Sum, Term

_TOKEN = re.compile(
    r"\s*(?:(<=|>=|=)|([+-])|(\d+)|([a-z_][a-z0-9_]*(?:\.(?:[a-z_][a-z0-9_]*|\*))*))"
)

_ALLOWED = "算式里只能有指标代码、整数、+、-，以及一个 =、<= 或 >=，不能有小数、乘、除和括号"


_NO_LAW = "算式应当是一个等式或不等式，例如 a + b = c"


class LawError(ValueError):
    """A law that cannot be read or does not fit the form; the message is for its author."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written in a law, before it is tied to cells; ``path`` may have ``*`` in it."""

    sign: int
    path: str
    last: bool
    all_under: bool


@dataclass(frozen=True, slots=True)
class Law:
    """A law as written: two lists of names with a constant each, and the relation."""

    left: tuple[Name, ...]
    left_constant: int
    relation: Relation
    right: tuple[Name, ...]
    right_constant: int

    @property
    def names(self) -> tuple[Name, ...]:
        """Every name in the law, left side first."""
        return self.left + self.right

    def resolve(self, lookup: Callable[[Name], tuple[str, ...]]) -> tuple[Sum, Sum]:
        """Tie each name to the cell keys that ``lookup`` gives and return the two sides.

        :param lookup: gives the keys of the cells that a name stands for; several are added up.
        """

        def tie(names: tuple[Name, ...], constant: int) -> Sum:
            terms = tuple(Term(n.sign, key, n.last) for n in names for key in lookup(n))
            return Sum(terms, constant)

        return tie(self.left, self.left_constant), tie(self.right, self.right_constant)


def parse_law(text: str) -> Law:
    """Read a law.

    :param text: a law such as ``new + carried_in = outcome.total + carried_out``; whole numbers in
        it are in the unit of the cells.
    :raises LawError: if it is not two sums with one relation between them.
    """
    sides, relations = _sides(text)
    if len(relations) != 1:
        raise LawError(_NO_LAW)
    (left, left_constant), (right, right_constant) = sides
    return Law(tuple(left), left_constant, relations[0], tuple(right), right_constant)


def parse_sum(text: str) -> tuple[Name, ...]:
    """Read names of this year's cells that are added and subtracted, and nothing else.

    :param text: a sum such as ``a.b + a.c.*.d - e``.
    :raises LawError: if it is anything else.
    """
    (names, constant), *others = _sides(text)[0]
    if others or constant or any(name.last for name in names):
        raise LawError("这里只能把本年的指标相加减，不写数、等号和 last.")
    return tuple(names)


def _sides(text: str) -> tuple[list[tuple[list[Name], int]], list[Relation]]:
    """Return the sums in a text, each as names and a constant, and the relations between them.

    :raises LawError: if something is missing, or is no part of a law.
    """
    sides: list[tuple[list[Name], int]] = [([], 0)]
    relations: list[Relation] = []
    sign: int | None = 1
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].lstrip()
            at = len(text) - len(rest) + 1
            raise LawError(f"算式第 {at} 个字符处看不懂：{rest.rstrip()[:20]}；{_ALLOWED}")
        position = match.end()
        compare, plus_minus, number, name = match.groups()
        if compare:
            if relations or sign is not None:
                raise LawError(_NO_LAW)
            relations.append(Relation(compare))
            sign = 1
            sides.append(([], 0))
        elif plus_minus:
            if sign is not None:
                raise LawError(f"“{plus_minus}”前面缺少一项")
            sign = 1 if plus_minus == "+" else -1
        else:
            if sign is None:
                raise LawError(f"“{(number or name)}”前面缺少 + 或 -")
            names, constant = sides[-1]
            if number:
                sides[-1] = (names, constant + sign * int(number))
            else:
                names.append(_name(name, sign))
            sign = None
    if sign is not None:
        raise LawError(_NO_LAW if relations or not text.strip() else "算式末尾缺少一项")
    return sides, relations


def _name(text: str, sign: int) -> Name:
    all_under = text.endswith(".*")
    path = text.removesuffix(".*")
    last = path.startswith("last.")
    return Name(sign, path.removeprefix("last."), last, all_under)
