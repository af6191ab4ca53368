"""Mutants of real workbooks: seeded, so that every one can be made again from its number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.hostile.forge import Parts, good_file

FIGURE = re.compile(rb"(?<=<v>)\d+(?=</v>)")
NUMBER = re.compile(rb"(?<=[>\"])\d+(?=[<\"])")
ELEMENT = re.compile(
    rb"<(c|row|v|f|si|t|sheet|mergeCell|Relationship)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL
)
ATTRIBUTE = re.compile(rb"(\w+)=\"([^\"]*)\"")
ODD = (b"0", b"-1", b"1e9", b"99999", b"4294967296", b"NaN", b"", b"1.5", b"A1", b"s", b"e", b"x")
PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")

Change = Callable[[random.Random, bytes], bytes]


def mutant(number: int) -> bytes:
    """The mutant of this number."""
    chance = random.Random(number)
    if chance.random() < 0.15:
        data = good_file()
        for _ in range(chance.randint(1, 4)):
            data = chance.choice(BYTES)(chance, data)
        return data
    parts = Parts.good()
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        sheets = list(parts.sheets.values())
        name = chance.choice((*sheets, *sheets, *PARTS))
        change = chance.choice((*BYTES, *STRUCTURE, *STRUCTURE, *STRUCTURE))
        parts.parts[name] = change(chance, parts.parts[name])
    return parts.packed()


def _spot(chance: random.Random, data: bytes) -> int:
    return chance.randrange(max(len(data), 1))


def _flip(chance: random.Random, data: bytes) -> bytes:
    at = _spot(chance, data)
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(chance: random.Random, data: bytes) -> bytes:
    at = _spot(chance, data)
    return data[:at] + data[at + chance.choice((1, 2, 8, 64)) :]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    at, length = _spot(chance, data), chance.choice((1, 2, 8, 64, 512))
    return data[: at + length] + data[at:]


def _end(chance: random.Random, data: bytes) -> bytes:
    return data[: _spot(chance, data)]


def _insert(chance: random.Random, data: bytes) -> bytes:
    at = _spot(chance, data)
    return data[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 4))) + data[at:]


def _picked(
    chance: random.Random, pattern: re.Pattern[bytes], data: bytes
) -> re.Match[bytes] | None:
    found = list(pattern.finditer(data))
    return chance.choice(found) if found else None


def _with(data: bytes, match: re.Match[bytes] | None, new: bytes) -> bytes:
    return data if match is None else data[: match.start()] + new + data[match.end() :]


def _odd_number(chance: random.Random, data: bytes) -> bytes:
    return _with(data, _picked(chance, NUMBER, data), chance.choice(ODD))


def _other_number(chance: random.Random, data: bytes) -> bytes:
    return _with(data, _picked(chance, NUMBER, data), b"%d" % chance.randrange(400))


def _other_figure(chance: random.Random, data: bytes) -> bytes:
    return _with(data, _picked(chance, FIGURE, data), b"%d" % chance.randrange(400))


def _odd_attribute(chance: random.Random, data: bytes) -> bytes:
    match = _picked(chance, ATTRIBUTE, data)
    return _with(data, match, match[1] + b'="' + chance.choice(ODD) + b'"') if match else data


def _no_attribute(chance: random.Random, data: bytes) -> bytes:
    return _with(data, _picked(chance, ATTRIBUTE, data), b"")


def _no_element(chance: random.Random, data: bytes) -> bytes:
    return _with(data, _picked(chance, ELEMENT, data), b"")


def _element_twice(chance: random.Random, data: bytes) -> bytes:
    match = _picked(chance, ELEMENT, data)
    return _with(data, match, match[0] * 2) if match else data


def _elements_swapped(chance: random.Random, data: bytes) -> bytes:
    one, other = _picked(chance, ELEMENT, data), _picked(chance, ELEMENT, data)
    if one is None or other is None:
        return data
    first, second = sorted((one, other), key=lambda match: match.start())
    if second.start() < first.end():
        return data
    between = data[first.end() : second.start()]
    return data[: first.start()] + second[0] + between + first[0] + data[second.end() :]


BYTES: tuple[Change, ...] = (_flip, _flip, _cut, _repeat, _end, _insert)
STRUCTURE: tuple[Change, ...] = (
    _odd_number,
    _other_number,
    _other_figure,
    _other_figure,
    _odd_attribute,
    _no_attribute,
    _no_element,
    _element_twice,
    _elements_swapped,
)
