"""The blank workbooks that lie ready in the repository are what building them gives today."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

import pytest
from tests.conftest import ROOT

from xlreport.edition import edition_for
from xlreport.reading import read

sys.path.insert(0, str(ROOT))
from scripts.templates import ENDINGS, TEMPLATES, build

YEARS = re.search(r"^TEMPLATE_YEARS := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def parts(path: Path) -> dict[str, bytes]:
    """Return the contents of a workbook, part by part."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.whole
def test_what_lies_ready_is_what_is_built(tmp_path: Path) -> None:
    """If not: ``make templates``."""
    assert YEARS is not None
    years = [int(year) for year in YEARS[1].split()]
    built = build(years, tmp_path)
    assert {path.name for path in built} == {path.name for path in TEMPLATES.iterdir()}
    assert len(built) == len(years) * len(ENDINGS)
    editions = set()
    for path in built:
        ready = TEMPLATES / path.name
        assert parts(ready) == parts(path), path.name
        report = read(ready)
        editions.add(report.edition.id)
        assert (report.unit.name, str(report.year) in path.name) == ("", True)
        assert not [note for note in report.notes if note.rule != "READ-UNIT"]
    assert editions == {edition_for(year).id for year in years}
