"""The blank workbooks that lie ready in the repository are those that the program makes today."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from scripts import templates


def parts(path: Path) -> dict[str, bytes]:
    """What a workbook holds; how it is packed is the business of a library."""
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.whole
def test_they_are_those_of_today(tmp_path: Path) -> None:
    there = sorted(
        path for path in templates.TEMPLATES.iterdir() if path.suffix in templates.ENDINGS
    )
    years = sorted({int(path.stem[-4:]) for path in there})
    assert years
    made = templates.build(years, tmp_path)
    assert sorted(path.name for path in made) == [path.name for path in there]
    other = [path.name for path in there if parts(path) != parts(tmp_path / path.name)]
    assert other == [], "run: make templates"
