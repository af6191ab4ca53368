"""A report -> the document that is published: Word, a web page, PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xlreport.files import refuse_to_replace, replacing
from xlreport.publish.pdf import NoPdf
from xlreport.publish.placeholders import filled
from xlreport.publish.printed import Printed, printed
from xlreport.publish.seal import sealed, why_kept
from xlreport.report import Report

__all__ = ["FORMATS", "NoPdf", "filled", "publish", "published"]


def _word(report: Printed, template: Path | None) -> bytes:
    from xlreport.publish.word import word_bytes

    return word_bytes(report, template)


def _web(report: Printed, _: Path | None) -> bytes:
    from xlreport.publish.web import web_page

    return web_page(report).encode()


def _pdf(report: Printed, template: Path | None) -> bytes:
    from xlreport.publish.pdf import pdf_bytes
    from xlreport.publish.word import word_bytes

    return pdf_bytes(word_bytes(report, template, snaps_to_grid=True))


FORMATS: dict[str, Callable[[Printed, Path | None], bytes]] = {
    ".docx": _word,
    ".html": _web,
    ".pdf": _pdf,
}
"""What can be written, by the ending of the file's name."""


def publish(
    report: Report, path: Path, template: Path | None = None, *, force: bool = False
) -> None:
    """Write a report as it is published; the ending of ``path`` says in which format.

    Placeholders in the prose are filled before, by :func:`filled`; what is still in braces is
    printed as it stands.  The same report gives the same bytes, in PDF but for the date.

    :param template: a .docx whose page and styles are used instead of the official ones.
    :param force: whether a document that somebody has edited may be replaced.
    :raises KeyError: if the ending is none of :data:`FORMATS`.
    :raises ValueError: if the template is no Word document.
    :raises NoPdf: if there is no LibreOffice to make a PDF.
    :raises WouldReplace: if there is a file that this program has not written, or somebody has
        edited since.
    :raises CannotWrite: if the file cannot be written; an old one is left as it was.
    """
    refuse_to_replace(path, inputs=[template] if template else [], kept=why_kept, force=force)
    data = published(report, path.suffix.lower(), template)
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def published(report: Report, suffix: str, template: Path | None = None) -> bytes:
    """Return what :func:`publish` writes into a file whose name ends in ``suffix``."""
    return sealed(FORMATS[suffix](printed(report), template), suffix)
