"""A report -> the document that is published: Word, a web page, PDF."""

from __future__ import annotations

from pathlib import Path

from xlreport.files import replacing
from xlreport.publish.pdf import NoPdf
from xlreport.publish.placeholders import filled
from xlreport.publish.printed import printed
from xlreport.report import Report

__all__ = ["FORMATS", "NoPdf", "document_bytes", "filled", "publish", "write_document"]


FORMATS = (".docx", ".html", ".pdf")
"""What can be written, by the ending of the file's name."""


def document_bytes(report: Report, suffix: str, template: Path | None = None) -> bytes:
    """Return the document that is published, as Word or as a web page.

    :param suffix: ``.docx`` or ``.html``.
    :param template: a .docx whose page and styles are used instead of the official ones.
    :raises UserError: if that is no Word document.
    """
    if suffix == ".html":
        from xlreport.publish.web import web_page

        return web_page(printed(report)).encode()
    from xlreport.publish.word import word_bytes

    return word_bytes(printed(report), template)


def publish(report: Report, path: Path, template: Path | None = None) -> None:
    """Write a report as it is published; the ending of ``path`` says in which format.

    Placeholders in the prose are filled before, by :func:`filled`; what is still in braces is
    printed as it stands.  The same report gives the same bytes, in PDF but for the date.

    :param template: a .docx whose page and styles are used instead of the official ones; it is
        opened in this process, as the clerk's own.
    :raises UserError: if the template is no Word document, or there is no LibreOffice to make
        a PDF.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    suffix = path.suffix.lower()
    data = document_bytes(report, ".docx" if suffix == ".pdf" else suffix, template)
    write_document(data, path)


def write_document(data: bytes, path: Path) -> None:
    """Write a document, a Word document as PDF if the ending of ``path`` says so.

    :raises NoPdf: if there is no LibreOffice to make a PDF.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    if path.suffix.lower() == ".pdf":
        from xlreport.publish.pdf import pdf_bytes

        data = pdf_bytes(data)
    with replacing(path) as temporary:
        temporary.write_bytes(data)
