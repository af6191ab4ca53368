"""The XML of a part: whether it is what it should be, and its texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar
from xml.parsers import expat

_Result = TypeVar("_Result")

_PROLOG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml\s[^?>]*\?>\s*")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")
_UTF8 = (b"utf-8", b"utf8", b"us-ascii")
_CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_BAD_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[1-9]\d{0,5}|#x[1-9a-fA-F][0-9a-fA-F]{0,4});)", re.ASCII
)
_BY_NUMBER = re.compile(r"&#(?:x([0-9a-fA-F]+)|(\d+));", re.ASCII)
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AN_ATTRIBUTE = r"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')"
_ATTRIBUTE = re.compile(_AN_ATTRIBUTE)
_RAW_ATTRIBUTE = re.compile(_AN_ATTRIBUTE.encode())
_TRUE = (b"1", b"true", b"on")
LARGEST_KEPT = 256 * 1024
"""Bytes of a part that is remembered for the next workbook."""
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def memoized_by_bytes(function: Callable[[bytes], _Result]) -> Callable[[bytes], _Result]:
    """Let a function of a part of a file remember its last results.

    Workbooks made from one template have many parts that are the same, byte for byte.  Parts
    that are far larger than the template's are not remembered, for they would fill the memory.
    """
    remembering = lru_cache(maxsize=64)(function)

    @wraps(function)
    def once(content: bytes) -> _Result:
        return (remembering if len(content) <= LARGEST_KEPT else function)(content)

    return once


def fault_of(content: bytes) -> str:
    """Return why a part is not the XML that is expected, in Chinese, or ``""``."""
    if b"\0" in content[:4]:
        return "不是 UTF-8 编码"
    prolog = _PROLOG.match(content)
    if prolog:
        encoding = _ENCODING.search(prolog.group())
        if encoding and encoding.group(1).lower() not in _UTF8:
            return "不是 UTF-8 编码"
    # Neither document types nor hidden passages: what is matched by patterns is what is there.
    if b"<!" in content:
        return "含有文档类型、注释或 CDATA"
    if b"<?" in (content[prolog.end() :] if prolog else content):
        return "含有处理指令"
    parser = expat.ParserCreate()
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"第 {getattr(error, 'lineno', 1)} 行写法有误"
    return ""


def allowed(content: bytes) -> str | None:
    """Return texts as they are written, ``None`` if they are no UTF-8 or XML forbids them."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if len(content.translate(None, _CONTROL)) < len(content):
        return None
    if "]]>" in text or "\ufffe" in text or "\uffff" in text:
        return None
    if "&" not in text:
        return text
    numbers = (int(m[1], 16) if m[1] else int(m[2]) for m in _BY_NUMBER.finditer(text))
    sound = not _BAD_REFERENCE.search(text) and all(map(_is_character, numbers))
    return text if sound else None


def _is_character(code: int) -> bool:
    """Tell whether XML 1.0 allows a character."""
    if code < 0x20:
        return code in (0x9, 0xA, 0xD)
    return code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def unescape(text: str) -> str:
    """Return a text of well-formed XML with its references replaced."""

    def one(match: re.Match[str]) -> str:
        if match[3]:
            return _NAMED[match[3]]
        return chr(int(match[1], 16) if match[1] else int(match[2]))

    return _ENTITY.sub(one, text) if "&" in text else text


def text_of(content: bytes | str) -> str:
    """Return the text of a cell: references, line ends and the escapes of spreadsheets replaced.

    :param content: what stands between the tags in well-formed XML.
    """
    text = content.decode() if isinstance(content, bytes) else content
    if is_plain(text):
        return text
    text = unescape(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """Return the character that is meant; halves of one, and what is none, stay as written."""
    code = int(match[1], 16)
    return chr(code) if code < 0x20 or _is_character(code) else match[0]


def is_plain(text: str) -> bool:
    """Tell whether :func:`text_of` would change nothing."""
    return "&" not in text and "_x" not in text and "\r" not in text


def tags(pattern: re.Pattern[str], xml: str) -> list[dict[str, str]]:
    """Return the attributes of the tags in well-formed XML that a pattern finds, by their names.

    :param pattern: it has one group, which is what stands behind the name of the tag.
    """
    return [
        {key: unescape(one or other) for key, one, other in each}
        for each in map(_ATTRIBUTE.findall, pattern.findall(xml))
    ]


def attribute(attributes: bytes, name: bytes) -> bytes:
    """Return an attribute of a tag as it is written, ``b""`` if it is not there."""
    for key, one, other in _RAW_ATTRIBUTE.findall(attributes):
        if key == name:
            found: bytes = one or other
            return found
    return b""


def inside(name: bytes) -> bytes:
    """Return a pattern of what an element holds, as a group, and of its end.

    What holds another of the same name does not match: so the next beginning of one ends the search
    for the end of the one before, and text full of beginnings takes no longer than other text.
    """
    element = rb"(?:\w+:)?" + name
    return rb"([^<]*+(?:<(?!/?" + element + rb"[\s/>])[^<]*+)*+)</" + element + rb"\s*>"


def is_true(written: bytes) -> bool:
    """Tell whether an attribute of a spreadsheet says yes."""
    return written in _TRUE
