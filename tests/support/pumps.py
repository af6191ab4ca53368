"""Strings that make a pattern work hardest: what it repeats, pumped up, and then no match.

They are made from the parsed pattern, so that no pattern need be named: a part of it is repeated
as a whole, as in a text full of beginnings without an end, or each of its repetitions goes on for
long, as in a text that begins to match and never does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ENDS = ("", "\x00")
_SAMPLES = "aA1甲 ,.<>=\"'/:-_（）、。;&#%件{}\n\t\x01é"


def pumps(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Yield strings of about ``size`` characters that are hard for a pattern."""
    flags = pattern.flags & ~re.LOCALE
    text = pattern.pattern
    if isinstance(text, bytes):
        text = text.decode("latin-1")
        flags = (flags | re.ASCII) & ~re.UNICODE
    tree = list(parser.parse(text, flags & ~re.DEBUG))
    seen: set[str] = set()
    for turn, until in product(range(_most_branches(tree)), range(1, len(tree) + 1)):
        items = _taking(tree[:until], turn)
        short = _text(items, 1)
        begun = [short * (size // max(len(short), 1) + 1)]
        for many in _pumped(items, size):
            begun += [many, *(short + many for short in [short] if short != many)]
        for each in begun:
            for end in _ENDS:
                if (whole := each[: 2 * size] + end) not in seen:
                    seen.add(whole)
                    yield whole


def _most_branches(items: Sequence[Any]) -> int:
    """Return how many of the alternatives of one place repeat something; at least 1."""
    most = 1
    for kind, value in items:
        match kind:
            case code.BRANCH:
                most = max(most, sum(any(_repeats(b)) for b in value[1]))
                most = max(most, *(_most_branches(branch) for branch in value[1]))
            case code.SUBPATTERN:
                most = max(most, _most_branches(value[3]))
            case code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
                most = max(most, _most_branches(value[2]))
            case code.ATOMIC_GROUP:
                most = max(most, _most_branches(value))
            case _:
                pass
    return most


def _taking(items: Sequence[Any], turn: int) -> list[Any]:
    """Return items with one alternative left of each place: of those that repeat, the turn's."""
    out: list[Any] = []
    for kind, value in items:
        match kind:
            case code.BRANCH:
                kept = [b for b in value[1] if any(_repeats(b))] or value[1]
                out += _taking(kept[turn % len(kept)], turn)
            case code.SUBPATTERN:
                out.append((kind, (*value[:3], _taking(value[3], turn))))
            case code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
                out.append((kind, (*value[:2], _taking(value[2], turn))))
            case code.ATOMIC_GROUP:
                out.append((kind, _taking(value, turn)))
            case _:
                out.append((kind, value))
    return out


def _pumped(items: Sequence[Any], size: int) -> Iterator[str]:
    """Yield texts in which one repetition, or all of them, are repeated to a size."""
    spots = list(_repeats(items))
    for spot in (*spots, None):
        yield _text(items, 1, spot, size)


def _repeats(items: Sequence[Any]) -> Iterator[int]:
    for kind, value in items:
        if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            if value[1] > 8:
                yield id(value)
            yield from _repeats(value[2])
        elif kind is code.SUBPATTERN:
            yield from _repeats(value[3])
        elif kind is code.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch)
        elif kind is code.ATOMIC_GROUP:
            yield from _repeats(value)


def _text(items: Sequence[Any], times: int, spot: int | None = -1, size: int = 0) -> str:
    """Return a text that the items match; the repetition at ``spot`` goes on for long."""
    out: list[str] = []
    for kind, value in items:
        match kind:
            case code.LITERAL:
                out.append(chr(value))
            case code.NOT_LITERAL:
                out.append(next(c for c in _SAMPLES if ord(c) != value))
            case code.ANY:
                out.append("a")
            case code.IN:
                out.append(_one_of(value))
            case code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
                low, high, inner = value
                one = _text(inner, times, spot, size)
                pumped = spot is None or spot == id(value)
                wanted = size // max(len(one), 1) if pumped and high > 8 else max(low, 1)
                out.append(one * max(low, min(wanted, high)))
            case code.SUBPATTERN:
                out.append(_text(value[3], times, spot, size))
            case code.BRANCH:
                out.append(_text(value[1][0], times, spot, size))
            case code.ATOMIC_GROUP:
                out.append(_text(value, times, spot, size))
            case _:  # an assertion, a place, a reference: nothing of its own
                pass
    return "".join(out)


def _one_of(members: Sequence[Any]) -> str:
    positive = [(k, v) for k, v in members if k is not code.NEGATE]
    negated = len(positive) < len(members)
    tests: list[Callable[[str], bool]] = []
    for kind, value in positive:
        if kind is code.LITERAL:
            tests.append(lambda c, v=value: ord(c) == v)
            candidates = chr(value)
        elif kind is code.RANGE:
            tests.append(lambda c, v=value: v[0] <= ord(c) <= v[1])
            candidates = chr(value[0])
        else:
            pattern = {
                code.CATEGORY_DIGIT: r"\d",
                code.CATEGORY_NOT_DIGIT: r"\D",
                code.CATEGORY_SPACE: r"\s",
                code.CATEGORY_NOT_SPACE: r"\S",
                code.CATEGORY_WORD: r"\w",
                code.CATEGORY_NOT_WORD: r"\W",
            }[value]
            tests.append(lambda c, p=pattern: re.fullmatch(p, c) is not None)
            candidates = _SAMPLES
        if not negated:
            for c in candidates:
                if tests[-1](c):
                    return c
    return next((c for c in _SAMPLES if not any(test(c) for test in tests)), "\u4e01")
