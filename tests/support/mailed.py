"""What people mail when they are asked for a workbook, made byte by byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(stream: str) -> bytes:
    """A compound file that has a stream of this name, as far as its kind goes."""
    return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def package(parts: Mapping[str, bytes]) -> bytes:
    """A zip file whose names are UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


class _InGbk(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own
        return self.filename.encode("gb18030"), 0


def gbk_zip(parts: Mapping[str, bytes]) -> bytes:
    """A zip file as Windows writes it in China: the names are GBK, and nothing says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            info = _InGbk(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def locked(archive: bytes) -> bytes:
    """A zip file that says of its only file that it has a password."""
    data = bytearray(archive)
    data[6] |= 1
    data[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def mail(subject: str, attachments: Mapping[str, bytes], *, logo: bool = False) -> bytes:
    """A mail as it is saved."""
    message = EmailMessage()
    message["From"], message["To"] = "a@example.cn", "b@example.cn"
    message["Subject"] = subject
    message.set_content("见附件。")
    for name, data in attachments.items():
        kind = {"maintype": "application", "subtype": "octet-stream"}
        message.add_attachment(data, filename=name, **kind)
    if logo:
        message.add_attachment(
            b"\x89PNG", maintype="image", subtype="png", filename="logo.png", cid="<logo>"
        )
    return message.as_bytes()


def ods(workbook: Path) -> bytes:
    """The values of a workbook as OpenDocument; totals that no program computed are left out."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    tables = "".join(
        f'<table:table table:name="{escape(sheet.title)}">'
        + "".join(
            f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
            for row in sheet.iter_rows(values_only=True)
        )
        + "</table:table>"
        for sheet in book.worksheets
    )
    names = "office table text"
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names.split()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content.encode())
        archive.writestr("META-INF/manifest.xml", b"<manifest/>")
    return out.getvalue()


def _cell(value: object) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        case _:
            text = escape(str(value))
            return (
                f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
                "</table:table-cell>"
            )
