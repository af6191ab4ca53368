"""The table of texts that the cells of a workbook refer to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xlreport.reading.limits import MOST_TEXTS
from xlreport.reading.markup import allowed, fault_of, inside, is_plain, memoized_by_bytes, text_of
from xlreport.reading.refusal import MalformedPart

_STORED = re.compile(rb"<t(?: xml:space=\"preserve\")?>([^<]*)")
_USUAL = re.compile(rb"(?:<si><t></t>(?:<phoneticPr(?: \w+=\"[^\"<>&]*\")*/>)?</si>)*</sst>\s*")
_COUNTS = re.compile(rb"(?:count|uniqueCount)\s*=\s*[\"'](\d{1,20})[\"']")
_ENTRY = re.compile(rb"<(?:\w+:)?si(?:\s[^<>]*)?(?:/>|>" + inside(b"si") + rb")")
_BEGIN = re.compile(rb"<(?:\w+:)?si[\s/>]")
_SOUND = re.compile(rb"<(?:\w+:)?rPh[\s>]" + inside(b"rPh"))
_SHORT = 1024
"""Bytes of a text that is remembered for the next workbook."""
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?t\s*>")


def texts_of(xml: bytes) -> Sequence[str]:
    """Return the texts of a table in order.

    :raises MalformedPart: if it is no well-formed XML, has too many texts, or its entries do not
        follow one another as they should.
    """
    stated = [int(count) for count in _COUNTS.findall(xml[:2000])]
    if stated and max(stated) > MOST_TEXTS:
        raise MalformedPart("LIMIT-STRINGS", count=max(stated), limit=MOST_TEXTS)
    texts = _usual_texts(xml)
    return _any_texts(xml) if texts is None else texts


def _usual_texts(xml: bytes) -> Sequence[str] | None:
    """Return the texts of a table as programs write it, ``None`` if it is not.

    As with cells, what the table is without its texts is worked out once and remembered.
    """
    start = xml.find(b"<si>")
    pieces = _STORED.split(xml[start:]) if start >= 0 else []
    if not pieces or not _is_usual(b"<t>".join(pieces[::2])):
        return None
    if len(pieces) // 2 > MOST_TEXTS or _fault_of(xml[:start] + b"</sst>"):
        return None
    texts = allowed(b"<".join(pieces[1::2]))  # no text holds a "<"
    if texts is None:
        return None
    found = texts.split("<")
    return found if is_plain(texts) else [text_of(text) for text in found]


@memoized_by_bytes
def _is_usual(entries: bytes) -> bool:
    return _USUAL.fullmatch(entries) is not None


_fault_of = memoized_by_bytes(fault_of)


def _any_texts(xml: bytes) -> Sequence[str]:
    cause = fault_of(xml)
    if cause:
        raise MalformedPart("PACK-XML", cause=cause)
    count = len(_BEGIN.findall(xml))
    if count > MOST_TEXTS:
        raise MalformedPart("LIMIT-STRINGS", count=count, limit=MOST_TEXTS)
    entries = _ENTRY.findall(xml)
    if len(entries) != count:
        raise MalformedPart("PACK-XML", cause="文字表的条目不正常")
    return [joined_text(entry) for entry in entries]


def joined_text(xml: bytes) -> str:
    """Return what is written in the pieces of a text, each with a font of its own.

    How it is pronounced, which a cell may hold as well, is left out.
    """
    return (_joined if len(xml) <= _SHORT else _joined.__wrapped__)(xml)


@lru_cache(maxsize=4096)
def _joined(xml: bytes) -> str:
    """Do so; most texts of a workbook are those of the template, and come again in the next."""
    if b"rPh" in xml:
        xml = _SOUND.sub(b"", xml)
    return text_of(b"".join(_TEXT.findall(xml)))
