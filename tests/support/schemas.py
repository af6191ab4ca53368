"""Editions built from edited copies of the schema files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from xlreport.edition import Edition
from xlreport.edition.build import build_edition
from xlreport.edition.document import Document, Source, read_document
from xlreport.edition.load import schema_folder
from xlreport.edition.source import (
    CommonSource,
    EditionSource,
    OverlaySource,
    RevisionSource,
    SharedSource,
)

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
        self._known: dict[str, tuple[bytes | None, Any]] = {}

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
        """Return the number of the one line that is ``text``, or in which it stands."""
        lines = list(enumerate(self.path(name).read_text("utf-8").splitlines(), start=1))
        whole = [number for number, line in lines if line == text]
        (line,) = whole or (number for number, line in lines if text in line)
        return line

    def build(
        self, name: str = "2019", overlays: Sequence[str] = (), revision: str = ""
    ) -> Edition:
        """Build an edition from the files as they are now."""
        base = self._read(name, EditionSource)
        shares = base.source.shares
        return build_edition(
            self._read("common", CommonSource),
            base,
            [self._read(overlay, OverlaySource) for overlay in overlays],
            self._read(revision, RevisionSource) if revision else None,
            self._read(f"shared/{shares}", SharedSource) if shares else None,
        )

    def _read(self, name: str, model: type[Source]) -> Document[Source]:
        """Read a file, unless it is as it was when it was last read, or as it is shipped."""
        content = self.path(name).read_bytes()
        shipped = schema_folder() / f"{name}.yaml"
        if shipped.is_file() and content == shipped.read_bytes():
            return replace(_shipped(shipped, model), path=self.path(name))
        known, document = self._known.get(name, (None, None))
        if known != content:
            document = read_document(self.path(name), model)
            self._known[name] = (content, document)
        return document


@cache
def _shipped(path: Path, model: type[Source]) -> Document[Source]:
    return read_document(path, model)


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
