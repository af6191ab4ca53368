"""What a cell shows, said once: trees that are written as a formula and computed in Python.

An :class:`Expression` is both the formula of a cell and the value that the formula has, so that
what a workbook shows before any program has computed it is what the program will show.  Its leaves
name facts of a report and the cells that hold them; all else is composed of them here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Any, Generic, TypeVar

from xlreport.quantity import Value, show

Facts = TypeVar("Facts")
"""What the values of an expression are computed from."""
Scalar = str | Value | bool
Addresses = Callable[[str], str]
"""Gives the address of the cells of that name in a certain workbook."""


@dataclass(frozen=True, eq=False, slots=True)
class Expression(Generic[Facts]):
    """A formula without its ``=``, and its value.

    ``formula`` takes the addresses of the workbook in which it is to stand, ``value`` the facts.
    """

    formula: Callable[[Addresses], str]
    value: Callable[[Facts], Scalar]

    def shown(self, facts: Facts) -> str:
        """Return the value as a cell shows it."""
        return _shown(self.value(facts))


def nowhere(name: str) -> str:
    """Stand for the addresses of expressions whose leaves know where they stand.

    :raises KeyError: always: no name is to be looked up.
    """
    raise KeyError(name)


def leaf(formula: str, value: Callable[[Facts], Scalar]) -> Expression[Facts]:
    """Return a fact and the formula that finds it in the workbook, addresses included."""
    return Expression(lambda _: formula, value)


def cell(name: str, value: Callable[[Facts], Scalar]) -> Expression[Facts]:
    """Return what the cell of a name holds."""
    return Expression(lambda at: at(name), value)


@lru_cache(maxsize=1024, typed=True)
def constant(value: Scalar) -> Expression[Any]:
    """Return a text or a number, as it stands in a formula."""
    if isinstance(value, str):
        quoted = value.replace('"', '""')
        return leaf(f'"{quoted}"', lambda _: value)
    return leaf(_shown(value), lambda _: value)


def grouped(inner: Expression[Facts]) -> Expression[Facts]:
    """Return an expression in brackets."""
    return Expression(lambda at: f"({inner.formula(at)})", inner.value)


def joined(*parts: Expression[Facts] | Scalar) -> Expression[Facts]:
    """Return texts and numbers put together to one text."""
    each = [_expression(part) for part in parts]
    return Expression(
        lambda at: "&".join(part.formula(at) for part in each),
        lambda facts: "".join(part.shown(facts) for part in each),
    )


def if_(
    test: Expression[Facts], then: Expression[Facts] | Scalar, otherwise: Expression[Facts] | Scalar
) -> Expression[Facts]:
    """Return one of two things; the other is not computed."""
    yes, no = _expression(then), _expression(otherwise)
    return Expression(
        lambda at: f"IF({test.formula(at)},{yes.formula(at)},{no.formula(at)})",
        lambda facts: yes.value(facts) if test.value(facts) else no.value(facts),
    )


def if_error(inner: Expression[Facts], otherwise: Expression[Facts]) -> Expression[Facts]:
    """Return an expression, or the other one where a cell of it holds an error; no report does."""
    return Expression(
        lambda at: f"IFERROR({inner.formula(at)},{otherwise.formula(at)})", inner.value
    )


def total(*parts: Expression[Facts]) -> Expression[Facts]:
    """Return the sum of numbers, one or more."""
    return reduce(lambda left, right: infix(left, "+", right), parts)


def any_of(*tests: Expression[Facts]) -> Expression[Facts]:
    """Return whether any of the tests holds."""
    return Expression(
        lambda at: f"OR({','.join(test.formula(at) for test in tests)})",
        lambda facts: any(test.value(facts) for test in tests),
    )


def infix(
    left: Expression[Facts], sign: str, right: Expression[Facts] | Scalar
) -> Expression[Facts]:
    """Return two numbers or texts added, subtracted or compared, without brackets."""
    other, compute = _expression(right), _INFIX[sign]
    return Expression(
        lambda at: f"{left.formula(at)}{sign}{other.formula(at)}",
        lambda facts: compute(left.value(facts), other.value(facts)),
    )


_INFIX: Mapping[str, Callable[[Any, Any], Scalar]] = {
    "+": operator.add,
    "-": operator.sub,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def call(name: str, inner: Expression[Facts], *more: int) -> Expression[Facts]:
    """Return a function of a spreadsheet of one thing, with numbers that say how."""
    compute = _FUNCTIONS[name]
    arguments = "".join(f",{each}" for each in more)
    return Expression(
        lambda at: f"{name}({inner.formula(at)}{arguments})",
        lambda facts: compute(inner.value(facts), *more),
    )


_FUNCTIONS: Mapping[str, Callable[..., Scalar]] = {
    "ABS": abs,
    "LEFT": lambda text, count: text[:count],
    "MID": lambda text, first, count: text[first - 1 : first - 1 + count],
    "N": lambda value: value if isinstance(value, int | Decimal) else 0,
}


def _expression(part: Expression[Facts] | Scalar) -> Expression[Facts]:
    return part if isinstance(part, Expression) else constant(part)


def _shown(value: Scalar) -> str:
    return value if isinstance(value, str) else show(value)
