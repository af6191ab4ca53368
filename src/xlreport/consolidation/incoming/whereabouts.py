"""Where a file lies, as people are told: below the folders that were named."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from xlreport.attached import on_disk
from xlreport.files import shown_name


class Folders:
    """The folders that files were looked for in."""

    def __init__(self, sources: Sequence[Path]) -> None:
        """:param sources: what was named: folders, or files."""
        self._sources = [Path(os.path.abspath(source)) for source in sources]  # noqa: PTH100 - no links
        self._name = cache(self._told)

    def of(self, path: Path) -> str:
        """Return the folders between what was named and a file; empty if there are none.

        Where several folders were named, theirs comes first.
        """
        return self._name(on_disk(path).parent)

    def _told(self, folder: Path) -> str:
        at = Path(os.path.abspath(folder))  # noqa: PTH100 - no links
        for source in self._sources:
            if at.is_relative_to(source):
                below = at.relative_to(source).parts
                parts = (source.name, *below) if len(self._sources) > 1 else below
                return "/".join(shown_name(Path(part)) for part in parts)
        return ""
