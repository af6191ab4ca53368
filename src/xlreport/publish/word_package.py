"""The package of a Word document: the same report gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from docx.document import Document as WordDocument

from xlreport.publish.printed import Printed
from xlreport.publish.seal import BLANK


def set_properties(document: WordDocument, printed: Printed) -> None:
    """Say of a document what follows from the report alone, and nothing of who made it."""
    properties = document.core_properties
    properties.title = printed.title
    properties.author = printed.unit
    properties.last_modified_by = printed.unit
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.identifier = BLANK
    properties.created = properties.modified = datetime(printed.year + 1, 1, 1, tzinfo=UTC)


def settled(data: bytes) -> bytes:
    """Return a package with the clock taken out of it."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            fixed = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            new.writestr(fixed, old.read(part))
    return buffer.getvalue()
