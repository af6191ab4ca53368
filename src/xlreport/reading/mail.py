"""The attachments of a mail as it is saved (``.eml``): what they are called, and what they hold.

The library for mail is asked about heads of bounded size only; the body is cut at its boundaries
here, in linear time.  A mail in a mail is one attachment, and is not looked into.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from xlreport.reading.limits import DEEPEST_MAIL, LARGEST_HEAD, MOST_MAIL_PARTS, MOST_MEMBERS
from xlreport.reading.refusal import refusal

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"[!-9;-~]{1,60}:")
_FIELDS = re.compile(
    rb"(?im)^(?:from|to|subject|date|message-id|received|return-path|mime-version|content-type):"
)
_LONGEST_NAME = 1000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a mail that has a name; its ``body`` is as it was sent."""

    name: str
    encoding: str
    body: bytes

    def content(self) -> bytes:
        """Return what it holds."""
        match self.encoding:
            case "base64":
                return _from_base64(self.body)
            case "quoted-printable":
                return quopri.decodestring(self.body)
            case _:
                return self.body


def is_mail(data: bytes) -> bool:
    """Tell by its first lines whether a file is a mail."""
    head = data[:LARGEST_HEAD].lstrip()
    return _FIELD.match(head) is not None and len(_FIELDS.findall(head)) > 1


def attachments_of(path: Path, data: bytes) -> list[Attachment]:
    """Return the attachments of a mail, in their order.

    Pictures that only adorn its text are none.

    :raises Refused: if it has more parts than any mail.
    """
    found: list[Attachment] = []
    waiting: list[tuple[bytes, int]] = [(data.lstrip(), 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_MAIL_PARTS or depth > DEEPEST_MAIL or len(found) > MOST_MEMBERS:
            raise refusal(path, "FILE-MAIL-LIMIT", what="各部分太多，或者套得太深")
        head, body = _cut(part)
        boundary = head.get_boundary("")
        if head.get_content_maintype() == "multipart" and boundary:
            inner = list(_between(body, boundary.encode("utf-8", "replace"), path))
            waiting += [(each, depth + 1) for each in reversed(inner)]
        elif (name := _name(head)) and not _adorns(head):
            encoding = str(head.get("Content-Transfer-Encoding", "")).strip().lower()
            found.append(Attachment(name, encoding, body))
    return found


def _cut(part: bytes) -> tuple[Message, bytes]:
    """Return the head of a part and what stands below it."""
    end = _BLANK_LINE.search(part, 0, LARGEST_HEAD)
    head = part[: end.start()] if end else part[:LARGEST_HEAD]
    body = part[end.end() :] if end else b""
    return HeaderParser().parsestr(_text(head)), body


def _text(head: bytes) -> str:
    """Return a head as text; programs in China write GBK into it and do not say so."""
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return head.decode(encoding)
    return head.decode("latin-1")


def _between(body: bytes, boundary: bytes, path: Path) -> Iterator[bytes]:
    """Yield what stands between the lines of a boundary."""
    text = b"\n" + body
    begin = -1
    lines = re.finditer(rb"\r?\n--%s(--)?[ \t]*(?=\r?(?:\n|\Z))" % re.escape(boundary), text)
    for count, line in enumerate(lines):
        if count > MOST_MAIL_PARTS:
            raise refusal(path, "FILE-MAIL-LIMIT", what="各部分太多")
        if begin >= 0:
            yield text[begin : line.start()].lstrip(b"\r\n")
        begin = line.end()
        if line[1]:
            return
    if begin >= 0:
        yield text[begin:].lstrip(b"\r\n")


def _name(head: Message) -> str:
    """Return the name of an attachment, however its program wrote it."""
    name = head.get_filename("")
    if not name and head.get_content_type() == "message/rfc822":
        return "邮件.eml"
    return _decoded(name)[:_LONGEST_NAME]


def _decoded(text: str) -> str:
    with suppress(ValueError, LookupError):
        return "".join(
            piece if isinstance(piece, str) else piece.decode(_charset(charset), "replace")
            for piece, charset in decode_header(text[:_LONGEST_NAME])
        )
    return text


def _charset(name: str | None) -> str:
    """Return the encoding that a name means; GB 2312 is what GB 18030 is called in mails."""
    name = (name or "gb18030").lower()
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name


def _adorns(head: Message) -> bool:
    """Tell whether a part is a picture of the mail's text, such as a signature's."""
    inline = head.get_content_disposition() == "inline" or "Content-ID" in head
    return inline and head.get_content_maintype() == "image"


def _from_base64(body: bytes) -> bytes:
    """Return what base64 means; lines of something else after it do not count."""
    packed = b"".join(body.split())
    try:
        return binascii.a2b_base64(packed)
    except binascii.Error:
        with suppress(binascii.Error):
            return base64.b64decode(packed[: len(packed) // 4 * 4])
    return b""
