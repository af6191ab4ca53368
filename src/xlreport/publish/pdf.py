"""A Word document as PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from xlreport.errors import UserError

_NAMES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_WINDOWS = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SECONDS = 180
_FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""A tagged PDF, whose headings and tables a screen reader finds."""


class NoPdf(UserError, RuntimeError):
    """No PDF could be made; the message, in Chinese, says why and what to do."""


def pdf_bytes(word: bytes) -> bytes:
    """Return a Word document as PDF.

    LibreOffice gets a profile of its own that is thrown away: it neither meets an open window nor
    leaves anything behind.

    :raises NoPdf: if LibreOffice is not installed or does not write the file.
    """
    program = next(filter(None, map(shutil.which, (*_NAMES, *_WINDOWS))), None)
    if program is None:
        raise NoPdf(
            "没有安装 LibreOffice，不能生成 PDF。"
            "请安装 LibreOffice，或者先生成 .docx，再用 Word、WPS 另存为 PDF。"
        )
    with tempfile.TemporaryDirectory(prefix="xlreport-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "report.docx").write_bytes(word)
        said = _convert(program, folder)
        result = folder / "report.pdf"
        if not result.is_file():
            raise NoPdf(f"LibreOffice 没有生成 PDF：{said or '没有说明原因'}。")
        return result.read_bytes()


def _convert(program: str, folder: Path) -> str:
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--convert-to", _FILTER),
        *("--outdir", str(folder), str(folder / "report.docx")),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own words only
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPdf(f"LibreOffice 没有正常运行，PDF 没有生成（{error}）。") from error
    return done.stdout.decode("utf-8", "replace").strip()[-200:]
