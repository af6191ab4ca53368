"""Files of any kind -> lines of text and rows of cells, each with where it stands."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from xlreport.read.limits import LARGEST_FILE, MEBIBYTE
from xlreport.read.published.line import Line
from xlreport.read.refusal import Refused

LARGEST_UNPACKED = 200 * MEBIBYTE
"""Declared bytes of all parts of a Word document."""

SUFFIXES = (".docx", ".html", ".htm", ".pdf", ".txt")
"""The kinds of files that can be read."""

_OTHERS = (".doc", ".wps", ".rtf", ".odt", ".ofd", ".mht", ".mhtml")
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx，再重新导入。"


def documents_in(sources: list[Path]) -> Iterator[Path]:
    """Yield the files named, and the documents in the folders named, in a fixed order.

    Documents of other formats are yielded too, so that they are refused by name.
    """
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        for path in sorted(source.rglob("*")):
            hidden = path.name.startswith(("~$", "."))
            if path.is_file() and not hidden and path.suffix.lower() in (*SUFFIXES, *_OTHERS):
                yield path


def read_lines(path: Path) -> list[Line]:
    """Return what a document says, line by line.

    :raises Refused: if it is no document of a known kind, is damaged, or holds no text.
    """
    suffix = path.suffix.lower()
    if suffix in _OTHERS:
        raise Refused(path, f"不能直接读 {suffix} 文件", _SAVE_AS)
    if suffix not in SUFFIXES:
        raise Refused(
            path, f"不能导入 {suffix or '没有扩展名的'} 文件", "请提供 .docx、.html、.pdf 或 .txt。"
        )
    data = _load(path)
    match suffix:
        case ".docx":
            lines = _docx(path, data)
        case ".pdf":
            lines = _pdf(path, data)
        case ".txt":
            lines = _text(path, data)
        case _:
            lines = _html(path, data)
    if not any(line.text.strip() for line in lines):
        raise Refused(path, "文件里没有文字", "扫描件或图片不能导入，请用有文字的版本。")
    return lines


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
        raise Refused(path, f"打不开文件（{error.strerror}）", "请核对文件权限。") from error
    if not data:
        raise Refused(path, "文件是空的", "请重新下载或另存后再导入。")
    return data


def _docx(path: Path, data: bytes) -> list[Line]:
    from lxml.etree import LxmlError

    from xlreport.read.published.docx import docx_lines

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise Refused(path, "文件解压后过大", _SAVE_AS)
            body = archive.read("word/document.xml")
        return docx_lines(body)
    except KeyError as error:
        raise Refused(path, "不是 Word 文档", _SAVE_AS) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused(path, "文件已损坏，或者不是 .docx 格式", _SAVE_AS) from error
    except LxmlError as error:
        raise Refused(path, "文件内容已损坏", _SAVE_AS) from error


def _html(path: Path, data: bytes) -> list[Line]:
    from lxml.etree import LxmlError

    from xlreport.read.published.html import html_lines

    try:
        return html_lines(decode(data))
    except UnicodeDecodeError as error:
        raise Refused(path, "看不出文字编码", "请把网页另存为 UTF-8 编码。") from error
    except (LxmlError, ValueError) as error:
        raise Refused(path, "网页读不出来", "请把网页另存为完整的 .html 文件后重试。") from error


def _pdf(path: Path, data: bytes) -> list[Line]:
    from xlreport.read.published.pdf import BadPdf, pdf_lines

    try:
        return pdf_lines(data)
    except BadPdf as error:
        raise Refused(path, str(error), "请重新下载，或者用有文字的 PDF、Word 版本。") from error


def _text(path: Path, data: bytes) -> list[Line]:
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise Refused(path, "看不出文字编码", "请另存为 UTF-8 编码的文本文件。") from error
    return [Line(line, f"第{n}行") for n, line in enumerate(text.splitlines(), start=1)]


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
