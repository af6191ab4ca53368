"""A report published into a file, as the command and the button publish it between them."""

from __future__ import annotations

from pathlib import Path

from xlreport.publish import document_bytes, write_document
from xlreport.report import Report


def publish(report: Report, path: Path, template: Path | None = None) -> None:
    write_document(document_bytes(report, path.suffix.lower(), template), path)
