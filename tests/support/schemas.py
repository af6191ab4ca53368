"""Editions built from edited copies of the schema files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from xlreport.edition import Edition
from xlreport.edition.build import build_edition
from xlreport.edition.document import read_document
from xlreport.edition.load import schema_folder
from xlreport.edition.source import CommonSource, EditionSource, OverlaySource

OVERLAY = """\
overlay: local
name: 本地补充
edition: "2019"
add:
  - section: disclosure
    after: normative
    rows:
      other_documents: 其他主动公开文件
"""
"""A local office's row, as in some provinces in 2020."""


class Schemas:
    """A copy of the schema folder, to make mistakes in."""

    def __init__(self, folder: Path) -> None:
        """:param folder: where the copy is to be."""
        self.folder = folder / "schemas"
        shutil.copytree(schema_folder(), self.folder)

    def path(self, name: str) -> Path:
        """Return the path of a schema file."""
        return self.folder / f"{name}.yaml"

    def write(self, name: str, text: str) -> Path:
        """Write a schema file anew."""
        self.path(name).write_text(text, "utf-8")
        return self.path(name)

    def edit(self, name: str, old: str, new: str) -> Path:
        """Replace the one place in a file where ``old`` stands."""
        text = self.path(name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}.yaml"
        return self.write(name, text.replace(old, new))

    def line_of(self, name: str, text: str) -> int:
        """Return the number of the one line in which ``text`` stands."""
        lines = self.path(name).read_text("utf-8").splitlines()
        (line,) = (number for number, line in enumerate(lines, start=1) if text in line)
        return line

    def build(self, name: str = "2019", overlays: Sequence[str] = ()) -> Edition:
        """Build an edition from the files as they are now."""
        return build_edition(
            read_document(self.path("common"), CommonSource),
            read_document(self.path(name), EditionSource),
            [read_document(self.path(overlay), OverlaySource) for overlay in overlays],
        )


def overlay_with_rule(*lines: str, edition: str = "2019") -> str:
    """Return an overlay that adds one rule, called LOCAL; ``lines`` say what it asks."""
    return "\n".join(
        [
            "overlay: local",
            "name: 本地补充",
            f'edition: "{edition}"',
            "rules:",
            "  - id: LOCAL",
            "    name: 本地规则",
            "    short: 本地",
            "    severity: query",
            "    advice: 请核对。",
            *(f"    {line}" for line in lines),
            "",
        ]
    )
