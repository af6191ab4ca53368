"""Files of any kind -> lines of text and rows of cells, each with where it stands.

What a file is, is told from what is in it: web sites call their pages .shtml, .aspx or nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from xlreport.reading.limits import LARGEST_FILE, MEBIBYTE
from xlreport.reading.published.line import Line, PublishedDocument
from xlreport.reading.published.wrapped import unwrapped
from xlreport.reading.refusal import Refused

LARGEST_UNPACKED = 200 * MEBIBYTE
"""Declared bytes of all parts of a Word document."""
LARGEST_BODY = 40 * MEBIBYTE
"""Bytes of the part that holds the text of a Word document."""
LARGEST_PAGE = 20 * MEBIBYTE
"""Bytes of a web page or a text; those with pictures in them are the largest."""
_MOST_LINES = 50_000
_MOST_BLANK_LINES = 30
"""So many blank lines after each other are kept; more say nothing."""
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx，再重新导入。"
_TO_OFFER = "请提供 .docx、网页（.html 等）、有文字的 .pdf 或 .txt。"
_TAG = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|div|p|span|title|script|link)\b",
    re.IGNORECASE,
)
_BEGINNING = 4096
_RARE = 2000
"""One letter in so many may be broken in a web page that is otherwise UTF-8."""

_BY_BEGINNING = (
    (b"\xd0\xcf\x11\xe0", "是旧格式的 Office 文件（.doc、.wps 等），不能直接读", _SAVE_AS),
    (b"{\\rtf", "是 RTF 文件，不能直接读", _SAVE_AS),
    (b"From: ", "是邮件或整页存档（.mht），不能直接读", "请把网页另存为 .html 后重新导入。"),
    (b"MIME-Version:", "是整页存档（.mht），不能直接读", "请把网页另存为 .html 后重新导入。"),
    (b"\x89PNG", "是图片，不能导入", _TO_OFFER),
    (b"\xff\xd8\xff", "是图片，不能导入", _TO_OFFER),
    (b"GIF8", "是图片，不能导入", _TO_OFFER),
    (b"Rar!", "是压缩包，不能直接读", "请先解压，再导入其中的报告。"),
    (b"7z\xbc\xaf", "是压缩包，不能直接读", "请先解压，再导入其中的报告。"),
)


def read_document(path: Path) -> PublishedDocument:
    """Return what a document says.

    :raises Refused: if it is no document of a known kind, is damaged, or holds no text.
    """
    data = _load(path)
    for beginning, reason, advice in _BY_BEGINNING:
        if data.startswith(beginning):
            raise Refused(path, reason, advice)
    if data.startswith(b"PK"):
        document = PublishedDocument(tuple(_docx(path, data)))
    elif b"%PDF-" in data[:1024]:
        document = PublishedDocument(tuple(_pdf(path, data)))
    elif len(data) > LARGEST_PAGE:
        raise Refused(path, f"文件有 {len(data) // MEBIBYTE} MB，不像年度报告", _TO_OFFER)
    elif _TAG.search(_head(data)):
        document = _html(path, data)
    else:
        document = PublishedDocument(tuple(_text(path, data)))
    if len(document.lines) > _MOST_LINES:
        raise Refused(path, f"文件有 {len(document.lines)} 行，不像年度报告", _TO_OFFER)
    if not any(line.text.strip() for line in document.lines):
        raise Refused(path, "文件里没有文字", "扫描件或图片不能导入，请用有文字的版本。")
    return document


def _head(data: bytes) -> bytes:
    """Return the beginning of a file in an encoding in which tags can be looked for."""
    head = data[:_BEGINNING]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("utf-8")
    return head


def _load(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Refused(path, "找不到这个文件", "请核对文件名和所在文件夹。")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refused(
                path,
                f"文件有 {size // MEBIBYTE} MB，超过 {LARGEST_FILE // MEBIBYTE} MB",
                "请压缩其中的图片后重试。",
            )
        data = path.read_bytes()
    except OSError as error:
        raise Refused(path, "打不开文件", "请核对文件权限。") from error
    if not data:
        raise Refused(path, "文件是空的", "请重新下载或另存后再导入。")
    return data


def _docx(path: Path, data: bytes) -> list[Line]:
    from lxml.etree import LxmlError

    from xlreport.reading.published.docx import docx_lines

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename: part for part in parts}
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Refused(path, "文件解压后过大", _SAVE_AS)
            body = names.get("word/document.xml")
            if body is None:
                raise _other_package(path, names)
            if body.file_size > LARGEST_BODY:
                raise Refused(path, "文件解压后过大", _SAVE_AS)
            text = archive.read(body)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused(path, "文件已损坏，或者不是 .docx 格式", _SAVE_AS) from error
    try:
        return docx_lines(text)
    except LxmlError as error:
        raise Refused(path, "文件内容已损坏", _SAVE_AS) from error


def _other_package(path: Path, names: object) -> Refused:
    """Return the refusal of an archive that is no Word document."""
    told = str(names)[:_BEGINNING]
    if "xl/workbook" in told:
        return Refused(path, "是 Excel 工作簿，不是公开发布的报告", "工作簿请直接校验或汇总。")
    if "content.xml" in told or "OFD.xml" in told:
        return Refused(path, "是 .odt 或 .ofd 文件，不能直接读", _SAVE_AS)
    return Refused(path, "不是 Word 文档", _SAVE_AS)


def _html(path: Path, data: bytes) -> PublishedDocument:
    from lxml.etree import LxmlError

    from xlreport.reading.published.html import BadPage, read_page

    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") > len(text) // _RARE:
            raise Refused(path, "看不出文字编码", "请把网页另存为 UTF-8 编码。") from error
    try:
        return read_page(text.replace("\x00", ""))
    except BadPage as error:
        raise Refused(path, str(error), "请把网页另存为完整的 .html 文件后重试。") from error
    except LxmlError as error:
        raise Refused(path, "网页读不出来", "请把网页另存为完整的 .html 文件后重试。") from error


def _pdf(path: Path, data: bytes) -> list[Line]:
    from xlreport.reading.published.pdf import BadPdf, pdf_lines

    try:
        return pdf_lines(data)
    except BadPdf as error:
        raise Refused(path, str(error), "请重新下载，或者用有文字的 PDF、Word 版本。") from error


def _text(path: Path, data: bytes) -> list[Line]:
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise Refused(path, "看不出文字编码", _TO_OFFER) from error
    if "\x00" in text:
        raise Refused(path, "不是文字文件", _TO_OFFER)
    lines: list[Line] = []
    blank = 0
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        bare = line.rstrip("\r\n")
        blank = 0 if bare else blank + 1
        if blank <= _MOST_BLANK_LINES:
            lines.append(Line(bare, f"第{number}行"))
        if len(lines) > _MOST_LINES:
            break
    return unwrapped(lines)


def decode(data: bytes) -> str:
    """Return text in UTF-8, in UTF-16 with its mark, or in GB 18030.

    :raises UnicodeDecodeError: if it is in none of them.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
