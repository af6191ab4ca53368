"""Thousands of filled workbooks, quickly: one that was filled in, with other words on its cover.

What a clerk's program saved is taken apart once; each further file is the same package with
another name, code and date among its texts, stored without being compressed again.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from tests.january import fill, form
from tests.january.form import MANIFEST, At

_NAME, _CODE, _DAY = "某某名称", "某某代码", "某某日期"
_CODE_AT = (MANIFEST, "B6")


class Stamp:
    """A filled workbook to be sent under many names."""

    def __init__(
        self,
        blank: Path,
        folder: Path,
        edition: str,
        figures: Mapping[str, form.Figure],
        *,
        other: Mapping[At, fill.Typed] | None = None,
    ) -> None:
        path = folder / "样本.xlsx"
        cover = {"name": _NAME, "code": _CODE, "level": ""}
        typed = {_CODE_AT: _CODE, **(other or {})}
        fill.fill(blank, path, edition, figures, day=_DAY, cover=cover, other=typed)
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        path.unlink()
        self.figures = form.with_totals(edition, figures)

    def write(self, path: Path, name: str, code: str, day: str) -> Path:
        """Write it as the file of a unit."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as archive:
            for part, data in self.parts.items():
                archive.writestr(zipfile.ZipInfo(part), self._stamped(part, data, name, code, day))
        return path

    def _stamped(self, part: str, data: bytes, name: str, code: str, day: str) -> bytes:
        if part != "xl/sharedStrings.xml":
            return data
        text = data.decode()
        for token, word in ((_NAME, name), (_CODE, code), (_DAY, day)):
            text = text.replace(token, escape(word))
        return text.encode()
