"""What is published is read back: every figure, every text, in every format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from tests.published.reports import EDITIONS, edition_of, reports, sample
from tests.support.publishing import publish

from xlreport.reading.published import import_report
from xlreport.report import Report


def read_back(report: Report, path: Path) -> Report:
    publish(report, path)
    return import_report(path).report


def without_blanks(report: Report) -> dict[str, str]:
    return {key: "".join(text.split()) for key, text in report.prose.items()}


# A simpler report that fails too would cost minutes to look for.
@pytest.mark.whole
@settings(max_examples=20, phases=set(Phase) - {Phase.shrink, Phase.explain})
@given(report=reports())
def test_word_and_web_give_everything_back(
    report: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("published")
    for name in ("report.docx", "report.html"):
        found = read_back(report, folder / name)
        assert found.values == report.values
        assert found.prose == report.prose
        assert (found.unit, found.year) == (report.unit, report.year)
        assert found.edition is report.edition


@pytest.mark.slow
@pytest.mark.office
# A simpler report that fails too would cost minutes of LibreOffice to look for.
@settings(max_examples=6, phases=set(Phase) - {Phase.shrink, Phase.explain})
@given(report=reports())
def test_pdf_gives_everything_back(
    report: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = read_back(report, tmp_path_factory.mktemp("published") / "report.pdf")
    assert found.values == report.values
    # Where the page breaks a line, a blank in the text cannot be told from the break.
    assert without_blanks(found) == without_blanks(report)
    assert (found.unit, found.year) == (report.unit, report.year)


@pytest.mark.office
@pytest.mark.parametrize("edition", EDITIONS)
def test_pdf_of_each_edition_gives_every_cell_back(edition: str, tmp_path: Path) -> None:
    report = sample(edition_of(edition))
    found = read_back(report, tmp_path / "report.pdf")
    assert found.values == report.values
    assert without_blanks(found) == without_blanks(report)


@pytest.mark.whole
@pytest.mark.parametrize("name", ["report.docx", "report.html"])
def test_the_date_under_the_text_comes_back_as_the_date_of_filing(
    name: str, tmp_path: Path
) -> None:
    report = replace(sample(edition_of("2021")), cover={"cover.date": "2022/1/5"})
    found = read_back(report, tmp_path / name)
    assert found.cover["cover.date"] == "2022-01-05"
    assert found.prose == report.prose


@pytest.mark.parametrize("name", ["report.docx", "report.html"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_figure_that_is_missing_comes_back_missing(
    edition: str, name: str, tmp_path: Path
) -> None:
    report = sample(edition_of(edition))
    gone = set(list(report.values)[::7])
    holes = replace(report, values={k: v for k, v in report.values.items() if k not in gone})
    assert read_back(holes, tmp_path / name).values == holes.values
