"""A report -> the document that is published: Word, a web page, PDF."""

from __future__ import annotations

from pathlib import Path

from xlreport.files import replacing
from xlreport.publish.pdf import NoPdf
from xlreport.publish.placeholders import filled
from xlreport.publish.printed import printed
from xlreport.publish.seal import sealed
from xlreport.report import Report

__all__ = ["FORMATS", "NoPdf", "document_bytes", "filled", "published", "write_document"]

FORMATS = (".docx", ".html", ".pdf")
"""What can be written, by the ending of the file's name."""


def document_bytes(report: Report, suffix: str, template: Path | None = None) -> bytes:
    """Return the document that is published; for ``.pdf`` the Word document that it is made of.

    :param suffix: one of :data:`FORMATS`.
    :param template: a .docx whose page and styles are used instead of the official ones.
    :raises UserError: if that is no Word document.
    """
    if suffix == ".html":
        from xlreport.publish.web import web_page

        return web_page(printed(report)).encode()
    from xlreport.publish.word import word_bytes

    return word_bytes(printed(report), template)


def published(report: Report, suffix: str) -> bytes:
    """Return a report as it is published in a file whose name ends in ``suffix``.

    Placeholders in the prose are filled before, by :func:`filled`; what is still in braces is
    printed as it stands.  The same report gives the same bytes, in PDF but for the date.
    """
    return _finished(document_bytes(report, suffix), suffix)


def write_document(data: bytes, path: Path) -> None:
    """Write what :func:`document_bytes` returned; a Word document becomes a PDF where it must.

    :raises NoPdf: if there is no LibreOffice to make a PDF.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    data = _finished(data, path.suffix.lower())
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def _finished(data: bytes, suffix: str) -> bytes:
    if suffix == ".pdf":
        from xlreport.publish.pdf import pdf_bytes

        data = pdf_bytes(data)
    return sealed(data, suffix)
