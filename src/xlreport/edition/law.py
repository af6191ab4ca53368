"""The little algebra in which rules are written, for instance ``new + carried_in = total``.

A law is two sums with ``=``, ``<=`` or ``>=`` between them.  A sum adds and subtracts names and
whole numbers.  A name is a dotted path of row or column keys; ``last.`` before it means last
year's report, ``.*`` after it means the sum of everything under that heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from xlreport.edition.model import Relation, Sum, Term

_TOKEN = re.compile(
    r"\s*(?:(<=|>=|=)|([+-])|(\d+)|([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*(?:\.\*)?))"
)

_ALLOWED = "算式里只能有指标代码、整数、+、-，以及一个 =、<= 或 >=，不能有小数、乘、除和括号"


class LawError(ValueError):
    """A law that cannot be read or does not fit the form; the message is for its author."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written in a law, before it is tied to cells."""

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
    sides: list[tuple[list[Name], int]] = [([], 0)]
    relation: Relation | None = None
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
            if relation is not None or sign is not None:
                raise LawError("算式应当是一个等式或不等式，例如 a + b = c")
            relation, sign = Relation(compare), 1
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
    if relation is None or sign is not None:
        raise LawError("算式应当是一个等式或不等式，例如 a + b = c")
    (left, left_constant), (right, right_constant) = sides
    return Law(tuple(left), left_constant, relation, tuple(right), right_constant)


def _name(text: str, sign: int) -> Name:
    all_under = text.endswith(".*")
    path = text.removesuffix(".*")
    last = path.startswith("last.")
    return Name(sign, path.removeprefix("last."), last, all_under)
